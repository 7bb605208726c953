//! Kotlin and Java: the jar `notifizz-token`. The suite is Maven's, in `bindings-uniffi/kotlin/pom.xml`.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use xshell::{Shell, cmd};

use crate::context::{Context, copy_folder, find, missing, missing_python, remove};
use crate::examples::{self, Server};
use crate::language::Language;
use crate::platforms::Platform;
use crate::report::Report;

const PACKAGE: &str = "bindings-uniffi/kotlin";

/// The plugin with which users put a jar into their local repository.
const INSTALL_FILE: &str = "org.apache.maven.plugins:maven-install-plugin:3.1.4:install-file";

#[derive(Debug)]
pub(crate) struct Jvm;

impl Language for Jvm {
    fn name(&self) -> &'static str {
        "jvm"
    }

    fn title(&self) -> &'static str {
        "Kotlin"
    }

    fn debian_packages(&self) -> &'static [&'static str] {
        &["javac=default-jdk-headless", "mvn=maven"]
    }

    fn missing(&self, context: &Context) -> Option<String> {
        missing(&[
            ("cargo", "CARGO", "Rust 1.88 or later (rustup)"),
            ("javac", "", "a JDK, 17 or later (default-jdk-headless)"),
            ("mvn", "", "Maven (maven)"),
        ])
        .or_else(|| match major_version(context) {
            Some(major) if major >= 17 => None,
            _ => Some("the JDK is too old: install 17 or later (default-jdk-headless)".to_owned()),
        })
    }

    fn lint(&self, _context: &Context, _report: &mut Report) {
        // Maven compiles with all of javac's warnings as errors; Swift's file checks what is generated.
    }

    fn needs_packages(&self) -> &'static [&'static str] {
        &["jvm"]
    }

    fn package(&self, context: &Context, platform: &Platform) -> Result<()> {
        ensure!(
            platform.is_native(),
            "the jar can only be built on its platform, {}",
            platform.name
        );
        for old in context.artefacts("notifizz-token-", ".jar")? {
            remove(&old)?;
        }
        maven(
            context,
            &context.path(PACKAGE),
            &["clean", "package", "-Dmaven.test.skip=true"],
        )?;
        let jar = format!("notifizz-token-{}.jar", context.version);
        fs::copy(
            context.path("target/kotlin").join(&jar),
            context.dist.join(&jar),
        )?;
        Ok(())
    }

    fn test(&self, context: &Context, report: &mut Report) {
        report.run("jvm: mvn verify, in the source tree", || {
            maven(context, &context.path(PACKAGE), &["verify"])
        });
    }

    fn check_package(&self, context: &Context, report: &mut Report) {
        report.run("jvm: the suite on the packed jar", || {
            let shell = context.release_shell(PACKAGE)?;
            shell.set_var("NOTIFIZZ_PACKAGE", "installed");
            let jar = property("notifizz.jar", &jar_in_dist(context)?);
            maven_in(context, &shell, &["test".as_ref(), jar.as_ref()])
        });
        let (example, code) = ("jvm: web example", "jvm: the code in docs/webhooks.md");
        if let Some(install) = missing_python() {
            report.missing(example, &install);
            report.missing(code, &install);
            return;
        }
        report.run(example, || {
            examples::named("java")?.check(context, &["answers", "stalls"])
        });
        report.run(code, || webhook_code(context));
    }

    fn demo_package(&self) -> Option<&'static str> {
        Some("notifizz-token (jar)")
    }

    fn demo(&self, context: &Context, user_id: &str, scheme: &str) -> Result<String> {
        let folder = project(context, "examples/quickstart/kotlin", "demo/jvm")?;
        maven(context, &folder, &["package"])?;
        let (shell, jar) = (context.shell("")?, folder.join("target/quickstart.jar"));
        // Java decodes arguments with the locale's encoding, which is ASCII for the locale C.
        shell.set_var("LC_ALL", "C.UTF-8");
        Ok(cmd!(shell, "java -jar {jar} {user_id} {scheme}").read()?)
    }

    fn bench(&self, context: &Context, quick: bool) -> Result<String> {
        let folder = project(context, "benches/jvm", "jvm/bench")?;
        maven(context, &folder, &["package"])?;
        let (shell, jar) = (context.shell("")?, folder.join("target/bench.jar"));
        let quick = if quick { Some("--quick") } else { None };
        Ok(cmd!(shell, "java -jar {jar} {quick...}").read()?)
    }
}

/// The JDK's version.
fn major_version(context: &Context) -> Option<u32> {
    let shell = context.shell("").ok()?;
    let version = cmd!(shell, "javac -version").quiet().read().ok()?;
    let digits = version
        .strip_prefix("javac ")?
        .split(|c: char| !c.is_ascii_digit())
        .next()?;
    digits.parse().ok()
}

