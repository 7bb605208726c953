//! The list of checks that ran, and the line that tools read.

use core::fmt::Write as _;
use std::path::Path;
use std::time::Instant;
use std::{env, fs};

use anyhow::{Context as _, Result, bail};
use xshell::Shell;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Pass,
    Fail,
    Skip,
}

impl Outcome {
    const ALL: [(Self, &str); 3] = [
        (Self::Pass, "PASS"),
        (Self::Fail, "FAIL"),
        (Self::Skip, "SKIP"),
    ];

    fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(outcome, _)| *outcome == self)
            .map_or("", |(_, name)| name)
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(outcome, _)| *outcome)
    }
}

/// Whether `CI=true`, where nothing may be missing.
pub(crate) fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|value| value == "true")
}

/// What each check came to.
#[derive(Debug, Default)]
pub(crate) struct Report {
    lines: Vec<(Outcome, String)>,
}

impl Report {
    /// Runs one check and counts it. `check` fails by returning an error.
    pub(crate) fn run(&mut self, name: &str, check: impl FnOnce() -> Result<()>) {
        println!("\n=== {name}");
        let start = Instant::now();
        let result = check();
        let seconds = start.elapsed().as_secs();
        match result {
            Ok(()) => self.add(Outcome::Pass, format!("{name} ({seconds} s)")),
            Err(error) => self.add(Outcome::Fail, format!("{name} ({seconds} s): {error:#}")),
        }
    }

    /// As [`Report::run`], for a check that begins with a shell.
    pub(crate) fn run_in(
        &mut self,
        name: &str,
        shell: Result<Shell>,
        check: impl FnOnce(&Shell) -> Result<()>,
    ) {
        self.run(name, || check(&shell?));
    }

    /// A check that cannot run because a toolchain is missing. With `CI=true` that is a failure.
    pub(crate) fn missing(&mut self, name: &str, install: &str) {
        if in_ci() {
            self.add(Outcome::Fail, format!("{name}: cannot run here: {install}"));
        } else {
            self.add(Outcome::Skip, format!("{name}: {install}"));
        }
    }

    /// A check that cannot run for a reason which no CI can remove, such as another processor.
    pub(crate) fn skip(&mut self, name: &str, reason: &str) {
        self.add(Outcome::Skip, format!("{name}: {reason}"));
    }

    fn add(&mut self, outcome: Outcome, line: String) {
        println!("--- {}  {line}", outcome.name());
        self.lines.push((outcome, line.replace('\n', " ")));
    }

    /// Takes over the lines that another process wrote with [`Report::write`].
    pub(crate) fn read(&mut self, file: &Path) -> Result<()> {
        let text =
            fs::read_to_string(file).with_context(|| format!("no report in {}", file.display()))?;
        for line in text.lines() {
            match line.split_once('\t') {
                Some((name, line)) => {
                    let outcome = Outcome::named(name)
                        .with_context(|| format!("unknown outcome {name:?}"))?;
                    self.lines.push((outcome, line.to_owned()));
                }
                None => bail!("not a line of a report: {line:?}"),
            }
        }
        Ok(())
    }

    pub(crate) fn write(&self, file: &Path) -> Result<()> {
        let mut text = String::new();
        for (outcome, line) in &self.lines {
            writeln!(text, "{}\t{line}", outcome.name())?;
        }
        Ok(fs::write(file, text)?)
    }

    fn count(&self, outcome: Outcome) -> usize {
        self.lines
            .iter()
            .filter(|(counted, _)| *counted == outcome)
            .count()
    }

    /// Prints every check and the counts. `true` if something ran and nothing failed.
    pub(crate) fn finish(&self) -> bool {
        println!();
        for (outcome, line) in &self.lines {
            println!("{}  {line}", outcome.name());
        }
        let (passed, failed) = (self.count(Outcome::Pass), self.count(Outcome::Fail));
        println!(
            "{passed} passed, {failed} failed, {} skipped",
            self.count(Outcome::Skip)
        );
        failed == 0 && !self.lines.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_survives_the_file() {
        let mut report = Report::default();
        report.run("good", || Ok(()));
        report.run("bad", || bail!("two\nlines"));
        report.skip("other", "not here");
        let file = env::temp_dir().join(format!("notifizz-token-report-{}", std::process::id()));
        report.write(&file).expect("written");
        let mut copy = Report::default();
        copy.read(&file).expect("read");
        fs::remove_file(&file).expect("removed");
        assert_eq!(copy.lines, report.lines);
        assert!(!copy.finish());
    }

    #[test]
    fn nothing_is_no_success() {
        assert!(!Report::default().finish());
    }
}
