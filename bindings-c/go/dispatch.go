package notifizz

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// DispatchReceiver receives dispatch webhooks, in a service that has no Auth Secret Key. Build it with
// [NewDispatchReceiver]; the zero DispatchReceiver and a nil one are closed.
//
// As a [Client], it is safe for concurrent use and shows no secret however it is printed, and its key
// material is wiped by [DispatchReceiver.Close] or when it is garbage-collected.
type DispatchReceiver struct {
	h *handle
}

// NewDispatchReceiver builds a receiver from the webhook signing secret or, while one replaces another,
// from several, of which any verifies. Each follows the rules of [NewClient].
//
// It returns [ErrMissingWebhookSigningSecret] if there is none or one is empty,
// [ErrWebhookSigningSecretWhitespace], [ErrWebhookSigningSecretInvisibleCharacter],
// [ErrWebhookSigningSecretQuoted], [ErrInvalidText] or [ErrLibraryVersion].
func NewDispatchReceiver(webhookSigningSecrets ...string) (*DispatchReceiver, error) {
	if versionError != nil {
		return nil, versionError
	}
	var k keys
	if status := k.addWebhooks(webhookSigningSecrets); status != statusOK {
		k.free()
		return nil, failure(status)
	}
	return &DispatchReceiver{newHandle(k)}, nil
}

func (r *DispatchReceiver) handle() *handle {
	if r == nil || r.h == nil {
		return closed
	}
	return r.h
}

// Close is as [Client.Close].
func (r *DispatchReceiver) Close() error {
	r.handle().close()
	return nil
}

// String shows nothing of the secrets.
func (r DispatchReceiver) String() string { return "notifizz.DispatchReceiver" }

// Format writes String, whatever the verb and flags.
func (r DispatchReceiver) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, r.String()) }

// DispatchOption changes how ReceiveDispatch checks the timestamp. A nil one changes nothing.
type DispatchOption func(*dispatchOptions)

type dispatchOptions struct {
	tolerance time.Duration
	now       time.Time
}

// WithTolerance sets how far the timestamp may be from now, before or after. The default is the five
// minutes that Notifizz documents.
func WithTolerance(tolerance time.Duration) DispatchOption {
	return func(o *dispatchOptions) { o.tolerance = tolerance }
}

// WithNow sets the time that it is; the default is the clock.
func WithNow(now time.Time) DispatchOption {
	return func(o *dispatchOptions) { o.now = now }
}

// ReceiveDispatch returns the event of a dispatch webhook, which is a JSON object, from the body as it
// arrived. It verifies the signature before anything parses the event, and then checks that its timestamp
// is at most five minutes from now, either way. [DispatchHandler] does all of it for a server.
//
// The error is [ErrDispatchBodyMalformed], [ErrDispatchSignatureMismatch], [ErrDispatchTimestampMissing]
// or [ErrDispatchTimestampOutOfTolerance], whatever was sent: log it, and answer all four alike, with
// 400. [ErrMissingWebhookSigningSecret] or [ErrClosed] is about the client. The same webhook may arrive
// twice within the tolerance. JSON that is nested deeper than the 10,000 levels that encoding/json reads
// is malformed, and as an event has no timestamp.
func (c *Client) ReceiveDispatch(body []byte, opts ...DispatchOption) (json.RawMessage, error) {
	return c.handle().receive(body, opts)
}

// ReceiveDispatch is as [Client.ReceiveDispatch].
func (r *DispatchReceiver) ReceiveDispatch(body []byte, opts ...DispatchOption) (json.RawMessage, error) {
	return r.handle().receive(body, opts)
}

func (h *handle) receive(body []byte, opts []DispatchOption) (json.RawMessage, error) {
	o := dispatchOptions{5 * time.Minute, time.Now()}
	for _, opt := range opts {
		if opt != nil {
			opt(&o)
		}
	}
	var event json.RawMessage
	err := h.use(func(k *keys) int32 {
		if len(k.webhooks) == 0 {
			return statusMissingWebhookSigningSecret
		}
		payload, signature, ok := openDispatch(body)
		if !ok {
			return statusDispatchBodyMalformed
		}
		if !k.verifyDispatch(payload, signature) {
			return statusDispatchSignatureMismatch
		}
		event = json.RawMessage(payload)
		toleranceMS := float64(o.tolerance) / float64(time.Millisecond)
		return checkDispatchTimestamp(timestamp(event), float64(o.now.UnixMilli()), toleranceMS)
	})
	if err != nil {
		return nil, err
	}
	return event, nil
}

