//! `ci/platforms.toml`, the one list of platforms, and how a library is built for one of them.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};
use xshell::{Shell, cmd};

use crate::context::Context;

/// Whether this machine's C library is glibc, whose oldest version packages promise.
pub(crate) const GLIBC: bool = cfg!(all(target_os = "linux", target_env = "gnu"));

/// One platform that packages are built for.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Platform {
    /// The name on the command line and in the names of archives, such as `linux-x86_64`.
    pub(crate) name: String,
    /// What a reader of docs/platforms.md sees.
    pub(crate) title: String,
    /// Rust's target triple.
    pub(crate) rust: String,
    /// The operating system as Rust names it.
    pub(crate) os: String,
    /// The processor as Rust names it.
    pub(crate) arch: String,
    /// Linux only: `glibc` or `musl`.
    pub(crate) libc: Option<String>,
    /// The oldest glibc or macOS that the files run with.
    pub(crate) minimum: Option<String>,
    /// The platform tag in the name of the wheel.
    pub(crate) wheel: String,
    /// The platform's package below `bindings-node/npm`.
    pub(crate) npm: String,
    /// The folder of Go's static library, as `GOOS_GOARCH`.
    pub(crate) go: Option<String>,
    /// The folder of the native library in the jar.
    pub(crate) jar: String,
    /// The platform of the gem.
    pub(crate) gem: String,
    /// The platform whose C archive and Go library serve this one, too.
    pub(crate) shares: Option<String>,
    /// What runs the packed artefacts.
    pub(crate) run: Run,
}

/// What runs the packed artefacts of a platform in `cargo ci check platforms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Run {
    /// The machine itself.
    Native,
    /// The emulator of another processor.
    Qemu,
    /// musl's loader.
    Musl,
    /// Both.
    QemuMusl,
    /// Wine.
    Wine,
    /// Nothing but the release workflow: here the files are only inspected.
    Workflow,
}

impl Platform {
    /// Whether the files run on this machine.
    pub(crate) fn is_native(&self) -> bool {
        let libc = match self.libc.as_deref() {
            Some("musl") => cfg!(target_env = "musl"),
            Some(_) => cfg!(target_env = "gnu"),
            None => true,
        };
        self.os == OS && self.arch == ARCH && libc
    }

    /// The target as zig's linker takes it, with the oldest glibc.
    fn zig_target(&self) -> String {
        match (self.libc.as_deref(), &self.minimum) {
            (Some("glibc"), Some(minimum)) => format!("{}.{minimum}", self.rust),
            _ => self.rust.clone(),
        }
    }

    /// The C compiler's name of the platform, for `zig cc`.
    pub(crate) fn zig_cc_target(&self) -> String {
        let minimum = self.minimum.as_deref().unwrap_or_default();
        match (self.os.as_str(), self.libc.as_deref()) {
            ("linux", Some("musl")) => format!("{}-linux-musl", self.arch),
            ("linux", _) => format!("{}-linux-gnu.{minimum}", self.arch),
            ("macos", _) => format!("{}-macos.{minimum}", self.arch),
            _ => format!("{}-windows-gnu", self.arch),
        }
    }

    /// The file name of the shared library `name`.
    pub(crate) fn library(&self, name: &str) -> String {
        match self.os.as_str() {
            "windows" => format!("{name}.dll"),
            "macos" => format!("lib{name}.dylib"),
            _ => format!("lib{name}.so"),
        }
    }

    /// The file name of the program `name`.
    pub(crate) fn program(&self, name: &str) -> String {
        if self.os == "windows" {
            format!("{name}.exe")
        } else {
            name.to_owned()
        }
    }

    /// A shell that builds what is released for this platform: with the pinned tools, zig among them,
    /// and with Rust's part for the target, which rustup adds if it is not there.
    pub(crate) fn shell(&self, context: &Context, folder: &str) -> Result<Shell> {
        add_rust_target(context, &self.rust)?;
        let mut flags = context.release_flags();
        if self.libc.as_deref() == Some("musl") {
            // Without it Rust links musl statically, and then makes no shared library.
            flags.push("\u{1f}-C\u{1f}target-feature=-crt-static");
        }
        let shell = context.tools_shell(folder)?;
        shell.set_var("CARGO_ENCODED_RUSTFLAGS", flags);
        if let ("macos", Some(minimum)) = (self.os.as_str(), &self.minimum) {
            shell.set_var("MACOSX_DEPLOYMENT_TARGET", minimum);
        }
        Ok(shell)
    }

