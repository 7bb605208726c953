//! `ci/platforms.toml`, the one list of platforms.

use std::fs;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use crate::context::Context;

/// One platform that packages are built for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Platform {
    /// The name on the command line, such as `linux-x86_64`.
    pub(crate) name: String,
    /// Rust's target triple.
    pub(crate) rust: String,
    /// The oldest glibc that the files run with.
    pub(crate) glibc: String,
    /// Python's platform tag, as maturin takes it.
    pub(crate) wheel: String,
    /// The platform's package below `bindings-node/npm`.
    pub(crate) npm: String,
    /// The operating system as Rust names it, which is part of archives' names.
    pub(crate) os: String,
    /// The processor as Rust names it.
    pub(crate) arch: String,
}

impl Platform {
    /// The target as cargo-zigbuild takes it, with the oldest glibc.
    pub(crate) fn zig_target(&self) -> String {
        format!("{}.{}", self.rust, self.glibc)
    }

    /// Whether the files run on this machine.
    pub(crate) fn is_native(&self) -> bool {
        self.os == std::env::consts::OS && self.arch == std::env::consts::ARCH
    }
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
        .with_context(|| {
            format!(
                "ci/platforms.toml has no platform for {} {}",
                std::env::consts::OS,
                std::env::consts::ARCH
            )
        })
}
