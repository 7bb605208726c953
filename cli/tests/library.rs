//! Runs the library on streams that are slow, endless or broken, and checks the generated files.

use std::{
    ffi::{OsStr, OsString},
    fs,
    io::{self, Read, Write},
    path::Path,
};

use notifizz_token_cli::{Outcome, Shell, Status, Streams, help, run};

#[test]
fn the_generated_files_are_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let committed = |path: &str| fs::read_to_string(root.join(path)).expect(path);
    const HINT: &str = "cargo run -p notifizz-token-cli --example generate";
    assert_eq!(committed("help.txt"), help(), "{HINT}");
    for shell in Shell::ALL {
        let file = format!("completions/{}", shell.file_name());
        assert_eq!(committed(&file), shell.completions(), "{HINT}");
    }
    assert!(help().is_ascii() && help().lines().all(|line| line.len() <= 90));
}

/// Runs the library with these streams, no files, and what `environment` has for every variable.
fn run_with(
    arguments: &[&str],
    environment: &dyn Fn(&str) -> Option<OsString>,
    stdin: &mut dyn Read,
    stdout: &mut dyn Write,
) -> Outcome {
    let arguments = arguments.iter().map(OsString::from);
    let mut no_file = |_: &OsStr, _| Err(io::ErrorKind::NotFound.into());
    run(
        arguments,
        environment,
        &mut no_file,
        &|| 0.0,
        Streams { stdin, stdout },
    )
}

fn run_keyed(arguments: &[&str], stdin: &mut dyn Read, stdout: &mut dyn Write) -> Outcome {
    run_with(arguments, &|_| Some("key".into()), stdin, stdout)
}

fn run_lines(stdin: &mut dyn Read, stdout: &mut dyn Write) -> Outcome {
    run_keyed(&["generate", "-"], stdin, stdout)
}

#[test]
fn tokens_are_written_before_the_next_read() {
    /// Gives one line a read, and notes how much was written before.
    struct Dialogue<'a> {
        lines: Vec<&'static [u8]>,
        written: &'a core::cell::RefCell<Vec<u8>>,
        seen: Vec<usize>,
    }
    impl Read for Dialogue<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.seen.push(self.written.borrow().len());
            let mut line = if self.lines.is_empty() {
                &b""[..]
            } else {
                self.lines.remove(0)
            };
            line.read(buffer)
        }
    }
    struct Shared<'a>(&'a core::cell::RefCell<Vec<u8>>);
    impl Write for Shared<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let written = core::cell::RefCell::default();
    let mut dialogue = Dialogue {
        lines: vec![b"a\n", b"b\nc\n", b"d", b"\n"],
        written: &written,
        seen: Vec::new(),
    };
    let outcome = run_lines(&mut dialogue, &mut Shared(&written));
    assert_eq!(outcome.status, Status::Yes);
    assert_eq!(dialogue.seen, [0, 65, 3 * 65, 3 * 65, 4 * 65]);
    assert_eq!(outcome.stdout, "");
}

#[test]
fn a_failing_stream_is_status_2() {
    /// Writes nothing, or fails later, when it is flushed.
    struct Fails {
        to_write: bool,
    }
    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::PermissionDenied.into())
        }
    }
    impl Write for Fails {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.to_write {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::StorageFull.into())
        }
    }
    let fails = || Fails { to_write: true };
    let fails_to_flush = || Fails { to_write: false };
    const BROKEN: &str = "notifizz-token: cannot write to standard output (Broken pipe)\n";
    const FULL: &str =
        "notifizz-token: cannot write to standard output (No space left on device)\n";

    let outcome = run_lines(&mut fails(), &mut Vec::new());
    assert_eq!(
        (outcome.stderr.as_str(), outcome.status),
        (
            "notifizz-token: cannot read standard input (Permission denied)\n",
            Status::Failed
        )
    );
    // More lines than fit into a buffer, so that some are written while others wait.
    let lines = "user_42\n".repeat(5000);
    for (mut stdout, message) in [(fails(), BROKEN), (fails_to_flush(), FULL)] {
        let outcome = run_lines(&mut lines.as_bytes(), &mut stdout);
        assert_eq!(
            (outcome.stderr.as_str(), outcome.status),
            (message, Status::Failed)
        );
    }

    for status in [Status::Yes, Status::No] {
        let answer = Outcome {
            stdout: "not valid\n".to_owned(),
            stderr: String::new(),
            status,
        };
        let mut stderr = Vec::new();
        assert_eq!(
            answer.clone().write(&mut fails(), &mut stderr),
            Status::Failed
        );
        assert_eq!(stderr, BROKEN.as_bytes());
        assert_eq!(
            answer.clone().write(&mut fails_to_flush(), &mut fails()),
            Status::Failed
        );
        assert_eq!(answer.write(&mut Vec::new(), &mut fails()), status);
    }
}

#[test]
fn an_endless_line_or_payload_is_not_read_to_the_end() {
    let mut read = CountingZeros(0);
    let outcome = run_lines(&mut read, &mut Vec::new());
    assert_eq!(outcome.status, Status::Failed);
    assert!(read.0 < 200_000, "{}", read.0);

    let mut read = CountingZeros(0);
    let outcome = run_keyed(&["webhook", "sign"], &mut read, &mut Vec::new());
    assert_eq!(
        outcome.stderr,
        "notifizz-token: the payload is larger than 16 MiB\n"
    );
    assert!(read.0 < 20 << 20, "{}", read.0);
}

struct CountingZeros(usize);

impl Read for CountingZeros {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0 += buffer.len();
        io::repeat(0).read(buffer)
    }
}

#[test]
fn a_panic_is_status_2_and_shows_no_value() {
    std::panic::set_hook(Box::new(|_| {}));
    let environment = |_: &str| -> Option<OsString> { panic!("MARKER") };
    let arguments = ["verify", "MARKER", "MARKER"];
    let outcome = run_with(&arguments, &environment, &mut io::empty(), &mut io::sink());
    let _ = std::panic::take_hook();
    assert_eq!(
        (outcome.status, outcome.stdout.as_str()),
        (Status::Failed, "")
    );
    assert!(outcome.stderr.starts_with("notifizz-token: internal error"));
    assert!(!outcome.stderr.contains("MARKER"));
}

#[test]
fn debug_shows_no_token() {
    let arguments = ["generate", "user_42"];
    let outcome = run_keyed(&arguments, &mut io::empty(), &mut io::sink());
    assert_eq!(outcome.stdout.len(), 65);
    let shown = format!("{outcome:?}");
    assert!(!shown.contains(outcome.stdout.trim_end()), "{shown}");
}
