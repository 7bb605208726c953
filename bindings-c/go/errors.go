package notifizz

/*
#include "library.h"
*/
import "C"

import "errors"

// The errors that this project has in every language, for [errors.Is]. Each is of the type *[Error].
var (
	// ErrEmptyAuthSecretKey: the auth secret key is empty, often because a variable of the
	// environment is not set.
	ErrEmptyAuthSecretKey error = newError(C.NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY)
	// ErrAuthSecretKeyWhitespace: the auth secret key begins or ends with Unicode whitespace, often
	// the trailing newline of a secret file.
	ErrAuthSecretKeyWhitespace error = newError(C.NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE)
	// ErrAuthSecretKeyInvisibleCharacter: the auth secret key begins or ends with a character that
	// does not show, such as a byte order mark.
	ErrAuthSecretKeyInvisibleCharacter error = newError(C.NOTIFIZZ_ERR_AUTH_SECRET_KEY_INVISIBLE_CHARACTER)
	// ErrAuthSecretKeyQuoted: the auth secret key has the same quote at both ends, often those of a
	// configuration file.
	ErrAuthSecretKeyQuoted error = newError(C.NOTIFIZZ_ERR_AUTH_SECRET_KEY_QUOTED)
	// ErrAuthSecretKeyTooLong: the auth secret key is longer than the 256 bytes that a client keeps
	// under [SHA256Concat].
	ErrAuthSecretKeyTooLong error = newError(C.NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG)
	// ErrEmptyUserID: the user ID, or subscriber ID, is empty. A visitor gets no token.
	ErrEmptyUserID error = newError(C.NOTIFIZZ_ERR_EMPTY_USER_ID)
	// ErrEmptyResourceID: the resource ID is empty.
	ErrEmptyResourceID error = newError(C.NOTIFIZZ_ERR_EMPTY_RESOURCE_ID)
	// ErrEmptyUserEmail: the e-mail address of widget options is empty, or whitespace alone.
	ErrEmptyUserEmail error = newError(C.NOTIFIZZ_ERR_EMPTY_USER_EMAIL)
	// ErrEmptyFrontAPIKey: the Front API Key of widget options is empty, often because a variable of
	// the environment is not set.
	ErrEmptyFrontAPIKey error = newError(C.NOTIFIZZ_ERR_EMPTY_FRONT_API_KEY)
	// ErrFrontAPIKeyIsSecret: the Front API Key of widget options, which every browser sees, is the
	// auth secret key.
	ErrFrontAPIKeyIsSecret error = newError(C.NOTIFIZZ_ERR_FRONT_API_KEY_IS_SECRET)
	// ErrInvalidText: a string is not valid UTF-8.
	ErrInvalidText error = newError(C.NOTIFIZZ_ERR_INVALID_TEXT)
	// ErrUnknownTokenScheme: the token scheme is neither [HMACSHA256] nor [SHA256Concat].
	ErrUnknownTokenScheme error = newError(C.NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME)
	// ErrMissingWebhookSigningSecret: a dispatch method of a client that was built without
	// [WithWebhookSigningSecret], or with an empty one.
	ErrMissingWebhookSigningSecret error = newError(C.NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET)
	// ErrWebhookSigningSecretWhitespace is as [ErrAuthSecretKeyWhitespace].
	ErrWebhookSigningSecretWhitespace error = newError(C.NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_WHITESPACE)
	// ErrWebhookSigningSecretInvisibleCharacter is as [ErrAuthSecretKeyInvisibleCharacter].
	ErrWebhookSigningSecretInvisibleCharacter error = newError(C.NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_INVISIBLE_CHARACTER)
	// ErrWebhookSigningSecretQuoted is as [ErrAuthSecretKeyQuoted].
	ErrWebhookSigningSecretQuoted error = newError(C.NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_QUOTED)
	// ErrDispatchBodyMalformed: the body of a dispatch webhook is not a JSON object with the
	// texts payload and signature.
	ErrDispatchBodyMalformed error = newError(C.NOTIFIZZ_ERR_DISPATCH_BODY_MALFORMED)
	// ErrDispatchSignatureMismatch: the signature of a dispatch webhook is not that of its payload.
	ErrDispatchSignatureMismatch error = newError(C.NOTIFIZZ_ERR_DISPATCH_SIGNATURE_MISMATCH)
	// ErrDispatchTimestampMissing: the payload of a dispatch webhook is signed, but has no finite
	// number as its timestamp.
	ErrDispatchTimestampMissing error = newError(C.NOTIFIZZ_ERR_DISPATCH_TIMESTAMP_MISSING)
	// ErrDispatchTimestampOutOfTolerance: the timestamp of a dispatch webhook is too old, or too
	// far in the future.
	ErrDispatchTimestampOutOfTolerance error = newError(C.NOTIFIZZ_ERR_DISPATCH_TIMESTAMP_OUT_OF_TOLERANCE)
)

