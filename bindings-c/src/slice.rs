//! What crosses the FFI boundary: text in, tokens and statuses out.

use core::{ffi::c_char, slice, str};

use notifizz_token::{Error, Token};

use crate::{
    NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG, NOTIFIZZ_ERR_NULL_POINTER, NOTIFIZZ_OK, notifizz_status,
};

/// A status that is not `NOTIFIZZ_OK`.
pub(crate) struct Failure(notifizz_status);

impl Failure {
    pub(crate) const NULL_POINTER: Self = Self(NOTIFIZZ_ERR_NULL_POINTER);
    pub(crate) const KEY_TOO_LONG: Self = Self(NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG);
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error.number())
    }
}

pub(crate) fn status(result: Result<(), Failure>) -> notifizz_status {
    match result {
        Ok(()) => NOTIFIZZ_OK,
        Err(Failure(status)) => status,
    }
}

/// # Safety
/// `pointer` is NULL or points to `len` bytes that nobody changes during `'a`.
unsafe fn bytes<'a>(pointer: *const c_char, len: usize) -> Result<&'a [u8], Failure> {
    if len == 0 {
        return Ok(&[]);
    }
    if pointer.is_null() {
        return Err(Failure::NULL_POINTER);
    }
    // No object is that long: most likely a negative length that became unsigned.
    if isize::try_from(len).is_err() {
        return Err(Error::InvalidText.into());
    }
    // SAFETY: not NULL, not longer than isize::MAX, and the caller vouches for the rest.
    Ok(unsafe { slice::from_raw_parts(pointer.cast(), len) })
}

/// # Safety
/// As for [`bytes`].
#[inline(never)]
pub(crate) unsafe fn text<'a>(pointer: *const c_char, len: usize) -> Result<&'a str, Failure> {
    // SAFETY: the same contract.
    let bytes = unsafe { bytes(pointer, len) }?;
    Ok(str::from_utf8(bytes).map_err(Error::from)?)
}

/// The bytes of a received token, if it has the length of one. Checked before anything else is
/// looked at: how much an untrusted token costs is not for its sender to choose.
///
/// # Safety
/// As for [`bytes`].
#[inline(never)]
pub(crate) unsafe fn received<'a>(token: *const c_char, len: usize) -> Option<&'a [u8]> {
    if len != Token::LEN {
        return None;
    }
    // SAFETY: the same contract.
    unsafe { bytes(token, len) }.ok()
}

/// Writes the text and a NUL; on error only the NUL, which makes the empty string.
///
/// # Safety
/// `output` is NULL or points to `LEN + 1` bytes that may be written, and that `made` does not
/// refer to.
pub(crate) unsafe fn write<const LEN: usize>(
    output: *mut c_char,
    made: Result<&[u8; LEN], &Failure>,
) -> notifizz_status {
    if output.is_null() {
        return NOTIFIZZ_ERR_NULL_POINTER;
    }
    let output = output.cast::<u8>();
    let (end, status) = match made {
        Ok(text) => {
            // SAFETY: LEN bytes of the caller's LEN + 1. An array of bytes may be at any address.
            unsafe { output.cast::<[u8; LEN]>().write(*text) };
            (LEN, NOTIFIZZ_OK)
        }
        Err(Failure(status)) => (0, *status),
    };
    // SAFETY: at most LEN, so within the caller's LEN + 1 bytes.
    let end = unsafe { output.add(end) };
    // SAFETY: as above.
    unsafe { end.write(0) };
    status
}

/// # Safety
/// As for [`write`].
#[inline(never)]
pub(crate) unsafe fn write_token(
    output: *mut c_char,
    made: &Result<Token, Failure>,
) -> notifizz_status {
    // SAFETY: the same contract.
    unsafe { write(output, made.as_ref().map(Token::as_bytes)) }
}
