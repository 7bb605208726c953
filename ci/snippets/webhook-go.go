package main

import (
	"encoding/json"
	"io"
	"log"
	"math"
	"net/http"
	"os"
	"time"

	"notifizz-token.example/notifizz"
)

// snippet: webhooks.md | Go | go | 1

func main() {
// snippet: webhooks.md | Go | go | 2
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
