//! `cargo ci setup`: the Debian packages that the checks need. For CI and for fresh machines; run
//! as root.

use anyhow::{Result, bail};
use xshell::cmd;

use crate::context::Context;
use crate::{emulated, languages};

/// What no single language needs.
const COMMON: [&str; 2] = ["build-essential", "git"];

/// Installs what is missing. `program=package` stands for a package whose program may come with
/// the machine, in a version that is newer than Debian's.
pub(crate) fn run(context: &Context) -> Result<()> {
    if !cfg!(target_os = "linux") {
        bail!(
            "setup installs Debian packages; on this system install what the skipped checks name"
        );
    }
    let mut packages = [&COMMON[..], &emulated::DEBIAN_PACKAGES[..]].concat();
    let wanted = languages::ALL
        .iter()
        .flat_map(|language| language.debian_packages());
    for package in wanted {
        match package.split_once('=') {
            Some((program, _)) if which::which(program).is_ok() => {}
            Some((_, package)) => packages.push(package),
            None => packages.push(package),
        }
    }
    packages.sort_unstable();
    packages.dedup();
    let shell = context.shell("")?;
    shell.set_var("DEBIAN_FRONTEND", "noninteractive");
    cmd!(shell, "apt-get update --quiet=2").run()?;
    cmd!(
        shell,
        "apt-get install --quiet=2 --yes --no-install-recommends {packages...}"
    )
    .ignore_stdout()
    .run()?;
    Ok(())
}
