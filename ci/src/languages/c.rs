//! C: the library, its header, and the archive that they are released in with the command line.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use regex::Regex;
use xshell::{Shell, cmd};

use crate::context::{Context, find, missing, missing_python, remove};
use crate::language::Language;
use crate::platforms::Platform;
use crate::report::Report;

/// Beside `default`, a preset of bindings-c/CMakePresets.json, what it adds to the suite, and the
/// program that it needs with Debian's package of it.
const PRESETS: [(&str, &str, &str, &str); 4] = [
    ("clang", "compiled by clang", "clang", "clang"),
    (
        "asan",
        "under AddressSanitizer and UBSan",
        "cc",
        "build-essential",
    ),
    ("tsan", "under ThreadSanitizer", "cc", "build-essential"),
    (
        "valgrind",
        "under valgrind, with constant time and the ABI",
        "valgrind",
        "valgrind",
    ),
];

/// The token of user_42 with the key YOUR_AUTH_SECRET_KEY, from vectors.json.
const KNOWN_TOKEN: &str = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";

/// Where the shells look for completions.
const COMPLETIONS: [(&str, &str); 3] = [
    (
        "notifizz-token.bash",
        "share/bash-completion/completions/notifizz-token",
    ),
    (
        "_notifizz-token",
        "share/zsh/site-functions/_notifizz-token",
    ),
    (
        "notifizz-token.fish",
        "share/fish/vendor_completions.d/notifizz-token.fish",
    ),
];

#[derive(Debug)]
pub(crate) struct C;

impl Language for C {
    fn name(&self) -> &'static str {
        "c"
    }

    fn title(&self) -> &'static str {
        "C"
    }

    fn debian_packages(&self) -> &'static [&'static str] {
        &[
            "build-essential",
            "cmake",
            "pkg-config",
            "clang",
            "musl-tools",
            "valgrind",
            "abigail-tools", // abidiff
        ]
    }

    fn missing(&self, _context: &Context) -> Option<String> {
        missing(&[
            ("cargo", "CARGO", "Rust 1.88 or later (rustup)"),
            ("cc", "CC", "a C compiler (build-essential)"),
            ("cmake", "", "CMake 3.25 or later"),
            ("pkg-config", "PKG_CONFIG", "pkg-config"),
        ])
        // Which has the cross-compiler of the command line.
        .or_else(missing_python)
    }

    fn lint(&self, context: &Context, report: &mut Report) {
        report.run_in(
            "c: the header is current and documents every parameter",
            context.shell(""),
            |sh| {
                Ok(cmd!(
                    sh,
                    "cargo test --locked --quiet -p notifizz-token-c-generator"
                )
                .run()?)
            },
        );
    }

    fn needs_packages(&self) -> &'static [&'static str] {
        &["c"]
    }

    fn package(&self, context: &Context, platform: &Platform) -> Result<()> {
        ensure!(
            platform.is_native(),
            "the C library is built for this machine only"
        );
        for old in context.artefacts("notifizz-token-c-", ".tar.gz")? {
            remove(&old)?;
        }
        let name = format!(
            "notifizz-token-c-{}-{}-{}",
            context.version, platform.os, platform.arch
        );
        let prefix = context.empty_folder("c/package")?.join(&name);
        install_library(context, &prefix)?;
        install_command_line(context, platform, &prefix)?;
        install_documentation(context, &prefix)?;
        let (shell, python) = (context.shell("")?, context.python()?);
        let archive = context.dist.join(format!("{name}.tar.gz"));
        Ok(cmd!(shell, "{python} ci/python/archive.py {prefix} {archive}").run()?)
    }

    fn test(&self, context: &Context, report: &mut Report) {
        report.run_in("c: unit tests", context.shell(""), |sh| {
            Ok(cmd!(sh, "cargo test --locked --quiet -p notifizz-token-c").run()?)
        });
        report.run("c: suite", || preset(context, "default"));
        for (name, addition, program, package) in PRESETS {
            let check = format!("c: suite {addition}");
            if !cfg!(target_os = "linux") {
                report.skip(&check, "this is tested on Linux only");
            } else if let Some(install) = missing(&[(program, "", package)]) {
                report.missing(&check, &install);
            } else {
                report.run(&check, || preset(context, name));
            }
        }
    }

    fn check_package(&self, context: &Context, report: &mut Report) {
        // A path with a space, because all of it may be moved.
        let prefix = match unpack(context, "c/another prefix") {
            Ok(prefix) => prefix,
            Err(error) => return report.run("c: the archive is unpacked", || Err(error)),
        };
        report.run("c: suite on the unpacked archive", || {
            installed_suite(context, "default", &prefix)
        });
        // The same files, because the library names no libc.
        let check = "c: suite on the unpacked archive, with musl";
        if !cfg!(target_os = "linux") {
            report.skip(check, "musl is a libc of Linux");
        } else if let Some(install) = missing(&[("musl-gcc", "", "musl-tools")]) {
            report.missing(check, &install);
        } else {
            report.run(check, || installed_suite(context, "musl", &prefix));
        }
        report.run(
            "c: no file of the archive names a folder of the build",
            || names_no_folder(context, &prefix),
        );
        report.run("c: the command line of the archive", || {
            command_line(context, &prefix)
        });
    }

    fn demo_package(&self) -> Option<&'static str> {
        Some("libnotifizz_token (pkg-config)")
    }

    fn demo(&self, context: &Context, user_id: &str, scheme: &str) -> Result<String> {
        let prefix = unpack(context, "demo/c")?;
        let program = prefix.join("quickstart");
        let source = context.path("examples/quickstart/c/quickstart.c");
        let (shell, cc) = (installed_shell(context, &prefix)?, compiler()?);
        let flags = pkg_config(&shell, &["notifizz_token"])?;
        cmd!(shell, "{cc} {source} {flags...} -o {program}").run()?;
        Ok(cmd!(shell, "{program} {user_id} {scheme}").read()?)
    }

    fn bench(&self, context: &Context, _quick: bool) -> Result<String> {
        let prefix = unpack(context, "c/bench")?;
        let program = prefix.join("bench");
        let (shell, cc) = (installed_shell(context, &prefix)?, compiler()?);
        let flags = pkg_config(&shell, &["notifizz_token", "libcrypto >= 3"])
            .context("this needs OpenSSL 3: install libssl-dev")?;
        cmd!(
            shell,
            "{cc} -std=gnu99 -O2 -Wall benches/c/token.c {flags...} -o {program}"
        )
        .run()?;
        Ok(cmd!(shell, "{program}").read()?)
    }
}

