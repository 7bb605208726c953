//! How a call ended: the status, its code and its message.

use core::ffi::{CStr, c_char};

use notifizz_token::Error;

use crate::{
    NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG, NOTIFIZZ_ERR_NULL_POINTER, NOTIFIZZ_OK,
    cstr::{c_texts, nth},
    notifizz_status,
};

/// A status that is not `NOTIFIZZ_OK`.
#[derive(Debug)]
pub struct Failure(notifizz_status);

impl Failure {
    pub(crate) const NULL_POINTER: Self = Self(NOTIFIZZ_ERR_NULL_POINTER);
    pub(crate) const KEY_TOO_LONG: Self = Self(NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG);

    pub(crate) const fn status(&self) -> notifizz_status {
        self.0
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error.number())
    }
}

/// Calls `call`, in which `?` works as it would not in a function that returns a status.
///
/// # Errors
/// Those of `call`.
pub fn attempt<T>(call: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    call()
}

/// The status that a function returns for a result.
#[must_use]
pub fn status(result: Result<(), Failure>) -> notifizz_status {
    match result {
        Ok(()) => NOTIFIZZ_OK,
        Err(failure) => failure.status(),
    }
}

/// The name of a status that is the same in every language, such as `"empty_user_id"`.
///
/// @param status  Any number.
/// @return A static, NUL-terminated ASCII string, never NULL: `"ok"` for NOTIFIZZ_OK, and
///         `"unknown_status"` for a number that is no status. Never to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn notifizz_status_code(status: notifizz_status) -> *const c_char {
    let code = match status {
        NOTIFIZZ_OK => c"ok",
        NOTIFIZZ_ERR_NULL_POINTER => c"null_pointer",
        NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG => c"auth_secret_key_too_long",
        _ => error_text(c_texts!(Error::ALL, error => error.code()), status)
            .unwrap_or(c"unknown_status"),
    };
    code.as_ptr()
}

/// One English sentence that says what is wrong and what to do. Messages may be reworded in later
/// versions and contain no part of any input.
///
/// @param status  Any number.
/// @return A static, NUL-terminated UTF-8 string, never NULL, even for a number that is no
///         status. Never to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn notifizz_status_message(status: notifizz_status) -> *const c_char {
    let message = match status {
        NOTIFIZZ_OK => c"success",
        NOTIFIZZ_ERR_NULL_POINTER => {
            c"a pointer is NULL: pass where the text begins (NULL is allowed with length 0 only) and where the result goes"
        }
        NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG => {
            c"the auth secret key is longer than the 256 bytes that a client keeps under sha256-concat: use the one-shot functions, which take a key of any length"
        }
        _ => error_text(c_texts!(Error::ALL, error => error.message()), status)
            .unwrap_or(c"this number is no notifizz_status"),
    };
    message.as_ptr()
}

/// The text of core's error with that number. The numbers have gaps, where an error is one of C's
/// only.
fn error_text(joined: &'static [u8], status: notifizz_status) -> Option<&'static CStr> {
    let index = Error::ALL.iter().position(|error| error.number() == status);
    nth(joined, index?)
}
