//! The functions on a client, whose key schedule was run once.

use core::{
    ffi::{c_char, c_void},
    slice,
};

use notifizz_token::{
    KeyFingerprint, Signer, Token, TokenScheme, overwrite_registers, with_wiped_stack,
};
use zeroize::Zeroize;

use crate::{
    notifizz_client, notifizz_scheme, notifizz_status,
    scheme::from_c,
    slice::{str_from_raw, token_from_raw, write, write_token},
    state::{Secret, init, signer, signer_mut},
    status::{Failure, attempt, status},
};

/// Initialises a client that keeps what `secret` turns the key into, and leaves no copy of it.
///
/// # Safety
/// As the header says of `notifizz_client_init`, and as for [`init`].
pub unsafe fn init_from_raw<'key>(
    client: *mut notifizz_client,
    scheme: notifizz_scheme,
    auth_secret_key: *const c_char,
    auth_secret_key_len: usize,
    secret: impl FnOnce(&'key str, TokenScheme) -> Result<Secret<'key>, Failure>,
) -> notifizz_status {
    // SAFETY: the caller's client.
    unsafe { notifizz_client_wipe(client) };
    let result = with_wiped_stack(|| {
        let scheme = from_c(scheme)?;
        // SAFETY: the caller's text.
        let key = unsafe { str_from_raw(auth_secret_key, auth_secret_key_len) }?;
        // SAFETY: the caller's client.
        unsafe { init(client, key, scheme, secret) }
    });
    overwrite_registers();
    status(result)
}

/// Writes the token that `generate` computes with the client's signer.
///
/// # Safety
/// As the header says of `client`, and as for [`write_token`].
unsafe fn write_generated(
    client: *const notifizz_client,
    output: *mut c_char,
    generate: impl FnOnce(&Signer<Secret<'_>>) -> Result<Token, Failure>,
) -> notifizz_status {
    // SAFETY: the same contract.
    let result = unsafe { signer(client) }.and_then(generate);
    // SAFETY: the same contract.
    unsafe { write_token(output, &result) }
}

/// Whether `verify` accepts the received token or signature. Every error is a no.
///
/// # Safety
/// As the header says of `client`, and as for [`token_from_raw`].
unsafe fn is_verified(
    client: *const notifizz_client,
    received: *const c_char,
    received_len: usize,
    verify: impl FnOnce(&Signer<Secret<'_>>, &[u8]) -> Result<bool, Failure>,
) -> bool {
    attempt(|| {
        // SAFETY: the same contract. Before the signer, because its length is checked first.
        let received = unsafe { token_from_raw(received, received_len) }?;
        // SAFETY: the same contract.
        verify(unsafe { signer(client) }?, received)
    })
    .unwrap_or(false)
}

/// The size in bytes of a notifizz_client in the library that the program runs with, for languages
/// that do not read this header. `sizeof(notifizz_client)` is its size in the header.
///
/// @return The size, a multiple of 8.
#[unsafe(no_mangle)]
pub extern "C" fn notifizz_client_size() -> usize {
    size_of::<notifizz_client>()
}

/// Initialises a client with the Auth Secret Key, running the key schedule once.
///
/// The client lives in your memory, on the stack or anywhere else, and needs no preparation; one
/// that was in use before is wiped first. It holds key material: wipe it with
/// notifizz_client_wipe when you are done.
///
/// Lifetime of the key: it is not read after this call, so you may wipe (notifizz_wipe) and free
/// it at once. Under NOTIFIZZ_SCHEME_SHA256_CONCAT each hashed token is computed from the key
/// itself, so the client keeps a copy, which has room for NOTIFIZZ_CLIENT_KEY_MAX bytes.
///
/// @param client               Out: the client. On error it is as if wiped.
/// @param scheme               A NOTIFIZZ_SCHEME_ constant.
/// @param auth_secret_key      The Auth Secret Key: not empty, with no whitespace and no invisible
///                             character at either end, and not in quotes.
/// @param auth_secret_key_len  Its length in bytes, without any NUL.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY,
///         NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE,
///         NOTIFIZZ_ERR_AUTH_SECRET_KEY_INVISIBLE_CHARACTER,
///         NOTIFIZZ_ERR_AUTH_SECRET_KEY_QUOTED, NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG (under
///         NOTIFIZZ_SCHEME_SHA256_CONCAT), NOTIFIZZ_ERR_INVALID_TEXT,
///         NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME or NOTIFIZZ_ERR_NULL_POINTER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_client_init(
    client: *mut notifizz_client,
    scheme: notifizz_scheme,
    auth_secret_key: *const c_char,
    auth_secret_key_len: usize,
) -> notifizz_status {
    // SAFETY: as this function's.
    unsafe {
        init_from_raw(
            client,
            scheme,
            auth_secret_key,
            auth_secret_key_len,
            Secret::new,
        )
    }
}

/// Gives an initialised client the webhook signing secret, which its dispatch functions need. The
/// secret is not read after this call. A second call replaces the secret.
///
/// @param client                      An initialised client that no other thread uses meanwhile.
///                                    On error it is unchanged.
/// @param webhook_signing_secret      The webhook signing secret: not empty, with no whitespace and
///                                    no invisible character at either end, and not in quotes.
/// @param webhook_signing_secret_len  Its length in bytes, without any NUL.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY (the client is not initialised),
///         NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET,
///         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_WHITESPACE,
///         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_INVISIBLE_CHARACTER,
///         NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_QUOTED, NOTIFIZZ_ERR_INVALID_TEXT or
///         NOTIFIZZ_ERR_NULL_POINTER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_client_set_webhook_signing_secret(
    client: *mut notifizz_client,
    webhook_signing_secret: *const c_char,
    webhook_signing_secret_len: usize,
) -> notifizz_status {
    let result = with_wiped_stack(|| {
        // SAFETY: the caller's client, which no other thread uses meanwhile.
        let signer = unsafe { signer_mut(client) }?;
        // SAFETY: the caller's text.
        let secret = unsafe { str_from_raw(webhook_signing_secret, webhook_signing_secret_len) }?;
        Ok(signer.set_webhook_signing_secret(secret)?)
    });
    overwrite_registers();
    status(result)
}

