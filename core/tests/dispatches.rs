//! Runs `dispatches.json`: each row is a test. Bodies need the feature `json`.

mod common;

use core::error;
use std::process::ExitCode;

use common::{Row, Suite};
use libtest_mimic::{Arguments, Failed};
use notifizz_token::{
    DispatchCause, DispatchEvidence, Error, check_dispatch_timestamp, diagnose_dispatch,
};
use serde_json::Value;

fn main() -> Result<ExitCode, Box<dyn error::Error>> {
    let document = common::read("dispatches.json")?;
    let mut suite = Suite::new(&document);
    suite.add("timestamps", document.rows("timestamps"), timestamp);
    let diagnoses = document.rows("diagnoses");
    for cause in DispatchCause::ALL {
        let has_row = diagnoses.iter().any(|row| row.str("code") == cause.code());
        assert!(has_row, "no row for {}", cause.code());
    }
    suite.add("diagnoses", diagnoses, diagnosis);
    #[cfg(feature = "json")]
    bodies::add(&mut suite, &document)?;
    Ok(suite.run(&Arguments::from_args()))
}

/// A number of milliseconds; a missing one is NaN.
fn number(row: &Row, name: &str) -> f64 {
    match row.get(name) {
        Some(Value::Number(number)) => number.as_f64().unwrap_or(f64::NAN),
        Some(special) => match special.get("special").and_then(Value::as_str) {
            Some("infinity") => f64::INFINITY,
            Some("-infinity") => f64::NEG_INFINITY,
            _ => f64::NAN,
        },
        None => f64::NAN,
    }
}

fn timestamp(row: &Row) -> Result<(), Failed> {
    let [timestamp, now, tolerance] =
        ["timestamp_ms", "now_ms", "tolerance_ms"].map(|name| number(row, name));
    let error = check_dispatch_timestamp(timestamp, now, tolerance).err();
    assert_eq!(error.map(Error::code), row.optional("error"));
    for wrong in [f64::NAN, f64::NEG_INFINITY] {
        assert!(check_dispatch_timestamp(timestamp, wrong, tolerance).is_err());
        assert!(check_dispatch_timestamp(timestamp, now, wrong).is_err());
    }
    Ok(())
}

fn diagnosis(row: &Row) -> Result<(), Failed> {
    let mut evidence = DispatchEvidence {
        payload: row.str("payload"),
        signature: row.str("signature"),
        webhook_signing_secret: row.str("webhook_signing_secret"),
    };
    let cause = diagnose_dispatch(&evidence)?;
    assert_eq!(cause.code(), row.str("code"));
    assert!(!cause.message().contains(evidence.webhook_signing_secret));
    evidence.webhook_signing_secret = "";
    let error = diagnose_dispatch(&evidence).err();
    assert_eq!(error, Some(Error::MissingWebhookSigningSecret));
    Ok(())
}

#[cfg(feature = "json")]
mod bodies {
    use notifizz_token::{Rotation, WebhookSigner};

    use super::*;

    pub(super) fn add(suite: &mut Suite, document: &Row) -> Result<(), Box<dyn error::Error>> {
        for section in ["bodies", "parity"] {
            let document = document.clone();
            suite.add(section, document.rows(section), move |row| {
                receive(&document, row)
            });
        }
        Ok(())
    }

    fn receive(document: &Row, row: &Row) -> Result<(), Failed> {
        let secret = document.str("webhook_signing_secret");
        let [now, tolerance] = ["now_ms", "tolerance_ms"].map(|name| {
            let given = if row.get(name).is_some() {
                row
            } else {
                document
            };
            number(given, name)
        });
        let body = match row.object("body").optional("bytes_hex") {
            Some(hex) => hex::decode(hex)?,
            None => row.text("body")?.into_owned().into_bytes(),
        };
        let signer = WebhookSigner::new(secret)?;
        let result = signer.receive(&body, now, tolerance);
        let code = result.as_ref().err().map(|error| error.code());
        match row.get("accepted") {
            Some(accepted) => assert_eq!(accepted, &Value::from(result.is_ok())),
            None if code.is_some() => assert_eq!(code, row.optional("error")),
            None => assert!(result.as_ref().ok() == Some(&row.text("payload")?.into_owned())),
        }
        // Also with a new secret, which the sender does not use yet.
        let rotation = Rotation::new(WebhookSigner::new("new")?, [signer]);
        assert!(rotation.receive(&body, now, tolerance) == result);
        // And not with others.
        let rotation = Rotation::new(WebhookSigner::new("new")?, [WebhookSigner::new("old")?]);
        assert!(rotation.receive(&body, now, tolerance).is_err());
        Ok(())
    }
}
