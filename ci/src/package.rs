//! `cargo ci package`: what is released, in `dist/`.

use core::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::thread;

use anyhow::{Result, bail, ensure};
use sha2::{Digest as _, Sha256};

use crate::context::{Context, remove};
use crate::language::Language;
use crate::languages;
use crate::platforms::{self, Platform};
use crate::report::Report;

/// The languages whose packages are built only on the platform that they are for.
const NATIVE_ONLY: [&str; 1] = ["swift"];

/// The checksums of all other files in dist/, as `sha256sum --check` reads them.
pub(crate) const CHECKSUMS: &str = "SHA256SUMS";

/// Builds the packages of these languages (all if none is named) for a platform (this machine's if
/// none is named; `all` for every one of ci/platforms.toml).
pub(crate) fn run(
    context: &Context,
    languages: &[&'static dyn Language],
    platform: Option<&str>,
) -> Result<bool> {
    let context = &Context {
        release: true,
        ..context.clone()
    };
    let (all, every) = (platforms::all(context)?, platform == Some("all"));
    let platforms = match platform {
        None => vec![platforms::native(context)?],
        Some("all") => all.clone(),
        Some(name) => vec![platforms::named(context, name)?],
    };
    let everything = every && languages.is_empty();
    if everything {
        // Nothing of an earlier build is released.
        remove(&context.dist)?;
        fs::create_dir_all(&context.dist)?;
    }
    let languages = if languages.is_empty() {
        languages::ALL
    } else {
        languages
    };
    // The wheels take as long as all the rest, mostly in linking, which uses one processor.
    let (wheels, rest): (Vec<_>, Vec<_>) = languages
        .iter()
        .partition(|language| language.name() == "python");
    thread::scope(|scope| {
        let beside = scope.spawn(|| build(context, &wheels, &platforms));
        build(context, &rest, &platforms)?;
        beside
            .join()
            .unwrap_or_else(|_| bail!("building the wheels has panicked"))
    })?;
    if every {
        checksums(context)?;
    }
    print!("\n{}", sizes(context, &all)?);
    if everything {
        complete(context, &all)?;
    }
    Ok(true)
}

/// Builds the packages of these languages for these platforms, one after the other.
fn build(
    context: &Context,
    languages: &[&'static dyn Language],
    platforms: &[Platform],
) -> Result<()> {
    for language in languages {
        if let Some(install) = language.missing(context) {
            bail!("{}: {install}", language.name());
        }
        let mut built = Vec::new();
        for platform in platforms {
            println!("\n=== {} for {}", language.name(), platform.name);
            if NATIVE_ONLY.contains(&language.name()) && !platform.is_native() {
                println!("not built: this package is built only on its own platform");
                continue;
            }
            language.package(context, platform)?;
            built.push(platform.clone());
        }
        language.assemble(context, &built)?;
    }
    Ok(())
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

/// The packages in dist/, with their names.
fn packages(context: &Context) -> Result<Vec<(PathBuf, String)>> {
    let files = context.artefacts("notifizz", "")?;
    let named = |file: PathBuf| {
        let name = file.file_name()?.to_str()?.to_owned();
        Some((file, name))
    };
    Ok(files.into_iter().filter_map(named).collect())
}

fn checksums(context: &Context) -> Result<()> {
    let mut lines = String::new();
    for (file, name) in packages(context)? {
        let digest = Sha256::digest(fs::read(file)?);
        writeln!(lines, "{}  {name}", hex::encode(digest))?;
    }
    Ok(fs::write(context.dist.join(CHECKSUMS), lines)?)
}

/// The ends of the names of a platform's packages: three wheels, an npm package, a gem and a C archive.
fn ends(context: &Context, platform: &Platform) -> Vec<(String, usize)> {
    let mut ends = vec![
        (format!("{}.whl", platform.wheel), 3),
        (format!("-{}-{}.tgz", platform.npm, context.version), 1),
        (format!("-{}.gem", platform.gem), 1),
    ];
    if platform.shares.is_none() {
        let archive = format!("-c-{}-{}.tar.gz", context.version, platform.name);
        ends.push((archive, 1));
    }
    ends
}

/// The size of each package in bytes, by platform.
fn sizes(context: &Context, platforms: &[Platform]) -> Result<String> {
    let mut packages = packages(context)?;
    let mut text = String::new();
    for platform in platforms {
        let ends = ends(context, platform);
        let (here, others) = packages
            .into_iter()
            .partition(|(_, name)| ends.iter().any(|(end, _)| name.ends_with(end)));
        packages = others;
        list(&mut text, &platform.title, here)?;
    }
    list(&mut text, "Every platform", packages)?;
    Ok(text)
}

fn list(text: &mut String, title: &str, packages: Vec<(PathBuf, String)>) -> Result<()> {
    if !packages.is_empty() {
        writeln!(text, "{title}")?;
    }
    for (file, name) in packages {
        writeln!(text, "{:>10}  {name}", fs::metadata(file)?.len())?;
    }
    Ok(())
}

/// Fails if a platform lacks a package.
fn complete(context: &Context, platforms: &[Platform]) -> Result<()> {
    let packages = packages(context)?;
    for platform in platforms {
        for (end, expected) in ends(context, platform) {
            let found = packages.iter().filter(|(_, name)| name.ends_with(&end));
            let found = found.count();
            ensure!(
                found == expected,
                "dist/ has {found} of {expected} packages *{end} for {}",
                platform.name
            );
        }
    }
    Ok(())
}
