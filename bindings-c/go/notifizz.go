package notifizz

/*
#cgo noescape notifizz_client_generate_hashed_token
#cgo nocallback notifizz_client_generate_hashed_token
#cgo noescape notifizz_client_verify_hashed_token
#cgo nocallback notifizz_client_verify_hashed_token
#cgo noescape notifizz_client_generate_subscribe_token
#cgo nocallback notifizz_client_generate_subscribe_token
#cgo noescape notifizz_client_verify_subscribe_token
#cgo nocallback notifizz_client_verify_subscribe_token
#cgo noescape notifizz_client_sign_dispatch_payload
#cgo nocallback notifizz_client_sign_dispatch_payload
#cgo noescape notifizz_client_verify_dispatch_signature
#cgo nocallback notifizz_client_verify_dispatch_signature
#cgo noescape notifizz_client_widget_token
#cgo nocallback notifizz_client_widget_token
#cgo noescape notifizz_client_check_front_api_key
#cgo nocallback notifizz_client_check_front_api_key
#cgo noescape notifizz_scheme_from_name
#cgo nocallback notifizz_scheme_from_name
#include "library.h"
#include <stdlib.h>
*/
import "C"

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"sync"
	"unsafe"
)

// TokenScheme is how hashed tokens are computed: [HMACSHA256] or [SHA256Concat]. Its value is the same
// in every language, so it may come from a configuration; [NewClient] checks it.
type TokenScheme string

const (
	// HMACSHA256 is the default and what Notifizz documents: HMAC-SHA256 (RFC 2104, FIPS 180-4) with
	// key = auth secret key and message = user ID.
	HMACSHA256 TokenScheme = "hmac-sha256"
	// SHA256Concat is what Notifizz's published SDKs compute: SHA-256 of the user ID followed by the
	// auth secret key. It is weaker by construction, because a plain hash is not a MAC: use it only
	// if your account accepts nothing else.
	SHA256Concat TokenScheme = "sha256-concat"
)

// Option changes how [NewClient] builds a client.
type Option func(*options)

type options struct {
	scheme        TokenScheme
	webhookSecret *string
}

// WithTokenScheme sets the scheme of hashed tokens; the default is [HMACSHA256].
func WithTokenScheme(scheme TokenScheme) Option {
	return func(o *options) { o.scheme = scheme }
}

// WithWebhookSigningSecret sets the secret that the dispatch methods need. It is used byte for byte
// and follows the same rules as the auth secret key; see [NewClient].
func WithWebhookSigningSecret(secret string) Option {
	return func(o *options) { o.webhookSecret = &secret }
}

// Client generates and verifies tokens for one auth secret key. Build it with [NewClient]; the zero
// Client and a nil *Client are closed: their methods return [ErrClosed] and verify nothing.
//
// It is safe for concurrent use, and so is a copy, which is the same client. Its key material lies in
// C memory, where the garbage collector makes no copies, and is wiped by [Client.Close] or when the
// client is garbage-collected. The string that you passed remains, because Go's strings cannot be
// wiped.
//
// However it is printed, logged or marshalled, it shows its scheme and key fingerprint only.
type Client struct {
	h *handle
}

type handle struct {
	mu          sync.RWMutex
	memory      memory // nil once closed
	cleanup     runtime.Cleanup
	scheme      TokenScheme
	fingerprint string
	webhook     bool
}

// closed is the handle of the zero Client and of a nil one.
var closed = new(handle)

func (c *Client) handle() *handle {
	if c == nil || c.h == nil {
		return closed
	}
	return c.h
}

// memory holds a notifizz_client in C memory, with its key material. The pointer is untyped so that
// debugging printers do not print what it points to.
type memory struct{ client unsafe.Pointer }

// clientSize is the number of bytes that the library needs, which may not be what the header says.
func clientSize() C.size_t { return C.notifizz_client_size() }

func (m memory) c() *C.notifizz_client { return (*C.notifizz_client)(m.client) }

func (m memory) wipe() { C.notifizz_client_wipe(m.c()) }

func (m memory) free() {
	m.wipe()
	C.free(m.client)
}

// withNative runs call with the client in C memory, which Close cannot free meanwhile, and returns the
// error of its status, or [ErrClosed].
func (c *Client) withNative(call func(*C.notifizz_client) status) error {
	h := c.handle()
	h.mu.RLock()
	defer h.mu.RUnlock()
	if h.memory.client == nil {
		return ErrClosed
	}
	if s := call(h.memory.c()); s != C.NOTIFIZZ_OK {
		return failure(s)
	}
	return nil
}

// verify is withNative for the calls that cannot fail. A closed client verifies nothing.
func (c *Client) verify(call func(*C.notifizz_client) C.bool) bool {
	var verifies C.bool
	_ = c.withNative(func(client *C.notifizz_client) status {
		verifies = call(client)
		return C.NOTIFIZZ_OK
	})
	return bool(verifies)
}

