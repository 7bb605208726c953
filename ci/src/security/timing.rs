//! Constant time: what ships runs under valgrind with everything that is derived from a key marked as undefined,
//! and the time of verifying is measured.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use xshell::{Shell, cmd};

use crate::context::{CC, Context, files, find, missing};
use crate::languages::{c, jvm, node, python, ruby};
use crate::report::Report;

use super::prove;

/// What a check needs: a program, the variable that may name it, and what to install.
type Needs = (&'static str, &'static str, &'static str);

const JAVAC: Needs = ("javac", "", "a JDK, for its jni.h");
const NODE: Needs = ("node", "", "Node.js");

/// The figure of most checks.
const NOTHING: &str = "no branch and no index on a key";

/// What the comparison that ends at the first difference has to reach, and verifying must not.
const LEAKS: f64 = 50.0;
const CONSTANT: f64 = 10.0;

pub(crate) fn check(context: &Context, report: &mut Report) {
    if !context.deep || !cfg!(target_os = "linux") {
        return;
    }
    type Check = fn(&Context) -> Result<String>;
    let under_valgrind: [(&str, Option<Needs>, Check); 5] = [
        ("the C library", None, c_library),
        ("the gem", None, gem),
        ("the jar", Some(JAVAC), jar),
        ("the wheel", None, wheel),
        ("the npm package", Some(NODE), npm),
    ];
    for (package, needs, check) in under_valgrind {
        let name = format!("security: constant time of {package}");
        let mut programs = vec![CC, ("valgrind", "", "valgrind")];
        programs.extend(needs);
        match missing(&programs) {
            Some(install) => report.missing(&name, &install),
            None => prove(context, report, &name, || check(context)),
        }
    }
    let name = "security: timing of verify";
    match missing(&[CC]) {
        Some(install) => report.missing(name, &install),
        None => prove(context, report, name, || statistics(context)),
    }
}

/// The shared and the static library of the archive.
fn c_library(context: &Context) -> Result<String> {
    let prefix = c::unpack(context, "timing/c")?;
    for library in ["libnotifizz_token.so", "libnotifizz_token.a"] {
        constant_time(context, &prefix, &prefix.join("lib").join(library), &[])?;
    }
    Ok("no branch and no index on a key in the shared and the static library".to_owned())
}

/// The gem's library has the functions of the C library, and one that keeps keys of any length.
fn gem(context: &Context) -> Result<String> {
    let (shell, prefix) = (context.shell("")?, c::unpack(context, "timing/gem")?);
    let gem = ruby::native_gem(context)?;
    cmd!(shell, "tar -xf {gem} -C {prefix} data.tar.gz").run()?;
    let data = prefix.join("data.tar.gz");
    cmd!(shell, "tar -xzf {data} -C {prefix} lib").run()?;
    let library = library_in(&prefix, |name| name == "libnotifizz_token_ruby.so")?;
    constant_time(context, &prefix, &library, &["-DNOTIFIZZ_HOST"])?;
    Ok(NOTHING.to_owned())
}

/// bindings-c/tests/constant_time.c with this library: nothing is reported but what leaks on purpose.
fn constant_time(context: &Context, prefix: &Path, library: &Path, options: &[&str]) -> Result<()> {
    let shell = context.shell("")?;
    let program = prefix.join("constant_time");
    let include = prefix.join("include");
    compile(
        &shell,
        &program,
        &["bindings-c/tests/constant_time.c"],
        library,
        &[options, &["-I", &include.to_string_lossy()]].concat(),
    )?;
    let options = ["--quiet", "--error-exitcode=99"];
    cmd!(shell, "valgrind {options...} {program}").run()?;
    let leak = cmd!(shell, "valgrind {options...} {program} leak").ignore_status();
    ensure!(
        leak.output()?.status.code() == Some(99),
        "the comparison that leaks is not reported"
    );
    Ok(())
}

/// Compiles a program, which finds the library where it is.
fn compile(
    shell: &Shell,
    program: &Path,
    sources: &[&str],
    library: &Path,
    options: &[&str],
) -> Result<()> {
    let cc = c::compiler()?;
    let mut path = OsString::from("-Wl,-rpath,");
    path.push(library.parent().context("a library without a folder")?);
    Ok(cmd!(
        shell,
        "{cc} -std=gnu99 -O2 -g -Wall {options...} {sources...} {library} {path} -lm -o {program}"
    )
    .run()?)
}

fn library_in(folder: &Path, is_it: impl Fn(&str) -> bool) -> Result<PathBuf> {
    let name = |file: &PathBuf| is_it(&file.file_name().unwrap_or_default().to_string_lossy());
    let found = files(folder)?.into_iter().find(name);
    found.with_context(|| format!("{} has no library", folder.display()))
}

/// A folder with keys and the library of ci/timing/mark.c, and a shell in which it knows what to mark.
struct Marks<'a> {
    context: &'a Context,
    folder: PathBuf,
    library: PathBuf,
    shell: Shell,
}

