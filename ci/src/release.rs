//! `cargo ci release --dry-run`: all of a release that needs no credentials.

use std::fs;

use anyhow::{Context as _, Result, bail, ensure};
use xshell::cmd;

use crate::context::{Context, find};
use crate::languages::jvm;
use crate::package::{self, CHECKSUMS};
use crate::platforms;
use crate::versions::{self, VersionRequest};

/// Where nothing answers: no registry is asked for names that may not be ours.
const NO_REGISTRY: &str = "http://127.0.0.1:9";

/// The sections of RELEASING.md that a person does.
const BY_HAND: [&str; 2] = ["Once, before the first release", "After the workflow"];

/// A clean checkout, one version, every package in `dist/`, and what each registry's own tool says
/// of them; then the steps that are left.
pub(crate) fn dry_run(context: &Context) -> Result<bool> {
    let shell = context.shell("")?;
    let changes = cmd!(shell, "git status --porcelain").read()?;
    if !changes.is_empty() {
        bail!("the checkout has changes that are not committed:\n{changes}");
    }
    if !versions::run(context, &VersionRequest::Check)? {
        return Ok(false);
    }
    let steps = by_hand(context)?;
    cmd!(
        shell,
        // `cargo publish --dry-run` would ask the registry for the names.
        "cargo package --offline --quiet --locked -p notifizz-token -p notifizz-token-cli"
    )
    .run()?;
    package::run(context, &[], Some("all"))?;
    python(context)?;
    npm(context)?;
    gems(context)?;
    // The plugin that signs for Maven Central needs a key.
    jvm::maven(
        context,
        &context.path("bindings-jvm"),
        &["verify", "-Dgpg.skip"],
    )?;
    println!(
        "\nNothing was published. dist/ has the packages of version {} and {CHECKSUMS}. \
         What RELEASING.md leaves to you:\n\n{steps}",
        context.version
    );
    Ok(true)
}

fn python(context: &Context) -> Result<()> {
    let (shell, packages) = (
        context.tools_shell("")?,
        context.artefacts("notifizz_token-", "")?,
    );
    Ok(cmd!(shell, "python3 -m twine check --strict {packages...}").run()?)
}

fn npm(context: &Context) -> Result<()> {
    let (shell, npm) = (context.shell("")?, find("npm", "NPM"));
    let npm = npm.context("npm is missing")?;
    let packages = context.artefacts("notifizz-token-", ".tgz")?;
    ensure!(!packages.is_empty(), "dist/ has no package of npm");
    for package in packages {
        cmd!(
            shell,
            "{npm} publish --dry-run --offline --ignore-scripts --registry {NO_REGISTRY} {package}"
        )
        .ignore_stderr()
        .run()?;
    }
    Ok(())
}

/// Each gem is whole, and for the platform that its name says.
fn gems(context: &Context) -> Result<()> {
    let shell = context.shell("")?;
    let code = "package = Gem::Package.new(ARGV[0]); package.verify; puts package.spec.file_name, package.spec.platform";
    for platform in platforms::all(context)? {
        let name = format!("notifizz-token-{}-{}.gem", context.version, platform.gem);
        let gem = context.dist.join(&name);
        let found = cmd!(shell, "ruby -r rubygems/package -e {code} {gem}").read()?;
        let expected = format!("{name}\n{}", platform.gem);
        ensure!(found == expected, "{name} says that it is {found:?}");
    }
    Ok(())
}

/// What a person does, in RELEASING.md's words.
fn by_hand(context: &Context) -> Result<String> {
    let page = fs::read_to_string(context.path("RELEASING.md"))?;
    let page = page.replace("X.Y.Z", &context.version);
    let mut text = String::new();
    for title in BY_HAND {
        let heading = format!("\n## {title}\n");
        let (_, section) = page
            .split_once(&heading)
            .with_context(|| format!("RELEASING.md has no section {title:?}"))?;
        let end = section.find("\n## ").unwrap_or(section.len());
        text += &format!("{title}\n{}", section.get(..end).unwrap_or_default());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_the_steps_that_are_printed() {
        let context = Context::new().expect("a checkout");
        let steps = by_hand(&context).expect("both sections");
        for step in ["Reserve the names", "Maven Central"] {
            assert!(steps.contains(step), "{step}");
        }
    }
}
