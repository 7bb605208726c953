// Prints the hashed token of a user ID: go run . user_42
package main

import (
	"fmt"
	"log"
	"os"

	"notifizz-token.example/notifizz"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		log.Fatal("usage: quickstart USER_ID [SCHEME]")
	}
	scheme := notifizz.HMACSHA256
	if len(os.Args) > 2 {
		scheme = notifizz.TokenScheme(os.Args[2])
	}
	// From the environment or a secret store, never from an argument: those show in `ps`.
	client, err := notifizz.NewClient(os.Getenv("NOTIFIZZ_AUTH_SECRET_KEY"), notifizz.WithTokenScheme(scheme))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	token, err := client.GenerateHashedToken(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(token)
}
