//! Node.js: the npm package and the examples that install it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use xshell::{Shell, cmd};

use crate::context::{CARGO, Context, copy_folder, find, missing, missing_python, remove};
use crate::examples::{self, Server};
use crate::language::Language;
use crate::platforms::Platform;
use crate::report::Report;

const PACKAGE: &str = "bindings-node";

const CRATE: &str = "notifizz-token-node";

/// The oldest Node.js that the build tools run with.
const OLDEST: (u32, u32) = (20, 17);

#[derive(Debug)]
pub(crate) struct Node;

impl Language for Node {
    fn name(&self) -> &'static str {
        "node"
    }

    fn title(&self) -> &'static str {
        "Node"
    }

    fn debian_packages(&self) -> &'static [&'static str] {
        &["node=nodejs", "npm=npm", "python3", "python3-venv"]
    }

    fn missing(&self, context: &Context) -> Option<String> {
        let install = format!("Node.js {}.{} or later", OLDEST.0, OLDEST.1);
        missing(&[("node", "NODE", &install), ("npm", "NPM", "npm"), CARGO])
            .or_else(|| match version(context) {
                Ok(version) if version >= OLDEST => None,
                _ => Some(format!("Node.js is too old: install {install}")),
            })
            // Python has the cross-compiler, zig, which links for an older glibc.
            .or_else(|| {
                if cfg!(target_os = "linux") {
                    missing_python()
                } else {
                    None
                }
            })
    }

    fn lint(&self, context: &Context, report: &mut Report) {
        report.run("node: biome", || {
            npm_ci(context, &context.path(PACKAGE))?;
            npm_run(&context.shell(PACKAGE)?, "lint", &[])
        });
    }

    fn needs_packages(&self) -> &'static [&'static str] {
        &["node"]
    }

    fn package(&self, context: &Context, platform: &Platform) -> Result<()> {
        for old in context.artefacts(&format!("notifizz-token-{}-", platform.npm), ".tgz")? {
            remove(&old)?;
        }
        let addon = build(context, platform, &[])?;
        let addon = addon.to_str().context("the path is not UTF-8")?;
        npm_run(&packed(context)?, "package", &[&platform.npm, addon])
    }

    fn assemble(&self, context: &Context, _platforms: &[Platform]) -> Result<()> {
        for file in context.artefacts("notifizz-token-", ".tgz")? {
            let name = file.file_name().and_then(|name| name.to_str());
            let version = name.and_then(|name| name.strip_prefix("notifizz-token-"));
            if version
                .is_some_and(|version| version.starts_with(|first: char| first.is_ascii_digit()))
            {
                remove(&file)?;
            }
        }
        npm_run(&context.release_shell(PACKAGE)?, "build:wasm", &[])?;
        npm_run(&packed(context)?, "package", &["main"])
    }

    fn test(&self, context: &Context, report: &mut Report) {
        report.run("node: npm ci and npm run build", || {
            npm_ci(context, &context.path(PACKAGE))?;
            npm_run(&context.release_shell(PACKAGE)?, "build", &[])
        });
        report.run_in("node: npm test", context.shell(PACKAGE), |sh| {
            npm_run(sh, "test", &[])
        });
        report.run_in("node: npm run types", context.shell(PACKAGE), |sh| {
            npm_run(sh, "types", &[])
        });
    }

    fn check_package(&self, context: &Context, report: &mut Report) {
        report.run_in("node: npm run test:package", packed(context), |sh| {
            npm_run(sh, "test:package", &["--packed"])
        });
        let hosts = "node: npm run test:hosts";
        if cfg!(all(target_os = "linux", target_arch = "x86_64")) {
            report.run_in(hosts, packed(context), |sh| {
                npm_run(sh, "test:hosts", &["--packed"])
            });
        } else {
            report.skip(hosts, "its programs need Linux on x86-64");
        }
        if context.deep {
            report.run_in("node: npm run test:runtimes", packed(context), |sh| {
                npm_run(sh, "test:runtimes", &["--packed"])
            });
        }
        report.run("node: Next.js' edge route, proxy and bundle", || {
            let shell = install_example(context, "nextjs", "node/nextjs-edge")?;
            let folder = shell.current_dir();
            shell.change_dir(context.path(PACKAGE));
            Ok(cmd!(shell, "node scripts/test-nextjs.js {folder}").run()?)
        });
        for name in ["express", "fastify", "nextjs"] {
            report.run(&format!("node: {name} example"), || {
                examples::named(name)?.check(context, &["answers", "webhook"])
            });
        }
    }

    fn demo_package(&self) -> Option<&'static str> {
        Some("notifizz-token (npm)")
    }

    fn demo(&self, context: &Context, user_id: &str, scheme: &str) -> Result<String> {
        let shell = installed(context, "demo", &["@notifizz/nodejs"])?;
        let program = context.path("examples/quickstart/node/quickstart.js");
        shell.copy_file(program, "quickstart.js")?;
        // The calls of Notifizz's documentation suffice for its own scheme.
        let scheme: &[&str] = if scheme == "hmac-sha256" {
            &[]
        } else {
            &[scheme]
        };
        Ok(cmd!(shell, "node quickstart.js {user_id} {scheme...}").read()?)
    }

    fn bench(&self, context: &Context, _quick: bool) -> Result<String> {
        let shell = installed(context, "bench", &["notifizz-token"])?;
        shell.copy_file(context.path("benches/node/token.js"), "token.js")?;
        let node = find("node", "NODE").context("Node.js is missing")?;
        let native = cmd!(shell, "{node} token.js").read()?;
        shell.set_var("NOTIFIZZ_TOKEN_BACKEND", "wasm");
        let wasm = cmd!(shell, "{node} token.js").read()?;
        Ok(format!("{native}\n{wasm}"))
    }
}

