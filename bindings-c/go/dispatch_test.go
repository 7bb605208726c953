package notifizz

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// receiver is what a Client and a DispatchReceiver have in common.
type receiver interface {
	ReceiveDispatch(body []byte, opts ...DispatchOption) (json.RawMessage, error)
}

// milliseconds is a time since 1970.
func milliseconds(ms float64) time.Time { return time.UnixMilli(int64(ms)) }

func TestDispatches(t *testing.T) {
	vectors := readVectors(t, "dispatches.json")
	secret := vectors.text(t, "webhook_signing_secret")
	receivers := []receiver{
		newReceiver(t, secret),
		newReceiver(t, "new", "newer", secret),
		newClient(t, "unrelated", WithWebhookSigningSecrets("new", secret)),
	}
	other := newReceiver(t, "another")
	times := func(r row) []DispatchOption {
		tolerance := time.Duration(r.number("tolerance_ms", vectors)) * time.Millisecond
		return []DispatchOption{WithNow(milliseconds(r.number("now_ms", vectors))), nil, WithTolerance(tolerance)}
	}
	for section, test := range map[string]func(*testing.T, row){
		"bodies": func(t *testing.T, r row) {
			body, payload, want := []byte(r.text(t, "body")), r.text(t, "payload"), r.text(t, "error")
			for i, receiver := range receivers {
				if i > 0 && len(body) > 1<<20 {
					break // which take seconds, and tell no more
				}
				event, err := receiver.ReceiveDispatch(body, times(r)...)
				if code(t, err) != want || string(event) != payload {
					t.Errorf("%.100q, %v, not %s", event, err, want)
				}
			}
			if event, err := other.ReceiveDispatch(body, times(r)...); event != nil ||
				err != ErrDispatchSignatureMismatch && (err != ErrDispatchBodyMalformed || want != "dispatch_body_malformed") {
				t.Errorf("with another secret: %.100q, %v", event, err)
			}
		},
		"parity": func(t *testing.T, r row) {
			event, err := receivers[0].ReceiveDispatch([]byte(r.text(t, "body")), times(r)...)
			if (err == nil) != r["accepted"].(bool) || (event != nil) != (err == nil) {
				t.Errorf("%q, %v", event, err)
			}
		},
		"timestamps": func(t *testing.T, r row) {
			timestamp, ok := r["timestamp_ms"].(float64)
			if !ok {
				timestamp = map[any]float64{
					nil: math.NaN(), "nan": math.NaN(), "infinity": math.Inf(1), "-infinity": math.Inf(-1),
				}[r.object("timestamp_ms")["special"]]
			}
			status := checkDispatchTimestamp(timestamp, r["now_ms"].(float64), r["tolerance_ms"].(float64))
			if status != statusOK && code(t, failure(status)) != r["error"] || (status == statusOK) != (r["error"] == nil) {
				t.Error(status)
			}
		},
		"diagnoses": func(t *testing.T, r row) {
			got, err := DiagnoseDispatch(DispatchEvidence{
				Payload: r.text(t, "payload"), Signature: r.text(t, "signature"),
				WebhookSigningSecret: r.text(t, "webhook_signing_secret"),
			})
			if err != nil || got.Code != r["code"] || got.Scheme != "" || got.Message == "" {
				t.Errorf("%+v, %v", got, err)
			}
		},
	} {
		t.Run(section, func(t *testing.T) {
			runRows(t, vectors[section], vectors.object("counts")[section], test)
		})
	}
	if len(vectors.object("counts")) != 4 {
		t.Error("there are other sections")
	}
}

