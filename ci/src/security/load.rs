//! Web servers under load: ci/load has a small one for each framework, and the client that checks each answer.

use std::ffi::OsString;

use anyhow::{Context as _, Result};
use xshell::cmd;

use crate::context::{Context, find, missing_python};
use crate::examples::Server;
use crate::languages::{self, go, jvm, node, python, ruby};
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
    language: &'static str,
    requests: u32,
    /// By how much no process of it may grow after its warm-up, in MiB.
    growth: u32,
    /// Installs it with the packages of dist/.
    prepare: fn(&Context) -> Result<Server>,
}

/// A million requests in all, of which slow servers get fewer.
const LOADS: [Load; 6] = [
    Load {
        name: "Flask",
        language: "python",
        requests: 30_000,
        growth: 10,
        prepare: flask,
    },
    Load {
        name: "FastAPI",
        language: "python",
        requests: 30_000,
        growth: 10,
        prepare: fastapi,
    },
    Load {
        name: "Express",
        language: "node",
        requests: 140_000,
        growth: 30,
        prepare: express,
    },
    Load {
        name: "Go",
        language: "go",
        requests: 450_000,
        growth: 10,
        prepare: |context| go::server_of(context, "ci/load/go", "load/go"),
    },
    Load {
        name: "Rack",
        language: "ruby",
        requests: 100_000,
        growth: 20,
        prepare: rack,
    },
    Load {
        name: "Java",
        language: "jvm",
        requests: 250_000,
        growth: 10,
        prepare: java,
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
                Some(install) => report.missing(&name, &install),
                None => prove(context, report, &name, || run(context, load)),
            }
        }
    }
}

fn missing(context: &Context, load: &Load) -> Option<String> {
    let language = match languages::named(load.language) {
        Ok(language) => language,
        Err(error) => return Some(error.to_string()),
    };
    language.missing(context).or_else(|| {
        let puma = load.language != "ruby" || find("puma", "").is_some();
        (!puma).then(|| "puma is missing: install puma".to_owned())
    })
}

fn run(context: &Context, load: &Load) -> Result<String> {
    let Server { shell, command } = (load.prepare)(context)?;
    let (python, client) = (context.python()?, context.path(FOLDER).join("load.py"));
    let numbers = [load.requests, load.growth].map(|number| number.to_string());
    Ok(cmd!(shell, "{python} {client} {numbers...} {command...}").read()?)
}

fn flask(context: &Context) -> Result<Server> {
    let server = python::flask(context, "load/flask")?;
    let (shell, python) = (&server.shell, server.command.first());
    let python = python.context("no program")?;
    cmd!(shell, "{python} -m pip install --quiet {GUNICORN}").run()?;
    shell.change_dir(context.path(FOLDER));
    Ok(with_arguments(
        server,
        "-m gunicorn --preload --workers 2 --threads 8 --bind 127.0.0.1:{port} flask_server:app",
    ))
}

fn fastapi(context: &Context) -> Result<Server> {
    let server = python::fastapi(context, "load/fastapi")?;
    server.shell.change_dir(context.path(FOLDER));
    Ok(with_arguments(
        server,
        "-m uvicorn --workers 2 --no-access-log --port {port} fastapi_server:app",
    ))
}

fn express(context: &Context) -> Result<Server> {
    let server = node::express(context, "load/express")?;
    // Beside its node_modules.
    let program = context.path(FOLDER).join("express.js");
    server.shell.copy_file(program, "cluster.js")?;
    Ok(with_arguments(server, "cluster.js"))
}

fn rack(context: &Context) -> Result<Server> {
    let server = ruby::rack(context, "load/ruby")?;
    server.shell.change_dir(context.path(FOLDER));
    Ok(with_arguments(
        server,
        "-S puma --preload --workers 2 --threads 8 --bind tcp://127.0.0.1:{port} config.ru",
    ))
}

/// The JDK's server. A heap of one size, so that what grows is not the heap.
fn java(context: &Context) -> Result<Server> {
    let mut server = jvm::java_server(context, "load/java")?;
    server.shell.change_dir(context.path(FOLDER));
    let jar = server.command.pop().context("no jar")?;
    server = with_arguments(
        server,
        "-Xms64m -Xmx64m -XX:+AlwaysPreTouch -Dsun.net.httpserver.nodelay=true Load.java",
    );
    server.shell.set_var("CLASSPATH", jar);
    Ok(server)
}

/// The server's program with other arguments.
fn with_arguments(mut server: Server, arguments: &str) -> Server {
    server.command.truncate(1);
    server
        .command
        .extend(arguments.split(' ').map(OsString::from));
    server
}