// NewClient builds a client from the Auth Secret Key, which is used byte for byte: it must not be
// empty, have whitespace or an invisible character at either end, or be in quotes. Nothing is trimmed;
// a key that cannot be right is an error. The key schedule runs once, here: build one client when your
// program starts, so that the error shows at once, and share it. A nil Option changes nothing.
//
// It returns [ErrEmptyAuthSecretKey], [ErrAuthSecretKeyWhitespace],
// [ErrAuthSecretKeyInvisibleCharacter], [ErrAuthSecretKeyQuoted], [ErrAuthSecretKeyTooLong] (under
// [SHA256Concat]), [ErrInvalidText] or [ErrUnknownTokenScheme]; for the webhook signing secret
// [ErrMissingWebhookSigningSecret] if it is empty, [ErrWebhookSigningSecretWhitespace],
// [ErrWebhookSigningSecretInvisibleCharacter] or [ErrWebhookSigningSecretQuoted]; or
// [ErrLibraryVersion].
func NewClient(authSecretKey string, opts ...Option) (*Client, error) {
	if versionError != nil {
		return nil, versionError
	}
	o := options{scheme: HMACSHA256}
	for _, opt := range opts {
		if opt != nil {
			opt(&o)
		}
	}
	scheme, err := schemeToC(o.scheme)
	if err != nil {
		return nil, err
	}

	// C.calloc does not return nil: cgo ends the program when there is no memory left.
	m := memory{C.calloc(1, clientSize())}
	key, keyLen := stringToC(authSecretKey)
	status := C.notifizz_client_init(m.c(), scheme, key, keyLen)
	if status == C.NOTIFIZZ_OK && o.webhookSecret != nil {
		secret, secretLen := stringToC(*o.webhookSecret)
		status = C.notifizz_client_set_webhook_signing_secret(m.c(), secret, secretLen)
	}
	var fingerprint [C.NOTIFIZZ_FINGERPRINT_SIZE]C.char
	if status == C.NOTIFIZZ_OK {
		status = C.notifizz_client_key_fingerprint(m.c(), &fingerprint[0])
	}
	if status != C.NOTIFIZZ_OK {
		m.free()
		return nil, failure(status)
	}
	h := &handle{
		memory:      m,
		scheme:      o.scheme,
		fingerprint: C.GoString(&fingerprint[0]),
		webhook:     o.webhookSecret != nil,
	}
	h.cleanup = runtime.AddCleanup(h, memory.free, m)
	return &Client{h}, nil
}

// Close wipes and frees the key material, once the calls in progress are done. Afterwards the methods
// return [ErrClosed] and verify nothing. Closing twice is fine; the error is always nil. A program
// that keeps one client until it exits need not close it.
func (c *Client) Close() error {
	h := c.handle()
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.memory.client != nil {
		h.cleanup.Stop()
		h.memory.free()
		h.memory = memory{}
	}
	return nil
}

// TokenScheme returns the scheme of the client's hashed tokens.
func (c *Client) TokenScheme() TokenScheme { return c.handle().scheme }

// KeyFingerprint returns 8 hex characters that identify the auth secret key and are safe to log. They
// tell two keys apart, such as those of the test and the live account, and are the same under both
// schemes and in every language.
func (c *Client) KeyFingerprint() string { return c.handle().fingerprint }

// GenerateHashedToken returns the token that proves to the widget who its user is: 64 lower-case hex
// characters. The same ID always gives the same token, and it never expires: hand it to its user
// only.
//
// It returns [ErrEmptyUserID] or [ErrInvalidText].
func (c *Client) GenerateHashedToken(userID string) (string, error) {
	var token token
	err := c.withNative(func(client *C.notifizz_client) status {
		id, idLen := stringToC(userID)
		return C.notifizz_client_generate_hashed_token(client, id, idLen, &token[0])
	})
	return token.result(err)
}

// VerifyHashedToken reports whether token is the hashed token of userID, which is true for its exact
// 64 lower-case characters only. They are compared in constant time. Any untrusted input yields false,
// whatever its length and bytes.
func (c *Client) VerifyHashedToken(userID, token string) bool {
	return c.verify(func(client *C.notifizz_client) C.bool {
		id, idLen := stringToC(userID)
		t, tLen := stringToC(token)
		return C.notifizz_client_verify_hashed_token(client, id, idLen, t, tLen)
	})
}

