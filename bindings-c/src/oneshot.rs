//! The functions that take the key each time.

use core::ffi::c_char;

use notifizz_token::{Signer, TokenScheme, WebhookSigner, check_auth_secret_key, with_wiped_stack};

use crate::{
    client::Secret,
    notifizz_scheme, notifizz_status,
    status::from_c,
    slice::{Failure, received, text, write_token},
};

/// Calls a signer that is there for this call only. Through `dyn`, because dropping a signer wipes
/// it, which is much code to have in each function.
#[inline(never)]
fn call_once<S, T>(
    create: &dyn Fn() -> Result<S, Failure>,
    call: &dyn Fn(&S) -> Result<T, Failure>,
) -> Result<T, Failure> {
    with_wiped_stack(|| call(&create()?))
}

/// # Safety
/// As for [`text`].
#[inline(never)]
unsafe fn signer<'key>(
    scheme: Result<TokenScheme, Failure>,
    auth_secret_key: *const c_char,
    auth_secret_key_len: usize,
) -> Result<Signer<Secret<'key>>, Failure> {
    let scheme = scheme?;
    // SAFETY: the same contract.
    let key = unsafe { text(auth_secret_key, auth_secret_key_len) }?;
    // Not `new`, which also prepares for Front API Keys.
    check_auth_secret_key(key)?;
    Ok(Signer::from_bytes(Secret::Borrowed(key), scheme)?)
}

/// # Safety
/// As for [`text`].
#[inline(never)]
unsafe fn webhook_signer(
    webhook_signing_secret: *const c_char,
    webhook_signing_secret_len: usize,
) -> Result<WebhookSigner, Failure> {
    // SAFETY: the same contract.
    let secret = unsafe { text(webhook_signing_secret, webhook_signing_secret_len) }?;
    Ok(WebhookSigner::new(secret)?)
}

/// Generates the hashed token that proves to the widget who its user is. The user ID is used byte for
/// byte, never trimmed or normalised. The same inputs always give the same token, and it never
/// expires: hand it to its user only.
///
/// To generate many tokens with one key, a notifizz_client takes less than half of the time.
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
    // SAFETY: the caller's key.
    let create = || unsafe { signer(from_c(scheme), auth_secret_key, auth_secret_key_len) };
    let generate = |signer: &Signer<Secret<'_>>| {
        // SAFETY: the caller's text.
        let user_id = unsafe { text(user_id, user_id_len) }?;
        Ok(signer.generate_hashed_token(user_id)?)
    };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(token, &call_once(&create, &generate)) }
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
    // SAFETY: the caller's bytes.
    let Some(token) = (unsafe { received(token, token_len) }) else {
        return false;
    };
    // SAFETY: the caller's key.
    let create = || unsafe { signer(from_c(scheme), auth_secret_key, auth_secret_key_len) };
    let verify = |signer: &Signer<Secret<'_>>| {
        // SAFETY: the caller's text.
        let user_id = unsafe { text(user_id, user_id_len) }?;
        Ok(signer.verify_hashed_token(user_id, token))
    };
    call_once(&create, &verify).unwrap_or(false)
}

/// Generates the token that lets a subscriber subscribe to a resource. It is the same under both
/// schemes.
///
/// The two IDs are joined with no separator, because that is Notifizz's format: `"user_1"` with
/// `"2proj"` and `"user_12"` with `"proj"` share a token. Choose IDs that cannot be cut in two
/// ways, such as UUIDs.
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
    let scheme = TokenScheme::HmacSha256;
    // SAFETY: the caller's key.
    let create = || unsafe { signer(Ok(scheme), auth_secret_key, auth_secret_key_len) };
    let generate = |signer: &Signer<Secret<'_>>| {
        // SAFETY: the caller's text.
        let subscriber_id = unsafe { text(subscriber_id, subscriber_id_len) }?;
        // SAFETY: the caller's text.
        let resource_id = unsafe { text(resource_id, resource_id_len) }?;
        Ok(signer.generate_subscribe_token(subscriber_id, resource_id)?)
    };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(token, &call_once(&create, &generate)) }
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
    // SAFETY: the caller's bytes.
    let Some(token) = (unsafe { received(token, token_len) }) else {
        return false;
    };
    let scheme = TokenScheme::HmacSha256;
    // SAFETY: the caller's key.
    let create = || unsafe { signer(Ok(scheme), auth_secret_key, auth_secret_key_len) };
    let verify = |signer: &Signer<Secret<'_>>| {
        // SAFETY: the caller's text.
        let subscriber_id = unsafe { text(subscriber_id, subscriber_id_len) }?;
        // SAFETY: the caller's text.
        let resource_id = unsafe { text(resource_id, resource_id_len) }?;
        Ok(signer.verify_subscribe_token(subscriber_id, resource_id, token))
    };
    call_once(&create, &verify).unwrap_or(false)
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
    let (secret, secret_len) = (webhook_signing_secret, webhook_signing_secret_len);
    // SAFETY: the caller's secret.
    let create = || unsafe { webhook_signer(secret, secret_len) };
    let sign = |signer: &WebhookSigner| {
        // SAFETY: the caller's text.
        let payload = unsafe { text(payload, payload_len) }?;
        Ok(signer.sign(payload)?)
    };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(signature, &call_once(&create, &sign)) }
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
    // SAFETY: the caller's bytes.
    let Some(signature) = (unsafe { received(signature, signature_len) }) else {
        return false;
    };
    let (secret, secret_len) = (webhook_signing_secret, webhook_signing_secret_len);
    // SAFETY: the caller's secret.
    let create = || unsafe { webhook_signer(secret, secret_len) };
    let verify = |signer: &WebhookSigner| {
        // SAFETY: the caller's text.
        let payload = unsafe { text(payload, payload_len) }?;
        Ok(signer.verify(payload, signature))
    };
    call_once(&create, &verify).unwrap_or(false)
}
