//! The documentation: rustdoc, links, commands, and the code in it.

use xshell::cmd;

use crate::context::{Context, missing_python};
use crate::report::Report;

/// The languages whose packages the code in the documentation runs with.
pub(crate) const NEEDS_PACKAGES: &[&str] = &["python", "node", "c"];

pub(crate) fn check(context: &Context, report: &mut Report) {
    report.run("docs: cargo doc", || {
        let shell = context.shell("")?;
        shell.set_var("RUSTDOCFLAGS", "--deny warnings");
        Ok(cmd!(
            shell,
            "cargo doc --locked --quiet --no-deps -p notifizz-token"
        )
        .run()?)
    });
    let name = "docs: links, commands, help";
    match missing_python() {
        Some(install) => report.missing(name, &install),
        None => report.run_in(name, context.tools_shell(""), |sh| {
            Ok(cmd!(sh, "python3 ci/python/pages.py").run()?)
        }),
    }
}
