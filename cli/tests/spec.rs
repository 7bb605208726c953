//! Runs `vectors/cli.json`, the specification of the command line: each case is a test.
// A field that a case lacks has to fail its test.
#![allow(clippy::expect_used)]

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
use serde_json::Value;
use zeroize::Zeroizing;

/// The content of a text, of one that is not UTF-8, or of a repeated one.
fn bytes(text: &Value) -> Vec<u8> {
    let part = |name| text.get(name).and_then(Value::as_str);
    if let Some(text) = text.as_str() {
        return text.into();
    }
    if let Some(bytes) = part("bytes_hex") {
        return hex::decode(bytes).expect("bytes");
    }
    let times = text.get("times").and_then(Value::as_u64).expect("times");
    let mut content = part("before").expect("before").to_owned();
    (0..times).for_each(|_| content += part("repeat").expect("repeat"));
    (content + part("after").expect("after")).into()
}

/// `None` on systems whose arguments are not bytes, for a text that is not UTF-8.
fn os_string(text: &Value) -> Option<OsString> {
    #[cfg(unix)]
    return Some(std::os::unix::ffi::OsStringExt::from_vec(bytes(text)));
    #[cfg(not(unix))]
    return String::from_utf8(bytes(text)).ok().map(OsString::from);
}

/// Fails on an outcome that is not the one of the case.
fn compare(case: &Value, usage: &str, outcome: &Outcome) {
    let stderr = match (case.get("usage_error"), case.get("stderr")) {
        (None, Some(Value::String(stderr))) => stderr.clone(),
        (Some(Value::String(reason)), None) => format!("notifizz-token: {reason}\n{usage}"),
        _ => unreachable!("a case has either stderr or usage_error"),
    };
    assert_eq!(outcome.stderr, stderr);
    assert!(!stderr.contains("MARKER"));
    assert_eq!(
        Some(outcome.stdout.as_bytes()),
        case.get("stdout").map(bytes).as_deref()
    );
    assert_eq!(Some(&outcome.status.code().into()), case.get("exit"));
}

/// Runs the library on the files of the case and a folder called `.`. `None` on a system that cannot
/// have such arguments.
fn run_library(case: &Value) -> Option<Outcome> {
    let arguments = case.get("args").and_then(Value::as_array).expect("args");
    let arguments: Vec<_> = arguments.iter().map(os_string).collect::<Option<_>>()?;
    let variables = case.get("env").and_then(Value::as_object).expect("env");
    let variables = variables
        .iter()
        .map(|(name, value)| Some((name.as_str(), os_string(value)?)));
    let variables: BTreeMap<_, _> = variables.collect::<Option<_>>()?;
    let mut read_file = |path: &OsStr, limit: usize| {
        if path == "." {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let files = case.get("files").expect("files");
        let file = path.to_str().and_then(|path| files.get(path));
        let mut content = bytes(file.ok_or(io::ErrorKind::NotFound)?);
        content.truncate(limit);
        Ok(Zeroizing::new(content))
    };
    let (stdin, mut written) = (case.get("stdin").map(bytes).unwrap_or_default(), Vec::new());
    let streams = Streams {
        stdin: &mut stdin.as_slice(),
        stdout: &mut written,
    };
    // The programs have the real clock, so no case may depend on it, except that it is after 2025.
    let environment = |name: &str| variables.get(name).cloned();
    let mut outcome = run(arguments, &environment, &mut read_file, &|| 1e18, streams);
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
    let document: Value = serde_json::from_str(&fs::read_to_string(folder.join("cli.json"))?)?;
    let text = |value: &Value, name| {
        value
            .get(name)
            .and_then(Value::as_str)
            .expect(name)
            .to_owned()
    };
    let cases = document
        .get("cases")
        .and_then(Value::as_array)
        .expect("cases");
    assert_eq!(
        document.get("count"),
        Some(&cases.len().into()),
        "how many cases"
    );
    let usage: Arc<str> = text(&document, "usage").into();
    let trials = cases.iter().cloned().map(|case| {
        let usage = Arc::clone(&usage);
        Trial::ignorable_test(text(&case, "name"), move || match run_library(&case) {
            Some(outcome) => {
                compare(&case, &usage, &outcome);
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
        arguments.list || ran == cases.len() as u64,
        "{ran} of {} ran",
        cases.len()
    );
    Ok(conclusion.exit_code())
}
