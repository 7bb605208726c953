//! Compares every function with ring's HMAC and SHA-256 on random cases: 50,000 in a release build,
//! fewer in a debug build, and a million with `NOTIFIZZ_DEEP=1`.

use std::env;

use notifizz_token::{Error, Signer, TokenScheme};
use proptest::{collection::vec, prelude::*};
use ring::{digest, hmac};

fn config() -> ProptestConfig {
    let is_deep = env::var("NOTIFIZZ_DEEP").is_ok_and(|deep| deep == "1");
    ProptestConfig {
        cases: match (is_deep, cfg!(debug_assertions)) {
            (true, _) => 1_000_000,
            (false, true) => 5_000,
            (false, false) => 50_000,
        },
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// 0 to 300 bytes: SHA-256's blocks have 64, and HMAC hashes a longer key first.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..=300)
}

fn text() -> impl Strategy<Value = String> {
    vec(any::<char>(), 0..=75).prop_map(String::from_iter)
}

fn mac(key: &[u8], message: &[u8]) -> String {
    hex::encode(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message))
}

/// The error of an empty input, or else the token.
fn unless_empty(empty: [(&str, Error); 2], token: &str) -> Result<String, Error> {
    let error = empty.into_iter().find(|(text, _)| text.is_empty());
    error.map_or_else(|| Ok(token.to_owned()), |(_, error)| Err(error))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn random_cases(key in bytes(), user_id in text(), resource in text(), secret in bytes(), payload in bytes()) {
        let concatenated = digest::digest(&digest::SHA256, &[user_id.as_bytes(), &key].concat());
        let tokens = [mac(&key, user_id.as_bytes()), hex::encode(concatenated)];
        let user = (user_id.as_str(), Error::EmptyUserId);
        for (scheme, token) in TokenScheme::ALL.into_iter().zip(&tokens) {
            let signer = match Signer::from_bytes(key.as_slice(), scheme) {
                Ok(signer) => signer,
                Err(error) => {
                    prop_assert!(key.is_empty() && error == Error::EmptyAuthSecretKey);
                    continue;
                }
            };
            let fingerprint = mac(&key, b"notifizz-token key fingerprint v1");
            prop_assert!(fingerprint.starts_with(signer.key_fingerprint().as_str()));

            let expected = unless_empty([user, user], token);
            let generated = signer.generate_hashed_token(&user_id);
            prop_assert_eq!(generated.map(|token| token.as_str().to_owned()), expected.clone());
            prop_assert_eq!(signer.verify_hashed_token(&user_id, token), expected.is_ok());

            let token = mac(&key, [user_id.as_str(), &resource].concat().as_bytes());
            let expected = unless_empty([user, (&resource, Error::EmptyResourceId)], &token);
            let generated = signer.generate_subscribe_token(&user_id, &resource);
            prop_assert_eq!(generated.map(|token| token.as_str().to_owned()), expected.clone());
            prop_assert_eq!(signer.verify_subscribe_token(&user_id, &resource, &token), expected.is_ok());

            let signer = match signer.with_webhook_signing_secret_bytes(&secret) {
                Ok(signer) => signer,
                Err(error) => {
                    prop_assert!(secret.is_empty() && error == Error::MissingWebhookSigningSecret);
                    continue;
                }
            };
            let signature = mac(&secret, &payload);
            let generated = signer.sign_dispatch_payload(&payload);
            prop_assert_eq!(generated.map(|token| token.as_str().to_owned()), Ok(signature.clone()));
            prop_assert_eq!(signer.verify_dispatch_signature(&payload, &signature), Ok(true));
        }
    }
}
