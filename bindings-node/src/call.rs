//! How the client's methods are called, straight over Node-API: text comes in on the stack, a
//! token goes out as Latin-1, and nothing is allocated or locked.
//!
//! A `#[napi]` function would allocate to track the borrows of its arguments, and look each
//! `External` up in a table that all threads share, which takes as long as making the token.
#![allow(unsafe_code, reason = "Node-API is a C interface")]

use core::{ffi::c_void, panic::AssertUnwindSafe, ptr};
use std::panic::catch_unwind;

use napi::{
    JsError,
    bindgen_prelude::{FromNapiValue, ToNapiValue, TypeName, panic_to_error},
    check_status, sys,
};
use notifizz_token::Error;

use crate::{Client, Result, panic_if_asked, refused};

/// A new client on its way to JavaScript, which then owns it. Only index.js sees the value, an
/// `External`, and it is the only kind of `External` that it has.
pub(crate) struct Handle(pub(crate) Client);

impl ToNapiValue for Handle {
    unsafe fn to_napi_value(env: sys::napi_env, handle: Self) -> napi::Result<sys::napi_value> {
        let client = Box::into_raw(Box::new(handle.0)).cast();
        let mut value = ptr::null_mut();
        // SAFETY: the caller vouches for `env`; `client` stays valid until `wipe` is called.
        let status = unsafe {
            sys::napi_create_external(env, client, Some(wipe), ptr::null_mut(), &raw mut value)
        };
        if status != sys::Status::napi_ok {
            // SAFETY: JavaScript did not get it, so it is still ours.
            unsafe { wipe(env, client, ptr::null_mut()) };
        }
        check_status!(status, "no handle")?;
        Ok(value)
    }
}

impl TypeName for Handle {
    fn type_name() -> &'static str {
        "External"
    }

    fn value_type() -> napi::ValueType {
        napi::ValueType::External
    }
}

unsafe extern "C" fn wipe(_: sys::napi_env, client: *mut c_void, _: *mut c_void) {
    // SAFETY: the pointer comes from `Box::into_raw`, and is given back once.
    drop(unsafe { Box::<Client>::from_raw(client.cast()) });
}

/// A token, or anything else that is ASCII: as Latin-1, which V8 copies without decoding.
pub(crate) struct Ascii<T>(pub(crate) T);

impl<T: AsRef<str>> ToNapiValue for Ascii<T> {
    unsafe fn to_napi_value(env: sys::napi_env, ascii: Self) -> napi::Result<sys::napi_value> {
        let text = ascii.0.as_ref();
        let mut value = ptr::null_mut();
        // SAFETY: the caller vouches for `env`; `text` is valid for its length.
        let status = unsafe {
            sys::napi_create_string_latin1(
                env,
                text.as_ptr().cast(),
                text.len().cast_signed(),
                &raw mut value,
            )
        };
        check_status!(status, "no string")?;
        Ok(value)
    }
}

/// Room for a text from JavaScript: on the stack if it is short.
struct Text {
    short: [u8; Self::SHORT],
    long: String,
}

impl Text {
    const SHORT: usize = 256;
    /// In UTF-8.
    const LONGEST_CHARACTER: usize = 4;
    const EMPTY: Self = Self {
        short: [0; Self::SHORT],
        long: String::new(),
    };

    unsafe fn read(&mut self, env: sys::napi_env, value: sys::napi_value) -> Result<&str> {
        let mut length = 0;
        // SAFETY: the caller vouches for `env` and `value`; at most SHORT bytes are written.
        let status = unsafe {
            sys::napi_get_value_string_utf8(
                env,
                value,
                self.short.as_mut_ptr().cast(),
                Self::SHORT,
                &raw mut length,
            )
        };
        check_status!(status, "not a string").map_err(ours)?;
        // Text that was cut short leaves no room for one more character and the closing NUL.
        if length + Self::LONGEST_CHARACTER < Self::SHORT {
            let bytes = self.short.get(..length).unwrap_or_default();
            return core::str::from_utf8(bytes).map_err(|error| refused(error.into()));
        }
        // SAFETY: the caller vouches for `env` and `value`.
        self.long = unsafe { String::from_napi_value(env, value) }.map_err(ours)?;
        Ok(&self.long)
    }
}

/// The most that a method takes: the handle and three texts.
const ARGUMENTS: usize = 4;

/// Calls a method with a client and `N` texts, and answers or throws. No panic gets past it.
///
/// # Safety
/// Only for Node-API to call, with the handle of a client as the first argument.
pub(crate) unsafe fn call<const N: usize, T: ToNapiValue>(
    env: sys::napi_env,
    info: sys::napi_callback_info,
    method: impl FnOnce(&Client, [&str; N]) -> core::result::Result<T, Error>,
) -> sys::napi_value {
    let answer = catch_unwind(AssertUnwindSafe(|| {
        let mut arguments = [ptr::null_mut(); ARGUMENTS];
        let mut count = ARGUMENTS;
        // SAFETY: Node-API vouches for `env` and `info`; the array has room for `count` values.
        let status = unsafe {
            sys::napi_get_cb_info(
                env,
                info,
                &raw mut count,
                arguments.as_mut_ptr(),
                ptr::null_mut(),
                ptr::null_mut(),
            )
        };
        check_status!(status, "no arguments").map_err(ours)?;
        let [handle, arguments @ ..] = arguments;

        let mut client = ptr::null_mut();
        // SAFETY: the value comes from Node-API, like `env`; another kind of it is an error.
        let status = unsafe { sys::napi_get_value_external(env, handle, &raw mut client) };
        check_status!(status, "no handle").map_err(ours)?;
        // SAFETY: the caller vouches that it is a `Handle`; the arguments keep it alive.
        let client = unsafe { &*client.cast_const().cast::<Client>() };

        let mut rooms = [const { Text::EMPTY }; N];
        let mut texts = [""; N];
        for ((text, room), argument) in texts.iter_mut().zip(&mut rooms).zip(arguments) {
            // SAFETY: the value comes from Node-API, like `env`.
            *text = unsafe { room.read(env, argument) }?;
            panic_if_asked(text);
        }
        let answer = method(client, texts).map_err(refused)?;
        // SAFETY: Node-API vouches for `env`.
        unsafe { T::to_napi_value(env, answer) }.map_err(ours)
    }));
    answer
        .unwrap_or_else(|panic| Err(ours(panic_to_error(panic))))
        .unwrap_or_else(|error| {
            // SAFETY: Node-API vouches for `env`.
            unsafe { JsError::from(error).throw_into(env) };
            ptr::null_mut()
        })
}

/// An error of napi, which means that `index.js` or this file has a bug.
fn ours(error: napi::Error) -> napi::Error<crate::Code> {
    napi::Error::new(error.status.into(), error.reason)
}
