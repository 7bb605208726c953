package notifizz

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

const marker = "MARKER_SECRET_b81c"

var schemes = []TokenScheme{HMACSHA256, SHA256Concat}

// expected is what Go's own crypto computes.
func expected(key, userID string, scheme TokenScheme) string {
	if scheme == SHA256Concat {
		sum := sha256.Sum256([]byte(userID + key))
		return hex.EncodeToString(sum[:])
	}
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(userID))
	return hex.EncodeToString(mac.Sum(nil))
}

func TestNothingShowsTheSecret(t *testing.T) {
	var shown strings.Builder
	show := func(values ...any) {
		for _, value := range values {
			for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%p", "%10.3v", "%!"} {
				switch value.(type) {
				case Evidence, DispatchEvidence:
					if format == "%p" {
						continue // fmt calls no method for it, and vet rejects it
					}
				}
				fmt.Fprintf(&shown, format, value)
			}
			for _, handler := range []slog.Handler{slog.NewTextHandler(&shown, nil), slog.NewJSONHandler(&shown, nil)} {
				slog.New(handler).Info("x", "value", value, "inside", []any{value})
			}
			_ = json.NewEncoder(&shown).Encode(value)
			_ = gob.NewEncoder(&shown).Encode(value)
			_ = xml.NewEncoder(&shown).Encode(value)
		}
	}
	for _, scheme := range schemes {
		c := newClient(t, marker, WithTokenScheme(scheme), WithPreviousAuthSecretKeys(marker+"_previous"),
			WithWebhookSigningSecrets(marker+"_webhook", marker+"_old"))
		receiver := newReceiver(t, marker+"_webhook", marker+"_old")
		want := fmt.Sprintf("notifizz.Client(%s, key %s)", scheme, c.KeyFingerprint())
		for _, got := range []string{
			fmt.Sprintf("%v", c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), fmt.Sprintf("%x", c), c.String(), c.GoString(),
		} {
			if got != want {
				t.Errorf("%q, not %q", got, want)
			}
		}
		j, _ := json.Marshal(map[string]any{"client": c})
		wantJSON := fmt.Sprintf(`{"client":{"tokenScheme":"%s","keyFingerprint":"%s"}}`, scheme, c.KeyFingerprint())
		if string(j) != wantJSON {
			t.Errorf("%s, not %s", j, wantJSON)
		}
		evidence := Evidence{
			Token: "x", UserID: "user_42", AuthSecretKey: marker, SDKSecretKey: marker + "_sdk", TokenScheme: scheme,
		}
		diagnosis, err := Diagnose(evidence)
		if err != nil {
			t.Fatal(err)
		}
		_, invalid := c.GenerateHashedToken(marker + "\xff")
		show(c, *c, []*Client{c}, map[string]Client{"c": *c}, struct{ C *Client }{c})
		show(evidence, &evidence, []Evidence{evidence}, diagnosis, invalid)
		dispatch := DispatchEvidence{Payload: marker, Signature: marker, WebhookSigningSecret: marker}
		diagnosis, err = DiagnoseDispatch(dispatch)
		if err != nil {
			t.Fatal(err)
		}
		_, rejected := receiver.ReceiveDispatch([]byte(`{"payload":"` + marker + `","signature":"` + marker + `"}`))
		show(receiver, *receiver, []*DispatchReceiver{receiver}, dispatch, &dispatch, diagnosis, rejected)
		if !strings.Contains(shown.String(), "value.tokenScheme="+string(scheme)+" value.keyFingerprint="+c.KeyFingerprint()) {
			t.Error("the log does not show which client it is")
		}
	}
	for _, key := range []string{marker + "\n", " " + marker, marker + "\xff"} {
		_, err := NewClient(key)
		show(err)
	}
	_, err := NewClient(marker, WithTokenScheme(marker))
	show(err)
	for _, form := range []string{marker, hex.EncodeToString([]byte(marker)), fmt.Sprintf("% x", marker), strings.Trim(fmt.Sprint([]byte(marker)), "[]")} {
		if strings.Contains(strings.ToLower(shown.String()), strings.ToLower(form)) {
			t.Errorf("the secret is shown as %q", form)
		}
	}
}

