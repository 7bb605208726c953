//! Rust: the core crate, the command line, and what has to hold for their machine code.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use xshell::cmd;

use crate::context::{CARGO, Context, copy_folder, missing, missing_python};
use crate::language::Language;
use crate::platforms::Platform;
use crate::report::Report;

const BARE_METAL: &str = "thumbv7em-none-eabi";

/// Criterion's name of each case, the name in the report, and whose it is.
const BENCHMARKS: [(&str, &str, &str); 11] = [
    ("keyed", "token, kept signer", "ours"),
    ("one_shot", "token, new signer", "ours"),
    ("verify_right", "verify, right token", "ours"),
    ("verify_wrong", "verify, wrong token", "ours"),
    ("keyed_concat", "token, sha256-concat", "ours"),
    (
        "floor_one_compression",
        "floor of it: one SHA-256 compression",
        "peer",
    ),
    ("diagnose_no_known_cause", "diagnose, worst case", "ours"),
    (
        "floor_two_compressions",
        "floor: two SHA-256 compressions",
        "peer",
    ),
    ("ring_keyed_tag_and_hex", "ring, kept key, with hex", "peer"),
    ("ring_keyed_tag_only", "ring, kept key, tag only", "peer"),
    (
        "aws_lc_rs_keyed_tag_and_hex",
        "aws-lc-rs, kept key, with hex",
        "peer",
    ),
];

#[derive(Debug)]
pub(crate) struct Rust;

impl Language for Rust {
    fn name(&self) -> &'static str {
        "rust"
    }

    fn title(&self) -> &'static str {
        "Rust"
    }

    fn debian_packages(&self) -> &'static [&'static str] {
        &[]
    }

    fn missing(&self, _context: &Context) -> Option<String> {
        missing(&[CARGO])
    }

    fn lint(&self, context: &Context, report: &mut Report) {
        report.run_in("rust: cargo fmt", context.shell(""), |sh| {
            Ok(cmd!(sh, "cargo fmt --all --check").run()?)
        });
        report.run("rust: clippy", || {
            let shell = context.shell("")?;
            // The benchmarks and the fuzz targets bring dependencies that take minutes to compile.
            let except = ["--exclude", "notifizz-token-benches", "--exclude", "notifizz-token-fuzz"];
            Ok(cmd!(shell, "cargo clippy --workspace {except...} --all-targets --locked --quiet -- --deny warnings").run()?)
        });
    }

    fn needs_packages(&self) -> &'static [&'static str] {
        &[]
    }

    fn assemble(&self, context: &Context, _platforms: &[Platform]) -> Result<()> {
        let shell = context.shell("")?;
        // Offline, because Cargo would ask the registry for the library that the program depends on.
        cmd!(shell, "cargo package --quiet --offline --locked --allow-dirty --no-verify -p notifizz-token -p notifizz-token-cli").run()?;
        for name in ["notifizz-token", "notifizz-token-cli"] {
            let file = format!("{name}-{}.crate", context.version);
            fs::copy(
                context.path("target/package").join(&file),
                context.dist.join(&file),
            )?;
        }
        Ok(())
    }

    fn test(&self, context: &Context, report: &mut Report) {
        report.run_in("rust: cargo test", context.shell(""), |sh| {
            Ok(cmd!(sh, "cargo test --locked").run()?)
        });
        report.run_in(
            "rust: core with the unicode feature",
            context.shell(""),
            |sh| {
                Ok(cmd!(
                    sh,
                    "cargo test --locked --quiet -p notifizz-token --all-features"
                )
                .run()?)
            },
        );
        report.run_in("rust: cargo ci's own tests", context.shell(""), |sh| {
            Ok(cmd!(sh, "cargo test --locked --quiet -p notifizz-token-ci").run()?)
        });
        report.run_in(
            "rust: no key is left on the stack",
            context.shell(""),
            |sh| {
                Ok(cmd!(
                    sh,
                    "cargo test --locked --quiet --release -p notifizz-token --test zeroize"
                )
                .run()?)
            },
        );
        report.run("rust: the wipe test fails without the wipe", || {
            wipe_control(context)
        });
        bare_metal(context, report);
        oldest_rust(context, report);
        report.run_in("rust: random cases against ring", context.shell(""), |sh| {
            Ok(cmd!(
                sh,
                "cargo test --locked --quiet --release -p notifizz-token --test differential"
            )
            .run()?)
        });
        let vectors = "vectors: the files are what their generator writes";
        match missing_python() {
            Some(install) => report.missing(vectors, &install),
            None => report.run(vectors, || generated(context)),
        }
        if context.deep {
            backends(context, report);
        }
    }

    fn demo_package(&self) -> Option<&'static str> {
        Some("notifizz-token (crate)")
    }

    fn demo(&self, context: &Context, user_id: &str, scheme: &str) -> Result<String> {
        let shell = context.shell("")?;
        Ok(cmd!(shell, "cargo run --quiet --release --locked -p notifizz-token-quickstart -- {user_id} {scheme}").read()?)
    }

    fn bench(&self, context: &Context, quick: bool) -> Result<String> {
        let shell = context.shell("")?;
        let folder = context.path("target/criterion");
        crate::context::remove(&folder)?;
        let time: &[&str] = if quick { &["--", "--quick"] } else { &[] };
        cmd!(
            shell,
            "cargo bench --locked --quiet -p notifizz-token-benches {time...}"
        )
        .ignore_stdout()
        .run()?;
        let mut lines = String::new();
        for (name, title, whose) in BENCHMARKS {
            let file = folder.join(name).join("new/estimates.json");
            let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
            let estimates: Value = serde_json::from_str(&text)?;
            let median = estimates
                .pointer("/median/point_estimate")
                .and_then(Value::as_f64);
            let median = median.with_context(|| format!("{name} has no median"))?;
            lines += &format!("Rust\t{title}\t{median:.1}\t{whose}\n");
        }
        Ok(lines)
    }
}

