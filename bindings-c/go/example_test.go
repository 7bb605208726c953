package notifizz_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"time"

	"notifizz-token.example/notifizz"
)

func Example() {
	// From the environment or a secret store: os.Getenv("NOTIFIZZ_AUTH_SECRET_KEY").
	client, err := notifizz.NewClient("YOUR_AUTH_SECRET_KEY")
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	token, err := client.GenerateHashedToken("user_42")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(token)
	// Output:
	// fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c
}

func ExampleNewClient() {
	client, err := notifizz.NewClient("YOUR_AUTH_SECRET_KEY", notifizz.WithTokenScheme(notifizz.SHA256Concat))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	fmt.Println(client)
	// Output:
	// notifizz.Client(sha256-concat, key 6fda7070)
}

func ExampleNewClient_error() {
	_, err := notifizz.NewClient("YOUR_AUTH_SECRET_KEY\n")
	fmt.Println(errors.Is(err, notifizz.ErrAuthSecretKeyWhitespace))
	fmt.Println(err)
	// Output:
	// true
	// notifizz: the auth secret key begins or ends with whitespace, often the trailing newline of a secret file: remove it, because secrets are never trimmed
}

func ExampleClient_WidgetOptions() {
	client, err := notifizz.NewClient("YOUR_AUTH_SECRET_KEY")
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	options, err := client.WidgetOptions("user_42", "alice@example.com", "YOUR_FRONT_API_KEY")
	if err != nil {
		log.Fatal(err)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(options); err != nil {
		log.Fatal(err)
	}
	// Output:
	// {
	//   "apiKey": "YOUR_FRONT_API_KEY",
	//   "authType": "backendToken",
	//   "token": "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c",
	//   "userId": "user_42",
	//   "userEmail": "alice@example.com"
	// }
}

// An ID that is a number is checked before it becomes text, because strconv makes "0" of one that was
// never set: the token of whoever has no ID.
func ExampleClient_WidgetOptions_numericID() {
	client, err := notifizz.NewClient("YOUR_AUTH_SECRET_KEY")
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	type User struct {
		ID    int64
		Email string
	}
	for _, user := range []User{{42, "alice@example.com"}, {0, "carol@example.com"}} {
		id := ""
		if user.ID != 0 {
			id = strconv.FormatInt(user.ID, 10)
		}
		options, err := client.WidgetOptions(id, user.Email)
		fmt.Println(options.UserID, errors.Is(err, notifizz.ErrEmptyUserID))
	}
	// Output:
	// 42 false
	//  true
}

func ExampleClient_VerifyHashedToken() {
	client, err := notifizz.NewClient("YOUR_AUTH_SECRET_KEY")
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	const token = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c"
	fmt.Println(client.VerifyHashedToken("user_42", token))
	fmt.Println(client.VerifyHashedToken("user_43", token))
	// Output:
	// true
	// false
}

func ExampleClient_GenerateSubscribeToken() {
	client, err := notifizz.NewClient("YOUR_AUTH_SECRET_KEY")
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	token, err := client.GenerateSubscribeToken("user_42", "project_7")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(token)
	// Output:
	// 4faff0770c8233e34fd69394cdfb6ef5fccaf3f05f6605f719ed3ce3834c6d36
}

func ExampleClient_VerifyDispatchSignature() {
	client, err := notifizz.NewClient("YOUR_AUTH_SECRET_KEY",
		notifizz.WithWebhookSigningSecret("whsec_YOUR_WEBHOOK_SIGNING_SECRET"))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	// The body of the webhook: the payload is a string, and signed as such.
	body := []byte(`{
		"payload": "{\"timestamp\": 1764000000000, \"event\": \"notification.created\", \"userId\": \"user_42\"}",
		"signature": "090215bb297d8a83886af810c4bdc34a648899cf0e6c165a41614cfbbaaec3bd"
	}`)
	var webhook struct{ Payload, Signature string }
	if err := json.Unmarshal(body, &webhook); err != nil {
		log.Fatal(err)
	}
	ok, err := client.VerifyDispatchSignature(webhook.Payload, webhook.Signature)
	fmt.Println(ok, err)
	// Output:
	// true <nil>
}

func ExampleDiagnose() {
	// A token that is known to be right, from Notifizz's own SDK or dashboard.
	diagnosis, err := notifizz.Diagnose(notifizz.Evidence{
		Token:         "9af0024baac874ae75c79b106baa1e71578f92c27549ab5d4dbe775d62b0b8b9",
		UserID:        "user_42",
		AuthSecretKey: "YOUR_AUTH_SECRET_KEY",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(diagnosis.Code, diagnosis.Scheme)
	// Output:
	// other_scheme sha256-concat
}

func ExampleWithPreviousAuthSecretKeys() {
	client, err := notifizz.NewClient("NEW_AUTH_SECRET_KEY", notifizz.WithPreviousAuthSecretKeys("YOUR_AUTH_SECRET_KEY"))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	fmt.Println(client.KeyFingerprint(), client.PreviousKeyFingerprints())
	fmt.Println(client.VerifyHashedToken("user_42", "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c"))
	// Output:
	// b036dc49 [6fda7070]
	// true
}

// body is a webhook as Notifizz sends it.
const body = `{"payload": "{\"timestamp\":1764115200000}", "signature": "ecd278b21085485bd366a25e46f2760ffe23a7882d7afb0ec3cd21f4a47a8691"}`

func ExampleDispatchReceiver_ReceiveDispatch() {
	receiver, err := notifizz.NewDispatchReceiver("YOUR_WEBHOOK_SIGNING_SECRET")
	if err != nil {
		log.Fatal(err)
	}
	defer receiver.Close()

	// Without the option, the time is the clock's.
	event, err := receiver.ReceiveDispatch([]byte(body), notifizz.WithNow(time.UnixMilli(1764115200000)))
	fmt.Println(string(event), err)
	_, err = receiver.ReceiveDispatch([]byte(body))
	fmt.Println(errors.Is(err, notifizz.ErrDispatchTimestampOutOfTolerance))
	// Output:
	// {"timestamp":1764115200000} <nil>
	// true
}

func ExampleDispatchHandler() {
	receiver, err := notifizz.NewDispatchReceiver("YOUR_WEBHOOK_SIGNING_SECRET")
	if err != nil {
		log.Fatal(err)
	}
	defer receiver.Close()

	http.Handle("POST /notifizz/webhook", notifizz.DispatchHandler(receiver, func(_ *http.Request, event json.RawMessage) error {
		return nil // queue the event
	}))
}

func ExampleWidgetOptionsHandler() {
	client, err := notifizz.NewClient("YOUR_AUTH_SECRET_KEY")
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	sessionUser := func(r *http.Request) (notifizz.User, bool) {
		return notifizz.User{}, false // the user of your session; false for a visitor
	}
	handler := notifizz.WidgetOptionsHandler(client, "YOUR_FRONT_API_KEY", sessionUser)
	http.Handle("GET /notifizz/widget-options", handler)

	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("GET", "/notifizz/widget-options", nil))
	fmt.Print(w.Code, " ", w.Body)
	// Output:
	// 401 {"error":"login_required"}
}

func ExampleDiagnoseDispatch() {
	diagnosis, err := notifizz.DiagnoseDispatch(notifizz.DispatchEvidence{
		Payload:              body, // and not the text of its field payload
		Signature:            "ecd278b21085485bd366a25e46f2760ffe23a7882d7afb0ec3cd21f4a47a8691",
		WebhookSigningSecret: "YOUR_WEBHOOK_SIGNING_SECRET",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(diagnosis.Code)
	// Output:
	// body_signed
}
