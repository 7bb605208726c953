//! The functions that take the key each time.

use core::ffi::c_char;

use notifizz_token::{Signer, WebhookSigner, check_auth_secret_key, wiped};

use crate::{
    NOTIFIZZ_SCHEME_HMAC_SHA256, notifizz_scheme, notifizz_status,
    scheme::from_c,
    slice::{str_from_raw, token_from_raw, write_token},
    status::{Failure, attempt},
};

/// Upper bound, in bytes, on the stack where a call leaves key material. It is less than core's
/// `with_wiped_stack` wipes, which would be a seventh of the time of a call; `tests/stack.c` searches
/// the stack for what is left.
const FRAMES: usize = 1024;

/// Calls `call` with a signer that exists for this call only.
///
/// # Safety
/// The key is as for [`str_from_raw`].
unsafe fn with_signer<T>(
    scheme: notifizz_scheme,
    auth_secret_key: *const c_char,
    auth_secret_key_len: usize,
    call: impl FnOnce(&Signer<&str>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    wiped::<FRAMES, _>(|| {
        let scheme = from_c(scheme)?;
        // SAFETY: the same contract.
        let key = unsafe { str_from_raw(auth_secret_key, auth_secret_key_len) }?;
        // Not `new`, which also prepares for Front API Keys.
        check_auth_secret_key(key)?;
        call(&Signer::from_bytes(key, scheme)?)
    })
}

/// The same with a webhook signing secret.
///
/// # Safety
/// The secret is as for [`str_from_raw`].
unsafe fn with_webhook_signer<T>(
    webhook_signing_secret: *const c_char,
    webhook_signing_secret_len: usize,
    call: impl FnOnce(&WebhookSigner) -> Result<T, Failure>,
) -> Result<T, Failure> {
    wiped::<FRAMES, _>(|| {
        // SAFETY: the same contract.
        let secret = unsafe { str_from_raw(webhook_signing_secret, webhook_signing_secret_len) }?;
        call(&WebhookSigner::new(secret)?)
    })
}

/// Generates the hashed token that proves to the widget who its user is. The user ID is used byte for
/// byte, never trimmed or normalised. The same inputs always give the same token, and it never
/// expires: hand it to its user only.
///
/// To generate many tokens with one key, a notifizz_client takes about half the time.
///
/// @param scheme               A NOTIFIZZ_SCHEME_ constant.
/// @param auth_secret_key      The Auth Secret Key, of any length: not empty, with no whitespace and
///                             no invisible character at either end, and not in quotes.
/// @param auth_secret_key_len  Its length in bytes, without any NUL.
/// @param user_id              The user's ID: not empty.
/// @param user_id_len          Its length in bytes, without any NUL.
/// @param token                Out: 64 lower-case hex characters and a NUL; on error the empty
///                             string. May overlap the inputs.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY,
///         NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE,
///         NOTIFIZZ_ERR_AUTH_SECRET_KEY_INVISIBLE_CHARACTER,
///         NOTIFIZZ_ERR_AUTH_SECRET_KEY_QUOTED, NOTIFIZZ_ERR_EMPTY_USER_ID,
///         NOTIFIZZ_ERR_INVALID_TEXT, NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME or
///         NOTIFIZZ_ERR_NULL_POINTER.
///
/// cbindgen:ptrs-as-arrays=[[token;NOTIFIZZ_TOKEN_SIZE]]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_generate_hashed_token(
    scheme: notifizz_scheme,
    auth_secret_key: *const c_char,
    auth_secret_key_len: usize,
    user_id: *const c_char,
    user_id_len: usize,
    token: *mut c_char,
) -> notifizz_status {
    let generate = |signer: &Signer<&str>| {
        // SAFETY: the caller's text.
        let user_id = unsafe { str_from_raw(user_id, user_id_len) }?;
        Ok(signer.generate_hashed_token(user_id)?)
    };
    // SAFETY: the caller's key.
    let result = unsafe { with_signer(scheme, auth_secret_key, auth_secret_key_len, generate) };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(token, &result) }
}

