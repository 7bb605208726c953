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
	"unsafe"
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
	var shown []string
	show := func(value any) {
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%p", "%10.3v", "%!"} {
			if _, ok := value.(Evidence); ok && format == "%p" {
				continue // fmt calls no method for it, and vet rejects it
			}
			shown = append(shown, fmt.Sprintf(format, value))
		}
		var b bytes.Buffer
		for _, handler := range []slog.Handler{slog.NewTextHandler(&b, nil), slog.NewJSONHandler(&b, nil)} {
			slog.New(handler).Info("x", "value", value, "inside", []any{value})
		}
		j, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		_ = gob.NewEncoder(&b).Encode(value)
		_ = xml.NewEncoder(&b).Encode(value)
		shown = append(shown, b.String(), string(j))
	}
	for _, scheme := range schemes {
		c := newClient(t, marker, WithTokenScheme(scheme), WithWebhookSigningSecret(marker+"_webhook"))
		for _, value := range []any{c, *c, []*Client{c}, map[string]Client{"c": *c}, struct{ C *Client }{c}} {
			show(value)
		}
		want := fmt.Sprintf("notifizz.Client(%s, key %s)", scheme, c.KeyFingerprint())
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
			if got := fmt.Sprintf(format, c); got != want {
				t.Errorf("%s: %q, not %q", format, got, want)
			}
		}
		if c.String() != want || c.GoString() != want {
			t.Errorf("%q, %q", c.String(), c.GoString())
		}
		j, _ := json.Marshal(map[string]any{"client": c})
		wantJSON := fmt.Sprintf(`{"client":{"tokenScheme":"%s","keyFingerprint":"%s"}}`, scheme, c.KeyFingerprint())
		if string(j) != wantJSON {
			t.Errorf("%s, not %s", j, wantJSON)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "client", c)
		if !strings.Contains(log.String(), "client.tokenScheme="+string(scheme)+" client.keyFingerprint="+c.KeyFingerprint()) {
			t.Errorf("log: %s", log.String())
		}
		if _, err := c.GenerateHashedToken(marker + "\xff"); !errors.Is(err, ErrInvalidText) {
			t.Error(err)
		} else {
			shown = append(shown, fmt.Sprintf("%v %+v %#v", err, err, err))
		}

		evidence := Evidence{
			Token: "x", UserID: "user_42", AuthSecretKey: marker, SDKSecretKey: marker + "_sdk", TokenScheme: scheme,
		}
		for _, value := range []any{evidence, &evidence, []Evidence{evidence}} {
			show(value)
		}
		diagnosis, err := Diagnose(evidence)
		if err != nil {
			t.Fatal(err)
		}
		shown = append(shown, fmt.Sprintf("%+v %#v", diagnosis, diagnosis))
	}
	for _, key := range []string{marker + "\n", " " + marker, marker + "\xff"} {
		_, err := NewClient(key)
		shown = append(shown, fmt.Sprintf("%v %+v %#v", err, err, err))
	}
	_, err := NewClient(marker, WithTokenScheme(marker))
	shown = append(shown, fmt.Sprintf("%v %+v %#v", err, err, err))
	forms := []string{marker, hex.EncodeToString([]byte(marker)), fmt.Sprintf("% x", marker), fmt.Sprint([]byte(marker))}
	for _, output := range shown {
		for _, form := range forms {
			if strings.Contains(strings.ToLower(output), strings.ToLower(strings.Trim(form, "[]"))) {
				t.Fatalf("the secret is shown: %q", output)
			}
		}
	}
	if len(shown) < 200 {
		t.Errorf("only %d outputs were inspected", len(shown))
	}
}

func TestCloseWipes(t *testing.T) {
	for _, scheme := range schemes {
		c := newClient(t, marker, WithTokenScheme(scheme), WithWebhookSigningSecret(marker))
		m := c.h.memory
		state := unsafe.Slice((*byte)(m.client), clientSize())
		if bytes.Count(state, []byte{0}) == len(state) {
			t.Fatal("there is nothing to wipe")
		}
		if bytes.Contains(state, []byte(marker)) != (scheme == SHA256Concat) {
			t.Errorf("%s: a copy of the key is kept under the other scheme", scheme)
		}
		m.wipe()
		if bytes.Count(state, []byte{0}) != len(state) {
			t.Errorf("%s: left behind: %x", scheme, state)
		}
	}
}