var sentinels = map[status]error{
	C.NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY:                      ErrEmptyAuthSecretKey,
	C.NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE:                 ErrAuthSecretKeyWhitespace,
	C.NOTIFIZZ_ERR_EMPTY_USER_ID:                              ErrEmptyUserID,
	C.NOTIFIZZ_ERR_EMPTY_RESOURCE_ID:                          ErrEmptyResourceID,
	C.NOTIFIZZ_ERR_EMPTY_USER_EMAIL:                           ErrEmptyUserEmail,
	C.NOTIFIZZ_ERR_INVALID_TEXT:                               ErrInvalidText,
	C.NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME:                       ErrUnknownTokenScheme,
	C.NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET:             ErrMissingWebhookSigningSecret,
	C.NOTIFIZZ_ERR_AUTH_SECRET_KEY_INVISIBLE_CHARACTER:        ErrAuthSecretKeyInvisibleCharacter,
	C.NOTIFIZZ_ERR_AUTH_SECRET_KEY_QUOTED:                     ErrAuthSecretKeyQuoted,
	C.NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_WHITESPACE:          ErrWebhookSigningSecretWhitespace,
	C.NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_INVISIBLE_CHARACTER: ErrWebhookSigningSecretInvisibleCharacter,
	C.NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_QUOTED:              ErrWebhookSigningSecretQuoted,
	C.NOTIFIZZ_ERR_EMPTY_FRONT_API_KEY:                        ErrEmptyFrontAPIKey,
	C.NOTIFIZZ_ERR_FRONT_API_KEY_IS_SECRET:                    ErrFrontAPIKeyIsSecret,
	C.NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG:                   ErrAuthSecretKeyTooLong,
	C.NOTIFIZZ_ERR_DISPATCH_BODY_MALFORMED:                    ErrDispatchBodyMalformed,
	C.NOTIFIZZ_ERR_DISPATCH_SIGNATURE_MISMATCH:                ErrDispatchSignatureMismatch,
	C.NOTIFIZZ_ERR_DISPATCH_TIMESTAMP_MISSING:                 ErrDispatchTimestampMissing,
	C.NOTIFIZZ_ERR_DISPATCH_TIMESTAMP_OUT_OF_TOLERANCE:        ErrDispatchTimestampOutOfTolerance,
}

// The errors that only Go has.
var (
	// ErrClosed: the client was closed, is nil, or was not built by [NewClient].
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

type status = C.notifizz_status

func newError(s status) *Error {
	return &Error{
		code:    C.GoString(C.notifizz_status_code(s)),
		message: C.GoString(C.notifizz_status_message(s)),
	}
}

// failure is the error of a status other than NOTIFIZZ_OK.
func failure(s status) error {
	if err, ok := sentinels[s]; ok {
		return err
	}
	// The library is newer than this package.
	return newError(s)
}
