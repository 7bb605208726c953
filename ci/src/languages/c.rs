//! C: the library, its header, and the archive that they are released in with the command line.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use regex::Regex;
use xshell::{Shell, cmd};

use crate::context::{
    CARGO, CC, Context, files, find, missing, missing_nightly, missing_python, remove,
};
use crate::language::{KNOWN_TOKEN, Language};
use crate::notices::{NOTICES, SBOM};
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
            CARGO,
            CC,
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
        archive(context, platform, true)
    }

    fn test(&self, context: &Context, report: &mut Report) {
        report.run_in("c: unit tests", context.shell(""), |sh| {
            Ok(cmd!(sh, "cargo test --locked --quiet -p notifizz-token-c").run()?)
        });
        report.run("c: suite", || preset(context, "default"));
        for (name, addition, program, package) in PRESETS {
            let check = format!("c: suite {addition}");
            // Without it, only the tests are instrumented and not the library.
            let nightly = || match name {
                "asan" | "tsan" if context.deep => missing_nightly(),
                _ => None,
            };
            if !cfg!(target_os = "linux") {
                report.skip(&check, "this is tested on Linux only");
            } else if let Some(install) = missing(&[(program, "", package)]).or_else(nightly) {
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

/// Packs the archive of a platform, with the command line or, for checks of the library alone, without it.
pub(crate) fn archive(
    context: &Context,
    platform: &Platform,
    has_command_line: bool,
) -> Result<()> {
    if platform.shares.is_some() {
        return Ok(());
    }
    let name = archive_name(context, platform);
    for old in context.artefacts("notifizz-token-c-", &format!("-{}.tar.gz", platform.name))? {
        remove(&old)?;
    }
    let prefix = context.empty_folder("c/package")?.join(&name);
    install_library(context, platform, &prefix)?;
    if has_command_line {
        install_command_line(context, platform, &prefix)?;
    }
    install_documentation(context, &prefix)?;
    let (shell, python) = (context.shell("")?, context.python()?);
    let archive = context.dist.join(format!("{name}.tar.gz"));
    Ok(cmd!(shell, "{python} ci/python/archive.py {prefix} {archive}").run()?)
}

/// Configures, builds and tests the source tree.
fn preset(context: &Context, name: &str) -> Result<()> {
    let shell = context.shell("bindings-c")?;
    Ok(cmd!(shell, "cmake --workflow --preset {name}").run()?)
}

/// The name of the released archive, and of the folder in it.
pub(crate) fn archive_name(context: &Context, platform: &Platform) -> String {
    format!("notifizz-token-c-{}-{}", context.version, platform.name)
}

fn install_library(context: &Context, platform: &Platform, prefix: &Path) -> Result<()> {
    let shell = platform.shell(context, "")?;
    let build = context.build.join("c/release").join(&platform.name);
    let mut options = [
        "-DCMAKE_BUILD_TYPE=Release",
        "-DCMAKE_INSTALL_LIBDIR=lib",
        "-DNOTIFIZZ_TESTS=OFF",
    ]
    .map(str::to_owned)
    .to_vec();
    if !platform.is_native() {
        options.extend(release_compiler(context, platform)?);
    }
    cmd!(shell, "cmake -S bindings-c -B {build} {options...}").run()?;
    cmd!(shell, "cmake --build {build}").run()?;
    let strip = platform.is_native().then_some("--strip");
    cmd!(
        shell,
        "cmake --install {build} {strip...} --prefix {prefix}"
    )
    .run()?;
    // With it, FetchContent takes the archive.
    fs::copy(
        context.path("bindings-c/CMakeLists.txt"),
        prefix.join("CMakeLists.txt"),
    )?;
    Ok(())
}

fn install_command_line(context: &Context, platform: &Platform, prefix: &Path) -> Result<()> {
    let folder = platform.build(context, "notifizz-token-cli", &[])?;
    let program = platform.program("notifizz-token");
    copy(&folder.join(&program), &prefix.join("bin").join(&program))?;
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
    for notice in [NOTICES, SBOM] {
        copy(
            &context.path("bindings-c").join(notice),
            &folder.join(notice),
        )?;
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

/// CMake's options for another platform, for which zig compiles C.
pub(crate) fn cross_compiler(context: &Context, target: &Target<'_>) -> Result<Vec<String>> {
    let tools = zig_tools(context, target.zig)?;
    let mut options = cross_system(target.os, target.arch, target.rust);
    for (variable, tool) in [
        ("CMAKE_C_COMPILER", "cc"),
        ("CMAKE_CXX_COMPILER", "c++"),
        ("CMAKE_AR", "ar"),
        ("CMAKE_RANLIB", "ranlib"),
    ] {
        options.push(format!("-D{variable}={}", tools.join(tool).display()));
    }
    // CMake looks for Apple's program, but has nothing to do for it.
    options.push("-DCMAKE_INSTALL_NAME_TOOL=false".to_owned());
    Ok(options)
}

/// What C is compiled for: as zig and as Rust call it.
#[derive(Debug)]
pub(crate) struct Target<'a> {
    pub(crate) zig: &'a str,
    pub(crate) rust: &'a str,
    pub(crate) os: &'a str,
    pub(crate) arch: &'a str,
}

fn cross_system(os: &str, arch: &str, rust: &str) -> Vec<String> {
    let system = match os {
        "macos" => "Darwin",
        "windows" => "Windows",
        _ => "Linux",
    };
    [
        format!("-DCMAKE_SYSTEM_NAME={system}"),
        format!("-DCMAKE_SYSTEM_PROCESSOR={arch}"),
        "-DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY".to_owned(),
        format!("-DNOTIFIZZ_RUST_TARGET={rust}"),
    ]
    .to_vec()
}

/// CMake's options to build the released library.
fn release_compiler(context: &Context, platform: &Platform) -> Result<Vec<String>> {
    if platform.os == "windows" {
        return msvc(context, platform);
    }
    let target = Target {
        zig: &platform.zig_cc_target(),
        rust: &platform.rust,
        os: &platform.os,
        arch: &platform.arch,
    };
    let mut options = cross_compiler(context, &target)?;
    // What strips a library afterwards would break its signature.
    let name = match platform.os.as_str() {
        "macos" => " -Wl,-install_name,@rpath/libnotifizz_token.0.dylib",
        _ => "",
    };
    options.push(format!("-DCMAKE_SHARED_LINKER_FLAGS=-s{name}"));
    Ok(options)
}

/// CMake's options for a Windows library as MSVC makes it, but without its SDK, of which the library needs
/// nothing: the compiler is clang and the linker comes with Rust.
fn msvc(context: &Context, platform: &Platform) -> Result<Vec<String>> {
    let target = format!("{}-pc-windows-msvc", platform.arch);
    crate::platforms::add_rust_target(context, &target)?;
    let (tools, memory) = (
        zig_tools(context, &target)?,
        memory_functions(context, platform)?,
    );
    let (linker, memory) = (rust_linker(context)?, memory.display().to_string());
    let mut options = cross_system(&platform.os, &platform.arch, &target);
    // Whoever computes with floating point refers to `_fltused`, of which nothing but the address counts.
    let floats = "/ALTERNATENAME:_fltused=notifizz_version";
    options.extend([
        format!("-DCMAKE_C_COMPILER={}", tools.join("clang-cl").display()),
        format!("-DCMAKE_C_COMPILER_TARGET={target}"),
        format!("-DCMAKE_LINKER={}", linker.display()),
        format!("-DCMAKE_AR={}", tools.join("lib").display()),
        "-DCMAKE_MT=CMAKE_MT-NOTFOUND".to_owned(),
        "-DCMAKE_MSVC_RUNTIME_LIBRARY=".to_owned(),
        "-DCMAKE_C_STANDARD_LIBRARIES=".to_owned(),
        format!("-DCMAKE_SHARED_LINKER_FLAGS=/NOENTRY /NODEFAULTLIB /Brepro /MANIFEST:NO {floats} {memory}"),
    ]);
    Ok(options)
}

/// The folder of programs that compile C for a target: zig's, and `clang-cl`, each as CMake calls it.
pub(crate) fn zig_tools(context: &Context, target: &str) -> Result<PathBuf> {
    let folder = context.empty_folder(&format!("c/tools/{target}"))?;
    context.tools_shell("")?;
    let zig = context.venv_python("tools").with_file_name("python-zig");
    let zig = zig.display();
    let shell = context.shell("")?;
    for (name, command) in [
        ("cc", format!("'{zig}' cc -target {target}")),
        ("c++", format!("'{zig}' c++ -target {target}")),
        ("ar", format!("'{zig}' ar")),
        ("ranlib", format!("'{zig}' ranlib")),
        ("lib", format!("'{zig}' lib")),
        ("dlltool", format!("'{zig}' dlltool")),
        ("clang-cl", "clang --driver-mode=cl".to_owned()),
    ] {
        let program = folder.join(name);
        fs::write(&program, format!("#!/bin/sh\nexec {command} \"$@\"\n"))?;
        cmd!(shell, "chmod +x {program}").quiet().run()?;
    }
    Ok(folder)
}

/// One of zig's programs, for any target.
pub(crate) fn zig_tool(context: &Context, name: &str) -> Result<PathBuf> {
    Ok(zig_tools(context, "native")?.join(name))
}

/// The linker of MSVC's files that comes with Rust.
pub(crate) fn rust_linker(context: &Context) -> Result<PathBuf> {
    let shell = context.shell("")?;
    let folder = cmd!(shell, "rustc --print target-libdir").quiet().read()?;
    let linker = Path::new(&folder).with_file_name("bin/gcc-ld/lld-link");
    ensure!(linker.exists(), "Rust has no {}", linker.display());
    Ok(linker)
}

/// The import library of the functions that the compiler calls, which on Windows are ntdll's.
fn memory_functions(context: &Context, platform: &Platform) -> Result<PathBuf> {
    let folder = context.empty_folder(&format!("c/ntdll/{}", platform.name))?;
    let (definition, library) = (folder.join("ntdll.def"), folder.join("ntdll.lib"));
    fs::write(
        &definition,
        "LIBRARY ntdll.dll\nEXPORTS\n memcpy\n memmove\n memset\n memcmp\n __chkstk\n",
    )?;
    let machine = match platform.arch.as_str() {
        "aarch64" => "arm64",
        _ => "i386:x86-64",
    };
    let (shell, dlltool) = (context.shell("")?, zig_tool(context, "dlltool")?);
    cmd!(shell, "{dlltool} -m {machine} -d {definition} -l {library}").run()?;
    Ok(library)
}

/// The released archive, unpacked as a user would.
pub(crate) fn unpack(context: &Context, name: &str) -> Result<PathBuf> {
    let folder = context.empty_folder(name)?;
    let platform = crate::platforms::native(context)?;
    let archive = context.artefact(&archive_name(context, &platform), ".tar.gz")?;
    let shell = context.shell("")?;
    cmd!(shell, "tar -xzf {archive} -C {folder} --strip-components=1").run()?;
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

/// It is the program of cli/, and its completions load.
fn command_line(context: &Context, prefix: &Path) -> Result<()> {
    let shell = context.shell("")?;
    let program = prefix.join("bin/notifizz-token");
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

pub(crate) fn compiler() -> Result<PathBuf> {
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
