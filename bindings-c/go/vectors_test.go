package notifizz

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
)

// vectorText is a JSON text, or the bytes of one that has no UTF-8 form. Go's strings hold any bytes.
type vectorText string

func (t *vectorText) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		return json.Unmarshal(data, (*string)(t))
	}
	var raw struct {
		Bytes string `json:"bytes_hex"`
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	bytes, err := hex.DecodeString(raw.Bytes)
	*t = vectorText(bytes)
	return err
}

type vectors struct {
	Counts       map[string]int
	HashedTokens []struct {
		Name   string
		Key    string `json:"auth_secret_key"`
		UserID string `json:"user_id"`
		Tokens map[TokenScheme]string
	} `json:"hashed_tokens"`
	SubscribeTokens []struct {
		Name       string
		Key        string `json:"auth_secret_key"`
		Subscriber string `json:"subscriber_id"`
		Resource   string `json:"resource_id"`
		Token      string
	} `json:"subscribe_tokens"`
	DispatchSignatures []struct {
		Name      string
		Secret    string `json:"webhook_signing_secret"`
		Payload   string
		Signature string
	} `json:"dispatch_signatures"`
	KeyFingerprints []struct {
		Key         string `json:"auth_secret_key"`
		Fingerprint string
	} `json:"key_fingerprints"`
	RejectedTokens []struct {
		Why    string
		Key    string      `json:"auth_secret_key"`
		Scheme TokenScheme `json:"token_scheme"`
		UserID vectorText  `json:"user_id"`
		Token  string
	} `json:"rejected_tokens"`
	Diagnoses []struct {
		Name    string
		Token   string
		UserID  string      `json:"user_id"`
		Key     string      `json:"auth_secret_key"`
		Scheme  TokenScheme `json:"token_scheme"`
		SDKKey  string      `json:"sdk_secret_key"`
		Email   string      `json:"user_email"`
		Unicode bool
		Code    string
		Found   TokenScheme `json:"scheme"`
	}
	Errors []struct {
		Name, Call, Error string
		Key               vectorText  `json:"auth_secret_key"`
		Scheme            TokenScheme `json:"token_scheme"`
		Secret            *vectorText `json:"webhook_signing_secret"`
		UserID            vectorText  `json:"user_id"`
		UserEmail         vectorText  `json:"user_email"`
		APIKey            *vectorText `json:"api_key"`
		Subscriber        vectorText  `json:"subscriber_id"`
		Resource          vectorText  `json:"resource_id"`
		Payload           vectorText
	}
}

