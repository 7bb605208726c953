//! `cargo ci bench`: every language beside its peers, in one run.

use std::fs;

use anyhow::Result;
use xshell::cmd;

use crate::context::Context;
use crate::language::Language;
use crate::languages;
use crate::package;
use crate::report::Report;

/// Times these languages and prints a table; all of them if none is named, and then the table goes
/// into docs/performance.md with its picture. `quick` shortens what can be shortened.
pub(crate) fn run(
    context: &Context,
    chosen: &[&'static dyn Language],
    quick: bool,
) -> Result<bool> {
    let all = chosen.is_empty();
    let languages = if all { languages::ALL } else { chosen };
    let present = languages
        .iter()
        .filter(|language| language.demo_package().is_some())
        .filter(|language| match language.missing(context) {
            None => true,
            Some(install) => {
                eprintln!("{} is left out: {install}", language.name());
                false
            }
        });
    let present = present.collect::<Vec<_>>();
    let needed = present
        .iter()
        .flat_map(|language| language.needs_packages().iter().copied())
        .collect::<Vec<_>>();
    package::build_for_checks(context, &needed, &mut Report::default())?;

    let mut lines = String::new();
    for language in present {
        eprintln!("timing {}", language.name());
        lines += &language.bench(context, quick)?;
        if !lines.ends_with('\n') {
            lines.push('\n');
        }
    }
    let results = context.build.join("bench.tsv");
    fs::write(&results, lines)?;
    if all && !quick {
        let shell = context.shell("")?;
        context.venv("bench-report", &["matplotlib==3.11.0"], &[])?;
        let python = context.venv_python("bench-report");
        cmd!(shell, "{python} ci/python/bench_report.py {results} docs/performance.md docs/images/performance.svg").run()?;
    } else {
        let (shell, python) = (context.shell("")?, context.python()?);
        cmd!(shell, "{python} ci/python/bench_report.py {results}").run()?;
    }
    Ok(true)
}
