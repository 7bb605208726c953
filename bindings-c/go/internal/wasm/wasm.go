// Package wasm is the C library without C: compiled to WebAssembly, and translated to Go (token.go).
//
// It and package native have the same functions, which take Go's types and return the library's numbers.
// Package notifizz takes one of them, and is the same over both.
//
// The library works in a linear memory, which has its stack, its data, and behind them the arguments of
// one call. Each call takes such an instance from a pool, copies the client and its arguments into it,
// and overwrites what it used with zeros before the next call gets it.
package wasm

import (
	"bytes"
	"encoding/binary"
	"math"
	"runtime"
	"sync"
	"unsafe"
)

const (
	tokenSize  = 65  // NOTIFIZZ_TOKEN_SIZE
	clientSize = 640 // sizeof(notifizz_client)
	signerSize = 128 // sizeof(notifizz_webhook_signer)
	stackSize  = 32768
	frames     = 512 // of the stack, which no call leaves deeper marks in, except those that take a secret

	pageSize = 65536

	statusInvalidText = 6 // NOTIFIZZ_ERR_INVALID_TEXT
)

// Token is where the library writes a token or signature, with its NUL.
type Token [tokenSize]byte

// Client is a notifizz_client in Go's memory, between calls. The pointer is untyped so that debugging
// printers do not print what it points to.
type Client struct{ memory unsafe.Pointer }

// WebhookSigner is a notifizz_webhook_signer, in the same way.
type WebhookSigner struct{ memory unsafe.Pointer }

// instance is the library in a linear memory, with the address of the next argument.
type instance struct {
	*Module
	next   uint32
	pooled []byte // the memory of its own, while a larger one is in its place
}

var instances = sync.Pool{New: func() any { return &instance{Module: New()} }}

// Addresses behind the library's data. A webhook signer, or the evidence of a diagnosis, is where a client
// would be.
func (i *instance) client() int32 { return *i.X__heap_base() }
func (i *instance) output() int32 { return *i.X__heap_base() + clientSize }
func (i *instance) texts() uint32 { return uint32(*i.X__heap_base()) + clientSize + tokenSize }

// enter takes an instance with room for texts of this size in bytes, or nil if no memory has it. Texts
// that do not fit into the instance's own memory get another one for this call only.
func enter(size uint64) *instance {
	i := instances.Get().(*instance)
	i.next = i.texts()
	need := uint64(i.next) + size
	if need > math.MaxInt32-pageSize {
		instances.Put(i)
		return nil
	}
	if need > uint64(len(i.memory)) {
		larger := make([]byte, (need+pageSize-1)/pageSize*pageSize)
		copy(larger, i.memory[:i.client()])
		i.pooled, i.memory = i.memory, larger
	}
	return i
}

// enterWith is enter, with a copy of a client or a webhook signer.
func enterWith(state []byte, size uint64) *instance {
	i := enter(size)
	if i != nil {
		copy(i.memory[i.client():], state)
	}
	return i
}

func (c Client) enterWith(size uint64) *instance { return enterWith(c.Bytes(), size) }

// leave overwrites what the call used and gives the instance back.
func (i *instance) leave() {
	clear(i.memory[stackSize-frames : stackSize])
	clear(i.memory[i.client():i.next])
	if i.pooled != nil {
		i.memory, i.pooled = i.pooled, nil
	}
	instances.Put(i)
}

// leaveWithoutStack is leave after a call that had the secret itself.
func (i *instance) leaveWithoutStack() {
	clear(i.memory[:stackSize])
	i.leave()
}

// text copies an argument to where the library can read it.
func (i *instance) text(s string) (address, length int32) {
	address = int32(i.next)
	i.next += uint32(copy(i.memory[i.next:], s))
	return address, int32(len(s))
}

// string is the text at an address of the library's, up to its NUL.
func (i *instance) string(address int32) string {
	text, _, _ := bytes.Cut(i.memory[address:], []byte{0})
	return string(text)
}

// number is what the library wrote at an address.
func (i *instance) number(address int32) int32 {
	return int32(binary.LittleEndian.Uint32(i.memory[address:]))
}

// NewClient builds a client, with its key fingerprint. On an error there is nothing to free.
func NewClient(scheme int32, authSecretKey string) (Client, string, int32) {
	i := enter(uint64(len(authSecretKey)))
	if i == nil {
		return Client{}, "", statusInvalidText
	}
	defer i.leaveWithoutStack()
	key, keyLen := i.text(authSecretKey)
	status := i.Xnotifizz_client_init(i.client(), scheme, key, keyLen)
	if status == 0 {
		status = i.Xnotifizz_client_key_fingerprint(i.client(), i.output())
	}
	if status != 0 {
		return Client{}, "", status
	}
	c := Client{unsafe.Pointer(new([clientSize]byte))}
	copy(c.Bytes(), i.memory[i.client():])
	return c, i.string(i.output()), 0
}

