//! Runs `rotations.json`: each row is a test.

mod common;

use core::error;
use std::process::ExitCode;

use common::{Row, Suite};
use libtest_mimic::{Arguments, Failed};
use notifizz_token::{Error, Rotation, Signer, WebhookSigner};
use serde_json::Value;

type Keys = Rotation<Signer<String>, Vec<Signer<String>>>;
type Secrets = Rotation<WebhookSigner, Vec<WebhookSigner>>;

fn main() -> Result<ExitCode, Box<dyn error::Error>> {
    let document = common::read("rotations.json")?;
    let mut suite = Suite::new(&document);
    suite.add("keys", document.rows("keys"), keys);
    suite.add("webhooks", document.rows("webhooks"), webhooks);
    suite.add("errors", document.rows("errors"), rejected);
    Ok(suite.run(&Arguments::from_args()))
}

/// The texts of a list; there may be none.
fn texts(row: &Row, name: &str) -> Result<Vec<String>, Error> {
    let texts = row.get(name).and_then(Value::as_array);
    let texts = texts.into_iter().flatten().cloned();
    let text = |text| {
        Row(serde_json::json!({ "text": text }))
            .text("text")
            .map(Into::into)
    };
    texts.map(text).collect()
}

fn create(row: &Row) -> Result<(Keys, Option<Secrets>), Error> {
    let scheme = row
        .optional("token_scheme")
        .unwrap_or("hmac-sha256")
        .parse()?;
    let mut keys = vec![row.str("auth_secret_key").to_owned()];
    keys.extend(texts(row, "previous_auth_secret_keys")?);
    let keys = Keys::from_auth_secret_keys(keys, scheme)?;
    let secrets = match row.get("webhook_signing_secrets") {
        Some(_) => Some(secrets(row)?),
        None => None,
    };
    Ok((keys, secrets))
}

fn secrets(row: &Row) -> Result<Secrets, Error> {
    Secrets::from_webhook_signing_secrets(texts(row, "webhook_signing_secrets")?)
}

/// The tokens of a section, and whether each of them verifies.
fn answers(row: &Row, name: &str) -> Vec<(String, bool)> {
    let object = row.object(name);
    let answers = object.0.as_object().into_iter().flatten();
    let answers: Vec<_> = answers
        .map(|(token, is)| (token.clone(), is == &Value::Bool(true)))
        .collect();
    assert!(!answers.is_empty(), "no {name}");
    answers
}

fn keys(row: &Row) -> Result<(), Failed> {
    let (keys, _) = create(row)?;
    let (user_id, resource_id) = (row.str("user_id"), row.str("resource_id"));
    let token = keys.current().generate_hashed_token(user_id)?;
    assert_eq!(token.as_str(), row.str("hashed_token"));
    let token = keys
        .current()
        .generate_subscribe_token(user_id, resource_id)?;
    assert_eq!(token.as_str(), row.str("subscribe_token"));
    let fingerprints: Vec<_> = keys
        .previous()
        .iter()
        .map(|key| key.key_fingerprint().to_string())
        .collect();
    assert_eq!(fingerprints, texts(row, "previous_key_fingerprints")?);
    for (token, is) in answers(row, "hashed_tokens") {
        assert_eq!(keys.verify_hashed_token(user_id, &token), is, "{token}");
    }
    for (token, is) in answers(row, "subscribe_tokens") {
        assert_eq!(
            keys.verify_subscribe_token(user_id, resource_id, &token),
            is,
            "{token}"
        );
    }
    Ok(())
}

fn webhooks(row: &Row) -> Result<(), Failed> {
    let (secrets, payload) = (secrets(row)?, row.str("payload"));
    assert_eq!(
        secrets.current().sign(payload)?.as_str(),
        row.str("signature")
    );
    for (signature, is) in answers(row, "signatures") {
        assert_eq!(secrets.verify(payload, &signature), is, "{signature}");
    }
    Ok(())
}

fn rejected(row: &Row) -> Result<(), Failed> {
    let error = match row.str("call") {
        "new" => create(row).err(),
        _ => create(row)?.0.check_front_api_key(row.str("api_key")).err(),
    };
    assert_eq!(error.map(Error::code), Some(row.str("error")));
    Ok(())
}