    /// Builds a package of the workspace for this platform, and returns the folder of its files. On
    /// Linux zig links, for an older glibc than this machine's and for the other platforms; elsewhere
    /// this machine's own linker does, for this machine.
    pub(crate) fn build(
        &self,
        context: &Context,
        package: &str,
        options: &[&str],
    ) -> Result<PathBuf> {
        self.build_in(&self.shell(context, "")?, context, package, options)
    }

    /// As `build`, with more in the environment.
    pub(crate) fn build_in(
        &self,
        shell: &Shell,
        context: &Context,
        package: &str,
        options: &[&str],
    ) -> Result<PathBuf> {
        if self.os == "macos" && package != "notifizz-token-cli" {
            // The linker would write the folder of the build into the library.
            let name = self.library(&package.replace('-', "_"));
            let mut flags = shell.var_os("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
            flags.push(format!("\u{1f}-Clink-arg=-Wl,-install_name,@rpath/{name}"));
            shell.set_var("CARGO_ENCODED_RUSTFLAGS", flags);
        }
        let options = ["--quiet", "--release", "--locked", "--package", package]
            .into_iter()
            .chain(options.iter().copied());
        if cfg!(target_os = "linux") {
            let target = self.zig_target();
            cmd!(shell, "cargo zigbuild --target {target} {options...}").run()?;
        } else {
            self.ensure_native()?;
            // For the host, whose own linker and C library are there.
            cmd!(shell, "cargo build {options...}").run()?;
            return Ok(context.path("target/release"));
        }
        Ok(context.path("target").join(&self.rust).join("release"))
    }

    /// Other platforms are built on Linux only.
    pub(crate) fn ensure_native(&self) -> Result<()> {
        ensure!(
            cfg!(target_os = "linux") || self.is_native(),
            "what is released for {} is built there, or on Linux",
            self.name
        );
        Ok(())
    }
}

/// Adds Rust's standard library for a target to the toolchain, if it is not there.
pub(crate) fn add_rust_target(context: &Context, target: &str) -> Result<()> {
    add_target(context, &context.shell("")?, target)
}

/// The same for the toolchain of this shell.
pub(crate) fn add_target(context: &Context, shell: &Shell, target: &str) -> Result<()> {
    // Two steps that run side by side may want it at the same time.
    let mut lock = context.lock("rustup")?;
    let _only_one = lock.write()?;
    let sysroot = cmd!(shell, "rustc --print sysroot").quiet().read()?;
    if Path::new(&sysroot)
        .join("lib/rustlib")
        .join(target)
        .is_dir()
    {
        return Ok(());
    }
    cmd!(shell, "rustup target add {target}")
        .run()
        .with_context(|| format!("Rust has no standard library for {target} here"))
}

#[derive(Deserialize)]
struct File {
    platform: Vec<Platform>,
}

pub(crate) fn all(context: &Context) -> Result<Vec<Platform>> {
    let text = fs::read_to_string(context.path("ci/platforms.toml"))?;
    Ok(toml::from_str::<File>(&text)
        .context("ci/platforms.toml")?
        .platform)
}

pub(crate) fn named(context: &Context, name: &str) -> Result<Platform> {
    let platforms = all(context)?;
    let names = platforms
        .iter()
        .map(|platform| platform.name.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    platforms
        .iter()
        .find(|platform| platform.name == name)
        .cloned()
        .with_context(|| format!("unknown platform {name:?}; ci/platforms.toml has {names}"))
}

/// The platform of this machine.
pub(crate) fn native(context: &Context) -> Result<Platform> {
    all(context)?
        .into_iter()
        .find(Platform::is_native)
        .with_context(|| format!("ci/platforms.toml has no platform for {OS} {ARCH}"))
}
