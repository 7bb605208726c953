//! The C suite, compiled for another platform and linked to its packed library.

use anyhow::{Context as _, Result};
use xshell::cmd;

use super::runtimes::set_up_wine;
use super::{qemu, wine};
use crate::context::{Context, missing};
use crate::languages::c::{Target, archive_name, cross_compiler};
use crate::platforms::{self, Platform, Run};
use crate::report::Report;

/// A processor whose numbers begin with their highest byte. Nothing is packed for it; it shows that
/// nothing depends on the order.
pub(super) const BIG_ENDIAN: &str = "s390x";

pub(super) fn check(context: &Context, platforms: &[Platform], report: &mut Report) {
    for platform in platforms {
        if let Some((emulator, install)) = emulator(platform) {
            let name = format!(
                "platforms: the C suite on the archive for {}",
                platform.name
            );
            match emulator {
                None => report.missing(&name, install),
                Some(emulator) => report.run(&name, || c_suite(context, platform, &emulator)),
            }
        }
    }
    let name = format!("platforms: the C suite on {BIG_ENDIAN}, which is big-endian");
    match missing(&[("qemu-s390x-static", "", "qemu-user-static")]) {
        Some(install) => report.missing(&name, &install),
        None => report.run(&name, || big_endian(context)),
    }
}

/// The program that runs another platform's programs, with its arguments, and what to install if it is
/// not there; `None` for a platform that needs none, or that has none.
fn emulator(platform: &Platform) -> Option<(Option<Vec<String>>, &'static str)> {
    match platform.run {
        Run::Qemu => Some((
            qemu(&platform.arch),
            "qemu-user-static and libc6-arm64-cross",
        )),
        Run::Wine => Some((wine(), "wine and wine64")),
        Run::Native | Run::Musl | Run::QemuMusl | Run::Workflow => None,
    }
}

/// The C suite, compiled for another platform and linked to the packed library.
fn c_suite(context: &Context, platform: &Platform, emulator: &[String]) -> Result<()> {
    let name = archive_name(context, platform);
    let prefix = context.empty_folder(&format!("platforms/{}/c", platform.name))?;
    let archive = context.artefact(&name, ".tar.gz")?;
    let shell = context.shell("")?;
    cmd!(shell, "tar -xzf {archive} -C {prefix} --strip-components=1").run()?;
    let prefix = prefix.display();
    let target = Target {
        zig: &platform.zig_cc_target(),
        rust: &platform.rust,
        os: &platform.os,
        arch: &platform.arch,
    };
    let mut options = cross_compiler(context, &target)?;
    options.push(format!("-DCMAKE_PREFIX_PATH={prefix}"));
    options.push(format!("-DCMAKE_FIND_ROOT_PATH={prefix}"));
    run_suite(
        context,
        &platform.name,
        &options,
        emulator,
        Some(&prefix.to_string()),
    )
}

/// The C suite on the library of the source tree.
fn big_endian(context: &Context) -> Result<()> {
    let emulator = qemu(BIG_ENDIAN).context("libc6-s390x-cross is missing")?;
    let target = format!("{BIG_ENDIAN}-unknown-linux-gnu");
    platforms::add_rust_target(context, &target)?;
    let target = Target {
        zig: &format!("{BIG_ENDIAN}-linux-gnu"),
        rust: &target,
        os: "linux",
        arch: BIG_ENDIAN,
    };
    let options = cross_compiler(context, &target)?;
    run_suite(context, BIG_ENDIAN, &options, &emulator, None)
}

fn run_suite(
    context: &Context,
    name: &str,
    options: &[String],
    emulator: &[String],
    prefix: Option<&str>,
) -> Result<()> {
    let build = context.empty_folder(&format!("platforms/{name}/build"))?;
    let shell = context.tools_shell("bindings-c")?;
    if let Some(prefix) = prefix {
        shell.set_var("NOTIFIZZ_PACKAGE", "installed");
        shell.set_var("WINEPATH", format!("{prefix}/bin"));
    }
    if emulator == wine().unwrap_or_default() {
        set_up_wine(context, &shell)?;
    }
    let emulator = format!("-DCMAKE_CROSSCOMPILING_EMULATOR={}", emulator.join(";"));
    let options = options.iter().map(String::as_str);
    cmd!(
        shell,
        "cmake -S . -B {build} {options...} {emulator} -DNOTIFIZZ_CXX=OFF"
    )
    .run()?;
    cmd!(shell, "cmake --build {build} --parallel 2").run()?;
    // An emulator takes minutes for its texts of megabytes, and half a minute for the vectors with each kind
    // of library.
    let except: &[&str] = if context.deep {
        &[]
    } else {
        &["--exclude-regex", "hostile|static|pkg_config"]
    };
    Ok(cmd!(
        shell,
        "ctest --test-dir {build} --no-tests=error --output-on-failure {except...}"
    )
    .run()?)
}
