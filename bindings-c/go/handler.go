package notifizz

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
)

// User is the user of a session. An ID or an e-mail address that is missing is empty.
type User struct {
	ID, Email string
}

// WidgetOptionsHandler answers a page with the widget options of the session's user:
//
//	http.Handle("GET /notifizz/widget-options", notifizz.WidgetOptionsHandler(client, apiKey, sessionUser))
//
// The function reports the user who is logged in, if there is one. Take the user from the session,
// never from an ID that the request names. An empty Front API Key is left out, for a page that has it
// already.
//
// The answers are JSON: 200 with the options; 401 and {"error":"login_required"} for a visitor; 409 and
// {"error":"empty_user_id"} or {"error":"empty_user_email"} for a user without one; always with
// Cache-Control: no-store, private. Whatever else is wrong is the server's mistake: 500, and
// [slog.Default] logs the error, which contains no input.
func WidgetOptionsHandler(client *Client, frontAPIKey string, user func(*http.Request) (User, bool)) http.Handler {
	var keys []string
	if frontAPIKey != "" {
		keys = []string{frontAPIKey}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Both, because there are caches that look for one of them only.
		w.Header().Set("Cache-Control", "no-store, private")
		u, ok := user(r)
		if !ok {
			writeError(w, http.StatusUnauthorized, "login_required")
			return
		}
		options, err := client.WidgetOptions(u.ID, u.Email, keys...)
		switch {
		case errors.Is(err, ErrEmptyUserID), errors.Is(err, ErrEmptyUserEmail):
			writeError(w, http.StatusConflict, err.(*Error).Code())
		case err != nil:
			slog.ErrorContext(r.Context(), "there are no widget options", "error", err)
			writeError(w, http.StatusInternalServerError, "no_widget_options")
		default:
			writeJSON(w, http.StatusOK, options)
		}
	})
}

// MaxDispatchSize is how long the body of a webhook may be for [DispatchHandler]: 10 MiB.
const MaxDispatchSize = 10 << 20

// DispatchHandler receives dispatch webhooks with a [*Client] that has a webhook signing secret, or with
// a [*DispatchReceiver]:
//
//	http.Handle("POST /notifizz/webhook", notifizz.DispatchHandler(receiver, queueEvent))
//
// The function is called only for an event that Notifizz signed in the last five minutes. Do the work
// elsewhere, and return soon. The same webhook may arrive twice within the five minutes.
//
// The answer is 204, or 500 if the function returns an error. Every other request, and one with a body
// of more than [MaxDispatchSize], gets 400 and {"error":"dispatch_rejected"}, and only [slog.Default]
// says why; none of its messages contains anything of the request. A receiver that cannot verify at all
// is the server's mistake: 500.
func DispatchHandler(receiver interface {
	ReceiveDispatch(body []byte, opts ...DispatchOption) (json.RawMessage, error)
}, handle func(r *http.Request, event json.RawMessage) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxDispatchSize))
		var event json.RawMessage
		if err == nil {
			event, err = receiver.ReceiveDispatch(body)
		}
		switch {
		case errors.Is(err, ErrMissingWebhookSigningSecret), errors.Is(err, ErrClosed):
			slog.ErrorContext(r.Context(), "no dispatch webhook can be verified", "error", err)
			writeError(w, http.StatusInternalServerError, "dispatch_not_handled")
		case err != nil:
			slog.WarnContext(r.Context(), "a dispatch webhook was rejected", "error", err)
			writeError(w, http.StatusBadRequest, "dispatch_rejected")
		default:
			if err := handle(r, event); err != nil {
				slog.ErrorContext(r.Context(), "a dispatch webhook was not handled", "error", err)
				writeError(w, http.StatusInternalServerError, "dispatch_not_handled")
				return
			}
			w.WriteHeader(http.StatusNoContent)
		}
	})
}

func writeError(w http.ResponseWriter, status int, code string) {
	writeJSON(w, status, map[string]string{"error": code})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // fails only if nobody reads it any more
}
