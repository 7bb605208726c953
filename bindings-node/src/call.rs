//! Calls from JavaScript, written to Node-API itself: short text is read onto the stack, a token is
//! returned as Latin-1, no lock is taken, and a failed allocation is an answer instead of an abort.
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

/// The reason why a call has no result. For all but a bug, JavaScript is given a number and creates
/// the error itself, so that the error belongs to the realm of the caller.
pub(crate) enum Failure {
    /// Core rejects the input.
    Rejected(Error),
    /// The text does not fit into memory.
    OutOfMemory,
    /// Node-API reports an error, so `client.js` or this file has a bug.
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

/// The answer of a function: its result, or the number of a failure.
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

/// A new client, of which JavaScript becomes the owner. Only client.js sees the value, an `External`,
/// and it has no other kind of `External`.
pub(crate) struct Handle(pub(crate) Box<Client>);

/// What an `External` refers to: a client, until it is closed.
type Slot = Option<Box<Client>>;

impl ToNapiValue for Handle {
    unsafe fn to_napi_value(env: sys::napi_env, handle: Self) -> napi::Result<sys::napi_value> {
        let client = Box::into_raw(Box::new(Some(handle.0))).cast();
        let mut value = ptr::null_mut();
        // SAFETY: the caller vouches for `env`; `client` stays valid until `wipe` is called.
        let status = unsafe {
            sys::napi_create_external(env, client, Some(wipe), ptr::null_mut(), &raw mut value)
        };
        if status != sys::Status::napi_ok {
            // SAFETY: JavaScript did not become the owner, so nobody else frees it.
            unsafe { wipe(env, client, ptr::null_mut()) };
        }
        check_status!(status, "no handle")?;
        Ok(value)
    }
}

unsafe extern "C" fn wipe(_: sys::napi_env, client: *mut c_void, _: *mut c_void) {
    // SAFETY: the pointer comes from `Box::into_raw`, and is given back once.
    drop(unsafe { Box::<Slot>::from_raw(client.cast()) });
    overwrite_registers();
}

/// The bytes of a token or fingerprint. They are returned as Latin-1, which V8 copies without decoding, and
/// never checked to be text, which would take a branch for each.
pub(crate) struct Ascii<const LEN: usize>(pub(crate) [u8; LEN]);

impl<const LEN: usize> ToNapiValue for Ascii<LEN> {
    unsafe fn to_napi_value(env: sys::napi_env, Self(text): Self) -> napi::Result<sys::napi_value> {
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

/// The UTF-8 form of text of any length, on the heap.
///
/// # Safety
/// `env` and `value` must come from Node-API.
unsafe fn read_utf8(env: sys::napi_env, value: sys::napi_value) -> Result<Vec<u8>> {
    let mut length = 0;
    // SAFETY: the caller vouches for `env` and `value`; nothing is written but the length.
    let status =
        unsafe { sys::napi_get_value_string_utf8(env, value, ptr::null_mut(), 0, &raw mut length) };
    check_status!(status, "not a string")?;
    // Node-API writes a NUL after the text.
    let capacity = length + 1;
    let mut utf8 = Vec::<u8>::new();
    utf8.try_reserve_exact(capacity)?;
    let start = utf8.as_mut_ptr().cast();
    // SAFETY: the caller vouches for `env` and `value`; `utf8` has this capacity.
    let status =
        unsafe { sys::napi_get_value_string_utf8(env, value, start, capacity, &raw mut length) };
    check_status!(status, "not a string")?;
    // SAFETY: Node-API has written `length` bytes.
    unsafe { utf8.set_len(length) };
    Ok(utf8)
}

/// The bytes of a `Uint8Array`, borrowed from JavaScript.
///
/// # Safety
/// `env` and `value` must come from Node-API, and JavaScript must not run while the bytes are in use.
unsafe fn borrow_bytes<'a>(env: sys::napi_env, value: sys::napi_value) -> Result<&'a [u8]> {
    let mut length = 0;
    let mut data = ptr::null_mut();
    // SAFETY: the caller vouches for `env` and `value`; a pointer to an unused result may be NULL.
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
    // SAFETY: Node-API vouches for `length` bytes at `data`, and no JavaScript runs that could change them.
    Ok(unsafe { slice::from_raw_parts(data.cast(), length) })
}

/// Text that may be a secret, or of any length: it is kept on the heap and wiped.
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
        let utf8 = unsafe { read_utf8(env, value) };
        // V8 never writes ill-formed UTF-8.
        let decode = |bytes| String::from_utf8(bytes).map_err(|error| error.utf8_error().into());
        Ok(Self(utf8.and_then(decode).map(Zeroizing::new)))
    }
}

/// A buffer for an argument from JavaScript; on the stack if it is short.
struct ArgumentBuffer {
    short: [u8; Self::SHORT],
    long: Vec<u8>,
}

impl ArgumentBuffer {
    const SHORT: usize = 256;
    /// The number of bytes of the longest character in UTF-8.
    const LONGEST_CHARACTER: usize = 4;
    const EMPTY: Self = Self {
        short: [0; Self::SHORT],
        long: Vec::new(),
    };

