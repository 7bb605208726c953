package notifizz

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// Evidence is what [Diagnose] looks at. However it is printed or marshalled, it shows its scheme
// only.
type Evidence struct {
	// Token is the token in question: any UTF-8 text.
	Token string
	// UserID is the user that the token should be for. It must not be empty.
	UserID string
	// AuthSecretKey is the key that the token should be computed with. It must not be empty. A key that
	// [NewClient] rejects, such as one with a trailing newline, is accepted here, because that is one
	// of the causes.
	AuthSecretKey string
	// TokenScheme is the scheme that the token should be computed under; empty is [HMACSHA256].
	TokenScheme TokenScheme
	// SDKSecretKey is the account's other key, if it may have been used by mistake.
	SDKSecretKey string
	// UserEmail is the user's e-mail address, if it may have been signed by mistake.
	UserEmail string
}

// Diagnosis is what [Diagnose] or [DiagnoseDispatch] found. It contains no part of the evidence.
type Diagnosis struct {
	// Code is the stable name of the cause, the same in every language.
	Code string `json:"code"`
	// Scheme is the scheme that the token was computed under; empty if that is not known, as always for
	// the signature of a webhook.
	Scheme TokenScheme `json:"scheme,omitempty"`
	// Message is one sentence that says what to do. It may be reworded in later versions.
	Message string `json:"message"`
}

// Diagnose names the mistake behind a wrong token, or the scheme of a token known to be right: pass a
// token that Notifizz rejects, or one from Notifizz's own SDK or dashboard. The codes:
//
//   - correct: right under the expected scheme; other_scheme: right under the other one;
//   - key_and_user_id_swapped, sdk_secret_key_used, user_email_signed: computed from the wrong inputs;
//   - auth_secret_key_whitespace, auth_secret_key_invisible_character, auth_secret_key_quoted,
//     auth_secret_key_escaped, auth_secret_key_hex_decoded, auth_secret_key_hex_encoded,
//     auth_secret_key_base64_decoded, auth_secret_key_base64_encoded: computed with the key in
//     another form;
//   - user_id_stringified: computed for the text of a missing value or of an object, such as "<nil>";
//   - user_id_whitespace, user_id_invisible_character, user_id_quoted, user_id_escaped, user_id_case,
//     user_id_uuid_form: computed for the ID in another form;
//   - token_upper_case, token_quoted, token_whitespace, token_prefixed, token_base64,
//     token_base64url, token_truncated: right, but in another form;
//   - token_is_user_id, token_is_secret, token_wrong_length, token_not_hex: not a token at all;
//   - no_known_cause: none of these; most likely another key or another user.
//
// Later versions may add codes. The C library has no Unicode tables: it detects another letter case
// for ASCII letters only, and never user_id_unicode_form, which other languages and the command line
// of this project detect. Such tokens are no_known_cause here.
//
// Diagnose is a tool for developers: it takes some hundred hashes and does not run in constant time.
// To verify the token of an untrusted request, use [Client.VerifyHashedToken].
//
// It returns [ErrEmptyAuthSecretKey], [ErrEmptyUserID], [ErrInvalidText], [ErrUnknownTokenScheme] or
// [ErrLibraryVersion].
func Diagnose(e Evidence) (Diagnosis, error) {
	if versionError != nil {
		return Diagnosis{}, versionError
	}
	scheme, err := schemeNumber(e.scheme())
	if err != nil {
		return Diagnosis{}, err
	}
	code, message, found, status := diagnose(scheme, e.Token, e.UserID, e.AuthSecretKey, e.SDKSecretKey, e.UserEmail)
	if status != statusOK {
		return Diagnosis{}, failure(status)
	}
	diagnosis := Diagnosis{Code: code, Message: message}
	switch found {
	case schemeHMACSHA256:
		diagnosis.Scheme = HMACSHA256
	case schemeSHA256Concat:
		diagnosis.Scheme = SHA256Concat
	}
	return diagnosis, nil
}

func (e Evidence) scheme() TokenScheme {
	if e.TokenScheme == "" {
		return HMACSHA256
	}
	return e.TokenScheme
}

// String shows the scheme.
func (e Evidence) String() string { return fmt.Sprintf("notifizz.Evidence(%s)", e.scheme()) }

// GoString is String, for %#v.
func (e Evidence) GoString() string { return e.String() }

// Format writes String, whatever the verb, except %p, which fmt lets no type format.
func (e Evidence) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, e.String()) }

// LogValue is String, for log/slog.
func (e Evidence) LogValue() slog.Value { return slog.StringValue(e.String()) }

// MarshalText is String, for JSON, XML and other encoders that use text.
func (e Evidence) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// GobEncode fails, because it would have to write the secrets.
func (e Evidence) GobEncode() ([]byte, error) {
	return nil, errors.New("notifizz: evidence holds secrets and must not be stored")
}

// DispatchEvidence is what [DiagnoseDispatch] looks at. However it is printed or marshalled, it shows
// nothing.
type DispatchEvidence struct {
	// Payload is what the signature should be that of: the text of the field payload. It may be the
	// whole body by mistake, which is one of the causes.
	Payload string
	// Signature is the signature in question: any UTF-8 text.
	Signature string
	// WebhookSigningSecret is the secret that the signature should be computed with. It must not be
	// empty. A secret that [NewClient] rejects is accepted here, because that is one of the causes.
	WebhookSigningSecret string
}

// DiagnoseDispatch names the mistake that the signature of a dispatch webhook was computed with, or that
// the webhook was read with. The codes:
//
//   - correct: right; if the webhook is rejected nevertheless, its timestamp is missing or too far from
//     the clock; timestamp_in_seconds: right, but the timestamp is not in milliseconds;
//   - body_signed, payload_whitespace, payload_reserialised, payload_escaped: computed for another text
//     than that of the field payload;
//   - webhook_signing_secret_whitespace, webhook_signing_secret_quoted,
//     webhook_signing_secret_invisible_character, webhook_signing_secret_encoded: computed with the
//     secret in another form;
//   - signature_prefixed, signature_form: right, but in another form;
//   - no_known_cause: none of these; most likely another secret.
//
// Later versions may add codes. It is a tool for developers: it computes hundreds of signatures and does
// not run in constant time.
//
// It returns [ErrMissingWebhookSigningSecret], [ErrInvalidText] or [ErrLibraryVersion].
func DiagnoseDispatch(e DispatchEvidence) (Diagnosis, error) {
	if versionError != nil {
		return Diagnosis{}, versionError
	}
	code, message, status := diagnoseDispatch(e.Payload, e.Signature, e.WebhookSigningSecret)
	if status != statusOK {
		return Diagnosis{}, failure(status)
	}
	return Diagnosis{Code: code, Message: message}, nil
}

// String shows nothing.
func (e DispatchEvidence) String() string { return "notifizz.DispatchEvidence" }

// Format writes String, whatever the verb, except %p, which fmt lets no type format.
func (e DispatchEvidence) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, e.String()) }

// MarshalText is String, for JSON, XML, log/slog and other encoders that use text.
func (e DispatchEvidence) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// GobEncode fails, because it would have to write the secret.
func (e DispatchEvidence) GobEncode() ([]byte, error) { return Evidence{}.GobEncode() }
