//! Swift: a `SwiftPM` package of generated sources over the `UniFFI` library. Where there is no Swift,
//! the sources are compared only; `--deep` compiles and tests them in a Debian root of their own.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use xshell::{Cmd, Shell, cmd};

use crate::context::{CARGO, Context, copy_folder, files, find, missing, remove};
use crate::debian;
use crate::language::{KNOWN_TOKEN, Language};
use crate::notices::{NOTICES, SBOM};
use crate::platforms::Platform;
use crate::report::Report;

const PACKAGE: &str = "bindings-uniffi";

const LIBRARY: &str = "libnotifizz_token_uniffi.a";

/// The sources, the header and its module map.
const GENERATED: usize = 3;

/// The files of vectors, each of which has a test that all of its rows ran.
const TABLES: usize = 4;

/// Debian's packages of Swift: swiftlang only recommends what it needs to link programs.
const DEBIAN_PACKAGES: &str = "swiftlang,libc6-dev,libstdc++-14-dev";

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
        &["debootstrap"]
    }

    fn missing(&self, _context: &Context) -> Option<String> {
        missing(&[CARGO])
    }

    fn needs_packages(&self) -> &'static [&'static str] {
        &["swift"]
    }

    /// The package with the native library in `lib/`, without its tests.
    fn package(&self, context: &Context, platform: &Platform) -> Result<()> {
        for old in context.artefacts("notifizz-token-swift-", ".tar.gz")? {
            remove(&old)?;
        }
        let folder = context.empty_folder("swift/package")?;
        let package = context.path(PACKAGE);
        copy_folder(&package.join("Sources"), &folder.join("Sources"), &[])?;
        for file in ["Package.swift", "README.md", NOTICES, SBOM] {
            fs::copy(package.join(file), folder.join(file))?;
        }
        for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
            fs::copy(context.path(licence), folder.join(licence))?;
        }
        let shell = context.release_shell("")?;
        cmd!(
            shell,
            "cargo build --quiet --release --locked -p notifizz-token-uniffi"
        )
        .run()?;
        fs::create_dir(folder.join("lib"))?;
        let library = context.path("target/release").join(LIBRARY);
        fs::copy(library, folder.join("lib").join(LIBRARY))?;
        let python = context.python()?;
        let file = context.dist.join(format!(
            "notifizz-token-swift-{}-{}.tar.gz",
            context.version, platform.name
        ));
        Ok(cmd!(shell, "{python} ci/python/archive.py {folder} {file}").run()?)
    }

    fn test(&self, context: &Context, report: &mut Report) {
        report.run("swift: the generated sources are current", || {
            current(context)
        });
        if find("swift", "").is_some() {
            report.run_in(
                "swift: suite on the source tree",
                context.shell(PACKAGE),
                |sh| suite(cmd!(sh, "swift"), &["-Xlinker", "-L../target/debug"]),
            );
        }
    }

    fn check_package(&self, context: &Context, report: &mut Report) {
        let name = "swift: the package is compiled";
        let toolchain = if find("swift", "").is_some() {
            Toolchain { root: None }
        } else if !context.deep {
            return report.skip(
                name,
                "there is no swift: its sources are compared, but not compiled; --deep does it in a Debian root",
            );
        } else if let Some(install) = debian::missing_for_a_root(context) {
            return report.missing(
                name,
                &format!("there is no Swift 6.0 or later, and for a Debian with one: {install}"),
            );
        } else {
            let mut root = None;
            report.run("swift: a Debian root with swiftlang", || {
                root = Some(debian::root(context, "swift", DEBIAN_PACKAGES)?);
                Ok(())
            });
            if root.is_none() {
                return;
            }
            Toolchain { root }
        };
        report.run("swift: suite on the packed package", || {
            let shell = context.shell("")?;
            shell.set_var("NOTIFIZZ_PACKAGE", "installed");
            toolchain.unpack(context, &shell)?;
            suite(toolchain.swift(context, &shell, "notifizz-token"), &[])
        });
        report.run("swift: the quickstart prints the known token", || {
            let shell = context.shell("")?;
            shell.set_var("NOTIFIZZ_AUTH_SECRET_KEY", "YOUR_AUTH_SECRET_KEY");
            let swift = toolchain.swift(context, &shell, "quickstart");
            let token = swift.args(["run", "quickstart", "user_42"]).read()?;
            ensure!(token == KNOWN_TOKEN, "it printed {token:?}");
            Ok(())
        });
    }
}

