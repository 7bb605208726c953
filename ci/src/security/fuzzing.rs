//! The fuzz targets of core/fuzz and what their corpus reaches.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use xshell::cmd;

use crate::context::{Context, missing_nightly};
use crate::report::Report;

use super::prove;

pub(crate) fn check(context: &Context, report: &mut Report) {
    if context.deep && !context.packed {
        corpus_coverage(context, report);
        fuzz(context, report);
    }
}

/// How many of core's lines the inputs of the fuzz targets reach at least, in percent.
const CORPUS_COVERAGE: f64 = 95.0;

/// The corpus reaches core's lines, or fuzzing from it would prove little.
fn corpus_coverage(context: &Context, report: &mut Report) {
    let tools = || -> Result<PathBuf> {
        let shell = context.shell("")?;
        let libraries = cmd!(shell, "rustc --print target-libdir").quiet().read()?;
        let tools = Path::new(&libraries).with_file_name("bin");
        ensure!(tools.join("llvm-cov").exists(), "no llvm-cov");
        Ok(tools)
    };
    let Ok(tools) = tools() else {
        let install = "llvm-cov is missing: rustup component add llvm-tools";
        return report.missing("security: what the fuzz targets reach", install);
    };
    let name = "security: what the fuzz targets reach";
    prove(context, report, name, || coverage(context, &tools));
}

fn coverage(context: &Context, tools: &Path) -> Result<String> {
    let profile = context.empty_folder("coverage")?;
    let shell = context.shell("")?;
    shell.set_var("RUSTFLAGS", "-Cinstrument-coverage");
    shell.set_var("LLVM_PROFILE_FILE", profile.join("%p.profraw"));
    let built = cmd!(
        shell,
        "cargo test --locked --quiet --target-dir target/coverage -p notifizz-token-fuzz --test corpus
        --message-format json --no-run"
    )
    .read()?;
    let program = built
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        // The targets themselves are built, too.
        .filter(|line| {
            line.pointer("/target/name")
                .is_some_and(|name| name == "corpus")
        })
        .find_map(|line| Some(line.get("executable")?.as_str()?.to_owned()))
        .context("cargo names no program")?;
    cmd!(shell, "{program}").run()?;
    let (merge, cov) = (tools.join("llvm-profdata"), tools.join("llvm-cov"));
    let data = profile.join("corpus.profdata");
    cmd!(shell, "{merge} merge -sparse {profile} -o {data}").run()?;
    let sources = context.path("core/src");
    let report = cmd!(
        shell,
        "{cov} export {program} -instr-profile {data} --summary-only --sources {sources}"
    )
    .read()?;
    let report: Value = serde_json::from_str(&report)?;
    let percent = report.pointer("/data/0/totals/lines/percent");
    let percent = percent.and_then(Value::as_f64).context("no percentage")?;
    println!("{percent:.1} % of core's lines");
    ensure!(percent >= CORPUS_COVERAGE, "less than {CORPUS_COVERAGE} %");
    Ok(format!("at least {CORPUS_COVERAGE} % of core's lines"))
}

/// A minute of each fuzz target, on a nightly toolchain.
fn fuzz(context: &Context, report: &mut Report) {
    if let Some(install) = missing_nightly() {
        return report.missing("security: fuzzing", &install);
    }
    let mut built = None;
    report.run("security: the fuzz targets, with AddressSanitizer", || {
        built = Some((fuzz_targets(context)?, corpora(context)?));
        Ok(())
    });
    let Some((folder, targets)) = built else {
        return;
    };
    for target in targets {
        let name = format!("security: fuzz {target}");
        prove(context, report, &name, || {
            fuzz_one(context, &folder, &target)
                .map(|()| "no finding in a minute under AddressSanitizer".to_owned())
        });
    }
}

/// The names of the targets, each of which has a corpus: a test of core/fuzz opens it.
fn corpora(context: &Context) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(context.path("core/fuzz/corpus"))? {
        let path = entry?.path();
        let name = path.file_stem().context("a corpus without a name")?;
        names.push(name.to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Builds what `cargo fuzz build` does, without having to install it, and returns where.
fn fuzz_targets(context: &Context) -> Result<PathBuf> {
    let shell = context.shell("")?;
    let version = cmd!(shell, "rustc -vV").quiet().read()?;
    let triple = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc names no host")?
        .to_owned();
    shell.set_var(
        "RUSTFLAGS",
        "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Zsanitizer=address -Ccodegen-units=1 \
         -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
         -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Cdebug-assertions",
    );
    cmd!(
        shell,
        "rustup run nightly cargo build --locked --quiet --release --config profile.release.lto=\"off\" --target {triple}
        --target-dir target/fuzz -p notifizz-token-fuzz"
    )
    .run()?;
    Ok(context.path("target/fuzz").join(triple).join("release"))
}

fn fuzz_one(context: &Context, folder: &Path, target: &str) -> Result<()> {
    let (shell, python) = (context.shell("")?, context.python()?);
    let corpus = context.build.join("fuzz").join(target);
    let file = format!("core/fuzz/corpus/{target}.txt");
    cmd!(shell, "{python} ci/python/corpus.py unpack {file} {corpus}").run()?;
    let program = folder.join(target);
    let prefix = format!("-artifact_prefix={}/", corpus.display());
    Ok(cmd!(
        shell,
        "{program} -max_total_time=60 -max_len=512 -print_final_stats=1 {prefix} {corpus}"
    )
    .run()?)
}
