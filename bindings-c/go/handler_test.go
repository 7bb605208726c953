package notifizz

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// captureLog returns what the default logger writes during a test.
func captureLog(t *testing.T) *strings.Builder {
	var log strings.Builder
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return &log
}

func TestWidgetOptionsHandler(t *testing.T) {
	log := captureLog(t)
	c := newClient(t, marker, WithPreviousAuthSecretKeys("previous"))
	ended := newClient(t, marker)
	_ = ended.Close()
	options := func(id, apiKey string) string {
		return fmt.Sprintf(`{%s"authType":"backendToken","token":"%s","userId":"%s","userEmail":"alice@example.com"}`,
			apiKey, expected(marker, id, HMACSHA256), id)
	}
	alice := User{"user_42", "alice@example.com"}
	for _, test := range []struct {
		client      *Client
		frontAPIKey string
		user        *User
		status      int
		body, log   string
	}{
		{c, "front", &alice, 200, options("user_42", `"apiKey":"front",`), ""},
		{c, "", &alice, 200, options("user_42", ""), ""},
		{c, "front", nil, 401, `{"error":"login_required"}`, ""},
		{c, "front", &User{"", "alice@example.com"}, 409, `{"error":"empty_user_id"}`, ""},
		{c, "front", &User{"user_42", ""}, 409, `{"error":"empty_user_email"}`, ""},
		{c, "front", &User{"user_42", " "}, 409, `{"error":"empty_user_email"}`, ""},
		{c, marker, &alice, 500, `{"error":"no_widget_options"}`, "Front API Key"},
		{c, "previous", &alice, 500, `{"error":"no_widget_options"}`, "Front API Key"},
		{c, "front", &User{"\xff", "alice@example.com"}, 500, `{"error":"no_widget_options"}`, "UTF-8"},
		{ended, "front", &alice, 500, `{"error":"no_widget_options"}`, "closed"},
		{nil, "front", &alice, 500, `{"error":"no_widget_options"}`, "closed"},
	} {
		log.Reset()
		handler := WidgetOptionsHandler(test.client, test.frontAPIKey, func(*http.Request) (User, bool) {
			if test.user == nil {
				return alice, false // which must not show
			}
			return *test.user, true
		})
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest("GET", "/notifizz/widget-options?userId=user_1", nil))
		if w.Code != test.status || w.Body.String() != test.body+"\n" {
			t.Errorf("%v: %d %s", test, w.Code, w.Body)
		}
		if h := w.Header(); h.Get("Cache-Control") != "no-store, private" || h.Get("Content-Type") != "application/json" {
			t.Errorf("%v: %v", test, h)
		}
		if (log.Len() > 0) != (test.log != "") || !strings.Contains(log.String(), test.log) || strings.Contains(log.String(), marker) {
			t.Errorf("%v: the log has %q", test, log)
		}
	}
}

func TestDispatchHandler(t *testing.T) {
	log := captureLog(t)
	r := newReceiver(t, "old", "secret")
	event := fmt.Sprintf(`{"timestamp": %d}`, time.Now().UnixMilli())
	right := string(bodyOf(event))
	large := func(size int) io.Reader {
		return strings.NewReader(right + strings.Repeat(" ", size-len(right)))
	}
	rejected, failed := `{"error":"dispatch_rejected"}`+"\n", `{"error":"dispatch_not_handled"}`+"\n"
	for name, test := range map[string]struct {
		receiver  receiver
		body      io.Reader
		err       error
		status    int
		answer    string
		log       string
		isHandled bool
	}{
		"right":                  {r, strings.NewReader(right), nil, 204, "", "", true},
		"a client":               {newClient(t, "key", WithWebhookSigningSecret("secret")), strings.NewReader(right), nil, 204, "", "", true},
		"the longest":            {r, large(MaxDispatchSize), nil, 204, "", "", true},
		"too long":               {r, large(MaxDispatchSize + 1), nil, 400, rejected, "too large", false},
		"no body":                {r, http.NoBody, nil, 400, rejected, "payload and signature", false},
		"forged":                 {r, strings.NewReader(strings.Replace(right, "1", "2", 1)), nil, 400, rejected, "signature", false},
		"old":                    {r, strings.NewReader(string(bodyOf(`{"timestamp": 1}`))), nil, 400, rejected, "timestamp", false},
		"no timestamp":           {r, strings.NewReader(string(bodyOf(`{}`))), nil, 400, rejected, "timestamp", false},
		"cut off":                {r, iotest.ErrReader(io.ErrUnexpectedEOF), nil, 400, rejected, "EOF", false},
		"without a secret":       {newClient(t, "key"), strings.NewReader(right), nil, 500, failed, "webhook signing secret", false},
		"no receiver":            {(*DispatchReceiver)(nil), strings.NewReader(right), nil, 500, failed, "closed", false},
		"the queue is not there": {r, strings.NewReader(right), errors.New("no queue"), 500, failed, "no queue", true},
	} {
		t.Run(name, func(t *testing.T) {
			log.Reset()
			isHandled := false
			request := httptest.NewRequest("POST", "/notifizz/webhook", test.body)
			handler := DispatchHandler(test.receiver, func(r *http.Request, received json.RawMessage) error {
				isHandled = true
				if r != request || string(received) != event {
					t.Errorf("%s", received)
				}
				return test.err
			})
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, request)
			if w.Code != test.status || w.Body.String() != test.answer || isHandled != test.isHandled {
				t.Errorf("%d %q, %v", w.Code, w.Body, isHandled)
			}
			if (log.Len() > 0) != (test.log != "") || !strings.Contains(log.String(), test.log) || strings.Contains(log.String(), "secret\"") {
				t.Errorf("the log has %q", log)
			}
		})
	}
}
