//! The module of Go, in tests that are compiled for another platform: the packed one with its library, and
//! the Go code of the library, which needs no package.

use anyhow::{Context as _, Result};
use xshell::cmd;

use super::runtimes::{run_suite, set_up_wine};
use super::{Suite, c, qemu, wine};
use crate::context::{Context, find};
use crate::language::Language as _;
use crate::languages::c::zig_tools;
use crate::languages::go::{Go, PACKAGE, go_shell, without_cgo};
use crate::platforms::{Platform, Run};
use crate::report::Report;

/// The test vectors without cgo, and with `--deep` the suite. The programs are static, so that an emulator
/// is all they need.
pub(super) fn check(context: &Context, report: &mut Report) {
    for (goarch, processor) in [("arm64", "aarch64"), ("s390x", c::BIG_ENDIAN)] {
        let name = format!("platforms: Go without cgo on {goarch}");
        let program = format!("qemu-{processor}-static");
        let install = Go.missing(context).or_else(|| {
            let install = || format!("{program} is missing: install qemu-user-static");
            find(&program, "").is_none().then(install)
        });
        match install {
            Some(install) => report.missing(&name, &install),
            None => report.run_in(&name, without_cgo(context, PACKAGE), |sh| {
                sh.set_var("GOARCH", goarch);
                sh.set_var("NOTIFIZZ_DEEP", "");
                sh.set_var("NOTIFIZZ_BACKEND", "go");
                let tests = if context.deep { "." } else { "Package|Vectors" };
                Ok(cmd!(
                    sh,
                    "go test -short -count=1 -run {tests} -exec {program} ./..."
                )
                .run()?)
            }),
        }
    }
}

pub(super) fn suite(platform: &Platform) -> Option<Suite<'_>> {
    matches!(platform.run, Run::Qemu | Run::Wine).then(|| Suite {
        language: &Go,
        name: format!("the Go module on {}", platform.name),
        platform,
        is_quick: false,
        run: Box::new(move |context| run(context, platform)),
    })
}

fn run(context: &Context, platform: &Platform) -> Result<()> {
    let name = platform.go.as_deref().unwrap_or_default();
    let (system, processor) = name.split_once('_').context("the platform has no Go")?;
    // Not in dist/, where the module of this machine may be in use.
    let own = Context {
        dist: context.empty_folder(&format!("platforms/{}/go-dist", platform.name))?,
        ..context.clone()
    };
    Go.package(&own, platform)?;
    Go.assemble(&own, core::slice::from_ref(platform))?;
    let archive = own.artefact("notifizz-token-go-", ".tar.gz")?;
    let folder = context.empty_folder(&format!("platforms/{}/go", platform.name))?;
    let shell = go_shell(context, "")?;
    cmd!(shell, "tar -xzf {archive} -C {folder} --strip-components=1").run()?;
    shell.change_dir(&folder);
    // The tests are then linked statically, and need no C library of the platform.
    let target = if platform.os == "linux" {
        format!("{}-linux-musl", platform.arch)
    } else {
        platform.zig_cc_target()
    };
    shell.set_var("CC", zig_tools(context, &target)?.join("cc"));
    shell.set_var("GOOS", system);
    shell.set_var("GOARCH", processor);
    shell.set_var("NOTIFIZZ_DEEP", "");
    shell.set_var("NOTIFIZZ_VECTORS", context.path("vectors"));
    let emulator = if platform.run == Run::Wine {
        set_up_wine(context, &shell)?;
        wine()
    } else {
        qemu(&platform.arch)
    };
    let emulator = emulator.context("there is no emulator")?.join(" ");
    run_suite(
        cmd!(shell, "go test -short -count=1 -exec {emulator} ./..."),
        None,
    )
}