// Wipe overwrites the key material.
func (c Client) Wipe() {
	clear(c.Bytes())
	runtime.KeepAlive(c.memory)
}

// Free wipes the client, which nobody may use any more.
func (c Client) Free() { c.Wipe() }

// Bytes is the memory of the client.
func (c Client) Bytes() []byte { return (*[clientSize]byte)(c.memory)[:] }

// finish is the end of a call that wrote a token.
func (i *instance) finish(token *Token, status int32) int32 {
	copy(token[:], i.memory[i.output():])
	i.leave()
	return status
}

// GenerateHashedToken is notifizz_client_generate_hashed_token.
func (c Client) GenerateHashedToken(userID string, token *Token) int32 {
	i := c.enterWith(uint64(len(userID)))
	if i == nil {
		return statusInvalidText
	}
	id, idLen := i.text(userID)
	return i.finish(token, i.Xnotifizz_client_generate_hashed_token(i.client(), id, idLen, i.output()))
}

// VerifyHashedToken is notifizz_client_verify_hashed_token.
func (c Client) VerifyHashedToken(userID, token string) bool {
	i := enterToVerify(c.Bytes(), token, userID, "")
	if i == nil {
		return false
	}
	defer i.leave()
	id, idLen := i.text(userID)
	t, tLen := i.text(token)
	return i.Xnotifizz_client_verify_hashed_token(i.client(), id, idLen, t, tLen) != 0
}

// WidgetToken is notifizz_client_widget_token.
func (c Client) WidgetToken(userID, userEmail string, token *Token) int32 {
	i := c.enterWith(uint64(len(userID)) + uint64(len(userEmail)))
	if i == nil {
		return statusInvalidText
	}
	id, idLen := i.text(userID)
	email, emailLen := i.text(userEmail)
	return i.finish(token, i.Xnotifizz_client_widget_token(i.client(), id, idLen, email, emailLen, i.output()))
}

// CheckFrontAPIKey is notifizz_client_check_front_api_key.
func (c Client) CheckFrontAPIKey(frontAPIKey string) int32 {
	i := c.enterWith(uint64(len(frontAPIKey)))
	if i == nil {
		return statusInvalidText
	}
	defer i.leave()
	key, keyLen := i.text(frontAPIKey)
	return i.Xnotifizz_client_check_front_api_key(i.client(), key, keyLen)
}

// GenerateSubscribeToken is notifizz_client_generate_subscribe_token.
func (c Client) GenerateSubscribeToken(subscriberID, resourceID string, token *Token) int32 {
	i := c.enterWith(uint64(len(subscriberID)) + uint64(len(resourceID)))
	if i == nil {
		return statusInvalidText
	}
	subscriber, subscriberLen := i.text(subscriberID)
	resource, resourceLen := i.text(resourceID)
	return i.finish(token, i.Xnotifizz_client_generate_subscribe_token(
		i.client(), subscriber, subscriberLen, resource, resourceLen, i.output()))
}

// VerifySubscribeToken is notifizz_client_verify_subscribe_token.
func (c Client) VerifySubscribeToken(subscriberID, resourceID, token string) bool {
	i := enterToVerify(c.Bytes(), token, subscriberID, resourceID)
	if i == nil {
		return false
	}
	defer i.leave()
	subscriber, subscriberLen := i.text(subscriberID)
	resource, resourceLen := i.text(resourceID)
	t, tLen := i.text(token)
	return i.Xnotifizz_client_verify_subscribe_token(
		i.client(), subscriber, subscriberLen, resource, resourceLen, t, tLen) != 0
}

// enterToVerify is enterWith for a received token, or nil if it has not the length of one: before anything
// is copied, so that a long one costs nothing.
func enterToVerify(state []byte, token, text, other string) *instance {
	if len(token) != tokenSize-1 {
		return nil
	}
	return enterWith(state, uint64(len(token))+uint64(len(text))+uint64(len(other)))
}

// NewWebhookSigner builds a webhook signer. On an error there is nothing to free.
func NewWebhookSigner(webhookSigningSecret string) (WebhookSigner, int32) {
	i := enter(uint64(len(webhookSigningSecret)))
	if i == nil {
		return WebhookSigner{}, statusInvalidText
	}
	defer i.leaveWithoutStack()
	secret, secretLen := i.text(webhookSigningSecret)
	if status := i.Xnotifizz_webhook_signer_init(i.client(), secret, secretLen); status != 0 {
		return WebhookSigner{}, status
	}
	s := WebhookSigner{unsafe.Pointer(new([signerSize]byte))}
	copy(s.Bytes(), i.memory[i.client():])
	return s, 0
}

