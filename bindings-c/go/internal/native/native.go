// Package native calls the C library through cgo.
//
// It and package wasm have the same functions, which take Go's types and return the library's numbers.
// Package notifizz takes one of them, and is the same over both.
package native

/*
#cgo noescape notifizz_client_generate_hashed_token
#cgo nocallback notifizz_client_generate_hashed_token
#cgo noescape notifizz_client_verify_hashed_token
#cgo nocallback notifizz_client_verify_hashed_token
#cgo noescape notifizz_client_generate_subscribe_token
#cgo nocallback notifizz_client_generate_subscribe_token
#cgo noescape notifizz_client_verify_subscribe_token
#cgo nocallback notifizz_client_verify_subscribe_token
#cgo noescape notifizz_webhook_signer_sign
#cgo nocallback notifizz_webhook_signer_sign
#cgo noescape notifizz_webhook_signer_verify
#cgo nocallback notifizz_webhook_signer_verify
#cgo noescape notifizz_client_widget_token
#cgo nocallback notifizz_client_widget_token
#cgo noescape notifizz_client_check_front_api_key
#cgo nocallback notifizz_client_check_front_api_key
#cgo noescape notifizz_scheme_from_name
#cgo nocallback notifizz_scheme_from_name
#include "library.h"
#include <stdlib.h>

// A Go struct that holds Go pointers must not be passed to C, so the evidence is built here.
static notifizz_status diagnose(
    notifizz_scheme token_scheme, const char *token, size_t token_len, const char *user_id, size_t user_id_len,
    const char *auth_secret_key, size_t auth_secret_key_len, const char *sdk_secret_key, size_t sdk_secret_key_len,
    const char *user_email, size_t user_email_len, notifizz_diagnosis *diagnosis) {
  const notifizz_evidence evidence = {
      .token_scheme = token_scheme,
      .token = token,
      .token_len = token_len,
      .user_id = user_id,
      .user_id_len = user_id_len,
      .auth_secret_key = auth_secret_key,
      .auth_secret_key_len = auth_secret_key_len,
      .sdk_secret_key = sdk_secret_key,
      .sdk_secret_key_len = sdk_secret_key_len,
      .user_email = user_email,
      .user_email_len = user_email_len,
  };
  return notifizz_diagnose(&evidence, diagnosis);
}

static notifizz_status diagnose_dispatch(const char *payload, size_t payload_len, const char *signature,
                                         size_t signature_len, const char *webhook_signing_secret,
                                         size_t webhook_signing_secret_len, notifizz_diagnosis *diagnosis) {
  const notifizz_dispatch_evidence evidence = {
      .payload = payload,
      .payload_len = payload_len,
      .signature = signature,
      .signature_len = signature_len,
      .webhook_signing_secret = webhook_signing_secret,
      .webhook_signing_secret_len = webhook_signing_secret_len,
  };
  return notifizz_diagnose_dispatch(&evidence, diagnosis);
}
*/
import "C"

import "unsafe"

// Token is where the library writes a token or signature, with its NUL.
type Token [C.NOTIFIZZ_TOKEN_SIZE]byte

func (t *Token) c() *C.char { return (*C.char)(unsafe.Pointer(t)) }

// Client is a notifizz_client in C memory, where the garbage collector makes no copies of its key
// material. The pointer is untyped so that debugging printers do not print what it points to.
type Client struct{ memory unsafe.Pointer }

// NewClient builds a client, with its key fingerprint. On an error there is nothing to free.
func NewClient(scheme int32, authSecretKey string) (Client, string, int32) {
	// C.calloc does not return nil: cgo ends the program when there is no memory left.
	c := Client{C.calloc(1, C.notifizz_client_size())}
	key, keyLen := toC(authSecretKey)
	status := C.notifizz_client_init(c.c(), C.notifizz_scheme(scheme), key, keyLen)
	var fingerprint [C.NOTIFIZZ_FINGERPRINT_SIZE]C.char
	if status == C.NOTIFIZZ_OK {
		status = C.notifizz_client_key_fingerprint(c.c(), &fingerprint[0])
	}
	if status != C.NOTIFIZZ_OK {
		c.Free()
		return Client{}, "", int32(status)
	}
	return c, C.GoString(&fingerprint[0]), 0
}

func (c Client) c() *C.notifizz_client { return (*C.notifizz_client)(c.memory) }

// Wipe overwrites the key material.
func (c Client) Wipe() { C.notifizz_client_wipe(c.c()) }

// Free wipes and frees the client, which nobody may use any more.
func (c Client) Free() {
	c.Wipe()
	C.free(c.memory)
}

// Bytes is the memory of the client, for tests.
func (c Client) Bytes() []byte {
	return unsafe.Slice((*byte)(c.memory), C.notifizz_client_size())
}

// GenerateHashedToken is notifizz_client_generate_hashed_token.
func (c Client) GenerateHashedToken(userID string, token *Token) int32 {
	id, idLen := toC(userID)
	return int32(C.notifizz_client_generate_hashed_token(c.c(), id, idLen, token.c()))
}

// VerifyHashedToken is notifizz_client_verify_hashed_token.
func (c Client) VerifyHashedToken(userID, token string) bool {
	id, idLen := toC(userID)
	t, tLen := toC(token)
	return bool(C.notifizz_client_verify_hashed_token(c.c(), id, idLen, t, tLen))
}

// WidgetToken is notifizz_client_widget_token.
func (c Client) WidgetToken(userID, userEmail string, token *Token) int32 {
	id, idLen := toC(userID)
	email, emailLen := toC(userEmail)
	return int32(C.notifizz_client_widget_token(c.c(), id, idLen, email, emailLen, token.c()))
}

