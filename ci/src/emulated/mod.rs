//! `cargo ci check platforms`: what is packed for other platforms than this machine's is inspected, and
//! what an emulator or another libc can run is run.

mod c;
mod go;
mod jvm;
mod node;
mod python;
mod ruby;
mod runtimes;

use core::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use xshell::cmd;

use crate::context::{Context, find, missing, missing_python};
use crate::language::Language;
use crate::languages::c::archive;
use crate::platforms::{self, Platform, Run};
use crate::report::Report;

/// Debian's packages that the emulated suites need.
pub(crate) const DEBIAN_PACKAGES: [&str; 6] = [
    "qemu-user-static",
    "wine",
    "wine64",
    "libc6-arm64-cross",
    "libstdc++6-arm64-cross", // which Node.js needs
    "libc6-s390x-cross",
];

/// Builds a package and runs the suite on it.
type Check<'a> = Box<dyn Fn(&Context) -> Result<()> + 'a>;

/// The suite of a language on a packed artefact.
pub(crate) struct Suite<'a> {
    language: &'static dyn Language,
    name: String,
    platform: &'a Platform,
    /// Whether it runs without `--deep`, too.
    is_quick: bool,
    run: Check<'a>,
}

impl fmt::Debug for Suite<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)
    }
}

pub(crate) fn check(context: &Context, report: &mut Report) {
    let everything = "platforms: what is packed for other platforms";
    if !cfg!(target_os = "linux") {
        return report.skip(everything, "it is built and emulated on Linux only");
    }
    if let Some(install) = missing_python() {
        return report.missing(everything, &install);
    }
    report.run("platforms: the generated files are current", || {
        crate::generate::check(context)
    });
    let platforms = match platforms::all(context) {
        Ok(platforms) => platforms,
        Err(error) => return report.run(everything, || Err(error)),
    };
    // Where rustup reaches nothing, none of this can be built.
    if let Err(error) = add_targets(context, &platforms) {
        return report.skip(everything, &format!("{error:#}"));
    }
    for platform in platforms.iter().filter(|platform| !platform.is_native()) {
        if platform.shares.is_none() && !context.packed {
            report.run(
                &format!("platforms: the C archive for {}", platform.name),
                // The command line takes most of the time to build, and nothing here runs it.
                || archive(context, platform, context.deep),
            );
        }
    }
    c::check(context, &platforms, report);
    go::check(context, report);
    for suite in suites(&platforms) {
        if suite.is_quick || context.deep {
            run(context, &suite, report);
        }
    }
    report.run("platforms: the packages are what their names say", || {
        inspect(context)
    });
    report.run("platforms: each seeded fault of a binary is found", || {
        controls(context)
    });
}

/// Adds what Rust needs for the platforms, MSVC's form of Windows and the big-endian processor.
fn add_targets(context: &Context, platforms: &[Platform]) -> Result<()> {
    for Platform { rust, arch, os, .. } in platforms {
        platforms::add_rust_target(context, rust)?;
        if os == "windows" {
            platforms::add_rust_target(context, &format!("{arch}-pc-windows-msvc"))?;
        }
    }
    platforms::add_rust_target(context, &format!("{}-unknown-linux-gnu", c::BIG_ENDIAN))
}

fn suites(platforms: &[Platform]) -> Vec<Suite<'_>> {
    let of = |platform| {
        let others = [
            jvm::suite(platform),
            ruby::suite(platform),
            go::suite(platform),
        ];
        let suites = node::suite(platform).into_iter();
        suites
            .chain(python::suites(platform))
            .chain(others.into_iter().flatten())
    };
    platforms.iter().flat_map(of).collect()
}

/// Runs a suite, if the machine has what it needs.
fn run(context: &Context, suite: &Suite<'_>, report: &mut Report) {
    let name = format!("platforms: {}", suite.name);
    if !cfg!(target_arch = "x86_64") || !runtimes::is_debian() {
        return report.skip(&name, "what runs it comes from a Debian on x86-64");
    }
    match suite
        .language
        .missing(context)
        .or_else(|| missing_runner(suite.platform))
    {
        Some(install) => report.missing(&name, &install),
        None => report.run(&name, || (suite.run)(context)),
    }
}

/// What to install if what runs the programs of a platform is not there.
fn missing_runner(platform: &Platform) -> Option<String> {
    let emulator = format!("qemu-{}-static", platform.arch);
    let program = [(emulator.as_str(), "", "qemu-user-static")];
    match platform.run {
        Run::Qemu | Run::QemuMusl => missing(&program).or_else(|| {
            let install =
                "a C library is missing: install libc6-arm64-cross and libstdc++6-arm64-cross";
            qemu(&platform.arch).is_none().then(|| install.to_owned())
        }),
        Run::Wine => wine().map_or_else(
            || Some("wine is missing: install wine and wine64".to_owned()),
            |_| missing(&[("mvn", "", "Maven (maven)")]),
        ),
        Run::Native | Run::Musl | Run::Workflow => None,
    }
}

/// qemu for a processor, with Debian's C library for it.
pub(crate) fn qemu(arch: &str) -> Option<Vec<String>> {
    let root = PathBuf::from(format!("/usr/{arch}-linux-gnu"));
    root.is_dir().then(|| qemu_in(arch, &root)).flatten()
}

/// qemu for a processor, with the libraries of a folder.
fn qemu_in(arch: &str, root: &Path) -> Option<Vec<String>> {
    let program = find(&format!("qemu-{arch}-static"), "")?;
    let words = [program, "-L".into(), root.to_path_buf()];
    Some(words.map(|word| word.display().to_string()).into())
}

pub(crate) fn wine() -> Option<Vec<String>> {
    let program = find("wine64", "WINE").or_else(|| {
        let inside = Path::new("/usr/lib/wine/wine64");
        inside.exists().then(|| inside.to_path_buf())
    })?;
    Some(vec![program.display().to_string()])
}

/// Inspects every package in dist/.
fn inspect(context: &Context) -> Result<()> {
    let (shell, python) = (context.tools_shell("")?, context.venv_python("tools"));
    let mut packages = Vec::new();
    for (start, end) in [
        ("notifizz_token-", ".whl"),
        ("notifizz-token-", ".tgz"),
        ("notifizz-token-c-", ".tar.gz"),
        ("notifizz-token-", ".jar"),
        ("notifizz-token-", ".gem"),
    ] {
        packages.extend(context.artefacts(start, end)?);
    }
    // Some have no binary.
    let main = format!("notifizz-token-{}.tgz", context.version);
    packages.retain(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name != main.as_str() && !name.ends_with("-sources.jar") && !name.ends_with("-javadoc.jar")
    });
    let list = list(context)?;
    Ok(cmd!(shell, "{python} ci/python/binaries.py {list} {packages...}").run()?)
}

fn controls(context: &Context) -> Result<()> {
    let (shell, python, dist) = (
        context.tools_shell("")?,
        context.venv_python("tools"),
        &context.dist,
    );
    let list = list(context)?;
    Ok(cmd!(
        shell,
        "{python} ci/python/binaries_controls.py {list} {dist}"
    )
    .run()?)
}

/// The list of platforms as JSON, because Python reads TOML from 3.11 on only.
fn list(context: &Context) -> Result<PathBuf> {
    let file = context.build.join("platforms.json");
    let text = serde_json::to_string(&platforms::all(context)?)?;
    fs::write(&file, text)?;
    Ok(file)
}
