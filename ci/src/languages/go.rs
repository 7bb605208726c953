//! Go: the module `notifizz-token.example/notifizz`, which calls the C library through cgo.

use core::hash::{Hash as _, Hasher as _};
use std::fs;
use std::hash::DefaultHasher;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use xshell::{Shell, cmd};

use crate::context::{CARGO, CC, Context, copy_folder, find, missing, remove};
use crate::examples::{self, Server};
use crate::language::Language;
use crate::languages::c::{unpack, zig_tool};
use crate::platforms::Platform;
use crate::report::Report;

const PACKAGE: &str = "bindings-c/go";

const MODULES: [&str; 4] = [
    PACKAGE,
    "benches/go",
    "examples/go",
    "examples/quickstart/go",
];

/// The newest one that Go 1.25 builds.
const STATICCHECK: &str = "honnef.co/go/tools/cmd/staticcheck@v0.7.0";

/// The token of user_42 with the key YOUR_AUTH_SECRET_KEY, from vectors.json.
const KNOWN_TOKEN: &str = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";

#[derive(Debug)]
pub(crate) struct Go;

impl Language for Go {
    fn name(&self) -> &'static str {
        "go"
    }

    fn title(&self) -> &'static str {
        "Go"
    }

    fn debian_packages(&self) -> &'static [&'static str] {
        &["go=golang-go", "build-essential", "pkg-config"]
    }

    fn missing(&self, context: &Context) -> Option<String> {
        missing(&[
            ("go", "", "Go 1.24 or later"),
            CARGO,
            CC,
            ("pkg-config", "PKG_CONFIG", "pkg-config"),
        ])
        .or_else(|| match minor_version(context) {
            Some(minor) if minor >= 24 => None,
            _ => Some("Go is too old: install Go 1.24 or later".to_owned()),
        })
    }

    fn lint(&self, context: &Context, report: &mut Report) {
        report.run_in("go: gofmt", go_shell(context, ""), |sh| {
            let files = cmd!(
                sh,
                "gofmt -l bindings-c/go benches/go examples/go examples/quickstart/go"
            )
            .read()?;
            ensure!(files.is_empty(), "not formatted: {files}");
            Ok(())
        });
        report.run("go: vet", || {
            build_library(context)?;
            for module in MODULES {
                let shell = go_shell(context, module)?;
                cmd!(shell, "go vet ./...").run()?;
            }
            Ok(())
        });
        let staticcheck = "go: staticcheck";
        if minor_version(context).is_some_and(|minor| minor < 25) {
            report.skip(staticcheck, "it needs Go 1.25 or later");
        } else {
            report.run(staticcheck, || static_check(context));
        }
    }

    fn needs_packages(&self) -> &'static [&'static str] {
        &["c", "go"]
    }

    /// The static library, where the module has it.
    fn package(&self, context: &Context, platform: &Platform) -> Result<()> {
        let Some(name) = &platform.go else {
            return Ok(());
        };
        let folder = context.build.join("go/libraries").join(name);
        remove(&folder)?;
        fs::create_dir_all(&folder)?;
        // With the target folder, because Cargo writes it only when it compiles.
        let object = context.path("target/go").join(format!("{name}.o"));
        let library = folder.join("libnotifizz_token.a");
        let (shell, target) = (platform.shell(context, "")?, &platform.rust);
        // Only an object file: there is nothing to link, so that no platform needs a linker.
        cmd!(
            shell,
            "cargo rustc --quiet --locked --profile c --package notifizz-token-c --features panic-handler
            --target {target} --target-dir target/go --crate-type staticlib -- --emit=obj={object}"
        )
        .run()?;
        let format = if platform.os == "macos" {
            "darwin"
        } else {
            "gnu"
        };
        let ar = zig_tool(context, "ar")?;
        cmd!(shell, "{ar} --format={format} rcsD {library} {object}").run()?;
        Ok(())
    }

    /// The module with the static libraries of these platforms.
    fn assemble(&self, context: &Context, platforms: &[Platform]) -> Result<()> {
        for old in context.artefacts("notifizz-token-go-", ".tar.gz")? {
            remove(&old)?;
        }
        let name = format!("notifizz-token-go-{}", context.version);
        let module = context.empty_folder("go/package")?.join(&name);
        let except = ["lib", "library_digest.go", "internal", ".gitignore"];
        copy_folder(&context.path(PACKAGE), &module, &except)?;
        for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
            fs::copy(context.path(licence), module.join(licence))?;
        }
        let lib = module.join("lib");
        for name in platforms.iter().filter_map(|platform| platform.go.as_ref()) {
            copy_folder(
                &context.build.join("go/libraries").join(name),
                &lib.join(name),
                &[],
            )?;
        }
        let header = "bindings-c/include/notifizz_token.h";
        fs::copy(context.path(header), lib.join("notifizz_token.h"))?;
        let (shell, python) = (context.shell("")?, context.python()?);
        let archive = context.dist.join(format!("{name}.tar.gz"));
        Ok(cmd!(shell, "{python} ci/python/archive.py {module} {archive}").run()?)
    }

    fn test(&self, context: &Context, report: &mut Report) {
        let suite = "go: suite on the library of the source tree";
        if context
            .root
            .to_string_lossy()
            .contains(['(', ')', '\'', '"', '\\', ';', '&', '*', '?'])
        {
            return report.skip(
                suite,
                "cgo does not link a library whose path has such characters",
            );
        }
        report.run(suite, || {
            build_library(context)?;
            let shell = go_shell(context, PACKAGE)?;
            Ok(cmd!(shell, "go test -count=1 ./...").run()?)
        });
        report.run_in("go: race detector", go_shell(context, PACKAGE), |sh| {
            Ok(cmd!(sh, "go test -count=1 -race ./...").run()?)
        });
        report.run_in(
            "go: the example's tests",
            go_shell(context, "examples/go"),
            |sh| Ok(cmd!(sh, "go test -count=1 ./...").run()?),
        );
        if context.deep {
            // Its seeds are among the unit tests; this builds all of Go again, for the coverage.
            report.run_in(
                "go: fuzz against crypto/hmac for a minute",
                go_shell(context, PACKAGE),
                |sh| Ok(cmd!(sh, "go test -run ^$ -fuzz FuzzAgainstGo -fuzztime 60s .").run()?),
            );
        }
        report.run("go: without cgo the build says what it needs", || {
            without_cgo(context)
        });
        report.run("go: without the library the build says what to do", || {
            without_library(context)
        });
        let linked_statically = "go: a program without any shared library";
        if cfg!(target_os = "linux") {
            report.run(linked_statically, || static_program(context));
        } else {
            report.skip(linked_statically, "it is a matter of Linux's libc");
        }
    }

    fn check_package(&self, context: &Context, report: &mut Report) {
        report.run(
            "go: suite on the packed module, with its own library",
            || {
                let folder = context.empty_folder("go/module")?;
                let archive = context.artefact("notifizz-token-go-", ".tar.gz")?;
                let shell = go_shell(context, "")?;
                cmd!(shell, "tar -xzf {archive} -C {folder} --strip-components=1").run()?;
                shell.change_dir(&folder);
                shell.set_var("NOTIFIZZ_PACKAGE", "installed");
                shell.set_var("NOTIFIZZ_VECTORS", context.path("vectors"));
                Ok(cmd!(shell, "go test -count=1 ./...").run()?)
            },
        );
        let prefix = match unpack(context, "go/prefix") {
            Ok(prefix) => prefix,
            Err(error) => return report.run("go: the C library is installed", || Err(error)),
        };
        report.run_in(
            "go: suite on the installed C library",
            installed_shell(context, PACKAGE, &prefix),
            |sh| {
                sh.set_var("NOTIFIZZ_PACKAGE", "installed");
                Ok(cmd!(sh, "go test -count=1 ./...").run()?)
            },
        );
        let other_version = "go: a library of another version is an error";
        if cfg!(target_os = "linux") {
            report.run(other_version, || another_version(context, &prefix));
        } else {
            report.skip(other_version, "it preloads another library: Linux only");
        }
        report.run("go: web example", || {
            examples::named("go")?.check(context, &["answers"])
        });
    }

    fn demo_package(&self) -> Option<&'static str> {
        Some("notifizz (module)")
    }

    fn demo(&self, context: &Context, user_id: &str, scheme: &str) -> Result<String> {
        let prefix = unpack(context, "demo/go/prefix")?;
        let folder = context.build.join("demo/go/quickstart");
        copy_folder(&context.path("examples/quickstart/go"), &folder, &[])?;
        let shell = installed_shell(context, "", &prefix)?;
        shell.change_dir(&folder);
        let module = context.path(PACKAGE);
        cmd!(
            shell,
            "go mod edit -replace notifizz-token.example/notifizz={module}"
        )
        .run()?;
        cmd!(shell, "go build -o quickstart .").run()?;
        let program = folder.join("quickstart");
        Ok(cmd!(shell, "{program} {user_id} {scheme}").read()?)
    }

    fn bench(&self, context: &Context, _quick: bool) -> Result<String> {
        build_library(context)?;
        let shell = go_shell(context, "benches/go")?;
        Ok(cmd!(shell, "go run .").read()?)
    }
}

