//! Results whose types in the stubs are `notifizz_token`'s own.

use core::convert::Infallible;

use notifizz_token::TokenScheme;
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier};
use pyo3::{
    prelude::*,
    types::{PyDict, PyString},
};

/// A `TokenScheme`: one of two texts.
#[derive(Clone, Copy)]
pub(crate) struct SchemeName(pub(crate) TokenScheme);

impl<'py> IntoPyObject<'py> for SchemeName {
    type Target = PyString;
    type Output = Bound<'py, PyString>;
    type Error = Infallible;

    #[cfg(feature = "stubs")]
    const OUTPUT_TYPE: PyStaticExpr = type_hint_identifier!("notifizz_token._types", "TokenScheme");

    fn into_pyobject(self, py: Python<'py>) -> Result<Self::Output, Infallible> {
        Ok(PyString::intern(py, self.0.as_str()))
    }
}

/// A `WidgetOptions`: a dict with known keys.
pub(crate) struct WidgetOptions<'py>(pub(crate) Bound<'py, PyDict>);

impl<'py> IntoPyObject<'py> for WidgetOptions<'py> {
    type Target = PyDict;
    type Output = Bound<'py, PyDict>;
    type Error = Infallible;

    #[cfg(feature = "stubs")]
    const OUTPUT_TYPE: PyStaticExpr =
        type_hint_identifier!("notifizz_token._types", "WidgetOptions");

    fn into_pyobject(self, _: Python<'py>) -> Result<Self::Output, Infallible> {
        Ok(self.0)
    }
}

/// The result of what only ever raises.
pub(crate) enum Never {}

impl<'py> IntoPyObject<'py> for Never {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = Infallible;

    #[cfg(feature = "stubs")]
    const OUTPUT_TYPE: PyStaticExpr = type_hint_identifier!("typing", "NoReturn");

    fn into_pyobject(self, _: Python<'py>) -> Result<Self::Output, Infallible> {
        match self {}
    }
}
