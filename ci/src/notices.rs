//! The third-party notices and the software bill of materials (SBOM, as CycloneDX) of each package that has
//! compiled code: what is linked into it on any of the platforms.

use core::fmt::Write as _;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;
use serde_json::{Value, json};
use spdx::{Expression, LicenseItem, Licensee};
use xshell::{Shell, cmd};

use crate::context::Context;
use crate::platforms::{self, Platform};

/// The names of the two files, in the folder of a binding and in its package.
pub(crate) const NOTICES: &str = "THIRD-PARTY-NOTICES.txt";
pub(crate) const SBOM: &str = "sbom.cdx.json";

/// Where a library leaves the choice, the first of these that it offers: the text of Apache-2.0 is in each
/// package anyway.
const LICENCES: [&str; 6] = ["Apache-2.0", "MIT", "ISC", "Zlib", "Unicode-3.0", "MPL-2.0"];

/// A package of a binding, and the crates of the workspace whose compiled code it has.
#[derive(Debug)]
pub(crate) struct Shipped {
    pub(crate) folder: &'static str,
    crates: &'static [&'static str],
    /// A target that is none of the platforms.
    target: Option<&'static str>,
    /// Whether Rust's standard library is linked, and not only its part without an operating system.
    has_std: bool,
    /// Whether zig links it, with its parts for unwinding and for Windows.
    by_zig: bool,
}

const BY_ZIG: Shipped = Shipped {
    folder: "",
    crates: &[],
    target: None,
    has_std: true,
    by_zig: true,
};

pub(crate) const SHIPPED: [Shipped; 8] = [
    Shipped {
        folder: "bindings-python",
        crates: &["notifizz-token-python"],
        ..BY_ZIG
    },
    Shipped {
        folder: "bindings-node",
        crates: &["notifizz-token-node"],
        ..BY_ZIG
    },
    // npm's main package.
    Shipped {
        folder: "bindings-node/wasm",
        crates: &["notifizz-token-wasm"],
        target: Some("wasm32-unknown-unknown"),
        has_std: false,
        by_zig: false,
    },
    Shipped {
        folder: "bindings-c",
        crates: &["notifizz-token-c", "notifizz-token-cli"],
        ..BY_ZIG
    },
    Shipped {
        folder: "bindings-c/go",
        crates: &["notifizz-token-c"],
        target: None,
        has_std: false,
        by_zig: false,
    },
    Shipped {
        folder: "bindings-jvm",
        crates: &["notifizz-token-jvm"],
        ..BY_ZIG
    },
    Shipped {
        folder: "bindings-ruby",
        crates: &["notifizz-token-ruby"],
        ..BY_ZIG
    },
    Shipped {
        folder: "bindings-uniffi",
        crates: &["notifizz-token-uniffi"],
        by_zig: false,
        ..BY_ZIG
    },
];

/// The crates inside of Rust's standard library. Their versions are those of the Rust that compiles it.
const STD: [(&str, &str); 11] = [
    ("addr2line", "Apache-2.0 OR MIT"),
    ("adler2", "0BSD OR MIT OR Apache-2.0"),
    ("cfg-if", "MIT OR Apache-2.0"),
    (
        "compiler_builtins",
        "MIT AND Apache-2.0 WITH LLVM-exception AND (MIT OR Apache-2.0)",
    ),
    ("gimli", "MIT OR Apache-2.0"),
    ("hashbrown", "MIT OR Apache-2.0"),
    ("libc", "MIT OR Apache-2.0"),
    ("memchr", "Unlicense OR MIT"),
    ("miniz_oxide", "MIT OR Zlib OR Apache-2.0"),
    ("object", "Apache-2.0 OR MIT"),
    ("rustc-demangle", "MIT OR Apache-2.0"),
];

/// The licence of this project, and of Rust's libraries.
const OURS: &str = "MIT OR Apache-2.0";

/// What `cargo metadata` says of a crate.
#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    authors: Vec<String>,
    repository: Option<String>,
    manifest_path: PathBuf,
    /// None for the crates of the workspace.
    source: Option<String>,
}

/// What `cargo build --unit-graph` says of a compilation.
#[derive(Debug, Deserialize)]
struct Unit {
    pkg_id: String,
    platform: Option<String>,
    mode: String,
}

