//! Converts core's errors, and wrong types, to Python exceptions.

use notifizz_token::Error;
use pyo3::{
    PyErr, PyTypeInfo,
    exceptions::PyTypeError,
    prelude::*,
    sync::PyOnceLock,
    types::{PyBool, PyByteArray, PyBytes, PyDict, PyInt, PyType},
};

use crate::argument::Owner;

/// `notifizz_token.NotifizzTokenError`. A Python class, because a native one could not be a
/// `ValueError` under the stable ABI of Python 3.10.
static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// The `NotifizzTokenError` for an error of core's.
#[cold]
pub(crate) fn to_py_err(py: Python<'_>, error: Error) -> PyErr {
    let instance = CLASS
        .import(py, "notifizz_token", "NotifizzTokenError")
        .and_then(|class| class.call1((error.message(), error.code())));
    match instance {
        Ok(instance) => PyErr::from_value(instance),
        Err(error) => error,
    }
}

/// A `TypeError` that names the type but does not show the value, which could be a secret.
#[cold]
pub(crate) fn wrong_type(
    object: &Bound<'_, PyAny>,
    name: &str,
    expected: &str,
    owner: Option<Owner>,
) -> PyErr {
    let class = object.get_type();
    let class_name = class.name();
    let class_name = class_name
        .as_ref()
        .map_or("another type".into(), |name| name.to_string_lossy());
    let is_number = class.is_subclass_of::<PyInt>().unwrap_or(false)
        && !class.is(PyBool::type_object(object.py()));
    let advice = if object.is_none() {
        match owner {
            Some(Owner::User) => ": it is missing. Is the user saved, and logged in?",
            Some(Owner::Resource) => ": it is missing. Is the resource saved?",
            None => ": it is missing",
        }
    } else if is_number || class_name == "UUID" {
        match owner {
            // str(None) would be text, and all users without an ID would share its token.
            Some(Owner::User) => ": pass str(user.pk), if user.pk is not None",
            Some(Owner::Resource) => ": pass str(resource.pk), if resource.pk is not None",
            None => "",
        }
    } else if expected == "str"
        && (class.is_subclass_of::<PyBytes>().unwrap_or(false)
            || class.is_subclass_of::<PyByteArray>().unwrap_or(false))
    {
        ": decode it first"
    } else if expected != "str" && class.is_subclass_of::<PyDict>().unwrap_or(false) {
        ": pass the text as received, which is not parsed yet"
    } else {
        ""
    };
    PyTypeError::new_err(format!(
        "{name} must be {expected}, not {class_name}{advice}"
    ))
}
