package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"

	"notifizz-token.example/notifizz"
)

func main() {
// snippet: webhooks.md | Go | go | 1
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
