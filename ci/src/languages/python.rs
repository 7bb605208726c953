//! Python: the wheel and its sdist. The suite is nox's, in `bindings-python/noxfile.py`.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use xshell::{Shell, cmd};

use crate::context::{
    CARGO, Context, SCRIPTS, copy_folder, missing, missing_python, prepend_path, remove,
};
use crate::examples::Server;
use crate::language::{KNOWN_TOKEN, Language};
use crate::platforms::{GLIBC, Platform};
use crate::report::Report;

const MANIFEST: &str = "bindings-python/Cargo.toml";
pub(crate) const CONSTRAINTS: &str = "bindings-python/constraints.txt";

/// The minor versions of Python 3 that are supported.
const MINORS: core::ops::RangeInclusive<u32> = 10..=14;

/// The newest Django, and the first Python that it runs on.
const NEWEST_DJANGO: (&str, u32) = ("6.1.3", 12);

/// A wheel's tag of Python, and maturin's options for it.
pub(crate) type Wheel = (&'static str, &'static [&'static str]);

/// The wheel for every Python from 3.10 on, but for free-threaded builds.
pub(crate) const ABI3: Wheel = ("cp310-abi3", &[]);

/// The wheel for every Python from 3.15 on, free-threaded or not.
pub(crate) const ABI3T: Wheel = (
    "cp315-abi3.abi3t",
    &["--interpreter", "python3.15t", "--features", "abi3t"],
);

/// The wheels for free-threaded builds.
const FREE_THREADED: [Wheel; 2] = [("cp314-cp314t", &["--interpreter", "python3.14t"]), ABI3T];

#[derive(Debug)]
pub(crate) struct Python;

impl Language for Python {
    fn name(&self) -> &'static str {
        "python"
    }

    fn title(&self) -> &'static str {
        "Python"
    }

    fn debian_packages(&self) -> &'static [&'static str] {
        &["python3", "python3-venv"]
    }

    fn missing(&self, _context: &Context) -> Option<String> {
        missing(&[CARGO]).or_else(missing_python)
    }

    fn lint(&self, context: &Context, report: &mut Report) {
        report.run("python: mypy --strict", || {
            // Not the environment of the other checks, which may be installed at the same time.
            nox(context, "nox-lint", None, &["types".to_owned()])
        });
    }

    fn needs_packages(&self) -> &'static [&'static str] {
        &["python"]
    }

    fn package(&self, context: &Context, platform: &Platform) -> Result<()> {
        build_wheel(context, platform, ABI3)?;
        if context.release {
            for wheel in FREE_THREADED {
                build_wheel(context, platform, wheel)?;
            }
        }
        Ok(())
    }

    fn assemble(&self, context: &Context, _platforms: &[Platform]) -> Result<()> {
        for old in context.artefacts("notifizz_token-", ".tar.gz")? {
            remove(&old)?;
        }
        let (shell, dist) = (context.release_tools_shell("")?, &context.dist);
        Ok(cmd!(
            shell,
            "maturin sdist --manifest-path {MANIFEST} --out {dist}"
        )
        .run()?)
    }

    fn test(&self, context: &Context, report: &mut Report) {
        let name = "python: nox, in the source tree";
        report.run(name, || {
            let minors = if context.deep {
                installed_minors().into_keys().collect()
            } else {
                vec![own_minor(context)?]
            };
            let mut sessions = vec!["stubs".to_owned()];
            sessions.extend(minors.iter().map(|minor| format!("tests-3.{minor}")));
            nox(context, "nox", None, &sessions)
        });
        let name = "python: an older Rust and PyPy are rejected with a clear error";
        if cfg!(unix) {
            report.run(name, || unsupported(context));
        } else {
            report.skip(
                name,
                "the older Rust is a shell script, which needs a Unix system",
            );
        }
    }

    fn check_package(&self, context: &Context, report: &mut Report) {
        report.run("python: the suite, nox on the installed wheel", || {
            on_the_wheel(context)
        });
        let minors = installed_minors();
        let oldest = *MINORS.start();
        if !minors.contains_key(&oldest) {
            report.skip(
                "python: the wheel on the oldest Python",
                &format!("there is no Python 3.{oldest}"),
            );
        }
        let (django, first) = NEWEST_DJANGO;
        if !minors.keys().any(|minor| *minor >= first) {
            report.skip(
                &format!("python: Django {django}"),
                &format!("there is no Python 3.{first} or later"),
            );
        }
        report.run("python: the examples with the installed wheel", || {
            let wheel = wheel(context)?;
            nox(context, "nox", Some(&wheel), &["examples".to_owned()])
        });
        report.run(
            "python: the platform of the wheel, and its page on PyPI",
            || {
                let (shell, wheel) = (context.tools_shell("")?, wheel(context)?);
                let python = context.venv_python("tools");
                let sdist = context.artefact("notifizz_token-", ".tar.gz")?;
                cmd!(shell, "{python} -m twine check --strict {wheel} {sdist}").run()?;
                if GLIBC {
                    audited(context, &shell, &wheel)?;
                }
                Ok(())
            },
        );
        let same = "python: the wheel is the same from another folder";
        if context.packed {
            report.skip(same, "--packed builds nothing");
        } else {
            report.run(same, || reproducible(context));
        }
        report.run("python: the sdist builds", || sdist_builds(context));
    }

    fn demo_package(&self) -> Option<&'static str> {
        Some("notifizz-token (PyPI)")
    }

    fn demo(&self, context: &Context, user_id: &str, scheme: &str) -> Result<String> {
        let python = wheel_venv(context, "demo/python")?;
        let program = context.path("examples/quickstart/python/quickstart.py");
        let shell = context.shell("")?;
        Ok(cmd!(shell, "{python} -I {program} {user_id} {scheme}").read()?)
    }

    fn bench(&self, context: &Context, quick: bool) -> Result<String> {
        let python = wheel_venv(context, "python/bench")?;
        let quick = if quick { Some("--quick") } else { None };
        let shell = context.shell("")?;
        Ok(cmd!(shell, "{python} benches/python/token.py {quick...}").read()?)
    }
}