fn version(context: &Context) -> Result<(u32, u32)> {
    let shell = context.shell("")?;
    let text = cmd!(shell, "node -p process.versions.node")
        .quiet()
        .read()?;
    let mut numbers = text.split('.').map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => Ok((major, minor)),
        _ => bail!("Node.js has no version in {text:?}"),
    }
}

/// `npm ci` in a folder, unless its lock file is installed already.
pub(crate) fn npm_ci(context: &Context, folder: &Path) -> Result<()> {
    let shell = context.shell("")?;
    shell.change_dir(folder);
    let (lock, stamp) = ("package-lock.json", "node_modules/.installed-lock.json");
    let wanted = shell.read_file(lock)?;
    if shell.read_file(stamp).is_ok_and(|kept| kept == wanted) {
        return Ok(());
    }
    let npm = npm()?;
    cmd!(shell, "{npm} ci --silent --ignore-scripts").run()?;
    Ok(shell.write_file(stamp, wanted)?)
}

/// Runs a script of package.json in the folder of the shell.
pub(crate) fn npm_run(shell: &Shell, script: &str, arguments: &[&str]) -> Result<()> {
    let npm = npm()?;
    Ok(cmd!(shell, "{npm} run --silent {script} -- {arguments...}").run()?)
}

/// npm is a program on most systems, and a script on Windows, which has to be named in full.
fn npm() -> Result<PathBuf> {
    find("npm", "NPM").context("npm is missing")
}

/// Builds the addon that is released for a platform, and returns its file.
pub(crate) fn build(context: &Context, platform: &Platform, options: &[&str]) -> Result<PathBuf> {
    let shell = platform.shell(context, "")?;
    if platform.os == "windows" {
        // napi's build script wants the library of node.exe, and links nothing of it, because the
        // addon looks up its symbols itself.
        let folder = context.empty_folder("node/libnode")?;
        for file in ["libnode.dll", "libnode.a"] {
            fs::write(folder.join(file), "!<arch>\n")?;
        }
        shell.set_var("LIBNODE_PATH", &folder);
    }
    let folder = platform.build_in(&shell, context, CRATE, options)?;
    Ok(folder.join(platform.library("notifizz_token_node")))
}

