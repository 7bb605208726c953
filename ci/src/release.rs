//! `cargo ci release --dry-run`: a release, as far as it goes without publishing.

use anyhow::{Result, bail};
use xshell::cmd;

use crate::context::Context;
use crate::package;
use crate::versions::{self, VersionRequest};

/// One version everywhere, a clean checkout, every package in `dist/`, and the crates as crates.io
/// would get them.
pub(crate) fn dry_run(context: &Context) -> Result<bool> {
    let shell = context.shell("")?;
    let changes = cmd!(shell, "git status --porcelain").read()?;
    if !changes.is_empty() {
        bail!("the checkout has changes that are not committed:\n{changes}");
    }
    if !versions::run(context, &VersionRequest::Check)? {
        return Ok(false);
    }
    cmd!(
        shell,
        "cargo package --quiet --locked -p notifizz-token -p notifizz-token-cli"
    )
    .run()?;
    package::run(context, &[], Some("all"))?;
    println!(
        "\nNothing was published. RELEASING.md says how to go on with version {}.",
        context.version
    );
    Ok(true)
}
