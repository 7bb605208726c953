//! `cargo ci demo`: one user ID, one token, every language, each through its installed package.

use std::env;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::context::Context;
use crate::language::Language;
use crate::report::{Report, in_ci};
use crate::{languages, package};

const KEY: &str = "NOTIFIZZ_AUTH_SECRET_KEY";
const PLACEHOLDER: &str = "YOUR_AUTH_SECRET_KEY";

/// Prints the table. `false` if a language that is present fails or makes another token.
pub(crate) fn run(context: &Context, user_id: &str, scheme: &str) -> Result<bool> {
    if env::var_os(KEY).is_none_or(|key| key == PLACEHOLDER) {
        println!("The placeholder {PLACEHOLDER} is the key; set {KEY} to use your own.");
    }
    println!("The token of {user_id:?} under {scheme}; what is not built yet is built first.\n");
    build_packages(context)?;
    println!("{:<8} {:<34} {:<64} equal", "language", "package", "token");
    let mut tokens: Vec<String> = Vec::new();
    let mut failures = 0;
    for language in languages::ALL {
        let Some(package) = language.demo_package() else {
            continue;
        };
        if let Some(install) = language.missing(context) {
            println!("{:<8} SKIPPED: {install}", language.title());
            failures += usize::from(in_ci());
            continue;
        }
        match token(context, *language, user_id, scheme) {
            Ok(token) => {
                let equal = tokens.first().is_none_or(|first| *first == token);
                failures += usize::from(!equal);
                println!(
                    "{:<8} {package:<34} {token:<64} {}",
                    language.title(),
                    if equal { "yes" } else { "NO" }
                );
                tokens.push(token);
            }
            Err(error) => {
                println!("{:<8} FAILED: {error:#}", language.title());
                failures += 1;
            }
        }
    }
    println!();
    if failures > 0 || tokens.is_empty() {
        println!("Not every language made the same token.");
        return Ok(false);
    }
    println!("The same token in {} languages.", tokens.len());
    Ok(true)
}

/// Builds what the rows install. A package that cannot be built fails its row, not the demo.
fn build_packages(context: &Context) -> Result<()> {
    let needed = languages::ALL
        .iter()
        .filter(|language| language.demo_package().is_some() && language.missing(context).is_none())
        .flat_map(|language| language.needs_packages().iter().copied())
        .collect::<Vec<_>>();
    package::build_for_checks(context, &needed, &mut Report::default())?;
    println!();
    Ok(())
}

/// The token of one language. What its tools print goes to a file, whose end is shown on failure.
fn token(
    context: &Context,
    language: &dyn Language,
    user_id: &str,
    scheme: &str,
) -> Result<String> {
    let folder = context.build.join("demo");
    fs::create_dir_all(&folder)?;
    let (log, output) = (
        folder.join(format!("{}.log", language.name())),
        folder.join(format!("{}.token", language.name())),
    );
    crate::context::remove(&output)?;
    let file = File::create(&log)?;
    let status = Command::new(env::current_exe()?)
        .args(["demo-one", language.name(), "--scheme", scheme, "--report"])
        .arg(&output)
        .args(["--", user_id])
        .env(KEY, env::var_os(KEY).unwrap_or_else(|| PLACEHOLDER.into()))
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .status()?;
    if !status.success() {
        let text = fs::read_to_string(&log).unwrap_or_default();
        let lines = text.lines().collect::<Vec<_>>();
        let end = lines
            .iter()
            .rev()
            .take(20)
            .rev()
            .map(|line| format!("    {line}"))
            .collect::<Vec<_>>()
            .join("\n");
        bail!("{status}; the end of {}:\n{end}", log.display());
    }
    Ok(fs::read_to_string(output)?)
}

/// One row, for a process of its own.
pub(crate) fn run_one(
    context: &Context,
    language: &dyn Language,
    user_id: &str,
    scheme: &str,
    output: &Path,
) -> Result<()> {
    let token = language.demo(context, user_id, scheme)?;
    let token = token.trim_end();
    if token.len() != 64 {
        bail!("printed {token:?}, which is not a token");
    }
    Ok(fs::write(output, token)?)
}
