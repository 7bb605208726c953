package notifizz

import (
	"errors"
	"strings"
	"testing"
)

// vectorName names the subtest of a row. Rows without a name are numbered by testing.
type vectorName struct{ Name string }

func (v vectorName) name() string { return v.Name }

type hashedTokenVector struct {
	vectorName
	Key    string `json:"auth_secret_key"`
	UserID string `json:"user_id"`
	Tokens map[TokenScheme]string
}

type subscribeTokenVector struct {
	vectorName
	Key        string `json:"auth_secret_key"`
	Subscriber string `json:"subscriber_id"`
	Resource   string `json:"resource_id"`
	Token      string
}

type dispatchSignatureVector struct {
	vectorName
	Secret    string `json:"webhook_signing_secret"`
	Payload   string
	Signature string
}

type keyFingerprintVector struct {
	vectorName
	Key         string `json:"auth_secret_key"`
	Fingerprint string
}

type rejectedTokenVector struct {
	Why    string
	Key    string      `json:"auth_secret_key"`
	Scheme TokenScheme `json:"token_scheme"`
	UserID vectorText  `json:"user_id"`
	Token  string
}

func (v rejectedTokenVector) name() string { return v.Why + ", " + string(v.Scheme) }

type errorVector struct {
	vectorName
	Call, Error string
	Key         vectorText  `json:"auth_secret_key"`
	Scheme      TokenScheme `json:"token_scheme"`
	Secret      *vectorText `json:"webhook_signing_secret"`
	UserID      vectorText  `json:"user_id"`
	UserEmail   vectorText  `json:"user_email"`
	APIKey      *vectorText `json:"api_key"`
	Subscriber  vectorText  `json:"subscriber_id"`
	Resource    vectorText  `json:"resource_id"`
	Payload     vectorText
}

type diagnosisVector struct {
	vectorName
	Token         string
	UserID        string      `json:"user_id"`
	Key           string      `json:"auth_secret_key"`
	Scheme        TokenScheme `json:"token_scheme"`
	SDKKey        string      `json:"sdk_secret_key"`
	Email         string      `json:"user_email"`
	Unicode       bool
	Code          string
	CorrectScheme TokenScheme `json:"scheme"`
}

type vectors struct {
	Counts             map[string]int
	HashedTokens       []hashedTokenVector       `json:"hashed_tokens"`
	SubscribeTokens    []subscribeTokenVector    `json:"subscribe_tokens"`
	DispatchSignatures []dispatchSignatureVector `json:"dispatch_signatures"`
	KeyFingerprints    []keyFingerprintVector    `json:"key_fingerprints"`
	RejectedTokens     []rejectedTokenVector     `json:"rejected_tokens"`
	Errors             []errorVector
	Diagnoses          []diagnosisVector
}

func read(t *testing.T) (v vectors) {
	t.Helper()
	readVectors(t, "vectors.json", &v)
	return v
}

func TestHashedTokens(t *testing.T) {
	v, tooLong := read(t), 0
	runRows(t, v.HashedTokens, v.Counts["hashed_tokens"], func(t *testing.T, row hashedTokenVector) {
		for _, scheme := range schemes {
			if scheme == SHA256Concat && len(row.Key) > 256 {
				tooLong++
				if c, err := NewClient(row.Key, WithTokenScheme(scheme)); c != nil || err != ErrAuthSecretKeyTooLong {
					t.Errorf("%v, %v", c, err)
				}
				continue
			}
			c := newClient(t, row.Key, WithTokenScheme(scheme))
			if got, err := c.GenerateHashedToken(row.UserID); err != nil || got == "" || got != row.Tokens[scheme] {
				t.Errorf("%s: %q, %v", scheme, got, err)
			}
			for _, other := range schemes {
				if c.VerifyHashedToken(row.UserID, row.Tokens[other]) != (other == scheme) {
					t.Errorf("the token under %s, verified under %s", other, scheme)
				}
			}
		}
	})
	if tooLong != 3 && !selectsSubtests() {
		t.Errorf("%d keys are too long", tooLong)
	}
}

func TestSubscribeTokens(t *testing.T) {
	v := read(t)
	runRows(t, v.SubscribeTokens, v.Counts["subscribe_tokens"], func(t *testing.T, row subscribeTokenVector) {
		for _, scheme := range schemes {
			c := newClient(t, row.Key, WithTokenScheme(scheme))
			if got, err := c.GenerateSubscribeToken(row.Subscriber, row.Resource); err != nil || got != row.Token {
				t.Errorf("%s: %q, %v", scheme, got, err)
			}
			if !c.VerifySubscribeToken(row.Subscriber, row.Resource, row.Token) {
				t.Errorf("%s: the token does not verify", scheme)
			}
			if c.VerifySubscribeToken(row.Subscriber, "another", row.Token) ||
				c.VerifySubscribeToken(row.Subscriber, row.Resource, strings.ToUpper(row.Token)) {
				t.Errorf("%s: a wrong resource or token verifies", scheme)
			}
		}
	})
}

