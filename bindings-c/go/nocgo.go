//go:build !cgo

package notifizz

// The compiler prints this name, which says what to do, and stops.
var _ = notifizz_needs_cgo__set_CGO_ENABLED_1_and_install_a_C_compiler
