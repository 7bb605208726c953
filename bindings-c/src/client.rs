//! The functions on a key schedule that was run once, in memory of the caller's.

use core::{ffi::c_char, mem, ptr, slice, str};

use notifizz_token::{KeyFingerprint, Signer, Token};
use zeroize::{Zeroize, zeroize_stack};

use crate::{
    notifizz_client, notifizz_scheme, notifizz_status,
    status::from_c,
    text::{Failure, bytes, status, text, write, write_token},
};

/// What a [`notifizz_client`] holds once it is initialised.
#[repr(C)]
struct State {
    /// [`INITIALISED`], which neither zeroed memory nor, most likely, garbage has here.
    mark: u64,
    signer: Signer<Secret>,
}

const INITIALISED: u64 = u64::from_be_bytes(*b"notifizz");

const _: () = assert!(size_of::<State>() <= size_of::<notifizz_client>());
const _: () = assert!(align_of::<State>() <= align_of::<notifizz_client>());
const _: () = assert!(mem::offset_of!(State, mark) == 0);
// Wiping overwrites the state without dropping it, so there must be nothing else to give back:
// `Secret` has no `Drop`, and that of the rest only wipes.
const _: () = assert!(!mem::needs_drop::<Secret>());
const _: () = assert!(crate::NOTIFIZZ_TOKEN_LEN == Token::LEN);
const _: () = assert!(crate::NOTIFIZZ_FINGERPRINT_LEN == KeyFingerprint::LEN);

/// The caller's auth secret key.
///
/// A pointer and no reference, because it may dangle: under hmac-sha256 the key is not read after
/// `init`, and the header promises that it may be wiped and freed then.
struct Secret {
    bytes: *const u8,
    len: usize,
}

impl AsRef<[u8]> for Secret {
    fn as_ref(&self) -> &[u8] {
        // SAFETY: made of a `&str` in `init`; core calls this there and under sha256-concat only,
        // where the caller keeps the key in place until the client is wiped.
        unsafe { slice::from_raw_parts(self.bytes, self.len) }
    }
}

impl AsRef<str> for Secret {
    fn as_ref(&self) -> &str {
        // SAFETY: as above, and it was a `&str`.
        unsafe { str::from_utf8_unchecked(self.as_ref()) }
    }
}

/// # Safety
/// As the header says of every `client`.
unsafe fn signer<'a>(client: *const notifizz_client) -> Result<&'a Signer<Secret>, Failure> {
    // SAFETY: as the header says.
    let client = unsafe { client.as_ref() }.ok_or(Failure::NULL_POINTER)?;
    if client.state.first() != Some(&INITIALISED) {
        return Err(notifizz_token::Error::EmptyAuthSecretKey.into());
    }
    // SAFETY: `init` has written a State here, which has the room and the alignment.
    let state = unsafe { &*ptr::from_ref(client).cast::<State>() };
    Ok(&state.signer)
}

// What the keyed and the one-shot functions share. Each is compiled once, or the latter would
// double the library.

/// # Safety
/// `client` is NULL or may be written to; the key is as [`text`] wants it.
#[inline(never)]
pub(crate) unsafe fn init(
    client: *mut notifizz_client,
    scheme: notifizz_scheme,
    auth_secret_key: *const c_char,
    auth_secret_key_len: usize,
) -> Result<(), Failure> {
    // SAFETY: the same contract.
    let done = unsafe { create(client, scheme, auth_secret_key, auth_secret_key_len) };
    zeroize_stack::<STACK>();
    done
}

/// What a signer leaves on the stack on its way to where it stays, and more.
const STACK: usize = 1024;

/// # Safety
/// As for [`init`].
#[inline(never)]
unsafe fn create(
    client: *mut notifizz_client,
    scheme: notifizz_scheme,
    auth_secret_key: *const c_char,
    auth_secret_key_len: usize,
) -> Result<(), Failure> {
    if client.is_null() {
        return Err(Failure::NULL_POINTER);
    }
    let scheme = from_c(scheme)?;
    // SAFETY: the caller's text.
    let key = unsafe { text(auth_secret_key, auth_secret_key_len) }?;
    let secret = Secret {
        bytes: key.as_ptr(),
        len: key.len(),
    };
    let state = State {
        mark: INITIALISED,
        signer: Signer::new(secret, scheme)?,
    };
    // SAFETY: not NULL, with the room and the alignment of a State.
    unsafe { client.cast::<State>().write(state) };
    Ok(())
}

