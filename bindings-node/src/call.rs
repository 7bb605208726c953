//! How JavaScript calls native code, straight over Node-API: text comes in on the stack if it is
//! short, and a token goes out as Latin-1. Nothing is locked, and memory that cannot be had is
//! an answer, not the end of the process.
//!
//! A `#[napi]` function would allocate to track the borrows of its arguments, and look each
//! `External` up in a table that all threads share, which takes as long as computing the token.
#![allow(unsafe_code, reason = "Node-API is a C interface")]

use core::{
    ffi::c_void,
    panic::AssertUnwindSafe,
    ptr, slice,
    str::{self, Utf8Error},
};
use std::{collections::TryReserveError, panic::catch_unwind};

use napi::{
    JsError,
    bindgen_prelude::{FromNapiValue, ToNapiValue, TypeName, panic_to_error},
    check_status, sys,
};
use notifizz_token::{Error, overwrite_registers};
use zeroize::{Zeroize, Zeroizing};

use crate::{Client, panic_if_asked};

/// Why a call has no answer. JavaScript is given a number for all but a bug, and makes the error
/// itself, so that it belongs to the realm of the caller.
pub(crate) enum Failure {
    /// Core rejects the input.
    Rejected(Error),
    /// The text does not fit into memory.
    OutOfMemory,
    /// Node-API refuses, which means that `index.js` or this file has a bug.
    Bug(napi::Error),
}

/// The number of [`Failure::OutOfMemory`]; those of core's errors begin with 1.
pub(crate) const OUT_OF_MEMORY: i32 = 0;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Rejected(error)
    }
}

impl From<Utf8Error> for Failure {
    fn from(error: Utf8Error) -> Self {
        Self::Rejected(error.into())
    }
}

impl From<TryReserveError> for Failure {
    fn from(_: TryReserveError) -> Self {
        Self::OutOfMemory
    }
}

impl From<napi::Error> for Failure {
    fn from(error: napi::Error) -> Self {
        Self::Bug(error)
    }
}

pub(crate) type Result<T> = core::result::Result<T, Failure>;

/// What a function answers: its result, or the number of a failure.
pub(crate) struct Answer<T>(pub(crate) Result<T>);

impl<T: ToNapiValue> ToNapiValue for Answer<T> {
    unsafe fn to_napi_value(env: sys::napi_env, answer: Self) -> napi::Result<sys::napi_value> {
        let number = match answer.0 {
            // SAFETY: the caller vouches for `env`.
            Ok(result) => return unsafe { T::to_napi_value(env, result) },
            Err(Failure::Rejected(error)) => error.number(),
            Err(Failure::OutOfMemory) => OUT_OF_MEMORY,
            Err(Failure::Bug(error)) => return Err(error),
        };
        // SAFETY: the caller vouches for `env`.
        unsafe { i32::to_napi_value(env, number) }
    }
}

/// A new client on its way to JavaScript, which then owns it. Only index.js sees the value, an
/// `External`, and it is the only kind of `External` that it has.
pub(crate) struct Handle(pub(crate) Box<Client>);

impl ToNapiValue for Handle {
    unsafe fn to_napi_value(env: sys::napi_env, handle: Self) -> napi::Result<sys::napi_value> {
        let client = Box::into_raw(handle.0).cast();
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

unsafe extern "C" fn wipe(_: sys::napi_env, client: *mut c_void, _: *mut c_void) {
    // SAFETY: the pointer comes from `Box::into_raw`, and is given back once.
    drop(unsafe { Box::<Client>::from_raw(client.cast()) });
    overwrite_registers();
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

/// The UTF-8 of text of any length, on the heap.
///
/// # Safety
/// The two must come from Node-API.
unsafe fn read_text(env: sys::napi_env, value: sys::napi_value) -> Result<Vec<u8>> {
    let mut length = 0;
    // SAFETY: the caller vouches for `env` and `value`; nothing is written but the length.
    let status =
        unsafe { sys::napi_get_value_string_utf8(env, value, ptr::null_mut(), 0, &raw mut length) };
    check_status!(status, "not a string")?;
    // Node-API writes a NUL behind the text.
    let room = length + 1;
    let mut text = Vec::<u8>::new();
    text.try_reserve_exact(room)?;
    // SAFETY: the caller vouches for `env` and `value`; `text` has this room.
    let status = unsafe {
        sys::napi_get_value_string_utf8(env, value, text.as_mut_ptr().cast(), room, &raw mut length)
    };
    check_status!(status, "not a string")?;
    // SAFETY: as many bytes were written.
    unsafe { text.set_len(length) };
    Ok(text)
}

/// The bytes of a `Uint8Array`, where they are.
///
/// # Safety
/// The two must come from Node-API, and JavaScript must not run while the bytes are in use.
unsafe fn bytes<'a>(env: sys::napi_env, value: sys::napi_value) -> Result<&'a [u8]> {
    let mut length = 0;
    let mut data = ptr::null_mut();
    // SAFETY: the caller vouches for `env` and `value`; what is not asked for may be NULL.
    let status = unsafe {
        sys::napi_get_typedarray_info(
            env,
            value,
            ptr::null_mut(),
            &raw mut length,
            &raw mut data,
            ptr::null_mut(),
            ptr::null_mut(),
        )
    };
    check_status!(status, "neither a string nor a Uint8Array")?;
    if data.is_null() {
        return Ok(&[]);
    }
    // SAFETY: Node-API vouches for `length` bytes there, which nobody changes meanwhile.
    Ok(unsafe { slice::from_raw_parts(data.cast(), length) })
}

/// Text that may be a secret, or is as long as somebody else wishes: on the heap, and wiped.
pub(crate) struct WipedText(pub(crate) Result<Zeroizing<String>>);

impl TypeName for WipedText {
    fn type_name() -> &'static str {
        String::type_name()
    }

    fn value_type() -> napi::ValueType {
        String::value_type()
    }
}

impl FromNapiValue for WipedText {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: the caller vouches for both.
        let text = unsafe { read_text(env, value) };
        // V8 never writes ill-formed UTF-8.
        let decode = |bytes| String::from_utf8(bytes).map_err(|error| error.utf8_error().into());
        Ok(Self(text.and_then(decode).map(Zeroizing::new)))
    }
}

/// Room for an argument from JavaScript: text goes onto the stack if it is short.
struct Room {
    short: [u8; Self::SHORT],
    long: Vec<u8>,
}

impl Room {
    const SHORT: usize = 256;
    /// In UTF-8.
    const LONGEST_CHARACTER: usize = 4;
    const EMPTY: Self = Self {
        short: [0; Self::SHORT],
        long: Vec::new(),
    };

