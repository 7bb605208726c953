//! Runs `vectors.json`, the file that every language reads: each row is a test.

mod common;

use core::error;
use std::{collections::HashSet, process::ExitCode};

use common::{Row, Suite};
use libtest_mimic::{Arguments, Failed};
use notifizz_token::{Cause, Error, Evidence, Signer, TokenScheme, WebhookSigner, diagnose};

type Test = fn(&Row) -> Result<(), Failed>;

fn main() -> Result<ExitCode, Box<dyn error::Error>> {
    let vectors = common::read("vectors.json")?;
    assert_every_cause_has_a_row(&vectors.rows("diagnoses"));
    let mut suite = Suite::new(&vectors);
    let sections: [(&str, Test); 8] = [
        ("hashed_tokens", hashed_token),
        ("subscribe_tokens", subscribe_token),
        ("dispatch_signatures", dispatch_signature),
        ("key_fingerprints", key_fingerprint),
        ("rejected_tokens", rejected_token),
        ("errors", rejected_call),
        ("diagnoses", diagnosis),
        ("rfc4231", rfc4231),
    ];
    for (section, test) in sections {
        suite.add(section, vectors.rows(section), test);
    }
    Ok(suite.run(&Arguments::from_args()))
}

fn hashed_token(row: &Row) -> Result<(), Failed> {
    let (user_id, tokens) = (row.str("user_id"), row.object("tokens"));
    for scheme in TokenScheme::ALL {
        let signer = Signer::new(row.str("auth_secret_key"), scheme)?;
        let token = signer.generate_hashed_token(user_id)?;
        assert_eq!(token.as_str(), tokens.str(scheme.as_str()), "{scheme}");
        for other in TokenScheme::ALL {
            let is_valid = signer.verify_hashed_token(user_id, tokens.str(other.as_str()));
            assert_eq!(is_valid, other == scheme, "{scheme}, token of {other}");
        }
    }
    Ok(())
}

fn subscribe_token(row: &Row) -> Result<(), Failed> {
    let (subscriber, resource) = (row.str("subscriber_id"), row.str("resource_id"));
    let expected = row.str("token");
    for scheme in TokenScheme::ALL {
        let signer = Signer::new(row.str("auth_secret_key"), scheme)?;
        let token = signer.generate_subscribe_token(subscriber, resource)?;
        assert_eq!(token.as_str(), expected, "{scheme}");
        assert!(signer.verify_subscribe_token(subscriber, resource, expected));
        assert!(!signer.verify_subscribe_token(subscriber, resource, expected.to_uppercase()));
        assert!(!signer.verify_subscribe_token(subscriber, "another", expected));
    }
    Ok(())
}

fn dispatch_signature(row: &Row) -> Result<(), Failed> {
    let (secret, payload) = (row.str("webhook_signing_secret"), row.str("payload"));
    let expected = row.str("signature");
    let signer = WebhookSigner::new(secret)?;
    assert_eq!(signer.sign(payload)?.as_str(), expected);
    assert!(signer.verify(payload, expected));
    assert!(!signer.verify(payload, expected.to_uppercase()));
    assert!(!signer.verify("another payload", expected));
    let signer = Signer::new("a key", TokenScheme::default())?;
    let signer = signer.with_webhook_signing_secret(secret)?;
    assert!(signer.verify_dispatch_signature(payload, expected)?);
    Ok(())
}

fn key_fingerprint(row: &Row) -> Result<(), Failed> {
    for scheme in TokenScheme::ALL {
        let signer = Signer::new(row.str("auth_secret_key"), scheme)?;
        assert_eq!(signer.key_fingerprint().as_str(), row.str("fingerprint"));
    }
    Ok(())
}

fn rejected_token(row: &Row) -> Result<(), Failed> {
    let signer = Signer::new(row.str("auth_secret_key"), row.str("token_scheme").parse()?)?;
    let user_id = row.text("user_id");
    assert!(!user_id.is_ok_and(|id| signer.verify_hashed_token(&id, row.str("token"))));
    Ok(())
}

fn rejected_call(row: &Row) -> Result<(), Failed> {
    let create = || {
        let key = row.text("auth_secret_key")?.into_owned();
        let mut signer = Signer::new(key, row.str("token_scheme").parse()?)?;
        if row.get("webhook_signing_secret").is_some() {
            signer.set_webhook_signing_secret(&*row.text("webhook_signing_secret")?)?;
        }
        Ok::<_, Error>(signer)
    };
    let error = match row.str("call") {
        "new" => create().err(),
        call => row.call(call, &create()?).err(),
    };
    assert_eq!(error.map(Error::code), Some(row.str("error")));
    Ok(())
}

fn diagnosis(row: &Row) -> Result<(), Failed> {
    let (key, user_id) = (row.str("auth_secret_key"), row.str("user_id"));
    let diagnosis = diagnose(&Evidence {
        token_scheme: row.str("token_scheme").parse()?,
        sdk_secret_key: row.optional("sdk_secret_key"),
        user_email: row.optional("user_email"),
        ..Evidence::new(row.str("token"), user_id, key)
    })?;
    let expected = if row.get("unicode").is_some() && !cfg!(feature = "unicode") {
        ("no_known_cause", None)
    } else {
        (row.str("code"), row.optional("scheme"))
    };
    let scheme = diagnosis.scheme().map(TokenScheme::as_str);
    assert_eq!((diagnosis.code(), scheme), expected);
    for input in [key, user_id] {
        assert!(!diagnosis.message().contains(input));
    }
    Ok(())
}

fn assert_every_cause_has_a_row(rows: &[Row]) {
    let codes: HashSet<_> = rows.iter().map(|row| row.str("code")).collect();
    for cause in Cause::ALL {
        assert!(codes.contains(cause.code()), "no row for {}", cause.code());
    }
}

fn rfc4231(row: &Row) -> Result<(), Failed> {
    let tag = WebhookSigner::from_bytes(row.bytes("key_hex"))?.sign(row.bytes("message_hex"))?;
    assert_eq!(tag.as_str(), row.str("tag"));
    Ok(())
}
