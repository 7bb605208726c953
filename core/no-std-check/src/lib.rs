//! Links every function of core without std and without an allocator, to show that it needs neither.
//!
//! The undefined symbols of this crate as a shared library are all that core needs from outside. A
//! panic would call `a_panic_path_exists`, which nothing defines: if that symbol is imported, the
//! optimised code still has a panic path. An allocation would not link at all.
//!
//! With the features that the packages enable which have an allocator anyway, `diagnose` and `receive`
//! use it and may panic. So this program then leaves them out, and an allocation would call
//! `an_allocation_exists`, which nothing defines either.
#![no_std]
// Only the exported and imported symbols need `unsafe`.
#![allow(unsafe_code)]

use core::hint::black_box;

#[cfg(any(not(feature = "packages"), feature = "control-diagnose"))]
use notifizz_token::{DispatchEvidence, Evidence, diagnose, diagnose_dispatch};
use notifizz_token::{
    Error, Rotation, Signer, TokenScheme, WebhookSigner, check_auth_secret_key,
    check_dispatch_timestamp, overwrite_registers, with_wiped_stack,
};

#[cfg(feature = "control-alloc")]
extern crate alloc;

/// Calls every function, and keeps the optimiser from removing a call or assuming an input.
fn call_everything(key: &str, user_id: &str, token: &[u8], scheme: &str) -> Result<(), Error> {
    let scheme: TokenScheme = scheme.parse()?;
    let text = core::str::from_utf8(token)?;
    let signer = Signer::new(key, scheme)?
        .with_webhook_signing_secret(user_id)?
        .with_webhook_signing_secret_bytes(token)?;
    black_box(signer.token_scheme().as_str());
    black_box(signer.key_fingerprint().as_str());
    black_box(signer.generate_hashed_token(user_id)?.as_str());
    black_box(signer.verify_hashed_token(user_id, token));
    black_box(signer.generate_subscribe_token(user_id, text)?.as_bytes());
    black_box(signer.verify_subscribe_token(user_id, text, token));
    black_box(signer.sign_dispatch_payload(token)?.as_bytes());
    black_box(signer.verify_dispatch_signature(token, token)?);
    black_box(signer.widget_options(user_id, text)?.token.as_bytes());
    black_box(
        Signer::from_bytes(token, scheme)?
            .key_fingerprint()
            .as_bytes(),
    );
    signer.check_front_api_key(text)?;
    black_box(WebhookSigner::new(user_id)?.sign(token)?.as_bytes());
    black_box(WebhookSigner::from_bytes(token)?.verify(token, token));
    check_auth_secret_key(key)?;
    check_dispatch_timestamp(black_box(0.0), black_box(1.0), black_box(2.0))?;
    let rotation = Rotation::new(Signer::new(key, scheme)?, [Signer::new(user_id, scheme)?]);
    black_box(rotation.current().token_scheme());
    black_box(rotation.previous().len());
    black_box(rotation.verify_hashed_token(user_id, token));
    black_box(rotation.verify_subscribe_token(user_id, text, token));
    rotation.check_front_api_key(text)?;
    let rotation = Rotation::new(WebhookSigner::new(key)?, [WebhookSigner::new(user_id)?]);
    black_box(rotation.verify(token, token));
    black_box(with_wiped_stack(|| text.len()));
    overwrite_registers();
    #[cfg(any(not(feature = "packages"), feature = "control-diagnose"))]
    {
        let diagnosis = diagnose(&Evidence {
            token_scheme: scheme,
            sdk_secret_key: Some(text),
            user_email: Some(text),
            ..Evidence::new(text, user_id, key)
        })?;
        black_box((diagnosis.code(), diagnosis.scheme(), diagnosis.message()));
        let cause = diagnose_dispatch(&DispatchEvidence {
            payload: text,
            signature: user_id,
            webhook_signing_secret: key,
        })?;
        black_box((cause.code(), cause.message()));
    }
    #[cfg(feature = "control-receive")]
    black_box(
        WebhookSigner::new(key)?
            .receive(token, black_box(1.0), black_box(2.0))?
            .len(),
    );
    Ok(())
}

/// The only exported function: returns the number of the error, or 0.
#[unsafe(no_mangle)]
pub extern "C" fn notifizz_token_no_std_check() -> i32 {
    let (key, user_id, token, scheme) = black_box(("k", "u", [0_u8; 64].as_slice(), "hmac-sha256"));

    #[cfg(feature = "control-panic")]
    #[expect(clippy::indexing_slicing, reason = "the seeded fault")]
    black_box(token[black_box(70)]);

    #[cfg(feature = "control-alloc")]
    black_box(alloc::string::String::from(user_id));

    match call_everything(key, user_id, token, scheme) {
        Ok(()) => 0,
        Err(error) => {
            black_box((error.code(), error.message()));
            error.number()
        }
    }
}

#[cfg(feature = "packages")]
mod allocator {
    use core::alloc::{GlobalAlloc, Layout};

    struct Allocator;

    #[global_allocator]
    static ALLOCATOR: Allocator = Allocator;

    unsafe extern "C" {
        fn an_allocation_exists() -> !;
    }

    // SAFETY: never linked into anything that runs.
    unsafe impl GlobalAlloc for Allocator {
        unsafe fn alloc(&self, _: Layout) -> *mut u8 {
            // SAFETY: as above.
            unsafe { an_allocation_exists() }
        }

        unsafe fn dealloc(&self, _: *mut u8, _: Layout) {
            // SAFETY: as above.
            unsafe { an_allocation_exists() }
        }
    }
}

#[cfg(feature = "panic-handler")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        fn a_panic_path_exists() -> !;
    }
    // SAFETY: never linked into anything that runs.
    unsafe { a_panic_path_exists() }
}
