//! The token schemes' numbers and names.

use core::ffi::c_char;

use notifizz_token::{Error, TokenScheme};

use crate::{
    NOTIFIZZ_SCHEME_HMAC_SHA256, NOTIFIZZ_SCHEME_SHA256_CONCAT, notifizz_scheme, notifizz_status,
    slice::str_from_raw,
    status::{Failure, attempt, status},
};

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
    status(attempt(|| {
        if scheme.is_null() {
            return Err(Failure::NULL_POINTER);
        }
        // SAFETY: the caller's text.
        let name = unsafe { str_from_raw(name, name_len) }?;
        let number = to_c(name.parse()?);
        // SAFETY: not NULL, and the caller's to write.
        unsafe { scheme.write(number) };
        Ok(())
    }))
}

/// The scheme's number in C.
pub(crate) const fn to_c(scheme: TokenScheme) -> notifizz_scheme {
    match scheme {
        TokenScheme::HmacSha256 => NOTIFIZZ_SCHEME_HMAC_SHA256,
        TokenScheme::Sha256Concat => NOTIFIZZ_SCHEME_SHA256_CONCAT,
    }
}

/// The scheme of a number from C, which may be any.
///
/// # Errors
/// A number that is no scheme.
pub fn from_c(scheme: notifizz_scheme) -> Result<TokenScheme, Failure> {
    match scheme {
        NOTIFIZZ_SCHEME_HMAC_SHA256 => Ok(TokenScheme::HmacSha256),
        NOTIFIZZ_SCHEME_SHA256_CONCAT => Ok(TokenScheme::Sha256Concat),
        _ => Err(Error::UnknownTokenScheme.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::{TokenScheme, from_c, to_c};

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for scheme in TokenScheme::ALL {
            assert!(from_c(to_c(scheme)).is_ok_and(|read| read == scheme));
        }
    }
}
