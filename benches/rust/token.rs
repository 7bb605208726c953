//! Times the calls of core beside two floors and two other libraries: `cargo ci bench rust`, or
//! `cargo bench -p notifizz-token-benches`.
//!
//! The user ID has 7 bytes. The result is 64 hex characters, unless the name says otherwise.
#![allow(clippy::expect_used, missing_docs)]

use core::hint::black_box;

use aws_lc_rs::hmac as aws;
use criterion::{Criterion, criterion_group, criterion_main};
use notifizz_token::{Evidence, Signer, TokenScheme, diagnose};
use ring::hmac as ring_hmac;
use sha2::block_api::compress256;

const KEY: &str = "YOUR_AUTH_SECRET_KEY";
const USER_ID: &str = "user_42";

/// Times a routine. `iter` alone would move the result once more before it goes to `black_box`.
fn time<T>(c: &mut Criterion, name: &str, mut routine: impl FnMut() -> T) {
    c.bench_function(name, |b| {
        b.iter(|| {
            black_box(routine());
        });
    });
}

fn ours(c: &mut Criterion) {
    let hmac = Signer::new(KEY, TokenScheme::HmacSha256).expect("a key");
    let concat = Signer::new(KEY, TokenScheme::Sha256Concat).expect("a key");
    let token = hmac.generate_hashed_token(USER_ID).expect("an ID");
    let wrong = concat.generate_hashed_token(USER_ID).expect("an ID");

    time(c, "keyed", || {
        hmac.generate_hashed_token(black_box(USER_ID))
    });
    time(c, "one_shot", || {
        Signer::new(black_box(KEY), TokenScheme::HmacSha256)
            .and_then(|signer| signer.generate_hashed_token(black_box(USER_ID)))
    });
    time(c, "verify_right", || {
        hmac.verify_hashed_token(black_box(USER_ID), black_box(token.as_bytes()))
    });
    time(c, "verify_wrong", || {
        hmac.verify_hashed_token(black_box(USER_ID), black_box(wrong.as_bytes()))
    });
    time(c, "keyed_concat", || {
        concat.generate_hashed_token(black_box(USER_ID))
    });
    let zeros = "0".repeat(64);
    let evidence = Evidence {
        sdk_secret_key: Some("YOUR_SDK_SECRET_KEY"),
        user_email: Some("alice@example.com"),
        ..Evidence::new(&zeros, USER_ID, KEY)
    };
    time(c, "diagnose_no_known_cause", || {
        diagnose(black_box(&evidence))
    });
}

/// What no implementation can go below. A token under sha256-concat is one compression of SHA-256, and
/// one under hmac-sha256 is two, of which the second depends on the first.
fn floors(c: &mut Criterion) {
    let (state, block) = ([7_u32; 8], [7_u8; 64]);
    time(c, "floor_one_compression", || {
        let mut state = black_box(state);
        compress256(&mut state, &[black_box(block)]);
        state
    });
    time(c, "floor_two_compressions", || {
        let (mut inner, mut outer) = (black_box(state), black_box(state));
        compress256(&mut inner, &[black_box(block)]);
        let mut second = block;
        for (to, word) in second.chunks_exact_mut(4).zip(inner) {
            to.copy_from_slice(&word.to_be_bytes());
        }
        compress256(&mut outer, &[second]);
        outer
    });
}

fn peers(c: &mut Criterion) {
    let key = ring_hmac::Key::new(ring_hmac::HMAC_SHA256, KEY.as_bytes());
    time(c, "ring_keyed_tag_and_hex", || {
        let mut token = [0; 64];
        let tag = ring_hmac::sign(&key, black_box(USER_ID.as_bytes()));
        hex::encode_to_slice(tag, &mut token).expect("64 characters");
        token
    });
    time(c, "ring_keyed_tag_only", || {
        ring_hmac::sign(&key, black_box(USER_ID.as_bytes()))
    });
    let key = aws::Key::new(aws::HMAC_SHA256, KEY.as_bytes());
    time(c, "aws_lc_rs_keyed_tag_and_hex", || {
        let mut token = [0; 64];
        let tag = aws::sign(&key, black_box(USER_ID.as_bytes()));
        hex::encode_to_slice(tag, &mut token).expect("64 characters");
        token
    });
}

criterion_group!(benches, ours, floors, peers);
criterion_main!(benches);
