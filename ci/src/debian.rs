//! Another Debian than this machine's, in a folder below target/ci, for programs that are newer there.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::context::{Context, missing};

/// What to install, or that it takes root.
pub(crate) fn missing_for_a_root(context: &Context) -> Option<String> {
    let user = context
        .shell("")
        .and_then(|sh| Ok(cmd!(sh, "id -u").quiet().read()?));
    if !cfg!(target_os = "linux") || user.is_ok_and(|user| user != "0") {
        return Some("run this on Linux as root, for debootstrap".to_owned());
    }
    missing(&[("debootstrap", "", "debootstrap")])
}

/// The mirror that this machine uses, if it is a Debian.
pub(crate) fn mirror(shell: &Shell) -> Option<String> {
    let targets = ["$(REPO_URI)", "Label: Debian", "Created-By: Packages"];
    let mirrors = cmd!(shell, "apt-get indextargets --format {targets...}")
        .read()
        .ok()?;
    mirrors.lines().next().map(str::to_owned)
}

/// The folder of a Debian trixie with these packages, `target/ci/NAME/root`, which is made once.
pub(crate) fn root(context: &Context, name: &str, packages: &str) -> Result<PathBuf> {
    let root = context.build.join(name).join("root");
    if root.exists() {
        return Ok(root);
    }
    let new = context.empty_folder(&format!("{name}/root.new"))?;
    let shell = context.shell("")?;
    // Without a mirror debootstrap takes the one that it knows.
    let mirror = mirror(&shell);
    cmd!(
        shell,
        "unshare --mount debootstrap --variant=minbase --include={packages} trixie {new} {mirror...}"
    )
    .ignore_stdout()
    .run()?;
    cmd!(shell, "chroot {new} apt-get clean").run()?;
    // It has its name only when it is whole.
    fs::rename(&new, &root)?;
    Ok(root)
}
