//! The promises of SECURITY.md: each is a check, and docs/security.md has its figure.

use std::collections::BTreeSet;
use std::{env, fs};

use anyhow::{Context as _, Result, ensure};

use crate::context::{Context, remove};
use crate::report::{Report, in_ci};

mod failures;
mod fuzzing;
mod load;
mod memory;
mod packages;
mod proofs;
mod sanitizers;
mod supply_chain;
mod timing;

/// The page of the figures.
const PAGE: &str = "docs/security.md";

/// The languages whose packages the checks use.
pub(crate) const NEEDS_PACKAGES: &[&str] = &["python", "node", "c", "go", "jvm", "ruby", "swift"];

/// Whether figures that differ are written into the page.
const WRITE: &str = "NOTIFIZZ_CI_WRITE";

/// What each check of a figure has printed, below target/ci.
const FIGURES: &str = "figures";

pub(crate) fn check(context: &Context, report: &mut Report) {
    if let Err(error) = remove(&context.build.join(FIGURES)) {
        report.run("security: figures of earlier runs", || Err(error));
    }
    memory::check(context, report);
    timing::check(context, report);
    failures::check(context, report);
    proofs::check(context, report);
    fuzzing::check(context, report);
    sanitizers::check(context, report);
    load::check(context, report);
    packages::check(context, report);
    supply_chain::check(context, report);
    report.run("security: docs/security.md has the figures", || {
        figures(context)
    });
}

/// Runs a check whose figure stands in docs/security.md. `check` returns it: what was counted and holds in
/// every run, such as `0 copies of 9 forms`, and for what is measured the limit that it did not pass.
pub(crate) fn prove(
    context: &Context,
    report: &mut Report,
    name: &str,
    check: impl FnOnce() -> Result<String>,
) {
    report.run(name, || {
        let figure = check()?;
        println!("figure: {figure}");
        let folder = context.build.join(FIGURES);
        fs::create_dir_all(&folder)?;
        let file = name.replace(|letter: char| !letter.is_alphanumeric(), "-");
        Ok(fs::write(folder.join(file), format!("{name}\t{figure}"))?)
    });
}

/// Compares what the checks of this run have printed with the page: a row of its table has the check's name
/// in the second column and the figure in the third. The deep run of a CI has to print each figure of the page.
/// With `NOTIFIZZ_CI_WRITE` the figures are written into the page instead.
fn figures(context: &Context) -> Result<()> {
    let mut page = fs::read_to_string(context.path(PAGE)).context(PAGE)?;
    let mut wrong = Vec::new();
    let mut printed = BTreeSet::new();
    let folder = context.build.join(FIGURES);
    if folder.exists() {
        for entry in fs::read_dir(folder)? {
            let text = fs::read_to_string(entry?.path())?;
            let (check, figure) = text.split_once('\t').context("not a figure")?;
            let row = rows(&page).find(|(_, name, _)| *name == check);
            match row {
                Some((_, _, written)) if written == figure => {}
                Some((row, _, written)) if env::var_os(WRITE).is_some() => {
                    let end = row.replace(&format!("| {written} |"), &format!("| {figure} |"));
                    page = page.replace(row, &end);
                }
                _ => wrong.push(format!("no row `{check}` | {figure}")),
            }
            printed.insert(check.to_owned());
        }
    }
    if context.deep && !context.packed && in_ci() {
        let silent = rows(&page).filter(|(_, check, _)| !printed.contains(*check));
        wrong.extend(silent.map(|(_, check, _)| format!("{check} has no figure")));
    }
    ensure!(wrong.is_empty(), "{PAGE}: {}", wrong.join("; "));
    if env::var_os(WRITE).is_some() {
        fs::write(context.path(PAGE), page)?;
    }
    Ok(())
}

/// The rows of the page that have a figure of these checks, with their second and third column.
fn rows(page: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    page.lines().filter_map(|row| {
        let [_, _, check, figure, _] = *row.split('|').map(str::trim).collect::<Vec<_>>() else {
            return None;
        };
        let check = check.strip_prefix('`')?.strip_suffix('`')?;
        check
            .starts_with("security: ")
            .then_some((row, check, figure))
    })
}
