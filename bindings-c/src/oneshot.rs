//! The functions that take the key each time.

use core::ffi::c_char;

use notifizz_token::{Signer, Token, TokenScheme};

use crate::{
    NOTIFIZZ_SCHEME_HMAC_SHA256, notifizz_scheme, notifizz_status,
    status::from_c,
    text::{Failure, bytes, text, write},
};

const _: () = assert!(crate::NOTIFIZZ_TOKEN_LEN == Token::LEN);

/// # Safety
/// As for [`text`].
unsafe fn signer<'a>(
    scheme: notifizz_scheme,
    auth_secret_key: *const c_char,
    auth_secret_key_len: usize,
) -> Result<Signer<&'a str>, Failure> {
    let scheme = from_c(scheme)?;
    // SAFETY: the same contract.
    let auth_secret_key = unsafe { text(auth_secret_key, auth_secret_key_len) }?;
    Ok(Signer::new(auth_secret_key, scheme)?)
}

/// # Safety
/// As for [`text`].
unsafe fn dispatch_signer<'a>(
    secret: *const c_char,
    len: usize,
) -> Result<Signer<&'a str>, Failure> {
    // SAFETY: the same contract.
    let secret = unsafe { text(secret, len) }?;
    // Core's signers have an auth secret key, which dispatch signatures do not use.
    let signer = Signer::new("unused", TokenScheme::HmacSha256)?;
    Ok(signer.with_webhook_signing_secret(secret)?)
}

/// Makes the hashed token that proves to the widget who its user is. The user ID is used byte for
/// byte, never trimmed or normalised. The same inputs always make the same token, and it never
/// expires: hand it to its user only.
///
/// To make many tokens with one key, a notifizz_client takes about half the time.
///
/// @param scheme               A NOTIFIZZ_SCHEME_ constant.
/// @param auth_secret_key      The Auth Secret Key: not empty, no whitespace at either end.
/// @param auth_secret_key_len  Its length in bytes, without any NUL.
/// @param user_id              The user's ID: not empty.
/// @param user_id_len          Its length in bytes, without any NUL.
/// @param token                Out: 64 lower-case hex characters and a NUL; on error the empty
///                             string. May overlap the inputs.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY,
///         NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE, NOTIFIZZ_ERR_EMPTY_USER_ID,
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
    let make = || {
        // SAFETY: the caller's text.
        let signer = unsafe { signer(scheme, auth_secret_key, auth_secret_key_len) }?;
        // SAFETY: the caller's text.
        let user_id = unsafe { text(user_id, user_id_len) }?;
        Ok(*signer.generate_hashed_token(user_id)?.as_bytes())
    };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write(token, make) }
}

/// Whether `token` is the hashed token of that user ID under that key and scheme. Only its exact
/// 64 lower-case characters are; they are compared in constant time. Whatever a stranger may send
/// as user ID and token, the answer is false rather than an error, and so it is for an unusable
/// scheme or key: check those once with notifizz_generate_hashed_token.
///
/// @param scheme               A NOTIFIZZ_SCHEME_ constant.
/// @param auth_secret_key      The Auth Secret Key.
/// @param auth_secret_key_len  Its length in bytes, without any NUL.
/// @param user_id              The user's ID.
/// @param user_id_len          Its length in bytes, without any NUL.
/// @param token                The token in question: any bytes.
/// @param token_len            Its length in bytes, without any NUL.
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
    let verify = || {
        // SAFETY: the caller's text.
        let signer = unsafe { signer(scheme, auth_secret_key, auth_secret_key_len) }?;
        // SAFETY: the caller's text.
        let user_id = unsafe { text(user_id, user_id_len) }?;
        // SAFETY: the caller's bytes.
        let token = unsafe { bytes(token, token_len) }?;
        Ok::<_, Failure>(signer.verify_hashed_token(user_id, token))
    };
    verify().unwrap_or(false)
}

