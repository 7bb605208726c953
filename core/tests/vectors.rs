//! Runs `vectors/vectors.json`, the file that every language reads.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use notifizz_token::{Cause, Error, Evidence, Signer, TokenScheme, WebhookSigner, diagnose};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    counts: BTreeMap<String, usize>,
    hashed_tokens: Vec<HashedToken>,
    subscribe_tokens: Vec<SubscribeToken>,
    dispatch_signatures: Vec<DispatchSignature>,
    key_fingerprints: Vec<Fingerprint>,
    rejected_tokens: Vec<RejectedToken>,
    errors: Vec<ErrorCase>,
    diagnoses: Vec<DiagnoseCase>,
    rfc4231: Vec<Rfc4231>,
}

#[derive(Deserialize)]
struct HashedToken {
    name: String,
    auth_secret_key: String,
    user_id: String,
    tokens: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct SubscribeToken {
    name: String,
    auth_secret_key: String,
    subscriber_id: String,
    resource_id: String,
    token: String,
}

#[derive(Deserialize)]
struct DispatchSignature {
    name: String,
    webhook_signing_secret: String,
    payload: String,
    signature: String,
}

#[derive(Deserialize)]
struct Fingerprint {
    auth_secret_key: String,
    fingerprint: String,
}

#[derive(Deserialize)]
struct RejectedToken {
    why: String,
    auth_secret_key: String,
    token_scheme: String,
    user_id: Text,
    token: String,
}

#[derive(Deserialize)]
struct ErrorCase {
    name: String,
    call: String,
    error: String,
    auth_secret_key: Text,
    token_scheme: String,
    webhook_signing_secret: Option<Text>,
    user_id: Option<Text>,
    user_email: Option<Text>,
    api_key: Option<Text>,
    subscriber_id: Option<Text>,
    resource_id: Option<Text>,
    payload: Option<Text>,
}

#[derive(Deserialize)]
struct DiagnoseCase {
    name: String,
    token: String,
    user_id: String,
    auth_secret_key: String,
    token_scheme: String,
    sdk_secret_key: Option<String>,
    user_email: Option<String>,
    #[serde(default)]
    unicode: bool,
    code: String,
    scheme: Option<String>,
}

#[derive(Deserialize)]
struct Rfc4231 {
    case: u8,
    key_hex: String,
    message_hex: String,
    tag: String,
}

/// Text, or text that has no UTF-8 form.
#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    WellFormed(String),
    IllFormed { bytes_hex: String },
}

impl Text {
    /// As bytes that come from outside become text in Rust.
    fn decode(&self) -> Result<String, Error> {
        match self {
            Self::WellFormed(text) => Ok(text.clone()),
            Self::IllFormed { bytes_hex } => {
                let bytes = hex::decode(bytes_hex).expect("hex");
                Ok(core::str::from_utf8(&bytes)?.to_owned())
            }
        }
    }
}

fn vectors() -> Vectors {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/vectors.json");
    let json = fs::read_to_string(path).expect("vectors.json");
    serde_json::from_str(&json).expect("the documented shape")
}

fn scheme(name: &str) -> TokenScheme {
    name.parse().expect("a scheme")
}

fn assert_count(vectors: &Vectors, section: &str, ran: usize) {
    assert!(ran > 0, "{section}: nothing ran");
    assert_eq!(ran, vectors.counts[section], "{section}: how many ran");
    println!("{section}: {ran} vectors");
}

#[test]
fn hashed_tokens() {
    let vectors = vectors();
    for case in &vectors.hashed_tokens {
        assert_eq!(case.tokens.len(), TokenScheme::ALL.len(), "{}", case.name);
        for (name, expected) in &case.tokens {
            let signer = Signer::new(case.auth_secret_key.as_str(), scheme(name)).expect("a key");
            let token = signer.generate_hashed_token(&case.user_id).expect("an ID");
            assert_eq!(token.as_str(), expected, "{} {name}", case.name);
            for (other, token) in &case.tokens {
                assert_eq!(
                    signer.verify_hashed_token(&case.user_id, token),
                    other == name,
                    "{} {name} {other}",
                    case.name
                );
            }
        }
    }
    assert_count(&vectors, "hashed_tokens", vectors.hashed_tokens.len());
}

#[test]
fn subscribe_tokens() {
    let vectors = vectors();
    for case in &vectors.subscribe_tokens {
        for scheme in TokenScheme::ALL {
            let signer = Signer::new(case.auth_secret_key.as_str(), scheme).expect("a key");
            let (subscriber, resource) = (&case.subscriber_id, &case.resource_id);
            let token = signer
                .generate_subscribe_token(subscriber, resource)
                .expect("IDs");
            assert_eq!(token.as_str(), case.token, "{} {scheme}", case.name);
            assert!(signer.verify_subscribe_token(subscriber, resource, &case.token));
            let upper = case.token.to_uppercase();
            assert!(!signer.verify_subscribe_token(subscriber, resource, upper));
            assert!(!signer.verify_subscribe_token(subscriber, "another", &case.token));
        }
    }
    assert_count(&vectors, "subscribe_tokens", vectors.subscribe_tokens.len());
}

