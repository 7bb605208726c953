//! What the native methods ask of the JVM.

use core::{marker::PhantomData, ptr, str};
use std::{collections::TryReserveError, ffi::CString};

use jni_sys::{JNIEnv, JNINativeInterface_, jbyteArray, jint, jobjectArray, jsize, jstring};
use notifizz_token::Error;
use zeroize::Zeroizing;

use crate::panic_if_asked;

/// The reason why a method has no result. Java gets its number, below zero.
#[derive(Clone, Copy)]
pub(crate) struct Failure(pub(crate) jint);

/// The numbers of core's errors are far below these.
impl Failure {
    pub(crate) const CLOSED: Self = Self(100);
    pub(crate) const PANIC: Self = Self(101);
    const OUT_OF_MEMORY: Self = Self(102);
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error.number())
    }
}

impl From<str::Utf8Error> for Failure {
    fn from(error: str::Utf8Error) -> Self {
        Error::from(error).into()
    }
}

impl From<TryReserveError> for Failure {
    fn from(_: TryReserveError) -> Self {
        Self::OUT_OF_MEMORY
    }
}

pub(crate) type Result<T> = core::result::Result<T, Failure>;

/// The JVM's table of functions, which it passes to each native method. Its layout is that of
/// `*mut JNIEnv`.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(crate) struct Env<'a>(&'a &'a JNINativeInterface_, PhantomData<*mut ()>);

macro_rules! call {
    ($env:ident, $version:ident.$function:ident $(, $argument:expr)+) => {{
        // SAFETY: every JVM that this package supports has the functions of this version.
        let function = unsafe { $env.0.$version.$function };
        // SAFETY: `$env` is this thread's, because a native method has it. Java's declaration of the
        // method says what the references are, and the lengths are those of the JVM or of the slice.
        unsafe { function($env.as_ptr(), $($argument),+) }
    }};
}

impl Env<'_> {
    fn as_ptr(self) -> *mut JNIEnv {
        ptr::from_ref(self.0).cast_mut().cast()
    }

    /// The bytes of a `byte[]`.
    pub(crate) fn read(self, array: jbyteArray) -> Result<Bytes> {
        let size = call!(self, v1_1.GetArrayLength, array);
        let length = usize::try_from(size).unwrap_or_default();
        let mut bytes = Bytes {
            length,
            short: [0; Bytes::SHORT],
            long: Vec::new(),
        };
        if length > Bytes::SHORT {
            bytes.long.try_reserve_exact(length)?;
            bytes.long.resize(length, 0);
        }
        let start = bytes.as_mut().as_mut_ptr().cast();
        call!(self, v1_1.GetByteArrayRegion, array, 0, size, start);
        panic_if_asked(bytes.as_ref());
        Ok(bytes)
    }

    /// The UTF-8 form of a `String` that may be a secret. It is read without a `byte[]`, of which the
    /// garbage collector may leave copies, and the native copies are wiped.
    pub(crate) fn read_secret(self, string: jstring) -> Result<Zeroizing<String>> {
        let size = call!(self, v1_1.GetStringLength, string);
        let length = usize::try_from(size).unwrap_or_default();
        let mut units = Zeroizing::new(Vec::new());
        units.try_reserve_exact(length)?;
        units.resize(length, 0);
        call!(
            self,
            v1_2.GetStringRegion,
            string,
            0,
            size,
            units.as_mut_ptr()
        );
        let mut text = Zeroizing::new(String::new());
        // No code unit has more than three bytes in UTF-8, so that the text is never moved.
        text.try_reserve_exact(length.saturating_mul(3))?;
        for character in char::decode_utf16(units.iter().copied()) {
            text.push(character.map_err(|_| Error::InvalidText)?);
        }
        panic_if_asked(text.as_bytes());
        Ok(text)
    }

    /// As [`read_secret`](Self::read_secret), for a `String` that may be `null`.
    pub(crate) fn read_optional_secret(self, string: jstring) -> Result<Option<Zeroizing<String>>> {
        let present = !string.is_null();
        present.then(|| self.read_secret(string)).transpose()
    }

    /// The elements of a `String[]`, each as by [`read_secret`](Self::read_secret).
    pub(crate) fn read_secrets(self, array: jobjectArray) -> Result<Vec<Zeroizing<String>>> {
        let size = call!(self, v1_1.GetArrayLength, array);
        let mut secrets = Vec::new();
        for index in 0..size {
            let string = call!(self, v1_1.GetObjectArrayElement, array, index);
            secrets.push(self.read_secret(string)?);
            // The JVM promises room for few references.
            call!(self, v1_1.DeleteLocalRef, string);
        }
        Ok(secrets)
    }

    /// As [`read_secrets`](Self::read_secrets), for an array that may be `null`.
    pub(crate) fn read_optional_secrets(
        self,
        array: jobjectArray,
    ) -> Result<Option<Vec<Zeroizing<String>>>> {
        let present = !array.is_null();
        present.then(|| self.read_secrets(array)).transpose()
    }

    /// Fills a `byte[]`, and answers zero.
    pub(crate) fn write(self, array: jbyteArray, bytes: &[u8]) -> jint {
        let length = jsize::try_from(bytes.len()).unwrap_or_default();
        let start = bytes.as_ptr().cast();
        call!(self, v1_1.SetByteArrayRegion, array, 0, length, start);
        0
    }

    /// Puts a new `byte[]` with these bytes into a `byte[][]`, and answers zero.
    pub(crate) fn write_new(self, array: jobjectArray, bytes: &[u8]) -> jint {
        let length = jsize::try_from(bytes.len()).unwrap_or_default();
        let copy = call!(self, v1_1.NewByteArray, length);
        if copy.is_null() {
            return 0; // An OutOfMemoryError is pending, and Java throws it.
        }
        self.write(copy, bytes);
        call!(self, v1_1.SetObjectArrayElement, array, 0, copy);
        0
    }

    /// Fills a `String[]` with text of this library.
    pub(crate) fn write_texts(self, array: jobjectArray, texts: &[&str]) {
        for (index, text) in (0..).zip(texts) {
            let text = CString::new(*text).unwrap_or_default();
            let string = call!(self, v1_1.NewStringUTF, text.as_ptr());
            if string.is_null() {
                return; // An OutOfMemoryError is pending, and Java throws it.
            }
            call!(self, v1_1.SetObjectArrayElement, array, index, string);
        }
    }
}

/// The bytes of a `byte[]`, on the stack if they are few, as those of nearly all IDs are.
pub(crate) struct Bytes {
    length: usize,
    short: [u8; Self::SHORT],
    long: Vec<u8>,
}

impl Bytes {
    /// Enough for a token and for a UUID. Zeroing more costs more than it saves.
    const SHORT: usize = 64;

    pub(crate) fn text(&self) -> Result<&str> {
        Ok(str::from_utf8(self.as_ref())?)
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        self.short.get(..self.length).unwrap_or(&self.long)
    }
}

impl AsMut<[u8]> for Bytes {
    fn as_mut(&mut self) -> &mut [u8] {
        self.short.get_mut(..self.length).unwrap_or(&mut self.long)
    }
}