/// Whether `token` is the hashed token of that user ID under that key and scheme. Only its exact
/// 64 lower-case characters are; they are compared in constant time. For untrusted input
/// the answer is false rather than an error, whatever its size and bytes: a token of another length
/// is not even read. It is false for an unusable scheme or key too: check those once with
/// notifizz_generate_hashed_token.
///
/// @param scheme               A NOTIFIZZ_SCHEME_ constant.
/// @param auth_secret_key      The Auth Secret Key.
/// @param auth_secret_key_len  Its length in bytes, without any NUL.
/// @param user_id              The user's ID.
/// @param user_id_len          Its length in bytes, without any NUL.
/// @param token                The token in question: any bytes.
/// @param token_len            Its length in bytes, without any NUL.
/// @return Whether it is the right one; false for every kind of error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_verify_hashed_token(
    scheme: notifizz_scheme,
    auth_secret_key: *const c_char,
    auth_secret_key_len: usize,
    user_id: *const c_char,
    user_id_len: usize,
    token: *const c_char,
    token_len: usize,
) -> bool {
    attempt(|| {
        // SAFETY: the caller's bytes.
        let token = unsafe { token_from_raw(token, token_len) }?;
        let verify = |signer: &Signer<&str>| {
            // SAFETY: the caller's text.
            let user_id = unsafe { str_from_raw(user_id, user_id_len) }?;
            Ok(signer.verify_hashed_token(user_id, token))
        };
        // SAFETY: the caller's key.
        unsafe { with_signer(scheme, auth_secret_key, auth_secret_key_len, verify) }
    })
    .unwrap_or(false)
}

/// Generates the token that lets a subscriber subscribe to a resource. It is the same under both
/// schemes.
///
/// The two IDs are joined with no separator, because that is Notifizz's format: `"user_1"` with
/// `"2proj"` and `"user_12"` with `"proj"` share a token. Choose IDs that are not ambiguous
/// when concatenated, such as UUIDs.
///
/// @param auth_secret_key      The Auth Secret Key, of any length: not empty, with no whitespace and
///                             no invisible character at either end, and not in quotes.
/// @param auth_secret_key_len  Its length in bytes, without any NUL.
/// @param subscriber_id        The subscriber's ID: not empty.
/// @param subscriber_id_len    Its length in bytes, without any NUL.
/// @param resource_id          The resource's ID: not empty.
/// @param resource_id_len      Its length in bytes, without any NUL.
/// @param token                Out: 64 lower-case hex characters and a NUL; on error the empty
///                             string. May overlap the inputs.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY,
///         NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE,
///         NOTIFIZZ_ERR_AUTH_SECRET_KEY_INVISIBLE_CHARACTER,
///         NOTIFIZZ_ERR_AUTH_SECRET_KEY_QUOTED, NOTIFIZZ_ERR_EMPTY_USER_ID (the subscriber ID),
///         NOTIFIZZ_ERR_EMPTY_RESOURCE_ID, NOTIFIZZ_ERR_INVALID_TEXT or
///         NOTIFIZZ_ERR_NULL_POINTER.
///
/// cbindgen:ptrs-as-arrays=[[token;NOTIFIZZ_TOKEN_SIZE]]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_generate_subscribe_token(
    auth_secret_key: *const c_char,
    auth_secret_key_len: usize,
    subscriber_id: *const c_char,
    subscriber_id_len: usize,
    resource_id: *const c_char,
    resource_id_len: usize,
    token: *mut c_char,
) -> notifizz_status {
    let generate = |signer: &Signer<&str>| {
        // SAFETY: the caller's text.
        let subscriber_id = unsafe { str_from_raw(subscriber_id, subscriber_id_len) }?;
        // SAFETY: the caller's text.
        let resource_id = unsafe { str_from_raw(resource_id, resource_id_len) }?;
        Ok(signer.generate_subscribe_token(subscriber_id, resource_id)?)
    };
    // SAFETY: the caller's key.
    let result = unsafe {
        with_signer(
            NOTIFIZZ_SCHEME_HMAC_SHA256,
            auth_secret_key,
            auth_secret_key_len,
            generate,
        )
    };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(token, &result) }
}

