//! Runs `vectors/cli.json`, the specification of the command line: each case is a test.

use core::error::Error;
use std::{
    collections::BTreeMap,
    env,
    ffi::{OsStr, OsString},
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use libtest_mimic::{Arguments, Completion, Trial};
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
        #[serde(with = "hex")]
        bytes_hex: Vec<u8>,
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
            Self::Bytes { bytes_hex } => bytes_hex.clone(),
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
            _ => unreachable!("a case has either stderr or usage_error"),
        };
        assert_eq!(outcome.stderr, stderr);
        assert!(!stderr.contains("MARKER"));
        assert_eq!(outcome.stdout.as_bytes(), self.stdout.bytes());
        assert_eq!(outcome.status.code(), self.exit);
    }
}

/// Runs the library on the files of the case and a folder called `.`. `None` on a system that cannot
/// have such arguments.
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
    outcome
        .stdout
        .insert_str(0, &String::from_utf8_lossy(&written));
    Some(outcome)
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let folder = env::var_os("NOTIFIZZ_VECTORS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors"),
        PathBuf::from,
    );
    let json = fs::read_to_string(folder.join("cli.json"))?;
    let Specification {
        usage,
        count,
        cases,
    } = serde_json::from_str(&json)?;
    assert_eq!(cases.len(), count, "how many cases");
    let usage: Arc<str> = usage.into();
    let trials = cases.into_iter().map(|case| {
        let usage = Arc::clone(&usage);
        Trial::ignorable_test(case.name.clone(), move || match run_library(&case) {
            Some(outcome) => {
                case.compare(&usage, &outcome);
                Ok(Completion::Completed)
            }
            None if cfg!(unix) => Err("a text is no argument".into()),
            None => Ok(Completion::ignored_with("arguments are text here")),
        })
    });
    let arguments = Arguments::from_args();
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    let ran = conclusion.num_passed + conclusion.num_failed + conclusion.num_ignored;
    let ran = ran + conclusion.num_filtered_out;
    assert!(
        arguments.list || ran == count as u64,
        "{ran} of {count} ran"
    );
    Ok(conclusion.exit_code())
}
