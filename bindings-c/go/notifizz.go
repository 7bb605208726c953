// Package notifizz makes and verifies Notifizz hashed tokens. An unofficial, independent project.
//
// It needs cgo, and the C library of notifizz-token where pkg-config finds it.
package notifizz

/*
#cgo pkg-config: notifizz_token
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
#cgo noescape notifizz_scheme_from_name
#cgo nocallback notifizz_scheme_from_name
#include <notifizz_token.h>
#include <stdlib.h>
#include <string.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"unsafe"
)

// The errors of this package, for errors.Is.
var (
	ErrEmptyAuthSecretKey          = newError(C.NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY)
	ErrAuthSecretKeyWhitespace     = newError(C.NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE)
	ErrEmptyUserID                 = newError(C.NOTIFIZZ_ERR_EMPTY_USER_ID)
	ErrEmptyResourceID             = newError(C.NOTIFIZZ_ERR_EMPTY_RESOURCE_ID)
	ErrInvalidText                 = newError(C.NOTIFIZZ_ERR_INVALID_TEXT)
	ErrUnknownTokenScheme          = newError(C.NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME)
	ErrMissingWebhookSigningSecret = newError(C.NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET)
)

// ErrClosed is returned by the methods of a [Client] that was closed.
var ErrClosed = errors.New("notifizz: the client is closed")

func newError(status C.notifizz_status) *Error {
	return &Error{
		code:    C.GoString(C.notifizz_status_code(status)),
		message: C.GoString(C.notifizz_status_message(status)),
	}
}

func failure(status C.notifizz_status) error {
	switch status {
	case C.NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY:
		return ErrEmptyAuthSecretKey
	case C.NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE:
		return ErrAuthSecretKeyWhitespace
	case C.NOTIFIZZ_ERR_EMPTY_USER_ID:
		return ErrEmptyUserID
	case C.NOTIFIZZ_ERR_EMPTY_RESOURCE_ID:
		return ErrEmptyResourceID
	case C.NOTIFIZZ_ERR_INVALID_TEXT:
		return ErrInvalidText
	case C.NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME:
		return ErrUnknownTokenScheme
	case C.NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET:
		return ErrMissingWebhookSigningSecret
	}
	// Of a library newer than this package.
	return newError(status)
}

// TokenScheme is how hashed tokens are computed: [HMACSHA256] or [SHA256Concat].
type TokenScheme string

const (
	// HMACSHA256 is the default and what Notifizz documents: HMAC-SHA256 with key = auth secret
	// key and message = user ID.
	HMACSHA256 TokenScheme = "hmac-sha256"
	// SHA256Concat is what Notifizz's published PHP SDK computes: SHA-256 of the user ID followed
	// by the auth secret key. Weaker by construction, as a plain hash is no MAC: use it only if
	// your account accepts nothing else.
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

// WithWebhookSigningSecret sets the secret that the dispatch methods need.
func WithWebhookSigningSecret(secret string) Option {
	return func(o *options) { o.webhookSecret = &secret }
}

// Client makes and verifies tokens for one auth secret key. Build it with [NewClient].
//
// It is safe for concurrent use. What it holds of the key lies in C memory, where the garbage
// collector makes no copies, and is wiped by [Client.Close], or when the client is garbage.
// However it is printed or marshalled, it shows its scheme and key fingerprint only.
type Client struct {
	*handle
}

type handle struct {
	mu          sync.RWMutex
	memory      memory // all nil once closed
	cleanup     runtime.Cleanup
	scheme      TokenScheme
	fingerprint string
	webhook     bool
}

// memory is C memory. Pointers and no slices, as those would be printed with what they hold.
type memory struct {
	client *C.notifizz_client
	// A copy of the key, under SHA256Concat only: there the client reads it for each token.
	key    unsafe.Pointer
	keyLen int
}

func (m memory) free() {
	C.notifizz_client_wipe(m.client)
	C.free(unsafe.Pointer(m.client))
	clear(unsafe.Slice((*byte)(m.key), m.keyLen))
	C.free(m.key)
}

// NewClient builds a client from the Auth Secret Key, which is used exactly as it is.
//
// It returns [ErrEmptyAuthSecretKey], [ErrAuthSecretKeyWhitespace], [ErrInvalidText],
// [ErrUnknownTokenScheme], or [ErrMissingWebhookSigningSecret] for an empty one.
func NewClient(authSecretKey string, opts ...Option) (*Client, error) {
	o := options{scheme: HMACSHA256}
	for _, opt := range opts {
		opt(&o)
	}
	var scheme C.notifizz_scheme
	name, nameLen := text(string(o.scheme))
	if status := C.notifizz_scheme_from_name(name, nameLen, &scheme); status != C.NOTIFIZZ_OK {
		return nil, failure(status)
	}

	// C.calloc and C.CBytes do not return nil: cgo ends the program when memory is out.
	m := memory{client: (*C.notifizz_client)(C.calloc(1, C.sizeof_notifizz_client))}
	key, keyLen := text(authSecretKey)
	if scheme == C.NOTIFIZZ_SCHEME_SHA256_CONCAT {
		m.key, m.keyLen = C.malloc(keyLen+1), len(authSecretKey)
		copy(unsafe.Slice((*byte)(m.key), m.keyLen), authSecretKey)
		key = (*C.char)(m.key)
	}
	status := C.notifizz_client_init(m.client, scheme, key, keyLen)
	if status == C.NOTIFIZZ_OK && o.webhookSecret != nil {
		secret, secretLen := text(*o.webhookSecret)
		status = C.notifizz_client_set_webhook_signing_secret(m.client, secret, secretLen)
	}
	var fingerprint [C.NOTIFIZZ_FINGERPRINT_SIZE]C.char
	if status == C.NOTIFIZZ_OK {
		status = C.notifizz_client_key_fingerprint(m.client, &fingerprint[0])
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

// Close wipes the key material. Afterwards the methods return [ErrClosed] and verify nothing.
// Closing twice is fine; the error is always nil.
func (c *Client) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.memory.client != nil {
		c.cleanup.Stop()
		c.memory.free()
		c.memory = memory{}
	}
	return nil
}

// TokenScheme returns the scheme of the client's hashed tokens.
func (c *Client) TokenScheme() TokenScheme { return c.scheme }

// KeyFingerprint returns a short name of the auth secret key, 8 hex characters, that is safe to
// log and tells two keys apart. It is the same under both schemes, and in every language.
func (c *Client) KeyFingerprint() string { return c.fingerprint }

// GenerateHashedToken returns the token that proves to the widget who its user is: 64 lower-case
// hex characters. The user ID is used byte for byte, never trimmed or normalised. The token is
// always the same and never expires: hand it to its user only.
//
// It returns [ErrEmptyUserID] or [ErrInvalidText].
func (c *Client) GenerateHashedToken(userID string) (string, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.memory.client == nil {
		return "", ErrClosed
	}
	id, idLen := text(userID)
	var token token
	status := C.notifizz_client_generate_hashed_token(c.memory.client, id, idLen, &token[0])
	return token.result(status)
}

// VerifyHashedToken reports whether token is the hashed token of userID. Only its exact 64
// lower-case characters are; they are compared in constant time. Whatever a stranger may send,
// the answer is false.
func (c *Client) VerifyHashedToken(userID, token string) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.memory.client == nil {
		return false
	}
	id, idLen := text(userID)
	t, tLen := text(token)
	return bool(C.notifizz_client_verify_hashed_token(c.memory.client, id, idLen, t, tLen))
}

// GenerateSubscribeToken returns the token that lets a subscriber subscribe to a resource, the
// same under both schemes.
//
// The two IDs are joined with no separator, because that is Notifizz's format: "user_1" with
// "2proj" and "user_12" with "proj" share a token. Choose IDs that cannot be cut in two ways, such
// as UUIDs.
//
// It returns [ErrEmptyUserID] (the subscriber's), [ErrEmptyResourceID] or [ErrInvalidText].
func (c *Client) GenerateSubscribeToken(subscriberID, resourceID string) (string, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.memory.client == nil {
		return "", ErrClosed
	}
	subscriber, subscriberLen := text(subscriberID)
	resource, resourceLen := text(resourceID)
	var token token
	status := C.notifizz_client_generate_subscribe_token(
		c.memory.client, subscriber, subscriberLen, resource, resourceLen, &token[0])
	return token.result(status)
}

// VerifySubscribeToken reports whether token is the subscribe token of the two IDs, as strictly as
// [Client.VerifyHashedToken].
func (c *Client) VerifySubscribeToken(subscriberID, resourceID, token string) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.memory.client == nil {
		return false
	}
	subscriber, subscriberLen := text(subscriberID)
	resource, resourceLen := text(resourceID)
	t, tLen := text(token)
	return bool(C.notifizz_client_verify_subscribe_token(
		c.memory.client, subscriber, subscriberLen, resource, resourceLen, t, tLen))
}

// SignDispatchPayload returns the signature of a dispatch webhook. The payload is the payload
// string of the webhook's body, byte for byte as received; it may be empty.
//
// It returns [ErrMissingWebhookSigningSecret] on a client without one, or [ErrInvalidText].
func (c *Client) SignDispatchPayload(payload string) (string, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.memory.client == nil {
		return "", ErrClosed
	}
	p, pLen := text(payload)
	var token token
	status := C.notifizz_client_sign_dispatch_payload(c.memory.client, p, pLen, &token[0])
	return token.result(status)
}

// VerifyDispatchSignature reports whether signature is the dispatch signature of payload, as
// strictly as [Client.VerifyHashedToken]. The timestamp inside the payload is yours to check.
//
// An error tells a client that cannot verify from a forged webhook:
// [ErrMissingWebhookSigningSecret] or [ErrClosed], never anything that a stranger can cause.
func (c *Client) VerifyDispatchSignature(payload, signature string) (bool, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.memory.client == nil {
		return false, ErrClosed
	}
	if !c.webhook {
		return false, ErrMissingWebhookSigningSecret
	}
	p, pLen := text(payload)
	s, sLen := text(signature)
	return bool(C.notifizz_client_verify_dispatch_signature(c.memory.client, p, pLen, s, sLen)), nil
}

// String shows the scheme and the key fingerprint.
func (c Client) String() string {
	return fmt.Sprintf("notifizz.Client(%s, key %s)", c.scheme, c.fingerprint)
}

// GoString is String, for %#v.
func (c Client) GoString() string { return c.String() }

// Format writes String, whatever the verb: %x and %+v would print the fields.
func (c Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// MarshalJSON writes the scheme and the key fingerprint.
func (c Client) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, `{"tokenScheme":%q,"keyFingerprint":%q}`, c.scheme, c.fingerprint), nil
}

// text is a string as the library takes it. Nothing is copied; the library keeps no pointer.
func text(s string) (*C.char, C.size_t) {
	return (*C.char)(unsafe.Pointer(unsafe.StringData(s))), C.size_t(len(s))
}

type token [C.NOTIFIZZ_TOKEN_SIZE]C.char

func (t *token) result(status C.notifizz_status) (string, error) {
	if status != C.NOTIFIZZ_OK {
		return "", failure(status)
	}
	return string((*[C.NOTIFIZZ_TOKEN_LEN]byte)(unsafe.Pointer(t))[:]), nil
}