fn jar_in_dist(context: &Context) -> Result<PathBuf> {
    context.artefact("notifizz-token-", ".jar")
}

/// Runs Maven in a folder. Cargo gets the release's flags, so that the tests and the package share one
/// build of the native library.
fn maven(context: &Context, folder: &Path, arguments: &[&str]) -> Result<()> {
    let shell = context.release_shell("")?;
    shell.change_dir(folder);
    let arguments = arguments.iter().map(OsStr::new).collect::<Vec<_>>();
    maven_in(context, &shell, &arguments)
}

/// Runs Maven with the shell's folder and variables. Its downloads go below target/.
fn maven_in(context: &Context, shell: &Shell, arguments: &[&OsStr]) -> Result<()> {
    let mvn = find("mvn", "").context("mvn is missing: install Maven")?;
    let repository = property("maven.repo.local", &context.build.join("m2"));
    Ok(cmd!(
        shell,
        "{mvn} --batch-mode --no-transfer-progress -Dstyle.color=never -Dkotlin.compiler.daemon=false {repository}
        {arguments...}"
    )
    .run()?)
}

fn property(name: &str, value: &Path) -> OsString {
    let mut argument = OsString::from(format!("-D{name}="));
    argument.push(value);
    argument
}

/// A copy of a Maven project below target/ci, far from the source tree of the library, whose jar from
/// dist/ is put into the local repository.
fn project(context: &Context, source: &str, name: &str) -> Result<PathBuf> {
    let folder = context.empty_folder(name)?;
    copy_folder(&context.path(source), &folder, &["target"])?;
    let shell = context.shell("")?;
    shell.change_dir(&context.build);
    let jar = property("file", &jar_in_dist(context)?);
    maven_in(context, &shell, &[INSTALL_FILE.as_ref(), jar.as_ref()])?;
    Ok(folder)
}

/// The server of examples/java, from a copy in this folder below target/ci, with the packed jar.
pub(crate) fn web_server(context: &Context, folder: &str) -> Result<Server> {
    let folder = project(context, "examples/java", folder)?;
    maven(context, &folder, &["package"])?;
    let jar = folder.join("target/example.jar");
    Ok(Server {
        shell: context.shell("")?,
        command: vec!["java".into(), "-jar".into(), jar.into()],
    })
}

/// The code of the page, between what it takes as given and a server that calls it, answers as the page
/// says.
fn webhook_code(context: &Context) -> Result<()> {
    let folder = project(context, "examples/quickstart/kotlin", "jvm/webhook")?;
    let tools = context.tools_shell("")?;
    let heading = "Kotlin and Java";
    let code = cmd!(
        tools,
        "python3 ci/snippets.py docs/webhooks.md {heading} kotlin"
    )
    .read()?;
    let (code, _for_spring) = code
        .split_once("@PostMapping")
        .context("docs/webhooks.md has no code for Spring")?;
    fs::write(
        folder.join("src/main/kotlin/Quickstart.kt"),
        format!("{WEBHOOK_IMPORTS}\n{code}\n{WEBHOOK_SERVER}"),
    )?;
    add_jackson(context, &folder)?;
    maven(context, &folder, &["package"])?;
    let (shell, python) = (context.shell("")?, context.python()?);
    let jar = folder.join("target/quickstart.jar");
    Ok(cmd!(
        shell,
        "{python} ci/python/drive_snippet.py webhook kotlin java -jar {jar}"
    )
    .run()?)
}

/// Gives the quickstart the JSON library of the web example, in its version.
fn add_jackson(context: &Context, folder: &Path) -> Result<()> {
    let example = fs::read_to_string(context.path("examples/java/pom.xml"))?;
    let dependency = example
        .split("<dependency>")
        .find(|text| text.contains("jackson-databind"))
        .and_then(|text| text.split("</dependency>").next())
        .context("the web example does not depend on Jackson")?;
    let pom = folder.join("pom.xml");
    let text = fs::read_to_string(&pom)?;
    let end = "</dependencies>";
    ensure!(text.contains(end), "{} has no {end}", pom.display());
    let more = format!("<dependency>{dependency}</dependency>{end}");
    Ok(fs::write(&pom, text.replace(end, &more))?)
}

const WEBHOOK_IMPORTS: &str = "\
import com.fasterxml.jackson.core.JsonProcessingException
import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import com.sun.net.httpserver.HttpServer
import java.net.InetSocketAddress
import kotlin.math.abs
import notifizz.token.NotifizzClient
";

const WEBHOOK_SERVER: &str = r#"
fun main() {
    val server = HttpServer.create(InetSocketAddress("127.0.0.1", System.getenv("PORT").toInt()), 0)
    server.createContext("/notifizz/webhook") { exchange ->
        val event = dispatchEvent(exchange.requestBody.readAllBytes())
        exchange.sendResponseHeaders(if (event == null) 401 else 204, -1)
        exchange.close()
    }
    server.start()
}
"#;