/// Regenerates the sources in an empty folder and compares each with the committed one.
fn current(context: &Context) -> Result<()> {
    let folder = context.empty_folder("swift/generated")?;
    let shell = context.shell("")?;
    // A dev build, because the generator reads symbols that a release does not have.
    cmd!(
        shell,
        "cargo build --quiet --locked -p notifizz-token-uniffi"
    )
    .run()?;
    let library = context.path("target/debug").join(LIBRARY);
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
        let committed = context.path(PACKAGE).join(file.strip_prefix(&folder)?);
        ensure!(
            fs::read(&file)? == fs::read(&committed)?,
            "{} is not current; regenerate it: cargo run -p notifizz-token-uniffi-bindgen target/debug/{LIBRARY} {PACKAGE}",
            committed.display(),
        );
    }
    Ok(())
}

/// Runs the tests of a package.
fn suite(swift: Cmd<'_>, arguments: &[&str]) -> Result<()> {
    let output = swift
        .args(["test", "--disable-xctest"])
        .args(arguments)
        .ignore_status()
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    // One line for each of the thousands of rows says only that it has begun.
    for line in text.lines().filter(|line| !line.contains("Passing ")) {
        println!("{line}");
    }
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    ensure!(output.status.success(), "{}", output.status);
    // `swift test` also succeeds where it finds no test.
    ensure!(
        text.matches("Test everyRowRan() passed").count() == TABLES,
        "the tables of vectors did not run"
    );
    Ok(())
}

/// Swift on this machine, or in a Debian root.
struct Toolchain {
    root: Option<PathBuf>,
}

impl Toolchain {
    /// The folder in which packages are tested, empty at first.
    fn work(&self, context: &Context) -> PathBuf {
        match &self.root {
            Some(root) => root.join("work"),
            None => context.build.join("swift/work"),
        }
    }

    /// The packed package with the tests of the tree, the vectors, and the quickstart that uses it.
    fn unpack(&self, context: &Context, shell: &Shell) -> Result<()> {
        let (work, python) = (self.work(context), context.python()?);
        remove(&work)?;
        fs::create_dir_all(&work)?;
        let archive = context.artefact("notifizz-token-swift-", ".tar.gz")?;
        cmd!(shell, "{python} -m tarfile --extract {archive} {work}").run()?;
        let name = archive.file_name().and_then(|name| name.to_str());
        let name = name.and_then(|name| name.strip_suffix(".tar.gz"));
        let package = work.join("notifizz-token");
        fs::rename(work.join(name.context("no archive")?), &package)?;
        let vectors =
            env::var_os("NOTIFIZZ_VECTORS").map_or_else(|| context.path("vectors"), PathBuf::from);
        for (from, to) in [
            (context.path(PACKAGE).join("Tests"), package.join("Tests")),
            (vectors, work.join("vectors")),
            (
                context.path("examples/quickstart/swift"),
                work.join("quickstart"),
            ),
        ] {
            copy_folder(&from, &to, &[".build"])?;
        }
        Ok(())
    }

    /// The program `swift`, in a folder that was unpacked.
    fn swift<'shell>(&self, context: &Context, shell: &'shell Shell, folder: &str) -> Cmd<'shell> {
        let Some(root) = &self.root else {
            shell.change_dir(self.work(context).join(folder));
            return cmd!(shell, "swift").env_remove("NOTIFIZZ_VECTORS");
        };
        // Its mounts go with the process, and it has no network.
        let proc = format!("--mount-proc={}", root.join("proc").display());
        let folder = format!("--chdir=/work/{folder}");
        cmd!(
            shell,
            "unshare --mount --net --pid --fork --kill-child {proc} chroot {root} env {folder} swift"
        )
        .env_remove("NOTIFIZZ_VECTORS")
    }
}
