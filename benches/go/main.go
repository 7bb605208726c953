// This program times tokens of package notifizz and of crypto/hmac. It prints a line for each case,
// separated by tabs: language, case, nanoseconds per token, "ours" or "peer". Run with CGO_ENABLED=0 it
// times the Go code of the package, and the language is "Go without cgo". The first argument is the number
// of rounds.
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
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"notifizz-token.example/notifizz"
)

const (
	calls  = 5000
	key    = "YOUR_AUTH_SECRET_KEY"
	userID = "user_42"
	right  = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c"
)

// benchmark is a case, in which each goroutine has a call of its own. It returns what is to be right, so that
// the compiler cannot remove it.
type benchmark struct {
	name, side string
	goroutines int
	call       func() func() string
}

func main() {
	rounds := 61
	if len(os.Args) > 1 {
		var err error
		if rounds, err = strconv.Atoi(os.Args[1]); err != nil {
			log.Fatal(err)
		}
	}
	client, err := notifizz.NewClient(key)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	secret := []byte(key)

	token := func() string {
		token, err := client.GenerateHashedToken(userID)
		if err != nil {
			log.Fatal(err)
		}
		return token
	}
	verify := func() string {
		if !client.VerifyHashedToken(userID, right) {
			log.Fatal("the right token does not verify")
		}
		return right
	}
	fresh := func() string {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(userID))
		return hex.EncodeToString(mac.Sum(nil))
	}
	shared := func(call func() string) func() func() string {
		return func() func() string { return call }
	}
	cases := []benchmark{
		{"token, kept client", "ours", 1, shared(token)},
		{"token, kept client, on two goroutines", "ours", 2, shared(token)},
		{"verify, kept client", "ours", 1, shared(verify)},
		{"crypto/hmac, new for each call, and hex", "peer", 1, shared(fresh)},
		{"crypto/hmac, new for each call, and hex, on two goroutines", "peer", 2, shared(fresh)},
		// No two goroutines can share this one.
		{"crypto/hmac, kept with Reset, and hex", "peer", 1, func() func() string {
			kept := hmac.New(sha256.New, secret)
			return func() string {
				kept.Reset()
				kept.Write([]byte(userID))
				return hex.EncodeToString(kept.Sum(nil))
			}
		}},
	}
	for _, c := range cases {
		if result := c.call()(); result != right {
			log.Fatalf("%s: a wrong token", c.name)
		}
	}
	times := make([][]float64, len(cases))
	for range rounds {
		for i, c := range cases {
			times[i] = append(times[i], c.nanoseconds())
		}
	}
	language := "Go"
	if notifizz.Backend == "go" {
		language = "Go without cgo"
	}
	for i, c := range cases {
		slices.Sort(times[i])
		fmt.Printf("%s\t%s\t%.1f\t%s\n", language, c.name, times[i][rounds/2], c.side)
	}
}

// nanoseconds is how long a token takes; with several goroutines, how long all take for one.
func (b benchmark) nanoseconds() float64 {
	var done sync.WaitGroup
	start := time.Now()
	for range b.goroutines {
		done.Add(1)
		go func() {
			defer done.Done()
			call := b.call()
			for range calls {
				if len(call()) != len(right) {
					log.Fatalf("%s: no token", b.name)
				}
			}
		}()
	}
	done.Wait()
	return float64(time.Since(start).Nanoseconds()) / float64(calls*b.goroutines)
}
