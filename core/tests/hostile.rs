//! Runs the rows of `hostile.json` that name Rust: inputs that an attacker may choose. Each row is a
//! test.

mod common;

use core::error;
use std::{fs, process::ExitCode};

use common::{Row, Suite};
use libtest_mimic::{Arguments, Failed};
use notifizz_token::{Error, Signer};
use serde_json::{Value, json};

fn main() -> Result<ExitCode, Box<dyn error::Error>> {
    let hostile = common::read("hostile.json")?;
    let mut rows = hostile.rows("rows");
    rows.retain(|row| {
        let languages = row.get("languages").and_then(Value::as_array);
        languages.is_some_and(|languages| languages.contains(&"rust".into()))
    });
    let with_limit = rows
        .iter()
        .filter(|row| row.get("growth_bytes").is_some())
        .count();
    assert!(with_limit > 5, "{with_limit} rows limit the memory");

    let mut suite = Suite::new(&hostile);
    let secrets =
        ["auth_secret_key", "webhook_signing_secret"].map(|name| hostile.str(name).to_owned());
    suite.add("rust", rows, move |row| check(&secrets, row));
    let mut arguments = Arguments::from_args();
    // The peak of memory is that of the process, so nothing may run beside a row.
    arguments.test_threads = Some(1);
    Ok(suite.run(&arguments))
}

fn check(secrets: &[String; 2], row: &Row) -> Result<(), Failed> {
    let call = row.str("call");
    let arguments = decode(&row.object("arguments"));
    let before = restart_peak();
    let result = arguments.and_then(|arguments| make_call(secrets, row, &arguments));
    let limit = row.get("growth_bytes").and_then(Value::as_u64);
    if let (Some(limit), Some(before), Some(after)) = (limit, before, peak()) {
        assert!(
            after.saturating_sub(before) < limit,
            "{before} -> {after} bytes"
        );
    }
    let answer = match result {
        Ok(answer) => answer,
        // What is not text is no token, and has no token.
        Err(Error::InvalidText) if call.starts_with("verify") => json!({"is": false}),
        Err(error) => json!({"error": error.code()}),
    };
    assert_eq!(answer, row.object("answer").0);
    Ok(())
}

/// The arguments as text, which is built before the memory is measured.
fn decode(arguments: &Row) -> Result<Row, Error> {
    let names = arguments.0.as_object().into_iter().flatten();
    let texts = names.map(|(name, _)| Ok((name.clone(), arguments.text(name)?.into())));
    Ok(Row(Value::Object(texts.collect::<Result<_, Error>>()?)))
}

fn make_call([key, secret]: &[String; 2], row: &Row, arguments: &Row) -> Result<Value, Error> {
    let scheme = row.str("token_scheme").parse()?;
    if row.str("call") != "new" {
        let signer = Signer::new(key.clone(), scheme)?.with_webhook_signing_secret(secret)?;
        return arguments.call(row.str("call"), &signer);
    }
    let mut signer = Signer::new(arguments.str("auth_secret_key"), scheme)?;
    if let Some(secret) = arguments.optional("webhook_signing_secret") {
        signer.set_webhook_signing_secret(secret)?;
    }
    Ok(json!({"ok": true}))
}

/// The peak of the resident memory in bytes since the last restart. Only Linux tells it.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}

fn restart_peak() -> Option<u64> {
    fs::write("/proc/self/clear_refs", "5").ok()?;
    peak()
}