func TestCloseWipes(t *testing.T) {
	for _, scheme := range schemes {
		c := newClient(t, marker, WithTokenScheme(scheme), WithWebhookSigningSecret(marker))
		native := c.h.keys.clients[0]
		state := native.Bytes()
		if bytes.Count(state, []byte{0}) == len(state) {
			t.Fatal("there is nothing to wipe")
		}
		if bytes.Contains(state, []byte(marker)) != (scheme == SHA256Concat) {
			t.Errorf("%s: a copy of the key is kept under the other scheme", scheme)
		}
		native.Wipe()
		if bytes.Count(state, []byte{0}) != len(state) {
			t.Errorf("%s: left behind: %x", scheme, state)
		}
		signer := c.h.keys.webhooks[0]
		if state = signer.Bytes(); bytes.Count(state, []byte{0}) == len(state) {
			t.Fatal("there is nothing to wipe")
		}
		if signer.Wipe(); bytes.Count(state, []byte{0}) != len(state) {
			t.Errorf("left behind of the webhook secret: %x", state)
		}
	}
}

func TestClosed(t *testing.T) {
	original := newClient(t, marker, WithWebhookSigningSecret("w"))
	copied := *original
	arguments := row{
		"user_id": "user_42", "user_email": "alice@example.com", "api_key": "front", "subscriber_id": "user_42",
		"resource_id": "r", "payload": "{}",
	}
	verifying := map[string]string{
		"generate_hashed_token": "verify_hashed_token", "generate_subscribe_token": "verify_subscribe_token",
		"sign_dispatch_payload": "verify_dispatch_signature", "widget_options": "verify_hashed_token",
	}
	tokens := map[string]string{}
	// check expects every call on a client to succeed, or, if it is closed, to fail.
	check := func(name string, c *Client, want error) {
		for generate, verify := range verifying {
			_, token, err := c.call(t, generate, arguments)
			if err != want || (token == "") != (want != nil) {
				t.Errorf("%s, %s: %q, %v", name, generate, token, err)
			}
			if want == nil {
				tokens[generate] = token
			}
			arguments["token"], arguments["signature"] = tokens[generate], tokens[generate]
			verifies, _, err := c.call(t, verify, arguments)
			if verifies != (want == nil) || verify == "verify_dispatch_signature" && err != want {
				t.Errorf("%s, %s: %v, %v", name, verify, verifies, err)
			}
		}
	}
	check("original", original, nil)
	check("copy", &copied, nil)
	for range 2 {
		if err := original.Close(); err != nil {
			t.Error(err)
		}
	}
	for name, c := range map[string]*Client{"closed": original, "copy": &copied, "zero": {}, "nil": nil} {
		check(name, c, ErrClosed)
	}
	for want, c := range map[string]*Client{"notifizz.Client(closed)": {}, "<nil>": nil} {
		if err := c.Close(); err != nil || c.KeyFingerprint() != "" || c.TokenScheme() != "" || fmt.Sprint(c) != want {
			t.Errorf("%v, %q, %q, %v", err, c.KeyFingerprint(), c.TokenScheme(), c)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "client", c)
		if j, err := json.Marshal(c); err != nil || log.Len() == 0 {
			t.Errorf("%s, %v, %s", j, err, log.String())
		}
	}
}

func TestNilOption(t *testing.T) {
	var nothing Option
	c := newClient(t, marker, nothing, WithTokenScheme(SHA256Concat), nil)
	if c.TokenScheme() != SHA256Concat {
		t.Error(c)
	}
}

// resident is the memory of this process in bytes, C's included.
func resident(t *testing.T) int {
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(data))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}

// Clients that nobody closed free their memory when they are garbage-collected, and rejected ones at
// once. If they did not, it would be more than 150 MB for each case.
func TestGarbageIsFreed(t *testing.T) {
	if os.Getenv("NOTIFIZZ_DEEP") == "" {
		t.Skip("it builds 750,000 clients: set NOTIFIZZ_DEEP=1")
	}
	if reason := memoryNotMeasurable(); reason != "" {
		t.Skip(reason)
	}
	concat := WithTokenScheme(SHA256Concat)
	for _, test := range []struct {
		name     string
		key      string
		options  []Option
		rejected error
	}{
		{"kept", marker, nil, nil},
		{"rejected", strings.Repeat("k", 257), []Option{concat}, ErrAuthSecretKeyTooLong},
		{"rejected by its webhook secret", marker, []Option{concat, WithWebhookSigningSecrets("w", "")}, ErrMissingWebhookSigningSecret},
	} {
		before := resident(t)
		const clients = 250_000
		for i := range clients {
			if _, err := NewClient(test.key, test.options...); err != test.rejected {
				t.Fatalf("%s: %v", test.name, err)
			}
			if i%(clients/20) == 0 {
				runtime.GC()
				time.Sleep(time.Millisecond) // for the cleanups, which have a goroutine of their own
			}
		}
		if growth := resident(t) - before; growth > 100_000_000 {
			t.Errorf("%s: the memory grew by %d bytes", test.name, growth)
		}
	}
}