/// Whether `token` is the subscribe token of the two IDs: as strict, as constant in time and as
/// free of errors as notifizz_verify_hashed_token.
///
/// @param auth_secret_key      The Auth Secret Key.
/// @param auth_secret_key_len  Its length in bytes, without any NUL.
/// @param subscriber_id        The subscriber's ID.
/// @param subscriber_id_len    Its length in bytes, without any NUL.
/// @param resource_id          The resource's ID.
/// @param resource_id_len      Its length in bytes, without any NUL.
/// @param token                The token in question: any bytes.
/// @param token_len            Its length in bytes, without any NUL.
/// @return Whether it is the right one; false for every kind of error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_verify_subscribe_token(
    auth_secret_key: *const c_char,
    auth_secret_key_len: usize,
    subscriber_id: *const c_char,
    subscriber_id_len: usize,
    resource_id: *const c_char,
    resource_id_len: usize,
    token: *const c_char,
    token_len: usize,
) -> bool {
    attempt(|| {
        // SAFETY: the caller's bytes.
        let token = unsafe { token_from_raw(token, token_len) }?;
        let verify = |signer: &Signer<&str>| {
            // SAFETY: the caller's text.
            let subscriber_id = unsafe { str_from_raw(subscriber_id, subscriber_id_len) }?;
            // SAFETY: the caller's text.
            let resource_id = unsafe { str_from_raw(resource_id, resource_id_len) }?;
            Ok(signer.verify_subscribe_token(subscriber_id, resource_id, token))
        };
        // SAFETY: the caller's key.
        unsafe {
            with_signer(
                NOTIFIZZ_SCHEME_HMAC_SHA256,
                auth_secret_key,
                auth_secret_key_len,
                verify,
            )
        }
    })
    .unwrap_or(false)
}

/// Generates the signature of a dispatch webhook.
///
/// @param webhook_signing_secret      The webhook signing secret, of any length: not empty, with no
///                                    whitespace and no invisible character at either end, and not
///                                    in quotes.
/// @param webhook_signing_secret_len  Its length in bytes, without any NUL.
/// @param payload                     The `payload` string of the webhook's body, byte for byte as
///                                    received; it may be empty.
/// @param payload_len                 Its length in bytes, without any NUL.
/// @param signature                   Out: 64 lower-case hex characters and a NUL; on error the
///                                    empty string. May overlap the inputs.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET,
///         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_WHITESPACE,
///         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_INVISIBLE_CHARACTER,
///         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_QUOTED, NOTIFIZZ_ERR_INVALID_TEXT or
///         NOTIFIZZ_ERR_NULL_POINTER.
///
/// cbindgen:ptrs-as-arrays=[[signature;NOTIFIZZ_TOKEN_SIZE]]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_sign_dispatch_payload(
    webhook_signing_secret: *const c_char,
    webhook_signing_secret_len: usize,
    payload: *const c_char,
    payload_len: usize,
    signature: *mut c_char,
) -> notifizz_status {
    let sign = |signer: &WebhookSigner| {
        // SAFETY: the caller's text.
        let payload = unsafe { str_from_raw(payload, payload_len) }?;
        Ok(signer.sign(payload)?)
    };
    // SAFETY: the caller's secret.
    let result =
        unsafe { with_webhook_signer(webhook_signing_secret, webhook_signing_secret_len, sign) };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(signature, &result) }
}

/// Whether `signature` is the dispatch signature of the payload: as strict, as constant in time
/// and as free of errors as notifizz_verify_hashed_token. An empty secret verifies nothing. The
/// timestamp inside the payload is yours to check, once this is true.
///
/// @param webhook_signing_secret      The webhook signing secret.
/// @param webhook_signing_secret_len  Its length in bytes, without any NUL.
/// @param payload                     The `payload` string of the webhook's body, byte for byte as
///                                    received.
/// @param payload_len                 Its length in bytes, without any NUL.
/// @param signature                   The signature in question: any bytes.
/// @param signature_len               Its length in bytes, without any NUL.
/// @return Whether it is the right one; false for every kind of error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_verify_dispatch_signature(
    webhook_signing_secret: *const c_char,
    webhook_signing_secret_len: usize,
    payload: *const c_char,
    payload_len: usize,
    signature: *const c_char,
    signature_len: usize,
) -> bool {
    attempt(|| {
        // SAFETY: the caller's bytes.
        let signature = unsafe { token_from_raw(signature, signature_len) }?;
        let verify = |signer: &WebhookSigner| {
            // SAFETY: the caller's text.
            let payload = unsafe { str_from_raw(payload, payload_len) }?;
            Ok(signer.verify(payload, signature))
        };
        // SAFETY: the caller's secret.
        unsafe { with_webhook_signer(webhook_signing_secret, webhook_signing_secret_len, verify) }
    })
    .unwrap_or(false)
}
