//! Ruby: the gem `notifizz-token`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use xshell::{Shell, cmd};

use crate::context::{CARGO, Context, copy_folder, missing, missing_python, remove};
use crate::debian;
use crate::examples::{self, Server};
use crate::language::Language;
use crate::platforms::Platform;
use crate::report::Report;

const PACKAGE: &str = "bindings-ruby";

/// The gems that the tests and the Rack example need, which Debian packages as `ruby-NAME`.
const GEMS: [&str; 4] = ["ffi", "minitest", "rack", "webrick"];

/// What the Rails example needs beside them: neither a database nor mail.
const RAILS: &str = "ruby-railties";

#[derive(Debug)]
pub(crate) struct Ruby;

impl Language for Ruby {
    fn name(&self) -> &'static str {
        "ruby"
    }

    fn title(&self) -> &'static str {
        "Ruby"
    }

    fn debian_packages(&self) -> &'static [&'static str] {
        &[
            "ruby",
            "ruby-ffi",
            "ruby-minitest",
            "ruby-rack",
            "ruby-webrick",
            "puma",
            RAILS,
            "debootstrap",
        ]
    }

    fn missing(&self, context: &Context) -> Option<String> {
        missing(&[
            CARGO,
            ("ruby", "", "Ruby 3.1 or later"),
            ("rake", "", "rake"),
        ])
        // The library of the package is linked by zig, which is a wheel.
        .or_else(missing_python)
        .or_else(|| {
            let gem = GEMS.iter().find(|gem| !has_gem(context, gem))?;
            Some(format!(
                "a Ruby library is missing: install the gem {gem} (ruby-{gem})"
            ))
        })
    }

    fn lint(&self, context: &Context, report: &mut Report) {
        report.run_in("ruby: syntax and warnings", context.shell(PACKAGE), |sh| {
            Ok(cmd!(sh, "ruby -S rake lint").run()?)
        });
        let name = "ruby: type signatures, on the calls of the vectors' tests";
        if has_gem(context, "rbs") {
            report.run_in(name, context.shell(PACKAGE), |sh| {
                Ok(cmd!(sh, "ruby -S rake types").run()?)
            });
        } else {
            report.missing(name, "the gem rbs, which Ruby comes with");
        }
    }

    fn needs_packages(&self) -> &'static [&'static str] {
        &["ruby"]
    }

    fn package(&self, context: &Context, platform: &Platform) -> Result<()> {
        let gem = format!("-{}.gem", platform.gem);
        for old in context.artefacts("notifizz-token-", &gem)? {
            remove(&old)?;
        }
        let folder = platform.build(context, "notifizz-token-ruby", &[])?;
        let library = folder.join(platform.library("notifizz_token_ruby"));
        let shell = context.shell(PACKAGE)?;
        shell.set_var("NOTIFIZZ_LIBRARY", library);
        shell.set_var("NOTIFIZZ_GEM_PLATFORM", &platform.gem);
        cmd!(shell, "ruby -S rake build").run()?;
        for entry in fs::read_dir(context.path(PACKAGE).join("pkg"))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "gem") {
                let name = path.file_name().context("a gem without a name")?;
                fs::copy(&path, context.dist.join(name))?;
            }
        }
        Ok(())
    }

    fn test(&self, context: &Context, report: &mut Report) {
        report.run_in(
            "ruby: suite on the source tree",
            context.shell(PACKAGE),
            |sh| Ok(cmd!(sh, "ruby -S rake test").run()?),
        );
        report.run_in(
            "ruby: unit test of the native library",
            context.shell(""),
            |sh| Ok(cmd!(sh, "cargo test --locked --quiet -p notifizz-token-ruby").run()?),
        );
    }

    fn check_package(&self, context: &Context, report: &mut Report) {
        let gems = match install(context, "ruby/gems") {
            Ok(gems) => gems,
            Err(error) => return report.run("ruby: the gem is installed", || Err(error)),
        };
        report.run_in(
            "ruby: suite on the installed gem",
            gem_shell(context, PACKAGE, &gems),
            |sh| {
                sh.set_var("NOTIFIZZ_PACKAGE", "installed");
                Ok(cmd!(sh, "ruby -S rake test").run()?)
            },
        );
        if context.deep {
            let name = "ruby: suite on the installed gem, with Debian trixie's Ruby and ffi";
            match debian::missing_for_a_root(context) {
                None => report.run(name, || newer_ruby(context)),
                Some(install) => report.missing(name, &install),
            }
        }
        report.run("ruby: Rack example", || {
            examples::named("ruby")?.check(context, &["answers", "stalls", "webhook"])
        });
        let name = "ruby: Rails example";
        if has_gem(context, "rails") {
            report.run(name, || {
                examples::named("rails")?.check(context, &["answers", "stalls", "webhook"])
            });
        } else {
            report.missing(name, &format!("the gem railties ({RAILS})"));
        }
    }

    fn demo_package(&self) -> Option<&'static str> {
        Some("notifizz-token (gem)")
    }

    fn demo(&self, context: &Context, user_id: &str, scheme: &str) -> Result<String> {
        let gems = install(context, "demo/ruby/gems")?;
        let shell = gem_shell(context, "", &gems)?;
        let program = context.path("examples/quickstart/ruby/quickstart.rb");
        Ok(cmd!(shell, "ruby {program} {user_id} {scheme}").read()?)
    }

    fn bench(&self, context: &Context, quick: bool) -> Result<String> {
        let gems = install(context, "ruby/gems")?;
        let shell = gem_shell(context, "", &gems)?;
        // Seconds to warm each case.
        let warm = if quick { "0.2" } else { "2" };
        Ok(cmd!(shell, "ruby benches/ruby/token.rb {warm}").read()?)
    }
}

