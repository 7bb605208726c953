//! Writes what the C library's users and tests read, to standard output:
//!
//! - `header [LIB.RS]`: the C header, made of the comments in `../src`;
//! - `vectors`, `hostile`: the shared `vectors.json` and `hostile.json` as C tables, so that the
//!   tests need nothing but a C compiler.

use core::error::Error;
use std::{
    env, fs,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

mod header;
mod hostile;
mod vectors;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut arguments = env::args().skip(1);
    let output = match arguments.next().as_deref() {
        Some("header") => {
            let source = arguments.next().map(Into::into);
            header::header(&source.unwrap_or_else(|| folder.join("../src/lib.rs")))?
        }
        Some("vectors") => {
            let json = fs::read_to_string(folder.join("../../vectors/vectors.json"))?;
            vectors::vectors(&json)?
        }
        Some("hostile") => {
            let json = fs::read_to_string(folder.join("../../vectors/hostile.json"))?;
            hostile::hostile(&json)?
        }
        _ => {
            eprintln!("usage: notifizz-token-c-generator header [LIB.RS] | vectors | hostile");
            return Ok(ExitCode::from(2));
        }
    };
    io::stdout().write_all(output.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
