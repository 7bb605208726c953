//go:build !cgo

package notifizz

// The name is the message: the compiler prints it and stops.
var _ = notifizz_needs_cgo__set_CGO_ENABLED_1_and_install_a_C_compiler_and_the_C_library_notifizz_token
