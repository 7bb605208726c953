//go:build notifizz_system

package notifizz

// #cgo pkg-config: notifizz_token
// #cgo CFLAGS: -DNOTIFIZZ_SYSTEM
import "C"

// systemLibrary is whether the C library is the installed one, which pkg-config finds.
const systemLibrary = true
