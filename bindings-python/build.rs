//! Fails the build for any implementation of Python but CPython; on another one the module would crash.

use std::process::ExitCode;

fn main() -> ExitCode {
    println!("cargo:rerun-if-changed=build.rs");
    let implementation = pyo3_build_config::get().implementation();
    if implementation == pyo3_build_config::PythonImplementation::CPython {
        return ExitCode::SUCCESS;
    }
    eprintln!(
        "notifizz-token supports CPython 3.10 or later only, not {implementation}: run it with CPython"
    );
    ExitCode::FAILURE
}
