//! The web examples, each installed with the package in dist/, for the widget's tests and for
//! whoever wants to see one.

use std::ffi::OsString;

use anyhow::{Context as _, Result, bail};
use xshell::{Shell, cmd};

use crate::check::PACKAGED;
use crate::context::Context;
use crate::language::Language;
use crate::languages::{self, go, jvm, node, python, ruby};
use crate::package;
use crate::report::Report;

/// A server that is ready to start, with its shell. It listens on 127.0.0.1, on the port in the variable
/// PORT or in the place of `{port}` in its arguments.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) shell: Shell,
    pub(crate) command: Vec<OsString>,
}

/// A web example.
#[derive(Debug)]
pub(crate) struct WebExample {
    /// Its folder below examples/.
    pub(crate) name: &'static str,
    /// The name of its language in the list of languages.
    pub(crate) language: &'static str,
    /// Installs a copy of it in this folder below target/ci, which may hold an older copy.
    pub(crate) prepare: fn(&Context, &str) -> Result<Server>,
}

pub(crate) const ALL: &[WebExample] = &[
    WebExample {
        name: "django",
        language: "python",
        prepare: python::django,
    },
    WebExample {
        name: "flask",
        language: "python",
        prepare: python::flask,
    },
    WebExample {
        name: "fastapi",
        language: "python",
        prepare: python::fastapi,
    },
    WebExample {
        name: "express",
        language: "node",
        prepare: node::express,
    },
    WebExample {
        name: "fastify",
        language: "node",
        prepare: node::fastify,
    },
    WebExample {
        name: "nextjs",
        language: "node",
        prepare: node::nextjs,
    },
    WebExample {
        name: "go",
        language: "go",
        prepare: go::web_server,
    },
    WebExample {
        name: "java",
        language: "jvm",
        prepare: jvm::java_server,
    },
    WebExample {
        name: "spring-boot",
        language: "jvm",
        prepare: jvm::spring_boot,
    },
    WebExample {
        name: "ruby",
        language: "ruby",
        prepare: ruby::rack,
    },
    WebExample {
        name: "rails",
        language: "ruby",
        prepare: ruby::rails,
    },
];

impl WebExample {
    pub(crate) fn language(&self) -> Result<&'static dyn Language> {
        languages::named(self.language)
    }

    /// Checks that the example answers as examples/README.md says.
    pub(crate) fn check(&self, context: &Context, scenarios: &[&str]) -> Result<()> {
        let server = (self.prepare)(context, &format!("examples/{}", self.name))?;
        let (shell, command, name) = (&server.shell, &server.command, self.name);
        let (program, python) = (context.path("examples/conformance.py"), context.python()?);
        let scenarios = scenarios.iter().flat_map(|name| ["--scenario", name]);
        Ok(cmd!(
            shell,
            "{python} {program} {scenarios...} {name} {command...}"
        )
        .run()?)
    }
}

pub(crate) fn named(name: &str) -> Result<&'static WebExample> {
    ALL.iter()
        .find(|example| example.name == name)
        .with_context(|| {
            let names = ALL.iter().map(|example| example.name).collect::<Vec<_>>();
            format!(
                "unknown example {name:?}; the web examples are {}",
                names.join(", ")
            )
        })
}

/// `cargo ci example NAME`: builds what is missing, and runs the server until it is stopped.
pub(crate) fn run(context: &Context, example: &WebExample) -> Result<bool> {
    let language = example.language()?;
    if let Some(install) = language.missing(context) {
        bail!("{install}");
    }
    if std::env::var_os(PACKAGED).is_none() {
        package::build_for_checks(context, language.needs_packages(), &mut Report::default())?;
    }
    let Server { shell, command } =
        (example.prepare)(context, &format!("examples/{}", example.name))?;
    let port = std::env::var("PORT").unwrap_or_else(|_| "8000".to_owned());
    let command = command
        .into_iter()
        .map(|word| {
            if word == "{port}" {
                OsString::from(&port)
            } else {
                word
            }
        })
        .collect::<Vec<_>>();
    shell.set_var("PORT", &port);
    let (program, arguments) = command.split_first().context("no command")?;
    Ok(shell.cmd(program).args(arguments).run().map(|()| true)?)
}
