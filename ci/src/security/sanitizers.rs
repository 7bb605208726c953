//! Errors of memory: the packed Python and Node.js packages under valgrind, Go under AddressSanitizer, and the
//! functions of the C library in Miri. The suite of C, under three sanitizers, is in its own step.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use xshell::cmd;

use crate::context::{CC, Context, missing, missing_nightly};
use crate::languages::{c, go, node, python};
use crate::report::Report;

use super::prove;
use super::timing::Valgrind;

/// The figure of a run under valgrind.
const CLEAN: &str = "0 errors in the library, 0 blocks lost";

pub(crate) fn check(context: &Context, report: &mut Report) {
    if !context.deep || !cfg!(target_os = "linux") {
        return;
    }
    let valgrind = || missing(&[CC, ("valgrind", "", "valgrind")]);
    let node = || missing(&[("node", "", "Node.js")]);
    let name = "security: valgrind on Python";
    match valgrind() {
        Some(install) => report.missing(name, &install),
        None => prove(context, report, name, || on_python(context)),
    }
    let name = "security: valgrind on Node.js";
    match valgrind().or_else(node) {
        Some(install) => report.missing(name, &install),
        None => prove(context, report, name, || on_node(context)),
    }
    if context.packed {
        return;
    }
    let name = "security: AddressSanitizer on Go";
    match missing(&[CC, ("go", "", "Go 1.24 or later"), ("cmake", "", "CMake")])
        .or_else(missing_nightly)
    {
        Some(install) => report.missing(name, &install),
        None => prove(context, report, name, || on_go(context)),
    }
    let name = "security: Miri on the C library";
    match missing_miri(context) {
        Some(install) => report.missing(name, &install),
        None => prove(context, report, name, || miri(context)),
    }
}

/// The wheel with the suite's vectors.
fn on_python(context: &Context) -> Result<String> {
    let folder = context.empty_folder("valgrind/python")?;
    let python = python::wheel_venv(context, "valgrind/python/venv")?;
    let shell = context.shell("")?;
    cmd!(
        shell,
        "{python} -m pip install --quiet --constraint bindings-python/constraints.txt pytest"
    )
    .run()?;
    shell.set_var("PYTHONMALLOC", "malloc");
    let valgrind = Valgrind::new(context, &folder);
    let options = valgrind.options();
    let fault = fault(context, &folder)?;
    shell.set_var("PYTHONPATH", context.path("bindings-python/tests"));
    cmd!(
        shell,
        "valgrind {options...} {python} ci/timing/rows.py {fault} test_vectors test_rotations"
    )
    .run()?;
    nothing(&valgrind, "_native.abi3.so")?;
    Ok(CLEAN.to_owned())
}

/// The addon with the suite's vectors.
fn on_node(context: &Context) -> Result<String> {
    let folder = context.empty_folder("valgrind/node")?;
    let installed = node::installed(context, "valgrind", &["notifizz-token"])?;
    let shell = context.shell("bindings-node")?;
    shell.set_var("NOTIFIZZ_PACKAGE", "installed");
    shell.set_var("NOTIFIZZ_INSTALL_DIR", installed.current_dir());
    let valgrind = Valgrind::new(context, &folder);
    let options = &valgrind.options();
    let (fault, library) = (folder.join("fault.cjs"), fault(context, &folder)?);
    fs::write(
        &fault,
        format!("process.dlopen({{ exports: {{}} }}, {library:?});\n"),
    )?;
    // Code that is compiled while it runs would be translated again and again.
    for suite in ["test/vectors.test.js", "test/rotations.test.js"] {
        cmd!(
            shell,
            "valgrind {options...} node --jitless --require {fault} {suite}"
        )
        .run()?;
        nothing(&valgrind, ".node")?;
    }
    Ok(CLEAN.to_owned())
}

/// A library that reads a byte behind its memory and loses it.
const FAULT: &str = "#include <stdlib.h>
int fault(void) { volatile char *lost = malloc(8); int end = lost[8]; lost = 0; return end; }
void *napi_register_module_v1(void *env, void *exports) { (void)env; fault(); return exports; }
";

