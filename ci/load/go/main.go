// Go's net/http, for load.py.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"

	"notifizz-token.example/notifizz"
)

func main() {
	client, err := notifizz.NewClient(
		os.Getenv("NOTIFIZZ_AUTH_SECRET_KEY"),
		notifizz.WithWebhookSigningSecret(os.Getenv("NOTIFIZZ_WEBHOOK_SIGNING_SECRET")),
	)
	if err != nil {
		log.Fatal(err)
	}
	http.Handle("GET /notifizz/widget-options",
		notifizz.WidgetOptionsHandler(client, os.Getenv("NOTIFIZZ_FRONT_API_KEY"), user))
	http.Handle("POST /notifizz/webhook",
		notifizz.DispatchHandler(client, func(*http.Request, json.RawMessage) error { return nil }))
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}

func user(r *http.Request) (notifizz.User, bool) {
	ids := r.Header.Values("X-User")
	if len(ids) == 0 {
		return notifizz.User{}, false
	}
	return notifizz.User{ID: ids[0], Email: ids[0] + "@example.com"}, true
}