func TestDispatchSignatures(t *testing.T) {
	v := read(t)
	runRows(t, v.DispatchSignatures, v.Counts["dispatch_signatures"], func(t *testing.T, row dispatchSignatureVector) {
		c := newClient(t, "unrelated", WithWebhookSigningSecret(row.Secret))
		if got, err := c.SignDispatchPayload(row.Payload); err != nil || got != row.Signature {
			t.Errorf("%q, %v", got, err)
		}
		if ok, err := c.VerifyDispatchSignature(row.Payload, row.Signature); err != nil || !ok {
			t.Errorf("verify: %v, %v", ok, err)
		}
		if ok, err := c.VerifyDispatchSignature("another payload", row.Signature); err != nil || ok {
			t.Errorf("verify another payload: %v, %v", ok, err)
		}
	})
}

func TestKeyFingerprints(t *testing.T) {
	v := read(t)
	runRows(t, v.KeyFingerprints, v.Counts["key_fingerprints"], func(t *testing.T, row keyFingerprintVector) {
		for _, scheme := range schemes {
			if got := newClient(t, row.Key, WithTokenScheme(scheme)).KeyFingerprint(); got != row.Fingerprint {
				t.Errorf("%s: %q, not %q", scheme, got, row.Fingerprint)
			}
		}
	})
}

func TestRejectedTokens(t *testing.T) {
	v := read(t)
	runRows(t, v.RejectedTokens, v.Counts["rejected_tokens"], func(t *testing.T, row rejectedTokenVector) {
		if newClient(t, row.Key, WithTokenScheme(row.Scheme)).VerifyHashedToken(string(row.UserID), row.Token) {
			t.Error("verifies")
		}
	})
}

func TestErrors(t *testing.T) {
	v := read(t)
	runRows(t, v.Errors, v.Counts["errors"], func(t *testing.T, row errorVector) {
		got, err := row.call(t)
		if got != "" {
			t.Errorf("%q", got)
		}
		var failure *Error
		if !errors.As(err, &failure) || failure.Code() != row.Error {
			t.Errorf("%v, not %s", err, row.Error)
		}
	})
}

func (v errorVector) call(t *testing.T) (string, error) {
	opts := []Option{WithTokenScheme(v.Scheme)}
	if v.Secret != nil {
		opts = append(opts, WithWebhookSigningSecret(string(*v.Secret)))
	}
	c, err := NewClient(string(v.Key), opts...)
	if err != nil || v.Call == "new" {
		return "", err
	}
	switch v.Call {
	case "generate_hashed_token":
		return c.GenerateHashedToken(string(v.UserID))
	case "generate_subscribe_token":
		return c.GenerateSubscribeToken(string(v.Subscriber), string(v.Resource))
	case "sign_dispatch_payload":
		return c.SignDispatchPayload(string(v.Payload))
	case "widget_options":
		var frontAPIKey []string
		if v.APIKey != nil {
			frontAPIKey = append(frontAPIKey, string(*v.APIKey))
		}
		options, err := c.WidgetOptions(string(v.UserID), string(v.UserEmail), frontAPIKey...)
		return options.Token + options.UserID + options.APIKey, err
	}
	t.Fatalf("unknown call %q", v.Call)
	return "", nil
}

func TestDiagnoses(t *testing.T) {
	v, unicode := read(t), 0
	runRows(t, v.Diagnoses, v.Counts["diagnoses"], func(t *testing.T, row diagnosisVector) {
		got, err := Diagnose(Evidence{
			Token: row.Token, UserID: row.UserID, AuthSecretKey: row.Key, TokenScheme: row.Scheme,
			SDKSecretKey: row.SDKKey, UserEmail: row.Email,
		})
		code, scheme := row.Code, row.CorrectScheme
		if row.Unicode {
			// The C library has no Unicode tables; see Diagnose.
			code, scheme = "no_known_cause", ""
			unicode++
		}
		if err != nil || got.Code != code || got.Scheme != scheme || got.Message == "" {
			t.Errorf("%+v, %v, not %s, %s", got, err, code, scheme)
		}
	})
	if !selectsSubtests() && (unicode == 0 || unicode == len(v.Diagnoses)) {
		t.Errorf("%d of %d need the Unicode tables", unicode, len(v.Diagnoses))
	}
}
