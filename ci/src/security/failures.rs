//! Failures inside of the packages: ci/failures has a program for each language.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use xshell::cmd;

use crate::context::{Context, copy_folder, find, missing};
use crate::examples::{self, Server};
use crate::language::KNOWN_TOKEN;
use crate::languages::{named, node};
use crate::platforms;
use crate::report::Report;

use super::load::installed;
use super::{memory, prove};

/// The folder of the programs.
const FOLDER: &str = "ci/failures";

/// Cargo's options for a library that panics when it is asked to.
const TEST_PANIC: [&str; 2] = ["--features", "test-panic"];

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

/// Builds a package that panics when it is asked to, and lets it. Returns what the program counted.
type Panic = fn(&Context) -> Result<String>;

/// A language, whether the check is for the deep run, and the check.
const PANICS: [(&str, bool, Panic); 4] = [
    ("python", true, panic_in_python),
    ("node", false, panic_in_node),
    ("jvm", true, panic_in_java),
    ("ruby", true, panic_in_ruby),
];

pub(crate) fn check(context: &Context, report: &mut Report) {
    for (language, is_deep, panic) in PANICS {
        if context.deep || !is_deep {
            panics(context, report, language, panic);
        }
    }
    if !context.deep || context.packed || !cfg!(target_os = "linux") {
        return;
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

fn panics(context: &Context, report: &mut Report, language: &str, panic: Panic) {
    let language = match named(language) {
        Ok(language) => language,
        Err(error) => return report.run(language, || Err(error)),
    };
    let name = format!("security: a panic in {}", language.title());
    if context.packed {
        return report.skip(&name, "--packed builds nothing");
    }
    match language.missing(context) {
        Some(install) => report.missing(&name, &install),
        None => prove(context, report, &name, || panic(context)),
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

fn panic_in_node(context: &Context) -> Result<String> {
    let built = node::build(context, &platforms::native(context)?, &TEST_PANIC)?;
    // Node.js knows an addon by its name.
    let addon = context.empty_folder("failures/node")?.join("panic.node");
    fs::copy(built, &addon)?;
    let shell = context.shell("bindings-node")?;
    let node = find("node", "NODE").context("Node.js is missing")?;
    Ok(cmd!(shell, "{node} test/panic.js {addon}")
        .ignore_stderr()
        .read()?)
}

fn panic_in_java(context: &Context) -> Result<String> {
    let library = panicking(context, "notifizz-token-jvm", "notifizz_token_jvm")?;
    let output = memory::java(context, &context.empty_folder("failures/java")?)?
        .arg(format!("-Dnotifizz.token.library={}", library.display()))
        .args(["notifizz.token.tests.Program", "panic"])
        .output()?;
    let printed = String::from_utf8(output.stdout)?;
    let expected = format!("1400 of 1400, then {KNOWN_TOKEN}");
    ensure!(printed.trim() == expected, "it prints {printed}");
    Ok("1400 panics of 14 functions, then a right token".to_owned())
}

fn panic_in_ruby(context: &Context) -> Result<String> {
    let library = panicking(context, "notifizz-token-ruby", "notifizz_token_ruby")?;
    let folder = context.empty_folder("failures/ruby")?;
    copy_folder(&context.path("bindings-ruby/lib"), &folder, &[])?;
    let name = library.file_name().context("a library without a name")?;
    fs::copy(&library, folder.join("notifizz_token").join(name))?;
    let (shell, program) = (context.shell(FOLDER)?, "panic.rb");
    Ok(cmd!(shell, "ruby -I {folder} {program}").read()?)
}

/// The native library of a package, built so that it panics when it is asked to.
fn panicking(context: &Context, package: &str, library: &str) -> Result<PathBuf> {
    let platform = platforms::native(context)?;
    let folder = platform.build(context, package, &TEST_PANIC)?;
    Ok(folder.join(platform.library(library)))
}
