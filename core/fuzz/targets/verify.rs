//! Whatever is sent: no panic, and only the one right token verifies.
#![no_main]
#![allow(missing_docs)]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use notifizz_token::{Signer, TokenScheme};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    key: &'a str,
    user_id: &'a str,
    resource_id: &'a str,
    token: &'a [u8],
    concat: bool,
}

fuzz_target!(|input: Input<'_>| {
    let scheme = if input.concat {
        TokenScheme::Sha256Concat
    } else {
        TokenScheme::HmacSha256
    };
    let Ok(signer) = Signer::new(input.key, scheme) else {
        assert!(input.key.is_empty() || input.key.trim() != input.key);
        return;
    };
    match signer.generate_hashed_token(input.user_id) {
        Ok(token) => {
            assert!(signer.verify_hashed_token(input.user_id, token.as_bytes()));
            let equal = input.token == token.as_bytes();
            assert_eq!(
                signer.verify_hashed_token(input.user_id, input.token),
                equal
            );
        }
        Err(_) => assert!(input.user_id.is_empty()),
    }
    if let Ok(token) = signer.generate_subscribe_token(input.user_id, input.resource_id) {
        let (subscriber, resource) = (input.user_id, input.resource_id);
        assert!(signer.verify_subscribe_token(subscriber, resource, token.as_bytes()));
    }
});
