//! What the packages say of the code of others that is in them, and that nobody installs a package of others
//! under our names.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use xshell::cmd;

use crate::context::{Context, files};
use crate::languages;
use crate::notices::{self, SBOM, SHIPPED};
use crate::platforms;
use crate::report::Report;

use super::{NEEDS_PACKAGES, prove};

pub(crate) fn check(context: &Context, report: &mut Report) {
    let list = "security: the lists of libraries are what cargo compiles";
    prove(context, report, list, || compiled(context));
    let packages = "security: every package carries its notices and SBOM";
    let mut languages = NEEDS_PACKAGES
        .iter()
        .filter_map(|name| languages::named(name).ok());
    match languages.find_map(|language| language.missing(context)) {
        Some(install) => report.missing(packages, &install),
        None => prove(context, report, packages, || carried(context)),
    }
    let names = "security: no command asks a registry for a name that is not ours";
    prove(context, report, names, || registry_names(context));
}

/// The files are current, and list the crates that a build for any platform compiles for its target.
fn compiled(context: &Context) -> Result<String> {
    let (shell, platforms) = (context.shell("")?, platforms::all(context)?);
    for (file, text) in notices::files(context)? {
        let found = fs::read_to_string(&file).unwrap_or_default();
        let file = file.display();
        ensure!(
            found == text,
            "{file} is not current: run `cargo ci generate`"
        );
    }
    for shipped in &SHIPPED {
        let sbom = fs::read_to_string(context.path(shipped.folder).join(SBOM))?;
        let sbom: Value = serde_json::from_str(&sbom)?;
        let components = sbom.get("components").and_then(Value::as_array);
        let components = components.context("no components")?;
        let name = |component: &Value| {
            let purl = component.get("purl")?.as_str()?;
            Some(purl.strip_prefix("pkg:cargo/")?.replace('@', " "))
        };
        let mut listed = components.iter().filter_map(name).collect::<BTreeSet<_>>();
        let planned = shipped.planned(&shell, &platforms)?;
        let differ = planned.symmetric_difference(&listed).collect::<Vec<_>>();
        ensure!(differ.is_empty(), "{}: {differ:?}", shipped.folder);
        let removed = listed.pop_first().context("an empty list")?;
        let missing = planned.difference(&listed).collect::<Vec<_>>();
        ensure!(
            missing == [&removed],
            "the control {removed} is not missing: {missing:?}"
        );
    }
    Ok(format!("0 crates differ in {} lists", SHIPPED.len()))
}

/// Each kind of package: the folder of its binding, and how its name begins and ends.
const KINDS: [(&str, &str, &str); 10] = [
    ("bindings-python", "notifizz_token-", ".whl"),
    ("bindings-python", "notifizz_token-", ".tar.gz"),
    ("bindings-node", "notifizz-token-PLATFORM", ".tgz"),
    ("bindings-node/wasm", "notifizz-token-VERSION", ".tgz"),
    // The checks of other platforms pack theirs without the command line, which names the crates.
    ("bindings-c", "notifizz-token-c-VERSION-HERE", ".tar.gz"),
    ("bindings-c/go", "notifizz-token-go-", ".tar.gz"),
    ("bindings-c/go", "go", ".zip"),
    ("bindings-jvm", "notifizz-token-VERSION.jar", ""),
    ("bindings-ruby", "notifizz-token-", ".gem"),
    ("bindings-uniffi", "notifizz-token-swift-", ".tar.gz"),
];

/// The packages in dist/, each with the folder of its binding.
fn packages(context: &Context) -> Result<Vec<String>> {
    let mut packages = Vec::new();
    let here = platforms::native(context)?.name;
    for (folder, start, end) in KINDS {
        let start = start
            .replace("VERSION", &context.version)
            .replace("HERE", &here);
        let mut found = Vec::new();
        if end == ".zip" {
            found = files(&context.dist.join(&start))?;
            found.retain(|file| file.extension().is_some_and(|extension| extension == "zip"));
        } else if start.ends_with("PLATFORM") {
            for platform in platforms::all(context)? {
                found.extend(context.artefacts(&start.replace("PLATFORM", &platform.npm), end)?);
            }
        } else {
            found.extend(context.artefacts(&start, end)?);
        }
        ensure!(
            !found.is_empty(),
            "dist/ has no {start}*{end}; run `cargo ci package`"
        );
        let argument = |file: &PathBuf| format!("{folder}={}", file.display());
        packages.extend(found.iter().map(argument));
    }
    Ok(packages)
}

fn carried(context: &Context) -> Result<String> {
    let (shell, packages) = (context.tools_shell("")?, packages(context)?);
    cmd!(shell, "python ci/python/notices.py {packages...}").run()?;
    Ok(format!(
        "{} kinds of package, 0 crates that are not listed",
        KINDS.len()
    ))
}

fn registry_names(context: &Context) -> Result<String> {
    let (shell, python) = (context.shell("")?, context.python()?);
    cmd!(shell, "{python} ci/python/registry_names.py").run()?;
    Ok("0 commands".to_owned())
}
