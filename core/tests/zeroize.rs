//! Reads memory that is no longer in use: nothing of a key may be left in a dropped signer or on the
//! stack.
// Reading what is left behind is the purpose of these tests.
#![allow(unsafe_code)]

#[path = "common/sha256.rs"]
mod sha256;

use core::{hint::black_box, mem::MaybeUninit, ptr, slice};

use notifizz_token::{Error, Signer, TokenScheme};
use sha256::key_states;

/// Reads memory that nothing need have been written to.
fn read(memory: &[MaybeUninit<u8>]) -> Vec<u8> {
    let bytes = black_box(memory).iter();
    // SAFETY: the reference is valid; the read is volatile and its source hidden by `black_box`, so
    // that the compiler does not reason about what is there.
    bytes
        .map(|byte| unsafe { ptr::read_volatile(byte.as_ptr()) })
        .collect()
}

fn bytes<T>(slot: &MaybeUninit<T>) -> &[MaybeUninit<u8>] {
    // SAFETY: within the allocation, and MaybeUninit<u8> may hold anything.
    unsafe { slice::from_raw_parts(slot.as_ptr().cast(), size_of::<T>()) }
}

/// `cargo ci` runs this test a second time with a `sha2` that does not wipe, and expects it to fail.
#[test]
fn nothing_of_the_key_state_outlives_the_signer() -> Result<(), Error> {
    let (key, webhook) = ("YOUR_AUTH_SECRET_KEY", "YOUR_WEBHOOK_SIGNING_SECRET");
    let states = [key, webhook].map(|secret| key_states(secret.as_bytes()));
    let states = states.as_flattened().concat();
    let (words, _) = states.as_chunks::<4>();
    assert_eq!(words.len(), 32);
    let count = |memory: &[u8]| {
        let is_there = |word: &&[u8; 4]| memory.windows(4).any(|window| window == *word);
        words.iter().filter(is_there).count()
    };

    let mut slot = Box::new(MaybeUninit::<Signer<&str>>::zeroed());
    slot.write(Signer::new(key, TokenScheme::HmacSha256)?.with_webhook_signing_secret(webhook)?);
    assert_eq!(count(&read(bytes(&slot))), 32, "in the living signer");
    // SAFETY: written above, and not used as a signer again.
    unsafe { slot.assume_init_drop() };
    assert_eq!(count(&read(bytes(&slot))), 0, "in the dropped signer");
    Ok(())
}

/// In optimised builds only, because their use of the stack is what counts.
#[cfg(not(debug_assertions))]
mod stack {
    use notifizz_token::{
        DispatchEvidence, Evidence, diagnose, diagnose_dispatch, with_wiped_stack,
    };

    use super::{
        Error, MaybeUninit, Signer, TokenScheme, black_box, key_states, read, sha256::PADS,
    };

    /// Further down than the calls of core reach, in bytes.
    const DEPTH: usize = 16 * 1024;

    /// So many bytes of a key, or of a key state, are searched for.
    const PART: usize = 16;

    #[inline(never)]
    fn fill() {
        black_box([0x11_u8; DEPTH]);
    }

    /// How often one of the parts is in the popped stack frames.
    #[inline(never)]
    fn count(parts: &[Vec<u8>]) -> usize {
        let popped = [MaybeUninit::<u8>::uninit(); DEPTH];
        let popped = read(&popped);
        let windows = popped.windows(PART);
        windows
            .filter(|window| parts.iter().any(|part| part == window))
            .count()
    }

    #[test]
    fn no_key_state_is_left() -> Result<(), Error> {
        let key = "MARKER-0123456789-abcdefghijklmnopqrstuvwxyz";
        let states = key_states(key.as_bytes()).concat();
        let parts: Vec<_> = states.chunks(PART).map(<[u8]>::to_vec).collect();
        for scheme in TokenScheme::ALL {
            let construct = || {
                let signer = Signer::new(key, scheme)?.with_webhook_signing_secret(key)?;
                Ok::<_, Error>(Box::new(signer))
            };
            fill();
            black_box(construct().is_ok());
            assert_ne!(count(&parts), 0, "{scheme}: the search finds nothing");
            fill();
            let signer = black_box(with_wiped_stack(construct))?;
            assert_eq!(count(&parts), 0, "{scheme}: new");
            fill();
            black_box(signer.generate_hashed_token("user_42").is_ok());
            assert_eq!(count(&parts), 0, "{scheme}: generate_hashed_token");
        }
        Ok(())
    }

    /// Fails if the key, or a block that HMAC makes of it, is left after the call.
    #[track_caller]
    fn assert_wiped<T>(key: &str, call: impl FnOnce() -> T) {
        assert_eq!(count_after(key, call), 0);
    }

    fn count_after<T>(key: &str, call: impl FnOnce() -> T) -> usize {
        let (start, _) = key.as_bytes().split_at(PART);
        let padded = [0].iter().chain(&PADS);
        let parts: Vec<Vec<u8>> = padded
            .map(|pad| start.iter().map(|byte| byte ^ pad).collect())
            .collect();
        fill();
        black_box(call());
        count(&parts)
    }

    #[test]
    fn no_key_is_left() -> Result<(), Error> {
        let zeros = "0".repeat(64); // no token, so that every cause is tried
        for key in [
            "MARKER-0123456789-abcdefghijklmnopqrstuvwxyz",
            &"MARKER-01234-".repeat(9),
        ] {
            for scheme in TokenScheme::ALL {
                assert_wiped(key, || Signer::new(key, scheme).is_ok());
                let signer = Signer::new(key, scheme)?;
                assert_wiped(key, || signer.generate_hashed_token("user_42"));
                assert_wiped(key, || signer.verify_hashed_token("user_42", [b'0'; 64]));
                assert_wiped(key, || {
                    signer.generate_subscribe_token("user_42", "project_7")
                });
                assert_wiped(key, || signer.key_fingerprint());
                assert_wiped(key, || signer.check_front_api_key(key).is_err());
                let signer = Box::new(signer);
                assert_wiped(key, || signer.with_webhook_signing_secret(key).is_ok());
                let evidence = Evidence {
                    token_scheme: scheme,
                    ..Evidence::new(&zeros, "user_42", key)
                };
                assert_wiped(key, || diagnose(&evidence));
                let evidence = DispatchEvidence {
                    payload: "{}",
                    signature: &zeros,
                    webhook_signing_secret: key,
                };
                assert_wiped(key, || diagnose_dispatch(&evidence));
            }
        }
        Ok(())
    }

    #[test]
    fn a_key_that_is_left_is_found() {
        #[inline(never)]
        fn leave(key: &str) {
            let mut copy = [0_u8; 256];
            let (_, end) = copy.split_at_mut(128);
            end.iter_mut()
                .zip(key.bytes())
                .for_each(|(to, from)| *to = from);
            black_box(&copy);
        }
        let key = "MARKER-0123456789-abcdefghijklmnopqrstuvwxyz";
        assert_eq!(count_after(key, || leave(key)), 1);
    }
}
