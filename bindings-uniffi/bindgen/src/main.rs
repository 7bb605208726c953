//! Writes the generated sources of all languages below a folder, each at its place in the
//! repository: `notifizz-token-uniffi-bindgen LIBRARY FOLDER`.
//!
//! The library must have its symbols (a dev build has): the description of the interface is in them.

use core::error::Error;
use std::{env, process::ExitCode};

use camino::Utf8PathBuf;
use uniffi_bindgen::{
    BindgenPaths, BindgenPathsLayer,
    bindings::{GenerateOptions, TargetLanguage, generate_with_bindgen_paths},
};

/// Where `uniffi.toml` is. Without it the bindgen would ask cargo.
struct Root;

impl BindgenPathsLayer for Root {
    fn get_crate_root(&self, _crate_name: &str) -> Option<Utf8PathBuf> {
        Some(concat!(env!("CARGO_MANIFEST_DIR"), "/..").into())
    }
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [library, folder] = arguments.as_slice() else {
        eprintln!("usage: notifizz-token-uniffi-bindgen LIBRARY FOLDER");
        return Ok(ExitCode::from(2));
    };
    for (language, place) in [
        (TargetLanguage::Kotlin, "bindings-jvm/src/main/kotlin"),
        (TargetLanguage::Ruby, "bindings-ruby/lib/notifizz_token"),
        (TargetLanguage::Swift, "bindings-uniffi/swift"),
    ] {
        let mut paths = BindgenPaths::default();
        paths.add_layer(Root);
        let options = GenerateOptions {
            languages: vec![language],
            source: library.into(),
            out_dir: [folder, place].iter().collect(),
            format: false,
            ..GenerateOptions::default()
        };
        generate_with_bindgen_paths(options, paths)?;
    }
    Ok(ExitCode::SUCCESS)
}
