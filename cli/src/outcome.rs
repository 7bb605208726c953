//! Represents the result of a run: the output, the errors and the exit status.

use core::fmt;
use std::{
    io::{self, Write},
    process::ExitCode,
};

use notifizz_token::Error;

use crate::help::usage;

/// The result of a run of the command line.
///
/// `Debug` shows the status only, because the output may be a token.
#[derive(Clone)]
pub struct Outcome {
    /// The output that is not yet written to standard output.
    pub stdout: String,
    /// The text for standard error, which is empty unless the status is [`Status::Failed`].
    pub stderr: String,
    /// The answer.
    pub status: Status,
}

/// The answer of a command, which is the exit status of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Exit status 0: the output was printed, the token is valid, the diagnosis is `correct`.
    Yes,
    /// Exit status 1: the token is not valid, the diagnosis is another.
    No,
    /// Exit status 2: anything else.
    Failed,
}

impl Status {
    pub(crate) const fn of(answer: bool) -> Self {
        if answer { Self::Yes } else { Self::No }
    }

    /// The exit status as a number.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Yes => 0,
            Self::No => 1,
            Self::Failed => 2,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status.code())
    }
}

impl Outcome {
    /// Writes the outcome and returns the status, which is [`Status::Failed`] if standard output
    /// does not take all of it: a "yes" that nobody can read is none.
    pub fn write(self, stdout: &mut dyn Write, stderr: &mut dyn Write) -> Status {
        let Self {
            stdout: output,
            stderr: mut errors,
            mut status,
        } = self;
        if let Err(error) = write_out(&output, stdout) {
            errors.push_str(&Failure::from_stdout(&error).to_string());
            status = Status::Failed;
        }
        // If this fails too, only the exit status is left to report it.
        let _ = stderr.write_all(errors.as_bytes());
        status
    }
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcome")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Writes and flushes all of this output. An empty one writes nothing, so that no stream can fail.
pub(crate) fn write_out(output: &str, stdout: &mut dyn Write) -> io::Result<()> {
    if output.is_empty() {
        return Ok(());
    }
    stdout.write_all(output.as_bytes())?;
    stdout.flush()
}

/// Why there is no answer. The reason never contains an argument, which could be a secret.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command was called incorrectly, for this reason. The usage follows it.
    Usage(String),
    /// An input is rejected, or a stream fails, for this reason.
    Other(String),
    /// A bug of this crate.
    Panic,
}

impl Failure {
    pub(crate) fn usage(reason: impl Into<String>) -> Self {
        Self::Usage(reason.into())
    }

    pub(crate) fn other(reason: impl Into<String>) -> Self {
        Self::Other(reason.into())
    }

    pub(crate) fn from_stdout(error: &io::Error) -> Self {
        Self::Other(format!("cannot write to standard output ({})", why(error)))
    }

    pub(crate) fn from_stdin(error: &io::Error) -> Self {
        Self::Other(format!("cannot read standard input ({})", why(error)))
    }
}

/// The reason in words that are the same on every system.
pub(crate) fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "No such file or directory".to_owned(),
        io::ErrorKind::IsADirectory => "Is a directory".to_owned(),
        io::ErrorKind::PermissionDenied => "Permission denied".to_owned(),
        io::ErrorKind::BrokenPipe => "Broken pipe".to_owned(),
        io::ErrorKind::NotConnected => "It is closed".to_owned(),
        io::ErrorKind::StorageFull => "No space left on device".to_owned(),
        kind => kind.to_string(),
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Other(error.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(reason) => write!(f, "notifizz-token: {reason}\n{}", usage()),
            Self::Other(reason) => writeln!(f, "notifizz-token: {reason}"),
            Self::Panic => writeln!(
                f,
                "notifizz-token: internal error: please report it with the command, but without the values"
            ),
        }
    }
}
