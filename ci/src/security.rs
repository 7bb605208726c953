//! Supply chain: where dependencies come from, what they may be, and their licences.

use xshell::cmd;

use crate::context::{Context, missing_python};
use crate::report::Report;

pub(crate) fn check(context: &Context, report: &mut Report) {
    let name = "security: dependencies, sources and licences";
    match missing_python() {
        Some(install) => report.missing(name, &install),
        None => report.run_in(name, context.tools_shell(""), |sh| {
            Ok(cmd!(sh, "python3 ci/security.py").run()?)
        }),
    }
}
