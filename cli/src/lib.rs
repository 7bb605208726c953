//! Generates, verifies and diagnoses Notifizz tokens on the command line.
//!
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod arguments;
mod command;
mod completions;
mod help;
mod input;
mod outcome;
mod output;
#[cfg(any(unix, windows))]
mod process;
mod table;

use core::panic::AssertUnwindSafe;
use std::{
    ffi::{OsStr, OsString},
    io::{self, Read, Write},
    panic::catch_unwind,
};

use notifizz_token::with_wiped_stack;
use zeroize::Zeroizing;

pub use completions::Shell;
pub use help::help;
pub use outcome::{Outcome, Status};
#[cfg(any(unix, windows))]
pub use process::{OpenStreams, main};

use command::System;
use outcome::Failure;

/// The value of an environment variable, if it is set.
pub type Environment<'a> = dyn Fn(&str) -> Option<OsString> + 'a;

/// Reads at most this many bytes of the file with this path. The caller asks for one byte more than
/// is allowed, to notice a file that is too large, even an endless one.
pub type ReadFile<'a> = dyn FnMut(&OsStr, usize) -> io::Result<Zeroizing<Vec<u8>>> + 'a;

/// The time of the clock, in milliseconds since 1970.
pub type Clock<'a> = dyn Fn() -> f64 + 'a;

/// Standard input, and the standard output that is written before the command ends.
#[expect(missing_debug_implementations, reason = "streams have none")]
pub struct Streams<'a> {
    /// The user IDs of `generate -`, or the payload or body of a webhook.
    pub stdin: &'a mut dyn Read,
    /// `generate -` writes its tokens here before it waits for more user IDs. All other output is in
    /// [`Outcome::stdout`].
    pub stdout: &'a mut dyn Write,
}

/// Runs the command line on these arguments, without the name of the program.
///
/// It uses the system only through the other parameters, so the result depends on nothing else. A
/// panic, which would be a bug of this crate, is an [`Outcome`] too.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    environment: &Environment<'_>,
    read_file: &mut ReadFile<'_>,
    clock: &Clock<'_>,
    streams: Streams<'_>,
) -> Outcome {
    let mut stdout = String::new();
    let status = catch_unwind(AssertUnwindSafe(|| {
        let arguments = arguments::parse(arguments)?;
        // All key states are constructed in this closure.
        with_wiped_stack(|| {
            let mut system = System {
                environment,
                read_file: &mut *read_file,
                clock,
                streams: Streams {
                    stdin: &mut *streams.stdin,
                    stdout: &mut *streams.stdout,
                },
                stdout: &mut stdout,
            };
            system.run(&arguments)
        })
    }));
    match status.unwrap_or(Err(Failure::Panic)) {
        Ok(status) => Outcome {
            stdout,
            stderr: String::new(),
            status,
        },
        Err(failure) => Outcome {
            stdout,
            stderr: failure.to_string(),
            status: Status::Failed,
        },
    }
}
