//! Core's texts with the NUL that C needs, made at compile time.

use core::ffi::{CStr, c_char};

use notifizz_token::{Error, TokenScheme, VERSION};

use crate::{
    NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG, NOTIFIZZ_ERR_NULL_POINTER, NOTIFIZZ_OK, notifizz_scheme,
    notifizz_status,
    slice::{Failure, status, text},
};

/// How many bytes [`joined`] makes.
pub(crate) const fn joined_len(mut texts: &[&str]) -> usize {
    let mut len = 0;
    while let [first, rest @ ..] = texts {
        len += first.len() + 1;
        texts = rest;
    }
    len
}

/// The texts one after another, each with its NUL. Runs at compile time only, where a wrong
/// length fails the build.
pub(crate) const fn joined<const SIZE: usize>(mut texts: &[&str]) -> [u8; SIZE] {
    let mut bytes = [0; SIZE];
    let mut left: &mut [u8] = &mut bytes;
    while let [first, rest @ ..] = texts {
        let (start, end) = left.split_at_mut(first.len());
        start.copy_from_slice(first.as_bytes());
        (_, left) = end.split_at_mut(1);
        texts = rest;
    }
    bytes
}

/// `c_texts!(Error::ALL, error => error.code())`: what [`joined`] makes of one text of each.
macro_rules! c_texts {
    ($all:expr, $item:ident => $text:expr) => {{
        const TEXTS: [&str; $all.len()] = {
            let mut texts = [""; $all.len()];
            let mut index = 0;
            while index < texts.len() {
                #[expect(clippy::indexing_slicing, reason = "at compile time")]
                {
                    let $item = $all[index];
                    texts[index] = $text;
                }
                index += 1;
            }
            texts
        };
        static BYTES: [u8; $crate::status::joined_len(&TEXTS)] = $crate::status::joined(&TEXTS);
        &BYTES
    }};
}
pub(crate) use c_texts;

/// The text at `index` of what [`joined`] made.
#[inline(never)]
pub(crate) fn nth(joined: &'static [u8], index: usize) -> Option<&'static CStr> {
    let mut texts = joined.split_inclusive(|byte| *byte == 0);
    CStr::from_bytes_with_nul(texts.nth(index)?).ok()
}

/// The text of one of core's errors by its number. Their numbers have gaps, where an error is one
/// of C's only.
fn of_error(joined: &'static [u8], status: notifizz_status) -> Option<&'static CStr> {
    let index = Error::ALL.iter().position(|error| error.number() == status);
    nth(joined, index?)
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
        _ => of_error(c_texts!(Error::ALL, error => error.code()), status)
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
        _ => of_error(c_texts!(Error::ALL, error => error.message()), status)
            .unwrap_or(c"this number is no notifizz_status"),
    };
    message.as_ptr()
}

/// The version of the library that the program runs with, such as `"0.1.0"`; NOTIFIZZ_VERSION is
/// the version of the header that it was compiled with.
///
/// @return A static, NUL-terminated ASCII string, never NULL. Never to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn notifizz_version() -> *const c_char {
    static BYTES: [u8; joined_len(&[VERSION])] = joined(&[VERSION]);
    nth(&BYTES, 0).unwrap_or_default().as_ptr()
}

/// The scheme that a configuration names.
///
/// @param name      `"hmac-sha256"` or `"sha256-concat"`, exactly.
/// @param name_len  Its length in bytes, without any NUL.
/// @param scheme    Out: the scheme. Unchanged on error.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME, NOTIFIZZ_ERR_INVALID_TEXT or
///         NOTIFIZZ_ERR_NULL_POINTER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_scheme_from_name(
    name: *const c_char,
    name_len: usize,
    scheme: *mut notifizz_scheme,
) -> notifizz_status {
    let find = || {
        if scheme.is_null() {
            return Err(Failure::NULL_POINTER);
        }
        // SAFETY: the caller's text.
        let name = unsafe { text(name, name_len) }?;
        let found = to_c(name.parse()?);
        // SAFETY: not NULL, and the caller's to write.
        unsafe { scheme.write(found) };
        Ok(())
    };
    status(find())
}

/// The scheme's number in C.
pub(crate) const fn to_c(scheme: TokenScheme) -> notifizz_scheme {
    match scheme {
        TokenScheme::HmacSha256 => crate::NOTIFIZZ_SCHEME_HMAC_SHA256,
        TokenScheme::Sha256Concat => crate::NOTIFIZZ_SCHEME_SHA256_CONCAT,
    }
}

/// Any number may come from C, so this checks.
pub(crate) fn from_c(scheme: notifizz_scheme) -> Result<TokenScheme, Failure> {
    let known = TokenScheme::ALL
        .into_iter()
        .find(|known| to_c(*known) == scheme);
    Ok(known.ok_or(Error::UnknownTokenScheme)?)
}
