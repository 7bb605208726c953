//go:build cgo && !purego && (notifizz_system || (!android && !ios && ((linux && amd64) || (linux && arm64) || (darwin && arm64) || (darwin && amd64) || (windows && amd64) || (windows && arm64))))

package notifizz

import "notifizz-token.example/notifizz/internal/native"

// Backend says what computes the tokens in this program: "cgo" is the C library, and "go" is the same
// library translated to Go, which needs neither cgo nor a C compiler.
const Backend = "cgo"

// systemLibrary is whether the C library is the installed one, which pkg-config finds.
const systemLibrary = native.System

type (
	nativeClient  = native.Client
	webhookSigner = native.WebhookSigner
	token         = native.Token
)

func newNativeClient(scheme int32, authSecretKey string) (nativeClient, string, int32) {
	return native.NewClient(scheme, authSecretKey)
}

func newWebhookSigner(webhookSigningSecret string) (webhookSigner, int32) {
	return native.NewWebhookSigner(webhookSigningSecret)
}

func checkDispatchTimestamp(timestampMS, nowMS, toleranceMS float64) int32 {
	return native.CheckDispatchTimestamp(timestampMS, nowMS, toleranceMS)
}

func diagnose(scheme int32, token, userID, authSecretKey, sdkSecretKey, userEmail string) (code, message string, found, status int32) {
	return native.Diagnose(scheme, token, userID, authSecretKey, sdkSecretKey, userEmail)
}

func diagnoseDispatch(payload, signature, webhookSigningSecret string) (code, message string, status int32) {
	return native.DiagnoseDispatch(payload, signature, webhookSigningSecret)
}

func schemeFromName(name string) (scheme, status int32) { return native.SchemeFromName(name) }

func statusText(status int32) (code, message string) { return native.StatusText(status) }

func backendVersions() (header, library string) { return native.Versions() }