// CheckFrontAPIKey is notifizz_client_check_front_api_key.
func (c Client) CheckFrontAPIKey(frontAPIKey string) int32 {
	key, keyLen := toC(frontAPIKey)
	return int32(C.notifizz_client_check_front_api_key(c.c(), key, keyLen))
}

// GenerateSubscribeToken is notifizz_client_generate_subscribe_token.
func (c Client) GenerateSubscribeToken(subscriberID, resourceID string, token *Token) int32 {
	subscriber, subscriberLen := toC(subscriberID)
	resource, resourceLen := toC(resourceID)
	return int32(C.notifizz_client_generate_subscribe_token(
		c.c(), subscriber, subscriberLen, resource, resourceLen, token.c()))
}

// VerifySubscribeToken is notifizz_client_verify_subscribe_token.
func (c Client) VerifySubscribeToken(subscriberID, resourceID, token string) bool {
	subscriber, subscriberLen := toC(subscriberID)
	resource, resourceLen := toC(resourceID)
	t, tLen := toC(token)
	return bool(C.notifizz_client_verify_subscribe_token(
		c.c(), subscriber, subscriberLen, resource, resourceLen, t, tLen))
}

// WebhookSigner is a notifizz_webhook_signer in C memory, as a [Client] is.
type WebhookSigner struct{ memory unsafe.Pointer }

// NewWebhookSigner builds a webhook signer. On an error there is nothing to free.
func NewWebhookSigner(webhookSigningSecret string) (WebhookSigner, int32) {
	s := WebhookSigner{C.calloc(1, C.notifizz_webhook_signer_size())}
	secret, secretLen := toC(webhookSigningSecret)
	if status := C.notifizz_webhook_signer_init(s.c(), secret, secretLen); status != C.NOTIFIZZ_OK {
		s.Free()
		return WebhookSigner{}, int32(status)
	}
	return s, 0
}

func (s WebhookSigner) c() *C.notifizz_webhook_signer { return (*C.notifizz_webhook_signer)(s.memory) }

// Wipe overwrites the key material.
func (s WebhookSigner) Wipe() { C.notifizz_webhook_signer_wipe(s.c()) }

// Free wipes and frees the signer, which nobody may use any more.
func (s WebhookSigner) Free() {
	s.Wipe()
	C.free(s.memory)
}

// Bytes is the memory of the signer, for tests.
func (s WebhookSigner) Bytes() []byte {
	return unsafe.Slice((*byte)(s.memory), C.notifizz_webhook_signer_size())
}

// Sign is notifizz_webhook_signer_sign.
func (s WebhookSigner) Sign(payload string, signature *Token) int32 {
	p, pLen := toC(payload)
	return int32(C.notifizz_webhook_signer_sign(s.c(), p, pLen, signature.c()))
}

// Verify is notifizz_webhook_signer_verify.
func (s WebhookSigner) Verify(payload, signature string) bool {
	p, pLen := toC(payload)
	g, gLen := toC(signature)
	return bool(C.notifizz_webhook_signer_verify(s.c(), p, pLen, g, gLen))
}

// Diagnose is notifizz_diagnose: code, message and scheme of the diagnosis.
func Diagnose(scheme int32, token, userID, authSecretKey, sdkSecretKey, userEmail string) (code, message string, found, status int32) {
	t, tLen := toC(token)
	id, idLen := toC(userID)
	key, keyLen := toC(authSecretKey)
	sdkKey, sdkKeyLen := toC(sdkSecretKey)
	email, emailLen := toC(userEmail)
	var d C.notifizz_diagnosis
	s := C.diagnose(C.notifizz_scheme(scheme), t, tLen, id, idLen, key, keyLen, sdkKey, sdkKeyLen, email, emailLen, &d)
	return C.GoString(d.code), C.GoString(d.message), int32(d.scheme), int32(s)
}

// DiagnoseDispatch is notifizz_diagnose_dispatch: code and message of the diagnosis.
func DiagnoseDispatch(payload, signature, webhookSigningSecret string) (code, message string, status int32) {
	p, pLen := toC(payload)
	g, gLen := toC(signature)
	secret, secretLen := toC(webhookSigningSecret)
	var d C.notifizz_diagnosis
	s := C.diagnose_dispatch(p, pLen, g, gLen, secret, secretLen, &d)
	return C.GoString(d.code), C.GoString(d.message), int32(s)
}

// CheckDispatchTimestamp is notifizz_check_dispatch_timestamp.
func CheckDispatchTimestamp(timestampMS, nowMS, toleranceMS float64) int32 {
	return int32(C.notifizz_check_dispatch_timestamp(C.double(timestampMS), C.double(nowMS), C.double(toleranceMS)))
}

// SchemeFromName is notifizz_scheme_from_name.
func SchemeFromName(name string) (scheme, status int32) {
	var number C.notifizz_scheme
	n, nLen := toC(name)
	s := C.notifizz_scheme_from_name(n, nLen, &number)
	return int32(number), int32(s)
}

// StatusText is a status's code and message.
func StatusText(status int32) (code, message string) {
	s := C.notifizz_status(status)
	return C.GoString(C.notifizz_status_code(s)), C.GoString(C.notifizz_status_message(s))
}

// Versions are those of the header and of the library.
func Versions() (header, library string) {
	return C.NOTIFIZZ_VERSION, C.GoString(C.notifizz_version())
}

// toC is a string as the library takes it. Nothing is copied; the library keeps no pointer.
func toC(s string) (*C.char, C.size_t) {
	return (*C.char)(unsafe.Pointer(unsafe.StringData(s))), C.size_t(len(s))
}
