//! Runs `vectors.json`, the file that every language reads: each row is a test.

mod common;

use core::error;
use std::{collections::HashSet, process::ExitCode};

use common::{
    Suite, Text,
    vectors::{
        DiagnosisCase, DispatchSignature, ErrorCase, Fingerprint, HashedToken, RejectedToken,
        Rfc4231, SubscribeToken, Vectors,
    },
};
use libtest_mimic::{Arguments, Failed};
use notifizz_token::{Cause, Error, Evidence, Signer, TokenScheme, WebhookSigner, diagnose};

fn main() -> Result<ExitCode, Box<dyn error::Error>> {
    let vectors: Vectors = common::read("vectors.json")?;
    assert_every_cause_has_a_row(&vectors.diagnoses);

    let mut suite = Suite::new(vectors.counts);
    suite.add(
        "hashed_tokens",
        vectors.hashed_tokens,
        |row| row.name.clone(),
        hashed_token,
    );
    suite.add(
        "subscribe_tokens",
        vectors.subscribe_tokens,
        |row| row.name.clone(),
        subscribe_token,
    );
    suite.add(
        "dispatch_signatures",
        vectors.dispatch_signatures,
        |row| row.name.clone(),
        dispatch_signature,
    );
    suite.add(
        "key_fingerprints",
        vectors.key_fingerprints,
        |row| row.fingerprint.clone(),
        key_fingerprint,
    );
    suite.add(
        "rejected_tokens",
        vectors.rejected_tokens,
        |row| format!("{} ({})", row.why, row.token_scheme),
        rejected_token,
    );
    suite.add(
        "errors",
        vectors.errors,
        |row| row.name.clone(),
        rejected_call,
    );
    suite.add(
        "diagnoses",
        vectors.diagnoses,
        |row| row.name.clone(),
        diagnosis,
    );
    suite.add(
        "rfc4231",
        vectors.rfc4231,
        |row| row.case.to_string(),
        rfc4231,
    );
    Ok(suite.run(&Arguments::from_args()))
}

fn hashed_token(row: &HashedToken) -> Result<(), Failed> {
    assert_eq!(row.tokens.len(), TokenScheme::ALL.len());
    for (scheme, expected) in &row.tokens {
        let signer = Signer::new(row.auth_secret_key.as_str(), scheme.parse()?)?;
        let token = signer.generate_hashed_token(&row.user_id)?;
        assert_eq!(token.as_str(), expected, "{scheme}");
        for (other, token) in &row.tokens {
            let is_valid = signer.verify_hashed_token(&row.user_id, token);
            assert_eq!(is_valid, other == scheme, "{scheme}, token of {other}");
        }
    }
    Ok(())
}

fn subscribe_token(row: &SubscribeToken) -> Result<(), Failed> {
    for scheme in TokenScheme::ALL {
        let signer = Signer::new(row.auth_secret_key.as_str(), scheme)?;
        let (subscriber, resource) = (&row.subscriber_id, &row.resource_id);
        let token = signer.generate_subscribe_token(subscriber, resource)?;
        assert_eq!(token.as_str(), row.token, "{scheme}");
        assert!(signer.verify_subscribe_token(subscriber, resource, &row.token));
        let upper = row.token.to_uppercase();
        assert!(!signer.verify_subscribe_token(subscriber, resource, upper));
        assert!(!signer.verify_subscribe_token(subscriber, "another", &row.token));
    }
    Ok(())
}

fn dispatch_signature(row: &DispatchSignature) -> Result<(), Failed> {
    let signer = WebhookSigner::new(&row.webhook_signing_secret)?;
    let signature = signer.sign(&row.payload)?;
    assert_eq!(signature.as_str(), row.signature);
    assert!(signer.verify(&row.payload, &row.signature));
    assert!(!signer.verify(&row.payload, row.signature.to_uppercase()));
    assert!(!signer.verify("another payload", &row.signature));
    let signer = Signer::new("a key", TokenScheme::default())?
        .with_webhook_signing_secret(&row.webhook_signing_secret)?;
    assert!(signer.verify_dispatch_signature(&row.payload, &row.signature)?);
    Ok(())
}