impl<'a> Marks<'a> {
    fn new(context: &'a Context, name: &str) -> Result<Self> {
        let folder = context.empty_folder(name)?;
        let (shell, python) = (context.shell("")?, context.python()?);
        let cc = c::compiler()?;
        let library = folder.join("mark.so");
        cmd!(shell, "{python} ci/timing/keys.py {folder}").run()?;
        cmd!(
            shell,
            "{cc} -O2 -g -Wall -Wextra -shared -fPIC ci/timing/mark.c -o {library}"
        )
        .run()?;
        shell.set_var("NOTIFIZZ_MARKS", folder.join("marks.txt"));
        Ok(Self {
            context,
            folder,
            library,
            shell,
        })
    }

    /// Runs a program that marks what it has, and generates and verifies.
    fn run(&self, program: &[&OsStr]) -> Result<Valgrind<'a>> {
        let valgrind = Valgrind::new(self.context, &self.folder);
        let (options, library) = (valgrind.options(), &self.library);
        let keys = self.folder.join("keys.txt");
        let shell = &self.shell;
        cmd!(shell, "valgrind {options...} {program...} {library} {keys}").run()?;
        let [control, ..] = valgrind.count("mark.so")?;
        ensure!(control >= 20, "the comparison that leaks is not reported");
        Ok(valgrind)
    }
}

/// The functions that Java calls.
fn jar(context: &Context) -> Result<String> {
    let marks = Marks::new(context, "timing/jar")?;
    let (shell, folder, program) = (&marks.shell, &marks.folder, marks.folder.join("jni"));
    let (python, jar) = (context.python()?, jvm::jar_in_dist(context)?);
    cmd!(shell, "{python} -m zipfile -e {jar} {folder}").run()?;
    let library = library_in(folder, |name| name == "libnotifizz_token_jvm.so")?;
    let javac = find("javac", "")
        .context("there is no javac")?
        .canonicalize()?;
    let java = javac.ancestors().nth(2).context("a JDK without a folder")?;
    let include = |folder| format!("-I{}", java.join(folder).display());
    compile(
        shell,
        &program,
        &["ci/timing/jni.c", &marks.library.to_string_lossy()],
        &library,
        &[&include("include"), &include("include/linux")],
    )?;
    shell.set_var("LD_LIBRARY_PATH", folder);
    let valgrind = marks.run(&[program.as_os_str()])?;
    valgrind.expect("libnotifizz_token_jvm.so", [0; 2])?;
    Ok(NOTHING.to_owned())
}

/// How often calls.py and calls.js verify: each of ten clients the three kinds, right and wrong, of its first key
/// and of a previous one.
const VERIFICATIONS: usize = 120;

