//! What `cargo ci` asks of a language.

use core::fmt::Debug;

use anyhow::{Result, bail};

use crate::context::Context;
use crate::platforms::Platform;
use crate::report::Report;

/// The token of user_42 with the key YOUR_AUTH_SECRET_KEY, from vectors.json.
pub(crate) const KNOWN_TOKEN: &str =
    "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";

/// One language. Its file in `languages/` calls the commands that its developers would type.
///
/// `check_package`, `demo` and `bench` find the packages of the languages that `needs_packages`
/// names in `dist/`: their caller has built these.
pub(crate) trait Language: Debug + Sync {
    /// The name on the command line.
    fn name(&self) -> &'static str;

    /// What a reader of the demo's table sees, such as `Python`.
    fn title(&self) -> &'static str;

    /// Debian's packages that the checks need, for `cargo ci setup`. A package that a machine
    /// often has in a newer version is named with its program, as `program=package`.
    fn debian_packages(&self) -> &'static [&'static str];

    /// What is to be installed before anything of this language can run; `None` if all is there.
    fn missing(&self, context: &Context) -> Option<String>;

    /// Formatters, linters and drift of generated files.
    fn lint(&self, _context: &Context, _report: &mut Report) {}

    /// The languages whose packages in `dist/` `check_package`, the demo and the benchmark use.
    fn needs_packages(&self) -> &'static [&'static str];

    /// Builds what is released for one platform, into `dist/`. Older files of it are removed.
    fn package(&self, _context: &Context, _platform: &Platform) -> Result<()> {
        Ok(())
    }

    /// Builds what is released once, into `dist/`, after the packages of these platforms.
    fn assemble(&self, _context: &Context, _platforms: &[Platform]) -> Result<()> {
        Ok(())
    }

    /// The language's own test command, in the tree.
    fn test(&self, _context: &Context, _report: &mut Report) {}

    /// The same suite against the packed artefact for this machine, and what else has to hold for
    /// that artefact and for the examples that install it.
    fn check_package(&self, _context: &Context, _report: &mut Report) {}

    /// How the demo names the package; `None` if the language has neither a row in the demo nor a
    /// benchmark.
    fn demo_package(&self) -> Option<&'static str> {
        None
    }

    /// The token of `user_id`, printed by the quickstart with the installed package.
    /// The key is in the variable `NOTIFIZZ_AUTH_SECRET_KEY`.
    fn demo(&self, _context: &Context, _user_id: &str, _scheme: &str) -> Result<String> {
        bail!("{} has no row in the demo", self.name())
    }

    /// Lines of `language, case, nanoseconds, ours|peer` between tabs, for the report.
    fn bench(&self, _context: &Context, _quick: bool) -> Result<String> {
        bail!("{} has no benchmark", self.name())
    }
}
