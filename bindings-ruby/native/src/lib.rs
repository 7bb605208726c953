//! The gem's native library: the functions of the C library, and the four that Ruby needs in another
//! form. Here core has its feature `unicode`, and so an allocator.
#![allow(
    unsafe_code,
    reason = "Ruby hands over raw pointers, as C does; every block says why it is sound"
)]

use core::{ffi::c_char, panic::AssertUnwindSafe, ptr};
use std::panic;

pub use notifizz_token_c::*;
use notifizz_token_c::{
    client::init_from_raw,
    diagnose::explain,
    slice::{bytes_from_raw, token_from_raw, write_token},
    state::{Secret, signer},
    status::attempt,
};

/// The status of a call that panicked, which no function of C has.
const PANICKED: notifizz_status = -1;

/// As `notifizz_client_init`, for a key of any length. Under sha256-concat the client refers to the
/// key, which has to stay where it is until the client is wiped.
///
/// # Safety
/// As the header says of `notifizz_client_init`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_ruby_client_init(
    client: *mut notifizz_client,
    scheme: notifizz_scheme,
    auth_secret_key: *const c_char,
    auth_secret_key_len: usize,
) -> notifizz_status {
    // SAFETY: as this function's; under sha256-concat the key stays.
    unsafe {
        init_from_raw(
            client,
            scheme,
            auth_secret_key,
            auth_secret_key_len,
            |key, _| Ok(Secret::Borrowed(key)),
        )
    }
}

/// As `notifizz_client_sign_dispatch_payload`, for a payload of any bytes.
///
/// # Safety
/// As the header says of that function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_ruby_client_sign_dispatch_payload(
    client: *const notifizz_client,
    payload: *const c_char,
    payload_len: usize,
    signature: *mut c_char,
) -> notifizz_status {
    let result = attempt(|| {
        // SAFETY: the caller's client.
        let signer = unsafe { signer(client) }?;
        // SAFETY: the caller's bytes.
        let payload = unsafe { bytes_from_raw(payload, payload_len) }?;
        Ok(signer.sign_dispatch_payload(payload)?)
    });
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(signature, &result) }
}

/// As `notifizz_client_verify_dispatch_signature`, for a payload of any bytes.
///
/// # Safety
/// As the header says of that function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_ruby_client_verify_dispatch_signature(
    client: *const notifizz_client,
    payload: *const c_char,
    payload_len: usize,
    signature: *const c_char,
    signature_len: usize,
) -> bool {
    attempt(|| {
        // SAFETY: the caller's bytes.
        let signature = unsafe { token_from_raw(signature, signature_len) }?;
        // SAFETY: the caller's client.
        let signer = unsafe { signer(client) }?;
        // SAFETY: the caller's bytes.
        let payload = unsafe { bytes_from_raw(payload, payload_len) }?;
        Ok(signer.verify_dispatch_signature(payload, signature)?)
    })
    .unwrap_or(false)
}

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
    guarded(|| unsafe { explain(ptr::from_ref(&evidence), diagnosis) })
}

/// Calls `call`, whose panic must not end the process of the interpreter.
fn guarded(call: impl FnOnce() -> notifizz_status) -> notifizz_status {
    // The message of a panic may repeat a part of a text. The hook is this library's alone.
    panic::set_hook(Box::new(|_| {}));
    panic::catch_unwind(AssertUnwindSafe(call)).unwrap_or(PANICKED)
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
