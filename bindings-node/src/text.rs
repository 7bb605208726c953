//! Text in and out without an allocation. `String` would cost a quarter of the whole call.
#![allow(
    unsafe_code,
    reason = "Node-API is a C interface; napi has no safe way to these two calls"
)]

use napi::{
    bindgen_prelude::{FromNapiValue, ToNapiValue},
    check_status, sys,
};
use notifizz_token::Token;

use crate::{Result, refused};

/// Text from JavaScript; short text stays on the stack.
#[expect(clippy::large_enum_variant, reason = "not to allocate is the point")]
pub(crate) enum Text {
    Short([u8; Self::BUFFER], usize),
    Long(String),
}

impl Text {
    const BUFFER: usize = 256;
    /// In UTF-8.
    const LONGEST_CHARACTER: usize = 4;

    pub(crate) fn as_str(&self) -> Result<&str> {
        match self {
            Self::Short(buffer, length) => {
                let bytes = buffer.get(..*length).unwrap_or_default();
                core::str::from_utf8(bytes).map_err(|error| refused(error.into()))
            }
            Self::Long(text) => Ok(text),
        }
    }
}

impl FromNapiValue for Text {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        let mut buffer = [0; Self::BUFFER];
        let mut length = 0;
        // SAFETY: the caller vouches for `env` and `value`; at most BUFFER bytes are written.
        let status = unsafe {
            sys::napi_get_value_string_utf8(
                env,
                value,
                buffer.as_mut_ptr().cast(),
                Self::BUFFER,
                &raw mut length,
            )
        };
        check_status!(status, "not a string")?;
        // Text that was cut short leaves no room for one more character and the closing NUL.
        if length + Self::LONGEST_CHARACTER < Self::BUFFER {
            return Ok(Self::Short(buffer, length));
        }
        // SAFETY: the caller vouches for `env` and `value`.
        unsafe { String::from_napi_value(env, value) }.map(Self::Long)
    }
}

/// A token on its way to JavaScript: as Latin-1, which V8 copies without decoding.
pub(crate) struct Hex(pub(crate) Token);

impl ToNapiValue for Hex {
    unsafe fn to_napi_value(env: sys::napi_env, hex: Self) -> napi::Result<sys::napi_value> {
        let bytes = hex.0.as_bytes();
        let mut value = core::ptr::null_mut();
        // SAFETY: the caller vouches for `env`; `bytes` is valid for its length, 64.
        let status = unsafe {
            sys::napi_create_string_latin1(
                env,
                bytes.as_ptr().cast(),
                Token::LEN.cast_signed(),
                &raw mut value,
            )
        };
        check_status!(status, "no string")?;
        Ok(value)
    }
}
