package notifizz

/*
#include <notifizz_token.h>
*/
import "C"

import "errors"

// The errors that this project has in every language, for [errors.Is]. Each is of the type *[Error].
var (
	// ErrEmptyAuthSecretKey: the auth secret key is empty, often because a variable of the
	// environment is not set.
	ErrEmptyAuthSecretKey error = newError(C.NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY)
	// ErrAuthSecretKeyWhitespace: the auth secret key begins or ends with Unicode white space, often
	// the line end of a secret file.
	ErrAuthSecretKeyWhitespace error = newError(C.NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE)
	// ErrEmptyUserID: the user ID, or subscriber ID, is empty. A visitor gets no token.
	ErrEmptyUserID error = newError(C.NOTIFIZZ_ERR_EMPTY_USER_ID)
	// ErrEmptyResourceID: the resource ID is empty.
	ErrEmptyResourceID error = newError(C.NOTIFIZZ_ERR_EMPTY_RESOURCE_ID)
	// ErrEmptyUserEmail: the e-mail address of widget options is empty.
	ErrEmptyUserEmail error = newError(C.NOTIFIZZ_ERR_EMPTY_USER_EMAIL)
	// ErrInvalidText: a string is not valid UTF-8.
	ErrInvalidText error = newError(C.NOTIFIZZ_ERR_INVALID_TEXT)
	// ErrUnknownTokenScheme: the token scheme is neither [HMACSHA256] nor [SHA256Concat].
	ErrUnknownTokenScheme error = newError(C.NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME)
	// ErrMissingWebhookSigningSecret: a dispatch method of a client that was built without
	// [WithWebhookSigningSecret], or with an empty one.
	ErrMissingWebhookSigningSecret error = newError(C.NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET)
)

// The errors that only Go has.
var (
	// ErrClosed: the client was closed, or was not made by [NewClient].
	ErrClosed = errors.New("notifizz: the client is closed: call Close only when no one needs it any more")
	// ErrLibraryVersion: the C library does not fit this package. What is returned wraps it and
	// names the versions.
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
	switch s {
	case C.NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY:
		return ErrEmptyAuthSecretKey
	case C.NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE:
		return ErrAuthSecretKeyWhitespace
	case C.NOTIFIZZ_ERR_EMPTY_USER_ID:
		return ErrEmptyUserID
	case C.NOTIFIZZ_ERR_EMPTY_RESOURCE_ID:
		return ErrEmptyResourceID
	case C.NOTIFIZZ_ERR_EMPTY_USER_EMAIL:
		return ErrEmptyUserEmail
	case C.NOTIFIZZ_ERR_INVALID_TEXT:
		return ErrInvalidText
	case C.NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME:
		return ErrUnknownTokenScheme
	case C.NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET:
		return ErrMissingWebhookSigningSecret
	}
	// Of a library newer than this package.
	return newError(s)
}
