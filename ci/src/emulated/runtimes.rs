//! The programs that run the suites: of Debian, npm, PyPI and Maven, for other platforms than this
//! machine's. Everything is kept below target/ci/emulated.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use xshell::{Cmd, Shell, cmd};

use super::wine;
use crate::context::{Context, find, remove};
use crate::debian::mirror;
use crate::languages::c::{rust_linker, zig_tool};
use crate::languages::node::npm_ci;

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// The folder target/ci/emulated/NAME. It is filled again when what it is made of changes.
fn kept(
    context: &Context,
    name: &str,
    made_of: &str,
    fill: impl FnOnce(&Path) -> Result<()>,
) -> Result<PathBuf> {
    let folder = context.build.join("emulated").join(name);
    let stamp = folder.join("made-of");
    if fs::read_to_string(&stamp).is_ok_and(|kept| kept == made_of) {
        return Ok(folder);
    }
    remove(&folder)?;
    fs::create_dir_all(&folder)?;
    fill(&folder)?;
    fs::write(stamp, made_of)?;
    Ok(folder)
}

/// Whether the packages of Debian can be had.
pub(super) fn is_debian() -> bool {
    find("apt-get", "").is_some() && Path::new(KEYRING).exists()
}

/// Packages of a Debian with all that they depend on, unpacked. The system's own list of packages is not
/// touched, but for the address of its mirror, which it is read from.
pub(super) fn debian(
    context: &Context,
    suite: &str,
    architecture: &str,
    packages: &[&str],
) -> Result<PathBuf> {
    let name = format!("debian/{suite}-{architecture}-{}", packages.join("+"));
    kept(context, &name, "", |root| {
        let (shell, apt) = (context.shell("")?, root.join("apt"));
        let mirror = mirror(&shell).context("apt knows no mirror")?;
        for folder in ["lists/partial", "archives/partial"] {
            fs::create_dir_all(apt.join(folder))?;
        }
        fs::write(apt.join("status"), "")?;
        let list = format!("deb [arch={architecture} signed-by={KEYRING}] {mirror} {suite} main\n");
        fs::write(apt.join("sources.list"), list)?;
        let options = [
            ("Dir::Etc::sourcelist", apt.join("sources.list")),
            ("Dir::Etc::sourceparts", "-".into()),
            ("Dir::State::lists", apt.join("lists")),
            ("Dir::State::status", apt.join("status")),
            ("Dir::Cache::archives", apt.join("archives")),
            ("Dir::Cache::pkgcache", "".into()),
            ("Dir::Cache::srcpkgcache", "".into()),
            ("APT::Architecture", architecture.into()),
            ("APT::Architectures::", architecture.into()),
            // The user that apt downloads as cannot write here.
            ("APT::Sandbox::User", "root".into()),
        ]
        .map(|(name, value)| format!("--option={name}={}", value.display()));
        let options = &options;
        cmd!(shell, "apt-get --quiet=2 {options...} update").run()?;
        cmd!(
            shell,
            "apt-get --quiet=2 {options...} --yes --no-install-recommends --download-only install {packages...}"
        )
        .run()?;
        for entry in fs::read_dir(apt.join("archives"))? {
            let file = entry?.path();
            if file.extension().is_some_and(|extension| extension == "deb") {
                cmd!(shell, "dpkg-deb --extract {file} {root}")
                    .quiet()
                    .run()?;
            }
        }
        // Newer packages have everything in /usr, and count on these links.
        for name in ["lib", "lib64"] {
            if !root.join(name).exists() {
                let (target, link) = (format!("usr/{name}"), root.join(name));
                cmd!(shell, "ln --symbolic {target} {link}").quiet().run()?;
            }
        }
        remove(&apt)
    })
}

/// musl 1.2.5, with which the programs of PyPI run; that of Debian 12 is too old for them.
pub(super) fn musl(context: &Context, arch: &str) -> Result<PathBuf> {
    let architecture = if arch == "aarch64" { "arm64" } else { "amd64" };
    debian(context, "trixie", architecture, &["musl"])
}

/// The packages of ci/emulated/package-lock.json.
pub(super) fn npm(context: &Context) -> Result<PathBuf> {
    let folder = context.build.join("emulated/npm");
    fs::create_dir_all(&folder)?;
    // .npmrc lets npm install what is for another platform.
    for file in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(context.path("ci/emulated").join(file), folder.join(file))?;
    }
    npm_ci(context, &folder)?;
    Ok(folder.join("node_modules"))
}

