//! The command line, run in a Python process.

use std::ffi::OsString;

use notifizz_token_cli::{OpenStreams, main};
use pyo3::prelude::*;

/// Runs the command line on these arguments, without the name of the program, with the environment,
/// files and standard streams of the process. Returns the exit status.
///
/// stdin_open and stdout_open say whether these streams were open when Python started: a file that
/// was opened later may have taken the file descriptor of a closed one.
#[pyfunction]
#[pyo3(signature = (arguments: "list[str]", stdin_open, stdout_open))]
pub(crate) fn cli(
    py: Python<'_>,
    arguments: Vec<OsString>,
    stdin_open: bool,
    stdout_open: bool,
) -> u8 {
    let open = OpenStreams {
        stdin: stdin_open,
        stdout: stdout_open,
    };
    py.detach(|| main(arguments, open).code())
}