    /// The UTF-8 of text, or the bytes of a `Uint8Array`.
    ///
    /// # Safety
    /// As for [`bytes`].
    unsafe fn read(&mut self, env: sys::napi_env, value: sys::napi_value) -> Result<&[u8]> {
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
        if status == sys::Status::napi_string_expected {
            // SAFETY: as for this function.
            return unsafe { bytes(env, value) };
        }
        check_status!(status, "not a string")?;
        // Text that was cut short leaves no room for one more character and the closing NUL.
        if length + Self::LONGEST_CHARACTER < Self::SHORT {
            return Ok(self.short.get(..length).unwrap_or_default());
        }
        // SAFETY: the caller vouches for `env` and `value`.
        self.long = unsafe { read_text(env, value) }?;
        Ok(&self.long)
    }
}

impl Zeroize for Room {
    fn zeroize(&mut self) {
        self.short.zeroize();
        self.long.zeroize();
    }
}

/// What a method takes its arguments as.
pub(crate) trait Kind {
    type Value<'a>: Copy + Default;
    /// Whether the native copies are wiped.
    const SECRET: bool = false;

    fn decode(bytes: &[u8]) -> core::result::Result<Self::Value<'_>, Utf8Error>;
}

pub(crate) struct Text;

impl Kind for Text {
    type Value<'a> = &'a str;

    fn decode(bytes: &[u8]) -> core::result::Result<&str, Utf8Error> {
        str::from_utf8(bytes)
    }
}

/// Text that is a secret if somebody made a mistake.
pub(crate) struct SecretText;

impl Kind for SecretText {
    type Value<'a> = &'a str;
    const SECRET: bool = true;

    fn decode(bytes: &[u8]) -> core::result::Result<&str, Utf8Error> {
        str::from_utf8(bytes)
    }
}

pub(crate) struct Bytes;

impl Kind for Bytes {
    type Value<'a> = &'a [u8];

    fn decode(bytes: &[u8]) -> core::result::Result<&[u8], Utf8Error> {
        Ok(bytes)
    }
}

/// The most that a method takes: the handle and three more.
const ARGUMENTS: usize = 4;

/// Calls a method with a client and `N` arguments of a kind, and answers. No panic gets past it.
///
/// # Safety
/// Only for Node-API to call, with the handle of a client as the first argument.
pub(crate) unsafe fn call<const N: usize, K: Kind, T: ToNapiValue>(
    env: sys::napi_env,
    info: sys::napi_callback_info,
    _: K,
    method: impl FnOnce(&Client, [K::Value<'_>; N]) -> core::result::Result<T, Error>,
) -> sys::napi_value {
    let answer = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: as for this function.
        let answer = unsafe { answer::<N, K, T>(env, info, method) };
        // SAFETY: Node-API vouches for `env`.
        unsafe { Answer::to_napi_value(env, Answer(answer)) }
    }));
    answer
        .unwrap_or_else(|panic| Err(panic_to_error(panic)))
        .unwrap_or_else(|bug| {
            // SAFETY: Node-API vouches for `env`.
            unsafe { JsError::from(bug).throw_into(env) };
            ptr::null_mut()
        })
}

/// # Safety
/// As for [`call`].
unsafe fn answer<const N: usize, K: Kind, T>(
    env: sys::napi_env,
    info: sys::napi_callback_info,
    method: impl FnOnce(&Client, [K::Value<'_>; N]) -> core::result::Result<T, Error>,
) -> Result<T> {
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
    check_status!(status, "no arguments")?;
    let [handle, arguments @ ..] = arguments;

    let mut client = ptr::null_mut();
    // SAFETY: the value comes from Node-API, like `env`; another kind of it is an error.
    let status = unsafe { sys::napi_get_value_external(env, handle, &raw mut client) };
    check_status!(status, "no handle")?;
    // SAFETY: the caller vouches that it is a `Handle`; the arguments keep it alive.
    let client = unsafe { &*client.cast_const().cast::<Client>() };

    let mut rooms = [const { Room::EMPTY }; N];
    let mut values = [K::Value::default(); N];
    for ((value, room), argument) in values.iter_mut().zip(&mut rooms).zip(arguments) {
        // SAFETY: the value comes from Node-API, like `env`, and no JavaScript runs in here.
        let bytes = unsafe { room.read(env, argument) }?;
        panic_if_asked(bytes);
        *value = K::decode(bytes)?;
    }
    let answer = method(client, values);
    if K::SECRET {
        rooms.zeroize();
    }
    Ok(answer?)
}
