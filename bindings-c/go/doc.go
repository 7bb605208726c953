// Package notifizz generates and verifies the tokens that tell the Notifizz notification widget who its
// user is. An unofficial, independent project.
//
// Build one [Client] from the Auth Secret Key of your account, when your program starts, and share
// it. [WidgetOptionsHandler] answers your page with all that the widget needs for a user:
//
//	client, err := notifizz.NewClient(os.Getenv("NOTIFIZZ_AUTH_SECRET_KEY"))
//	...
//	http.Handle("GET /notifizz/widget-options", notifizz.WidgetOptionsHandler(client, frontAPIKey, sessionUser))
//
// Take the user from your session, never from the request: a token proves to Notifizz that its
// holder is that user, it is always the same, and it never expires.
//
// [DispatchHandler] receives the webhooks that Notifizz sends to your server; a [DispatchReceiver] does so
// in a service without an Auth Secret Key.
//
// # Text
//
// Keys, IDs and payloads are UTF-8 text, used byte for byte. Nothing is trimmed, truncated or
// normalised; input that cannot be right is an error that says what to do and contains no input.
// Tokens and signatures are 64 lower-case hex characters; the methods that verify accept no other
// form, compare in constant time, and return false for any untrusted input.
//
// Check that an ID is there before you convert it to a string: fmt.Sprint of a nil pointer is "<nil>",
// and strconv.Itoa of an ID that was never set is "0", and each of these strings has a token.
//
// # Errors
//
// Each error is one of the Err variables, for [errors.Is]. Those that all languages share have the
// type *[Error], with a stable [Error.Code].
//
// # Building
//
// The package needs Go alone. [Backend] says what computes: on Linux, macOS and Windows, each on amd64 and
// arm64, it links the C library of the same project, a static library in the module, if the program is
// built with cgo. Without cgo, on every other system and processor, and with -tags purego, it has the same
// library translated to Go. With -tags notifizz_system it uses the installed C library that pkg-config
// finds; that one must be of the package's own [Version], up to the patch number, or [NewClient],
// [NewDispatchReceiver] and the two diagnoses return [ErrLibraryVersion].
package notifizz

//go:generate go run ./internal/build
