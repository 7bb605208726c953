//! Swift: generated sources over the `UniFFI` library, and the check that all generated sources are
//! current. There is no Swift compiler on most machines, so nothing is compiled without one.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use xshell::cmd;

use crate::context::{CARGO, Context, copy_folder, files, find, missing, remove};
use crate::language::Language;
use crate::platforms::Platform;
use crate::report::Report;

const BINDINGS: &str = "bindings-uniffi";

/// How many files the generator writes for Kotlin, Ruby and Swift.
const GENERATED: usize = 5;

/// The token of user_42 with the key YOUR_AUTH_SECRET_KEY, from vectors.json.
const KNOWN_TOKEN: &str = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";

#[derive(Debug)]
pub(crate) struct Swift;

impl Language for Swift {
    fn name(&self) -> &'static str {
        "swift"
    }

    fn title(&self) -> &'static str {
        "Swift"
    }

    fn debian_packages(&self) -> &'static [&'static str] {
        &[]
    }

    fn missing(&self, _context: &Context) -> Option<String> {
        missing(&[CARGO])
    }

    fn needs_packages(&self) -> &'static [&'static str] {
        &["swift"]
    }

    /// Sources, header, module map and library, in a folder that an archive is made of.
    fn package(&self, context: &Context, platform: &Platform) -> Result<()> {
        let stage = stage(context)?;
        let name = format!(
            "notifizz-token-swift-{}-{}.tar.gz",
            context.version, platform.name
        );
        for old in context.artefacts("notifizz-token-swift-", ".tar.gz")? {
            remove(&old)?;
        }
        let (shell, python) = (context.shell("")?, context.python()?);
        let file = context.dist.join(name);
        Ok(cmd!(shell, "{python} ci/python/archive.py {stage} {file}").run()?)
    }

    fn test(&self, context: &Context, report: &mut Report) {
        report.run(
            "swift: the generated sources of Kotlin, Ruby and Swift are current",
            || current(context),
        );
    }

    fn check_package(&self, context: &Context, report: &mut Report) {
        let name = "swift: the package compiles and computes the known token";
        if find("swiftc", "").is_none() {
            report.skip(
                name,
                "there is no swiftc: Swift's sources are generated and compared, but not compiled",
            );
        } else {
            report.run(name, || compiles(context));
        }
    }
}

fn library_name() -> String {
    format!("{DLL_PREFIX}notifizz_token_uniffi{DLL_SUFFIX}")
}

/// Regenerates all sources in an empty folder and compares each with the committed one.
fn current(context: &Context) -> Result<()> {
    let folder = context.empty_folder("generated")?;
    let shell = context.shell("")?;
    // A dev build, because the generator reads symbols that a release does not have.
    cmd!(
        shell,
        "cargo build --quiet --locked -p notifizz-token-uniffi"
    )
    .run()?;
    let library = context.path("target/debug").join(library_name());
    cmd!(
        shell,
        "cargo run --quiet --locked -p notifizz-token-uniffi-bindgen -- {library} {folder}"
    )
    .run()?;
    let files = files(&folder)?;
    ensure!(
        files.len() == GENERATED,
        "the generator wrote {} files, not {GENERATED}",
        files.len()
    );
    for file in files {
        let name = file.strip_prefix(&folder)?;
        let committed = context.root.join(name);
        ensure!(
            fs::read(&file)? == fs::read(&committed)?,
            "{} is not current; regenerate it: cargo run -p notifizz-token-uniffi-bindgen {} .",
            committed.display(),
            library.display()
        );
    }
    Ok(())
}

/// The folder of the archive: sources, header, module map, licences and library.
fn stage(context: &Context) -> Result<PathBuf> {
    let shell = context.release_shell("")?;
    cmd!(
        shell,
        "cargo build --quiet --release --locked -p notifizz-token-uniffi"
    )
    .run()?;
    let folder = context.empty_folder("swift/package")?;
    copy_folder(&context.path(BINDINGS).join("swift"), &folder, &[])?;
    let library = context.path("target/release").join(library_name());
    fs::copy(library, folder.join(library_name()))?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(context.path(licence), folder.join(licence))?;
    }
    Ok(folder)
}

/// Compiles the quickstart with the sources of the archive.
fn compiles(context: &Context) -> Result<()> {
    let (shell, python) = (context.shell("")?, context.python()?);
    let folder = context.empty_folder("swift/test")?;
    let archive = context.artefact("notifizz-token-swift-", ".tar.gz")?;
    cmd!(shell, "{python} -m tarfile --extract {archive} {folder}").run()?;
    let name = archive.file_name().and_then(|name| name.to_str());
    let name = name.and_then(|name| name.strip_suffix(".tar.gz"));
    let folder = folder.join(name.unwrap_or_default());
    let main = context.path("examples/quickstart/swift/main.swift");
    shell.change_dir(&folder);
    let module_map = format!(
        "-fmodule-map-file={}",
        folder.join("NotifizzTokenFFI.modulemap").display()
    );
    cmd!(
        shell,
        "swiftc -Xcc {module_map} -L. -lnotifizz_token_uniffi NotifizzToken.swift TokenScheme.swift {main} -o quickstart"
    )
    .run()?;
    shell.set_var("NOTIFIZZ_AUTH_SECRET_KEY", "YOUR_AUTH_SECRET_KEY");
    shell.set_var("LD_LIBRARY_PATH", &folder);
    let program = folder.join("quickstart");
    let token = cmd!(shell, "{program} user_42").read()?;
    ensure!(token == KNOWN_TOKEN, "it printed {token:?}");
    Ok(())
}