#[derive(Debug, Deserialize)]
struct Plan {
    units: Vec<Unit>,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// The two files of each binding.
pub(crate) fn files(context: &Context) -> Result<Vec<(PathBuf, String)>> {
    let shell = context.shell("")?;
    let metadata = cmd!(shell, "cargo metadata --format-version 1 --locked").read()?;
    let metadata: Metadata = serde_json::from_str(&metadata)?;
    let platforms = platforms::all(context)?;
    let mut files = Vec::new();
    for shipped in &SHIPPED {
        let names = shipped.linked(&shell, &platforms)?;
        let mut linked = Vec::new();
        for package in metadata.packages.iter().filter(|it| it.source.is_some()) {
            if names.contains(&format!("{} {}", package.name, package.version)) {
                linked.push(package);
            }
        }
        linked.sort_by_key(|package| (&package.name, &package.version));
        let folder = context.path(shipped.folder);
        files.push((folder.join(NOTICES), shipped.notices(context, &linked)?));
        files.push((folder.join(SBOM), shipped.sbom(context, &linked)?));
    }
    Ok(files)
}

impl Shipped {
    /// Cargo's options for its crates on its targets.
    fn options<'a>(&self, platforms: &'a [Platform]) -> Vec<&'a str> {
        let targets = match self.target {
            Some(target) => vec![target],
            None => platforms.iter().map(|it| it.rust.as_str()).collect(),
        };
        let targets = targets.into_iter().flat_map(|it| ["--target", it]);
        let crates = self.crates.iter().flat_map(|it| ["--package", *it]);
        targets.chain(crates).collect()
    }

    /// The crates that are linked on any platform, as `NAME VERSION`: macros and build scripts are not.
    fn linked(&self, shell: &Shell, platforms: &[Platform]) -> Result<BTreeSet<String>> {
        let options = self.options(platforms);
        let tree = cmd!(
            shell,
            "cargo tree --locked --prefix none --edges normal,no-proc-macro {options...}"
        );
        let tree = tree.quiet().read()?;
        let crates = tree.lines().filter_map(|line| line.split_once(" v"));
        let crates = crates.filter_map(|(name, rest)| Some((name, rest.split(' ').next()?)));
        Ok(crates
            .map(|(name, version)| format!("{name} {version}"))
            .collect())
    }

    /// The same without our own, from the plan of a build, which knows nothing of the tree.
    pub(crate) fn planned(
        &self,
        shell: &Shell,
        platforms: &[Platform],
    ) -> Result<BTreeSet<String>> {
        let options = self.options(platforms);
        // The plan is not stable yet.
        let plan = cmd!(
            shell,
            "cargo build --locked --release --unit-graph -Z unstable-options {options...}"
        );
        let plan = plan.env("RUSTC_BOOTSTRAP", "1").quiet().read()?;
        let plan: Plan = serde_json::from_str(&plan)?;
        // A unit without a platform runs while building.
        let units = plan
            .units
            .iter()
            .filter(|it| it.platform.is_some() && it.mode == "build");
        let crates = units.filter_map(|it| it.pkg_id.strip_prefix("registry+")?.split_once('#'));
        Ok(crates.map(|(_, name)| name.replace('@', " ")).collect())
    }

    fn sbom(&self, context: &Context, linked: &[&Package]) -> Result<String> {
        let mut components = Vec::new();
        for Package {
            name,
            version,
            license,
            ..
        } in linked
        {
            components.push(json!({
                "type": "library",
                "name": name,
                "version": version,
                "purl": format!("pkg:cargo/{name}@{version}"),
                "licenses": [{ "expression": expression(license.as_deref())? }],
            }));
        }
        let library = |name: &str, licence: &str| json!({ "type": "library", "name": name, "licenses": [{ "expression": licence }] });
        if self.has_std {
            let inside = STD.map(|(name, licence)| library(name, licence));
            components.push(json!({
                "type": "library",
                "name": "rust-std",
                "licenses": [{ "expression": OURS }],
                "components": inside,
            }));
        } else {
            components.push(library("rust-core", OURS));
        }
        if self.by_zig {
            components.push(library("llvm-libunwind", "Apache-2.0 WITH LLVM-exception"));
            components.push(library("mingw-w64", "ZPL-2.1"));
        }
        let package = json!({
            "type": "library",
            "name": "notifizz-token",
            "version": context.version,
            "licenses": [{ "expression": OURS }],
        });
        // A component a line, for whoever reads a change of it.
        let components = components.iter().map(Value::to_string).collect::<Vec<_>>();
        Ok(format!(
            "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\n\"metadata\":{},\n\"components\":[\n{}\n]}}\n",
            json!({ "component": package }),
            components.join(",\n")
        ))
    }

    fn notices(&self, context: &Context, linked: &[&Package]) -> Result<String> {
        let mut text = "The compiled code of this package contains the libraries below. \
            Those that can be used under Apache-2.0\nare; its text is in LICENSE-APACHE.\n\n"
            .to_owned();
        let (mut texts, mut sources) = (BTreeMap::<String, Vec<String>>::new(), BTreeSet::new());
        for package in linked {
            let Package { name, version, .. } = package;
            let licence = expression(package.license.as_deref())?;
            writeln!(text, "{name} {version}: {licence}")?;
            for id in chosen(&licence)? {
                if id == "Apache-2.0" {
                    continue;
                }
                if id == "MPL-2.0" {
                    sources.insert(package.repository.clone().context("no repository")?);
                }
                let used = texts.entry(licence_text(package, id)?).or_default();
                used.push(format!("{name} {version}"));
            }
        }
        let rust = "of the Rust that compiled it: MIT OR Apache-2.0";
        if self.has_std {
            let inside = STD.map(|(name, _)| name).join(", ");
            writeln!(text, "standard library {rust}, with\n  {inside}")?;
        } else {
            writeln!(text, "core library {rust}")?;
        }
        if self.by_zig {
            text += "LLVM's libunwind: Apache-2.0 WITH LLVM-exception\n";
            text += "mingw-w64's runtime, on Windows: ZPL-2.1\n";
            let mingw = fs::read_to_string(context.path("ci/notices/mingw-w64.txt"))?;
            texts.insert(tidy(&mingw), vec!["mingw-w64".to_owned()]);
        }
        for source in sources {
            writeln!(
                text,
                "\nThe source of what is under MPL-2.0 is at {source}, not changed by us."
            )?;
        }
        let mut texts = texts
            .into_iter()
            .map(|(licence, used)| (used, licence))
            .collect::<Vec<_>>();
        texts.sort();
        for (used, licence) in texts {
            write!(text, "\n---- {}\n\n{licence}", used.join(", "))?;
        }
        Ok(text)
    }
}

