//! Runs the rows of `vectors/hostile.json` that name Rust.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{collections::BTreeMap, fs, path::Path};

use notifizz_token::{Error, Signer};
use serde::Deserialize;

#[derive(Deserialize)]
struct Table {
    counts: BTreeMap<String, usize>,
    auth_secret_key: String,
    webhook_signing_secret: String,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    name: String,
    call: String,
    token_scheme: String,
    arguments: BTreeMap<String, Argument>,
    answer: serde_json::Value,
    languages: Vec<String>,
    growth_bytes: Option<u64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Argument {
    Text(String),
    IllFormed {
        bytes_hex: String,
    },
    Big {
        before: String,
        repeat: String,
        times: usize,
        after: String,
    },
    /// Values that Rust's types keep out; no row of Rust's has one.
    Special {},
}

impl Argument {
    /// As bytes that come from outside become text in Rust.
    fn build(&self) -> Result<String, Error> {
        match self {
            Self::Text(text) => Ok(text.clone()),
            Self::IllFormed { bytes_hex } => {
                let bytes = hex::decode(bytes_hex).expect("hex");
                Ok(core::str::from_utf8(&bytes)?.to_owned())
            }
            Self::Big {
                before,
                repeat,
                times,
                after,
            } => Ok(format!("{before}{}{after}", repeat.repeat(*times))),
            Self::Special {} => panic!("a value that Rust cannot have"),
        }
    }
}

/// Peak resident memory in bytes, counted anew from here on; `None` where only Linux could tell.
fn peak(restart: bool) -> Option<u64> {
    if restart {
        fs::write("/proc/self/clear_refs", "5").ok()?;
    }
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}

fn call(
    table: &Table,
    row: &Row,
    arguments: &BTreeMap<&str, String>,
) -> Result<serde_json::Value, Error> {
    let argument = |name| arguments[name].as_str();
    let scheme = row.token_scheme.parse()?;
    if row.call == "new" {
        let mut signer = Signer::new(argument("auth_secret_key"), scheme)?;
        if let Some(secret) = arguments.get("webhook_signing_secret") {
            signer.set_webhook_signing_secret(secret)?;
        }
        return Ok(serde_json::json!({"ok": true}));
    }
    let signer = Signer::new(&table.auth_secret_key, scheme)?
        .with_webhook_signing_secret(&table.webhook_signing_secret)?;
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
        verify => {
            let answer = match verify {
                "verify_hashed_token" => {
                    signer.verify_hashed_token(argument("user_id"), argument("token"))
                }
                "verify_subscribe_token" => signer.verify_subscribe_token(
                    argument("subscriber_id"),
                    argument("resource_id"),
                    argument("token"),
                ),
                "verify_dispatch_signature" => {
                    signer.verify_dispatch_signature(argument("payload"), argument("signature"))?
                }
                unknown => panic!("unknown call {unknown}"),
            };
            return Ok(serde_json::json!({"is": answer}));
        }
    };
    Ok(serde_json::json!({"token": token.as_str()}))
}

#[test]
fn hostile() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/hostile.json");
    let json = fs::read_to_string(path).expect("hostile.json");
    let table: Table = serde_json::from_str(&json).expect("the documented shape");
    let (mut ran, mut bounded, mut failures) = (0, 0, Vec::new());
    for row in &table.rows {
        if !row.languages.iter().any(|language| language == "rust") {
            continue;
        }
        ran += 1;
        let arguments: Result<BTreeMap<_, _>, Error> = row
            .arguments
            .iter()
            .map(|(name, argument)| Ok((name.as_str(), argument.build()?)))
            .collect();
        let before = peak(true);
        let result = arguments.and_then(|arguments| {
            let result = call(&table, row, &arguments);
            if let (Some(limit), Some(before), Some(after)) =
                (row.growth_bytes, before, peak(false))
            {
                bounded += 1;
                if after.saturating_sub(before) >= limit {
                    failures.push(format!("{}: {before} -> {after} bytes", row.name));
                }
            }
            result
        });
        let answer = match result {
            Ok(answer) => answer,
            // A text that cannot be had is no token, and has no token.
            Err(Error::InvalidText) if row.call.starts_with("verify") => {
                serde_json::json!({"is": false})
            }
            Err(error) => serde_json::json!({"error": error.code()}),
        };
        if answer != row.answer {
            failures.push(format!("{}: {answer}, not {}", row.name, row.answer));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
    assert_eq!(ran, table.counts["rust"]);
    assert!(bounded > 5 || cfg!(not(target_os = "linux")), "{bounded}");
    println!("hostile: {ran} rows, {bounded} with bounded memory");
}