/// Python has its True or False from a branch on the answer, which is the only one.
fn wheel(context: &Context) -> Result<String> {
    let marks = Marks::new(context, "timing/wheel")?;
    let python = python::wheel_venv(context, "timing/wheel/venv")?;
    marks.shell.set_var("PYTHONMALLOC", "malloc");
    let valgrind = marks.run(&[python.as_ref(), "ci/timing/calls.py".as_ref()])?;
    valgrind.expect("_native.abi3.so", [VERIFICATIONS, 0])?;
    Ok(format!(
        "{VERIFICATIONS} branches, one for each verification: that on the answer; no index"
    ))
}

fn npm(context: &Context) -> Result<String> {
    let marks = Marks::new(context, "timing/npm")?;
    let installed = node::installed(context, "timing", &["notifizz-token"])?;
    let calls = installed.current_dir().join("calls.js");
    fs::copy(context.path("ci/timing/calls.js"), &calls)?;
    // Code that is compiled while it runs would be translated again and again.
    let valgrind = marks.run(&["node".as_ref(), "--jitless".as_ref(), calls.as_ref()])?;
    valgrind.expect(".node", [0; 2])?;
    let [reached, ..] = valgrind.count("/node")?;
    ensure!(reached >= VERIFICATIONS, "the marks do not reach Node.js");
    Ok(NOTHING.to_owned())
}

/// A run of valgrind whose reports are counted.
pub(super) struct Valgrind<'a> {
    context: &'a Context,
    reports: PathBuf,
}

impl<'a> Valgrind<'a> {
    pub(super) fn new(context: &'a Context, folder: &Path) -> Self {
        Self {
            context,
            reports: folder.join("reports.xml"),
        }
    }

    pub(super) fn options(&self) -> [String; 5] {
        [
            "--leak-check=full".to_owned(),
            "--error-limit=no".to_owned(),
            // Node.js unloads the addon before the leaks are reported.
            "--keep-debuginfo=yes".to_owned(),
            "--xml=yes".to_owned(),
            format!("--xml-file={}", self.reports.display()),
        ]
    }

    /// The numbers of ci/python/valgrind.py for a library: branches, indices, other reports and lost blocks.
    pub(super) fn count(&self, library: &str) -> Result<[usize; 4]> {
        let (shell, python) = (self.context.shell("")?, self.context.python()?);
        let reports = &self.reports;
        let counts = cmd!(shell, "{python} ci/python/valgrind.py {reports} {library}").read()?;
        println!("{library}: {counts}");
        let counts = counts
            .split(' ')
            .map(str::parse)
            .collect::<Result<Vec<_>, _>>()?;
        <[usize; 4]>::try_from(counts)
            .ok()
            .context("not four numbers")
    }

    /// Fails unless so many branches and indices in the library depend on a key.
    fn expect(&self, library: &str, expected: [usize; 2]) -> Result<()> {
        let [branches, indices, ..] = self.count(library)?;
        ensure!(
            [branches, indices] == expected,
            "{branches} branches and {indices} indices depend on a key, not {expected:?}"
        );
        Ok(())
    }
}

/// dudect's statistics of the shared library.
fn statistics(context: &Context) -> Result<String> {
    let (shell, prefix) = (context.shell("")?, c::unpack(context, "timing/statistics")?);
    let program = prefix.join("dudect");
    let include = prefix.join("include");
    compile(
        &shell,
        &program,
        &["ci/timing/dudect.c"],
        &prefix.join("lib/libnotifizz_token.so"),
        &["-I", &include.to_string_lossy()],
    )?;
    let printed = cmd!(shell, "{program}").read()?;
    println!("{printed}");
    let mut comparisons = 0;
    for line in printed.lines() {
        let (name, t) = line.split_once('\t').context("not a comparison")?;
        let t = t.parse::<f64>()?;
        if name == "leaky" {
            ensure!(t > LEAKS, "the comparison that leaks has only t = {t}");
        } else {
            ensure!(t < CONSTANT, "{name}: t = {t}");
        }
        comparisons += 1;
    }
    ensure!(comparisons == 5, "{comparisons} comparisons");
    Ok(format!(
        "Welch's t below {CONSTANT} in 4 comparisons of 2,000,000 calls, above {LEAKS} in one that leaks"
    ))
}