/// Builds a wheel. On Linux zig links it, with a C library as old as the platform says.
pub(crate) fn build_wheel(
    context: &Context,
    platform: &Platform,
    (tag, options): Wheel,
) -> Result<()> {
    let start = format!("notifizz_token-{}-{tag}-", context.version);
    let end = format!("{}.whl", platform.wheel);
    for old in context.artefacts(&start, &end)? {
        remove(&old)?;
    }
    platform.ensure_native()?;
    let (shell, dist) = (platform.shell(context, "")?, &context.dist);
    let suffix = format!("_{}", platform.arch);
    let compatibility = match platform.wheel.strip_suffix(&suffix) {
        Some(compatibility) if platform.os == "linux" => vec!["--compatibility", compatibility],
        _ => vec![],
    };
    let zig: &[&str] = if cfg!(target_os = "linux") {
        &["--zig", "--target", &platform.rust]
    } else {
        &[]
    };
    let mut target = context.path("target");
    if context.release {
        // Cargo locks the folder that it builds in, and other packages are built beside the wheels.
        target.push("wheels");
        shell.set_var("CARGO_TARGET_DIR", &target);
    }
    if platform.os == "windows" {
        let lists = target.join("maturin");
        shell.set_var(
            "RUSTC_WRAPPER",
            with_the_right_export(context, tag, &lists)?,
        );
    }
    cmd!(
        shell,
        "maturin build --quiet --release --locked {zig...} {compatibility...}
        --manifest-path {MANIFEST} --out {dist} {options...}"
    )
    .run()?;
    context.artefact(&start, &end).map(drop)
}

