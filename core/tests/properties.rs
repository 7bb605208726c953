//! Tries properties that hold for all inputs on random ones.

use notifizz_token::{Signer, TokenScheme, check_auth_secret_key};
use proptest::{prelude::*, sample::Index};

fn scheme() -> impl Strategy<Value = TokenScheme> {
    prop::sample::select(&TokenScheme::ALL)
}

/// Any key that a client accepts.
fn key() -> impl Strategy<Value = String> {
    any::<String>().prop_filter("a key", |key| check_auth_secret_key(key).is_ok())
}

fn id() -> impl Strategy<Value = String> {
    any::<String>().prop_filter("not empty", |id| !id.is_empty())
}

/// The text with the character at `index` replaced, if that changes it.
fn replace(text: &str, index: Index, by: char) -> Option<String> {
    let mut characters: Vec<char> = text.chars().collect();
    let at = index.index(characters.len());
    *characters.get_mut(at)? = by;
    let other: String = characters.into_iter().collect();
    (other != text).then_some(other)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_token_with_another_character_is_rejected(key in key(), id in id(), scheme in scheme(), at: Index, by: char, digit in "[0-9a-fA-F]") {
        let signer = Signer::new(key.as_str(), scheme).expect("a key");
        let token = signer.generate_hashed_token(&id).expect("an ID");
        for by in digit.chars().chain([by]) {
            if let Some(token) = replace(token.as_str(), at, by) {
                prop_assert!(!signer.verify_hashed_token(&id, token));
            }
        }
        if let Some(id) = replace(&id, at, by) {
            prop_assert!(!signer.verify_hashed_token(&id, token.as_bytes()));
        }
        // RFC 2104 pads a key with NULs, so NULs at its end change nothing.
        let other = replace(&key, at, by).filter(|other| other.trim_end_matches('\0') != key.trim_end_matches('\0'));
        if let Some(Ok(other)) = other.map(|other| Signer::new(other, scheme)) {
            prop_assert!(!other.verify_hashed_token(&id, token.as_bytes()));
        }
    }

    #[test]
    fn the_schemes_do_not_mix(key in key(), id in id()) {
        let [hmac, concat] = TokenScheme::ALL.map(|scheme| Signer::new(key.as_str(), scheme).expect("a key"));
        for (signer, other) in [(&hmac, &concat), (&concat, &hmac)] {
            let token = signer.generate_hashed_token(&id).expect("an ID");
            prop_assert!(!other.verify_hashed_token(&id, token.as_bytes()));
        }
    }

    #[test]
    fn untrusted_input_does_not_verify(token: Vec<u8>, text in ".*", scheme in scheme()) {
        let signer = Signer::new("YOUR_AUTH_SECRET_KEY", scheme).expect("a key");
        prop_assert!(!signer.verify_hashed_token(&text, token));
        prop_assert!(!signer.verify_hashed_token("user_42", text));
    }

    #[test]
    fn diagnose_accepts_any_text(token in ".*", id in id(), key in id(), sdk: Option<String>, email: Option<String>, scheme in scheme()) {
        let diagnosis = notifizz_token::diagnose(&notifizz_token::Evidence {
            token_scheme: scheme,
            sdk_secret_key: sdk.as_deref(),
            user_email: email.as_deref(),
            ..notifizz_token::Evidence::new(&token, &id, &key)
        })
        .expect("neither is empty");
        prop_assert!(diagnosis.message().ends_with('.'));
    }
}