/// An SPDX expression; old manifests have `/` for OR.
fn expression(licence: Option<&str>) -> Result<String> {
    let licence = licence.context("a crate without a licence")?;
    Ok(licence.replace('/', " OR "))
}

/// The licences that are used of those that the expression offers.
fn chosen(expression: &str) -> Result<Vec<&'static str>> {
    let accepted = LICENCES
        .iter()
        .map(|id| Licensee::parse(id))
        .collect::<Result<Vec<_>, _>>()?;
    let requirements = Expression::parse(expression)?.minimized_requirements(&accepted);
    let requirements = requirements.map_err(|error| anyhow::anyhow!("{expression}: {error}"))?;
    requirements
        .iter()
        .map(|requirement| match requirement.license {
            LicenseItem::Spdx { id, .. } => Ok(id.name),
            LicenseItem::Other { .. } => bail!("{expression} is not SPDX's"),
        })
        .collect()
}

/// The text of a licence from the sources of the crate, else the standard one.
fn licence_text(package: &Package, id: &'static str) -> Result<String> {
    let folder = package.manifest_path.parent().context("no folder")?;
    let short = id.split('-').next().unwrap_or(id).to_lowercase();
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .unwrap_or_default()
            .to_lowercase();
        if name == "license" || name == format!("license-{short}") {
            files.push((name, path));
        }
    }
    // The one that names the licence comes last.
    files.sort();
    if let Some((_, file)) = files.last() {
        return Ok(tidy(&read(file)?));
    }
    let standard = spdx::license_id(id).context("no such licence")?.text();
    if id != "MIT" {
        return Ok(tidy(standard));
    }
    let holder = format!("Copyright (c) {}", package.authors.join(", "));
    ensure!(
        standard.contains("Copyright (c) <year> <copyright holders>"),
        "{standard}"
    );
    Ok(tidy(&standard.replace(
        "Copyright (c) <year> <copyright holders>",
        &holder,
    )))
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| file.display().to_string())
}

/// Without trailing whitespace, so that equal texts are equal.
fn tidy(text: &str) -> String {
    let lines = text
        .trim()
        .lines()
        .map(|line| format!("{}\n", line.trim_end()));
    lines.collect()
}