/// A wrapper of rustc that corrects the list of exports before each call: for a module inside of a
/// package maturin 1.16 writes `PyInit_notifizz_token._native` for `PyInit__native`, and it does not know
/// the name that the newest stable ABI has for it.
fn with_the_right_export(context: &Context, tag: &str, lists: &Path) -> Result<PathBuf> {
    let name = if tag.contains("abi3t") {
        "PyModExport"
    } else {
        "PyInit"
    };
    let wrapper = context.empty_folder("python/export")?.join("rustc");
    fs::write(
        &wrapper,
        format!(
            "#!/bin/sh\nfor list in '{}'/*.def; do\n\
            grep -q 'PyInit_.*\\.' \"$list\" 2>&- && \
            sed 's/PyInit_.*\\./{name}_/' \"$list\" >\"$list.new\" && mv \"$list.new\" \"$list\"\n\
            done\nexec \"$@\"\n",
            lists.display()
        ),
    )?;
    let shell = context.shell("")?;
    cmd!(shell, "chmod +x {wrapper}").run()?;
    Ok(wrapper)
}

/// The wheel for this machine in dist/.
pub(crate) fn wheel(context: &Context) -> Result<PathBuf> {
    find_wheel(context, &crate::platforms::native(context)?, ABI3)
}

/// The wheel for a platform in dist/.
pub(crate) fn find_wheel(
    context: &Context,
    platform: &Platform,
    (tag, _): Wheel,
) -> Result<PathBuf> {
    context.artefact(
        &format!("notifizz_token-{}-{tag}-", context.version),
        &format!("{}.whl", platform.wheel),
    )
}

/// The Python of a new environment below target/ci that has only the wheel.
pub(crate) fn wheel_venv(context: &Context, name: &str) -> Result<PathBuf> {
    let (shell, base, wheel) = (context.shell("")?, context.python()?, wheel(context)?);
    let folder = context.build.join(name);
    remove(&folder)?;
    cmd!(shell, "{base} -m venv {folder}").run()?;
    let python = folder.join(SCRIPTS).join("python");
    cmd!(shell, "{python} -m pip install --quiet --no-index {wheel}").run()?;
    Ok(python)
}

/// Runs sessions of nox, in the source tree or on a wheel. Every Python of the machine is on the PATH.
fn nox(context: &Context, venv: &str, wheel: Option<&Path>, sessions: &[String]) -> Result<()> {
    context.venv(venv, &["--constraint", CONSTRAINTS, "nox"], &[CONSTRAINTS])?;
    let python = context.venv_python(venv);
    let shell = context.shell("bindings-python")?;
    for folder in installed_minors().values() {
        prepend_path(&shell, folder)?;
    }
    if let Some(wheel) = wheel {
        shell.set_var("NOTIFIZZ_PACKAGE", "installed");
        shell.set_var("NOTIFIZZ_WHEEL", wheel);
    }
    Ok(cmd!(shell, "{python} -m nox --session {sessions...}").run()?)
}

/// The suite on the wheel, on the oldest Python and on every one in the deep checks, and its tests of Django
/// with another LTS and the newest release, on the newest Python; with two of the LTS in the deep checks.
fn on_the_wheel(context: &Context) -> Result<()> {
    let found = installed_minors().into_keys().collect::<Vec<_>>();
    let minors = match found.first() {
        Some(oldest) if !context.deep => vec![*oldest],
        Some(_) => found.clone(),
        None => vec![own_minor(context)?],
    };
    let mut sessions = minors
        .iter()
        .map(|minor| format!("tests-3.{minor}"))
        .collect::<Vec<_>>();
    let lts = if context.deep {
        "django-lts"
    } else {
        "django-lts(version='5.2.8')"
    };
    sessions.push(lts.to_owned());
    let (django, first) = NEWEST_DJANGO;
    if let Some(minor) = found.last().filter(|minor| **minor >= first) {
        sessions.push(format!("django-{django}-3.{minor}"));
    }
    nox(context, "nox", Some(&wheel(context)?), &sessions)
}

/// The minor version of the Python that runs helpers.
fn own_minor(context: &Context) -> Result<u32> {
    minor(&context.python()?).context("python3 does not tell its version")
}

