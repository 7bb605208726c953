//! The manual: rustdoc, the pages, and the code in them.
//!
//! The programs in ci/snippets are completed with the code of a page, run with the packed
//! package, and driven over HTTP.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use xshell::{Shell, cmd};

use crate::check::Step;
use crate::commands;
use crate::context::{CC, Context, find, missing, missing_python};
use crate::languages::c::unpack;
use crate::languages::go;
use crate::languages::jvm;
use crate::languages::python::wheel;
use crate::languages::ruby::native_gem;
use crate::platforms;
use crate::report::Report;

/// The languages whose packages the code in the manual runs with.
pub(crate) const NEEDS_PACKAGES: &[&str] = &["python", "node", "c", "jvm", "ruby"];

/// A language of the code in the manual: its title, what it lacks here, and its programs.
type Programs = (
    &'static str,
    fn() -> Option<String>,
    fn(&Snippets<'_>) -> Result<()>,
);

const PROGRAMS: [Programs; 6] = [
    ("Python", || None, python),
    ("Node.js", missing_node, node),
    ("Go", missing_go, go_programs),
    ("Ruby", missing_ruby, ruby),
    ("Kotlin", missing_maven, kotlin),
    ("Rust", || None, rust),
];

pub(crate) fn check(context: &Context, report: &mut Report) {
    report.run("docs: cargo doc", || {
        let shell = context.shell("")?;
        shell.set_var("RUSTDOCFLAGS", "--deny warnings");
        Ok(cmd!(
            shell,
            "cargo doc --locked --quiet --no-deps -p notifizz-token"
        )
        .run()?)
    });
    if let Some(install) = missing_python() {
        return report.missing("docs: pages and their code", &install);
    }
    report.run_in(
        "docs: links, commands, codes",
        context.tools_shell(""),
        pages,
    );
    report.run_in("docs: output of commands", context.tools_shell(""), console);
    for (title, missing, run) in PROGRAMS {
        let name = format!("docs: the code for {title}");
        match missing() {
            Some(install) => report.missing(&name, &install),
            None => report.run_in(&name, context.tools_shell(""), |shell| {
                let folder = context.empty_folder(&format!("docs/{title}"))?;
                run(&Snippets {
                    context,
                    shell,
                    folder,
                })
            }),
        }
    }
}

fn pages(shell: &Shell) -> Result<()> {
    let steps = Step::names();
    let commands = commands::names();
    Ok(cmd!(
        shell,
        "python3 ci/python/pages.py --steps {steps...} --commands {commands...}"
    )
    .run()?)
}

fn console(shell: &Shell) -> Result<()> {
    cmd!(shell, "cargo build --quiet --locked -p notifizz-token-cli").run()?;
    let program =
        Path::new("target/debug/notifizz-token").with_extension(std::env::consts::EXE_EXTENSION);
    Ok(cmd!(shell, "python3 ci/python/console.py {program}").run()?)
}

/// The programs of one language, in a folder of their own.
struct Snippets<'a> {
    context: &'a Context,
    /// With the tools of ci/requirements.txt; the language adds what its programs need.
    shell: &'a Shell,
    folder: PathBuf,
}

impl Snippets<'_> {
    fn copy(&self, names: &[&str]) -> Result<()> {
        for name in names {
            let from = self.context.path("ci/snippets").join(name);
            fs::copy(&from, self.folder.join(name)).with_context(|| from.display().to_string())?;
        }
        Ok(())
    }

    /// Completes a program of ci/snippets; it goes to this place in the folder.
    fn complete(&self, template: &str, output: &str) -> Result<PathBuf> {
        let (shell, output) = (self.shell, self.folder.join(output));
        cmd!(
            shell,
            "python3 ci/python/snippets.py ci/snippets/{template} {output}"
        )
        .run()?;
        Ok(output)
    }

    /// Starts a server, sends it requests of this kind, and compares what it answers.
    fn drive(&self, kind: &str, name: &str, command: &[OsString]) -> Result<()> {
        let shell = self.shell;
        Ok(cmd!(
            shell,
            "python3 examples/conformance.py --scenario {kind} {name} {command...}"
        )
        .run()?)
    }

    /// Runs a command in the folder.
    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let program = find(program, "").with_context(|| format!("there is no {program}"))?;
        let shell = self.shell;
        let _folder = shell.push_dir(&self.folder);
        Ok(cmd!(shell, "{program} {arguments...}").run()?)
    }
}

fn python(snippets: &Snippets<'_>) -> Result<()> {
    let context = snippets.context;
    let requirements = "ci/snippets/requirements.txt";
    let venv = "docs-python";
    context.venv(venv, &["--requirement", requirements], &[requirements])?;
    let python = context.venv_python(venv);
    let wheel = wheel(context)?;
    let shell = snippets.shell;
    cmd!(
        shell,
        "{python} -m pip install --quiet --force-reinstall --no-deps {wheel}"
    )
    .run()?;
    for name in ["flask", "django"] {
        let program =
            snippets.complete(&format!("webhook-{name}.py"), &format!("{name}_app.py"))?;
        snippets.drive("webhook", name, &[python.clone().into(), program.into()])?;
    }
    Ok(())
}

fn missing_node() -> Option<String> {
    missing(&[
        ("node", "", "Node.js 18 or later"),
        ("npm", "", "npm, which comes with Node.js"),
    ])
}