fn fault(context: &Context, folder: &Path) -> Result<PathBuf> {
    let (source, library) = (folder.join("fault.c"), folder.join("fault.so"));
    fs::write(&source, FAULT)?;
    let (shell, cc) = (context.shell("")?, c::compiler()?);
    cmd!(shell, "{cc} -g -shared -fPIC {source} -o {library}").run()?;
    Ok(library)
}

/// Nothing is reported of the library, but the fault is.
fn nothing(valgrind: &Valgrind<'_>, library: &str) -> Result<()> {
    let [.., errors, lost] = valgrind.count("fault.so")?;
    ensure!(errors == 1 && lost == 1, "the control is not reported");
    let counts = valgrind.count(library)?;
    ensure!(counts == [0; 4], "{library}: {counts:?}");
    Ok(())
}

/// The control: a token that has no room for the NUL, which the library writes.
const SHORT: &str = r#"package main

// #cgo pkg-config: notifizz_token
// #include <notifizz_token.h>
// #include <stdlib.h>
import "C"

func main() {
	text, token := C.CString("user_42"), (*C.char)(C.malloc(64))
	C.notifizz_generate_hashed_token(C.NOTIFIZZ_SCHEME_HMAC_SHA256, text, 7, text, 7, token)
}
"#;

/// The suite with an instrumented C library.
fn on_go(context: &Context) -> Result<String> {
    let folder = context.empty_folder("security/go")?;
    let (build, prefix) = (
        context.build.join("security/go-asan/build"),
        folder.join("prefix"),
    );
    let shell = context.shell("bindings-c")?;
    let options = ["-DNOTIFIZZ_TESTS=OFF", "-DCMAKE_INSTALL_LIBDIR=lib"];
    cmd!(shell, "cmake --preset asan -B {build} {options...}").run()?;
    cmd!(shell, "cmake --build {build}").run()?;
    cmd!(shell, "cmake --install {build} --prefix {prefix}").run()?;
    // So that the static one is linked, with the sanitizer of the program.
    for file in fs::read_dir(prefix.join("lib"))? {
        let file = file?.path();
        if file.to_string_lossy().contains(".so") {
            fs::remove_file(file)?;
        }
    }
    let shell = go::installed_shell(context, go::PACKAGE, &prefix)?;
    shell.set_var("NOTIFIZZ_BACKEND", "cgo");
    // Under the sanitizer cgo allocates more, and what was freed is kept for a while.
    let memory = "^(TestAllocations|TestGarbageIsFreed)$";
    cmd!(shell, "go test -count=1 -asan -skip {memory} .").run()?;
    shell.change_dir(&folder);
    cmd!(shell, "go mod init control").run()?;
    fs::write(folder.join("main.go"), SHORT)?;
    let output = cmd!(shell, "go run -asan .").ignore_status().output()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(
        text.contains("heap-buffer-overflow") && text.contains("64-byte region"),
        "the short buffer is not reported: {text}"
    );
    Ok("0 findings in the suite".to_owned())
}

fn missing_miri(context: &Context) -> Option<String> {
    let miri = || -> Result<String> {
        let shell = context.shell("")?;
        Ok(cmd!(shell, "cargo +nightly miri --version")
            .quiet()
            .read()?)
    };
    missing_nightly().or_else(|| {
        let install = "Miri is missing: rustup component add miri rust-src --toolchain nightly";
        miri().is_err().then(|| install.to_owned())
    })
}

/// Miri interprets the unsafe code, and reports whatever is undefined in Rust.
fn miri(context: &Context) -> Result<String> {
    let shell = context.shell("")?;
    // The corpus is a file.
    shell.set_var("MIRIFLAGS", "-Zmiri-disable-isolation");
    shell.set_var("CARGO_TARGET_DIR", context.path("target/miri"));
    let test = [
        "test",
        "--locked",
        "--quiet",
        "-p",
        "notifizz-token-fuzz",
        "--test",
        "corpus",
    ];
    let printed = cmd!(shell, "cargo +nightly miri {test...} -- --nocapture").read()?;
    let inputs = printed
        .lines()
        .find_map(|line| line.strip_prefix("c: ")?.strip_suffix(" inputs"))
        .context("the corpus of C did not run")?;
    Ok(format!("0 findings in {inputs} inputs of the fuzzer"))
}
