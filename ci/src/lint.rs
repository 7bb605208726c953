//! Formatters, linters and spelling: every language's own, and those for all files.

use anyhow::Result;
use xshell::cmd;

use crate::context::{Context, missing, missing_python};
use crate::languages::{self, go};
use crate::report::Report;

/// The newest one that Go 1.24 builds. It runs shellcheck, which is among the pinned tools.
const ACTIONLINT: &str = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.11";

pub(crate) fn check(context: &Context, report: &mut Report) {
    for language in languages::ALL {
        match language.missing(context) {
            None => language.lint(context, report),
            Some(install) => report.missing(&format!("{}: lint", language.name()), &install),
        }
    }
    let name = "all: spelling, TOML format";
    if let Some(install) = missing_python() {
        return report.missing(name, &install);
    }
    let workflows = "all: the workflows, with their scripts";
    match missing(&[("go", "", "Go 1.24 or later")]) {
        Some(install) => report.missing(workflows, &install),
        None => report.run_in(workflows, context.tools_shell(""), |sh| {
            let actionlint = go::tool(context, ACTIONLINT)?;
            Ok(cmd!(sh, "{actionlint}").run()?)
        }),
    }
    report.run("all: ruff", || ruff(context));
    report.run_in("all: tests of ci/python", context.tools_shell(""), |sh| {
        Ok(cmd!(sh, "python3 -m unittest discover ci/python").run()?)
    });
    report.run_in("all: spelling", context.tools_shell(""), |sh| {
        Ok(cmd!(sh, "typos").run()?)
    });
    report.run_in("all: TOML format", context.tools_shell(""), |sh| {
        Ok(cmd!(sh, "taplo format --check").run()?)
    });
}

fn ruff(context: &Context) -> Result<()> {
    let shell = context.tools_shell("")?;
    cmd!(shell, "ruff check").run()?;
    cmd!(shell, "ruff format --check").run()?;
    Ok(())
}