fn key_fingerprint(row: &Fingerprint) -> Result<(), Failed> {
    for scheme in TokenScheme::ALL {
        let signer = Signer::new(row.auth_secret_key.as_str(), scheme)?;
        assert_eq!(signer.key_fingerprint().as_str(), row.fingerprint);
    }
    Ok(())
}

fn rejected_token(row: &RejectedToken) -> Result<(), Failed> {
    let signer = Signer::new(row.auth_secret_key.as_str(), row.token_scheme.parse()?)?;
    let user_id = row.user_id.decode();
    assert!(!user_id.is_ok_and(|user_id| signer.verify_hashed_token(&user_id, &row.token)));
    Ok(())
}

fn rejected_call(row: &ErrorCase) -> Result<(), Failed> {
    let code = call(row).err().map(Error::code);
    assert_eq!(code, Some(row.error.as_str()));
    Ok(())
}

fn call(row: &ErrorCase) -> Result<(), Error> {
    let text = |argument: &Option<Text>| match argument {
        Some(text) => text.decode(),
        None => unreachable!("an argument is missing"),
    };
    let scheme = row.token_scheme.parse()?;
    let mut signer = Signer::new(row.auth_secret_key.decode()?, scheme)?;
    if let Some(secret) = &row.webhook_signing_secret {
        signer.set_webhook_signing_secret(secret.decode()?)?;
    }
    match row.call.as_str() {
        "new" => {}
        "generate_hashed_token" => {
            signer.generate_hashed_token(&text(&row.user_id)?)?;
        }
        "generate_subscribe_token" => {
            let subscriber = text(&row.subscriber_id)?;
            signer.generate_subscribe_token(&subscriber, &text(&row.resource_id)?)?;
        }
        "sign_dispatch_payload" => {
            signer.sign_dispatch_payload(text(&row.payload)?)?;
        }
        "widget_options" => {
            if let Some(api_key) = &row.api_key {
                signer.check_front_api_key(&api_key.decode()?)?;
            }
            signer.widget_options(&text(&row.user_id)?, &text(&row.user_email)?)?;
        }
        unknown => unreachable!("unknown call {unknown}"),
    }
    Ok(())
}

fn diagnosis(row: &DiagnosisCase) -> Result<(), Failed> {
    let diagnosis = diagnose(&Evidence {
        token_scheme: row.token_scheme.parse()?,
        sdk_secret_key: row.sdk_secret_key.as_deref(),
        user_email: row.user_email.as_deref(),
        ..Evidence::new(&row.token, &row.user_id, &row.auth_secret_key)
    })?;
    let expected = if row.unicode && !cfg!(feature = "unicode") {
        ("no_known_cause", None)
    } else {
        (row.code.as_str(), row.scheme.as_deref())
    };
    let scheme = diagnosis.scheme().map(TokenScheme::as_str);
    assert_eq!((diagnosis.code(), scheme), expected);
    for input in [&row.auth_secret_key, &row.user_id] {
        assert!(!diagnosis.message().contains(input.as_str()));
    }
    Ok(())
}

fn assert_every_cause_has_a_row(rows: &[DiagnosisCase]) {
    let codes: HashSet<_> = rows.iter().map(|row| row.code.as_str()).collect();
    for cause in Cause::ALL {
        assert!(codes.contains(cause.code()), "no row for {}", cause.code());
    }
}

fn rfc4231(row: &Rfc4231) -> Result<(), Failed> {
    let tag = WebhookSigner::from_bytes(&row.key_hex)?.sign(&row.message_hex)?;
    assert_eq!(tag.as_str(), row.tag);
    Ok(())
}
