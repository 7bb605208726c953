//! `cargo ci version`: one version for all packages. Cargo.toml has it, and other files repeat it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use regex::Regex;
use xshell::{Shell, cmd};

use crate::context::Context;
use crate::languages::go;
use crate::notices::{SBOM, SHIPPED};
use crate::report::Report;

/// The places: a file, and a pattern with the version as its only group.
const PLACES: &[(&str, &str)] = &[
    ("Cargo.toml", r#"^version = "([^"]*)""#),
    (
        "Cargo.toml",
        r#"^notifizz-token = \{ path = "core", version = "([^"]*)" \}"#,
    ),
    (
        "Cargo.toml",
        r#"^notifizz-token-cli = \{ path = "cli", version = "([^"]*)" \}"#,
    ),
    ("bindings-node/package.json", r#"^  "version": "([^"]*)""#),
    (
        "bindings-node/package-lock.json",
        r#"^  "version": "([^"]*)""#,
    ),
    (
        "bindings-node/package-lock.json",
        r#"^      "version": "([^"]*)""#,
    ),
    (
        "bindings-c/include/notifizz_token.h",
        r#"^#define NOTIFIZZ_VERSION "([^"]*)""#,
    ),
    ("bindings-c/go/version.go", r#"^const Version = "([^"]*)""#),
    ("bindings-jvm/pom.xml", r"^  <version>([^<]*)<"),
    (
        "bindings-jvm/src/main/java/notifizz/token/Library.java",
        r#"^    static final String VERSION = String.valueOf\("([^"]*)"\)"#,
    ),
    ("bindings-jvm/README.md", r"/notifizz-token-([0-9.]+)\.jar"),
    ("bindings-jvm/README.md", r"^  <version>([^<]*)<"),
    (
        "benches/jvm/pom.xml",
        r"^    <notifizz-token.version>([^<]*)<",
    ),
    (
        "bindings-ruby/lib/notifizz_token/version.rb",
        r#"^  VERSION = "([^"]*)""#,
    ),
    (
        "bindings-uniffi/README.md",
        r"notifizz-token-swift-([0-9.]+)-linux",
    ),
    ("bindings-node/README.md", r"/notifizz-token-([0-9.]+)\.tgz"),
    ("docs/platforms.md", r"notifizz-token \(([0-9.]+) "),
    ("docs/c.md", r"notifizz-token-c-([0-9.]+)-linux"),
    ("examples/java/README.md", r"/notifizz-token-([0-9.]+)\.jar"),
    (
        "examples/ruby/README.md",
        r"/notifizz-token-([0-9.]+)-x86_64",
    ),
    (
        "examples/rails/README.md",
        r"/notifizz-token-([0-9.]+)-x86_64",
    ),
    (
        "examples/java/pom.xml",
        r"^    <notifizz-token.version>([^<]*)<",
    ),
    (
        "examples/spring-boot/pom.xml",
        r"^    <notifizz-token.version>([^<]*)<",
    ),
    (
        "examples/spring-boot/README.md",
        r"/notifizz-token-([0-9.]+)\.jar",
    ),
    (
        "examples/quickstart/kotlin/pom.xml",
        r"^    <notifizz-token.version>([^<]*)<",
    ),
    ("CHANGELOG.md", r"^## \[([0-9][^]]*)\]"),
];

/// What is asked of the command.
#[derive(Debug)]
pub(crate) enum VersionRequest {
    /// Fail if one place says another version than Cargo.toml.
    Check,
    /// The same, and fail if this is not the tag of the version.
    Tag(String),
    /// Write this version into every place.
    Write(String),
}

pub(crate) fn run(context: &Context, request: &VersionRequest) -> Result<bool> {
    match request {
        VersionRequest::Check => is_same_everywhere(&context.root),
        VersionRequest::Tag(tag) => {
            let expected = format!("v{}", context.version);
            ensure!(
                *tag == expected,
                "the tag is {tag:?}, and the version needs {expected:?}"
            );
            is_same_everywhere(&context.root)
        }
        VersionRequest::Write(version) => write(&context.root, version).map(|()| true),
    }
}

pub(crate) fn check(context: &Context, report: &mut Report) {
    report.run("versions: all manifests have the same", || {
        ensure!(
            is_same_everywhere(&context.root)?,
            "a place has another version"
        );
        Ok(())
    });
    report.run("versions: a new version is written everywhere", || {
        is_written_everywhere(context)
    });
    report.run("versions: the Go module has one path", || {
        go::check_module_path(context)
    });
}

/// In a copy of the checkout; and a place that is missed there is reported.
fn is_written_everywhere(context: &Context) -> Result<()> {
    let copy = context.empty_folder("version")?;
    let shell = context.shell("")?;
    for file in cmd!(
        shell,
        "git ls-files --cached --others --exclude-standard -z"
    )
    .read()?
    .split('\0')
    {
        let (from, to) = (context.path(file), copy.join(file));
        // A link or a folder of another repository has no version.
        if file.is_empty() || !fs::symlink_metadata(&from).is_ok_and(|metadata| metadata.is_file())
        {
            continue;
        }
        fs::create_dir_all(to.parent().context("a file without a folder")?)?;
        fs::copy(from, to)?;
    }
    write(&copy, "9.8.7")?;
    ensure!(is_same_everywhere(&copy)?, "a place was not written");
    let seeded = copy.join("bindings-ruby/lib/notifizz_token/version.rb");
    fs::write(
        &seeded,
        fs::read_to_string(&seeded)?.replace("9.8.7", "9.8.6"),
    )?;
    ensure!(
        !is_same_everywhere(&copy)?,
        "a place with another version is not noticed"
    );
    Ok(())
}

/// The same with the SBOM of each binding.
fn places() -> impl Iterator<Item = (String, &'static str)> {
    let sboms = SHIPPED.iter().map(|shipped| {
        let file = format!("{}/{SBOM}", shipped.folder);
        (file, r#"^"metadata".*"version":"([^"]*)""#)
    });
    let named = PLACES.iter();
    named
        .map(|(file, pattern)| ((*file).to_owned(), *pattern))
        .chain(sboms)
}

fn is_same_everywhere(root: &Path) -> Result<bool> {
    let mut version = None;
    let mut same = true;
    for (file, pattern) in places() {
        let (_, text) = read(root, &file)?;
        let (start, end) = place(&file, pattern, &text)?;
        let here = text.get(start..end).unwrap_or_default();
        let expected = version.get_or_insert_with(|| here.to_owned());
        if here != expected {
            eprintln!("{file} has {here:?} where Cargo.toml has {expected:?} ({pattern})");
            same = false;
        }
    }
    Ok(same)
}

fn write(root: &Path, version: &str) -> Result<()> {
    ensure!(
        Regex::new(r"^\d+\.\d+\.\d+$")?.is_match(version),
        "{version:?} is no version; write it as 1.2.3"
    );
    for (file, pattern) in places() {
        let (path, mut text) = read(root, &file)?;
        let (start, end) = place(&file, pattern, &text)?;
        if file == "CHANGELOG.md"
            && !text
                .get(end..)
                .unwrap_or_default()
                .starts_with("] - unreleased\n")
        {
            // A version that is released keeps its heading.
            let heading = text
                .get(..start)
                .and_then(|before| before.rfind("## ["))
                .unwrap_or(start);
            text.insert_str(heading, &format!("## [{version}] - unreleased\n\n"));
        } else {
            text.replace_range(start..end, version);
        }
        fs::write(path, text)?;
    }
    // Cargo.lock repeats the versions of the workspace's crates.
    let shell = Shell::new()?;
    shell.change_dir(root);
    Ok(cmd!(shell, "cargo update --quiet --workspace").run()?)
}

fn read(root: &Path, file: &str) -> Result<(PathBuf, String)> {
    let path = root.join(file);
    let text = fs::read_to_string(&path).with_context(|| file.to_owned())?;
    Ok((path, text))
}

/// Where the version stands in the text of a file.
fn place(file: &str, pattern: &str, text: &str) -> Result<(usize, usize)> {
    let captures = Regex::new(&format!("(?m){pattern}"))?.captures(text);
    match captures.and_then(|captures| captures.get(1)) {
        Some(version) => Ok((version.start(), version.end())),
        None => bail!("{file} has no match for {pattern}"),
    }
}
