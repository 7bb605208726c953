//! Reads secrets, payloads and lines of user IDs, each up to a limit.

use core::str;
use std::{
    ffi::{OsStr, OsString},
    io::{self, BufRead, BufReader, Read},
};

use notifizz_token::Error;
use zeroize::Zeroizing;

use crate::{
    ReadFile,
    outcome::{Failure, why},
};

const SECRET_LIMIT: usize = 64 << 10;
const PAYLOAD_LIMIT: usize = 16 << 20;
const LINE_LIMIT: usize = 64 << 10;

/// A secret, in a buffer that wipes itself.
pub(crate) struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    pub(crate) fn from_variable(value: OsString) -> Self {
        Self(Zeroizing::new(value.into_encoded_bytes()))
    }

    /// Reads the file that the user gave for this option.
    pub(crate) fn from_file(
        path: &OsStr,
        option: &str,
        read_file: &mut ReadFile<'_>,
    ) -> Result<Self, Failure> {
        let content = read_file(path, SECRET_LIMIT + 1).map_err(|error| {
            Failure::Usage(format!(
                "the file of --{option} cannot be read ({})",
                why(&error)
            ))
        })?;
        if content.len() > SECRET_LIMIT {
            return Err(Failure::Usage(format!(
                "the file of --{option} is larger than 64 KiB: it must hold the secret and nothing else"
            )));
        }
        Ok(Self(content))
    }

    pub(crate) fn text(&self) -> Result<&str, Error> {
        Ok(str::from_utf8(&self.0)?)
    }
}

/// Reads the payload of a webhook from a file or, without one, from standard input.
pub(crate) fn payload(
    path: Option<&OsStr>,
    read_file: &mut ReadFile<'_>,
    stdin: &mut dyn Read,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let payload = match path {
        Some(path) => read_file(path, PAYLOAD_LIMIT + 1).map_err(|error| {
            Failure::Usage(format!("the payload file cannot be read ({})", why(&error)))
        })?,
        None => {
            read_up_to(stdin, PAYLOAD_LIMIT + 1).map_err(|error| Failure::from_stdin(&error))?
        }
    };
    if payload.len() > PAYLOAD_LIMIT {
        return Err(Failure::other("the payload is larger than 16 MiB"));
    }
    Ok(payload)
}

/// Reads at most `limit` bytes. The buffer never grows, so it leaves no copy of a secret behind.
pub(crate) fn read_up_to(source: impl Read, limit: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut content = Zeroizing::new(Vec::with_capacity(limit.min(SECRET_LIMIT + 1)));
    source.take(limit as u64).read_to_end(&mut content)?;
    Ok(content)
}

/// The user IDs on standard input, one a line.
pub(crate) struct Lines<'a> {
    stdin: BufReader<&'a mut dyn Read>,
    line: Vec<u8>,
    number: u64,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(stdin: &'a mut dyn Read) -> Self {
        Self {
            stdin: BufReader::new(stdin),
            line: Vec::new(),
            number: 0,
        }
    }

    /// Whether reading the next line may block.
    pub(crate) fn must_wait(&self) -> bool {
        !self.stdin.buffer().contains(&b'\n')
    }

    /// Reads the next line. Returns false at the end of the input.
    pub(crate) fn advance(&mut self) -> Result<bool, Failure> {
        self.line.clear();
        self.number += 1;
        let mut limited = (&mut self.stdin).take(LINE_LIMIT as u64 + 1);
        limited
            .read_until(b'\n', &mut self.line)
            .map_err(|error| Failure::from_stdin(&error))?;
        Ok(!self.line.is_empty())
    }

    /// The line without its trailing newline.
    pub(crate) fn user_id(&self) -> Result<&str, Failure> {
        let line = match self.line.strip_suffix(b"\n") {
            Some(line) => line,
            None if self.line.len() > LINE_LIMIT => {
                return Err(Failure::other("the line is longer than 64 KiB"));
            }
            None => &self.line,
        };
        let user_id = str::from_utf8(line).map_err(Error::from)?;
        if user_id.ends_with('\r') {
            return Err(Failure::other(
                "the line ends with a carriage return: end lines with a line feed alone, as nothing is removed from a user ID",
            ));
        }
        if self.number == 1 && user_id.starts_with('\u{feff}') {
            return Err(Failure::other(
                "the line begins with a byte order mark: save the file without it, as nothing is removed from a user ID",
            ));
        }
        Ok(user_id)
    }

    /// Adds the number of the line to the reason.
    pub(crate) fn locate(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Other(reason) => Failure::Other(format!("line {}: {reason}", self.number)),
            failure => failure,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SECRET_LIMIT, read_up_to};

    #[test]
    fn a_secret_is_never_moved_to_a_larger_buffer() {
        for length in [0, 1, 32, 4096, SECRET_LIMIT, SECRET_LIMIT + 1, usize::MAX] {
            let source = std::io::Read::take(std::io::repeat(b'k'), length as u64);
            let content = read_up_to(source, SECRET_LIMIT + 1);
            let capacity = content.map(|content| content.capacity());
            assert_eq!(capacity.ok(), Some(SECRET_LIMIT + 1), "{length}");
        }
    }
}