/// Overwrites all that the client holds with zeros, its copy of the key included, which the compiler
/// does not optimise away. Until the client is initialised again, functions that take it return
/// NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY or false.
///
/// @param client  A client, initialised or not, that no other thread uses meanwhile; or NULL,
///                which does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_client_wipe(client: *mut notifizz_client) {
    // SAFETY: as the header says; any bytes are a valid notifizz_client.
    if let Some(client) = unsafe { client.as_mut() } {
        client.state.zeroize();
    }
}

/// Overwrites memory of yours with zeros, which the compiler does not optimise away, as it may a
/// memset. Use it on your own copy of a key once a client is initialised with it.
///
/// @param memory  The memory to overwrite; NULL does nothing.
/// @param len     Its length in bytes. Where it is greater than PTRDIFF_MAX, which no object is,
///                nothing is overwritten.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_wipe(memory: *mut c_void, len: usize) {
    if memory.is_null() || isize::try_from(len).is_err() {
        return;
    }
    // SAFETY: not NULL, not longer than isize::MAX, and the caller vouches for the rest.
    let memory = unsafe { slice::from_raw_parts_mut(memory.cast::<u8>(), len) };
    memory.zeroize();
}

/// A short name of the client's key that is safe to log and tells two keys apart, for example
/// that of the test account from the live one. It is the same under both schemes and in every
/// language. It proves nothing: 32 bits are too few.
///
/// @param client       An initialised client.
/// @param fingerprint  Out: 8 lower-case hex characters and a NUL; on error the empty string.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY (the client is not initialised) or
///         NOTIFIZZ_ERR_NULL_POINTER.
///
/// cbindgen:ptrs-as-arrays=[[fingerprint;NOTIFIZZ_FINGERPRINT_SIZE]]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_client_key_fingerprint(
    client: *const notifizz_client,
    fingerprint: *mut c_char,
) -> notifizz_status {
    // SAFETY: the caller's client.
    let result = unsafe { signer(client) }.map(Signer::key_fingerprint);
    let text = result.as_ref().map(KeyFingerprint::as_bytes);
    // SAFETY: the caller's NOTIFIZZ_FINGERPRINT_SIZE bytes.
    unsafe { write(fingerprint, text) }
}

/// notifizz_generate_hashed_token with the client's key and scheme.
///
/// @param client       An initialised client.
/// @param user_id      The user's ID: not empty.
/// @param user_id_len  Its length in bytes, without any NUL.
/// @param token        Out: 64 lower-case hex characters and a NUL; on error the empty string. May
///                     overlap the user ID.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY (the client is not initialised),
///         NOTIFIZZ_ERR_EMPTY_USER_ID, NOTIFIZZ_ERR_INVALID_TEXT or NOTIFIZZ_ERR_NULL_POINTER.
///
/// cbindgen:ptrs-as-arrays=[[token;NOTIFIZZ_TOKEN_SIZE]]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_client_generate_hashed_token(
    client: *const notifizz_client,
    user_id: *const c_char,
    user_id_len: usize,
    token: *mut c_char,
) -> notifizz_status {
    let generate = |signer: &Signer<Secret<'_>>| {
        // SAFETY: the caller's text.
        let user_id = unsafe { str_from_raw(user_id, user_id_len) }?;
        Ok(signer.generate_hashed_token(user_id)?)
    };
    // SAFETY: the caller's client and NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_generated(client, token, generate) }
}

