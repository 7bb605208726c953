//! Go: the module in bindings-c/go, which calls the C library through cgo, or has it as Go code.

mod generated;

use core::hash::{Hash as _, Hasher as _};
use std::fs;
use std::hash::DefaultHasher;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use regex::Regex;
use xshell::{Shell, cmd};

use crate::context::{CARGO, CC, Context, copy_folder, find, missing, remove};
use crate::examples::{self, Server};
use crate::language::{KNOWN_TOKEN, Language};
use crate::languages::c::{unpack, zig_tool};
use crate::notices::{NOTICES, SBOM};
use crate::platforms::{self, Platform};
use crate::report::Report;

pub(crate) use generated::write;

pub(crate) const PACKAGE: &str = "bindings-c/go";

const MODULES: [&str; 4] = [
    PACKAGE,
    "benches/go",
    "examples/go",
    "examples/quickstart/go",
];

/// Systems and processors that have no static library, and some that have one: with the Go code, a program
/// is built for all of them.
const WITHOUT_CGO: [&str; 10] = [
    "freebsd/amd64",
    "linux/386",
    // With `--deep`, because Go builds its own packages for each.
    "darwin/arm64",
    "js/wasm",
    "linux/arm",
    "linux/arm64",
    "linux/riscv64",
    "linux/s390x",
    "wasip1/wasm",
    "windows/arm64",
];

/// The newest one that Go 1.25 builds.
const STATICCHECK: &str = "honnef.co/go/tools/cmd/staticcheck@v0.7.0";

/// The name of a static library.
const LIBRARY: &str = "libnotifizz_token.a";

/// The folder in dist/ that Go takes as its module proxy.
const PROXY: &str = "go";

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
                "gofmt -l bindings-c/go benches/go examples/go examples/quickstart/go ci/failures/go ci/load/go ci/memory"
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
        let library = folder.join(LIBRARY);
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
        let except = [".gitignore", "build", "library_digest.go", LIBRARY];
        copy_folder(&context.path(PACKAGE), &module, &except)?;
        for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
            fs::copy(context.path(licence), module.join(licence))?;
        }
        for name in platforms.iter().filter_map(|platform| platform.go.as_ref()) {
            let library = context.build.join("go/libraries").join(name).join(LIBRARY);
            fs::copy(library, module.join("lib").join(name).join(LIBRARY))?;
        }
        let header = "bindings-c/include/notifizz_token.h";
        fs::copy(
            context.path(header),
            module.join("internal/native/notifizz_token.h"),
        )?;
        let (shell, python) = (context.shell("")?, context.python()?);
        let archive = context.dist.join(format!("{name}.tar.gz"));
        cmd!(shell, "{python} ci/python/archive.py {module} {archive}").run()?;
        let (proxy, version) = (context.dist.join(PROXY), &context.version);
        remove(&proxy)?;
        Ok(cmd!(
            shell,
            "{python} ci/python/go_proxy.py {module} {version} {proxy}"
        )
        .run()?)
    }

    fn test(&self, context: &Context, report: &mut Report) {
        generated::check(context, report);
        report.run_in(
            "go: suite without cgo",
            without_cgo(context, PACKAGE),
            |sh| suite_on(sh, "go"),
        );
        report.run_in(
            "go: programs without cgo for systems without a library",
            without_cgo(context, "examples/quickstart/go"),
            |sh| {
                let platforms = if context.deep { WITHOUT_CGO.len() } else { 2 };
                for platform in WITHOUT_CGO.iter().take(platforms) {
                    let (system, processor) = platform.split_once('/').context("no GOOS/GOARCH")?;
                    sh.set_var("GOOS", system);
                    sh.set_var("GOARCH", processor);
                    let program = context
                        .build
                        .join("go")
                        .join(format!("{system}-{processor}"));
                    cmd!(sh, "go build -o {program} .").run()?;
                }
                Ok(())
            },
        );
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
            suite_on(&go_shell(context, PACKAGE)?, "cgo")
        });
        report.run_in("go: race detector", go_shell(context, PACKAGE), |sh| {
            cmd!(sh, "go test -count=1 -race .").run()?;
            // Where each access to the linear memory is watched, whole hashes take minutes.
            let concurrent = "Close|MayBeGarbage";
            Ok(cmd!(
                sh,
                "go test -count=1 -race -tags purego -run {concurrent} ."
            )
            .run()?)
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
        for (check, shell, backend) in [
            (
                "go: suite on the packed module, with its own library",
                go_shell(context, ""),
                "cgo",
            ),
            (
                "go: suite on the packed module without cgo",
                without_cgo(context, ""),
                "go",
            ),
        ] {
            report.run_in(check, shell, |sh| {
                let folder = context.empty_folder("go/module")?;
                let archive = context.artefact("notifizz-token-go-", ".tar.gz")?;
                cmd!(sh, "tar -xzf {archive} -C {folder} --strip-components=1").run()?;
                sh.change_dir(&folder);
                sh.set_var("NOTIFIZZ_PACKAGE", "installed");
                sh.set_var("NOTIFIZZ_VECTORS", context.path("vectors"));
                suite_on(sh, backend)
            });
        }
        for (check, backend) in [
            ("go: one command, and the program of the page", Some("cgo")),
            ("go: the same without cgo", Some("go")),
            ("go: the same on a machine with Go alone", None),
        ] {
            report.run(check, || one_command(context, backend));
        }
        let prefix = match unpack(context, "go/prefix") {
            Ok(prefix) => prefix,
            Err(error) => return report.run("go: the C library is installed", || Err(error)),
        };
        report.run_in(
            "go: suite on the installed C library",
            installed_shell(context, PACKAGE, &prefix),
            |sh| {
                sh.set_var("NOTIFIZZ_PACKAGE", "installed");
                suite_on(sh, "cgo")
            },
        );
        let other_version = "go: a library of another version is an error";
        if cfg!(target_os = "linux") {
            report.run(other_version, || another_version(context, &prefix));
        } else {
            report.skip(other_version, "it preloads another library: Linux only");
        }
        report.run("go: web example", || {
            examples::named("go")?.check(context, &["answers", "webhook"])
        });
    }

    fn demo_package(&self) -> Option<&'static str> {
        Some("notifizz (module)")
    }

    fn demo(&self, context: &Context, user_id: &str, scheme: &str) -> Result<String> {
        let shell = empty_module(context, "demo/go")?;
        let path = module_path(context)?;
        cmd!(shell, "go get {path}").run()?;
        let source = context.path("examples/quickstart/go/main.go");
        fs::copy(source, shell.current_dir().join("main.go"))?;
        Ok(cmd!(shell, "go run . {user_id} {scheme}").read()?)
    }

    fn bench(&self, context: &Context, quick: bool) -> Result<String> {
        build_library(context)?;
        let rounds = if quick { "15" } else { "61" };
        let with_cgo = go_shell(context, "benches/go")?;
        let without = without_cgo(context, "benches/go")?;
        Ok(cmd!(with_cgo, "go run . {rounds}").read()?
            + "\n"
            + &cmd!(without, "go run . {rounds}").read()?)
    }
}