/// Configures, builds and tests the source tree.
fn preset(context: &Context, name: &str) -> Result<()> {
    let shell = context.shell("bindings-c")?;
    Ok(cmd!(shell, "cmake --workflow --preset {name}").run()?)
}

fn install_library(context: &Context, prefix: &Path) -> Result<()> {
    let shell = context.release_shell("")?;
    let build = context.build.join("c/release");
    let options = [
        "-DCMAKE_BUILD_TYPE=Release",
        "-DCMAKE_INSTALL_LIBDIR=lib",
        "-DNOTIFIZZ_TESTS=OFF",
    ];
    cmd!(shell, "cmake -S bindings-c -B {build} {options...}").run()?;
    cmd!(shell, "cmake --build {build}").run()?;
    cmd!(shell, "cmake --install {build} --strip --prefix {prefix}").run()?;
    // With it, FetchContent takes the archive.
    fs::copy(
        context.path("bindings-c/CMakeLists.txt"),
        prefix.join("CMakeLists.txt"),
    )?;
    Ok(())
}

fn install_command_line(context: &Context, platform: &Platform, prefix: &Path) -> Result<()> {
    let (shell, target) = (context.release_tools_shell("")?, platform.zig_target());
    cmd!(
        shell,
        "cargo zigbuild --quiet --locked --release --target {target} -p notifizz-token-cli"
    )
    .run()?;
    let program = format!("target/{}/release/notifizz-token", platform.rust);
    copy(&context.path(&program), &prefix.join("bin/notifizz-token"))?;
    for (file, place) in COMPLETIONS {
        let completion = context.path("cli/completions").join(file);
        copy(&completion, &prefix.join(place))?;
    }
    Ok(())
}

/// The pages link to each other as they lie in the archive; links to pages that it does not have
/// become text.
fn install_documentation(context: &Context, prefix: &Path) -> Result<()> {
    let folder = prefix.join("share/doc/notifizz_token");
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(&context.path(licence), &folder.join(licence))?;
    }
    let header = Regex::new(r"\]\((\.\./bindings-c/)?include/")?;
    let elsewhere = Regex::new(r"\[([^\]]*)\]\((?:\.\./examples/[^)]*|command-line\.md)\)")?;
    for (page, name) in [("bindings-c/README.md", "README.md"), ("docs/c.md", "c.md")] {
        let text = fs::read_to_string(context.path(page))?;
        let text = header.replace_all(&text, "](../../../include/");
        let text = elsewhere.replace_all(&text, "$1");
        fs::write(folder.join(name), text.replace("](../docs/c.md", "](c.md"))?;
    }
    Ok(())
}

