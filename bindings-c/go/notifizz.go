package notifizz

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"slices"
	"unicode/utf8"
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
	scheme         TokenScheme
	previousKeys   []string
	webhook        bool
	webhookSecrets []string
}

// WithTokenScheme sets the scheme of hashed tokens; the default is [HMACSHA256].
func WithTokenScheme(scheme TokenScheme) Option {
	return func(o *options) { o.scheme = scheme }
}

// WithPreviousAuthSecretKeys sets the keys that the auth secret key replaces. They follow the same rules.
// The client still verifies what was generated with them, but generates nothing with them. A key that leaked
// is no previous key: leave it out.
//
// Verifying always tries all keys, so its time does not tell which one fitted.
func WithPreviousAuthSecretKeys(keys ...string) Option {
	return func(o *options) { o.previousKeys = keys }
}

// WithWebhookSigningSecret sets the secret that the dispatch methods need. It is used byte for byte
// and follows the same rules as the auth secret key; see [NewClient].
func WithWebhookSigningSecret(secret string) Option { return WithWebhookSigningSecrets(secret) }

// WithWebhookSigningSecrets sets several such secrets, for the time in which one replaces another: the
// first signs, and any verifies. All are always tried. None at all is [ErrMissingWebhookSigningSecret].
func WithWebhookSigningSecrets(secrets ...string) Option {
	return func(o *options) { o.webhook, o.webhookSecrets = true, secrets }
}

// Client generates and verifies tokens for one auth secret key. Build it with [NewClient]; the zero
// Client and a nil *Client are closed: their methods return [ErrClosed] and verify nothing.
//
// It is safe for concurrent use, and so is a copy, which is the same client; calls on several
// processors do not wait for each other. Its key material is wiped by [Client.Close] or when the
// client is garbage-collected: with cgo it lies in C memory, and else in memory of Go's. The string
// that you passed remains, because Go's strings cannot be wiped.
//
// However it is printed, logged or marshalled, it shows its scheme and key fingerprint only.
type Client struct {
	h *handle
}

type handle struct {
	lanes        lanes
	open         bool // open and keys change while all lanes are taken for writing
	keys         keys
	cleanup      runtime.Cleanup
	scheme       TokenScheme
	fingerprints []string
}

// keys are the library's clients and webhook signers. The first of each signs, and any verifies.
type keys struct {
	clients  []nativeClient
	webhooks []webhookSigner
}

func (k keys) free() {
	for _, client := range k.clients {
		client.Free()
	}
	for _, signer := range k.webhooks {
		signer.Free()
	}
}

// addWebhooks adds a signer for each secret, of which there has to be one.
func (k *keys) addWebhooks(secrets []string) int32 {
	if len(secrets) == 0 {
		return statusMissingWebhookSigningSecret
	}
	for _, secret := range secrets {
		signer, status := newWebhookSigner(secret)
		if status != statusOK {
			return status
		}
		k.webhooks = append(k.webhooks, signer)
	}
	return statusOK
}

// anyVerifies asks all of them, also after one has verified, which || would not if it came first.
func anyVerifies[T any](all []T, verify func(T) bool) (verifies bool) {
	for _, one := range all {
		verifies = verify(one) || verifies
	}
	return verifies
}

func newHandle(k keys) *handle {
	h := &handle{lanes: newLanes(), open: true, keys: k}
	h.cleanup = runtime.AddCleanup(h, keys.free, k)
	return h
}

// closed is the handle of the zero Client and of a nil one.
var closed = &handle{lanes: make(lanes, 1)}

func (c *Client) handle() *handle {
	if c == nil || c.h == nil {
		return closed
	}
	return c.h
}

// use runs call with the keys, which Close does not wipe meanwhile, and returns the error of its status,
// or [ErrClosed].
func (h *handle) use(call func(*keys) int32) error {
	lane := h.lanes.enter()
	defer lane.RUnlock()
	if !h.open {
		return ErrClosed
	}
	status := call(&h.keys)
	runtime.KeepAlive(h) // the garbage collector would wipe the keys
	if status != statusOK {
		return failure(status)
	}
	return nil
}

// close wipes and frees the keys, once the calls in progress are done.
func (h *handle) close() {
	h.lanes.closeAll(func() {
		if h.open {
			h.cleanup.Stop()
			h.keys.free()
			h.keys, h.open = keys{}, false
		}
	})
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
	scheme, err := schemeNumber(o.scheme)
	if err != nil {
		return nil, err
	}

	var k keys
	var fingerprints []string
	for _, key := range append([]string{authSecretKey}, o.previousKeys...) {
		client, fingerprint, status := newNativeClient(scheme, key)
		if status != statusOK {
			k.free()
			return nil, failure(status)
		}
		k.clients, fingerprints = append(k.clients, client), append(fingerprints, fingerprint)
	}
	if o.webhook {
		if status := k.addWebhooks(o.webhookSecrets); status != statusOK {
			k.free()
			return nil, failure(status)
		}
	}
	h := newHandle(k)
	h.scheme, h.fingerprints = o.scheme, fingerprints
	return &Client{h}, nil
}

