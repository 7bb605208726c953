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

/// Reads the file with this path, up to this many bytes of it. That a file is too large is found
/// out by asking for one byte more than is allowed, so a file without an end is no danger.
pub type ReadFile<'a> = dyn FnMut(&OsStr, usize) -> io::Result<Zeroizing<Vec<u8>>> + 'a;

/// Standard input, and standard output as far as it is needed before the end.
#[expect(missing_debug_implementations, reason = "streams have none")]
pub struct Streams<'a> {
    /// The user IDs of `generate -`, or the payload of a webhook.
    pub stdin: &'a mut dyn Read,
    /// Where `generate -` writes its tokens before it waits for more user IDs. All else that is
    /// printed is in [`Outcome::stdout`].
    pub stdout: &'a mut dyn Write,
}

/// Runs the command line on these arguments, without the name of the program.
///
/// All that it knows of the system comes through the other parameters, so the result depends on
/// them alone. A panic, which would be a fault of this crate, is an [`Outcome`] too.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    environment: &Environment<'_>,
    read_file: &mut ReadFile<'_>,
    streams: Streams<'_>,
) -> Outcome {
    let mut stdout = String::new();
    let status = catch_unwind(AssertUnwindSafe(|| {
        let arguments = arguments::parse(arguments)?;
        // Every key state is constructed in here.
        with_wiped_stack(|| {
            let mut system = System {
                environment,
                read_file: &mut *read_file,
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
