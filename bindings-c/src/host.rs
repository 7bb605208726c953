//! Functions for the packages of languages that keep a key of any length, and take bytes as a payload.
//! They are not in the C library: see the feature `host`.

use core::ffi::c_char;

use crate::{
    client::init_from_raw,
    notifizz_client, notifizz_scheme, notifizz_status,
    slice::{bytes_from_raw, token_from_raw, write_token},
    state::{Secret, signer},
    status::attempt,
};

/// As `notifizz_client_init`, for a key of any length. Under sha256-concat the client refers to the
/// key, which has to stay where it is until the client is wiped.
///
/// # Safety
/// As the header says of `notifizz_client_init`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_host_client_init(
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
pub unsafe extern "C" fn notifizz_host_client_sign_dispatch_payload(
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
pub unsafe extern "C" fn notifizz_host_client_verify_dispatch_signature(
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
