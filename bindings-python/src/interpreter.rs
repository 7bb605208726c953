//! Limits the module to one interpreter per process.
#![allow(
    unsafe_code,
    reason = "Python's C interface is the only way to an interpreter's ID"
)]

use core::sync::atomic::{AtomicI64, Ordering};

use pyo3::{exceptions::PyImportError, ffi, prelude::*};

const NONE: i64 = -1; // never an interpreter's ID

static OWNER: AtomicI64 = AtomicI64::new(NONE);

/// Raises an `ImportError` in a second interpreter of the process.
///
/// PyO3's classes exist once in a process, so a subinterpreter would use those of another one and
/// could not catch its own `NotifizzTokenError`. Since Python 3.12 isolated subinterpreters reject
/// PyO3 modules themselves; this check is for the others, such as mod_wsgi's.
pub(crate) fn claim(_: Python<'_>) -> PyResult<()> {
    // SAFETY: the `Python` token says that this thread is attached, so it has an interpreter.
    let interpreter = unsafe { ffi::PyInterpreterState_Get() };
    // SAFETY: the pointer is valid, see above.
    let id = unsafe { ffi::PyInterpreterState_GetID(interpreter) };
    match OWNER.compare_exchange(NONE, id, Ordering::Relaxed, Ordering::Relaxed) {
        Err(owner) if owner != id => Err(PyImportError::new_err(
            "notifizz_token is in use in another interpreter of this process, and supports one only: under mod_wsgi, set WSGIApplicationGroup %{GLOBAL}",
        )),
        _ => Ok(()),
    }
}