/// # Safety
/// As for [`signer`] and [`text`], and nothing else uses the client meanwhile.
#[inline(never)]
pub(crate) unsafe fn set_webhook_signing_secret(
    client: *mut notifizz_client,
    secret: *const c_char,
    len: usize,
) -> Result<(), Failure> {
    // SAFETY: the caller's client.
    unsafe { signer(client) }?;
    // SAFETY: the caller's text.
    let secret = unsafe { text(secret, len) }?;
    // SAFETY: not NULL, a State as `signer` has seen, and the caller lets us write to it.
    let state = unsafe { &mut *client.cast::<State>() };
    let done = replace_webhook_signing_secret(&mut state.signer, secret);
    zeroize_stack::<STACK>();
    Ok(done?)
}

#[inline(never)]
fn replace_webhook_signing_secret(
    signer: &mut Signer<Secret>,
    secret: &str,
) -> Result<(), notifizz_token::Error> {
    signer.set_webhook_signing_secret(secret)
}

#[inline(never)]
pub(crate) fn wipe(client: &mut notifizz_client) {
    client.state.zeroize();
}

/// # Safety
/// As for [`signer`] and [`text`].
#[inline(never)]
pub(crate) unsafe fn generate_hashed_token(
    client: *const notifizz_client,
    user_id: *const c_char,
    user_id_len: usize,
) -> Result<Token, Failure> {
    // SAFETY: the caller's client.
    let signer = unsafe { signer(client) }?;
    // SAFETY: the caller's text.
    let user_id = unsafe { text(user_id, user_id_len) }?;
    Ok(signer.generate_hashed_token(user_id)?)
}

/// # Safety
/// As for [`signer`], [`text`] and [`bytes`].
#[inline(never)]
pub(crate) unsafe fn verify_hashed_token(
    client: *const notifizz_client,
    user_id: *const c_char,
    user_id_len: usize,
    token: *const c_char,
    token_len: usize,
) -> Result<bool, Failure> {
    // SAFETY: the caller's client.
    let signer = unsafe { signer(client) }?;
    // SAFETY: the caller's text.
    let user_id = unsafe { text(user_id, user_id_len) }?;
    // SAFETY: the caller's bytes.
    let token = unsafe { bytes(token, token_len) }?;
    Ok(signer.verify_hashed_token(user_id, token))
}

/// # Safety
/// As for [`signer`] and [`text`].
#[inline(never)]
pub(crate) unsafe fn generate_subscribe_token(
    client: *const notifizz_client,
    subscriber_id: *const c_char,
    subscriber_id_len: usize,
    resource_id: *const c_char,
    resource_id_len: usize,
) -> Result<Token, Failure> {
    // SAFETY: the caller's client.
    let signer = unsafe { signer(client) }?;
    // SAFETY: the caller's text.
    let subscriber_id = unsafe { text(subscriber_id, subscriber_id_len) }?;
    // SAFETY: the caller's text.
    let resource_id = unsafe { text(resource_id, resource_id_len) }?;
    Ok(signer.generate_subscribe_token(subscriber_id, resource_id)?)
}

/// # Safety
/// As for [`signer`], [`text`] and [`bytes`].
#[inline(never)]
pub(crate) unsafe fn verify_subscribe_token(
    client: *const notifizz_client,
    subscriber_id: *const c_char,
    subscriber_id_len: usize,
    resource_id: *const c_char,
    resource_id_len: usize,
    token: *const c_char,
    token_len: usize,
) -> Result<bool, Failure> {
    // SAFETY: the caller's client.
    let signer = unsafe { signer(client) }?;
    // SAFETY: the caller's text.
    let subscriber_id = unsafe { text(subscriber_id, subscriber_id_len) }?;
    // SAFETY: the caller's text.
    let resource_id = unsafe { text(resource_id, resource_id_len) }?;
    // SAFETY: the caller's bytes.
    let token = unsafe { bytes(token, token_len) }?;
    Ok(signer.verify_subscribe_token(subscriber_id, resource_id, token))
}

/// # Safety
/// As for [`signer`] and [`text`].
#[inline(never)]
pub(crate) unsafe fn sign_dispatch_payload(
    client: *const notifizz_client,
    payload: *const c_char,
    payload_len: usize,
) -> Result<Token, Failure> {
    // SAFETY: the caller's client.
    let signer = unsafe { signer(client) }?;
    // SAFETY: the caller's text.
    let payload = unsafe { text(payload, payload_len) }?;
    Ok(signer.sign_dispatch_payload(payload)?)
}

/// # Safety
/// As for [`signer`], [`text`] and [`bytes`].
#[inline(never)]
pub(crate) unsafe fn verify_dispatch_signature(
    client: *const notifizz_client,
    payload: *const c_char,
    payload_len: usize,
    signature: *const c_char,
    signature_len: usize,
) -> Result<bool, Failure> {
    // SAFETY: the caller's client.
    let signer = unsafe { signer(client) }?;
    // SAFETY: the caller's text.
    let payload = unsafe { text(payload, payload_len) }?;
    // SAFETY: the caller's bytes.
    let signature = unsafe { bytes(signature, signature_len) }?;
    Ok(signer.verify_dispatch_signature(payload, signature)?)
}

