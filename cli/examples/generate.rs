//! Writes the help text and the completion files, which are committed.

use std::{fs, io, path::Path};

use notifizz_token_cli::{Shell, help};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::write(root.join("help.txt"), help())?;
    for shell in Shell::ALL {
        let file = root.join("completions").join(shell.file_name());
        fs::write(file, shell.completions())?;
    }
    Ok(())
}