/// Makes the token that lets a subscriber subscribe to a resource. It is the same under both
/// schemes.
///
/// The two IDs are joined with no separator, because that is Notifizz's format: `"user_1"` with
/// `"2proj"` and `"user_12"` with `"proj"` share a token. Choose IDs that cannot be cut in two
/// ways, such as UUIDs.
///
/// @param auth_secret_key      The Auth Secret Key: not empty, no whitespace at either end.
/// @param auth_secret_key_len  Its length in bytes, without any NUL.
/// @param subscriber_id        The subscriber's ID: not empty.
/// @param subscriber_id_len    Its length in bytes, without any NUL.
/// @param resource_id          The resource's ID: not empty.
/// @param resource_id_len      Its length in bytes, without any NUL.
/// @param token                Out: 64 lower-case hex characters and a NUL; on error the empty
///                             string. May overlap the inputs.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY,
///         NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE, NOTIFIZZ_ERR_EMPTY_USER_ID (the subscriber
///         ID), NOTIFIZZ_ERR_EMPTY_RESOURCE_ID, NOTIFIZZ_ERR_INVALID_TEXT or
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
    let make = || {
        let scheme = NOTIFIZZ_SCHEME_HMAC_SHA256;
        // SAFETY: the caller's text.
        let signer = unsafe { signer(scheme, auth_secret_key, auth_secret_key_len) }?;
        // SAFETY: the caller's text.
        let subscriber_id = unsafe { text(subscriber_id, subscriber_id_len) }?;
        // SAFETY: the caller's text.
        let resource_id = unsafe { text(resource_id, resource_id_len) }?;
        let token = signer.generate_subscribe_token(subscriber_id, resource_id)?;
        Ok(*token.as_bytes())
    };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write(token, make) }
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
    let verify = || {
        let scheme = NOTIFIZZ_SCHEME_HMAC_SHA256;
        // SAFETY: the caller's text.
        let signer = unsafe { signer(scheme, auth_secret_key, auth_secret_key_len) }?;
        // SAFETY: the caller's text.
        let subscriber_id = unsafe { text(subscriber_id, subscriber_id_len) }?;
        // SAFETY: the caller's text.
        let resource_id = unsafe { text(resource_id, resource_id_len) }?;
        // SAFETY: the caller's bytes.
        let token = unsafe { bytes(token, token_len) }?;
        Ok::<_, Failure>(signer.verify_subscribe_token(subscriber_id, resource_id, token))
    };
    verify().unwrap_or(false)
}

/// Makes the signature of a dispatch webhook.
///
/// @param webhook_signing_secret      The webhook signing secret: not empty.
/// @param webhook_signing_secret_len  Its length in bytes, without any NUL.
/// @param payload                     The `payload` string of the webhook's body, byte for byte as
///                                    received; it may be empty.
/// @param payload_len                 Its length in bytes, without any NUL.
/// @param signature                   Out: 64 lower-case hex characters and a NUL; on error the
///                                    empty string. May overlap the inputs.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET, NOTIFIZZ_ERR_INVALID_TEXT or
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
    let make = || {
        // SAFETY: the caller's text.
        let signer =
            unsafe { dispatch_signer(webhook_signing_secret, webhook_signing_secret_len) }?;
        // SAFETY: the caller's text.
        let payload = unsafe { text(payload, payload_len) }?;
        Ok(*signer.sign_dispatch_payload(payload)?.as_bytes())
    };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write(signature, make) }
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
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_verify_dispatch_signature(
    webhook_signing_secret: *const c_char,
    webhook_signing_secret_len: usize,
    payload: *const c_char,
    payload_len: usize,
    signature: *const c_char,
    signature_len: usize,
) -> bool {
    let verify = || {
        // SAFETY: the caller's text.
        let signer =
            unsafe { dispatch_signer(webhook_signing_secret, webhook_signing_secret_len) }?;
        // SAFETY: the caller's text.
        let payload = unsafe { text(payload, payload_len) }?;
        // SAFETY: the caller's bytes.
        let signature = unsafe { bytes(signature, signature_len) }?;
        Ok::<_, Failure>(signer.verify_dispatch_signature(payload, signature)?)
    };
    verify().unwrap_or(false)
}
