//! The fuzz targets of core/fuzz, what their corpus reaches, and random text in Python and Node.js.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use xshell::cmd;

use crate::context::{Context, find, missing, missing_nightly};
use crate::languages::{named, node};
use crate::report::Report;

use super::{memory, prove};

pub(crate) fn check(context: &Context, report: &mut Report) {
    if !context.packed {
        let name = "security: the fuzz targets run their corpus";
        match missing(&[("c++", "CXX", "a C++ compiler (build-essential)")]) {
            Some(install) => report.missing(name, &install),
            None => prove(context, report, name, || replay(context)),
        }
    }
    if context.deep && !context.packed {
        corpus_coverage(context, report);
        fuzz(context, report);
    }
    if context.deep {
        texts(context, report);
    }
}

/// Runs every input that was found before.
fn replay(context: &Context) -> Result<String> {
    let shell = context.shell("")?;
    let printed = cmd!(
        shell,
        "cargo test --locked --quiet -p notifizz-token-fuzz --test corpus -- --nocapture"
    )
    .read()?;
    let counts = printed
        .lines()
        .filter_map(|line| {
            line.split_once(": ")?
                .1
                .strip_suffix(" inputs")?
                .parse()
                .ok()
        })
        .collect::<Vec<usize>>();
    let inputs = counts.iter().sum::<usize>();
    Ok(format!("{inputs} inputs of {} targets", counts.len()))
}

/// How many random texts the packages convert.
const TEXTS: usize = 1_000_000;

/// Runs the test of random text of a language, with the packed artefact.
type Texts = fn(&Context) -> Result<()>;

/// Text as each language stores it, of which another implementation computes the token.
fn texts(context: &Context, report: &mut Report) {
    let languages: [(_, Texts); 2] = [("python", texts_in_python), ("node", texts_in_node)];
    for (name, check) in languages {
        let language = match named(name) {
            Ok(language) => language,
            Err(error) => return report.run(name, || Err(error)),
        };
        let name = format!("security: random text in {}", language.title());
        match language.missing(context) {
            Some(install) => report.missing(&name, &install),
            None => prove(context, report, &name, || {
                check(context).map(|()| format!("{TEXTS} texts, each with its own token"))
            }),
        }
    }
}

fn texts_in_python(context: &Context) -> Result<()> {
    let (shell, python) = (context.shell("bindings-python")?, memory::python(context)?);
    shell.set_var("NOTIFIZZ_PACKAGE", "installed");
    shell.set_var("NOTIFIZZ_CASES", TEXTS.to_string());
    Ok(cmd!(shell, "{python} -m pytest tests/test_differential.py").run()?)
}

fn texts_in_node(context: &Context) -> Result<()> {
    let installed = node::installed(context, "texts", &["notifizz-token"])?;
    let (shell, node) = (context.shell("bindings-node")?, find("node", "NODE"));
    let node = node.context("Node.js is missing")?;
    shell.set_var("NOTIFIZZ_PACKAGE", "installed");
    shell.set_var("NOTIFIZZ_INSTALL_DIR", installed.current_dir());
    shell.set_var("NOTIFIZZ_CASES", TEXTS.to_string());
    Ok(cmd!(shell, "{node} --test test/differential.test.js").run()?)
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

/// How long each target runs, if not for a minute.
const SECONDS: &str = "NOTIFIZZ_FUZZ_SECONDS";

/// The targets, and how many inputs each has to try in a minute.
const TARGETS: [(&str, u64); 6] = [
    ("generate", 100_000),
    ("verify", 200_000),
    ("diagnose", 2_000),
    ("receive", 100_000),
    ("diagnose_dispatch", 20_000),
    ("c", 20_000),
];

/// A minute of each fuzz target, on a nightly toolchain.
fn fuzz(context: &Context, report: &mut Report) {
    if let Some(install) = missing_nightly() {
        return report.missing("security: fuzzing", &install);
    }
    let mut built = None;
    report.run("security: the fuzz targets, with AddressSanitizer", || {
        built = Some(fuzz_targets(context)?);
        Ok(())
    });
    let Some(folder) = built else {
        return;
    };
    for (target, least) in TARGETS {
        let name = format!("security: fuzz {target}");
        prove(context, report, &name, || {
            let tried = fuzz_one(context, &folder, target)?;
            ensure!(tried >= least, "only {tried} inputs");
            Ok(format!("at least {least} inputs, no finding"))
        });
    }
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

/// Runs a target and returns how many inputs it tried.
fn fuzz_one(context: &Context, folder: &Path, target: &str) -> Result<u64> {
    let (shell, python) = (context.shell("")?, context.python()?);
    let corpus = context.build.join("fuzz").join(target);
    let file = format!("core/fuzz/corpus/{target}.txt");
    cmd!(shell, "{python} ci/python/corpus.py unpack {file} {corpus}").run()?;
    let (program, log) = (folder.join(target), corpus.with_extension("log"));
    let seconds = env::var(SECONDS).unwrap_or_else(|_| "60".to_owned());
    let status = Command::new(&program)
        .arg(format!("-max_total_time={seconds}"))
        .args(["-max_len=512", "-print_final_stats=1"])
        .arg(format!("-artifact_prefix={}/", corpus.display()))
        .arg(&corpus)
        .stderr(File::create(&log)?)
        .status()?;
    let printed = fs::read_to_string(&log)?;
    let end = printed.lines().rev().take(60).collect::<Vec<_>>();
    for line in end.iter().rev() {
        println!("{line}");
    }
    ensure!(
        status.success(),
        "{} ended with {status}",
        program.display()
    );
    let tried = printed
        .lines()
        .find_map(|line| line.strip_prefix("stat::number_of_executed_units: "))
        .context("the fuzzer counts no inputs")?;
    Ok(tried.trim().parse()?)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    #[test]
    fn every_target_is_run() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/fuzz/targets");
        let mut files = fs::read_dir(folder)
            .expect("the targets")
            .map(|entry| entry.expect("a target").file_name())
            .collect::<Vec<_>>();
        let mut names = TARGETS.map(|(name, _)| OsString::from(format!("{name}.rs")));
        files.sort();
        names.sort();
        assert_eq!(files, names);
    }
}