/// Go's version 1.N.
fn minor_version(context: &Context) -> Option<u32> {
    let shell = go_shell(context, "").ok()?;
    let version = cmd!(shell, "go env GOVERSION").quiet().read().ok()?;
    let digits = version
        .strip_prefix("go1.")?
        .split(|c: char| !c.is_ascii_digit())
        .next()?;
    digits.parse().ok()
}

/// A shell that looks for nothing on the network: the modules have no dependencies.
pub(crate) fn go_shell(context: &Context, folder: &str) -> Result<Shell> {
    let shell = context.shell(folder)?;
    for (name, value) in [
        ("CGO_ENABLED", "1"),
        ("GOFLAGS", "-buildvcs=false"),
        ("GOPROXY", "off"),
        ("GOTOOLCHAIN", "local"),
        ("GOWORK", "off"),
    ] {
        shell.set_var(name, value);
    }
    Ok(shell)
}

/// The same with the C library that is installed below `prefix`.
fn installed_shell(context: &Context, folder: &str, prefix: &Path) -> Result<Shell> {
    let shell = go_shell(context, folder)?;
    // Go's build cache sees neither what pkg-config answers nor the files that it names. This option
    // of the compiler has no effect but to be another one when they change.
    let mut hasher = DefaultHasher::new();
    prefix.hash(&mut hasher);
    for file in ["include/notifizz_token.h", "lib/libnotifizz_token.a"] {
        fs::read(prefix.join(file))?.hash(&mut hasher);
    }
    let installed = hasher.finish();
    shell.set_var(
        "GOFLAGS",
        format!("-buildvcs=false -tags=notifizz_system -gcflags=notifizz-token.example/notifizz=-I=installed-{installed:x}"),
    );
    shell.set_var("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"));
    for variable in ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"] {
        shell.set_var(variable, prefix.join("lib"));
    }
    Ok(shell)
}