// Under SHA256Concat each token needs the key, so the client must hold a copy: the caller's string may
// be garbage-collected by then.
func TestTheKeyMayBeGarbage(t *testing.T) {
	const clients = 200
	var built [clients]*Client
	key := func(i int) string { return fmt.Sprintf("%s %048d", marker, i) }
	for i := range clients {
		built[i] = newClient(t, key(i), WithTokenScheme(SHA256Concat))
	}
	runtime.GC()
	var others [10_000]string
	for i := range others {
		others[i] = strings.ToUpper(key(i))
	}
	for i, c := range built {
		if token, err := c.GenerateHashedToken("user_42"); err != nil || token != expected(key(i), "user_42", SHA256Concat) {
			t.Fatalf("%d: %q, %v", i, token, err)
		}
	}
	runtime.KeepAlive(others)
}

// A client that nothing but a call in progress refers to is not freed before the call ends, which takes
// longer than to collect garbage.
func TestTheClientMayBeGarbage(t *testing.T) {
	size := 8_000_000
	if Backend == "go" {
		size = 4_000_000
	}
	if raceDetector {
		size /= 100
	}
	long := strings.Repeat("x", size)
	var done sync.WaitGroup
	for i := range 20 {
		scheme := schemes[i%2]
		want := expected(marker, long, scheme)
		c, err := NewClient(marker, WithTokenScheme(scheme))
		if err != nil {
			t.Fatal(err)
		}
		done.Add(1)
		go func() {
			defer done.Done()
			if token, err := c.GenerateHashedToken(long); err != nil || token != want {
				t.Errorf("%q, %v", token, err)
			}
		}()
		time.Sleep(time.Millisecond) // the call begins
		runtime.GC()
	}
	done.Wait()
}

// Eight goroutines sign with one client, until it is closed.
func TestCloseWhileOthersSign(t *testing.T) {
	for round := range 20 {
		scheme := schemes[round%2]
		c := newClient(t, marker, WithTokenScheme(scheme))
		want := expected(marker, "user_42", scheme)
		var signing, done sync.WaitGroup
		for range 8 {
			signing.Add(1)
			done.Add(1)
			go func() {
				defer done.Done()
				first := true
				for {
					token, err := c.GenerateHashedToken("user_42")
					if first {
						signing.Done()
						first = false
					}
					if errors.Is(err, ErrClosed) && token == "" {
						return
					}
					if err != nil || token != want {
						t.Errorf("%q, %v", token, err)
						return
					}
				}
			}()
		}
		signing.Wait()
		_ = c.Close()
		done.Wait()
	}
}

func TestAllocations(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates, too")
	}
	for _, scheme := range schemes {
		c := newClient(t, marker, WithTokenScheme(scheme), WithWebhookSigningSecret("w"))
		token, _ := c.GenerateHashedToken("user_42")
		for name, want := range map[string]struct {
			allocations float64
			call        func()
		}{
			"generate":  {1, func() { _, _ = c.GenerateHashedToken("user_42") }},
			"subscribe": {1, func() { _, _ = c.GenerateSubscribeToken("user_42", "r") }},
			"sign":      {1, func() { _, _ = c.SignDispatchPayload("{}") }},
			"options":   {1, func() { _, _ = c.WidgetOptions("user_42", "alice@example.com") }},
			"verify":    {0, func() { c.VerifyHashedToken("user_42", token) }},
		} {
			if got := testing.AllocsPerRun(1000, want.call); got != want.allocations {
				t.Errorf("%s, %s: %v allocations, not %v", scheme, name, got, want.allocations)
			}
		}
	}
}

// What hostile.json does not have.
func TestHostileInput(t *testing.T) {
	c := newClient(t, marker, WithWebhookSigningSecret("w"))
	right, _ := c.GenerateHashedToken("user_42")
	for _, text := range []string{strings.Repeat(right, 1_000), right[:63], right[1:], right[:63] + "g", "0x" + right[2:]} {
		for _, ok := range []bool{
			c.VerifyHashedToken("user_42", text), c.VerifySubscribeToken("user_42", "r", text), c.VerifyHashedToken(text, right),
			c.VerifySubscribeToken(text, "r", right), c.VerifySubscribeToken("user_42", text, right),
		} {
			if ok {
				t.Errorf("%.20q verifies", text)
			}
		}
	}
	if ok, err := newClient(t, marker).VerifyDispatchSignature("\xff", "\xff"); ok || err != ErrMissingWebhookSigningSecret {
		t.Errorf("without a secret: %v, %v", ok, err)
	}
}