func TestRotations(t *testing.T) {
	vectors := readVectors(t, "rotations.json")
	options := func(t *testing.T, r row) []Option {
		opts := []Option{WithTokenScheme(HMACSHA256)}
		if r["token_scheme"] != nil {
			opts = append(opts, WithTokenScheme(r.scheme(t)))
		}
		if r["previous_auth_secret_keys"] != nil {
			opts = append(opts, WithPreviousAuthSecretKeys(r.texts(t, "previous_auth_secret_keys")...))
		}
		if r["webhook_signing_secrets"] != nil {
			opts = append(opts, WithWebhookSigningSecrets(r.texts(t, "webhook_signing_secrets")...))
		}
		return opts
	}
	for section, test := range map[string]func(*testing.T, row){
		"keys": func(t *testing.T, r row) {
			c := newClient(t, r.text(t, "auth_secret_key"), options(t, r)...)
			previous := r.texts(t, "previous_key_fingerprints")
			if c.KeyFingerprint() != r["key_fingerprint"] || !slices.Equal(c.PreviousKeyFingerprints(), previous) {
				t.Errorf("%v, previous %v", c, c.PreviousKeyFingerprints())
			}
			user, subscriber, resource := r.text(t, "user_id"), r.text(t, "subscriber_id"), r.text(t, "resource_id")
			if token, err := c.GenerateHashedToken(user); err != nil || token != r["hashed_token"] {
				t.Errorf("%q, %v", token, err)
			}
			if token, err := c.GenerateSubscribeToken(subscriber, resource); err != nil || token != r["subscribe_token"] {
				t.Errorf("%q, %v", token, err)
			}
			for token, want := range r.object("hashed_tokens") {
				if c.VerifyHashedToken(user, token) != want {
					t.Errorf("hashed %s, not %v", token, want)
				}
			}
			for token, want := range r.object("subscribe_tokens") {
				if c.VerifySubscribeToken(subscriber, resource, token) != want {
					t.Errorf("subscribe %s, not %v", token, want)
				}
			}
			if len(r.object("hashed_tokens")) < 3 || len(r.object("subscribe_tokens")) < 3 {
				t.Error("there is nothing to verify")
			}
		},
		"webhooks": func(t *testing.T, r row) {
			c := newClient(t, "unrelated", options(t, r)...)
			receivers, payload := []receiver{c, newReceiver(t, r.texts(t, "webhook_signing_secrets")...)}, r.text(t, "payload")
			if signature, err := c.SignDispatchPayload(payload); err != nil || signature != r["signature"] {
				t.Errorf("%q, %v", signature, err)
			}
			for signature, want := range r.object("signatures") {
				if verifies, err := c.VerifyDispatchSignature(payload, signature); err != nil || verifies != want {
					t.Errorf("%s, not %v, %v", signature, want, err)
				}
				body, _ := json.Marshal(map[string]string{"payload": payload, "signature": signature})
				for _, receiver := range receivers {
					event, err := receiver.ReceiveDispatch(body, WithNow(milliseconds(1764115200000)))
					if (err == nil) != want.(bool) || (string(event) == payload) != want.(bool) {
						t.Errorf("%s, not %v: %q, %v", signature, want, event, err)
					}
				}
			}
			if len(r.object("signatures")) < 3 {
				t.Error("there is nothing to verify")
			}
		},
		"errors": func(t *testing.T, r row) {
			c, err := NewClient(r.text(t, "auth_secret_key"), options(t, r)...)
			if (err != nil) != (r["call"] == "new") {
				t.Fatal(err)
			}
			if err == nil {
				defer c.Close()
				_, _, err = c.call(t, r.text(t, "call"), r)
			}
			if code(t, err) != r["error"] {
				t.Errorf("%v, not %v", err, r["error"])
			}
			if secrets := r.texts(t, "webhook_signing_secrets"); r["webhook_signing_secrets"] != nil {
				if receiver, err := NewDispatchReceiver(secrets...); receiver != nil || code(t, err) != r["error"] {
					t.Errorf("a receiver: %v, not %v", err, r["error"])
				}
			}
		},
	} {
		t.Run(section, func(t *testing.T) {
			runRows(t, vectors[section], vectors.object("counts")[section], test)
		})
	}
	if len(vectors.object("counts")) != 3 {
		t.Error("there are other sections")
	}
}

func TestAllAreAskedWhicheverVerifies(t *testing.T) {
	for fitting := range 5 {
		asked := 0
		verifies := anyVerifies([]int{0, 1, 2, 3}, func(i int) bool {
			asked++
			return i == fitting
		})
		if asked != 4 || verifies != (fitting < 4) {
			t.Errorf("%d: %d were asked, %v", fitting, asked, verifies)
		}
	}
}

// bodyOf is a webhook with this payload, which Go's own crypto signs.
func bodyOf(payload string) []byte {
	body, _ := json.Marshal(map[string]string{"payload": payload, "signature": expected("secret", payload, HMACSHA256)})
	return body
}