fn has_sha_ni() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("sha");
    #[cfg(not(target_arch = "x86_64"))]
    false
}

/// Whichever backend of sha2 this processor has not. Every crate is compiled again for each, which takes
/// minutes; the software one also runs in each check, on the processors that are emulated.
fn backends(context: &Context, report: &mut Report) {
    report.run("rust: the software backend of SHA-256", || {
        backend(context, "soft", &[])
    });
    let sha_ni = "rust: the SHA-NI backend of SHA-256";
    if has_sha_ni() {
        report.run(sha_ni, || {
            backend(context, "x86-sha", &["-C", "target-feature=+sha,+sse4.1"])
        });
    } else {
        report.skip(sha_ni, "this processor has none");
    }
}

/// The known answers with one backend of sha2 forced.
fn backend(context: &Context, name: &str, options: &[&str]) -> Result<()> {
    let shell = context.shell("")?;
    shell.set_var(
        "RUSTFLAGS",
        format!("--cfg sha2_256_backend=\"{name}\" {}", options.join(" ")),
    );
    let target = context.path("target").join(name);
    cmd!(shell, "cargo test --locked --quiet --target-dir {target} -p notifizz-token --test vectors --test wycheproof").run()?;
    cmd!(shell, "cargo test --locked --quiet --target-dir {target} -p notifizz-token --release --test zeroize").run()?;
    Ok(())
}

/// In a copy of core whose sha2 does not wipe, the test has to fail, and for that reason.
fn wipe_control(context: &Context) -> Result<()> {
    let copy = context.empty_folder("wipe-control")?;
    copy_folder(
        &context.path("core"),
        &copy.join("core"),
        &["no-std-check", "fuzz", "vectors"],
    )?;
    let manifest = fs::read_to_string(context.path("Cargo.toml"))?;
    let package = manifest
        .find("[workspace.package]")
        .context("no [workspace.package]")?;
    let rest = manifest.get(package..).unwrap_or_default();
    fs::write(
        copy.join("Cargo.toml"),
        format!("[workspace]\nmembers = [\"core\"]\nresolver = \"3\"\n\n{rest}"),
    )?;
    fs::copy(context.path("Cargo.lock"), copy.join("Cargo.lock"))?;
    let core = copy.join("core/Cargo.toml");
    let with = fs::read_to_string(&core)?;
    let line = "sha2 = { version = \"0.11\", default-features = false, features = [\"zeroize\"] }";
    ensure!(with.contains(line), "core/Cargo.toml has no line {line}");
    fs::write(
        &core,
        with.replace(
            line,
            "sha2 = { version = \"0.11\", default-features = false }",
        ),
    )?;
    let shell = context.shell("")?;
    // The crates that do not change are there already.
    let (manifest, target) = (copy.join("Cargo.toml"), context.path("target"));
    let output = cmd!(
        shell,
        "cargo test --quiet --manifest-path {manifest} --target-dir {target} --test zeroize"
    )
    .ignore_status()
    .output()?;
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    ensure!(
        !output.status.success(),
        "the test passes although nothing is wiped"
    );
    ensure!(
        text.contains("in the dropped signer"),
        "the test fails for another reason:\n{text}"
    );
    Ok(())
}

fn bare_metal(context: &Context, report: &mut Report) {
    let name = format!("rust: core builds for {BARE_METAL}");
    let is_there = || -> Result<bool> {
        let shell = context.shell("")?;
        let sysroot = cmd!(shell, "rustc --print sysroot").quiet().read()?;
        Ok(Path::new(&sysroot)
            .join("lib/rustlib")
            .join(BARE_METAL)
            .is_dir())
    };
    if is_there().unwrap_or(false) {
        report.run_in(&name, context.shell(""), |sh| {
            Ok(cmd!(
                sh,
                "cargo build --locked --quiet -p notifizz-token --target {BARE_METAL}"
            )
            .run()?)
        });
    } else {
        report.skip(
            &name,
            &format!("that target is not installed (rustup target add {BARE_METAL})"),
        );
    }
}

/// The oldest Rust that the manifests name.
fn oldest_rust(context: &Context, report: &mut Report) {
    let version = env!("CARGO_PKG_RUST_VERSION");
    let name = format!("rust: every package with Rust {version}");
    let toolchain = format!("+{version}");
    let is_there = Command::new("cargo")
        .args([&toolchain, "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !is_there.is_ok_and(|status| status.success()) {
        return report.skip(
            &name,
            &format!("that toolchain is not installed (rustup toolchain install {version})"),
        );
    }
    report.run(&name, || {
        let shell = context.shell("")?;
        // Not `cargo +VERSION`, which the cargo that runs this program would not understand.
        cmd!(shell, "rustup run {version} cargo test --locked --quiet --target-dir target/msrv -p notifizz-token --all-features").run()?;
        cmd!(
            shell,
            "rustup run {version} cargo check --locked --quiet --target-dir target/msrv -p notifizz-token-cli
            -p notifizz-token-python -p notifizz-token-node -p notifizz-token-c -p notifizz-token-jvm -p notifizz-token-uniffi
            -p notifizz-token-ci"
        )
        .run()?;
        Ok(())
    });
}

fn generated(context: &Context) -> Result<()> {
    let (shell, python) = (context.shell("")?, context.python()?);
    Ok(cmd!(shell, "{python} vectors/generate.py --check").run()?)
}