/// notifizz_verify_hashed_token with the client's key and scheme; false too if the client is NULL
/// or not initialised.
///
/// @param client       An initialised client.
/// @param user_id      The user's ID.
/// @param user_id_len  Its length in bytes, without any NUL.
/// @param token        The token in question: any bytes.
/// @param token_len    Its length in bytes, without any NUL.
/// @return Whether it is the right one; false for every kind of error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_client_verify_hashed_token(
    client: *const notifizz_client,
    user_id: *const c_char,
    user_id_len: usize,
    token: *const c_char,
    token_len: usize,
) -> bool {
    let verify = |signer: &Signer<Secret<'_>>, token: &[u8]| {
        // SAFETY: the caller's text.
        let user_id = unsafe { str_from_raw(user_id, user_id_len) }?;
        Ok(signer.verify_hashed_token(user_id, token))
    };
    // SAFETY: the caller's client and bytes.
    unsafe { is_verified(client, token, token_len, verify) }
}

/// Generates the hashed token for the widget options of a user, with the client's key and scheme. As
/// notifizz_client_generate_hashed_token, but it also checks the e-mail address that the widget gets
/// beside the token. The address plays no part in the token.
///
/// @param client          An initialised client.
/// @param user_id         The user's ID: not empty.
/// @param user_id_len     Its length in bytes, without any NUL.
/// @param user_email      The user's e-mail address: not empty, and not whitespace alone.
/// @param user_email_len  Its length in bytes, without any NUL.
/// @param token           Out: 64 lower-case hex characters and a NUL; on error the empty string.
///                        May overlap the inputs.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY (the client is not initialised),
///         NOTIFIZZ_ERR_EMPTY_USER_ID, NOTIFIZZ_ERR_EMPTY_USER_EMAIL, NOTIFIZZ_ERR_INVALID_TEXT or
///         NOTIFIZZ_ERR_NULL_POINTER.
///
/// cbindgen:ptrs-as-arrays=[[token;NOTIFIZZ_TOKEN_SIZE]]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_client_widget_token(
    client: *const notifizz_client,
    user_id: *const c_char,
    user_id_len: usize,
    user_email: *const c_char,
    user_email_len: usize,
    token: *mut c_char,
) -> notifizz_status {
    let generate = |signer: &Signer<Secret<'_>>| {
        // SAFETY: the caller's text.
        let user_id = unsafe { str_from_raw(user_id, user_id_len) }?;
        // SAFETY: the caller's text.
        let user_email = unsafe { str_from_raw(user_email, user_email_len) }?;
        Ok(signer.widget_options(user_id, user_email)?.token)
    };
    // SAFETY: the caller's client and NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_generated(client, token, generate) }
}

/// Checks the Front API Key, which the widget options may carry to every browser: it must not be
/// the client's auth secret key, not even with whitespace, quotes or invisible characters around
/// it, or in another letter case. Check it once, when your program starts.
///
/// @param client             An initialised client.
/// @param front_api_key      The Front API Key.
/// @param front_api_key_len  Its length in bytes, without any NUL.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY (the client is not initialised),
///         NOTIFIZZ_ERR_EMPTY_FRONT_API_KEY, NOTIFIZZ_ERR_FRONT_API_KEY_IS_SECRET,
///         NOTIFIZZ_ERR_INVALID_TEXT or NOTIFIZZ_ERR_NULL_POINTER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_client_check_front_api_key(
    client: *const notifizz_client,
    front_api_key: *const c_char,
    front_api_key_len: usize,
) -> notifizz_status {
    status(attempt(|| {
        // SAFETY: the caller's client.
        let signer = unsafe { signer(client) }?;
        // SAFETY: the caller's text.
        let front_api_key = unsafe { str_from_raw(front_api_key, front_api_key_len) }?;
        Ok(signer.check_front_api_key(front_api_key)?)
    }))
}