/// Initialises a client with the Auth Secret Key, running the key schedule once.
///
/// The client lives in your memory, on the stack or anywhere else, and needs no preparation; one
/// that was in use before is wiped first. It holds key material: wipe it with
/// notifizz_client_wipe when you are done.
///
/// Lifetime of the key: under NOTIFIZZ_SCHEME_HMAC_SHA256 it is not read after this call, so you
/// may wipe and free it at once. Under NOTIFIZZ_SCHEME_SHA256_CONCAT each hashed token is made of
/// the key itself: it must stay in place and unchanged until the client is wiped.
///
/// @param client               Out: the client. On error it is as if wiped.
/// @param scheme               A NOTIFIZZ_SCHEME_ constant.
/// @param auth_secret_key      The Auth Secret Key: not empty, no whitespace at either end.
/// @param auth_secret_key_len  Its length in bytes, without any NUL.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY,
///         NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE, NOTIFIZZ_ERR_INVALID_TEXT,
///         NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME or NOTIFIZZ_ERR_NULL_POINTER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_client_init(
    client: *mut notifizz_client,
    scheme: notifizz_scheme,
    auth_secret_key: *const c_char,
    auth_secret_key_len: usize,
) -> notifizz_status {
    // SAFETY: as this function's caller vouches.
    unsafe { notifizz_client_wipe(client) };
    // SAFETY: as above.
    status(unsafe { init(client, scheme, auth_secret_key, auth_secret_key_len) })
}

/// Gives an initialised client the webhook signing secret, which its dispatch functions need. The
/// secret is not read after this call. A second call replaces the first one's.
///
/// @param client                      An initialised client that no other thread uses meanwhile.
///                                    On error it is unchanged.
/// @param webhook_signing_secret      The webhook signing secret: not empty.
/// @param webhook_signing_secret_len  Its length in bytes, without any NUL.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY (the client is not initialised),
///         NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET, NOTIFIZZ_ERR_INVALID_TEXT or
///         NOTIFIZZ_ERR_NULL_POINTER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_client_set_webhook_signing_secret(
    client: *mut notifizz_client,
    webhook_signing_secret: *const c_char,
    webhook_signing_secret_len: usize,
) -> notifizz_status {
    // SAFETY: as this function's caller vouches.
    let set = unsafe {
        set_webhook_signing_secret(client, webhook_signing_secret, webhook_signing_secret_len)
    };
    status(set)
}

/// Overwrites all that the client holds with zeros, in a way that the compiler does not leave
/// out. Afterwards it answers NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY until it is initialised again.
///
/// @param client  A client, initialised or not, that no other thread uses meanwhile; or NULL,
///                which does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_client_wipe(client: *mut notifizz_client) {
    // SAFETY: as the header says; any bytes are a valid notifizz_client.
    if let Some(client) = unsafe { client.as_mut() } {
        wipe(client);
    }
}

/// A short name of the client's key that is safe to log and tells two keys apart, for example
/// that of the test account from the live one. The same under both schemes, and the same in every
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
    let made = unsafe { signer(client) }.map(Signer::key_fingerprint);
    let bytes = made.as_ref().map(KeyFingerprint::as_bytes);
    // SAFETY: the caller's NOTIFIZZ_FINGERPRINT_SIZE bytes.
    unsafe { write(fingerprint, bytes) }
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
    // SAFETY: as this function's caller vouches.
    let made = unsafe { generate_hashed_token(client, user_id, user_id_len) };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(token, &made) }
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
    // SAFETY: as this function's caller vouches.
    unsafe { verify_hashed_token(client, user_id, user_id_len, token, token_len) }.unwrap_or(false)
}

/// notifizz_generate_subscribe_token with the client's key. Mind what is said there about IDs that
/// can be cut in two ways.
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
    // SAFETY: as this function's caller vouches.
    let made = unsafe {
        generate_subscribe_token(
            client,
            subscriber_id,
            subscriber_id_len,
            resource_id,
            resource_id_len,
        )
    };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(token, &made) }
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
    // SAFETY: as this function's caller vouches.
    unsafe {
        verify_subscribe_token(
            client,
            subscriber_id,
            subscriber_id_len,
            resource_id,
            resource_id_len,
            token,
            token_len,
        )
    }
    .unwrap_or(false)
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
    // SAFETY: as this function's caller vouches.
    let made = unsafe { sign_dispatch_payload(client, payload, payload_len) };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(signature, &made) }
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
    // SAFETY: as this function's caller vouches.
    unsafe { verify_dispatch_signature(client, payload, payload_len, signature, signature_len) }
        .unwrap_or(false)
}
