//! Swift: a `SwiftPM` package of generated sources over the `UniFFI` library. Where there is no Swift,
//! the sources are compared only; `--deep` compiles and tests them in a Debian root of their own.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

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
        if find("swift", "").is_none() && !context.deep {
            return report.skip(
                name,
                "there is no swift: its sources are compared, but not compiled; --deep does it in a Debian root",
            );
        }
        if let Some(install) = missing_toolchain(context) {
            return report.missing(name, &install);
        }
        let mut toolchain = None;
        report.run("swift: there is a Swift, or a Debian root with one", || {
            toolchain = Some(Toolchain::new(context, "swift")?);
            Ok(())
        });
        let Some(toolchain) = toolchain else {
            return;
        };
        report.run("swift: suite on the packed package", || {
            let shell = context.shell("")?;
            shell.set_var("NOTIFIZZ_PACKAGE", "installed");
            toolchain.unpack(context, &shell)?;
            suite(toolchain.swift(&shell, "notifizz-token"), &[])
        });
        report.run("swift: the quickstart prints the known token", || {
            let shell = context.shell("")?;
            shell.set_var("NOTIFIZZ_AUTH_SECRET_KEY", "YOUR_AUTH_SECRET_KEY");
            let swift = toolchain.swift(&shell, "quickstart");
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

/// What to install for a Swift of this machine's, or in a Debian root.
pub(crate) fn missing_toolchain(context: &Context) -> Option<String> {
    if find("swift", "").is_some() {
        return None;
    }
    let install = debian::missing_for_a_root(context)?;
    Some(format!(
        "there is no Swift 6.0 or later, and for a Debian with one: {install}"
    ))
}

/// The program of the packed package in this folder, which is built in target/ci/NAME.
pub(crate) fn program(context: &Context, name: &str, folder: &Path) -> Result<Command> {
    let (toolchain, shell) = (Toolchain::new(context, name)?, context.shell("")?);
    toolchain.unpack(context, &shell)?;
    copy_folder(folder, &toolchain.work().join("program"), &[])?;
    let swift = toolchain.swift(&shell, "program");
    swift.args(["build", "--configuration", "release"]).run()?;
    Ok(toolchain.command("program/.build/release/program"))
}

/// Swift on this machine, or in a Debian root.
struct Toolchain {
    root: Option<PathBuf>,
    /// Where packages are tested on this machine.
    work: PathBuf,
}

impl Toolchain {
    /// The root, if there is one, is target/ci/NAME/root.
    fn new(context: &Context, name: &str) -> Result<Self> {
        let root = match find("swift", "") {
            Some(_) => None,
            None => Some(debian::root(context, name, DEBIAN_PACKAGES)?),
        };
        let work = context.build.join(name).join("work");
        Ok(Self { root, work })
    }

    /// The folder in which packages are tested, empty at first.
    fn work(&self) -> PathBuf {
        match &self.root {
            Some(root) => root.join("work"),
            None => self.work.clone(),
        }
    }

    /// A program in that folder, as this process' child and not a grandchild.
    fn command(&self, program: &str) -> Command {
        let Some(root) = &self.root else {
            return Command::new(self.work().join(program));
        };
        // Swift reads the arguments in /proc.
        let script = "mount -t proc proc \"$0/proc\" && exec chroot \"$0\" \"$@\"";
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-c", script]);
        command.arg(root).arg(format!("/work/{program}"));
        command
    }

    /// The packed package with the tests of the tree, the vectors, and the quickstart that uses it.
    fn unpack(&self, context: &Context, shell: &Shell) -> Result<()> {
        let (work, python) = (self.work(), context.python()?);
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
    fn swift<'shell>(&self, shell: &'shell Shell, folder: &str) -> Cmd<'shell> {
        let Some(root) = &self.root else {
            shell.change_dir(self.work().join(folder));
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
