//! The gem's native library: the functions of the C library with those of its feature `host`, and those
//! that only Ruby needs in another form. Here core has its features `unicode` and `json`, and so an
//! allocator.
#![allow(
    unsafe_code,
    reason = "Ruby hands over raw pointers, as C does; every block says why it is sound"
)]

use core::{ffi::c_char, panic::AssertUnwindSafe, ptr};
use std::panic;

use notifizz_token::Error;
pub use notifizz_token_c::*;
use notifizz_token_c::{
    diagnose::{explain, notifizz_diagnose_dispatch},
    slice::bytes_from_raw,
    state::webhook_signer,
    status::{Failure, attempt, status},
};

/// The status of a call that panicked, which no function of C has.
const PANICKED: notifizz_status = -1;

/// As `notifizz_diagnose`, with the evidence as parameters, so that Ruby's strings can be passed as
/// they are and no copy of a key is left. A panic is the status -1.
///
/// # Safety
/// As the header says of `notifizz_evidence` and `notifizz_diagnose`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_ruby_diagnose(
    token_scheme: notifizz_scheme,
    token: *const c_char,
    token_len: usize,
    user_id: *const c_char,
    user_id_len: usize,
    auth_secret_key: *const c_char,
    auth_secret_key_len: usize,
    sdk_secret_key: *const c_char,
    sdk_secret_key_len: usize,
    user_email: *const c_char,
    user_email_len: usize,
    diagnosis: *mut notifizz_diagnosis,
) -> notifizz_status {
    let evidence = notifizz_evidence {
        token_scheme,
        token,
        token_len,
        user_id,
        user_id_len,
        auth_secret_key,
        auth_secret_key_len,
        sdk_secret_key,
        sdk_secret_key_len,
        user_email,
        user_email_len,
    };
    // SAFETY: the caller's texts, and its diagnosis to write to.
    guarded(|| unsafe { explain(ptr::from_ref(&evidence), &[], &[], diagnosis) })
}

/// As `notifizz_diagnose_dispatch`, in the same way.
///
/// # Safety
/// As the header says of `notifizz_dispatch_evidence` and `notifizz_diagnose_dispatch`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_ruby_diagnose_dispatch(
    payload: *const c_char,
    payload_len: usize,
    signature: *const c_char,
    signature_len: usize,
    webhook_signing_secret: *const c_char,
    webhook_signing_secret_len: usize,
    diagnosis: *mut notifizz_diagnosis,
) -> notifizz_status {
    let evidence = notifizz_dispatch_evidence {
        payload,
        payload_len,
        signature,
        signature_len,
        webhook_signing_secret,
        webhook_signing_secret_len,
    };
    // SAFETY: the caller's texts, and its diagnosis to write to.
    guarded(|| unsafe { notifizz_diagnose_dispatch(ptr::from_ref(&evidence), diagnosis) })
}

/// Reads the body of a dispatch webhook that any of these signers verifies, and writes its payload, which
/// is never longer than the body. A panic is the status -1.
///
/// # Safety
/// `signers` are `signers_len` webhook signers, `body` is `body_len` bytes, and as many bytes may be
/// written to `payload`. All are there during the call, and nobody else changes them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_ruby_receive_dispatch(
    signers: *const notifizz_webhook_signer,
    signers_len: usize,
    body: *const c_char,
    body_len: usize,
    now_ms: f64,
    tolerance_ms: f64,
    payload: *mut c_char,
    payload_len: *mut usize,
) -> notifizz_status {
    guarded(|| {
        status(attempt(|| {
            // SAFETY: the caller's bytes.
            let body = unsafe { bytes_from_raw(body, body_len) }?;
            let mut received = Err(Failure::from(Error::DispatchSignatureMismatch));
            // All are asked, also after one verifies, so that the time does not tell which one it is.
            for index in 0..signers_len {
                // SAFETY: one of the caller's signers.
                let signer = unsafe { webhook_signer(signers.wrapping_add(index)) }?;
                match signer.receive(body, now_ms, tolerance_ms) {
                    Err(Error::DispatchSignatureMismatch) => {}
                    result => received = result.map_err(Failure::from),
                }
            }
            let text = received?;
            // SAFETY: the caller's bytes, of which there are as many as the body has.
            unsafe { ptr::copy_nonoverlapping(text.as_ptr().cast(), payload, text.len()) };
            // SAFETY: the caller's.
            unsafe { payload_len.write(text.len()) };
            Ok(())
        }))
    })
}

/// Calls `call`, whose panic must not end the process of the interpreter.
fn guarded(call: impl FnOnce() -> notifizz_status) -> notifizz_status {
    // The message of a panic may repeat a part of a text. The hook is this library's alone.
    panic::set_hook(Box::new(|_| {}));
    panic::catch_unwind(AssertUnwindSafe(|| {
        panic_if_asked();
        call()
    }))
    .unwrap_or(PANICKED)
}

/// Panics only in a build for the tests, which show that no panic ends the process.
#[expect(clippy::panic, reason = "the tests ask for it")]
fn panic_if_asked() {
    if cfg!(feature = "test-panic") && std::env::var_os("NOTIFIZZ_TEST_PANIC").is_some() {
        panic!("a panic that a test asked for");
    }
}

#[cfg(test)]
mod tests {
    use super::{NOTIFIZZ_OK, PANICKED, guarded};

    #[test]
    fn a_panic_is_a_status() {
        assert_eq!(guarded(|| NOTIFIZZ_OK), NOTIFIZZ_OK);
        assert_eq!(
            guarded(|| std::panic::resume_unwind(Box::new(()))),
            PANICKED
        );
    }
}
