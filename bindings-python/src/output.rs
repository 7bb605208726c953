//! Results of functions, whose types in the stubs are `notifizz_token`'s own.

use core::convert::Infallible;

use notifizz_token::TokenScheme;
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier};
use pyo3::{
    prelude::*,
    types::{PyDict, PyString},
};

/// Declares how a type becomes a `$target` that the stubs call `$module.$hint`.
macro_rules! output {
    ($type:ty => $target:ty, $module:literal, $hint:literal, |$value:pat_param, $py:pat_param| $result:expr) => {
        impl<'py> IntoPyObject<'py> for $type {
            type Target = $target;
            type Output = Bound<'py, $target>;
            type Error = Infallible;

            #[cfg(feature = "stubs")]
            const OUTPUT_TYPE: PyStaticExpr = type_hint_identifier!($module, $hint);

            fn into_pyobject(self, $py: Python<'py>) -> Result<Self::Output, Infallible> {
                let $value = self;
                $result
            }
        }
    };
}

/// A `TokenScheme`: one of two texts.
#[derive(Clone, Copy)]
pub(crate) struct SchemeName(pub(crate) TokenScheme);

output!(SchemeName => PyString, "notifizz_token._types", "TokenScheme", |Self(scheme), py| {
    Ok(PyString::intern(py, scheme.as_str()))
});

/// A `WidgetOptions`: a dict with known keys.
pub(crate) struct WidgetOptions<'py>(pub(crate) Bound<'py, PyDict>);

output!(WidgetOptions<'py> => PyDict, "notifizz_token._types", "WidgetOptions", |Self(options), _| Ok(options));

/// The event of a dispatch webhook: a dict whose keys are texts.
pub(crate) struct DispatchEvent<'py>(pub(crate) Bound<'py, PyDict>);

output!(DispatchEvent<'py> => PyDict, "notifizz_token._types", "DispatchEvent", |Self(event), _| Ok(event));

/// The return type of functions that always raise.
pub(crate) enum Never {}

output!(Never => PyAny, "typing", "NoReturn", |never, _| match never {});