// Close wipes and frees the key material, once the calls in progress are done. Afterwards the methods
// return [ErrClosed] and verify nothing. Closing twice is fine; the error is always nil. A program
// that keeps one client until it exits need not close it.
func (c *Client) Close() error {
	c.handle().close()
	return nil
}

// TokenScheme returns the scheme of the client's hashed tokens.
func (c *Client) TokenScheme() TokenScheme { return c.handle().scheme }

// KeyFingerprint returns 8 hex characters that identify the auth secret key and are safe to log. They
// tell two keys apart, such as those of the test and the live account, and are the same under both
// schemes and in every language.
func (c *Client) KeyFingerprint() string {
	for _, fingerprint := range c.handle().fingerprints {
		return fingerprint
	}
	return ""
}

// PreviousKeyFingerprints returns those of the previous keys, in their order. Log them beside
// [Client.KeyFingerprint] when your program starts, to see which keys it has.
func (c *Client) PreviousKeyFingerprints() []string {
	return slices.Clone(c.handle().fingerprints[min(1, len(c.handle().fingerprints)):])
}

// GenerateHashedToken returns the token that proves to the widget who its user is: 64 lower-case hex
// characters. The same ID always gives the same token, and it never expires: hand it to its user
// only.
//
// It returns [ErrEmptyUserID] or [ErrInvalidText].
func (c *Client) GenerateHashedToken(userID string) (string, error) {
	var token token
	err := c.handle().use(func(k *keys) int32 { return k.clients[0].GenerateHashedToken(userID, &token) })
	return result(&token, err)
}

// VerifyHashedToken reports whether token is the hashed token of userID, which is true for its exact
// 64 lower-case characters only. They are compared in constant time. Any untrusted input yields false,
// whatever its length and bytes.
func (c *Client) VerifyHashedToken(userID, token string) (verifies bool) {
	_ = c.handle().use(func(k *keys) int32 {
		verifies = anyVerifies(k.clients, func(c nativeClient) bool { return c.VerifyHashedToken(userID, token) })
		return statusOK
	})
	return verifies
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
	err := c.handle().use(func(k *keys) int32 {
		return k.clients[0].GenerateSubscribeToken(subscriberID, resourceID, &token)
	})
	return result(&token, err)
}

// VerifySubscribeToken reports whether token is the subscribe token of the two IDs, as strictly as
// [Client.VerifyHashedToken].
func (c *Client) VerifySubscribeToken(subscriberID, resourceID, token string) (verifies bool) {
	_ = c.handle().use(func(k *keys) int32 {
		verifies = anyVerifies(k.clients, func(c nativeClient) bool {
			return c.VerifySubscribeToken(subscriberID, resourceID, token)
		})
		return statusOK
	})
	return verifies
}

// SignDispatchPayload returns the signature of a dispatch webhook: 64 lower-case hex characters,
// HMAC-SHA256 with key = webhook signing secret and message = payload. The payload is the payload
// string of the webhook's body, byte for byte as received; it may be empty.
//
// It returns [ErrMissingWebhookSigningSecret] on a client without one, or [ErrInvalidText].
func (c *Client) SignDispatchPayload(payload string) (string, error) {
	var signature token
	err := c.handle().use(func(k *keys) int32 {
		switch {
		case len(k.webhooks) == 0:
			return statusMissingWebhookSigningSecret
		case !utf8.ValidString(payload):
			return statusInvalidText
		}
		return k.webhooks[0].Sign(payload, &signature)
	})
	return result(&signature, err)
}

// VerifyDispatchSignature reports whether signature is the dispatch signature of payload, as strictly
// as [Client.VerifyHashedToken]. It does not check the timestamp inside the payload, as
// [Client.ReceiveDispatch] does.
//
// The error, [ErrMissingWebhookSigningSecret] or [ErrClosed], distinguishes a client that cannot
// verify from a forged webhook. Untrusted input never causes one.
func (c *Client) VerifyDispatchSignature(payload, signature string) (verifies bool, err error) {
	err = c.handle().use(func(k *keys) int32 {
		if len(k.webhooks) == 0 {
			return statusMissingWebhookSigningSecret
		}
		verifies = utf8.ValidString(payload) && k.verifyDispatch(payload, signature)
		return statusOK
	})
	return verifies, err
}

// String shows the scheme and the key fingerprint.
func (c Client) String() string {
	h := c.handle()
	if h == closed {
		return "notifizz.Client(closed)"
	}
	return fmt.Sprintf("notifizz.Client(%s, key %s)", h.scheme, c.KeyFingerprint())
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
		slog.String("keyFingerprint", c.KeyFingerprint()))
}

// MarshalJSON writes the scheme and the key fingerprint.
func (c Client) MarshalJSON() ([]byte, error) {
	h := c.handle()
	return json.Marshal(struct {
		TokenScheme    TokenScheme `json:"tokenScheme"`
		KeyFingerprint string      `json:"keyFingerprint"`
	}{h.scheme, c.KeyFingerprint()})
}

func schemeNumber(s TokenScheme) (int32, error) {
	number, status := schemeFromName(string(s))
	if status != statusOK {
		return 0, failure(status)
	}
	return number, nil
}

// result is the token as a Go string, unless generating it failed with err.
func result(t *token, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return string(t[:len(t)-1]), nil
}