// Wipe overwrites the key material.
func (s WebhookSigner) Wipe() {
	clear(s.Bytes())
	runtime.KeepAlive(s.memory)
}

// Free wipes the signer, which nobody may use any more.
func (s WebhookSigner) Free() { s.Wipe() }

// Bytes is the memory of the signer.
func (s WebhookSigner) Bytes() []byte { return (*[signerSize]byte)(s.memory)[:] }

// Sign is notifizz_webhook_signer_sign.
func (s WebhookSigner) Sign(payload string, signature *Token) int32 {
	i := enterWith(s.Bytes(), uint64(len(payload)))
	if i == nil {
		return statusInvalidText
	}
	p, pLen := i.text(payload)
	return i.finish(signature, i.Xnotifizz_webhook_signer_sign(i.client(), p, pLen, i.output()))
}

// Verify is notifizz_webhook_signer_verify.
func (s WebhookSigner) Verify(payload, signature string) bool {
	i := enterToVerify(s.Bytes(), signature, payload, "")
	if i == nil {
		return false
	}
	defer i.leave()
	p, pLen := i.text(payload)
	g, gLen := i.text(signature)
	return i.Xnotifizz_webhook_signer_verify(i.client(), p, pLen, g, gLen) != 0
}

// Diagnose is notifizz_diagnose: code, message and scheme of the diagnosis.
func Diagnose(scheme int32, token, userID, authSecretKey, sdkSecretKey, userEmail string) (code, message string, found, status int32) {
	return diagnose((*Module).Xnotifizz_diagnose, []int32{scheme}, token, userID, authSecretKey, sdkSecretKey, userEmail)
}

// DiagnoseDispatch is notifizz_diagnose_dispatch: code and message of the diagnosis.
func DiagnoseDispatch(payload, signature, webhookSigningSecret string) (code, message string, status int32) {
	code, message, _, status = diagnose((*Module).Xnotifizz_diagnose_dispatch, nil, payload, signature, webhookSigningSecret)
	return code, message, status
}

func diagnose(call func(m *Module, evidence, diagnosis int32) int32, numbers []int32, texts ...string) (code, message string, found, status int32) {
	var size uint64
	for _, text := range texts {
		size += uint64(len(text))
	}
	i := enter(size)
	if i == nil {
		return "", "", -1, statusInvalidText
	}
	defer i.leaveWithoutStack()
	// The evidence and a notifizz_diagnosis: numbers and addresses of four bytes each.
	evidence := i.memory[i.client():i.client()]
	for _, number := range numbers {
		evidence = binary.LittleEndian.AppendUint32(evidence, uint32(number))
	}
	for _, text := range texts {
		address, length := i.text(text)
		evidence = binary.LittleEndian.AppendUint32(evidence, uint32(address))
		evidence = binary.LittleEndian.AppendUint32(evidence, uint32(length))
	}
	diagnosis := i.client() + clientSize/2
	status = call(i.Module, i.client(), diagnosis)
	return i.string(i.number(diagnosis)), i.string(i.number(diagnosis + 4)), i.number(diagnosis + 8), status
}

// CheckDispatchTimestamp is notifizz_check_dispatch_timestamp.
func CheckDispatchTimestamp(timestampMS, nowMS, toleranceMS float64) int32 {
	i := enter(0)
	defer i.leave()
	return i.Xnotifizz_check_dispatch_timestamp(timestampMS, nowMS, toleranceMS)
}

// SchemeFromName is notifizz_scheme_from_name.
func SchemeFromName(name string) (scheme, status int32) {
	i := enter(uint64(len(name)))
	if i == nil {
		return 0, statusInvalidText
	}
	defer i.leave()
	n, nLen := i.text(name)
	status = i.Xnotifizz_scheme_from_name(n, nLen, i.client())
	return i.number(i.client()), status
}

// StatusText is a status's code and message.
func StatusText(status int32) (code, message string) {
	i := enter(0)
	defer i.leave()
	return i.string(i.Xnotifizz_status_code(status)), i.string(i.Xnotifizz_status_message(status))
}

// Versions are those of the header and of the library, which are the same here.
func Versions() (header, library string) {
	i := enter(0)
	defer i.leave()
	version := i.string(i.Xnotifizz_version())
	return version, version
}
