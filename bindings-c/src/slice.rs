//! Conversions at the FFI boundary: from a pointer and a length, and into a buffer of the caller's.

use core::{ffi::c_char, slice, str};

use notifizz_token::{Error, Token};

use crate::{NOTIFIZZ_ERR_NULL_POINTER, NOTIFIZZ_OK, notifizz_status, status::Failure};

/// Bytes of the caller's.
///
/// # Errors
/// A pointer that is NULL with a length, and a length that no object has.
///
/// # Safety
/// `pointer` is NULL or points to `len` bytes that nobody changes during `'a`.
pub unsafe fn bytes_from_raw<'a>(pointer: *const c_char, len: usize) -> Result<&'a [u8], Failure> {
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

/// Text of the caller's.
///
/// # Errors
/// As for [`bytes_from_raw`], and bytes that are not UTF-8.
///
/// # Safety
/// As for [`bytes_from_raw`].
pub unsafe fn str_from_raw<'a>(pointer: *const c_char, len: usize) -> Result<&'a str, Failure> {
    // SAFETY: the same contract.
    let bytes = unsafe { bytes_from_raw(pointer, len) }?;
    Ok(str::from_utf8(bytes).map_err(Error::from)?)
}

/// A received token or signature. One of another length is an error before anything else is looked
/// at, so that the sender does not choose how much work it costs.
///
/// # Errors
/// Another length, and as for [`bytes_from_raw`].
///
/// # Safety
/// As for [`bytes_from_raw`].
pub unsafe fn token_from_raw<'a>(token: *const c_char, len: usize) -> Result<&'a [u8], Failure> {
    if len != Token::LEN {
        return Err(Error::InvalidText.into());
    }
    // SAFETY: the same contract.
    unsafe { bytes_from_raw(token, len) }
}

/// Writes the text and a NUL; on error only the NUL, which makes the empty string.
///
/// # Safety
/// `output` is NULL or points to `LEN + 1` bytes that may be written, and that `text` does not
/// refer to.
pub(crate) unsafe fn write<const LEN: usize>(
    output: *mut c_char,
    text: Result<&[u8; LEN], &Failure>,
) -> notifizz_status {
    if output.is_null() {
        return NOTIFIZZ_ERR_NULL_POINTER;
    }
    let output = output.cast::<u8>();
    let (end, status) = match text {
        Ok(text) => {
            // SAFETY: LEN bytes of the caller's LEN + 1. An array of bytes may be at any address.
            unsafe { output.cast::<[u8; LEN]>().write(*text) };
            (LEN, NOTIFIZZ_OK)
        }
        Err(failure) => (0, failure.status()),
    };
    // SAFETY: at most LEN, so within the caller's LEN + 1 bytes.
    let end = unsafe { output.add(end) };
    // SAFETY: as above.
    unsafe { end.write(0) };
    status
}

/// Writes a token or signature and a NUL; on error only the NUL.
///
/// # Safety
/// `output` is NULL or points to `NOTIFIZZ_TOKEN_SIZE` bytes that may be written.
pub unsafe fn write_token(output: *mut c_char, token: &Result<Token, Failure>) -> notifizz_status {
    // SAFETY: the same contract.
    unsafe { write(output, token.as_ref().map(Token::as_bytes)) }
}
