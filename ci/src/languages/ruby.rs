//! Ruby: the gem `notifizz-token`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use xshell::{Shell, cmd};

use crate::context::{CARGO, Context, copy_folder, missing};
use crate::examples::{self, Server};
use crate::language::Language;
use crate::platforms::Platform;
use crate::report::Report;

const PACKAGE: &str = "bindings-ruby";

/// The gems that the tests and the example need, which Debian packages as `ruby-NAME`.
const GEMS: [&str; 4] = ["ffi", "minitest", "rack", "webrick"];

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
        ]
    }

    fn missing(&self, context: &Context) -> Option<String> {
        missing(&[
            CARGO,
            ("ruby", "", "Ruby 3.1 or later"),
            ("rake", "", "rake"),
        ])
        .or_else(|| {
            let shell = context.shell("").ok()?;
            let gem = GEMS.iter().find(|gem| {
                cmd!(shell, "ruby -r {gem} -e 0")
                    .quiet()
                    .ignore_stderr()
                    .run()
                    .is_err()
            })?;
            Some(format!(
                "a Ruby library is missing: install the gem {gem} (ruby-{gem})"
            ))
        })
    }

    fn lint(&self, context: &Context, report: &mut Report) {
        report.run_in("ruby: syntax and warnings", context.shell(PACKAGE), |sh| {
            Ok(cmd!(sh, "ruby -S rake lint").run()?)
        });
    }

    fn needs_packages(&self) -> &'static [&'static str] {
        &["ruby"]
    }

    fn package(&self, context: &Context, _platform: &Platform) -> Result<()> {
        for old in context.artefacts("notifizz-token-", ".gem")? {
            crate::context::remove(&old)?;
        }
        let shell = context.release_shell(PACKAGE)?;
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
        report.run("ruby: web example", || {
            examples::named("ruby")?.check(context, &["answers", "stalls"])
        });
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

    fn bench(&self, context: &Context, _quick: bool) -> Result<String> {
        let gems = install(context, "ruby/gems")?;
        let shell = gem_shell(context, "", &gems)?;
        Ok(cmd!(shell, "ruby benches/ruby/token.rb").read()?)
    }
}

/// A new folder of gems that contains the packed one only. The others come from the system.
fn install(context: &Context, name: &str) -> Result<PathBuf> {
    let gems = context.empty_folder(name)?;
    let gem = context.artefact("notifizz-token-", ".gem")?;
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
pub(crate) fn web_server(context: &Context, folder: &str) -> Result<Server> {
    let gems = install(context, &format!("{folder}-gems"))?;
    let copy = context.empty_folder(folder)?;
    copy_folder(&context.path("examples/ruby"), &copy, &[])?;
    let server = copy.join("server.rb");
    Ok(Server {
        shell: gem_shell(context, "", &gems)?,
        command: vec!["ruby".into(), server.into()],
    })
}