/// A shell in bindings-node for scripts that take the tarballs from dist/.
fn packed(context: &Context) -> Result<Shell> {
    let shell = context.shell(PACKAGE)?;
    shell.set_var("NOTIFIZZ_DIST", &context.dist);
    Ok(shell)
}

/// A shell in an empty folder where the tarballs are installed under these names.
pub(crate) fn installed(context: &Context, name: &str, names: &[&str]) -> Result<Shell> {
    let folder = context.build.join("node").join(name);
    let shell = packed(context)?;
    cmd!(shell, "node scripts/install.js {folder} {names...}").run()?;
    let shell = context.shell("")?;
    shell.change_dir(folder);
    Ok(shell)
}

/// A shell in a copy of an example in this folder below target/ci, with what its lock file names and our
/// tarballs.
fn install_example(context: &Context, name: &str, folder: &str) -> Result<Shell> {
    let (source, folder) = (
        context.path("examples").join(name),
        context.build.join(folder),
    );
    copy_folder(&source, &folder, &["node_modules", ".next"])?;
    for file in ["package.json", "package-lock.json"] {
        forget_source_tree(&folder.join(file))?;
    }
    npm_ci(context, &folder)?;
    let shell = context.shell("")?;
    shell.change_dir(&folder);
    npm_install_packed(context, &shell)?;
    Ok(shell)
}

/// Removes our own packages, which an example takes from the source tree, from its manifest or lock file.
fn forget_source_tree(file: &Path) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let mut manifest: Value = serde_json::from_str(&text)?;
    for place in ["/dependencies", "/packages", "/packages//dependencies"] {
        if let Some(entries) = manifest.pointer_mut(place).and_then(Value::as_object_mut) {
            let is_ours = |name: &str| {
                name.trim_start_matches("node_modules/")
                    .starts_with("notifizz-token")
            };
            entries.retain(|name, _| !is_ours(name));
        }
    }
    Ok(fs::write(file, manifest.to_string())?)
}

/// Installs our tarballs in the folder of the shell, whatever its package.json names.
pub(crate) fn npm_install_packed(context: &Context, shell: &Shell) -> Result<()> {
    let platform = crate::platforms::native(context)?;
    let (npm, version) = (npm()?, &context.version);
    let tarballs = [
        context.dist.join(format!("notifizz-token-{version}.tgz")),
        context
            .dist
            .join(format!("notifizz-token-{}-{version}.tgz", platform.npm)),
    ];
    Ok(cmd!(
        shell,
        "{npm} install --silent --ignore-scripts --no-save --offline {tarballs...}"
    )
    .run()?)
}

/// The server of examples/express, in this folder below target/ci with our tarballs.
pub(crate) fn express(context: &Context, folder: &str) -> Result<Server> {
    server(context, "express", folder)
}

/// The server of examples/fastify, in this folder below target/ci with our tarballs.
pub(crate) fn fastify(context: &Context, folder: &str) -> Result<Server> {
    server(context, "fastify", folder)
}

fn server(context: &Context, name: &str, folder: &str) -> Result<Server> {
    Ok(Server {
        shell: install_example(context, name, folder)?,
        command: ["node", "server.js"].map(Into::into).into(),
    })
}

/// The server of examples/nextjs, in this folder below target/ci with our tarballs.
pub(crate) fn nextjs(context: &Context, folder: &str) -> Result<Server> {
    let shell = install_example(context, "nextjs", folder)?;
    shell.set_var("NEXT_TELEMETRY_DISABLED", "1");
    npm_run(&shell, "build", &[])?;
    let program = "node_modules/next/dist/bin/next";
    let command = ["node", program, "start", "--hostname", "127.0.0.1"];
    Ok(Server {
        shell,
        command: command.map(Into::into).into(),
    })
}
