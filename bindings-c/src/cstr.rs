//! C strings: core's texts with the NUL that C needs, joined at compile time.

use core::ffi::{CStr, c_char};

use notifizz_token::VERSION;

/// The length of what [`joined`] returns for these texts.
pub const fn joined_len(mut texts: &[&str]) -> usize {
    let mut len = 0;
    while let [first, rest @ ..] = texts {
        len += first.len() + 1;
        texts = rest;
    }
    len
}

/// The texts one after another, each with its NUL. Runs at compile time only, where a wrong
/// length fails the build.
pub const fn joined<const SIZE: usize>(mut texts: &[&str]) -> [u8; SIZE] {
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

/// `c_texts!(Error::ALL, error => error.code())`: the [`joined`] texts of all items.
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
        static BYTES: [u8; $crate::cstr::joined_len(&TEXTS)] = $crate::cstr::joined(&TEXTS);
        &BYTES
    }};
}
pub(crate) use c_texts;

/// The text at `index` of [`joined`] texts.
pub(crate) fn nth(joined: &'static [u8], index: usize) -> Option<&'static CStr> {
    let mut texts = joined.split_inclusive(|byte| *byte == 0);
    CStr::from_bytes_with_nul(texts.nth(index)?).ok()
}

/// The version of the library that the program runs with, such as `"0.1.0"`; NOTIFIZZ_VERSION is
/// the version of the header that it was compiled with.
///
/// @return A static, NUL-terminated ASCII string, never NULL. Never to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn notifizz_version() -> *const c_char {
    static BYTES: [u8; joined_len(&[VERSION])] = joined(&[VERSION]);
    BYTES.as_ptr().cast()
}
