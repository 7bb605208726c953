//! Runs the command line with the environment, the files and the standard streams of the process.

use std::{
    env,
    ffi::{OsStr, OsString},
    fs::File,
    io::{self, IsTerminal, Read, Write},
    panic,
    time::{SystemTime, UNIX_EPOCH},
};

use zeroize::Zeroizing;

use crate::{Status, Streams, input::read_up_to, run};

/// Which standard streams are open.
///
/// The runtimes of Rust and of Node.js open `/dev/null` in place of a closed stream, so that output
/// vanishes silently. A program that has to notice must ask before its runtime starts.
#[derive(Clone, Copy, Debug)]
pub struct OpenStreams {
    /// Whether standard input is open.
    pub stdin: bool,
    /// Whether standard output is open.
    pub stdout: bool,
}

impl OpenStreams {
    /// The streams that are open now.
    #[must_use]
    pub fn now() -> Self {
        Self {
            stdin: file(io::stdin()).is_ok(),
            stdout: file(io::stdout()).is_ok(),
        }
    }
}

/// Runs the command line on these arguments, without the name of the program, with the environment,
/// files and standard streams of the process, and returns the exit status, with which the process
/// should end.
pub fn main(arguments: impl IntoIterator<Item = OsString>, open: OpenStreams) -> Status {
    // The message of a panic may contain an input, so only its location is reported.
    panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let _ = writeln!(io::stderr(), "notifizz-token: panic at {place}");
    }));
    let mut stdin = stdin(open.stdin);
    let mut stdout = stdout(open.stdout);
    let streams = Streams {
        stdin: &mut stdin,
        stdout: &mut stdout,
    };
    let environment = |name: &str| env::var_os(name);
    let outcome = run(arguments, &environment, &mut read_file, &now_ms, streams);
    outcome.write(&mut stdout, &mut io::stderr())
}

fn now_ms() -> f64 {
    // A clock before 1970 is as wrong as one that stands at 1970.
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    (since.unwrap_or_default().as_secs_f64() * 1000.0).floor()
}

fn read_file(path: &OsStr, limit: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    read_up_to(File::open(path)?, limit)
}

/// Standard input. A closed stream fails, although `io::stdin` takes it for an empty one.
fn stdin(is_open: bool) -> Box<dyn Read> {
    match file(io::stdin()) {
        Ok(file) if is_open => {
            // Only io::stdin reads UTF-8 from a Windows console.
            if io::stdin().is_terminal() {
                Box::new(io::stdin())
            } else {
                Box::new(file)
            }
        }
        _ => Box::new(Closed),
    }
}

/// Standard output. A closed stream fails, although `io::stdout` takes it for success.
fn stdout(is_open: bool) -> Box<dyn Write> {
    match file(io::stdout()) {
        Ok(file) if is_open => Box::new(file),
        _ => Box::new(Closed),
    }
}

struct Closed;

impl Closed {
    fn error() -> io::Error {
        io::ErrorKind::NotConnected.into()
    }
}

impl Read for Closed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(Self::error())
    }
}

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(Self::error())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(Self::error())
    }
}

/// A stream that reports every error.
#[cfg(unix)]
fn file(stream: impl std::os::fd::AsFd) -> io::Result<File> {
    stream.as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn file(stream: impl std::os::windows::io::AsHandle) -> io::Result<File> {
    stream.as_handle().try_clone_to_owned().map(File::from)
}
