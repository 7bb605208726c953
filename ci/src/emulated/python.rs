//! The packed wheels, with Pythons that this machine does not have.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use xshell::cmd;

use super::runtimes::{debian, forwarder, maven, pip_install, pypi, run_suite, set_up_wine};
use super::{Suite, qemu_in, wine};
use crate::context::Context;
use crate::languages;
use crate::languages::python::{ABI3, ABI3T, Wheel, build_wheel, find_wheel};
use crate::platforms::{Platform, Run};

/// The files that run without a process of their own, which an emulator would not run.
const TESTS: [&str; 5] = [
    "tests/test_vectors.py",
    "tests/test_hostile.py",
    "tests/test_api.py",
    "tests/test_dispatches.py",
    "tests/test_rotations.py",
];

/// A Python, and where it comes from.
struct Python {
    version: &'static str,
    wheel: Wheel,
    source: Source,
}

enum Source {
    Debian(&'static str),
    /// The version of `org.bytedeco:cpython`.
    Maven(&'static str),
}

/// The Pythons for a platform.
fn pythons(platform: &Platform) -> Vec<Python> {
    let python = |version, wheel, source| Python {
        version,
        wheel,
        source,
    };
    match platform.run {
        Run::Native => vec![python("3.15", ABI3T, Source::Debian("sid"))],
        Run::Qemu => vec![python("3.11", ABI3, Source::Debian("bookworm"))],
        Run::Wine => vec![
            python("3.10", ABI3, Source::Maven("3.10.8-1.5.8")),
            python("3.14", ABI3, Source::Maven("3.14.3-1.5.13")),
        ],
        // No registry has a Python that is linked to musl.
        Run::Musl | Run::QemuMusl | Run::Workflow => vec![],
    }
}

pub(super) fn suites(platform: &Platform) -> Vec<Suite<'_>> {
    let suite = |python: Python| Suite {
        language: &languages::python::Python,
        name: format!(
            "the {} wheel for {}, with Python {}",
            python.wheel.0, platform.name, python.version
        ),
        platform,
        // A wheel for another Python is another build, which takes minutes.
        is_quick: false,
        run: Box::new(move |context| run(context, platform, &python)),
    };
    pythons(platform).into_iter().map(suite).collect()
}

fn run(context: &Context, platform: &Platform, python: &Python) -> Result<()> {
    let is_wine = platform.run == Run::Wine;
    build_wheel(context, platform, python.wheel)?;
    let wheel = find_wheel(context, platform, python.wheel)?;
    let wheel = wheel.to_str().context("the path is not UTF-8")?;
    let folder = format!("platforms/{}/python-{}", platform.name, python.version);
    let folder = context.empty_folder(&folder)?;
    // With these pip takes the wheel only if that Python would.
    let tags = format!(
        "--no-index --platform {} --python-version {} --implementation cp --abi abi3",
        platform.wheel, python.version
    );
    let tags = tags.split(' ').chain([wheel]).collect::<Vec<_>>();
    pip_install(context, &folder, &tags)?;
    let any = "--implementation py --abi none --platform any";
    let any = any.split(' ').collect::<Vec<_>>();
    let pytest = pypi(context, "pytest", "pytest.txt", &any)?;
    let shell = context.shell("bindings-python")?;
    if is_wine {
        set_up_wine(context, &shell)?;
    }
    let separator = if is_wine { ";" } else { ":" };
    let path = [pytest, folder].map(|folder| folder.display().to_string());
    shell.set_var("PYTHONPATH", path.join(separator));
    shell.set_var("NOTIFIZZ_PACKAGE", "installed");
    shell.set_var("NOTIFIZZ_DEEP", "");
    let program = program(context, platform, python)?;
    run_suite(
        cmd!(
            shell,
            "env {program...} -m pytest --quiet -p no:cacheprovider {TESTS...}"
        ),
        None,
    )
}

/// The Python, and what runs it.
fn program(context: &Context, platform: &Platform, python: &Python) -> Result<Vec<String>> {
    let name = format!("python{}", python.version);
    let (command, program) = match python.source {
        Source::Maven(version) => (wine(), windows_python(context, python, version)?),
        Source::Debian(suite) if platform.run == Run::Native => {
            let root = debian(context, suite, "amd64", &[&name])?;
            (Some(loader(&root)), root.join("usr/bin").join(name))
        }
        Source::Debian(suite) => {
            let root = debian(context, suite, "arm64", &[&name])?;
            let program = root.join("usr/bin").join(name);
            (qemu_in(&platform.arch, &root), program)
        }
    };
    let mut command = command.unwrap_or_default();
    command.push(program.display().to_string());
    Ok(command)
}

/// What starts a program with a newer glibc than this machine's.
fn loader(root: &Path) -> Vec<String> {
    let loader = root.join("lib64/ld-linux-x86-64.so.2");
    let libraries = root.join("usr/lib/x86_64-linux-gnu");
    [
        loader.display().to_string(),
        "--library-path".to_owned(),
        libraries.display().to_string(),
    ]
    .into()
}

/// The Python for Windows, with the python3.dll that the jar leaves out.
fn windows_python(context: &Context, python: &Python, version: &str) -> Result<PathBuf> {
    let artefact = format!("org.bytedeco:cpython:{version}:jar:windows-x86_64");
    let folder = maven(context, &artefact)?.join("org/bytedeco/cpython/windows-x86_64");
    let library = folder.join("python3.dll");
    if !library.exists() {
        let target = format!("python{}", python.version.replace('.', ""));
        let import_library = fs::read(folder.join("libs/python3.lib"))?;
        let functions = imports(&import_library)?
            .into_iter()
            .map(|name| (name.to_owned(), format!("{target}.{name}")))
            .collect::<Vec<_>>();
        forwarder(context, &library, &functions)?;
    }
    Ok(folder.join("python.exe"))
}

/// The names in an import library: its first member is the count of its symbols, as many offsets, and
/// the names.
fn imports(library: &[u8]) -> Result<Vec<&str>> {
    const HEADER: usize = 8 + 60;
    let count = library.get(HEADER..).and_then(|rest| rest.first_chunk());
    let count = u32::from_be_bytes(*count.context("the library is empty")?) as usize;
    let names = library.get(HEADER + 4 + 4 * count..).unwrap_or_default();
    let names = names.split(|byte| *byte == 0).take(count);
    Ok(names
        .filter_map(|name| str::from_utf8(name).ok()?.strip_prefix("__imp_"))
        .collect())
}
