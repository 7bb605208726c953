package notifizz

import "errors"

// The errors that this project has in every language, for [errors.Is]. Each is of the type *[Error]. The
// numbers are the library's.
var (
	// ErrEmptyAuthSecretKey: the auth secret key is empty, often because a variable of the
	// environment is not set.
	ErrEmptyAuthSecretKey = sentinel(1)
	// ErrAuthSecretKeyWhitespace: the auth secret key begins or ends with Unicode whitespace, often
	// the trailing newline of a secret file.
	ErrAuthSecretKeyWhitespace = sentinel(2)
	// ErrAuthSecretKeyInvisibleCharacter: the auth secret key begins or ends with a character that
	// does not show, such as a byte order mark.
	ErrAuthSecretKeyInvisibleCharacter = sentinel(10)
	// ErrAuthSecretKeyQuoted: the auth secret key has the same quote at both ends, often those of a
	// configuration file.
	ErrAuthSecretKeyQuoted = sentinel(11)
	// ErrAuthSecretKeyTooLong: the auth secret key is longer than the 256 bytes that a client keeps
	// under [SHA256Concat].
	ErrAuthSecretKeyTooLong = sentinel(17)
	// ErrEmptyUserID: the user ID, or subscriber ID, is empty. A visitor gets no token.
	ErrEmptyUserID = sentinel(3)
	// ErrEmptyResourceID: the resource ID is empty.
	ErrEmptyResourceID = sentinel(4)
	// ErrEmptyUserEmail: the e-mail address of widget options is empty, or whitespace alone.
	ErrEmptyUserEmail = sentinel(5)
	// ErrEmptyFrontAPIKey: the Front API Key of widget options is empty, often because a variable of
	// the environment is not set.
	ErrEmptyFrontAPIKey = sentinel(15)
	// ErrFrontAPIKeyIsSecret: the Front API Key of widget options, which every browser sees, is the
	// auth secret key.
	ErrFrontAPIKeyIsSecret = sentinel(16)
	// ErrInvalidText: a string is not valid UTF-8.
	ErrInvalidText = sentinel(statusInvalidText)
	// ErrUnknownTokenScheme: the token scheme is neither [HMACSHA256] nor [SHA256Concat].
	ErrUnknownTokenScheme = sentinel(7)
	// ErrMissingWebhookSigningSecret: a dispatch method of a client that was built without
	// [WithWebhookSigningSecret], or with an empty one.
	ErrMissingWebhookSigningSecret = sentinel(statusMissingWebhookSigningSecret)
	// ErrWebhookSigningSecretWhitespace is as [ErrAuthSecretKeyWhitespace].
	ErrWebhookSigningSecretWhitespace = sentinel(12)
	// ErrWebhookSigningSecretInvisibleCharacter is as [ErrAuthSecretKeyInvisibleCharacter].
	ErrWebhookSigningSecretInvisibleCharacter = sentinel(13)
	// ErrWebhookSigningSecretQuoted is as [ErrAuthSecretKeyQuoted].
	ErrWebhookSigningSecretQuoted = sentinel(14)
	// ErrDispatchBodyMalformed: the body of a dispatch webhook is not a JSON object with the texts
	// payload and signature.
	ErrDispatchBodyMalformed = sentinel(statusDispatchBodyMalformed)
	// ErrDispatchSignatureMismatch: the signature of a dispatch webhook is not that of its payload.
	ErrDispatchSignatureMismatch = sentinel(statusDispatchSignatureMismatch)
	// ErrDispatchTimestampMissing: the payload of a dispatch webhook is signed, but has no finite
	// number as its timestamp.
	ErrDispatchTimestampMissing = sentinel(20)
	// ErrDispatchTimestampOutOfTolerance: the timestamp of a dispatch webhook is too old, or too far
	// in the future.
	ErrDispatchTimestampOutOfTolerance = sentinel(21)
)

// sentinels are the errors of the library's numbers.
var sentinels = map[int32]error{}

func sentinel(status int32) error {
	err := newError(status)
	sentinels[status] = err
	return err
}

// The errors that only Go has.
var (
	// ErrClosed: the client, or the receiver, was closed, is nil, or was not built by [NewClient].
	ErrClosed = errors.New("notifizz: the client is closed: call Close only when no one needs it any more")
	// ErrLibraryVersion: the C library is of another version than this package. The error that is
	// returned wraps it and names the versions.
	ErrLibraryVersion = errors.New("notifizz: install the C library notifizz_token of this package's version and build again")
)

// Error is one of the errors that this project has in every language: a sentence that says what is
// wrong and what to do, without any part of any input, and a stable name.
type Error struct {
	code, message string
}

// Error returns the sentence, which may be reworded in later versions.
func (e *Error) Error() string { return "notifizz: " + e.message }

// Code returns the name, the same in every language and version, such as "empty_user_id".
func (e *Error) Code() string { return e.code }

// The numbers that the library has for its answers and for the token schemes, as notifizz_token.h says.
const (
	statusOK                          = 0
	statusInvalidText                 = 6
	statusMissingWebhookSigningSecret = 8
	statusDispatchBodyMalformed       = 18
	statusDispatchSignatureMismatch   = 19

	schemeHMACSHA256   = 0
	schemeSHA256Concat = 1
)

func newError(status int32) *Error {
	code, message := statusText(status)
	return &Error{code, message}
}

// failure is the error of a status other than statusOK.
func failure(status int32) error {
	if err, ok := sentinels[status]; ok {
		return err
	}
	// The library is newer than this package.
	return newError(status)
}
