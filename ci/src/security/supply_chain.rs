//! Supply chain: where dependencies come from, their licences and known vulnerabilities, and the
//! permissions of the workflows.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use xshell::cmd;

use crate::context::{Context, copy_folder, find, missing_python};
use crate::report::Report;

use super::prove;

/// The version that is installed if no `cargo-deny` is on the PATH.
const CARGO_DENY: &str = "0.20.2";

pub(crate) fn check(context: &Context, report: &mut Report) {
    crates(context, report);
    let names = [
        "security: npm's lock files have only hashed packages of the registry",
        "security: workflows pin their actions and have the least permissions",
    ];
    if let Some(install) = missing_python() {
        return names.iter().for_each(|name| report.missing(name, &install));
    }
    let [lock_files, workflows] = names;
    if context.deep && !context.packed {
        prove(
            context,
            report,
            "security: every artefact is the same from another folder",
            || reproducible(context),
        );
    }
    report.run(lock_files, || npm_lock_files(context));
    report.run_in(workflows, context.tools_shell(""), |sh| {
        Ok(cmd!(sh, "zizmor --offline --quiet --min-severity medium .github").run()?)
    });
}

/// deny.toml and core/deny.toml.
fn crates(context: &Context, report: &mut Report) {
    let deny = match cargo_deny(context) {
        Ok(deny) => deny,
        Err(error) => return report.run("security: cargo-deny", || Err(error)),
    };
    report.run_in(
        "security: licences and sources of the crates",
        context.shell(""),
        |sh| Ok(cmd!(sh, "{deny} --locked check bans licenses sources").run()?),
    );
    report.run_in(
        "security: core depends on nothing but its list",
        context.shell("core"),
        |sh| Ok(cmd!(sh, "{deny} --locked --config deny.toml check bans").run()?),
    );
    let name = "security: known vulnerabilities of the crates";
    let fetched = context
        .shell("")
        .and_then(|sh| Ok(cmd!(sh, "{deny} fetch db").run()?));
    if fetched.is_err() {
        return report.skip(name, "the advisory database cannot be fetched here");
    }
    report.run_in(name, context.shell(""), |sh| {
        Ok(cmd!(sh, "{deny} --locked check advisories").run()?)
    });
}

/// The `cargo-deny` on the PATH, else one below target/ci, which takes minutes to build.
fn cargo_deny(context: &Context) -> Result<PathBuf> {
    if let Some(deny) = find("cargo-deny", "CARGO_DENY") {
        return Ok(deny);
    }
    let root = context.build.join(format!("cargo-deny-{CARGO_DENY}"));
    let deny = root
        .join("bin/cargo-deny")
        .with_extension(std::env::consts::EXE_EXTENSION);
    if !deny.exists() {
        let shell = context.shell("")?;
        let target = context.build.join("cargo-deny-target");
        // It runs for a second, so the time to optimise it is not worth it.
        shell.set_var("CARGO_PROFILE_RELEASE_LTO", "off");
        shell.set_var("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
        shell.set_var("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256");
        cmd!(shell, "cargo install --quiet --locked --root {root} --target-dir {target} cargo-deny --version {CARGO_DENY}").run()?;
    }
    Ok(deny)
}

/// Packs everything twice, in this folder and in a copy with another name and another time, and compares
/// every byte.
fn reproducible(context: &Context) -> Result<String> {
    let copy = context.empty_folder("elsewhere")?.join("another name");
    copy_folder(
        &context.root,
        &copy,
        &["target", "dist", ".git", "node_modules", "_native.abi3.so"],
    )?;
    let shell = context.shell("")?;
    cmd!(shell, "cargo ci package").run()?;
    shell.change_dir(&copy);
    cmd!(shell, "cargo ci package").run()?;
    let mut compared = 0;
    for entry in fs::read_dir(copy.join("dist"))? {
        let second = entry?;
        // Go's is a folder, and a crate of sources names the commit.
        let is_crate = second.path().extension().is_some_and(|end| end == "crate");
        if second.file_type()?.is_dir() || is_crate {
            continue;
        }
        let first = context.dist.join(second.file_name());
        ensure!(
            fs::read(&first)? == fs::read(second.path())?,
            "{} depends on where or when it was built",
            first.display()
        );
        compared += 1;
    }
    ensure!(compared > 5, "only {compared} artefacts were compared");
    Ok(format!("{compared} packages, byte for byte"))
}

fn npm_lock_files(context: &Context) -> Result<()> {
    let (shell, python) = (context.shell("")?, context.python()?);
    let listed = cmd!(shell, "git ls-files -z *package-lock.json").read()?;
    let files = listed.split_terminator('\0').collect::<Vec<_>>();
    ensure!(!files.is_empty(), "there is no lock file of npm");
    Ok(cmd!(shell, "{python} ci/python/npm_lock.py {files...}").run()?)
}