    /// The UTF-8 form of text, or the bytes of a `Uint8Array`.
    ///
    /// # Safety
    /// The conditions of [`borrow_bytes`] must hold.
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
            // SAFETY: the caller vouches for the same conditions.
            return unsafe { borrow_bytes(env, value) };
        }
        check_status!(status, "not a string")?;
        // Text that was truncated leaves less space than one more character and the final NUL need.
        if length + Self::LONGEST_CHARACTER < Self::SHORT {
            return Ok(self.short.get(..length).unwrap_or_default());
        }
        // SAFETY: the caller vouches for `env` and `value`.
        self.long = unsafe { read_utf8(env, value) }?;
        Ok(&self.long)
    }
}

impl Zeroize for ArgumentBuffer {
    fn zeroize(&mut self) {
        self.short.zeroize();
        self.long.zeroize();
    }
}

/// The type of a method's arguments.
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

/// Text that a developer may confuse with a secret.
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

/// The highest number of arguments that a method takes: the handle and three more.
const ARGUMENTS: usize = 4;

/// Calls a method with a client and `N` arguments of one kind, and returns its answer to JavaScript.
/// A panic becomes a JavaScript error.
///
/// # Safety
/// Only Node-API may call it, with the handle of a client as the first argument.
pub(crate) unsafe fn call<const N: usize, K: Kind, T: ToNapiValue>(
    env: sys::napi_env,
    info: sys::napi_callback_info,
    _: K,
    method: impl FnOnce(&Client, [K::Value<'_>; N]) -> core::result::Result<T, Error>,
) -> sys::napi_value {
    let answer = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: the caller vouches for the same conditions.
        let result = unsafe { call_method::<N, K, T>(env, info, method) };
        // SAFETY: Node-API vouches for `env`.
        unsafe { Answer::to_napi_value(env, Answer(result)) }
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
/// The conditions of [`call`] must hold.
unsafe fn call_method<const N: usize, K: Kind, T>(
    env: sys::napi_env,
    info: sys::napi_callback_info,
    method: impl FnOnce(&Client, [K::Value<'_>; N]) -> core::result::Result<T, Error>,
) -> Result<T> {
    // SAFETY: the caller vouches for the same conditions.
    let (slot, arguments) = unsafe { arguments(env, info) }?;
    // SAFETY: the arguments keep it alive, and no other function runs until this one returns.
    let Some(client) = (unsafe { &*slot }) else {
        return Err(napi::Error::from_reason("the client is closed").into());
    };

    let mut buffers = [const { ArgumentBuffer::EMPTY }; N];
    let mut values = [K::Value::default(); N];
    for ((value, buffer), argument) in values.iter_mut().zip(&mut buffers).zip(arguments) {
        // SAFETY: Node-API vouches for `env` and `argument`, and no JavaScript runs until the method returns.
        let bytes = unsafe { buffer.read(env, argument) }?;
        panic_if_asked(bytes);
        *value = K::decode(bytes)?;
    }
    let result = method(client, values);
    if K::SECRET {
        buffers.zeroize();
    }
    Ok(result?)
}

/// Wipes the client whose handle is the argument. Returns `undefined`.
///
/// # Safety
/// Only Node-API may call it, with a handle.
pub(crate) unsafe fn close_client(
    env: sys::napi_env,
    info: sys::napi_callback_info,
) -> sys::napi_value {
    let close = || {
        // SAFETY: the caller vouches for the same conditions.
        if let Ok((slot, _)) = unsafe { arguments(env, info) } {
            // SAFETY: the arguments keep it alive, and no other function runs until this one returns.
            drop(unsafe { &mut *slot }.take());
            overwrite_registers();
        }
    };
    // Wiping does not panic, and if it did, the process would not have to end.
    let _ = catch_unwind(AssertUnwindSafe(close));
    ptr::null_mut()
}

/// The client's place, and the other arguments.
///
/// # Safety
/// Only during a call from Node-API, whose first argument is a handle.
unsafe fn arguments(
    env: sys::napi_env,
    info: sys::napi_callback_info,
) -> Result<(*mut Slot, [sys::napi_value; ARGUMENTS - 1])> {
    let mut arguments = [ptr::null_mut(); ARGUMENTS];
    let mut count = ARGUMENTS;
    // SAFETY: Node-API vouches for `env` and `info`; the array can hold `count` values.
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
    // SAFETY: Node-API vouches for `env` and `handle`, and checks that it is an `External`.
    let status = unsafe { sys::napi_get_value_external(env, handle, &raw mut client) };
    check_status!(status, "no handle")?;
    Ok((client.cast(), arguments))
}
