// Prints what each call does with text for which memory does not suffice, and whether the client still works.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"notifizz-token.example/notifizz"
)

func mac(key, text string) string {
	h := hmac.New(sha256.New, []byte(key))
	// In pieces, so that no copy is left whose memory could be used again.
	io.Copy(h, struct{ io.Reader }{strings.NewReader(text)})
	return hex.EncodeToString(h.Sum(nil))
}

func main() {
	client, err := notifizz.NewClient("key", notifizz.WithWebhookSigningSecret("secret"))
	if err != nil {
		panic(err)
	}
	text := strings.Repeat("é", 1<<26)
	tokens := [3]string{mac("key", text), mac("key", "user_42"+text), mac("secret", text)}
	small := mac("key", "user_42")
	var pages uint64
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	fmt.Sscan(string(statm), &pages)
	size := pages*4096 + 1<<26
	if err := syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: size, Max: size}); err != nil {
		panic(err)
	}

	hashed, err := client.GenerateHashedToken(text)
	fmt.Println(hashed == tokens[0] && err == nil)
	subscribe, err := client.GenerateSubscribeToken("user_42", text)
	fmt.Println(subscribe == tokens[1] && err == nil)
	signature, err := client.SignDispatchPayload(text)
	fmt.Println(signature == tokens[2] && err == nil)
	fmt.Println(client.VerifyHashedToken(text, tokens[0]))
	verifies, err := client.VerifyDispatchSignature(text, tokens[2])
	fmt.Println(verifies && err == nil)
	again, err := client.GenerateHashedToken("user_42")
	fmt.Println(again == small && err == nil)
}
