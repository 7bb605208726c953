//! The functions on a webhook signer, and the check of a dispatch webhook's timestamp.

use core::ffi::c_char;

use notifizz_token::{check_dispatch_timestamp, overwrite_registers, with_wiped_stack};
use zeroize::Zeroize;

use crate::{
    notifizz_status, notifizz_webhook_signer,
    slice::{bytes_from_raw, str_from_raw, token_from_raw, write_token},
    state::{init_webhook_signer, webhook_signer},
    status::{attempt, status},
};

/// The size in bytes of a notifizz_webhook_signer in the library that the program runs with, for
/// languages that do not read this header. `sizeof(notifizz_webhook_signer)` is its size in the
/// header.
///
/// @return The size, a multiple of 8.
#[unsafe(no_mangle)]
pub extern "C" fn notifizz_webhook_signer_size() -> usize {
    size_of::<notifizz_webhook_signer>()
}

/// Initialises a webhook signer with a webhook signing secret of any length, running the key schedule
/// once. The secret is not read after this call.
///
/// The signer lives in your memory and needs no preparation; one that was in use before is wiped
/// first. It holds key material: wipe it with notifizz_webhook_signer_wipe when you are done.
///
/// @param signer                      Out: the signer. On error it is as if wiped.
/// @param webhook_signing_secret      The webhook signing secret: not empty, with no whitespace and
///                                    no invisible character at either end, and not in quotes.
/// @param webhook_signing_secret_len  Its length in bytes, without any NUL.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET,
///         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_WHITESPACE,
///         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_INVISIBLE_CHARACTER,
///         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_QUOTED, NOTIFIZZ_ERR_INVALID_TEXT or
///         NOTIFIZZ_ERR_NULL_POINTER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_webhook_signer_init(
    signer: *mut notifizz_webhook_signer,
    webhook_signing_secret: *const c_char,
    webhook_signing_secret_len: usize,
) -> notifizz_status {
    // SAFETY: the caller's signer.
    unsafe { notifizz_webhook_signer_wipe(signer) };
    let result = with_wiped_stack(|| {
        // SAFETY: the caller's text.
        let secret = unsafe { str_from_raw(webhook_signing_secret, webhook_signing_secret_len) }?;
        // SAFETY: the caller's signer.
        unsafe { init_webhook_signer(signer, secret) }
    });
    overwrite_registers();
    status(result)
}

/// Overwrites all that the webhook signer holds with zeros, which the compiler does not optimise away.
/// Until it is initialised again, functions that take it return
/// NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET or false.
///
/// @param signer  A webhook signer, initialised or not, that no other thread uses meanwhile; or
///                NULL, which does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_webhook_signer_wipe(signer: *mut notifizz_webhook_signer) {
    // SAFETY: as the header says; any bytes are a valid notifizz_webhook_signer.
    if let Some(signer) = unsafe { signer.as_mut() } {
        signer.state.zeroize();
    }
}

/// notifizz_sign_dispatch_payload with the signer's secret, for a payload of any bytes.
///
/// @param signer       An initialised webhook signer.
/// @param payload      The `payload` string of the webhook's body, byte for byte as received: any
///                     bytes, and it may be empty.
/// @param payload_len  Its length in bytes, without any NUL.
/// @param signature    Out: 64 lower-case hex characters and a NUL; on error the empty string. May
///                     overlap the payload.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET (the signer is not
///         initialised), NOTIFIZZ_ERR_INVALID_TEXT (only for a length that no object has) or
///         NOTIFIZZ_ERR_NULL_POINTER.
///
/// cbindgen:ptrs-as-arrays=[[signature;NOTIFIZZ_TOKEN_SIZE]]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_webhook_signer_sign(
    signer: *const notifizz_webhook_signer,
    payload: *const c_char,
    payload_len: usize,
    signature: *mut c_char,
) -> notifizz_status {
    let result = attempt(|| {
        // SAFETY: the caller's signer.
        let signer = unsafe { webhook_signer(signer) }?;
        // SAFETY: the caller's bytes.
        let payload = unsafe { bytes_from_raw(payload, payload_len) }?;
        Ok(signer.sign(payload)?)
    });
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(signature, &result) }
}

/// notifizz_verify_dispatch_signature with the signer's secret, for a payload of any bytes; false too
/// if the signer is NULL or not initialised.
///
/// While a secret is replaced, there are two signers, of which either may verify. Ask both, and
/// combine the answers with `|`: with `||`, the time would tell which secret fitted.
///
/// @param signer         An initialised webhook signer.
/// @param payload        The `payload` string of the webhook's body, byte for byte as received: any
///                       bytes.
/// @param payload_len    Its length in bytes, without any NUL.
/// @param signature      The signature in question: any bytes.
/// @param signature_len  Its length in bytes, without any NUL.
/// @return Whether it is the right one; false for every kind of error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_webhook_signer_verify(
    signer: *const notifizz_webhook_signer,
    payload: *const c_char,
    payload_len: usize,
    signature: *const c_char,
    signature_len: usize,
) -> bool {
    attempt(|| {
        // SAFETY: the caller's bytes. Before the payload, because its length is checked first.
        let signature = unsafe { token_from_raw(signature, signature_len) }?;
        // SAFETY: the caller's signer.
        let signer = unsafe { webhook_signer(signer) }?;
        // SAFETY: the caller's bytes.
        let payload = unsafe { bytes_from_raw(payload, payload_len) }?;
        Ok(signer.verify(payload, signature))
    })
    .unwrap_or(false)
}

/// Checks that a dispatch webhook was sent now: its timestamp is at most the tolerance before or after
/// the time that it is. Without it, a webhook that was signed once can be sent again forever. Check
/// the signature before you parse the payload for the timestamp.
///
/// @param timestamp_ms  The number `timestamp` in the payload's JSON: milliseconds since 1970. NAN if
///                      it is missing, or is anything but a number: a boolean and a text that spells
///                      a number, too.
/// @param now_ms        The time in milliseconds since 1970.
/// @param tolerance_ms  The tolerance in milliseconds: NOTIFIZZ_DISPATCH_TOLERANCE_MS.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_DISPATCH_TIMESTAMP_MISSING (NAN or an infinity) or
///         NOTIFIZZ_ERR_DISPATCH_TIMESTAMP_OUT_OF_TOLERANCE, also if one of the others is NAN.
#[unsafe(no_mangle)]
pub extern "C" fn notifizz_check_dispatch_timestamp(
    timestamp_ms: f64,
    now_ms: f64,
    tolerance_ms: f64,
) -> notifizz_status {
    let result = check_dispatch_timestamp(timestamp_ms, now_ms, tolerance_ms);
    status(result.map_err(Into::into))
}