/// Copies a file; its folder need not exist.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).with_context(|| from.display().to_string())?;
    Ok(())
}

/// The released archive, unpacked as a user would.
fn unpack(context: &Context, name: &str) -> Result<PathBuf> {
    let folder = context.empty_folder(name)?;
    let archive = context.artefact(&format!("notifizz-token-c-{}-", context.version), ".tar.gz")?;
    let shell = context.shell("")?;
    cmd!(shell, "tar -xf {archive} -C {folder} --strip-components=1").run()?;
    Ok(folder)
}

/// The suite of a preset, for the library below `prefix`.
fn installed_suite(context: &Context, preset: &str, prefix: &Path) -> Result<()> {
    let build = context.empty_folder(&format!("c/installed-{preset}"))?;
    let shell = context.shell("bindings-c")?;
    shell.set_var("NOTIFIZZ_PACKAGE", "installed");
    let path = format!("-DCMAKE_PREFIX_PATH={}", prefix.display());
    cmd!(shell, "cmake --preset {preset} -B {build} {path}").run()?;
    cmd!(shell, "cmake --build {build} --parallel 2").run()?;
    Ok(cmd!(
        shell,
        "ctest --test-dir {build} --no-tests=error --output-on-failure"
    )
    .run()?)
}

fn names_no_folder(context: &Context, prefix: &Path) -> Result<()> {
    let root = context.root.to_string_lossy().into_owned();
    let root = root.as_bytes();
    for file in files(prefix)? {
        let bytes = fs::read(&file)?;
        let found = bytes.windows(root.len()).any(|window| window == root);
        ensure!(!found, "{} does", file.display());
    }
    Ok(())
}

/// The files below a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// It is the program of cli/, needs no newer glibc than promised, and its completions load.
fn command_line(context: &Context, prefix: &Path) -> Result<()> {
    let (shell, python) = (context.shell("")?, context.python()?);
    let program = prefix.join("bin/notifizz-token");
    if cfg!(target_os = "linux") {
        cmd!(shell, "{python} ci/python/glibc.py {program}").run()?;
    }
    let help = fs::read_to_string(context.path("cli/help.txt"))?;
    let output = cmd!(shell, "{program} --help").read()?;
    ensure!(
        output.trim_end() == help.trim_end(),
        "--help prints {output}"
    );
    shell.set_var("NOTIFIZZ_AUTH_SECRET_KEY", "YOUR_AUTH_SECRET_KEY");
    let token = cmd!(shell, "{program} generate user_42").read()?;
    ensure!(token == KNOWN_TOKEN, "the token is {token}");
    if let Some(bash) = find("bash", "") {
        let (script, file) = (
            "source \"$1\" && complete -p notifizz-token",
            prefix.join("share/bash-completion/completions/notifizz-token"),
        );
        cmd!(shell, "{bash} -c {script} - {file}").run()?;
    }
    Ok(())
}

/// A shell that finds the library below `prefix`.
fn installed_shell(context: &Context, prefix: &Path) -> Result<Shell> {
    let shell = context.shell("")?;
    shell.set_var("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"));
    for variable in ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"] {
        shell.set_var(variable, prefix.join("lib"));
    }
    Ok(shell)
}

fn compiler() -> Result<PathBuf> {
    find("cc", "CC").context("there is no C compiler")
}

/// The options of pkg-config, which escapes as a shell wants it: a backslash before a space.
fn pkg_config(shell: &Shell, packages: &[&str]) -> Result<Vec<String>> {
    let program = find("pkg-config", "PKG_CONFIG").context("there is no pkg-config")?;
    let output = cmd!(shell, "{program} --cflags --libs {packages...}").read()?;
    let mut options = vec![String::new()];
    let mut characters = output.chars();
    while let Some(character) = characters.next() {
        match (character, options.last_mut()) {
            (' ' | '\n', _) => options.push(String::new()),
            ('\\', Some(option)) => option.extend(characters.next()),
            (_, Some(option)) => option.push(character),
            (_, None) => {}
        }
    }
    options.retain(|option| !option.is_empty());
    Ok(options)
}