/// notifizz_generate_subscribe_token with the client's key. See there about IDs that are ambiguous
/// when concatenated.
///
/// @param client             An initialised client.
/// @param subscriber_id      The subscriber's ID: not empty.
/// @param subscriber_id_len  Its length in bytes, without any NUL.
/// @param resource_id        The resource's ID: not empty.
/// @param resource_id_len    Its length in bytes, without any NUL.
/// @param token              Out: 64 lower-case hex characters and a NUL; on error the empty
///                           string. May overlap the IDs.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY (the client is not initialised),
///         NOTIFIZZ_ERR_EMPTY_USER_ID (the subscriber ID), NOTIFIZZ_ERR_EMPTY_RESOURCE_ID,
///         NOTIFIZZ_ERR_INVALID_TEXT or NOTIFIZZ_ERR_NULL_POINTER.
///
/// cbindgen:ptrs-as-arrays=[[token;NOTIFIZZ_TOKEN_SIZE]]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_client_generate_subscribe_token(
    client: *const notifizz_client,
    subscriber_id: *const c_char,
    subscriber_id_len: usize,
    resource_id: *const c_char,
    resource_id_len: usize,
    token: *mut c_char,
) -> notifizz_status {
    let generate = |signer: &Signer<Secret<'_>>| {
        // SAFETY: the caller's text.
        let subscriber_id = unsafe { str_from_raw(subscriber_id, subscriber_id_len) }?;
        // SAFETY: the caller's text.
        let resource_id = unsafe { str_from_raw(resource_id, resource_id_len) }?;
        Ok(signer.generate_subscribe_token(subscriber_id, resource_id)?)
    };
    // SAFETY: the caller's client and NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_generated(client, token, generate) }
}

/// notifizz_verify_subscribe_token with the client's key; false too if the client is NULL or not
/// initialised.
///
/// @param client             An initialised client.
/// @param subscriber_id      The subscriber's ID.
/// @param subscriber_id_len  Its length in bytes, without any NUL.
/// @param resource_id        The resource's ID.
/// @param resource_id_len    Its length in bytes, without any NUL.
/// @param token              The token in question: any bytes.
/// @param token_len          Its length in bytes, without any NUL.
/// @return Whether it is the right one; false for every kind of error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_client_verify_subscribe_token(
    client: *const notifizz_client,
    subscriber_id: *const c_char,
    subscriber_id_len: usize,
    resource_id: *const c_char,
    resource_id_len: usize,
    token: *const c_char,
    token_len: usize,
) -> bool {
    let verify = |signer: &Signer<Secret<'_>>, token: &[u8]| {
        // SAFETY: the caller's text.
        let subscriber_id = unsafe { str_from_raw(subscriber_id, subscriber_id_len) }?;
        // SAFETY: the caller's text.
        let resource_id = unsafe { str_from_raw(resource_id, resource_id_len) }?;
        Ok(signer.verify_subscribe_token(subscriber_id, resource_id, token))
    };
    // SAFETY: the caller's client and bytes.
    unsafe { is_verified(client, token, token_len, verify) }
}

/// notifizz_sign_dispatch_payload with the client's webhook signing secret.
///
/// @param client       An initialised client with a webhook signing secret.
/// @param payload      The `payload` string of the webhook's body, byte for byte as received; it
///                     may be empty.
/// @param payload_len  Its length in bytes, without any NUL.
/// @param signature    Out: 64 lower-case hex characters and a NUL; on error the empty string. May
///                     overlap the payload.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY (the client is not initialised),
///         NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET, NOTIFIZZ_ERR_INVALID_TEXT or
///         NOTIFIZZ_ERR_NULL_POINTER.
///
/// cbindgen:ptrs-as-arrays=[[signature;NOTIFIZZ_TOKEN_SIZE]]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_client_sign_dispatch_payload(
    client: *const notifizz_client,
    payload: *const c_char,
    payload_len: usize,
    signature: *mut c_char,
) -> notifizz_status {
    let generate = |signer: &Signer<Secret<'_>>| {
        // SAFETY: the caller's text.
        let payload = unsafe { str_from_raw(payload, payload_len) }?;
        Ok(signer.sign_dispatch_payload(payload)?)
    };
    // SAFETY: the caller's client and NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_generated(client, signature, generate) }
}

/// notifizz_verify_dispatch_signature with the client's webhook signing secret; false too if the
/// client is NULL, not initialised or has no such secret.
///
/// @param client         An initialised client with a webhook signing secret.
/// @param payload        The `payload` string of the webhook's body, byte for byte as received.
/// @param payload_len    Its length in bytes, without any NUL.
/// @param signature      The signature in question: any bytes.
/// @param signature_len  Its length in bytes, without any NUL.
/// @return Whether it is the right one; false for every kind of error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_client_verify_dispatch_signature(
    client: *const notifizz_client,
    payload: *const c_char,
    payload_len: usize,
    signature: *const c_char,
    signature_len: usize,
) -> bool {
    let verify = |signer: &Signer<Secret<'_>>, signature: &[u8]| {
        // SAFETY: the caller's text.
        let payload = unsafe { str_from_raw(payload, payload_len) }?;
        Ok(signer.verify_dispatch_signature(payload, signature)?)
    };
    // SAFETY: the caller's client and bytes.
    unsafe { is_verified(client, signature, signature_len, verify) }
}
