//! The native module of the Python package `notifizz_token`: the client, the receiver of webhooks,
//! `diagnose` and the command line. It checks and converts Python's types; everything else is core's.

mod argument;
mod client;
mod command_line;
mod diagnosis;
mod dispatch;
mod error;
mod interpreter;
mod output;

use pyo3::pymodule;

/// The native part of `notifizz_token`, which is the module to import.
#[pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use crate::client::NotifizzClient;
    #[pymodule_export]
    use crate::command_line::cli;
    #[pymodule_export]
    use crate::diagnosis::{Diagnosis, diagnose, diagnose_dispatch, restore};
    #[pymodule_export]
    use crate::dispatch::DispatchReceiver;

    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "the name is Python's")]
    const __version__: &str = notifizz_token::VERSION;

    #[pymodule_init]
    fn init(py: pyo3::Python<'_>) -> pyo3::PyResult<()> {
        crate::interpreter::claim(py)
    }
}