/// The C library where the package links it by default.
fn build_library(context: &Context) -> Result<()> {
    let shell = go_shell(context, PACKAGE)?;
    Ok(cmd!(shell, "go run ./internal/build").run()?)
}

fn static_check(context: &Context) -> Result<()> {
    let program = tool(context, STATICCHECK)?;
    for module in MODULES {
        let shell = go_shell(context, module)?;
        cmd!(shell, "{program} -checks all ./...").run()?;
    }
    Ok(())
}

/// A program written in Go, `PATH/NAME@VERSION`, installed below target/ci when it is first needed.
pub(crate) fn tool(context: &Context, package: &str) -> Result<PathBuf> {
    let (path, version) = package.split_once('@').context("a tool has no version")?;
    let name = path.rsplit('/').next().unwrap_or(path);
    let folder = context.build.join("go").join(format!("{name}-{version}"));
    let program = folder
        .join(name)
        .with_extension(std::env::consts::EXE_EXTENSION);
    if !program.exists() {
        let shell = context.shell("")?;
        shell.set_var("GOBIN", &folder);
        shell.set_var("GOTOOLCHAIN", "local");
        cmd!(shell, "go install {package}").run()?;
    }
    Ok(program)
}

/// The message of a build that has to fail.
fn build_error(shell: &Shell) -> Result<String> {
    let output = cmd!(shell, "go build .").ignore_status().output()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(!output.status.success(), "it builds");
    println!("{text}");
    Ok(text)
}

