//! `cargo ci check` and `cargo ci test`: the steps, side by side, and their report.

use std::collections::VecDeque;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::{env, io, thread};

use anyhow::{Result, bail};

use crate::context::Context;
use crate::language::Language;
use crate::languages;
use crate::report::Report;
use crate::{docs, emulated, lint, package, platforms, security, versions};

/// Set for the processes of the single steps: the packages are built already.
pub(crate) const PACKAGED: &str = "NOTIFIZZ_CI_PACKAGED";

/// A part of the checks.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Language(&'static dyn Language),
    /// A part that belongs to no language: its name, the languages whose packages it needs, and
    /// its checks.
    Other(
        &'static str,
        &'static [&'static str],
        fn(&Context, &mut Report),
    ),
}

const OTHERS: [Step; 5] = [
    Step::Other(
        "platforms",
        &["python", "node", "c", "jvm", "ruby"],
        emulated::check,
    ),
    Step::Other("lint", &[], lint::check),
    Step::Other("security", security::NEEDS_PACKAGES, security::check),
    Step::Other("versions", &[], versions::check),
    Step::Other("docs", docs::NEEDS_PACKAGES, docs::check),
];

impl Step {
    /// Every step. The languages, which take longest, come first, so that two processes end together.
    pub(crate) fn all() -> Vec<Self> {
        languages::ALL
            .iter()
            .map(|language| Self::Language(*language))
            .chain(OTHERS)
            .collect()
    }

    pub(crate) fn names() -> Vec<&'static str> {
        Self::all().iter().map(Self::name).collect()
    }

    pub(crate) fn named(name: &str) -> Result<Self> {
        match Self::all().into_iter().find(|step| step.name() == name) {
            Some(step) => Ok(step),
            None => bail!(
                "unknown step {name:?}; the steps are {}",
                Self::names().join(", ")
            ),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Language(language) => language.name(),
            Self::Other(name, ..) => name,
        }
    }

    fn needs_packages(&self) -> &'static [&'static str] {
        match self {
            Self::Language(language) => language.needs_packages(),
            Self::Other(_, needs, _) => needs,
        }
    }

    fn check(&self, context: &Context, report: &mut Report) {
        match self {
            Self::Language(language) => check_language(*language, context, report),
            Self::Other(.., check) => check(context, report),
        }
    }
}

fn check_language(language: &dyn Language, context: &Context, report: &mut Report) {
    if let Some(install) = language.missing(context) {
        return report.missing(language.name(), &install);
    }
    let name = format!("{}: the packed artefact", language.name());
    match (platforms::native(context), context.packed) {
        (Ok(_), true) => language.check_package(context, report),
        (Ok(_), false) => {
            language.test(context, report);
            language.check_package(context, report);
        }
        (Err(error), true) => report.run(&name, || Err(error)),
        (Err(error), false) => {
            language.test(context, report);
            report.skip(&name, &error.to_string());
        }
    }
}

/// Runs the steps. With `file` the report goes there as well, for another process.
pub(crate) fn run(context: &Context, steps: &[Step], file: Option<&Path>) -> Result<bool> {
    let mut report = Report::default();
    if env::var_os(PACKAGED).is_none() && !context.packed {
        let needed = steps
            .iter()
            .flat_map(|step| step.needs_packages().iter().copied())
            .collect::<Vec<_>>();
        package::build_for_checks(context, &needed, &mut report)?;
    }
    match steps {
        [step] => step.check(context, &mut report),
        _ => side_by_side(context, steps, &mut report)?,
    }
    if let Some(file) = file {
        report.write(file)?;
    }
    Ok(report.finish())
}

/// Each step is a process of its own. There is one more at a time than processors, because steps also wait:
/// for downloads, servers and browsers.
/// What it prints is shown when it ends, so that the lines of two steps do not mix.
fn side_by_side(context: &Context, steps: &[Step], report: &mut Report) -> Result<()> {
    let folder = context.empty_folder("reports")?;
    let queue = Mutex::new(steps.iter().collect::<VecDeque<_>>());
    let workers = thread::available_parallelism().map_or(1, |number| number.get().min(2) + 1);
    let outcomes = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let step = queue.lock().ok().and_then(|mut queue| queue.pop_front());
                    let Some(step) = step else { break };
                    let outcome = one_step(context, step, &folder);
                    if let Ok(mut outcomes) = outcomes.lock() {
                        outcomes.push((step.name(), outcome));
                    }
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().unwrap_or_default();
    for step in steps {
        match outcomes.iter().find(|(name, _)| *name == step.name()) {
            Some((_, Ok(file))) => report.read(file)?,
            Some((name, Err(error))) => report.run(name, || bail!("{error:#}")),
            None => report.run(step.name(), || bail!("the step did not run")),
        }
    }
    Ok(())
}

/// Runs one step in a process of its own and returns the file of its report.
fn one_step(context: &Context, step: &Step, folder: &Path) -> Result<PathBuf> {
    let (log, report) = (
        folder.join(format!("{}.log", step.name())),
        folder.join(format!("{}.tsv", step.name())),
    );
    let output = File::create(&log)?;
    println!(
        "... {} begins; its output goes to {} and is shown when it ends",
        step.name(),
        log.display()
    );
    let mut command = Command::new(env::current_exe()?);
    command
        .args(["check", step.name(), "--report"])
        .arg(&report)
        .env(PACKAGED, "1");
    if context.deep {
        command.arg("--deep");
    }
    if context.packed {
        command.arg("--packed");
    }
    command
        .stdin(std::process::Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output);
    let status = command.status()?;
    let mut stdout = io::stdout().lock();
    io::copy(&mut File::open(&log)?, &mut stdout)?;
    drop(stdout);
    if !report.exists() {
        bail!(
            "ended with {status} and without a report; see {}",
            log.display()
        );
    }
    Ok(report)
}
