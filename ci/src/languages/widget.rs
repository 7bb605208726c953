//! The widget's page, in a real browser, with the backend of every web example.

use std::fs;

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::context::{Context, missing};
use crate::examples::{self, WebExample};
use crate::language::Language;
use crate::languages::node::{Node, npm_ci, npm_install_packed, npm_run};
use crate::report::Report;

const PACKAGE: &str = "examples/widget";

/// Names under which Chromium is installed; the variable CHROMIUM names another one.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

#[derive(Debug)]
pub(crate) struct Widget;

impl Language for Widget {
    fn name(&self) -> &'static str {
        "widget"
    }

    fn title(&self) -> &'static str {
        "Widget"
    }

    fn debian_packages(&self) -> &'static [&'static str] {
        &["chromium", "fonts-liberation"]
    }

    fn missing(&self, context: &Context) -> Option<String> {
        let browser =
            |name| missing(&[(name, "CHROMIUM", "Chromium, or set CHROMIUM to its path")]);
        Node.missing(context).or_else(|| {
            let found = BROWSERS.iter().any(|name| browser(name).is_none());
            if found { None } else { browser(BROWSERS[0]) }
        })
    }

    fn needs_packages(&self) -> &'static [&'static str] {
        &["python", "node", "c", "ruby", "jvm"]
    }

    fn check_package(&self, context: &Context, report: &mut Report) {
        report.run("widget: npm ci and npm run build", || {
            npm_ci(context, &context.path(PACKAGE))?;
            let shell = context.shell(PACKAGE)?;
            npm_install_packed(context, &shell)?;
            npm_run(&shell, "build", &[])
        });
        report.run_in("widget: npm test", shell(context), |sh| {
            npm_run(sh, "test", &[])
        });
        for (index, example) in examples::ALL.iter().enumerate() {
            // Those of one language answer alike, which their own checks show.
            let is_another = examples::ALL
                .iter()
                .take(index)
                .any(|other| other.language == example.language);
            if is_another && !context.deep {
                continue;
            }
            let name = format!("widget: {}, twelve scenarios", example.name);
            let install = example.language().map(|language| language.missing(context));
            match install {
                Ok(Some(install)) => report.missing(&name, &install),
                Ok(None) => report.run(&name, || end_to_end(context, example)),
                Err(error) => report.run(&name, || Err(error)),
            }
        }
        if cfg!(unix) {
            report.run_in("widget: examples/widget/start", shell(context), |sh| {
                Ok(cmd!(sh, "node test/start.e2e.js").run()?)
            });
        } else {
            report.skip("widget: examples/widget/start", "it is a script for sh");
        }
    }
}

/// A shell for the tests, which leave pictures in target/ci.
fn shell(context: &Context) -> Result<Shell> {
    let screenshots = context.build.join("widget/screenshots");
    fs::create_dir_all(&screenshots)?;
    let shell = context.shell(PACKAGE)?;
    shell.set_var("SCREENSHOTS", screenshots);
    Ok(shell)
}

/// The end-to-end test on the backend of an example, installed apart from that language's own checks.
fn end_to_end(context: &Context, example: &WebExample) -> Result<()> {
    let folder = format!("widget/{}", example.name);
    let server = (example.prepare)(context, &folder)?;
    // The server's shell has its environment. The test starts it from where it is.
    let (shell, command, name) = (&server.shell, &server.command, example.name);
    let test = context.path(PACKAGE).join("test/backend.e2e.js");
    let screenshots = context.build.join("widget/screenshots");
    shell.set_var("SCREENSHOTS", screenshots);
    Ok(cmd!(shell, "node {test} {name} {command...}").run()?)
}
