//! Failures inside of the packages: ci/failures has a program for each language.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use xshell::cmd;

use crate::context::{Context, missing};
use crate::examples::{self, Server};
use crate::languages::named;
use crate::report::Report;

use super::load::installed;
use super::prove;

/// The folder of the programs.
const FOLDER: &str = "ci/failures";

/// A program that runs out of memory.
struct Program {
    /// The example that needs the same packages.
    example: &'static str,
    arguments: &'static str,
    /// What the calls print that need a copy of their text, and how many these are.
    error: (&'static str, usize),
    /// What the other calls print.
    answers: &'static str,
}

const PROGRAMS: [Program; 5] = [
    Program {
        example: "flask",
        arguments: "memory.py",
        error: ("MemoryError", 8),
        answers: "False False dispatch_body_malformed dispatch_body_malformed dispatch_body_malformed \
                  dispatch_body_malformed True",
    },
    Program {
        example: "express",
        arguments: "memory.js",
        error: ("ERR_MEMORY_ALLOCATION_FAILED", 8),
        answers: "false false ERR_NOTIFIZZ_DISPATCH_BODY_MALFORMED true",
    },
    Program {
        example: "go",
        arguments: "",
        // Nothing is copied, because in Go every allocation that fails ends the process.
        error: ("", 0),
        answers: "true true true true true true",
    },
    Program {
        example: "java",
        // A heap that is nearly all for old objects, so that the texts fit.
        arguments: "-XX:+UseSerialGC -XX:NewSize=64m -XX:MaxNewSize=64m -Xms2500m -Xmx2500m Memory.java",
        error: ("OutOfMemoryError", 10),
        answers: "dispatch_body_malformed true",
    },
    Program {
        example: "ruby",
        arguments: "memory.rb",
        error: ("NoMemoryError", 11),
        answers: "dispatch_body_malformed true",
    },
];

pub(crate) fn check(context: &Context, report: &mut Report) {
    if !context.deep || context.packed || !cfg!(target_os = "linux") {
        return;
    }
    let name = "security: a panic in Python is an exception";
    match named("python").map(|python| python.missing(context)) {
        Ok(None) => prove(context, report, name, || panic_in_python(context)),
        Ok(Some(install)) => report.missing(name, &install),
        Err(error) => report.run(name, || Err(error)),
    }
    for program in &PROGRAMS {
        let language = examples::named(program.example).and_then(|example| example.language());
        let language = match language {
            Ok(language) => language,
            Err(error) => return report.run(program.example, || Err(error)),
        };
        let name = format!("security: allocation failure in {}", language.title());
        let prlimit = missing(&[("prlimit", "", "util-linux")]);
        match language.missing(context).or(prlimit) {
            Some(install) => report.missing(&name, &install),
            None => prove(context, report, &name, || run(context, program)),
        }
    }
}

fn run(context: &Context, program: &Program) -> Result<String> {
    let Server { shell, command } = installed(context, program.example, FOLDER)?;
    let arguments = program.arguments.split_whitespace();
    let runtime = command.first().context("no command")?;
    let printed = cmd!(shell, "{runtime} {arguments...}").read()?;
    let (error, errors) = program.error;
    let answers = program.answers.split_whitespace();
    let expected = core::iter::repeat_n(error, errors).chain(answers.clone());
    ensure!(
        printed.split_whitespace().eq(expected),
        "it prints {printed}"
    );
    // The last one is that of a short text.
    let answers = answers.count() - 1;
    Ok(match errors {
        0 => format!("{answers} calls answer, then a right token"),
        _ => format!("{error} {errors} times, {answers} answered, then a right token"),
    })
}

/// Node, Kotlin and Ruby have such a check in their own steps.
fn panic_in_python(context: &Context) -> Result<String> {
    let wheels = context.empty_folder("failures/wheel")?;
    let shell = context.tools_shell("")?;
    cmd!(
        shell,
        "maturin build --quiet --release --locked --features test-panic --out {wheels}
        --manifest-path bindings-python/Cargo.toml"
    )
    .run()?;
    let wheel = fs::read_dir(&wheels)?.next().context("no wheel")??.path();
    let (base, venv) = (context.python()?, context.empty_folder("failures/venv")?);
    cmd!(shell, "{base} -m venv {venv}").run()?;
    let python = context.venv_python("failures/venv");
    cmd!(shell, "{python} -m pip install --quiet --no-index {wheel}").run()?;
    let program = context.path(FOLDER).join("panic.py");
    // Each panic prints a message and its place.
    Ok(cmd!(shell, "{python} {program}").ignore_stderr().read()?)
}
