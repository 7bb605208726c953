//! Runs the built program with the environment, files and standard streams of a real process.
#![cfg(unix)]

use core::time::Duration;
use std::{
    borrow::Cow,
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::ffi::OsStringExt,
    path::PathBuf,
    process::{Command, Output, Stdio},
    sync::mpsc,
    thread,
};

use notifizz_token_cli::help;

const PROGRAM: &str = env!("CARGO_BIN_EXE_notifizz-token");
const TOKEN: &str = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c";

/// The program in a folder for tests, with no environment variables but these.
fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).env_clear();
    with_secrets(command)
}

fn with_secrets(mut command: Command) -> Command {
    command
        .env("NOTIFIZZ_AUTH_SECRET_KEY", "YOUR_AUTH_SECRET_KEY")
        .env("NOTIFIZZ_WEBHOOK_SIGNING_SECRET", "whsec")
        .current_dir(folder());
    command
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

/// The output of a script for `sh` in which the program is `$0`: only a shell can make these
/// redirections.
fn shell(script: &str) -> Output {
    let mut command = Command::new("sh");
    command.args(["-c", script, PROGRAM]);
    run(with_secrets(command))
}

fn output(arguments: &[&str]) -> Output {
    run(program(arguments))
}

fn run(mut command: Command) -> Output {
    let output = command.output();
    output.unwrap_or_else(|error| unreachable!("{command:?}: {error}"))
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

#[track_caller]
fn assert_output(output: &Output, status: i32, stdout: &str, stderr: &str) {
    let actual = (
        output.status.code(),
        &*text(&output.stdout),
        &*text(&output.stderr),
    );
    assert_eq!(actual, (Some(status), stdout, stderr));
}

/// The program fails without output, for a reason that begins like this.
#[track_caller]
fn assert_fails(output: &Output, reason: &str) {
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert_eq!((output.status.code(), &*stdout), (Some(2), ""), "{stderr}");
    assert!(
        stderr.starts_with(&format!("notifizz-token: {reason}")),
        "{stderr}"
    );
}

#[test]
fn every_exit_status() {
    for (arguments, status, stdout) in [
        (&["generate", "user_42"][..], 0, format!("{TOKEN}\n")),
        (&["verify", "user_42", TOKEN], 0, "valid\n".to_owned()),
        (&["verify", "user_43", TOKEN], 1, "not valid\n".to_owned()),
        (&["--help"], 0, help()),
        (
            &["-V"],
            0,
            concat!(env!("CARGO_PKG_VERSION"), "\n").to_owned(),
        ),
    ] {
        assert_output(&output(arguments), status, &stdout, "");
    }
    let usage = output(&["verify", "user_42", "-hMARKER"]);
    assert_fails(&usage, "unknown option: write -- before");
    assert!(!text(&usage.stderr).contains("MARKER"));
}

#[test]
fn the_examples_of_the_readme() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"));
    let readme = readme.expect("README.md");
    let (_, examples) = readme.split_once("```console\n").expect("examples");
    let (examples, _) = examples.split_once("```").expect("their end");
    let mut script = "PATH=${0%/*}\n".to_owned();
    let mut expected = String::new();
    for line in examples.lines().filter(|line| !line.is_empty()) {
        let (to, line) = match line.strip_prefix("$ ") {
            Some(command) => (&mut script, command),
            None => (&mut expected, line),
        };
        *to += line;
        *to += "\n";
    }
    assert_output(&shell(&script), 0, &expected, "");
}

#[test]
fn keys_from_a_file_and_from_the_environment() {
    let mut command = program(&["generate", "user_42", "--secret-file", "a key"]);
    fs::write(folder().join("a key"), "YOUR_AUTH_SECRET_KEY").expect("a file");
    let output = command
        .env_remove("NOTIFIZZ_AUTH_SECRET_KEY")
        .output()
        .expect("the program");
    assert_output(&output, 0, &format!("{TOKEN}\n"), "");

    let ill_formed = std::ffi::OsString::from_vec(b"key_\xff".to_vec());
    let output = program(&["generate", "user_42"])
        .env("NOTIFIZZ_AUTH_SECRET_KEY", ill_formed)
        .output();
    assert_fails(
        &output.expect("the program"),
        "the text is not valid Unicode",
    );
}

#[test]
fn files_that_cannot_be_a_secret() {
    for (file, reason) in [
        ("missing", "cannot be read (No such file or directory)"),
        ("", "cannot be read (No such file or directory)"),
        (".", "cannot be read (Is a directory)"),
        (
            "/dev/zero",
            "is larger than 64 KiB: it must hold the secret and nothing else",
        ),
    ] {
        let output = output(&["fingerprint", "--secret-file", file]);
        assert_fails(
            &output,
            &format!("the file of --secret-file {reason}\nusage: "),
        );
    }
}

#[test]
fn standard_output_that_cannot_be_written_is_status_2() {
    const CLOSED: &str = "notifizz-token: cannot write to standard output (It is closed)\n";
    const FULL: &str =
        "notifizz-token: cannot write to standard output (No space left on device)\n";
    let verify = format!("verify user_42 {TOKEN}");
    for arguments in [
        "--help",
        "-V",
        "generate user_42",
        &verify,
        "verify user_42 x",
        "diagnose user_42 x",
        "fingerprint",
    ] {
        let run = |redirections: &str| shell(&format!("\"$0\" {arguments} {redirections}"));
        assert_output(&run(">&-"), 2, "", CLOSED);
        if cfg!(target_os = "linux") {
            assert_output(&run(">/dev/full"), 2, "", FULL);
        }
        // Open, but not for writing.
        assert_fails(&run("1</dev/null"), "cannot write to standard output (");
        // The status does not depend on standard error.
        assert_output(&run(">&- 2>&-"), 2, "", "");
        // /dev/null takes everything, so this is success.
        let status = if arguments.contains(" x") { 1 } else { 0 };
        assert_output(&run(">/dev/null"), status, "", "");
    }
    let lines = "printf 'a\\nb\\n' | \"$0\" generate -";
    assert_output(&shell(&format!("{lines} >&-")), 2, "", CLOSED);
}

#[test]
fn a_broken_pipe_is_status_2() {
    const BROKEN: &str = "notifizz-token: cannot write to standard output (Broken pipe)\n";
    for arguments in [
        vec!["--help"],
        vec!["generate", "user_42"],
        vec!["verify", "user_42", "x"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = program(&arguments)
            .stdout(writer)
            .stderr(Stdio::piped())
            .spawn();
        let output = output
            .and_then(|child| child.wait_with_output())
            .expect("the program");
        assert_output(&output, 2, "", BROKEN);
    }
    // The reader ends after the first of many lines.
    let output =
        shell("yes user_42 | head -n 100000 | { \"$0\" generate -; echo $? >&2; } | head -n 1");
    assert_output(&output, 0, &format!("{TOKEN}\n"), &format!("{BROKEN}2\n"));
}

#[test]
fn standard_input_that_cannot_be_read_is_status_2() {
    const CLOSED: &str = "notifizz-token: cannot read standard input (It is closed)\n";
    for arguments in ["generate -", "webhook sign", "webhook verify x"] {
        assert_output(&shell(&format!("\"$0\" {arguments} <&-")), 2, "", CLOSED);
        // Open, but not for reading.
        for redirection in ["0>/dev/null", "<."] {
            let output = shell(&format!("\"$0\" {arguments} {redirection}"));
            assert_fails(&output, "cannot read standard input (");
        }
    }
    // A command that does not read it does not need it.
    let output = shell("\"$0\" generate user_42 <&-");
    assert_output(&output, 0, &format!("{TOKEN}\n"), "");
}

#[test]
fn each_line_is_answered_before_the_next() {
    let mut child = program(&["generate", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut stdin = child.stdin.take().expect("a pipe");
    let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || stdout.lines().try_for_each(|line| sender.send(line)));
    for _ in 0..3 {
        stdin.write_all(b"user_42\n").expect("written");
        let line = lines.recv_timeout(Duration::from_secs(60));
        let line = line.expect("an answer before the next line").expect("text");
        assert_eq!(line, TOKEN);
    }
    drop(stdin);
    assert!(lines.recv().is_err());
    assert!(child.wait().expect("ended").success());
}

#[test]
fn memory_does_not_grow_with_the_input() {
    // 13 MB of tokens, a line without an end and a file without one, in 64 MB of address space.
    let limit = "ulimit -v 65536;";
    let output = shell(&format!(
        "{limit} yes user_42 | head -n 200000 | \"$0\" generate - | sort -u"
    ));
    assert_output(&output, 0, &format!("{TOKEN}\n"), "");
    for (arguments, reason) in [
        (
            "generate - </dev/zero",
            "line 1: the line is longer than 64 KiB\n",
        ),
        (
            "webhook sign /dev/zero",
            "the payload is larger than 16 MiB\n",
        ),
    ] {
        assert_fails(&shell(&format!("{limit} \"$0\" {arguments}")), reason);
    }
}
