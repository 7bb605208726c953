//! Any evidence has a diagnosis, and only the right token is `correct`.
#![no_main]
#![allow(missing_docs)]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use notifizz_token::{Cause, Evidence, Signer, TokenScheme, diagnose};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    token: &'a str,
    key: &'a str,
    user_id: &'a str,
    sdk_secret_key: Option<&'a str>,
    user_email: Option<&'a str>,
    concat: bool,
}

fuzz_target!(|input: Input<'_>| {
    let token_scheme = if input.concat {
        TokenScheme::Sha256Concat
    } else {
        TokenScheme::HmacSha256
    };
    let evidence = Evidence {
        token_scheme,
        sdk_secret_key: input.sdk_secret_key,
        user_email: input.user_email,
        ..Evidence::new(input.token, input.user_id, input.key)
    };
    let Ok(diagnosis) = diagnose(&evidence) else {
        assert!(input.key.is_empty() || input.user_id.is_empty());
        return;
    };
    let right = Signer::from_bytes(input.key, token_scheme)
        .is_ok_and(|signer| signer.verify_hashed_token(input.user_id, input.token));
    if right {
        // Unless the ID or a key looks like its own token, which is told first.
        assert!(matches!(
            diagnosis.cause(),
            Cause::Correct | Cause::TokenIsUserId | Cause::TokenIsSecret
        ));
    } else {
        assert_ne!(diagnosis.cause(), Cause::Correct);
    }
});
