//! What is left of secrets in the memory of a process, and in what a process dumps of itself.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use anyhow::{Context as _, Result, ensure};
use base64ct::{Base64Unpadded, Base64UrlUnpadded, Encoding as _};
use sha2::digest::common::hazmat::SerializableState as _;
use sha2::{Digest as _, Sha256};
use xshell::cmd;

use crate::context::{Context, find};
use crate::language::Language;
use crate::languages::{c, go, jvm, node, python, ruby, swift};
use crate::report::Report;

use super::prove;

/// The crash reporter.
const SENTRY: &str = "sentry-sdk==2.75.0";

/// A part of a secret, or of what is derived from it, has so many bytes.
const PART: usize = 16;

/// Keeps Go from interrupting goroutines, for example for a collection, with a signal that saves all registers.
const NOT_PREEMPTED: (&str, &str) = ("GODEBUG", "asyncpreemptoff=1");

/// So many parts of the text of secrets does the generated layer of Swift leave in freed memory at most.
const IN_SWIFT: usize = 48;

/// Otherwise some of what registers held is left by chance, at most so many parts.
const PREEMPTED: usize = 64;

/// The key, a previous key that is longer than a block of SHA-256, and a webhook signing secret. They occur
/// nowhere else, and `>` and `?` become `+` and `/` in base64. The programs get them masked.
const SECRETS: [&str; 3] = [
    "rB4t9Qw2Zx7Lk5>n8Mc1Jd6Hf3Gs0?aYu4Ei7Wo2Tq9>z6",
    "Nk8sV2?pXc5Rt0Ly7Wb3>Fj9Ga6Qe1Hm4?Uo8Zi2Sd5>Px7Tn0Kv3Cw6?Br9Jl1Mf4>Yh8Ea2Qg5?Dz7Xu0Ws",
    "w7>Hs2Vn9Lq4Ck0?Tj5Xb8Ry3Gm6Pe1",
];

/// A language, what the name of the check ends with, whether it is for the deep run, and how the program of
/// ci/memory is built with the packed artefact, in an empty folder.
type Program = (
    &'static dyn Language,
    &'static str,
    bool,
    fn(&Context, &Path) -> Result<Command>,
);

const PROGRAMS: [Program; 9] = [
    (&python::Python, "Python", false, python_program),
    (&node::Node, "Node.js", false, node_program),
    (
        &node::Node,
        "WebAssembly in Node.js",
        true,
        |context, folder| {
            let mut command = node_program(context, folder)?;
            command.env("NOTIFIZZ_TOKEN_BACKEND", "wasm");
            Ok(command)
        },
    ),
    (&c::C, "C", false, c_program),
    (&go::Go, "Go", true, |context, folder| {
        go_program(context, folder, "1")
    }),
    (&go::Go, "Go without cgo", true, |context, folder| {
        go_program(context, folder, "0")
    }),
    (&jvm::Jvm, "Java", true, java_program),
    (&ruby::Ruby, "Ruby", false, ruby_program),
    (&swift::Swift, "Swift", true, |context, _| {
        let mut command =
            swift::program(context, "memory/swift", &context.path("ci/memory/swift"))?;
        command.args(masked());
        Ok(command)
    }),
];

pub(crate) fn check(context: &Context, report: &mut Report) {
    for (language, title, is_deep, program) in PROGRAMS {
        let name = format!("security: memory of {title}");
        if is_deep && !context.deep {
            continue;
        }
        if !cfg!(target_os = "linux") {
            report.skip(&name, "the memory of a process is read with Linux's /proc");
        } else if let Some(install) = missing(context, language) {
            report.missing(&name, &install);
        } else {
            prove(context, report, &name, || {
                let folder = context.empty_folder(&format!("memory/programs/{title}"))?;
                nothing_is_left(language.name(), || program(context, &folder), &folder)
            });
        }
    }
    let name = "security: crash reports of Python";
    match python::Python.missing(context) {
        Some(install) => report.missing(name, &install),
        None => prove(context, report, name, || crash_reports(context)),
    }
}

fn missing(context: &Context, language: &dyn Language) -> Option<String> {
    language.missing(context).or_else(|| match language.name() {
        "swift" => swift::missing_toolchain(context),
        _ => None,
    })
}