func read(t testing.TB) (v vectors) {
	data, err := os.ReadFile("../../vectors/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func count(t *testing.T, v vectors, section string, ran int) {
	if want := v.Counts[section]; ran == 0 || ran != want {
		t.Errorf("%s: %d ran of %d", section, ran, want)
	}
	t.Logf("%s: %d vectors", section, ran)
}

func client(t testing.TB, key string, opts ...Option) *Client {
	c, err := NewClient(key, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func TestHashedTokens(t *testing.T) {
	v, ran, tooLong := read(t), 0, 0
	for _, row := range v.HashedTokens {
		if len(row.Tokens) != 2 {
			t.Fatalf("%s: %d schemes", row.Name, len(row.Tokens))
		}
		for scheme, want := range row.Tokens {
			if scheme == SHA256Concat && len(row.Key) > 256 {
				if c, err := NewClient(row.Key, WithTokenScheme(scheme)); c != nil || err != ErrAuthSecretKeyTooLong {
					t.Errorf("%s: %v, %v", row.Name, c, err)
				}
				tooLong++
				continue
			}
			c := client(t, row.Key, WithTokenScheme(scheme))
			if got, err := c.GenerateHashedToken(row.UserID); err != nil || got != want {
				t.Errorf("%s %s: %q, %v", row.Name, scheme, got, err)
			}
			for other, token := range row.Tokens {
				if c.VerifyHashedToken(row.UserID, token) != (other == scheme) {
					t.Errorf("%s: %s verifies under %s", row.Name, other, scheme)
				}
			}
		}
		ran++
	}
	if tooLong != 3 {
		t.Errorf("%d keys are too long", tooLong)
	}
	count(t, v, "hashed_tokens", ran)
}

func TestSubscribeTokens(t *testing.T) {
	v, ran := read(t), 0
	for _, row := range v.SubscribeTokens {
		for _, scheme := range []TokenScheme{HMACSHA256, SHA256Concat} {
			c := client(t, row.Key, WithTokenScheme(scheme))
			if got, err := c.GenerateSubscribeToken(row.Subscriber, row.Resource); err != nil || got != row.Token {
				t.Errorf("%s: %q, %v", row.Name, got, err)
			}
			if !c.VerifySubscribeToken(row.Subscriber, row.Resource, row.Token) ||
				c.VerifySubscribeToken(row.Subscriber, "another", row.Token) ||
				c.VerifySubscribeToken(row.Subscriber, row.Resource, strings.ToUpper(row.Token)) {
				t.Errorf("%s: verify", row.Name)
			}
		}
		ran++
	}
	count(t, v, "subscribe_tokens", ran)
}

func TestDispatchSignatures(t *testing.T) {
	v, ran := read(t), 0
	for _, row := range v.DispatchSignatures {
		c := client(t, "unrelated", WithWebhookSigningSecret(row.Secret))
		if got, err := c.SignDispatchPayload(row.Payload); err != nil || got != row.Signature {
			t.Errorf("%s: %q, %v", row.Name, got, err)
		}
		if ok, err := c.VerifyDispatchSignature(row.Payload, row.Signature); err != nil || !ok {
			t.Errorf("%s: verify: %v, %v", row.Name, ok, err)
		}
		if ok, err := c.VerifyDispatchSignature("another payload", row.Signature); err != nil || ok {
			t.Errorf("%s: verify another payload: %v, %v", row.Name, ok, err)
		}
		ran++
	}
	count(t, v, "dispatch_signatures", ran)
}

func TestKeyFingerprints(t *testing.T) {
	v, ran := read(t), 0
	for _, row := range v.KeyFingerprints {
		for _, scheme := range []TokenScheme{HMACSHA256, SHA256Concat} {
			if got := client(t, row.Key, WithTokenScheme(scheme)).KeyFingerprint(); got != row.Fingerprint {
				t.Errorf("%q, not %q", got, row.Fingerprint)
			}
		}
		ran++
	}
	count(t, v, "key_fingerprints", ran)
}

func TestRejectedTokens(t *testing.T) {
	v, ran := read(t), 0
	for _, row := range v.RejectedTokens {
		if client(t, row.Key, WithTokenScheme(row.Scheme)).VerifyHashedToken(string(row.UserID), row.Token) {
			t.Errorf("%s: verifies", row.Why)
		}
		ran++
	}
	count(t, v, "rejected_tokens", ran)
}

func TestErrors(t *testing.T) {
	v, ran := read(t), 0
	for _, row := range v.Errors {
		ran++
		opts := []Option{WithTokenScheme(row.Scheme)}
		if row.Secret != nil {
			opts = append(opts, WithWebhookSigningSecret(string(*row.Secret)))
		}
		c, err := NewClient(string(row.Key), opts...)
		if err == nil {
			var got string
			switch row.Call {
			case "generate_hashed_token":
				got, err = c.GenerateHashedToken(string(row.UserID))
			case "generate_subscribe_token":
				got, err = c.GenerateSubscribeToken(string(row.Subscriber), string(row.Resource))
			case "sign_dispatch_payload":
				got, err = c.SignDispatchPayload(string(row.Payload))
			case "widget_options":
				var frontAPIKey []string
				if row.APIKey != nil {
					frontAPIKey = append(frontAPIKey, string(*row.APIKey))
				}
				var options WidgetOptions
				options, err = c.WidgetOptions(string(row.UserID), string(row.UserEmail), frontAPIKey...)
				got = options.Token + options.UserID + options.APIKey
			default:
				t.Fatalf("%s: an unknown call", row.Name)
			}
			if got != "" {
				t.Errorf("%s: %q", row.Name, got)
			}
		}
		var failure *Error
		if !errors.As(err, &failure) || failure.Code() != row.Error {
			t.Errorf("%s: %v", row.Name, err)
		}
	}
	count(t, v, "errors", ran)
}

func TestDiagnoses(t *testing.T) {
	v, ran, unicode := read(t), 0, 0
	for _, row := range v.Diagnoses {
		got, err := Diagnose(Evidence{
			Token: row.Token, UserID: row.UserID, AuthSecretKey: row.Key, TokenScheme: row.Scheme,
			SDKSecretKey: row.SDKKey, UserEmail: row.Email,
		})
		code, scheme := row.Code, row.Found
		if row.Unicode {
			// What the C library leaves out; see Diagnose.
			code, scheme = "no_known_cause", ""
			unicode++
		}
		if err != nil || got.Code != code || got.Scheme != scheme || got.Message == "" {
			t.Errorf("%s: %+v, %v", row.Name, got, err)
		}
		ran++
	}
	if unicode == 0 || unicode == ran {
		t.Errorf("%d of %d need the Unicode tables", unicode, ran)
	}
	count(t, v, "diagnoses", ran)
}
