//! What people read: messages and `Debug`.
#![allow(clippy::expect_used)]

use std::collections::HashSet;

use notifizz_token::{Cause, Error, Evidence, Signer, TokenScheme, diagnose};

#[test]
fn every_error_and_every_cause_says_something_else() {
    let mut seen = HashSet::new();
    for error in Error::ALL {
        assert_eq!(error.to_string(), error.message());
        assert!(
            seen.insert(error.message()) && seen.insert(error.code()),
            "{error:?}"
        );
        assert!(error.message().len() > 20, "{error:?}");
    }
    for cause in Cause::ALL {
        let message = cause.message(None);
        assert!(seen.insert(message), "{cause:?}");
        assert!(message.len() > 20 && message.ends_with('.'), "{cause:?}");
    }
}

#[test]
fn a_diagnosis_says_which_scheme_to_set() {
    for (made, other) in [
        (TokenScheme::HmacSha256, TokenScheme::Sha256Concat),
        (TokenScheme::Sha256Concat, TokenScheme::HmacSha256),
    ] {
        let signer = Signer::new("key", made).expect("a key");
        let token = signer.generate_hashed_token("user_42").expect("an ID");
        let evidence = Evidence {
            token_scheme: other,
            ..Evidence::new(token.as_str(), "user_42", "key")
        };
        let found = diagnose(&evidence).expect("evidence");
        assert_eq!(found.cause(), Cause::OtherScheme);
        assert_eq!(found.to_string(), found.message());
        let advice =
            format!("The token was generated under {made}: set the token scheme to \"{made}\"");
        assert!(found.message().starts_with(&advice), "{found}");
    }
}

#[test]
fn debug() {
    let signer = Signer::new("key", TokenScheme::HmacSha256).expect("a key");
    let fingerprint = signer.key_fingerprint();
    assert_eq!(
        format!("{signer:?}"),
        format!("Signer {{ token_scheme: HmacSha256, key_fingerprint: {fingerprint:?}, .. }}")
    );
    assert_eq!(
        format!("{fingerprint:?}"),
        format!("KeyFingerprint(\"{fingerprint}\")")
    );
    let token = signer.generate_hashed_token("user_42").expect("an ID");
    assert_eq!(format!("{token:?}"), "Token { .. }");
    let evidence = Evidence::new(token.as_str(), "user_42", "key");
    assert_eq!(
        format!("{evidence:?}"),
        "Evidence { token_scheme: HmacSha256, .. }"
    );
}
