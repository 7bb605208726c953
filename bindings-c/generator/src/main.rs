//! Generates what users and tests of the C library read:
//!
//! - `header`: the C header, from the comments in `../src`;
//! - `vectors`, `hostile`, `dispatches`, `rotations`: the shared JSON files as C tables, so that the
//!   tests need nothing but a C compiler. Their folder is `NOTIFIZZ_VECTORS`, or the repository's.
//!
//! Each is written to the file that a second argument names, or to standard output.

use core::error::Error;
use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

mod dispatches;
mod header;
mod hostile;
mod pool;
mod vectors;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let text = match arguments.next().as_deref() {
        Some("header") => header::header()?,
        Some("vectors") => vectors::vectors(&shared("vectors.json")?)?,
        Some("hostile") => hostile::hostile(&shared("hostile.json")?)?,
        Some("dispatches") => dispatches::dispatches(&shared("dispatches.json")?)?,
        Some("rotations") => dispatches::rotations(&shared("rotations.json")?)?,
        _ => {
            eprintln!(
                "usage: notifizz-token-c-generator header|vectors|hostile|dispatches|rotations [OUTPUT]"
            );
            return Ok(ExitCode::from(2));
        }
    };
    match arguments.next() {
        Some(output) => fs::write(output, text)?,
        None => io::stdout().write_all(text.as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}

fn shared(name: &str) -> Result<String, Box<dyn Error>> {
    let folder = env::var_os("NOTIFIZZ_VECTORS").filter(|folder| !folder.is_empty());
    let repository = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors");
    let path = folder.map_or_else(repository, PathBuf::from).join(name);
    let text = fs::read_to_string(&path);
    text.map_err(|error| format!("{}: {error}", path.display()).into())
}