fn minor(python: &Path) -> Option<u32> {
    let output = Command::new(python)
        .args(["-c", "import sys; print(sys.version_info[1])"])
        .output()
        .ok()?;
    // Without a version, as of a launcher whose Python is not there, it is none.
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// The supported versions of Python on this machine, each with the folder of its program: on the PATH, or
/// among those of pyenv.
fn installed_minors() -> BTreeMap<u32, PathBuf> {
    let pyenv = env::var_os("PYENV_ROOT")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".pyenv")))
        .unwrap_or_default();
    let versions = fs::read_dir(pyenv.join("versions"))
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    let folders = versions.collect::<Vec<_>>();
    MINORS
        .filter_map(|number| {
            let name = format!("python3.{number}");
            let on_path = which::which_all(&name).into_iter().flatten();
            let programs = on_path.chain(folders.iter().map(|folder| folder.join(&name)));
            let mut usable = programs.filter(|program| minor(program) == Some(number));
            Some((number, usable.next()?.parent()?.to_path_buf()))
        })
        .collect()
}

/// The platform that auditwheel finds.
fn audited(context: &Context, shell: &Shell, wheel: &Path) -> Result<()> {
    let platform = crate::platforms::native(context)?;
    let text = cmd!(shell, "python3 -m auditwheel show {wheel}")
        .read()?
        .replace('\n', " ");
    println!("{text}");
    let glibc = platform.minimum.unwrap_or_default().replace('.', "_");
    let tag = format!("\"manylinux_{glibc}_{}\"", platform.arch);
    for expected in [
        format!("platform tag: {tag}"),
        format!("constrains the platform tag to {tag}"),
    ] {
        ensure!(
            text.contains(&expected),
            "auditwheel does not say {expected}"
        );
    }
    Ok(())
}

/// The server of examples/flask, in this folder below target/ci with the wheel.
pub(crate) fn flask(context: &Context, folder: &str) -> Result<Server> {
    let (shell, python) = web_example(context, "flask", folder)?;
    let arguments = ["-m", "flask", "--app", "app", "run", "--port", "{port}"];
    Ok(Server {
        shell,
        command: command(&python, &arguments),
    })
}

/// The server of examples/fastapi, in this folder below target/ci with the wheel.
pub(crate) fn fastapi(context: &Context, folder: &str) -> Result<Server> {
    let (shell, python) = web_example(context, "fastapi", folder)?;
    let arguments = ["-m", "uvicorn", "app:app", "--port", "{port}"];
    Ok(Server {
        shell,
        command: command(&python, &arguments),
    })
}

/// The server of examples/django, in this folder below target/ci with the wheel.
pub(crate) fn django(context: &Context, folder: &str) -> Result<Server> {
    let (shell, python) = web_example(context, "django", folder)?;
    cmd!(shell, "{python} manage.py migrate --verbosity=0")
        .env("NOTIFIZZ_AUTH_SECRET_KEY", "key")
        .run()?;
    let arguments = ["manage.py", "runserver", "--noreload", "{port}"];
    Ok(Server {
        shell,
        command: command(&python, &arguments),
    })
}

/// A shell in a copy of an example, and the Python that has what the example needs and the wheel.
fn web_example(context: &Context, name: &str, folder: &str) -> Result<(Shell, PathBuf)> {
    let (source, venv) = (format!("examples/{name}"), format!("{folder}-venv"));
    let requirements = format!("{source}/requirements.txt");
    let wheel = wheel(context)?;
    let wheel = wheel
        .to_str()
        .context("the path of the wheel is not UTF-8")?;
    context.venv(
        &venv,
        &["--requirement", &requirements, wheel],
        &[&requirements],
    )?;
    let python = context.venv_python(&venv);
    let shell = context.shell("")?;
    // It may be another one of the same name.
    cmd!(
        shell,
        "{python} -m pip install --quiet --force-reinstall --no-deps {wheel}"
    )
    .run()?;
    let copy = context.empty_folder(folder)?;
    copy_folder(&context.path(&source), &copy, &[])?;
    shell.change_dir(copy);
    Ok((shell, python))
}

