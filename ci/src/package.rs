//! `cargo ci package`: what is released, in `dist/`.

use std::fs;

use anyhow::{Result, bail};

use crate::context::Context;
use crate::language::Language;
use crate::languages;
use crate::platforms;
use crate::report::Report;

/// Builds the packages of these languages (all if none is named) for a platform (this machine's if
/// none is named; `all` for every one of ci/platforms.toml).
pub(crate) fn run(
    context: &Context,
    languages: &[&'static dyn Language],
    platform: Option<&str>,
) -> Result<bool> {
    let context = Context {
        release: true,
        ..context.clone()
    };
    let platforms = match platform {
        None => vec![platforms::native(&context)?],
        Some("all") => platforms::all(&context)?,
        Some(name) => vec![platforms::named(&context, name)?],
    };
    let languages = if languages.is_empty() {
        languages::ALL
    } else {
        languages
    };
    for language in languages {
        if let Some(install) = language.missing(&context) {
            bail!("{}: {install}", language.name());
        }
        for platform in &platforms {
            println!("\n=== {} for {}", language.name(), platform.name);
            language.package(&context, platform)?;
        }
        language.assemble(&context, &platforms)?;
    }
    for entry in fs::read_dir(&context.dist)? {
        let entry = entry?;
        println!(
            "{:>10}  {}",
            entry.metadata()?.len(),
            entry.path().display()
        );
    }
    Ok(true)
}

/// Builds each package that the checks need, once and one after the other.
pub(crate) fn build_for_checks(
    context: &Context,
    needed: &[&str],
    report: &mut Report,
) -> Result<()> {
    let Ok(platform) = platforms::native(context) else {
        return Ok(());
    };
    for language in languages::ALL {
        if needed.contains(&language.name()) && language.missing(context).is_none() {
            report.run(
                &format!("{}: the package is built", language.name()),
                || {
                    language.package(context, &platform)?;
                    language.assemble(context, core::slice::from_ref(&platform))
                },
            );
        }
    }
    Ok(())
}
