//! `cargo ci`: orders each language's own commands and does what no language owns.
//! See README.md beside Cargo.toml for the commands, and for how a language is added.

mod bench;
mod check;
mod commands;
mod context;
mod debian;
mod demo;
mod docs;
mod emulated;
mod examples;
mod generate;
mod language;
mod languages;
mod lint;
mod notices;
mod package;
mod platforms;
mod release;
mod report;
mod security;
mod setup;
mod versions;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;

use crate::commands::Command;
use crate::context::Context;

fn main() -> ExitCode {
    match run(std::env::args_os().skip(1)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("cargo ci: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Runs one command. `false` means that it ran to its end and something failed.
fn run(arguments: impl Iterator<Item = OsString>) -> Result<bool> {
    let command = commands::parse(arguments)?;
    let context = Context::new()?;
    // Not those of root, into which nobody else may write.
    if !matches!(command, Command::Setup) {
        context.create_folders()?;
    }
    match command {
        Command::Help => {
            print!("{}", commands::HELP);
            Ok(true)
        }
        Command::Demo { user_id, scheme } => demo::run(&context, &user_id, &scheme),
        Command::DemoOne {
            language,
            user_id,
            scheme,
            output,
        } => demo::run_one(&context, language, &user_id, &scheme, &output).map(|()| true),
        Command::Check {
            steps,
            deep,
            packed,
            report,
        } => check::run(&context.with(deep, packed), &steps, report.as_deref()),
        Command::Example(example) => examples::run(&context, example),
        Command::Package {
            languages,
            platform,
        } => package::run(&context, &languages, platform.as_deref()),
        Command::Bench { languages, quick } => bench::run(&context, &languages, quick),
        Command::Version(request) => versions::run(&context, &request),
        Command::ReleaseDryRun => release::dry_run(&context),
        Command::Generate { go } => {
            generate::write(&context)?;
            if go {
                languages::go::write(&context)?;
            }
            Ok(true)
        }
        Command::Setup => setup::run(&context).map(|()| true),
    }
}