func TestDiagnoseErrors(t *testing.T) {
	const invalid = "user_\xff"
	for _, test := range []struct {
		want     error
		evidence Evidence
	}{
		{ErrEmptyUserID, Evidence{Token: "x", AuthSecretKey: marker}},
		{ErrEmptyAuthSecretKey, Evidence{Token: "x", UserID: "user_42"}},
		{ErrUnknownTokenScheme, Evidence{Token: "x", UserID: "user_42", AuthSecretKey: marker, TokenScheme: "plain"}},
		{ErrInvalidText, Evidence{Token: invalid, UserID: "user_42", AuthSecretKey: marker}},
		{ErrInvalidText, Evidence{Token: "x", UserID: invalid, AuthSecretKey: marker}},
		{ErrInvalidText, Evidence{Token: "x", UserID: "user_42", AuthSecretKey: invalid}},
		{ErrInvalidText, Evidence{Token: "x", UserID: "user_42", AuthSecretKey: marker, SDKSecretKey: invalid}},
		{ErrInvalidText, Evidence{Token: "x", UserID: "user_42", AuthSecretKey: marker, UserEmail: invalid}},
	} {
		if d, err := Diagnose(test.evidence); err != test.want || d != (Diagnosis{}) {
			t.Errorf("%+v, %v, not %v", d, err, test.want)
		}
	}
	diagnosis, err := Diagnose(Evidence{Token: expected("k\n", "u", SHA256Concat), UserID: "u", AuthSecretKey: "k"})
	j, _ := json.Marshal(diagnosis)
	if err != nil || !strings.HasPrefix(string(j), `{"code":"auth_secret_key_whitespace","scheme":"sha256-concat","message":"`) {
		t.Errorf("%s, %v", j, err)
	}
}

func TestWidgetOptions(t *testing.T) {
	for _, scheme := range schemes {
		c := newClient(t, marker, WithTokenScheme(scheme))
		rest := fmt.Sprintf(`"authType":"backendToken","token":"%s","userId":"user_42","userEmail":"alice@example.com"}`,
			expected(marker, "user_42", scheme))
		for want, frontAPIKey := range map[string][]string{"{" + rest: nil, `{"apiKey":"front",` + rest: {"front"}} {
			options, err := c.WidgetOptions("user_42", "alice@example.com", frontAPIKey...)
			if err != nil {
				t.Fatal(err)
			}
			if j, _ := json.Marshal(options); string(j) != want {
				t.Errorf("%s, not %s", j, want)
			}
		}
		// One that is right does not make up for one that is wrong.
		for _, keys := range [][]string{{marker, "front"}, {"front", marker}} {
			if options, err := c.WidgetOptions("user_42", "alice@example.com", keys...); err != ErrFrontAPIKeyIsSecret || options != (WidgetOptions{}) {
				t.Errorf("%q: %v, %v", keys, options, err)
			}
		}
	}
}

// Each status of the library has a sentinel error here, except that of NULL, which Go cannot pass.
func TestEveryStatusIsASentinel(t *testing.T) {
	sentinels := map[error]string{
		ErrEmptyAuthSecretKey:                     "empty_auth_secret_key",
		ErrAuthSecretKeyWhitespace:                "auth_secret_key_whitespace",
		ErrAuthSecretKeyInvisibleCharacter:        "auth_secret_key_invisible_character",
		ErrAuthSecretKeyQuoted:                    "auth_secret_key_quoted",
		ErrAuthSecretKeyTooLong:                   "auth_secret_key_too_long",
		ErrEmptyUserID:                            "empty_user_id",
		ErrEmptyResourceID:                        "empty_resource_id",
		ErrEmptyUserEmail:                         "empty_user_email",
		ErrEmptyFrontAPIKey:                       "empty_front_api_key",
		ErrFrontAPIKeyIsSecret:                    "front_api_key_is_secret",
		ErrInvalidText:                            "invalid_text",
		ErrUnknownTokenScheme:                     "unknown_token_scheme",
		ErrMissingWebhookSigningSecret:            "missing_webhook_signing_secret",
		ErrWebhookSigningSecretWhitespace:         "webhook_signing_secret_whitespace",
		ErrWebhookSigningSecretInvisibleCharacter: "webhook_signing_secret_invisible_character",
		ErrWebhookSigningSecretQuoted:             "webhook_signing_secret_quoted",
		ErrDispatchBodyMalformed:                  "dispatch_body_malformed",
		ErrDispatchSignatureMismatch:              "dispatch_signature_mismatch",
		ErrDispatchTimestampMissing:               "dispatch_timestamp_missing",
		ErrDispatchTimestampOutOfTolerance:        "dispatch_timestamp_out_of_tolerance",
	}
	var known int
	for s := int32(1); s < 100; s++ {
		err := failure(s)
		var e *Error
		if !errors.As(err, &e) || !strings.HasPrefix(err.Error(), "notifizz: ") || len(err.Error()) < 20 {
			t.Fatalf("%d: %v", s, err)
		}
		switch code := e.Code(); code {
		case "unknown_status":
			if s != int32(known)+2 {
				continue
			}
		case "null_pointer":
		default:
			known++
			if sentinels[err] != code {
				t.Errorf("%d, %s, is no sentinel", s, code)
			}
		}
	}
	if known != len(sentinels) {
		t.Errorf("%d of %d", known, len(sentinels))
	}
}

