//! The functions that take the key each time.

use core::ffi::c_char;

use crate::{
    NOTIFIZZ_SCHEME_HMAC_SHA256, client, notifizz_client, notifizz_scheme, notifizz_status,
    text::{Failure, write_token},
};

/// A client that is wiped after one call. It is initialised where it stays, as moving it would
/// leave key material behind.
struct OneShot(notifizz_client);

impl OneShot {
    const EMPTY: Self = Self(notifizz_client { state: [0; 32] });

    /// # Safety
    /// As for [`client::init`].
    unsafe fn init(
        &mut self,
        scheme: notifizz_scheme,
        auth_secret_key: *const c_char,
        auth_secret_key_len: usize,
    ) -> Result<&notifizz_client, Failure> {
        // SAFETY: the same contract.
        unsafe {
            client::init(
                &raw mut self.0,
                scheme,
                auth_secret_key,
                auth_secret_key_len,
            )
        }?;
        Ok(&self.0)
    }

    /// # Safety
    /// As for [`client::set_webhook_signing_secret`].
    unsafe fn init_dispatch(
        &mut self,
        secret: *const c_char,
        len: usize,
    ) -> Result<&notifizz_client, Failure> {
        // Core's signers have an auth secret key, which dispatch signatures do not use.
        let unused = c"unused";
        let scheme = NOTIFIZZ_SCHEME_HMAC_SHA256;
        // SAFETY: a text that is never freed.
        unsafe { self.init(scheme, unused.as_ptr(), unused.count_bytes()) }?;
        // SAFETY: the same contract.
        unsafe { client::set_webhook_signing_secret(&raw mut self.0, secret, len) }?;
        Ok(&self.0)
    }
}

impl Drop for OneShot {
    fn drop(&mut self) {
        client::wipe(&mut self.0);
    }
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
        let mut client = OneShot::EMPTY;
        // SAFETY: as this function's caller vouches.
        let client = unsafe { client.init(scheme, auth_secret_key, auth_secret_key_len) }?;
        // SAFETY: as above.
        unsafe { client::generate_hashed_token(client, user_id, user_id_len) }
    };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(token, &make()) }
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
        let mut client = OneShot::EMPTY;
        // SAFETY: as this function's caller vouches.
        let client = unsafe { client.init(scheme, auth_secret_key, auth_secret_key_len) }?;
        // SAFETY: as above.
        unsafe { client::verify_hashed_token(client, user_id, user_id_len, token, token_len) }
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
        let mut client = OneShot::EMPTY;
        // SAFETY: as this function's caller vouches.
        let client = unsafe {
            client.init(
                NOTIFIZZ_SCHEME_HMAC_SHA256,
                auth_secret_key,
                auth_secret_key_len,
            )
        }?;
        // SAFETY: as above.
        unsafe {
            client::generate_subscribe_token(
                client,
                subscriber_id,
                subscriber_id_len,
                resource_id,
                resource_id_len,
            )
        }
    };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(token, &make()) }
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
        let mut client = OneShot::EMPTY;
        // SAFETY: as this function's caller vouches.
        let client = unsafe {
            client.init(
                NOTIFIZZ_SCHEME_HMAC_SHA256,
                auth_secret_key,
                auth_secret_key_len,
            )
        }?;
        // SAFETY: as above.
        unsafe {
            client::verify_subscribe_token(
                client,
                subscriber_id,
                subscriber_id_len,
                resource_id,
                resource_id_len,
                token,
                token_len,
            )
        }
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
        let mut client = OneShot::EMPTY;
        // SAFETY: as this function's caller vouches.
        let client =
            unsafe { client.init_dispatch(webhook_signing_secret, webhook_signing_secret_len) }?;
        // SAFETY: as above.
        unsafe { client::sign_dispatch_payload(client, payload, payload_len) }
    };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(signature, &make()) }
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
        let mut client = OneShot::EMPTY;
        // SAFETY: as this function's caller vouches.
        let client =
            unsafe { client.init_dispatch(webhook_signing_secret, webhook_signing_secret_len) }?;
        // SAFETY: as above.
        unsafe {
            client::verify_dispatch_signature(
                client,
                payload,
                payload_len,
                signature,
                signature_len,
            )
        }
    };
    verify().unwrap_or(false)
}
