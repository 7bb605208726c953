//! The packed gems.

use std::path::Path;

use anyhow::{Context as _, Result};
use xshell::cmd;

use super::runtimes::{debian, run_suite};
use super::{Suite, node, qemu_in};
use crate::context::{Context, files};
use crate::language::Language as _;
use crate::languages::ruby::Ruby;
use crate::platforms::{Platform, Run};

/// The files that run without a process of their own, which an emulator would not run.
const TESTS: [&str; 5] = [
    "vectors_test.rb",
    "hostile_test.rb",
    "client_test.rb",
    "dispatches_test.rb",
    "rotations_test.rb",
];

pub(super) fn suite(platform: &Platform) -> Option<Suite<'_>> {
    let (title, run): (_, fn(&Context, &Platform) -> Result<()>) = match platform.run {
        Run::Qemu => ("with its Ruby", run),
        Run::Musl | Run::QemuMusl => ("whose library musl's loader loads", load),
        Run::Native | Run::Wine | Run::Workflow => return None,
    };
    Some(Suite {
        language: &Ruby,
        name: format!("the gem for {}, {title}", platform.name),
        platform,
        is_quick: false,
        run: Box::new(move |context| run(context, platform)),
    })
}

fn run(context: &Context, platform: &Platform) -> Result<()> {
    Ruby.package(context, platform)?;
    let gem = context.artefact("notifizz-token-", &format!("-{}.gem", platform.gem))?;
    let packages = ["ruby", "ruby-ffi", "ruby-minitest"];
    let root = debian(context, "bookworm", "arm64", &packages)?;
    let [ruby, install] = ["ruby3.1", "gem3.1"].map(|name| root.join("usr/bin").join(name));
    let emulator = &qemu_in(&platform.arch, &root).context("qemu is missing")?;
    let shell = context.shell("bindings-ruby")?;
    let gems = context.empty_folder(&format!("platforms/{}/gems", platform.name))?;
    shell.set_var("GEM_HOME", &gems);
    cmd!(
        shell,
        "env {emulator...} {ruby} {install} install --silent --local --no-document --ignore-dependencies {gem}"
    )
    .run()?;
    shell.set_var("NOTIFIZZ_PACKAGE", "installed");
    shell.set_var("NOTIFIZZ_DEEP", "");
    let tests = TESTS.map(|name| context.path("bindings-ruby/test").join(name));
    let program = "ARGV.each { |file| require file }";
    run_suite(
        cmd!(shell, "env {emulator...} {ruby} -e {program} {tests...}"),
        None,
    )
}

/// No registry has a Ruby that is linked to musl. That the library loads is seen with Node.js, which then
/// misses an addon in it.
fn load(context: &Context, platform: &Platform) -> Result<()> {
    Ruby.package(context, platform)?;
    let gem = context.artefact("notifizz-token-", &format!("-{}.gem", platform.gem))?;
    let folder = context.empty_folder(&format!("platforms/{}/gem", platform.name))?;
    let shell = context.shell("")?;
    shell.change_dir(&folder);
    cmd!(shell, "tar -xf {gem}").run()?;
    cmd!(shell, "tar -xzf data.tar.gz").run()?;
    let name = platform.library("notifizz_token_ruby");
    let found = files(&folder)?;
    let library = found
        .iter()
        .find(|file| file.file_name() == Some(Path::new(&name).as_os_str()))
        .context("the gem has no library")?;
    let node = node::program(context, platform)?;
    let program = "let message; \
        try { process.dlopen({ exports: {} }, process.argv[1]) } catch (error) { message = error.message } \
        require('node:assert').match(message, /did not self-register/)";
    run_suite(cmd!(shell, "env {node...} -e {program} {library}"), None)
}