/// The path of the module: go.mod is the one place that has it.
pub(crate) fn module_path(context: &Context) -> Result<String> {
    first_match(
        &context.path(PACKAGE).join("go.mod"),
        r"^module (\S+/notifizz)$",
    )
}

/// The path that the quickstart imports.
pub(crate) fn imported_path(context: &Context) -> Result<String> {
    let manifest = context.path("examples/quickstart/go/go.mod");
    first_match(&manifest, r"^require (\S+/notifizz) ")
}

fn first_match(file: &Path, pattern: &str) -> Result<String> {
    let text = fs::read_to_string(file)?;
    let captures = Regex::new(&format!("(?m){pattern}"))?.captures(&text);
    let found = captures.and_then(|captures| captures.get(1));
    let found = found.with_context(|| format!("{} has no {pattern}", file.display()))?;
    Ok(found.as_str().to_owned())
}

/// The files of the repository that have the module's path in them.
pub(crate) fn mentions(context: &Context, path: &str) -> Result<Vec<PathBuf>> {
    let shell = context.shell("")?;
    let list = cmd!(
        shell,
        "git grep --untracked --fixed-strings -l -z -e {path}"
    )
    .read()?;
    let files = list.split('\0').filter(|name| !name.is_empty());
    Ok(files.map(|name| context.path(name)).collect())
}

