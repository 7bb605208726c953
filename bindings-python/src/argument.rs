//! Arguments from Python. Text is not copied: its UTF-8 is borrowed from the `str` itself. Only the
//! content of a `str` or `bytes` counts; methods that a subclass overrides are not called.
#![allow(
    unsafe_code,
    reason = "only Python's C interface tells the length of a str that may be of a subclass"
)]

use core::{convert::Infallible, str::FromStr};

use notifizz_token::{Error, Token, TokenScheme};
use pyo3::{
    Borrowed, FromPyObject, PyAny, PyResult,
    exceptions::{PyTypeError, PyUnicodeEncodeError},
    ffi,
    prelude::*,
    types::{
        PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyInt, PyList, PyMemoryView, PyString,
        PyTuple,
    },
};
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier};

use crate::error;

/// Whose ID a parameter is, for the error about it.
#[derive(Clone, Copy)]
pub(crate) enum Owner {
    User,
    Resource,
}

/// Declares an argument type. Every object converts to it, so that this crate raises the errors:
/// PyO3's would not say what to do, and its error for a lone surrogate would contain the text.
macro_rules! argument {
    ($(#[$doc:meta])+ $name:ident: $module:literal, $hint:literal) => {
        $(#[$doc])+
        #[derive(Clone, Copy)]
        pub(crate) struct $name<'a, 'py>(Borrowed<'a, 'py, PyAny>);

        impl<'a, 'py> FromPyObject<'a, 'py> for $name<'a, 'py> {
            type Error = Infallible;

            #[cfg(feature = "stubs")]
            const INPUT_TYPE: PyStaticExpr = type_hint_identifier!($module, $hint);

            fn extract(object: Borrowed<'a, 'py, PyAny>) -> Result<Self, Infallible> {
                Ok(Self(object))
            }
        }
    };
}

argument! {
    /// An argument that must be text.
    StrArg: "builtins", "str"
}

impl<'a, 'py> StrArg<'a, 'py> {
    /// The text. The error message names the parameter `name`, and the `owner` of an ID.
    pub(crate) fn read(self, name: &str, owner: Option<Owner>) -> PyResult<&'a str> {
        let text: &str = self
            .0
            .extract()
            .map_err(|error| rejection(&self.0, error, name, owner))?;
        panic_if_asked(text);
        Ok(text)
    }

    /// The auth secret key. `None`, as from an environment variable that is not set, is a missing
    /// key and not a wrong type.
    pub(crate) fn read_auth_secret_key(self) -> PyResult<&'a str> {
        self.read_secret("auth_secret_key", Error::EmptyAuthSecretKey)
    }

    pub(crate) fn read_secret(self, name: &str, missing: Error) -> PyResult<&'a str> {
        if self.0.is_none() {
            return Err(error::to_py_err(self.0.py(), missing));
        }
        self.read(name, None)
    }

    /// Checks the SDK Secret Key, which plays no part in tokens.
    pub(crate) fn check_sdk_secret_key(self) -> PyResult<()> {
        let text = self.read("sdk_secret_key", None)?;
        if TokenScheme::from_str(text).is_ok() {
            return Err(PyTypeError::new_err(
                "sdk_secret_key is the name of a token scheme: pass the scheme by name, as token_scheme=...",
            ));
        }
        Ok(())
    }

    pub(crate) fn object(self) -> Borrowed<'a, 'py, PyAny> {
        self.0
    }
}

/// Panics only in a build for the tests, which show that no panic ends the process.
#[expect(clippy::panic, reason = "the tests ask for it")]
fn panic_if_asked(text: &str) {
    if cfg!(feature = "test-panic") && text == "panic!" {
        panic!("a panic that a test asked for");
    }
}

#[cold]
fn rejection(object: &Bound<'_, PyAny>, error: PyErr, name: &str, owner: Option<Owner>) -> PyErr {
    if !object.is_instance_of::<PyString>() {
        error::wrong_type(object, name, "str", owner)
    } else if error.is_instance_of::<PyUnicodeEncodeError>(object.py()) {
        error::to_py_err(object.py(), Error::InvalidText)
    } else {
        error // memory ran out
    }
}

argument! {
    /// A webhook signing secret, or a list of them.
    Secrets: "notifizz_token._types", "Secrets"
}

impl<'py> Secrets<'_, 'py> {
    /// The secrets. The caller keeps them, because a list may change meanwhile.
    pub(crate) fn items(self) -> Vec<Bound<'py, PyAny>> {
        items(&self.0).unwrap_or_else(|| vec![self.0.to_owned()])
    }

    pub(crate) fn read<'a>(items: &'a [Bound<'py, PyAny>]) -> PyResult<Vec<&'a str>> {
        read_all(
            items,
            "webhook_signing_secret",
            Error::MissingWebhookSigningSecret,
        )
    }
}

argument! {
    /// A list of auth secret keys.
    PreviousKeys: "notifizz_token._types", "PreviousKeys"
}

impl<'py> PreviousKeys<'_, 'py> {
    const NAME: &'static str = "previous_auth_secret_keys";

    /// The keys. The caller keeps them, because a list may change meanwhile.
    pub(crate) fn items(self) -> PyResult<Vec<Bound<'py, PyAny>>> {
        items(&self.0).ok_or_else(|| error::wrong_type(&self.0, Self::NAME, "a list of str", None))
    }

    pub(crate) fn read<'a>(items: &'a [Bound<'py, PyAny>]) -> PyResult<Vec<&'a str>> {
        read_all(
            items,
            "each of previous_auth_secret_keys",
            Error::EmptyAuthSecretKey,
        )
    }
}

