//! Searches the dead part of the stack after each call: neither the key nor the blocks that HMAC
//! makes of it may be there. What a signer leaves behind when its owner moves it is the owner's.
//!
//! In optimised builds only, whose use of the stack is what counts: `ci/check core`.
#![cfg(not(debug_assertions))]
#![allow(clippy::expect_used)]
// Reading dead memory is what this test is for.
#![allow(unsafe_code)]

use core::{hint::black_box, mem::MaybeUninit, ptr};

use notifizz_token::{Evidence, Signer, TokenScheme, diagnose};

/// As far down as core's calls reach, and further.
const DEPTH: usize = 16 * 1024;
const PART: usize = 16;

#[inline(never)]
fn clean() {
    black_box([0x11_u8; DEPTH]);
}

#[inline(never)]
fn found(parts: &[Vec<u8>]) -> usize {
    let dead = [MaybeUninit::<u8>::uninit(); DEPTH];
    let dead: Vec<u8> = black_box(&dead)
        .iter()
        // SAFETY: in bounds; volatile, and hidden by `black_box`, so that the dead memory is read
        // and not reasoned about.
        .map(|byte| unsafe { ptr::read_volatile(byte.as_ptr()) })
        .collect();
    dead.windows(PART)
        .filter(|window| parts.iter().any(|part| part == window))
        .count()
}

/// How often the key is found after the call.
fn after<T>(key: &str, call: impl FnOnce() -> T) -> usize {
    let start = key.as_bytes().get(..PART).expect("a long key");
    let parts: Vec<_> = [0, 0x36, 0x5c]
        .iter()
        .map(|pad| start.iter().map(|byte| byte ^ pad).collect())
        .collect();
    clean();
    black_box(call());
    found(&parts)
}

#[test]
fn no_key_is_left_on_the_stack() {
    let zeros = "0".repeat(64); // no token, so that all causes are tried
    for key in [
        "MARKER-0123456789-abcdefghijklmnopqrstuvwxyz",
        &"MARKER-01234-".repeat(9),
    ] {
        for scheme in [TokenScheme::HmacSha256, TokenScheme::Sha256Concat] {
            assert_eq!(after(key, || Signer::new(key, scheme).is_ok()), 0, "new");
            let signer = Signer::new(key, scheme).expect("a key");
            assert_eq!(after(key, || signer.generate_hashed_token("user_42")), 0);
            assert_eq!(
                after(key, || signer.verify_hashed_token("user_42", [b'0'; 64])),
                0
            );
            assert_eq!(
                after(key, || signer
                    .generate_subscribe_token("user_42", "project_7")),
                0
            );
            assert_eq!(after(key, || signer.key_fingerprint()), 0);
            let signer = Box::new(signer);
            assert_eq!(
                after(key, || signer.with_webhook_signing_secret(key).is_ok()),
                0
            );
            let evidence = Evidence::new(&zeros, "user_42", key);
            assert_eq!(after(key, || diagnose(&evidence)), 0, "diagnose");
        }
    }
    // What is there is found.
    #[inline(never)]
    fn forget(key: &str) {
        let mut copy = [0_u8; 256];
        copy.iter_mut()
            .skip(128)
            .zip(key.bytes())
            .for_each(|(to, from)| *to = from);
        black_box(&copy);
    }
    let key = "MARKER-0123456789-abcdefghijklmnopqrstuvwxyz";
    assert_eq!(after(key, || forget(key)), 1);
}