func TestVersions(t *testing.T) {
	if versionError != nil {
		t.Error(versionError)
	}
	if err := checkVersions("0.1.7", "0.1.0"); err != nil {
		t.Error(err)
	}
	for _, versions := range [][2]string{
		{"0.2.0", "0.1.0"}, {"0.1.0", "0.2.0"}, {"1.1.0", "1.1.0"}, {"0.1.0", ""}, {"0.1.0", "0.10.0"}, {"0.1.0", "0.1"},
	} {
		err := checkVersions(versions[0], versions[1])
		if !errors.Is(err, ErrLibraryVersion) || !strings.Contains(err.Error(), "the library is "+versions[1]) {
			t.Errorf("%v: %v", versions, err)
		}
	}
}

// rejection is the error for a key, by Go's own Unicode tables; nil if the key is accepted.
func rejection(key string, scheme TokenScheme) error {
	ends := func(is func(rune) bool) bool {
		return key != strings.TrimFunc(key, is)
	}
	invisible := func(r rune) bool {
		return !unicode.IsSpace(r) &&
			unicode.In(r, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
	}
	quoted := len(key) > 1 && key[0] == key[len(key)-1] && strings.ContainsRune("\"'`", rune(key[0]))
	switch {
	case !utf8.ValidString(key):
		return ErrInvalidText
	case key == "":
		return ErrEmptyAuthSecretKey
	case ends(unicode.IsSpace):
		return ErrAuthSecretKeyWhitespace
	case ends(invisible):
		return ErrAuthSecretKeyInvisibleCharacter
	case quoted:
		return ErrAuthSecretKeyQuoted
	case scheme == SHA256Concat && len(key) > 256:
		return ErrAuthSecretKeyTooLong
	}
	return nil
}

func FuzzAgainstGo(f *testing.F) {
	for _, key := range []string{
		"YOUR_AUTH_SECRET_KEY", "k", strings.Repeat("k", 65), "sk_é", " k", "", "k\n", "\xff", "\ufeffk", "k\u200b", "\x00k",
		"\U000e0001k", "k\ufe0f", "k\u2065", `"k"`, "'k'", "`k`", `"`, `"k'`, strings.Repeat("k", 256), strings.Repeat("k", 257),
	} {
		for _, id := range []string{"user_42", "", "用户_42", "a\x00b", "\xff", strings.Repeat("x", 119)} {
			f.Add(key, id, expected(key, id, HMACSHA256))
			f.Add(key, id, expected(key, id, SHA256Concat))
		}
	}
	f.Fuzz(func(t *testing.T, key, id, guess string) {
		for _, scheme := range schemes {
			c, err := NewClient(key, WithTokenScheme(scheme))
			if want := rejection(key, scheme); err != want {
				t.Fatalf("%q: %v, not %v", key, err, want)
			}
			if err != nil {
				continue
			}
			want := expected(key, id, scheme)
			token, err := c.GenerateHashedToken(id)
			if !utf8.ValidString(id) || id == "" {
				want = ""
			}
			if token != want || (want == "") != (err != nil) {
				t.Errorf("%q, %v, not %q", token, err, want)
			}
			if c.VerifyHashedToken(id, guess) != (want != "" && guess == want) {
				t.Errorf("%q verifies for %q: %v", guess, id, guess != want)
			}
			_ = c.Close()
		}
	})
}