/// Whether Ruby can load it.
fn has_gem(context: &Context, gem: &str) -> bool {
    context.shell("").is_ok_and(|shell| {
        let program = cmd!(shell, "ruby -r {gem} -e 0");
        program.quiet().ignore_stderr().run().is_ok()
    })
}

/// Its ffi can be called in every Ractor, which that of Debian bookworm cannot.
fn newer_ruby(context: &Context) -> Result<()> {
    let (root, shell) = (
        debian::root(
            context,
            "ruby",
            "ruby,ruby-ffi,ruby-minitest,ruby-rack,rake",
        )?,
        context.shell("")?,
    );
    let folder = root.join("notifizz");
    remove(&folder)?;
    copy_folder(&context.path(PACKAGE), &folder.join(PACKAGE), &["pkg"])?;
    copy_folder(&context.path("vectors"), &folder.join("vectors"), &[])?;
    fs::copy(native_gem(context)?, folder.join("package.gem"))?;
    let install = "gem install --silent --local --no-document /notifizz/package.gem";
    let install = install.split(' ');
    cmd!(shell, "chroot {root} {install...}").run()?;
    let test = "env --chdir=/notifizz/bindings-ruby NOTIFIZZ_PACKAGE=installed NOTIFIZZ_DEEP= ruby -S rake test";
    let test = test.split(' ');
    Ok(cmd!(shell, "chroot {root} {test...}").run()?)
}

/// The gem for this machine in dist/.
pub(crate) fn native_gem(context: &Context) -> Result<PathBuf> {
    let platform = crate::platforms::native(context)?;
    context.artefact("notifizz-token-", &format!("-{}.gem", platform.gem))
}

/// A new folder of gems that contains the packed one only. The others come from the system.
pub(crate) fn install(context: &Context, name: &str) -> Result<PathBuf> {
    let gems = context.empty_folder(name)?;
    let gem = native_gem(context)?;
    let shell = gem_shell(context, "", &gems)?;
    cmd!(
        shell,
        "ruby -S gem install --silent --local --no-document {gem}"
    )
    .run()?;
    Ok(gems)
}

fn gem_shell(context: &Context, folder: &str, gems: &Path) -> Result<Shell> {
    let shell = context.shell(folder)?;
    shell.set_var("GEM_HOME", gems);
    Ok(shell)
}

/// The server of examples/ruby, from a copy in this folder below target/ci, with the packed gem.
pub(crate) fn rack(context: &Context, folder: &str) -> Result<Server> {
    web_server(context, folder, "ruby")
}

/// The same of examples/rails.
pub(crate) fn rails(context: &Context, folder: &str) -> Result<Server> {
    web_server(context, folder, "rails")
}

fn web_server(context: &Context, folder: &str, example: &str) -> Result<Server> {
    let gems = install(context, &format!("{folder}-gems"))?;
    let copy = context.empty_folder(folder)?;
    copy_folder(&context.path("examples").join(example), &copy, &[])?;
    let server = copy.join("server.rb");
    Ok(Server {
        shell: gem_shell(context, "", &gems)?,
        command: vec!["ruby".into(), server.into()],
    })
}
