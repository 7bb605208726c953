//! Runs the rows of `hostile.json` that name Rust: inputs that an attacker may choose. Each row is a
//! test.

mod common;

use core::{error, mem};
use std::{collections::BTreeMap, fs, process::ExitCode, sync::Arc};

use common::{
    Suite,
    hostile::{Hostile, Row},
};
use libtest_mimic::{Arguments, Failed};
use notifizz_token::{Error, Signer};
use serde_json::{Value, json};

fn main() -> Result<ExitCode, Box<dyn error::Error>> {
    let mut hostile: Hostile = common::read("hostile.json")?;
    let mut rows = mem::take(&mut hostile.rows);
    rows.retain(|row| row.languages.iter().any(|language| language == "rust"));
    let with_limit = rows.iter().filter(|row| row.growth_bytes.is_some()).count();
    assert!(with_limit > 5, "{with_limit} rows limit the memory");

    let mut suite = Suite::new(mem::take(&mut hostile.counts));
    let hostile = Arc::new(hostile);
    suite.add(
        "rust",
        rows,
        |row| format!("{} ({})", row.name, row.token_scheme),
        move |row| check(&hostile, row),
    );
    let mut arguments = Arguments::from_args();
    // The peak of memory is that of the process, so nothing may run beside a row.
    arguments.test_threads = Some(1);
    Ok(suite.run(&arguments))
}

fn check(hostile: &Hostile, row: &Row) -> Result<(), Failed> {
    let arguments: Result<BTreeMap<_, _>, Error> = row
        .arguments
        .iter()
        .map(|(name, argument)| Ok((name.as_str(), argument.decode()?)))
        .collect();
    let before = restart_peak();
    let result = arguments.and_then(|arguments| call(hostile, row, &arguments));
    if let (Some(limit), Some(before), Some(after)) = (row.growth_bytes, before, peak()) {
        assert!(
            after.saturating_sub(before) < limit,
            "{before} -> {after} bytes"
        );
    }
    let answer = match result {
        Ok(answer) => answer,
        // What is not text is no token, and has no token.
        Err(Error::InvalidText) if row.call.starts_with("verify") => json!({"is": false}),
        Err(error) => json!({"error": error.code()}),
    };
    assert_eq!(answer, row.answer);
    Ok(())
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

fn call(hostile: &Hostile, row: &Row, arguments: &BTreeMap<&str, String>) -> Result<Value, Error> {
    let argument = |name| arguments[name].as_str();
    let scheme = row.token_scheme.parse()?;
    if row.call == "new" {
        let mut signer = Signer::new(argument("auth_secret_key"), scheme)?;
        if let Some(secret) = arguments.get("webhook_signing_secret") {
            signer.set_webhook_signing_secret(secret)?;
        }
        return Ok(json!({"ok": true}));
    }
    let signer = Signer::new(&hostile.auth_secret_key, scheme)?
        .with_webhook_signing_secret(&hostile.webhook_signing_secret)?;
    let token = match row.call.as_str() {
        "generate_hashed_token" => signer.generate_hashed_token(argument("user_id"))?,
        "sign_dispatch_payload" => signer.sign_dispatch_payload(argument("payload"))?,
        "widget_options" => {
            if let Some(api_key) = arguments.get("api_key") {
                signer.check_front_api_key(api_key)?;
            }
            let options = signer.widget_options(argument("user_id"), argument("user_email"))?;
            options.token
        }
        "verify_hashed_token" => {
            let valid = signer.verify_hashed_token(argument("user_id"), argument("token"));
            return Ok(json!({"is": valid}));
        }
        "verify_subscribe_token" => {
            let (subscriber, resource) = (argument("subscriber_id"), argument("resource_id"));
            let valid = signer.verify_subscribe_token(subscriber, resource, argument("token"));
            return Ok(json!({"is": valid}));
        }
        "verify_dispatch_signature" => {
            let (payload, signature) = (argument("payload"), argument("signature"));
            let valid = signer.verify_dispatch_signature(payload, signature)?;
            return Ok(json!({"is": valid}));
        }
        unknown => unreachable!("unknown call {unknown}"),
    };
    Ok(json!({"token": token.as_str()}))
}
