//go:build notifizz_system

package native

// #cgo pkg-config: notifizz_token
// #cgo CFLAGS: -DNOTIFIZZ_SYSTEM
import "C"

// System is whether the C library is the installed one, which pkg-config finds.
const System = true
