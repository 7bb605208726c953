// Has secrets, wipes its own copies of them, and waits at each step for a search of its memory.
package main

import (
	"fmt"
	"os"
	"runtime"
	"unsafe"

	notifizz "notifizz-token.example/notifizz"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func expect(holds bool) {
	if !holds {
		panic("it is not as expected")
	}
}

func step(name string) {
	fmt.Println(name)
	_, err := os.Stdin.Read(make([]byte, 1))
	check(err)
}

func unmask(masked string) []byte {
	secret := []byte(masked)
	for i := range secret {
		secret[i] ^= 1
	}
	return secret
}

// text shares its bytes, so that they can be wiped.
func text(bytes []byte) string { return unsafe.String(unsafe.SliceData(bytes), len(bytes)) }

func use(scheme notifizz.TokenScheme) *notifizz.Client {
	secrets := [][]byte{unmask(os.Args[1]), unmask(os.Args[2]), unmask(os.Args[3]), unmask(os.Args[3] + "\b")}
	key, previous, webhook, rejected := text(secrets[0]), text(secrets[1]), text(secrets[2]), text(secrets[3])
	options := []notifizz.Option{
		notifizz.WithTokenScheme(scheme), notifizz.WithPreviousAuthSecretKeys(previous),
		notifizz.WithWebhookSigningSecret(webhook),
	}
	client, err := notifizz.NewClient(key, options...)
	check(err)
	token, err := client.GenerateHashedToken("user_42")
	check(err)
	expect(client.VerifyHashedToken("user_42", token))
	subscribe, err := client.GenerateSubscribeToken("user_42", "project_7")
	check(err)
	expect(client.VerifySubscribeToken("user_42", "project_7", subscribe))
	signature, err := client.SignDispatchPayload("{}")
	check(err)
	verifies, err := client.VerifyDispatchSignature("{}", signature)
	check(err)
	expect(verifies)
	_, err = client.WidgetOptions("user_42", "alice@example.com", "FRONT_KEY")
	check(err)
	_, err = client.WidgetOptions("user_42", "alice@example.com", key)
	expect(err != nil)
	_, err = client.ReceiveDispatch([]byte(`{"payload": "{}", "signature": ""}`))
	expect(err != nil)
	_, err = notifizz.NewClient(key, append(options, notifizz.WithWebhookSigningSecret(rejected))...)
	expect(err != nil)
	_, err = notifizz.Diagnose(notifizz.Evidence{Token: token, UserID: "user_43", AuthSecretKey: key, SDKSecretKey: previous})
	check(err)
	_, err = notifizz.DiagnoseDispatch(notifizz.DispatchEvidence{Payload: "{}", Signature: token, WebhookSigningSecret: webhook})
	check(err)
	// Secrets in the place of something else, which are causes.
	_, err = notifizz.Diagnose(notifizz.Evidence{Token: previous, UserID: webhook, AuthSecretKey: key, UserEmail: previous})
	check(err)
	_, err = notifizz.DiagnoseDispatch(notifizz.DispatchEvidence{Payload: key, Signature: previous, WebhookSigningSecret: webhook})
	check(err)
	for _, secret := range secrets {
		clear(secret)
	}
	return client
}

func main() {
	step("before")
	clients := []*notifizz.Client{use(notifizz.HMACSHA256), use(notifizz.SHA256Concat)}
	step("living")
	for _, client := range clients {
		check(client.Close())
	}
	runtime.GC()
	step("gone")
	kept := unmask(os.Args[1])
	step("kept: text")
	runtime.KeepAlive(kept)
}