/// The packages of a list in ci/emulated, which has their hashes, for another platform.
pub(super) fn pypi(context: &Context, name: &str, list: &str, tags: &[&str]) -> Result<PathBuf> {
    let list = context.path("ci/emulated").join(list);
    let made_of = format!("{tags:?}\n{}", fs::read_to_string(&list)?);
    kept(context, name, &made_of, |folder| {
        let list = list.to_str().context("the path is not UTF-8")?;
        let wanted = ["--require-hashes", "--requirement", list];
        pip_install(context, folder, &[tags, &wanted].concat())
    })
}

/// Installs wheels for another platform into a folder.
pub(super) fn pip_install(context: &Context, folder: &Path, arguments: &[&str]) -> Result<()> {
    let (shell, python) = (context.tools_shell("")?, context.venv_python("tools"));
    Ok(cmd!(
        shell,
        "{python} -m pip install --quiet --no-deps --no-compile --only-binary=:all: --target {folder} {arguments...}"
    )
    .run()?)
}

/// The content of a jar of Maven Central, whose checksum Maven compares.
pub(super) fn maven(context: &Context, artefact: &str) -> Result<PathBuf> {
    let name = format!("maven/{}", artefact.replace(':', "-"));
    kept(context, &name, "", |folder| {
        let (shell, python) = (context.shell("")?, context.python()?);
        let jars = folder.join("jar");
        let copy = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy";
        cmd!(
            shell,
            "mvn --batch-mode --quiet --strict-checksums {copy} -Dartifact={artefact} -DoutputDirectory={jars}"
        )
        .run()?;
        for entry in fs::read_dir(&jars)? {
            let jar = entry?.path();
            cmd!(shell, "{python} -m zipfile --extract {jar} {folder}").run()?;
        }
        remove(&jars)
    })
}

/// Lets Wine run Windows programs that need Rust's standard library, in this shell.
pub(super) fn set_up_wine(context: &Context, shell: &Shell) -> Result<()> {
    let prefix = context.build.join("wine");
    shell.set_var("WINEDEBUG", "-all");
    shell.set_var("WINEPREFIX", &prefix);
    let configured = prefix.join("notifizz-configured");
    if !configured.exists() {
        let wine = wine().context("wine is missing")?;
        // Without it Wine is a Windows 7, which Node.js rejects.
        let key = r"HKCU\Software\Wine";
        cmd!(shell, "env {wine...} reg add {key} /v Version /d win10 /f").run()?;
        // Wine 8 lacks it. Rust and Go take random bytes from it, Go only from this folder.
        let library = prefix.join("drive_c/windows/system32/bcryptprimitives.dll");
        let target = "advapi32.SystemFunction036".to_owned();
        forwarder(context, &library, &[("ProcessPrng".to_owned(), target)])?;
        fs::write(configured, "")?;
    }
    Ok(())
}

/// A DLL that has other DLLs' functions under its own names: pairs of `NAME` and `DLL.NAME`.
pub(super) fn forwarder(
    context: &Context,
    library: &Path,
    functions: &[(String, String)],
) -> Result<()> {
    let (shell, linker, cc) = (
        context.shell("")?,
        rust_linker(context)?,
        zig_tool(context, "cc")?,
    );
    let [definition, source, object] =
        ["def", "c", "obj"].map(|extension| library.with_extension(extension));
    let lines = functions
        .iter()
        .map(|(name, target)| format!("  {name}={target}\n"))
        .collect::<String>();
    fs::write(&definition, format!("EXPORTS\n{lines}"))?;
    // Without an object the linker makes no DLL.
    fs::write(&source, "")?;
    cmd!(
        shell,
        "{cc} -target x86_64-windows-gnu -c {source} -o {object}"
    )
    .run()?;
    Ok(cmd!(
        shell,
        "{linker} /DLL /NOENTRY /NODEFAULTLIB /MACHINE:X64 /DEF:{definition} /OUT:{library} {object}"
    )
    .run()?)
}

/// Runs a suite and prints the end of its output, or all of it after a failure. The output goes to the
/// file `log`, or else through pipes: under Wine Node.js takes only the one, and Python only the other.
pub(super) fn run_suite(suite: Cmd<'_>, log: Option<&Path>) -> Result<()> {
    println!("$ {suite}");
    let mut command = Command::from(suite);
    command.stdin(Stdio::null());
    let (status, output) = match log {
        Some(log) => {
            let file = File::create(log)?;
            let status = command.stdout(file.try_clone()?).stderr(file).status()?;
            (status, fs::read(log)?)
        }
        None => {
            let output = command.output()?;
            (output.status, [output.stdout, output.stderr].concat())
        }
    };
    let output = String::from_utf8_lossy(&output);
    let lines = output.lines().collect::<Vec<_>>();
    let first = if status.success() {
        lines.len().saturating_sub(8)
    } else {
        0
    };
    for line in lines.iter().skip(first) {
        println!("{line}");
    }
    ensure!(status.success(), "the suite ended with {status}");
    Ok(())
}