fn command(program: &Path, arguments: &[&str]) -> Vec<OsString> {
    let arguments = arguments.iter().map(OsString::from);
    core::iter::once(program.into()).chain(arguments).collect()
}

/// The wheel contains neither the time nor the folder of its build.
fn reproducible(context: &Context) -> Result<()> {
    let copy = context.empty_folder("python/elsewhere")?;
    copy_folder(
        &context.root,
        &copy,
        &["target", "dist", ".git", "node_modules", "_native.abi3.so"],
    )?;
    let elsewhere = Context {
        dist: copy.join("dist"),
        root: copy,
        ..context.clone()
    };
    fs::create_dir_all(&elsewhere.dist)?;
    build_wheel(&elsewhere, &crate::platforms::native(context)?, ABI3)?;
    let (first, second) = (wheel(context)?, wheel(&elsewhere)?);
    ensure!(
        fs::read(&first)? == fs::read(&second)?,
        "{} and {} differ",
        first.display(),
        second.display()
    );
    Ok(())
}

/// What pip does where there is no wheel; without optimisation, because it is built only to be tried.
fn sdist_builds(context: &Context) -> Result<()> {
    let (shell, base) = (context.shell("")?, context.python()?);
    let sdist = context.artefact("notifizz_token-", ".tar.gz")?;
    let folder = context.build.join("python/sdist");
    remove(&folder)?;
    cmd!(shell, "{base} -m venv {folder}").run()?;
    shell.set_var("MATURIN_PEP517_ARGS", "--profile dev");
    shell.set_var("CARGO_TARGET_DIR", context.path("target/python/sdist"));
    let python = folder.join(SCRIPTS).join("python");
    cmd!(shell, "{python} -m pip install --quiet {sdist}").run()?;
    shell.set_var("NOTIFIZZ_AUTH_SECRET_KEY", "YOUR_AUTH_SECRET_KEY");
    Ok(cmd!(
        shell,
        "{python} -I -m notifizz_token verify user_42 {KNOWN_TOKEN}"
    )
    .run()?)
}

/// The errors of a build with an older Rust, and of one for another Python than CPython.
fn unsupported(context: &Context) -> Result<()> {
    let folder = context.empty_folder("python/unsupported")?;
    let shell = context.shell("")?;
    let version = cmd!(shell, "rustc --version").read()?;
    let version = version.split(' ').nth(1).context("rustc has no version")?;
    let rustc = folder.join("rustc");
    fs::write(
        &rustc,
        format!("#!/bin/sh\nrustc \"$@\" | sed \"s/{version}/1.85.0/\"\n"),
    )?;
    cmd!(shell, "chmod +x {rustc}").run()?;
    let requirement = format!(
        "notifizz-token-python@{} requires rustc {}",
        context.version,
        env!("CARGO_PKG_RUST_VERSION")
    );
    build_fails(context, "RUSTC", &rustc, &requirement)?;
    let pypy = folder.join("pypy");
    fs::write(&pypy, "implementation=PyPy\nversion=3.11\n")?;
    build_fails(
        context,
        "PYO3_CONFIG_FILE",
        &pypy,
        "supports CPython 3.10 or later only, not PyPy",
    )
}

/// The build fails with this message if this variable is set.
fn build_fails(context: &Context, variable: &str, value: &Path, message: &str) -> Result<()> {
    let shell = context.shell("")?;
    shell.set_var(variable, value);
    let output = cmd!(
        shell,
        "cargo check --quiet --locked --package notifizz-token-python --target-dir target/python/unsupported"
    )
    .ignore_status()
    .output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        bail!("the build with {variable} succeeds");
    }
    ensure!(
        text.contains(message),
        "{variable}: not {message:?} but {text}"
    );
    Ok(())
}
