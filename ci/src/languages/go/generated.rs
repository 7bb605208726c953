//! The C library as Go code, for Go without cgo: compiled to WebAssembly, then translated by wasm2go.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use regex::Regex;
use xshell::cmd;

use super::{PACKAGE, minor_version, tool};
use crate::context::Context;
use crate::platforms::add_target;
use crate::report::Report;

/// The newest one, which Go 1.25 builds.
const WASM2GO: &str = "github.com/ncruces/wasm2go@v0.4.21";

/// Another compiler gives other code, which computes the same.
const RUST: &str = "1.95.0";

const TARGET: &str = "wasm32-unknown-unknown";

fn file(context: &Context) -> PathBuf {
    context.path(PACKAGE).join("internal/wasm/token.go")
}

/// Writes the code.
pub(crate) fn write(context: &Context) -> Result<()> {
    Ok(fs::write(file(context), generate(context)?)?)
}

pub(super) fn check(context: &Context, report: &mut Report) {
    let exports = "go: the Go code has the functions of the library and imports nothing";
    report.run(exports, || {
        functions(context, &fs::read_to_string(file(context))?)
    });
    let current = "go: the Go code is what the sources of the library give";
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return report.skip(current, "it is generated on Linux on x86-64");
    }
    if minor_version(context).is_some_and(|minor| minor < 25) {
        return report.skip(current, "wasm2go needs Go 1.25 or later");
    }
    // Where rustup reaches nothing, it cannot be built.
    if let Err(error) = add(context) {
        return report.skip(current, &format!("{error:#}"));
    }
    report.run(current, || {
        ensure!(
            fs::read_to_string(file(context))? == generate(context)?,
            "internal/wasm/token.go is not: run `cargo ci generate go`"
        );
        Ok(())
    });
}

/// Adds what the pinned compiler needs.
fn add(context: &Context) -> Result<()> {
    let shell = context.shell("")?;
    shell.set_var("RUSTUP_TOOLCHAIN", RUST);
    add_target(context, &shell, TARGET)
}

fn generate(context: &Context) -> Result<String> {
    add(context)?;
    let shell = context.shell("")?;
    let mut flags = context.release_flags();
    // A stack of half a page, so that one page of 64 KiB has all.
    flags.push("\u{1f}-Clink-arg=-zstack-size=32768");
    shell.set_var("CARGO_ENCODED_RUSTFLAGS", flags);
    shell.set_var("RUSTUP_TOOLCHAIN", RUST);
    cmd!(
        shell,
        "cargo rustc --quiet --locked --profile c --config profile.c.opt-level=2
        --package notifizz-token-c --features panic-handler
        --target {TARGET} --target-dir target/go --crate-type cdylib"
    )
    .run()?;
    let module = context
        .path("target/go")
        .join(TARGET)
        .join("c/notifizz_token_c.wasm");
    let wasm2go = tool(context, WASM2GO)?;
    // With -unsafe it reads four bytes at once where the processor can, after the same check that they are
    // within the memory. Otherwise a token takes half as long again.
    let code = cmd!(shell, "{wasm2go} -unsafe -pkg wasm {module}").read()? + "\n";
    // For staticcheck, which checks generated code, too.
    let code = code.replacen(
        "\npackage wasm\n",
        "\n//lint:file-ignore SA4006 WebAssembly sets locals that nothing reads\n\npackage wasm\n",
        1,
    );
    functions(context, &code)?;
    Ok(code)
}

/// Fails unless the code exports the functions of bindings-c/symbols.txt and nothing else but the memory,
/// and takes nothing from outside.
fn functions(context: &Context, code: &str) -> Result<()> {
    ensure!(
        code.contains("\nfunc New() *Module {"),
        "an instance needs imports"
    );
    let imports = code
        .split_once("import (")
        .and_then(|(_, rest)| rest.split_once(')'))
        .context("there are no imports")?
        .0;
    for import in imports.split_whitespace() {
        let known = ["encoding/binary", "math", "math/bits", "runtime", "unsafe"];
        ensure!(
            known.contains(&import.trim_matches('"')),
            "the code imports {import}"
        );
    }
    let pattern = Regex::new(r"(?m)^func \(m \*Module\) X(\w+)\(")?;
    let exported = pattern
        .captures_iter(code)
        .filter_map(|captures| captures.get(1))
        .map(|name| name.as_str())
        .filter(|name| !["memory", "__data_end", "__heap_base"].contains(name));
    let mut exported = exported.collect::<Vec<_>>();
    exported.sort_unstable();
    let symbols = fs::read_to_string(context.path("bindings-c/symbols.txt"))?;
    let symbols = symbols.lines().collect::<Vec<_>>();
    ensure!(
        exported == symbols,
        "it exports {exported:?} and not the functions of bindings-c/symbols.txt"
    );
    Ok(())
}