func TestTheClockIsTheDefault(t *testing.T) {
	r := newReceiver(t, "secret")
	for _, test := range []struct {
		offset  time.Duration
		options []DispatchOption
		want    error
	}{
		{0, nil, nil},
		{-295 * time.Second, nil, nil},
		{295 * time.Second, nil, nil},
		{-305 * time.Second, nil, ErrDispatchTimestampOutOfTolerance},
		{305 * time.Second, nil, ErrDispatchTimestampOutOfTolerance},
		{-305 * time.Second, []DispatchOption{WithTolerance(10 * time.Minute)}, nil},
		{-5 * time.Second, []DispatchOption{WithTolerance(time.Second)}, ErrDispatchTimestampOutOfTolerance},
		{0, []DispatchOption{WithTolerance(-1)}, ErrDispatchTimestampOutOfTolerance},
		{0, []DispatchOption{WithNow(time.Time{})}, ErrDispatchTimestampOutOfTolerance},
	} {
		event, _ := json.Marshal(map[string]int64{"timestamp": time.Now().Add(test.offset).UnixMilli()})
		if _, err := r.ReceiveDispatch(bodyOf(string(event)), test.options...); err != test.want {
			t.Errorf("%v: %v", test.offset, err)
		}
	}
}

// A name has to be text, too, also one that nobody looks for; what is inside of other values is not read.
func TestSurrogatesInNames(t *testing.T) {
	r := newReceiver(t, "secret")
	right := string(bodyOf(`{"timestamp": 1000}`))
	for more, want := range map[string]error{
		`"\ud83d\ude00": 1`:  nil,
		`"\\ud800": 1`:       nil,
		`"x": "\ud800"`:      nil,
		`"x": {"\ud800": 1}`: nil,
		`"\ud800": 1`:        ErrDispatchBodyMalformed,
		`"\ude00\ud83d": 1`:  ErrDispatchBodyMalformed,
		`"\ud83d\\ude00": 1`: ErrDispatchBodyMalformed,
		`"\ud83d\u0041": 1`:  ErrDispatchBodyMalformed,
	} {
		if _, err := r.ReceiveDispatch([]byte("{"+more+", "+right[1:]), WithNow(milliseconds(1000))); err != want {
			t.Errorf("%s: %v", more, err)
		}
		event := `{"timestamp": 1000, ` + more + `}`
		if _, err := r.ReceiveDispatch(bodyOf(event), WithNow(milliseconds(1000))); (err != nil) != (want != nil) {
			t.Errorf("%s: %v", event, err)
		}
	}
}

// encoding/json reads at most 10,000 levels.
func TestDeepEvents(t *testing.T) {
	r := newReceiver(t, "secret")
	for levels, want := range map[int]error{9_999: nil, 10_001: ErrDispatchTimestampMissing} {
		event := `{"timestamp": 1000, "a": ` + strings.Repeat("[", levels) + strings.Repeat("]", levels) + `}`
		if _, err := r.ReceiveDispatch(bodyOf(event), WithNow(milliseconds(1000))); err != want {
			t.Errorf("%d levels: %v", levels, err)
		}
	}
}

func TestReceiversThatCannotReceive(t *testing.T) {
	ended := newReceiver(t, "secret")
	for range 2 {
		if err := ended.Close(); err != nil {
			t.Error(err)
		}
	}
	var none *DispatchReceiver
	if err := none.Close(); err != nil {
		t.Error(err)
	}
	for want, receivers := range map[error][]receiver{
		ErrClosed:                      {ended, none, &DispatchReceiver{}, (*Client)(nil)},
		ErrMissingWebhookSigningSecret: {newClient(t, "key")},
	} {
		for _, receiver := range receivers {
			for _, body := range []string{"", "{}", "\xff"} {
				if event, err := receiver.ReceiveDispatch([]byte(body)); event != nil || err != want {
					t.Errorf("%v: %q, %v", receiver, event, err)
				}
			}
		}
	}
	for _, evidence := range []DispatchEvidence{
		{Payload: "\xff", Signature: "x", WebhookSigningSecret: "secret"},
		{Payload: "{}", Signature: "\xff", WebhookSigningSecret: "secret"},
		{Payload: "{}", Signature: "x", WebhookSigningSecret: "\xff"},
	} {
		if d, err := DiagnoseDispatch(evidence); d != (Diagnosis{}) || err != ErrInvalidText {
			t.Errorf("%v, %v", d, err)
		}
	}
	if d, err := DiagnoseDispatch(DispatchEvidence{Payload: "{}"}); d != (Diagnosis{}) || err != ErrMissingWebhookSigningSecret {
		t.Errorf("%v, %v", d, err)
	}
}