func TestClosed(t *testing.T) {
	original := newClient(t, marker, WithWebhookSigningSecret("w"))
	token, _ := original.GenerateHashedToken("user_42")
	subscribe, _ := original.GenerateSubscribeToken("user_42", "r")
	signature, _ := original.SignDispatchPayload("{}")
	copied := *original
	if !copied.VerifyHashedToken("user_42", token) || !copied.VerifySubscribeToken("user_42", "r", subscribe) {
		t.Error("a copy is not the same client")
	}
	for range 2 {
		if err := original.Close(); err != nil {
			t.Error(err)
		}
	}
	for name, c := range map[string]*Client{"closed": original, "copy": &copied, "zero": {}, "nil": nil} {
		_, hashed := c.GenerateHashedToken("user_42")
		_, subscribed := c.GenerateSubscribeToken("user_42", "r")
		_, signed := c.SignDispatchPayload("{}")
		_, options := c.WidgetOptions("user_42", "alice@example.com", "front")
		ok, verified := c.VerifyDispatchSignature("{}", signature)
		for i, err := range []error{hashed, subscribed, signed, options, verified} {
			if !errors.Is(err, ErrClosed) {
				t.Errorf("%s, %d: %v", name, i, err)
			}
		}
		if ok || c.VerifyHashedToken("user_42", token) || c.VerifySubscribeToken("user_42", "r", subscribe) {
			t.Errorf("%s: verifies", name)
		}
		if c == nil {
			if s := fmt.Sprintf("%v %+v", c, c); s != "<nil> <nil>" {
				t.Error(s)
			}
		} else if s := fmt.Sprintf("%v %+v", c, *c); name == "zero" && s != "notifizz.Client(closed) notifizz.Client(closed)" {
			t.Error(s)
		}
	}
	for _, c := range []*Client{new(Client), nil} {
		if err := c.Close(); err != nil || c.KeyFingerprint() != "" || c.TokenScheme() != "" {
			t.Errorf("%v, %q, %q", err, c.KeyFingerprint(), c.TokenScheme())
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
		{"rejected by its webhook secret", marker, []Option{concat, WithWebhookSigningSecret("")}, ErrMissingWebhookSigningSecret},
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

func TestConcurrency(t *testing.T) {
	for _, scheme := range schemes {
		c := newClient(t, marker, WithTokenScheme(scheme))
		var wg sync.WaitGroup
		for worker := range 8 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for i := range 2_000 {
					id := fmt.Sprintf("user_%d_%d", worker, i)
					token, err := c.GenerateHashedToken(id)
					if err != nil || token != expected(marker, id, scheme) || !c.VerifyHashedToken(id, token) {
						t.Errorf("%s: %q, %v", id, token, err)
						return
					}
				}
			}()
		}
		wg.Wait()
	}
}

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

func TestHostileInput(t *testing.T) {
	long, invalid := strings.Repeat("é", 35_000), "user_\xff"
	for _, scheme := range schemes {
		c := newClient(t, marker, WithTokenScheme(scheme), WithWebhookSigningSecret("w"))
		right, _ := c.GenerateHashedToken("user_42")
		hostile := []string{
			"", "\x00", invalid, "\xed\xa0\x80", long, long + invalid, strings.Repeat("a", 70_000),
			strings.Repeat(right, 1_000), right + "\x00", right + "\n", " " + right, right[:63], right[1:],
			strings.ToUpper(right), right[:63] + "g", "0x" + right[2:], right[:32] + "\x00" + right[33:],
		}
		for _, token := range hostile {
			if c.VerifyHashedToken("user_42", token) || c.VerifySubscribeToken("user_42", "r", token) {
				t.Errorf("%.20q verifies", token)
			}
			if ok, err := c.VerifyDispatchSignature("{}", token); ok || err != nil {
				t.Errorf("%.20q: %v, %v", token, ok, err)
			}
		}
		for _, id := range hostile {
			if c.VerifyHashedToken(id, right) || c.VerifySubscribeToken(id, "r", right) || c.VerifySubscribeToken("user_42", id, right) {
				t.Errorf("verifies for %.20q", id)
			}
			if ok, err := c.VerifyDispatchSignature(id, right); ok || err != nil {
				t.Errorf("%.20q: %v, %v", id, ok, err)
			}
		}
		for _, id := range []string{invalid, long + invalid, "\xed\xa0\x80", "\xc0\x80"} {
			_, hashed := c.GenerateHashedToken(id)
			_, subscriber := c.GenerateSubscribeToken(id, "r")
			_, resource := c.GenerateSubscribeToken("user_42", id)
			_, payload := c.SignDispatchPayload(id)
			_, options := c.WidgetOptions(id, "alice@example.com")
			_, email := c.WidgetOptions("user_42", id)
			for i, err := range []error{hashed, subscriber, resource, payload, options, email} {
				if !errors.Is(err, ErrInvalidText) {
					t.Errorf("%d: %v", i, err)
				}
			}
		}
		token, err := c.GenerateHashedToken(long)
		if err != nil || token != expected(marker, long, scheme) || !c.VerifyHashedToken(long, token) {
			t.Errorf("70 kB: %q, %v", token, err)
		}
	}
	if ok, err := newClient(t, marker).VerifyDispatchSignature(long, long); ok || !errors.Is(err, ErrMissingWebhookSigningSecret) {
		t.Errorf("without a secret: %v, %v", ok, err)
	}
	for name, evidence := range map[string]Evidence{
		"token":   {Token: invalid, UserID: "user_42", AuthSecretKey: marker},
		"user ID": {Token: "x", UserID: invalid, AuthSecretKey: marker},
		"key":     {Token: "x", UserID: "user_42", AuthSecretKey: invalid},
		"SDK key": {Token: "x", UserID: "user_42", AuthSecretKey: marker, SDKSecretKey: invalid},
		"e-mail":  {Token: "x", UserID: "user_42", AuthSecretKey: marker, UserEmail: invalid},
	} {
		if d, err := Diagnose(evidence); !errors.Is(err, ErrInvalidText) || d != (Diagnosis{}) {
			t.Errorf("diagnose, %s: %+v, %v", name, d, err)
		}
	}
}

func TestDiagnoseErrors(t *testing.T) {
	for want, evidence := range map[error]Evidence{
		ErrEmptyUserID:        {Token: "x", AuthSecretKey: marker},
		ErrEmptyAuthSecretKey: {Token: "x", UserID: "user_42"},
		ErrUnknownTokenScheme: {Token: "x", UserID: "user_42", AuthSecretKey: marker, TokenScheme: "plain"},
	} {
		if d, err := Diagnose(evidence); !errors.Is(err, want) || d != (Diagnosis{}) {
			t.Errorf("%+v, %v, not %v", d, err, want)
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
		for frontAPIKey, want := range map[string]error{
			"": ErrEmptyFrontAPIKey, marker: ErrFrontAPIKeyIsSecret, "'" + strings.ToLower(marker) + "'\n": ErrFrontAPIKeyIsSecret,
		} {
			for _, keys := range [][]string{{frontAPIKey}, {frontAPIKey, "front"}, {"front", frontAPIKey}} {
				if options, err := c.WidgetOptions("user_42", "alice@example.com", keys...); err != want || options != (WidgetOptions{}) {
					t.Errorf("%q: %v, %v", keys, options, err)
				}
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
	}
	var known int
	for s := status(1); s < 100; s++ {
		err := failure(s)
		var e *Error
		if !errors.As(err, &e) || !strings.HasPrefix(err.Error(), "notifizz: ") || len(err.Error()) < 20 {
			t.Fatalf("%d: %v", s, err)
		}
		switch code := e.Code(); code {
		case "unknown_status":
			if s != status(known)+2 {
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