/// Fails if a page or a Go file names another path of the module than go.mod.
pub(crate) fn check_module_path(context: &Context) -> Result<()> {
    let path = module_path(context)?;
    let (shell, any) = (
        context.shell("")?,
        // Not in the address of a page, nor as the beginning of a longer name.
        Regex::new(
            r"(?m)(?:^|[^/\w.-])([a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9._-]+)*/notifizz)(?:[^\w-]|$)",
        )?,
    );
    let files = cmd!(shell, "git ls-files -z *.go *.mod *.md").read()?;
    let mut found = 0;
    for file in files.split('\0').filter(|name| !name.is_empty()) {
        let text = fs::read_to_string(context.path(file))?;
        let others = any.captures_iter(&text);
        for other in others.filter_map(|captures| captures.get(1)) {
            let other = other.as_str();
            found += 1;
            ensure!(
                other == path,
                "{file} has {other} where go.mod has {path}: run `cargo ci generate`"
            );
        }
    }
    ensure!(found > 10, "only {found} places have the module's path");
    Ok(())
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

/// The same without cgo.
pub(crate) fn without_cgo(context: &Context, folder: &str) -> Result<Shell> {
    let shell = go_shell(context, folder)?;
    shell.set_var("CGO_ENABLED", "0");
    Ok(shell)
}

/// The suite, which fails if it tests another backend.
fn suite_on(shell: &Shell, backend: &str) -> Result<()> {
    let _backend = shell.push_env("NOTIFIZZ_BACKEND", backend);
    Ok(cmd!(shell, "go test -count=1 ./...").run()?)
}

/// A shell in a new module below target/ci, which gets the packed module from dist/ and nothing else.
pub(crate) fn empty_module(context: &Context, name: &str) -> Result<Shell> {
    let folder = context.build.join(name);
    let shell = go_shell(context, "")?;
    // Downloaded modules are read-only otherwise, and could not be removed.
    shell.set_var("GOFLAGS", "-buildvcs=false -modcacherw");
    shell.set_var(
        "GOPROXY",
        format!("file://{}", context.dist.join(PROXY).display()),
    );
    shell.set_var("GONOSUMDB", module_path(context)?);
    // Go keeps what is in a module by the path and not by the content, because a version never changes.
    let mut hasher = DefaultHasher::new();
    fs::read(context.artefact("notifizz-token-go-", ".tar.gz")?)?.hash(&mut hasher);
    let cache = format!("cache-{:x}", hasher.finish());
    shell.set_var("GOMODCACHE", folder.join(cache));
    remove(&folder)?;
    fs::create_dir_all(folder.join("app"))?;
    shell.change_dir(folder.join("app"));
    cmd!(shell, "go mod init app").run()?;
    Ok(shell)
}

/// What the package's page says: one command, then its first program, then the same with `go mod vendor`.
/// Without a backend, there is neither `CGO_ENABLED` nor any program but Go in the path.
fn one_command(context: &Context, backend: Option<&str>) -> Result<()> {
    let shell = empty_module(context, "go/one-command")?;
    shell.set_var("NOTIFIZZ_AUTH_SECRET_KEY", "YOUR_AUTH_SECRET_KEY");
    let path = module_path(context)?;
    let page = fs::read_to_string(context.path(PACKAGE).join("README.md"))?;
    let program = page
        .split("```go\n")
        .find(|block| block.starts_with("package main\n"))
        .and_then(|block| block.split("```").next())
        .context("the page has no program")?;
    let go = |arguments: &[&str]| -> Result<String> {
        let command = match backend {
            Some(backend) => {
                let cgo = if backend == "cgo" { "1" } else { "0" };
                cmd!(shell, "go {arguments...}").env("CGO_ENABLED", cgo)
            }
            None => {
                let root = cmd!(shell, "go env GOROOT").read()?;
                let programs = Path::new(&root).join("bin");
                let go = programs.join("go");
                cmd!(shell, "{go} {arguments...}")
                    .env("PATH", programs)
                    .env_remove("CGO_ENABLED")
                    .env_remove("CC")
            }
        };
        Ok(command.read()?)
    };
    let expected = format!("{KNOWN_TOKEN} {}", backend.unwrap_or("go"));

    go(&["get", &path])?;
    fs::write(shell.current_dir().join("main.go"), program)?;
    let printed = go(&["run", "."])?;
    ensure!(printed == expected, "it prints {printed:?}");

    go(&["mod", "tidy"])?;
    go(&["mod", "vendor"])?;
    shell.set_var("GOPROXY", "off");
    shell.set_var("GOMODCACHE", context.empty_folder("go/no-cache")?);
    let printed = go(&["run", "-mod=vendor", "."])?;
    ensure!(printed == expected, "vendored, it prints {printed:?}");
    // Go does not notice that a library is missing if it has linked the program before.
    let platform = platforms::native(context)?.go.unwrap_or_default();
    let library = format!("lib/{platform}/{LIBRARY}");
    for file in ["LICENSE-MIT", "LICENSE-APACHE", NOTICES, SBOM, &library] {
        let vendored = shell.current_dir().join("vendor").join(&path).join(file);
        ensure!(vendored.exists(), "`go mod vendor` has no {file}");
    }
    Ok(())
}

/// The same as `go_shell` with the C library that is installed below `prefix`.
pub(crate) fn installed_shell(context: &Context, folder: &str, prefix: &Path) -> Result<Shell> {
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
        format!(
            "-buildvcs=false -tags=notifizz_system -gcflags={}/internal/native=-I=installed-{installed:x}",
            module_path(context)?
        ),
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

fn without_library(context: &Context) -> Result<()> {
    let folder = context.empty_folder("go/without-library")?;
    let except = [LIBRARY, "library_digest.go", "notifizz_token.h"];
    copy_folder(&context.path(PACKAGE), &folder, &except)?;
    let shell = go_shell(context, "")?;
    shell.change_dir(&folder);
    cmd!(shell, "go build -tags purego .").run()?;
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
    server_of(context, "examples/go", folder)
}

/// The same of the program in the folder `source`.
pub(crate) fn server_of(context: &Context, source: &str, folder: &str) -> Result<Server> {
    let prefix = unpack(context, &format!("{folder}-prefix"))?;
    let server = context
        .build
        .join(folder)
        .join("server")
        .with_extension(std::env::consts::EXE_EXTENSION);
    let shell = installed_shell(context, source, &prefix)?;
    cmd!(shell, "go build -o {server} .").run()?;
    Ok(Server {
        shell,
        command: vec![server.into()],
    })
}