// GenerateSubscribeToken returns the token that lets a subscriber subscribe to a resource, the same
// under both schemes: 64 lower-case hex characters, HMAC-SHA256 with key = auth secret key and
// message = subscriber ID followed by resource ID.
//
// The two IDs are joined with no separator, because that is Notifizz's format: "user_1" with
// "2proj" and "user_12" with "proj" share a token. Choose IDs that are not ambiguous when
// concatenated, such as UUIDs.
//
// It returns [ErrEmptyUserID] (the subscriber's), [ErrEmptyResourceID] or [ErrInvalidText].
func (c *Client) GenerateSubscribeToken(subscriberID, resourceID string) (string, error) {
	var token token
	err := c.withNative(func(client *C.notifizz_client) status {
		subscriber, subscriberLen := stringToC(subscriberID)
		resource, resourceLen := stringToC(resourceID)
		return C.notifizz_client_generate_subscribe_token(
			client, subscriber, subscriberLen, resource, resourceLen, &token[0])
	})
	return token.result(err)
}

// VerifySubscribeToken reports whether token is the subscribe token of the two IDs, as strictly as
// [Client.VerifyHashedToken].
func (c *Client) VerifySubscribeToken(subscriberID, resourceID, token string) bool {
	return c.verify(func(client *C.notifizz_client) C.bool {
		subscriber, subscriberLen := stringToC(subscriberID)
		resource, resourceLen := stringToC(resourceID)
		t, tLen := stringToC(token)
		return C.notifizz_client_verify_subscribe_token(
			client, subscriber, subscriberLen, resource, resourceLen, t, tLen)
	})
}

// SignDispatchPayload returns the signature of a dispatch webhook: 64 lower-case hex characters,
// HMAC-SHA256 with key = webhook signing secret and message = payload. The payload is the payload
// string of the webhook's body, byte for byte as received; it may be empty.
//
// It returns [ErrMissingWebhookSigningSecret] on a client without one, or [ErrInvalidText].
func (c *Client) SignDispatchPayload(payload string) (string, error) {
	var signature token
	err := c.withNative(func(client *C.notifizz_client) status {
		p, pLen := stringToC(payload)
		return C.notifizz_client_sign_dispatch_payload(client, p, pLen, &signature[0])
	})
	return signature.result(err)
}

// VerifyDispatchSignature reports whether signature is the dispatch signature of payload, as strictly
// as [Client.VerifyHashedToken]. It does not check the timestamp inside the payload; that is up to
// you.
//
// The error, [ErrMissingWebhookSigningSecret] or [ErrClosed], distinguishes a client that cannot
// verify from a forged webhook. Untrusted input never causes one.
func (c *Client) VerifyDispatchSignature(payload, signature string) (bool, error) {
	var verifies C.bool
	err := c.withNative(func(client *C.notifizz_client) status {
		if !c.h.webhook {
			return C.NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET
		}
		p, pLen := stringToC(payload)
		s, sLen := stringToC(signature)
		verifies = C.notifizz_client_verify_dispatch_signature(client, p, pLen, s, sLen)
		return C.NOTIFIZZ_OK
	})
	return bool(verifies), err
}

// String shows the scheme and the key fingerprint.
func (c Client) String() string {
	h := c.handle()
	if h == closed {
		return "notifizz.Client(closed)"
	}
	return fmt.Sprintf("notifizz.Client(%s, key %s)", h.scheme, h.fingerprint)
}

// GoString is String, for %#v.
func (c Client) GoString() string { return c.String() }

// Format writes String, whatever the verb and flags.
func (c Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// LogValue is a group of the scheme and the key fingerprint, for log/slog.
func (c Client) LogValue() slog.Value {
	h := c.handle()
	return slog.GroupValue(
		slog.String("tokenScheme", string(h.scheme)),
		slog.String("keyFingerprint", h.fingerprint))
}

// MarshalJSON writes the scheme and the key fingerprint.
func (c Client) MarshalJSON() ([]byte, error) {
	h := c.handle()
	return json.Marshal(struct {
		TokenScheme    TokenScheme `json:"tokenScheme"`
		KeyFingerprint string      `json:"keyFingerprint"`
	}{h.scheme, h.fingerprint})
}

// stringToC is a string as the library takes it. Nothing is copied; the library keeps no pointer.
func stringToC(s string) (*C.char, C.size_t) {
	return (*C.char)(unsafe.Pointer(unsafe.StringData(s))), C.size_t(len(s))
}

func schemeToC(s TokenScheme) (C.notifizz_scheme, error) {
	var scheme C.notifizz_scheme
	name, nameLen := stringToC(string(s))
	if status := C.notifizz_scheme_from_name(name, nameLen, &scheme); status != C.NOTIFIZZ_OK {
		return 0, failure(status)
	}
	return scheme, nil
}

type token [C.NOTIFIZZ_TOKEN_SIZE]C.char

// result is the token as a Go string, unless generating it failed with err.
func (t *token) result(err error) (string, error) {
	if err != nil {
		return "", err
	}
	return string((*[C.NOTIFIZZ_TOKEN_LEN]byte)(unsafe.Pointer(t))[:]), nil
}