func (k *keys) verifyDispatch(payload, signature string) bool {
	return anyVerifies(k.webhooks, func(s webhookSigner) bool { return s.Verify(payload, signature) })
}

// openDispatch is the payload and the signature of a body.
func openDispatch(body []byte) (payload, signature string, ok bool) {
	if !utf8.Valid(body) { // which encoding/json would replace
		return "", "", false
	}
	values, ok := members(body, "payload", "signature")
	if !ok {
		return "", "", false
	}
	payload, ok = unquote(values[0])
	if !ok {
		return "", "", false
	}
	signature, ok = unquote(values[1])
	return payload, signature, ok
}

// timestamp is the timestamp of an event in milliseconds, or NaN if it is missing or no number.
func timestamp(event []byte) float64 {
	values, ok := members(event, "timestamp")
	if !ok {
		return math.NaN()
	}
	// Of JSON's values it parses numbers only.
	number, err := strconv.ParseFloat(string(values[0]), 64)
	if err != nil {
		return math.NaN()
	}
	return number
}

// members finds the members of a JSON object that have exactly these names, as they are written: the last
// of each. Other JSON has none. A struct would not do, because encoding/json ignores the case of names, and
// keeps an earlier value where the last one is null. Its decoder could read the members one by one, but takes
// ten times as long for a body of a million of them, which anybody may send.
func members(object []byte, names ...string) ([][]byte, bool) {
	if !json.Valid(object) {
		return nil, false
	}
	values := make([][]byte, len(names))
	var last, name []byte // the last string of the object itself, and the one before a colon
	depth, start := 0, 0
	for i := 0; i < len(object); i++ {
		switch object[i] {
		case '"':
			end := i + stringLength(object[i:])
			if depth == 1 {
				last = object[i:end]
			}
			i = end - 1
		case '{', '[':
			depth++
		case ':':
			if depth == 1 {
				name, start = last, i+1
			}
		case '}', ']':
			depth--
		}
		if c := object[i]; name == nil || !(c == ',' && depth == 1 || c == '}' && depth == 0) {
			continue
		}
		text, ok := unquote(name)
		if !ok {
			return nil, false
		}
		if known := slices.Index(names, text); known >= 0 {
			values[known] = bytes.Trim(object[start:i], " \t\r\n")
		}
		name = nil
	}
	return values, true
}

// stringLength is the length of the JSON string that a text begins with, its quotes included.
func stringLength(text []byte) int {
	for i := 1; ; i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
}

// unquote is the text of a valid JSON value, if it is a string.
func unquote(value []byte) (text string, ok bool) {
	switch {
	case len(value) == 0 || value[0] != '"' || !isWellFormed(value):
		return "", false
	case !bytes.Contains(value, []byte{'\\'}):
		return string(value[1 : len(value)-1]), true
	}
	return text, json.Unmarshal(value, &text) == nil
}

// isWellFormed is whether each surrogate in the escape sequences of a JSON string is one of a pair.
// encoding/json would replace it otherwise, and the text would be another one.
func isWellFormed(text []byte) bool {
	for {
		start := bytes.IndexByte(text, '\\')
		if start < 0 {
			return true
		}
		text = text[start:]
		switch unit, isUnicode := codeUnit(text); {
		case !isUnicode:
			text = text[2:]
		case !utf16.IsSurrogate(unit):
			text = text[6:]
		default:
			low, _ := codeUnit(text[6:])
			if utf16.DecodeRune(unit, low) == unicode.ReplacementChar {
				return false
			}
			text = text[12:]
		}
	}
}

// codeUnit is the code unit of the escape sequence \uXXXX that a text begins with.
func codeUnit(text []byte) (unit rune, ok bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	number, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(number), err == nil
}
