//! Refuses to be built for another implementation of Python than CPython, before it crashes there.

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