fn node(snippets: &Snippets<'_>) -> Result<()> {
    let context = snippets.context;
    snippets.copy(&["package.json", "package-lock.json", ".npmrc", "serve.mjs"])?;
    snippets.run("npm", &["ci", "--silent", "--ignore-scripts"])?;
    let npm = platforms::native(context)?.npm;
    let main = context.artefact(&format!("notifizz-token-{}", context.version), ".tgz")?;
    let native = context.artefact(&format!("notifizz-token-{npm}-"), ".tgz")?;
    let (main, native) = (main.to_string_lossy(), native.to_string_lossy());
    snippets.run(
        "npm",
        &[
            "install",
            "--silent",
            "--no-save",
            "--offline",
            &native,
            &main,
        ],
    )?;
    for (kind, name, extension) in [
        ("webhook", "node", "js"),
        ("webhook", "express", "js"),
        ("webhook", "fastify", "js"),
        ("webhook", "nextjs", "mjs"),
        ("widget-options", "express", "js"),
        ("widget-options", "fastify", "js"),
        ("widget-options", "nextjs", "mjs"),
    ] {
        let file = format!("{kind}-{name}.{extension}");
        let program = snippets.complete(&file, &file)?;
        snippets.drive(kind, name, &["node".into(), program.into()])?;
    }
    Ok(())
}

fn missing_go() -> Option<String> {
    missing(&[
        ("go", "", "Go 1.24 or later"),
        CC,
        ("pkg-config", "PKG_CONFIG", "pkg-config"),
    ])
}

fn go_programs(snippets: &Snippets<'_>) -> Result<()> {
    let (context, shell) = (snippets.context, snippets.shell);
    let prefix = unpack(context, "docs/go-prefix")?;
    for (variable, value) in [
        ("GOFLAGS", "-buildvcs=false -mod=mod -tags=notifizz_system"),
        ("GOPROXY", "off"),
        ("GOTOOLCHAIN", "local"),
        ("GOWORK", "off"),
        ("CGO_ENABLED", "1"),
    ] {
        shell.set_var(variable, value);
    }
    shell.set_var("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"));
    shell.set_var("LD_LIBRARY_PATH", prefix.join("lib"));
    shell.set_var("DYLD_LIBRARY_PATH", prefix.join("lib"));
    snippets.copy(&["go.mod"])?;
    let module = context.path(go::PACKAGE);
    let replacement = format!("{}={}", go::module_path(context)?, module.display());
    snippets.run("go", &["mod", "edit", "-replace", &replacement])?;
    for kind in ["webhook", "widget-options"] {
        snippets.complete(&format!("{kind}-go.go"), &format!("{kind}/main.go"))?;
        let server = snippets
            .folder
            .join(format!("{kind}-server"))
            .with_extension(std::env::consts::EXE_EXTENSION);
        let output = server.to_string_lossy();
        snippets.run("go", &["build", "-o", &output, &format!("./{kind}")])?;
        snippets.drive(kind, "go", &[server.into()])?;
    }
    Ok(())
}

fn missing_ruby() -> Option<String> {
    missing(&[
        (
            "ruby",
            "",
            "Ruby 3.1 or later, with the gems ffi and webrick",
        ),
        ("gem", "", "RubyGems"),
    ])
}

fn ruby(snippets: &Snippets<'_>) -> Result<()> {
    let gem = native_gem(snippets.context)?;
    let gem = gem.to_string_lossy();
    snippets
        .shell
        .set_var("GEM_HOME", snippets.folder.join("gems"));
    // Other gems, such as ffi, come from the system.
    snippets.run(
        "gem",
        &["install", "--silent", "--local", "--no-document", &gem],
    )?;
    let program = snippets.complete("webhook-ruby.rb", "webhook.rb")?;
    snippets.drive("webhook", "ruby", &["ruby".into(), program.into()])
}

fn missing_maven() -> Option<String> {
    missing(&[("javac", "", "a JDK, 17 or later"), ("mvn", "", "Maven")])
}

fn kotlin(snippets: &Snippets<'_>) -> Result<()> {
    let context = snippets.context;
    let version = format!("-Dnotifizz-token.version={}", context.version);
    snippets.copy(&["pom.xml"])?;
    snippets.complete("webhook-kotlin.kt", "src/main/kotlin/Webhook.kt")?;
    jvm::install_jar(context)?;
    jvm::maven(context, &snippets.folder, &[&version, "package"])?;
    let program = snippets.folder.join("target/webhook.jar");
    snippets.drive(
        "webhook",
        "kotlin",
        &["java".into(), "-jar".into(), program.into()],
    )
}

/// A crate outside the workspace, with the versions of the workspace's lock file.
fn rust(snippets: &Snippets<'_>) -> Result<()> {
    let context = snippets.context;
    let core = context.path("core");
    let manifest = format!(
        "[package]\nname = \"webhook\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         notifizz-token = {{ path = {core:?}, features = [\"json\"] }}\n"
    );
    fs::write(snippets.folder.join("Cargo.toml"), manifest)?;
    fs::copy(
        context.path("Cargo.lock"),
        snippets.folder.join("Cargo.lock"),
    )?;
    snippets.complete("webhook-rust.rs", "src/main.rs")?;
    let target = context.path("target");
    let target = target.to_string_lossy();
    snippets.run("cargo", &["build", "--quiet", "--target-dir", &target])?;
    let server = context
        .path("target/debug/webhook")
        .with_extension(std::env::consts::EXE_EXTENSION);
    snippets.drive("webhook", "rust", &[server.into()])
}