/// The elements of a list or tuple. A set has no order, and a str would be a list of characters.
fn items<'py>(object: &Bound<'py, PyAny>) -> Option<Vec<Bound<'py, PyAny>>> {
    if let Ok(list) = object.cast::<PyList>() {
        Some(list.iter().collect())
    } else {
        let tuple = object.cast::<PyTuple>().ok()?;
        Some(tuple.iter().collect())
    }
}

fn read_all<'a>(
    items: &'a [Bound<'_, PyAny>],
    name: &str,
    missing: Error,
) -> PyResult<Vec<&'a str>> {
    let read = |item: &'a Bound<'_, PyAny>| StrArg(item.as_borrowed()).read_secret(name, missing);
    items.iter().map(read).collect()
}

argument! {
    /// The ID that a token is verified for. It may come from untrusted JSON.
    ClaimedId: "notifizz_token._types", "ClaimedId"
}

impl<'a> ClaimedId<'a, '_> {
    /// The text. `None` if it is ill-formed, or another value that JSON can hold; a `TypeError`
    /// for a type that only the developer can choose.
    pub(crate) fn read(self, name: &str, owner: Owner) -> PyResult<Option<&'a str>> {
        if let Ok(text) = self.0.extract() {
            return Ok(Some(text));
        }
        if self.0.is_instance_of::<PyString>() || is_json(&self.0) {
            return Ok(None);
        }
        Err(error::wrong_type(&self.0, name, "str", Some(owner)))
    }
}

#[cold]
fn is_json(object: &Bound<'_, PyAny>) -> bool {
    object.is_none()
        || object.is_instance_of::<PyBool>()
        || object.is_instance_of::<PyInt>()
        || object.is_instance_of::<PyFloat>()
        || object.is_instance_of::<PyList>()
        || object.is_instance_of::<PyDict>()
}

argument! {
    /// A token or signature to verify, which may be anything at all.
    ClaimedToken: "builtins", "object"
}

impl<'a> ClaimedToken<'a, '_> {
    /// The text, if it has as many characters as a token. The length is compared first, because
    /// encoding untrusted text of any size as UTF-8 would take several times its size in memory.
    pub(crate) fn read(self) -> Option<&'a str> {
        let text = self.0.cast::<PyString>().ok()?;
        // SAFETY: `text` is a `str`, and this attached thread holds a reference to it.
        let length = unsafe { ffi::PyUnicode_GetLength(text.as_ptr()) };
        if usize::try_from(length) != Ok(Token::LEN) {
            return None;
        }
        text.extract().ok()
    }
}

argument! {
    /// The payload that a dispatch signature is computed from, or a body: text or bytes.
    Payload: "notifizz_token._types", "Payload"
}

impl<'a, 'py> Payload<'a, 'py> {
    /// The bytes that are signed.
    pub(crate) fn read(self, name: &str) -> PyResult<PayloadBytes<'a, 'py>> {
        if self.is_text() {
            let text = StrArg(self.0).read(name, None)?;
            Ok(PayloadBytes::Borrowed(text.as_bytes()))
        } else if self.is_buffer() {
            // A copy, because a bytearray may change its size meanwhile, and a memoryview may have gaps.
            let copy = PyMemoryView::from(&self.0)?.call_method0("tobytes")?;
            Ok(PayloadBytes::Copied(copy.cast_into()?))
        } else {
            let bytes = self.0.extract().map_err(|_| self.wrong_type(name))?;
            Ok(PayloadBytes::Borrowed(bytes))
        }
    }

    pub(crate) fn is_text(self) -> bool {
        self.0.is_instance_of::<PyString>()
    }

    /// Raises a `TypeError` for a type that only the developer can choose. Does not read the content.
    pub(crate) fn check_type(self, name: &str) -> PyResult<()> {
        if self.is_text() || self.0.is_instance_of::<PyBytes>() || self.is_buffer() {
            Ok(())
        } else {
            Err(self.wrong_type(name))
        }
    }

    fn is_buffer(self) -> bool {
        self.0.is_instance_of::<PyByteArray>() || self.0.is_instance_of::<PyMemoryView>()
    }

    #[cold]
    fn wrong_type(self, name: &str) -> PyErr {
        error::wrong_type(&self.0, name, "str or bytes", None)
    }
}

pub(crate) enum PayloadBytes<'a, 'py> {
    Borrowed(&'a [u8]),
    Copied(Bound<'py, PyBytes>),
}

impl AsRef<[u8]> for PayloadBytes<'_, '_> {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Borrowed(bytes) => bytes,
            Self::Copied(bytes) => bytes.as_bytes(),
        }
    }
}

/// The text of an argument that names a token scheme, for `from_py_with`. It is no argument type,
/// because the default in a signature must be a literal to be shown by `help()` and in the stubs.
pub(crate) fn scheme_name<'a>(object: &'a Bound<'_, PyAny>) -> PyResult<&'a str> {
    StrArg(object.as_borrowed()).read("token_scheme", None)
}

/// The token scheme with that name.
pub(crate) fn parse_scheme(py: Python<'_>, name: &str) -> PyResult<TokenScheme> {
    name.parse().map_err(|error| error::to_py_err(py, error))
}