fn without_cgo(context: &Context) -> Result<()> {
    let shell = go_shell(context, PACKAGE)?;
    shell.set_var("CGO_ENABLED", "0");
    let text = build_error(&shell)?;
    ensure!(
        text.contains("notifizz_needs_cgo__set_CGO_ENABLED_1_and_install_a_C_compiler"),
        "it does not say what it needs"
    );
    // Another error would hide that one.
    ensure!(text.matches(".go:").count() == 1, "there are other errors");
    Ok(())
}

fn without_library(context: &Context) -> Result<()> {
    let folder = context.empty_folder("go/without-library")?;
    copy_folder(
        &context.path(PACKAGE),
        &folder,
        &["lib", "library_digest.go"],
    )?;
    let shell = go_shell(context, "")?;
    shell.change_dir(&folder);
    let text = build_error(&shell)?;
    ensure!(
        text.contains("the C library is not built: run `go run ./internal/build`"),
        "it does not say what to run"
    );
    Ok(())
}

/// The quickstart, built as the package's page says for an empty container image.
fn static_program(context: &Context) -> Result<()> {
    let program = context.build.join("go/static");
    let shell = go_shell(context, "examples/quickstart/go")?;
    let flags = "-linkmode external -extldflags -static";
    cmd!(
        shell,
        "go build -o {program} -tags netgo,osusergo -ldflags {flags} ."
    )
    .run()?;
    let dynamic = cmd!(shell, "readelf --dynamic {program}").read()?;
    ensure!(
        !dynamic.contains("NEEDED"),
        "it needs a shared library: {dynamic}"
    );
    shell.set_var("NOTIFIZZ_AUTH_SECRET_KEY", "YOUR_AUTH_SECRET_KEY");
    let token = cmd!(shell, "{program} user_42").read()?;
    ensure!(token == KNOWN_TOKEN, "the token is {token}");
    Ok(())
}

/// The quickstart, with a library in front that reports another version.
fn another_version(context: &Context, prefix: &Path) -> Result<()> {
    let folder = context.empty_folder("go/another-version")?;
    let shell = installed_shell(context, "examples/quickstart/go", prefix)?;
    let program = folder.join("quickstart");
    cmd!(shell, "go build -o {program} .").run()?;
    shell.set_var("NOTIFIZZ_AUTH_SECRET_KEY", "YOUR_AUTH_SECRET_KEY");
    let token = cmd!(shell, "{program} user_42").read()?;
    ensure!(token == KNOWN_TOKEN, "the token is {token}");

    let Some(cc) = find("cc", "CC") else {
        bail!("there is no C compiler")
    };
    let (source, library) = (folder.join("other.c"), folder.join("other.so"));
    fs::write(
        &source,
        "const char *notifizz_version(void) { return \"99.1.0\"; }\n",
    )?;
    cmd!(shell, "{cc} -shared -fPIC -o {library} {source}").run()?;
    let output = cmd!(shell, "{program} user_42")
        .env("LD_PRELOAD", &library)
        .ignore_status()
        .output()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    println!("{text}");
    ensure!(
        !output.status.success(),
        "it runs with a library of another version"
    );
    let versions = format!("this package is {}, ", context.version);
    for part in ["install the C library", &versions, "the library is 99.1.0"] {
        ensure!(text.contains(part), "the error does not say {part:?}");
    }
    Ok(())
}

/// The server of examples/go, built in this folder below target/ci with the packed C library.
pub(crate) fn web_server(context: &Context, folder: &str) -> Result<Server> {
    let prefix = unpack(context, &format!("{folder}-prefix"))?;
    let server = context
        .build
        .join(folder)
        .join("server")
        .with_extension(std::env::consts::EXE_EXTENSION);
    let shell = installed_shell(context, "examples/go", &prefix)?;
    cmd!(shell, "go build -o {server} .").run()?;
    Ok(Server {
        shell,
        command: vec![server.into()],
    })
}