/// How often each form of each secret is found, in parts. A secret is its number.
type Counts = BTreeMap<(usize, &'static str), usize>;

/// What is searched for, and what each part is.
struct Needles {
    search: AhoCorasick,
    names: Vec<(usize, &'static str)>,
}

impl Needles {
    fn new() -> Result<Self> {
        let (mut names, mut parts) = (Vec::new(), Vec::new());
        for (number, secret) in SECRETS.iter().enumerate() {
            for (form, bytes) in forms(secret.as_bytes()) {
                for part in bytes.chunks_exact(PART) {
                    names.push((number, form));
                    parts.push(part.to_vec());
                }
            }
        }
        let search = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .build(parts)?;
        Ok(Self { search, names })
    }

    fn count(&self, bytes: &[u8], counts: &mut Counts) {
        for found in self.search.find_iter(bytes) {
            if let Some(name) = self.names.get(found.pattern().as_usize()) {
                *counts.entry(*name).or_default() += 1;
            }
        }
    }

    /// Counts in all memory that the process can read, which is more than a core dump has.
    fn count_in_process(&self, pid: u32) -> Result<Counts> {
        let mut counts = Counts::new();
        let mut memory = File::open(format!("/proc/{pid}/mem"))?;
        for line in fs::read_to_string(format!("/proc/{pid}/maps"))?.lines() {
            let (addresses, rest) = line.split_once(' ').context("not a mapping")?;
            let (start, end) = addresses.split_once('-').context("no addresses")?;
            let start = u64::from_str_radix(start, 16)?;
            let size = u64::from_str_radix(end, 16)? - start;
            if !rest.starts_with('r') {
                continue;
            }
            let mut bytes = vec![0; usize::try_from(size)?];
            memory.seek(SeekFrom::Start(start))?;
            match memory.read_exact(&mut bytes) {
                Ok(()) => self.count(&bytes, &mut counts),
                // Of what cannot be written to, a part is the kernel's.
                Err(error) => ensure!(!rest.starts_with("rw"), "{line}: {error}"),
            }
        }
        Ok(counts)
    }
}

/// What gives a secret away, or lets one compute tokens, in each order in which a processor may have it.
fn forms(secret: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let wide = |unit: fn(u16) -> [u8; 2]| {
        secret
            .iter()
            .flat_map(|byte| unit(u16::from(*byte)))
            .collect()
    };
    let mut forms = vec![
        ("text", secret.to_vec()),
        ("hex", hex::encode(secret).into()),
        ("hex", hex::encode_upper(secret).into()),
        ("UTF-16", wide(u16::to_le_bytes)),
        ("UTF-16", wide(u16::to_be_bytes)),
    ];
    for before in 0..3 {
        let shifted = [&[0].repeat(before), secret].concat();
        for text in [
            Base64Unpadded::encode_string(&shifted),
            Base64UrlUnpadded::encode_string(&shifted),
        ] {
            // The first and the last characters depend on what is around the secret.
            let own = text.get(before + before.min(1)..text.len() - 1);
            forms.push(("base64", own.unwrap_or_default().into()));
        }
    }
    let mut key = secret.to_vec();
    if key.len() > 64 {
        // HMAC hashes a key that is longer than a block.
        key = Sha256::digest(secret).to_vec();
        forms.push(("hash", key.clone()));
    }
    for (block, state, pad) in [
        ("inner block", "inner state", 0x36),
        ("outer block", "outer state", 0x5c),
    ] {
        let mut padded = [pad; 64];
        padded
            .iter_mut()
            .zip(&key)
            .for_each(|(to, from)| *to ^= from);
        // The rest of the block is the same for all keys.
        forms.push((block, padded.iter().take(key.len()).copied().collect()));
        let serialized = Sha256::new_with_prefix(padded).serialize();
        if let ([a, b, c, d, e, f, g, h, ..], _) = serialized.as_chunks::<4>() {
            // The second order is that of x86's SHA instructions.
            for words in [[a, b, c, d, e, f, g, h], [f, e, b, a, h, g, d, c]] {
                forms.push((state, words.into_iter().flatten().copied().collect()));
            }
        }
    }
    // SHA-256 computes with words, whose bytes most processors have the other way round. Under
    // sha256-concat they begin anywhere in the key.
    let later = (1..4).filter_map(|start| Some(("text", secret.get(start..)?.to_vec())));
    let all = forms.iter().cloned().chain(later);
    let swapped = all.map(|(form, bytes)| {
        let words = bytes.chunks_exact(4);
        (
            form,
            words.flat_map(|word| word.iter().rev().copied()).collect(),
        )
    });
    let swapped = swapped.collect::<Vec<_>>();
    forms.extend(swapped);
    forms
}

/// What is found at each step of a program, in its memory and in each file that it has written there. What
/// it says that it keeps at a step has to be found.
fn search(mut command: Command, folder: &Path) -> Result<BTreeMap<String, Counts>> {
    let (needles, mut found) = (Needles::new()?, BTreeMap::new());
    let mut child = command
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let mut input = input.context("no input")?;
    for line in BufReader::new(output.context("no output")?).lines() {
        let line = line?;
        let (step, kept) = line.split_once(": ").unwrap_or((&line, ""));
        let counts = needles.count_in_process(child.id())?;
        for form in kept.split(", ").filter(|form| !form.is_empty()) {
            let is_found = counts.keys().any(|(_, name)| *name == form);
            ensure!(is_found, "the program keeps {form}, which is not found");
        }
        println!("{step}: {counts:?}");
        found.insert(step.to_owned(), counts);
        input.write_all(b"\n")?;
    }
    let status = child.wait()?;
    ensure!(status.success(), "{status}");
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name
            .split_once('.')
            .is_some_and(|(step, _)| found.contains_key(step))
        {
            let mut counts = Counts::new();
            needles.count(&fs::read(entry.path())?, &mut counts);
            println!("{name}: {counts:?}");
            found.insert(name, counts);
        }
    }
    Ok(found)
}

/// Nothing is found once the clients are gone, nor in what a process dumps of itself. There are two controls:
/// what a living client has, and what the program keeps.
fn nothing_is_left(
    language: &str,
    program: impl Fn() -> Result<Command>,
    folder: &Path,
) -> Result<String> {
    let allowed = if language == "swift" { "text" } else { "" };
    let mut found = search(program()?, folder)?;
    for _ in 0..2 {
        // The system may save registers in memory at any time, and they can hold a part of anything. That
        // happens by chance, in few processes; what a client leaves is there each time.
        if left(&found, allowed) > 0 {
            found = search(program()?, folder)?;
        }
    }
    let states = (0..SECRETS.len()).flat_map(|n| [(n, "inner state"), (n, "outer state")]);
    // Under sha256-concat a client needs the key itself.
    let living = states
        .chain([(0, "text"), (1, "text")])
        .collect::<BTreeSet<_>>();
    let mut clean = Vec::new();
    for (place, counts) in &found {
        let kept = counts.keys().copied().collect::<BTreeSet<_>>();
        match place.as_str() {
            "living" => ensure!(kept.is_superset(&living), "a living client has {counts:?}"),
            // It is compared with what the program says.
            "kept" => {}
            // With strings of the program, and thus controls: nothing but them may be found.
            "living.hprof" | "kept.heapsnapshot" | "kept.report.json" => {
                let is_text = kept.iter().all(|(_, form)| *form == "text");
                ensure!(is_text && !kept.is_empty(), "{place}: {counts:?}");
            }
            "gone" if language == "swift" => {
                let texts = left(&found, "") - left(&found, allowed);
                let is_text = left(&found, allowed) == 0 && texts <= IN_SWIFT;
                ensure!(is_text, "{place}: {counts:?}");
                clean.push("memory");
            }
            _ => {
                ensure!(counts.is_empty(), "{place}: {counts:?}");
                clean.push(match place.as_str() {
                    "before" => continue,
                    "gone" | "closed" => "memory",
                    dump => dump,
                });
            }
        }
    }
    let is_whole = clean.contains(&"memory") && found.contains_key("living");
    ensure!(is_whole, "a step is missing: {found:?}");
    let all = SECRETS.iter().flat_map(|secret| forms(secret.as_bytes()));
    let all = all.map(|(form, _)| form).collect::<BTreeSet<_>>();
    let (forms, places) = (all.len(), clean.join(", "));
    let mut figure = format!("0 copies in {forms} forms, in {places}");
    if language == "swift" {
        figure = format!(
            "0 copies in {} forms, at most {IN_SWIFT} parts of text, in {places}",
            forms - 1
        );
    }
    if language == "go" {
        let mut command = program()?;
        command.env_remove(NOT_PREEMPTED.0);
        let left = left(&search(command, folder)?, allowed);
        ensure!(left <= PREEMPTED, "{left} parts with preemption");
        figure += &format!("; at most {PREEMPTED} parts if preempted");
    }
    Ok(figure)
}

/// How many parts are left in memory once the clients are gone, but for those of a form.
fn left(found: &BTreeMap<String, Counts>, except: &str) -> usize {
    let left = found.get("gone").or_else(|| found.get("closed"));
    let others = left.into_iter().flatten();
    let others = others.filter(|((_, form), _)| *form != except);
    others.map(|(_, count)| count).sum()
}

/// What the programs get in place of the secrets: these are where the programs put them, and nowhere else.
fn masked() -> [String; 3] {
    SECRETS.map(|secret| secret.bytes().map(|byte| char::from(byte ^ 1)).collect())
}

fn python_program(context: &Context, _: &Path) -> Result<Command> {
    let mut command = Command::new(python(context)?);
    let program = context.path("ci/memory/memory.py");
    command.arg("-B").arg(program).args(masked());
    Ok(command)
}

/// The Python of an environment with the wheel, its suite's runner, and what the crash reports are of.
pub(super) fn python(context: &Context) -> Result<PathBuf> {
    let requirements = ["django", "flask", "pytest", SENTRY];
    let constraints = ["--constraint", python::CONSTRAINTS];
    let arguments = [&constraints[..], &requirements].concat();
    context.venv("memory/venv", &arguments, &[python::CONSTRAINTS])?;
    let (shell, python) = (context.shell("")?, context.venv_python("memory/venv"));
    let wheel = python::wheel(context)?;
    cmd!(
        shell,
        "{python} -m pip install --quiet --no-deps --force-reinstall {wheel}"
    )
    .run()?;
    Ok(python)
}

/// The events of Sentry's client, with the local variables of all frames.
fn crash_reports(context: &Context) -> Result<String> {
    let (needles, folder) = (Needles::new()?, context.empty_folder("memory/crashes")?);
    let program = context.path("ci/memory/crash_reports.py");
    let (shell, python, masked) = (context.shell("")?, python(context)?, masked());
    shell.change_dir(&folder);
    let events = cmd!(shell, "{python} -B {program} {masked...}").read()?;
    let count = |name: &str| -> Result<Counts> {
        let mut counts = Counts::new();
        needles.count(&fs::read(folder.join(name))?, &mut counts);
        Ok(counts)
    };
    // The control: one more event, of a frame that has the key.
    let (clean, kept) = (count("events.json")?, count("kept.json")?);
    ensure!(
        !kept.is_empty(),
        "the local variables are not in the events"
    );
    ensure!(clean.is_empty(), "in the events: {clean:?}");
    Ok(format!("0 copies in {events} events"))
}

fn node_program(context: &Context, _: &Path) -> Result<Command> {
    let shell = node::installed(context, "memory", &["notifizz-token"])?;
    let program = shell.current_dir().join("memory.js");
    fs::copy(context.path("ci/memory/memory.js"), &program)?;
    let mut command = Command::new(find("node", "NODE").context("Node.js is missing")?);
    command.args(["--expose-gc", "--clear-free-memory"]);
    command.arg(program).args(masked());
    Ok(command)
}

fn c_program(context: &Context, folder: &Path) -> Result<Command> {
    let (shell, cc) = (context.shell("")?, c::compiler()?);
    let (prefix, program) = (c::unpack(context, "memory/prefix")?, folder.join("memory"));
    let (headers, library) = (
        prefix.join("include"),
        prefix.join("lib/libnotifizz_token.a"),
    );
    let source = context.path("ci/memory/memory.c");
    cmd!(
        shell,
        "{cc} -O2 -Wall -Wextra -Werror -I {headers} {source} {library} -o {program}"
    )
    .run()?;
    let mut command = Command::new(program);
    command.args(masked());
    Ok(command)
}

fn go_program(context: &Context, folder: &Path, cgo: &str) -> Result<Command> {
    let shell = go::empty_module(context, &format!("memory/go-{cgo}"))?;
    shell.set_var("CGO_ENABLED", cgo);
    let (module, program) = (go::module_path(context)?, folder.join("memory"));
    shell.copy_file(context.path("ci/memory/memory.go"), "main.go")?;
    cmd!(shell, "go get {module}").run()?;
    cmd!(shell, "go build -o {program} .").run()?;
    let mut command = Command::new(program);
    command.env(NOT_PREEMPTED.0, NOT_PREEMPTED.1).args(masked());
    Ok(command)
}

/// A Java whose class path has the jar in dist/ and the programs that the suite of Java runs by themselves.
pub(super) fn java(context: &Context, folder: &Path) -> Result<Command> {
    let (shell, jar) = (context.shell("")?, jvm::jar_in_dist(context)?);
    let source = context.path("bindings-jvm/src/test/java/notifizz/token/tests/Program.java");
    cmd!(shell, "javac -cp {jar} -d {folder} {source}").run()?;
    let mut command = Command::new("java");
    command.arg("-cp").arg(env::join_paths([&jar, folder])?);
    Ok(command)
}

/// The program of the suite's own search, which also dumps the heap. Without a collection, all garbage stays.
fn java_program(context: &Context, folder: &Path) -> Result<Command> {
    let [key, previous, webhook] = masked();
    let mut command = java(context, folder)?;
    command
        .args([
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:+UseEpsilonGC",
            "-Xms64m",
            "-Xmx64m",
        ])
        .args([
            "-Xlog:disable",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
        ])
        .args(["notifizz.token.tests.Program", "memory", "sha256-concat"])
        .args([&key, &webhook, "living.hprof", "closed.hprof", &previous]);
    Ok(command)
}

fn ruby_program(context: &Context, _: &Path) -> Result<Command> {
    let mut command = Command::new("ruby");
    command.env("GEM_HOME", ruby::install(context, "memory/gems")?);
    command
        .arg(context.path("ci/memory/memory.rb"))
        .args(masked());
    Ok(command)
}
