//! Writes the generated sources of the Swift package: `notifizz-token-uniffi-bindgen LIBRARY FOLDER`,
//! where the folder is that of `Package.swift`.
//!
//! The library must have its symbols (a dev build has): the description of the interface is in them.

use core::error::Error;
use std::{env, process::ExitCode};

use uniffi_bindgen::bindings::{SwiftBindingsOptions, generate_swift_bindings};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [library, folder] = arguments.as_slice() else {
        eprintln!("usage: notifizz-token-uniffi-bindgen LIBRARY FOLDER");
        return Ok(ExitCode::from(2));
    };
    // SwiftPM wants the header and its module map in a folder of their own.
    for (module, is_swift) in [("NotifizzToken", true), ("NotifizzTokenFFI", false)] {
        generate_swift_bindings(SwiftBindingsOptions {
            source: library.into(),
            out_dir: format!("{folder}/Sources/{module}").into(),
            generate_swift_sources: is_swift,
            generate_headers: !is_swift,
            generate_modulemap: !is_swift,
            module_name: Some(module.to_owned()),
            modulemap_filename: Some("module.modulemap".to_owned()),
            config: Some(concat!(env!("CARGO_MANIFEST_DIR"), "/../uniffi.toml").into()),
            ..SwiftBindingsOptions::default()
        })?;
    }
    Ok(ExitCode::SUCCESS)
}
