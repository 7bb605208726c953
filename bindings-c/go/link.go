//go:build !notifizz_system

package notifizz

// #cgo linux,amd64 LDFLAGS: ${SRCDIR}/lib/linux_amd64/libnotifizz_token.a
// #cgo linux,arm64 LDFLAGS: ${SRCDIR}/lib/linux_arm64/libnotifizz_token.a
// #cgo darwin,amd64 LDFLAGS: ${SRCDIR}/lib/darwin_amd64/libnotifizz_token.a
// #cgo darwin,arm64 LDFLAGS: ${SRCDIR}/lib/darwin_arm64/libnotifizz_token.a
// #cgo windows,amd64 LDFLAGS: ${SRCDIR}/lib/windows_amd64/libnotifizz_token.a
// #cgo windows,arm64 LDFLAGS: ${SRCDIR}/lib/windows_arm64/libnotifizz_token.a
import "C"

// systemLibrary is whether the C library is the installed one, which pkg-config finds.
const systemLibrary = false
