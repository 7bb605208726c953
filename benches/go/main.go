// This program times tokens of package notifizz and of crypto/hmac, on one goroutine. It prints a line
// for each case, separated by tabs: language, case, nanoseconds per call, "ours" or "peer".
//
// All cases take turns in short rounds, so that a busy machine slows them alike, and the median of the
// rounds counts. The cases of crypto/hmac end with 64 hex characters too, because a token does.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log"
	"slices"
	"time"

	"notifizz-token.example/notifizz"
)

const (
	rounds = 61
	calls  = 5000
	key    = "YOUR_AUTH_SECRET_KEY"
	userID = "user_42"
	right  = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c"
)

// result is written by every call, so that the compiler cannot remove one.
var result string

func main() {
	client, err := notifizz.NewClient(key)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	kept, secret := hmac.New(sha256.New, []byte(key)), []byte(key)

	cases := []struct {
		name, side string
		call       func()
	}{
		{"token, kept client", "ours", func() {
			result, err = client.GenerateHashedToken(userID)
			if err != nil {
				log.Fatal(err)
			}
		}},
		{"verify, kept client", "ours", func() {
			if !client.VerifyHashedToken(userID, right) {
				log.Fatal("the right token does not verify")
			}
			result = right
		}},
		{"crypto/hmac, new for each call, and hex", "peer", func() {
			mac := hmac.New(sha256.New, secret)
			mac.Write([]byte(userID))
			result = hex.EncodeToString(mac.Sum(nil))
		}},
		// No two goroutines can share this one.
		{"crypto/hmac, kept with Reset, and hex", "peer", func() {
			kept.Reset()
			kept.Write([]byte(userID))
			result = hex.EncodeToString(kept.Sum(nil))
		}},
	}
	for _, c := range cases {
		result = ""
		if c.call(); result != right {
			log.Fatalf("%s: a wrong token", c.name)
		}
	}
	times := make([][]float64, len(cases))
	for range rounds {
		for i, c := range cases {
			start := time.Now()
			for range calls {
				c.call()
			}
			times[i] = append(times[i], float64(time.Since(start).Nanoseconds())/calls)
		}
	}
	for i, c := range cases {
		slices.Sort(times[i])
		fmt.Printf("Go\t%s\t%.1f\t%s\n", c.name, times[i][rounds/2], c.side)
	}
}
