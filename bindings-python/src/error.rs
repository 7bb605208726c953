//! The one place where core's errors, and wrong types, become Python's.

use notifizz_token::Error;
use pyo3::{
    PyErr, PyTypeInfo,
    exceptions::PyTypeError,
    prelude::*,
    sync::PyOnceLock,
    types::{PyBool, PyInt, PyType},
};

/// `notifizz_token.NotifizzTokenError`. A Python class, because a native one could not be a
/// `ValueError` under the stable ABI of Python 3.10.
static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// A `NotifizzTokenError`.
#[cold]
pub(crate) fn refused(py: Python<'_>, error: Error) -> PyErr {
    let instance = CLASS
        .import(py, "notifizz_token", "NotifizzTokenError")
        .and_then(|class| class.call1((error.message(), error.code())));
    match instance {
        Ok(instance) => PyErr::from_value(instance),
        Err(error) => error,
    }
}

/// A `TypeError` that names the type, but never shows the value: it could be a secret.
#[cold]
pub(crate) fn wrong_type(object: &Bound<'_, PyAny>, name: &str, pk: Option<&str>) -> PyErr {
    let class = object.get_type();
    let class_name = class.name();
    let class_name = class_name
        .as_ref()
        .map_or("another type".into(), |name| name.to_string_lossy());
    let is_number = class.is_subclass_of::<PyInt>().unwrap_or(false)
        && !class.is(PyBool::type_object(object.py()));
    match pk {
        Some(pk) if is_number || class_name == "UUID" => PyTypeError::new_err(format!(
            "{name} must be str, not {class_name}: pass str({pk})"
        )),
        _ => PyTypeError::new_err(format!("{name} must be str, not {class_name}")),
    }
}
