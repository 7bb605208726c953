//! Text from Python, without a copy: its UTF-8 is borrowed from the `str` itself.

use core::convert::Infallible;

use pyo3::{
    Borrowed, FromPyObject, PyAny, PyResult, exceptions::PyUnicodeEncodeError, prelude::*,
    types::PyString,
};
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier};

use crate::error;

/// An argument that must be text. Any object converts, so that the refusals are ours: PyO3's would
/// not say what to do, and the one for a lone surrogate would carry the text.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a, 'py>(Borrowed<'a, 'py, PyAny>);

impl<'a, 'py> FromPyObject<'a, 'py> for Text<'a, 'py> {
    type Error = Infallible;

    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = type_hint_identifier!("builtins", "str");

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> Result<Self, Infallible> {
        Ok(Self(object))
    }
}

impl<'a, 'py> Text<'a, 'py> {
    /// The text. `name` and `pk` are for the error: the parameter, and what to write instead of a
    /// number or a UUID.
    pub(crate) fn read(self, name: &str, pk: Option<&str>) -> PyResult<&'a str> {
        self.0
            .extract()
            .map_err(|error| refusal(&self.0, error, name, pk))
    }

    pub(crate) fn object(self) -> Borrowed<'a, 'py, PyAny> {
        self.0
    }
}

#[cold]
fn refusal(object: &Bound<'_, PyAny>, error: PyErr, name: &str, pk: Option<&str>) -> PyErr {
    if !object.is_instance_of::<PyString>() {
        error::wrong_type(object, name, pk)
    } else if error.is_instance_of::<PyUnicodeEncodeError>(object.py()) {
        error::refused(object.py(), notifizz_token::Error::InvalidText)
    } else {
        error // memory ran out
    }
}

/// An argument that may be anything a stranger can send.
#[derive(Clone, Copy)]
pub(crate) struct Anything<'a, 'py>(Borrowed<'a, 'py, PyAny>);

impl<'a, 'py> FromPyObject<'a, 'py> for Anything<'a, 'py> {
    type Error = Infallible;

    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = type_hint_identifier!("builtins", "object");

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> Result<Self, Infallible> {
        Ok(Self(object))
    }
}

impl<'a> Anything<'a, '_> {
    /// The text, if it is well-formed text.
    pub(crate) fn text(self) -> Option<&'a str> {
        self.0.extract().ok()
    }
}

/// The scheme that an argument names, as core's own name.
pub(crate) fn scheme_name(object: &Bound<'_, PyAny>) -> PyResult<&'static str> {
    let name = Text(object.as_borrowed()).read("token_scheme", None)?;
    scheme(object.py(), name).map(notifizz_token::TokenScheme::as_str)
}

/// The scheme of that name.
pub(crate) fn scheme(py: Python<'_>, name: &str) -> PyResult<notifizz_token::TokenScheme> {
    name.parse().map_err(|error| error::refused(py, error))
}
