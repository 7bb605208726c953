//! Reads the memory of a dropped signer: nothing of the key state may be left.
//!
//! `ci/check core` runs this a second time on a copy of core whose `sha2` does not wipe, and
//! expects it to fail there.
#![allow(clippy::expect_used)]
// Reading what is left after a drop is what this test is for.
#![allow(unsafe_code)]

use core::{mem::MaybeUninit, ptr, slice};

use notifizz_token::{Signer, TokenScheme};
use sha2::block_api::compress256;

/// The eight words of SHA-256's state after the first block of HMAC: the key state, as bytes.
fn key_state(key: &[u8], pad: u8) -> Vec<[u8; 4]> {
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
    let mut block = [pad; 64];
    block.iter_mut().zip(key).for_each(|(to, from)| *to ^= from);
    let mut state = INITIAL;
    compress256(&mut state, &[block]);
    state.iter().map(|word| word.to_ne_bytes()).collect()
}

fn found(memory: &[u8], words: &[[u8; 4]]) -> usize {
    words
        .iter()
        .filter(|word| memory.windows(4).any(|window| window == *word))
        .count()
}

#[test]
fn nothing_of_the_key_state_outlives_the_signer() {
    let (key, webhook) = ("YOUR_AUTH_SECRET_KEY", "YOUR_WEBHOOK_SIGNING_SECRET");
    let words: Vec<[u8; 4]> = [(key, 0x36), (key, 0x5c), (webhook, 0x36), (webhook, 0x5c)]
        .iter()
        .flat_map(|(key, pad)| key_state(key.as_bytes(), *pad))
        .collect();
    assert_eq!(words.len(), 32);

    let mut slot = Box::new(MaybeUninit::<Signer<&str>>::zeroed());
    let signer = Signer::new(key, TokenScheme::HmacSha256)
        .and_then(|signer| signer.with_webhook_signing_secret(webhook))
        .expect("secrets");
    slot.write(signer);
    let memory = |slot: &MaybeUninit<Signer<&str>>| -> Vec<u8> {
        let bytes = slot.as_ptr().cast::<MaybeUninit<u8>>();
        // SAFETY: within the allocation, and MaybeUninit<u8> may hold anything.
        let bytes = unsafe { slice::from_raw_parts(bytes, size_of::<Signer<&str>>()) };
        bytes
            .iter()
            // SAFETY: the slot was zeroed before it was written; volatile, so that the dead
            // memory is read and not reasoned about.
            .map(|byte| unsafe { ptr::read_volatile(byte.as_ptr()) })
            .collect()
    };
    assert_eq!(found(&memory(&slot), &words), 32, "in the living signer");

    // SAFETY: written above, and not used as a signer again.
    unsafe { slot.assume_init_drop() };
    assert_eq!(found(&memory(&slot), &words), 0, "in the dropped signer");
}

#[test]
fn debug_shows_no_secret() {
    let (key, webhook) = ("MARKER_auth_secret", "MARKER_webhook_secret");
    let signer = Signer::new(key, TokenScheme::HmacSha256)
        .and_then(|signer| signer.with_webhook_signing_secret(webhook))
        .expect("secrets");
    let evidence = notifizz_token::Evidence::new("MARKER_token", "user_42", key);
    let token = signer.generate_hashed_token("user_42").expect("an ID");
    let text = format!("{signer:?} {signer:#?} {evidence:?} {token:?}");
    assert!(!text.contains("MARKER"), "{text}");
    assert!(!text.contains(token.as_str()), "{text}");
    assert!(text.contains(signer.key_fingerprint().as_str()), "{text}");
}
