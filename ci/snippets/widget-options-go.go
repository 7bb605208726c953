package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"

	"notifizz-token.example/notifizz"
)

type account struct{ ID, Email string }

func sessionUser(r *http.Request) (user account, ok bool) {
	text := r.Header.Get("X-User")
	return user, text != "null" && json.Unmarshal([]byte(text), &user) == nil
}

func main() {
// snippet: add-to-your-app.md | Go | go | 1
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
