//! Searches the dead part of the stack after each call: neither the key nor the blocks that HMAC
//! makes of it may be there. The key states that a signer leaves behind when its owner moves it are
//! the owner's to wipe, with `with_wiped_stack`.
//!
//! In optimised builds only, whose use of the stack is what counts: `ci/check core`.
#![cfg(not(debug_assertions))]
#![allow(clippy::expect_used)]
// Reading dead memory is what this test is for.
#![allow(unsafe_code)]

use core::{hint::black_box, mem::MaybeUninit, ptr};

use notifizz_token::{Evidence, Signer, TokenScheme, diagnose, with_wiped_stack};
use sha2::block_api::compress256;

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

/// Both halves of HMAC's two key states, which are as good as the key.
fn key_states(key: &str) -> Vec<Vec<u8>> {
    const INITIAL: [u32; 8] = [
        0x6a09_e667,
        0xbb67_ae85,
        0x3c6e_f372,
        0xa54f_f53a,
        0x510e_527f,
        0x9b05_688c,
        0x1f83_d9ab,
        0x5be0_cd19,
    ];
    assert!(key.len() <= 64, "a key that is not hashed first");
    let mut halves = Vec::new();
    for pad in [0x36, 0x5c] {
        let mut block = [pad; 64];
        block
            .iter_mut()
            .zip(key.bytes())
            .for_each(|(to, from)| *to ^= from);
        let mut state = INITIAL;
        compress256(&mut state, &[block]);
        let bytes: Vec<u8> = state.iter().flat_map(|word| word.to_ne_bytes()).collect();
        halves.extend(bytes.chunks(PART).map(<[u8]>::to_vec));
    }
    halves
}

#[test]
fn no_key_state_is_left_on_the_stack() {
    let key = "MARKER-0123456789-abcdefghijklmnopqrstuvwxyz";
    let states = key_states(key);
    for scheme in [TokenScheme::HmacSha256, TokenScheme::Sha256Concat] {
        let construct = || {
            let signer = Signer::new(key, scheme)?.with_webhook_signing_secret(key)?;
            Ok::<_, notifizz_token::Error>(Box::new(signer))
        };
        // Without the wipe they are there, so the search can find them.
        clean();
        black_box(construct().is_ok());
        assert_ne!(found(&states), 0, "{scheme}: nothing to wipe");
        clean();
        let signer = black_box(with_wiped_stack(construct)).expect("a signer");
        assert_eq!(found(&states), 0, "{scheme}: new");
        clean();
        black_box(signer.generate_hashed_token("user_42").is_ok());
        assert_eq!(found(&states), 0, "{scheme}: a token");
    }
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