#[test]
fn dispatch_signatures() {
    let vectors = vectors();
    for case in &vectors.dispatch_signatures {
        let signer = WebhookSigner::new(&case.webhook_signing_secret).expect("a secret");
        let signature = signer.sign(&case.payload).expect("signed");
        assert_eq!(signature.as_str(), case.signature, "{}", case.name);
        assert!(signer.verify(&case.payload, &case.signature));
        assert!(!signer.verify(&case.payload, case.signature.to_uppercase()));
        assert!(!signer.verify("another payload", &case.signature));
        let client = Signer::new("a key", TokenScheme::default())
            .and_then(|client| client.with_webhook_signing_secret(&case.webhook_signing_secret))
            .expect("secrets");
        let verified = client.verify_dispatch_signature(&case.payload, &case.signature);
        assert_eq!(verified, Ok(true), "{}", case.name);
    }
    assert_count(
        &vectors,
        "dispatch_signatures",
        vectors.dispatch_signatures.len(),
    );
}

#[test]
fn key_fingerprints() {
    let vectors = vectors();
    for case in &vectors.key_fingerprints {
        for scheme in TokenScheme::ALL {
            let signer = Signer::new(case.auth_secret_key.as_str(), scheme).expect("a key");
            assert_eq!(signer.key_fingerprint().as_str(), case.fingerprint);
        }
    }
    assert_count(&vectors, "key_fingerprints", vectors.key_fingerprints.len());
}

#[test]
fn rejected_tokens() {
    let vectors = vectors();
    for case in &vectors.rejected_tokens {
        let scheme = scheme(&case.token_scheme);
        let signer = Signer::new(case.auth_secret_key.as_str(), scheme).expect("a key");
        let accepted = case
            .user_id
            .decode()
            .is_ok_and(|user_id| signer.verify_hashed_token(&user_id, &case.token));
        assert!(!accepted, "{} {scheme}", case.why);
    }
    assert_count(&vectors, "rejected_tokens", vectors.rejected_tokens.len());
}

#[test]
fn errors() {
    let vectors = vectors();
    for case in &vectors.errors {
        let error = call(case).expect_err(&case.name);
        assert_eq!(error.code(), case.error, "{}", case.name);
    }
    assert_count(&vectors, "errors", vectors.errors.len());
}

fn call(case: &ErrorCase) -> Result<(), Error> {
    let argument = |text: &Option<Text>| text.as_ref().expect("an argument").decode();
    let scheme = case.token_scheme.parse()?;
    let mut signer = Signer::new(case.auth_secret_key.decode()?, scheme)?;
    if let Some(secret) = &case.webhook_signing_secret {
        signer = signer.with_webhook_signing_secret(secret.decode()?)?;
    }
    match case.call.as_str() {
        "new" => {}
        "generate_hashed_token" => {
            signer.generate_hashed_token(&argument(&case.user_id)?)?;
        }
        "generate_subscribe_token" => {
            let subscriber = argument(&case.subscriber_id)?;
            signer.generate_subscribe_token(&subscriber, &argument(&case.resource_id)?)?;
        }
        "sign_dispatch_payload" => {
            signer.sign_dispatch_payload(argument(&case.payload)?)?;
        }
        "widget_options" => {
            if let Some(api_key) = &case.api_key {
                signer.check_front_api_key(&api_key.decode()?)?;
            }
            let user_id = argument(&case.user_id)?;
            signer.widget_options(&user_id, &argument(&case.user_email)?)?;
        }
        unknown => panic!("unknown call {unknown}"),
    }
    Ok(())
}

#[test]
fn diagnoses() {
    let vectors = vectors();
    let (mut seen, mut failures) = (BTreeSet::new(), Vec::new());
    for case in &vectors.diagnoses {
        let diagnosis = diagnose(&Evidence {
            token_scheme: scheme(&case.token_scheme),
            sdk_secret_key: case.sdk_secret_key.as_deref(),
            user_email: case.user_email.as_deref(),
            ..Evidence::new(&case.token, &case.user_id, &case.auth_secret_key)
        })
        .expect("neither key nor ID is empty");
        let found = (
            diagnosis.code(),
            diagnosis.scheme().map(TokenScheme::as_str),
        );
        if case.unicode && !cfg!(feature = "unicode") {
            assert_eq!(found, ("no_known_cause", None), "{}", case.name);
        } else {
            let expected = (case.code.as_str(), case.scheme.as_deref());
            if found != expected {
                failures.push(format!("{}: {found:?}, not {expected:?}", case.name));
            }
            seen.insert(found.0);
        }
        for secret in [&case.auth_secret_key, &case.user_id] {
            assert!(!diagnosis.message().contains(secret.as_str()));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
    let missed: Vec<_> = Cause::ALL
        .iter()
        .filter(|cause| cfg!(feature = "unicode") || **cause != Cause::UserIdUnicodeForm)
        .filter(|cause| !seen.contains(cause.code()))
        .collect();
    assert!(missed.is_empty(), "no vector for {missed:?}");
    assert_count(&vectors, "diagnoses", vectors.diagnoses.len());
}

#[test]
fn rfc4231() {
    let vectors = vectors();
    for case in &vectors.rfc4231 {
        let key = hex::decode(&case.key_hex).expect("hex");
        let message = hex::decode(&case.message_hex).expect("hex");
        let signer = WebhookSigner::from_bytes(key).expect("a secret");
        let tag = signer.sign(message).expect("signed");
        assert_eq!(tag.as_str(), case.tag, "case {}", case.case);
    }
    assert_count(&vectors, "rfc4231", vectors.rfc4231.len());
}
