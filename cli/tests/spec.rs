//! Runs `vectors/cli.json`, the specification of the command line: each case is a test.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fs, io,
    path::Path,
    process::ExitCode,
    sync::Arc,
};

use libtest_mimic::{Arguments, Trial};
use notifizz_token_cli::{Outcome, Streams, run};
use serde::Deserialize;
use zeroize::Zeroizing;

#[derive(Deserialize)]
struct Specification {
    usage: String,
    count: usize,
    cases: Vec<Case>,
}

#[derive(Clone, Deserialize)]
struct Case {
    name: String,
    args: Vec<Text>,
    env: BTreeMap<String, Text>,
    files: BTreeMap<String, Text>,
    #[serde(default)]
    stdin: Text,
    exit: u8,
    stdout: Text,
    stderr: Option<String>,
    usage_error: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Text {
    Plain(String),
    Bytes {
        bytes_hex: String,
    },
    Repeated {
        before: String,
        repeat: String,
        times: usize,
        after: String,
    },
}

impl Default for Text {
    fn default() -> Self {
        Self::Plain(String::new())
    }
}

impl Text {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Plain(text) => text.clone().into_bytes(),
            Self::Bytes { bytes_hex } => hex::decode(bytes_hex).expect("hex"),
            Self::Repeated {
                before,
                repeat,
                times,
                after,
            } => [before, &repeat.repeat(*times), after]
                .map(String::as_str)
                .concat()
                .into_bytes(),
        }
    }

    /// `None` on systems whose arguments are not bytes, for a text that is not UTF-8.
    fn os_string(&self) -> Option<OsString> {
        #[cfg(unix)]
        return Some(std::os::unix::ffi::OsStringExt::from_vec(self.bytes()));
        #[cfg(not(unix))]
        return String::from_utf8(self.bytes()).ok().map(OsString::from);
    }
}

impl Case {
    /// Fails on an outcome that is not the one of the case.
    fn compare(&self, usage: &str, outcome: &Outcome) {
        let stderr = match (&self.usage_error, &self.stderr) {
            (None, Some(stderr)) => stderr.clone(),
            (Some(reason), None) => format!("notifizz-token: {reason}\n{usage}"),
            _ => panic!("a case has either stderr or usage_error"),
        };
        assert_eq!(outcome.stderr, stderr);
        assert!(!stderr.contains("MARKER"));
        assert_eq!(outcome.stdout.as_bytes(), self.stdout.bytes());
        assert_eq!(outcome.status.code(), self.exit);
    }
}

/// Runs the library on the files of the case and a folder called `.`. `None` where its arguments
/// cannot be.
fn run_library(case: &Case) -> Option<Outcome> {
    let args: Option<Vec<_>> = case.args.iter().map(Text::os_string).collect();
    let names = case.env.iter();
    let env = names.map(|(name, value)| Some((name.as_str(), value.os_string()?)));
    let env: BTreeMap<_, _> = env.collect::<Option<_>>()?;
    let mut read_file = |path: &OsStr, limit: usize| {
        if path == "." {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let file = path.to_str().and_then(|path| case.files.get(path));
        let mut content = file.ok_or(io::ErrorKind::NotFound)?.bytes();
        content.truncate(limit);
        Ok(Zeroizing::new(content))
    };
    let mut written = Vec::new();
    let stdin = case.stdin.bytes();
    let streams = Streams {
        stdin: &mut stdin.as_slice(),
        stdout: &mut written,
    };
    let mut outcome = run(
        args?,
        &|name| env.get(name).cloned(),
        &mut read_file,
        streams,
    );
    let written = String::from_utf8(written).expect("text");
    outcome.stdout = written + &outcome.stdout;
    Some(outcome)
}

fn main() -> ExitCode {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/cli.json");
    let json = fs::read_to_string(path).expect("cli.json");
    let Specification {
        usage,
        count,
        cases,
    } = serde_json::from_str(&json).expect("the documented shape");
    assert_eq!(cases.len(), count);
    assert!(count > 300);
    let usage: Arc<str> = usage.into();
    let trials = cases.into_iter().map(|case| {
        let usage = Arc::clone(&usage);
        Trial::test(case.name.clone(), move || {
            match run_library(&case) {
                Some(outcome) => case.compare(&usage, &outcome),
                None if cfg!(unix) => return Err("a text is no argument".into()),
                None => {}
            }
            Ok(())
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}
