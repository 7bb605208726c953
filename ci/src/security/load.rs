//! Web servers under load: ci/load has a small one for each framework, and the client that checks each answer.

use std::ffi::OsString;

use anyhow::{Context as _, Result};
use xshell::cmd;

use crate::context::{Context, find, missing_python};
use crate::examples::{self, Server};
use crate::languages::go;
use crate::report::Report;

use super::prove;

/// The folder of the client and the servers.
const FOLDER: &str = "ci/load";

/// What serves Flask. The requirements of the FastAPI example have uvicorn.
const GUNICORN: &str = "gunicorn==27.0.1";

/// A server under load.
struct Load {
    /// The name in the check.
    name: &'static str,
    /// The example that needs the same packages.
    example: &'static str,
    /// What starts the server in `FOLDER`.
    arguments: &'static str,
    requests: u32,
    /// By how much no process of it may grow after its warm-up, in MiB.
    growth: u32,
}

/// A million requests in all, of which slow servers get fewer.
const LOADS: [Load; 6] = [
    Load {
        name: "Flask",
        example: "flask",
        arguments: "-m gunicorn --preload --workers 2 --threads 8 --bind 127.0.0.1:{port} flask_server:app",
        requests: 30_000,
        growth: 10,
    },
    Load {
        name: "FastAPI",
        example: "fastapi",
        arguments: "-m uvicorn --workers 2 --no-access-log --port {port} fastapi_server:app",
        requests: 30_000,
        growth: 10,
    },
    Load {
        name: "Express",
        example: "express",
        arguments: "express.js",
        requests: 140_000,
        growth: 30,
    },
    Load {
        name: "Go",
        example: "go",
        arguments: "",
        requests: 450_000,
        growth: 10,
    },
    Load {
        name: "Rack",
        example: "ruby",
        arguments: "-S puma --preload --workers 2 --threads 8 --bind tcp://127.0.0.1:{port} config.ru",
        requests: 100_000,
        growth: 20,
    },
    Load {
        name: "Java",
        example: "java",
        // A heap of one size, so that what grows is not the heap.
        arguments: "-Xms64m -Xmx64m -XX:+AlwaysPreTouch -Dsun.net.httpserver.nodelay=true Load.java",
        requests: 250_000,
        growth: 10,
    },
];

pub(crate) fn check(context: &Context, report: &mut Report) {
    let name = "security: the load client finds the faults of a server";
    if !cfg!(target_os = "linux") {
        return report.skip(name, "the memory of processes is read from /proc");
    }
    if let Some(install) = missing_python() {
        return report.missing(name, &install);
    }
    prove(context, report, name, || {
        let (shell, python) = (context.shell(FOLDER)?, context.python()?);
        Ok(cmd!(shell, "{python} load.py --self-test").read()?)
    });
    if context.deep && !context.packed {
        for load in &LOADS {
            let name = format!("security: load of {}", load.name);
            match missing(context, load) {
                Ok(None) => prove(context, report, &name, || run(context, load)),
                Ok(Some(install)) => report.missing(&name, &install),
                Err(error) => report.run(&name, || Err(error)),
            }
        }
    }
}

fn missing(context: &Context, load: &Load) -> Result<Option<String>> {
    let language = examples::named(load.example)?.language()?;
    Ok(language.missing(context).or_else(|| {
        let puma = load.example != "ruby" || find("puma", "").is_some();
        (!puma).then(|| "puma is missing: install puma".to_owned())
    }))
}

fn run(context: &Context, load: &Load) -> Result<String> {
    let Server { shell, mut command } = installed(context, load.example, FOLDER)?;
    if load.example == "flask" {
        let python = command.first().context("no program")?;
        cmd!(shell, "{python} -m pip install --quiet {GUNICORN}").run()?;
    }
    command.extend(load.arguments.split_whitespace().map(OsString::from));
    let python = context.python()?;
    let numbers = [load.requests, load.growth].map(|number| number.to_string());
    Ok(cmd!(shell, "{python} load.py {numbers...} {command...}").read()?)
}

/// What runs a program in this folder with the packages of dist/ and those of an example: python, node, ruby
/// or java. For Go, the program itself.
pub(super) fn installed(context: &Context, example: &str, folder: &str) -> Result<Server> {
    if example == "go" {
        let source = format!("{folder}/go");
        let server = go::server_of(context, &source, source.trim_start_matches("ci/"))?;
        server.shell.change_dir(context.path(folder));
        return Ok(server);
    }
    let name = format!("load/{example}");
    let mut server = (examples::named(example)?.prepare)(context, &name)?;
    server.command.truncate(1);
    let place = context.build.join(name);
    let shell = &server.shell;
    shell.set_var("NODE_PATH", place.join("node_modules"));
    shell.set_var("CLASSPATH", place.join("target/example.jar"));
    shell.change_dir(context.path(folder));
    Ok(server)
}
