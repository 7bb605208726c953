//! The functions on a key schedule that was run once, in memory of the caller's.

use core::{
    ffi::{c_char, c_void},
    mem, ptr, slice, str,
};

use notifizz_token::{
    Error, KeyFingerprint, Signer, Token, TokenScheme, check_auth_secret_key, overwrite_registers,
    with_wiped_stack,
};
use zeroize::{Zeroize, Zeroizing};

use crate::{
    NOTIFIZZ_CLIENT_KEY_MAX, notifizz_client, notifizz_scheme, notifizz_status,
    status::from_c,
    slice::{Failure, received, status, text, write, write_token},
};

/// What a [`notifizz_client`] holds once it is initialised. Overwriting it without dropping it
/// loses nothing: all that its parts do when they are dropped is to wipe themselves.
#[repr(C)]
struct State<'key> {
    /// [`INITIALISED`], which neither zeroed memory nor, most likely, garbage has here.
    mark: u64,
    signer: Signer<Secret<'key>>,
}

const INITIALISED: u64 = u64::from_be_bytes(*b"notifizz");

const _: () = assert!(size_of::<State<'_>>() <= size_of::<notifizz_client>());
const _: () = assert!(align_of::<State<'_>>() <= align_of::<notifizz_client>());
const _: () = assert!(mem::offset_of!(State<'_>, mark) == 0);
const _: () = assert!(crate::NOTIFIZZ_TOKEN_LEN == Token::LEN);
const _: () = assert!(crate::NOTIFIZZ_FINGERPRINT_LEN == KeyFingerprint::LEN);

/// The auth secret key, as core's signer takes it. One type for clients and one-shot functions,
/// so that core is compiled for one type only.
#[expect(
    clippy::large_enum_variant,
    reason = "the copy has to be inside the client"
)]
pub(crate) enum Secret<'key> {
    /// The caller's own, for the duration of a call.
    Borrowed(&'key str),
    /// A copy inside a client, and its length.
    Copied(Zeroizing<[u8; NOTIFIZZ_CLIENT_KEY_MAX]>, usize),
}

impl<'key> Secret<'key> {
    /// The key as a client may keep it. Only sha256-concat reads it again, so under hmac-sha256
    /// core drops it and it need not be a copy.
    fn kept(key: &'key str, scheme: TokenScheme) -> Result<Self, Failure> {
        match scheme {
            TokenScheme::HmacSha256 => Ok(Self::Borrowed(key)),
            TokenScheme::Sha256Concat => {
                let mut copy = Zeroizing::new([0; NOTIFIZZ_CLIENT_KEY_MAX]);
                let start = copy.get_mut(..key.len()).ok_or(Failure::KEY_TOO_LONG)?;
                start.copy_from_slice(key.as_bytes());
                Ok(Self::Copied(copy, key.len()))
            }
        }
    }
}

impl AsRef<[u8]> for Secret<'_> {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Borrowed(key) => key.as_bytes(),
            Self::Copied(copy, len) => copy.get(..*len).unwrap_or_default(),
        }
    }
}

impl AsRef<str> for Secret<'_> {
    fn as_ref(&self) -> &str {
        match self {
            Self::Borrowed(key) => key,
            // A copy of text, so the default is never taken.
            Self::Copied(..) => str::from_utf8(self.as_ref()).unwrap_or_default(),
        }
    }
}

/// # Safety
/// As the header says of every `client`.
unsafe fn signer<'a>(client: *const notifizz_client) -> Result<&'a Signer<Secret<'a>>, Failure> {
    // SAFETY: as the header says.
    let client = unsafe { client.as_ref() }.ok_or(Failure::NULL_POINTER)?;
    if client.state.first() != Some(&INITIALISED) {
        return Err(Error::EmptyAuthSecretKey.into());
    }
    // SAFETY: `init` has written a State here, which has the room and the alignment, and borrows
    // nothing: see `Secret::kept`.
    let state = unsafe { &*ptr::from_ref(client).cast::<State<'_>>() };
    Ok(&state.signer)
}

/// # Safety
/// `client` is NULL or may be written to; the key is as [`text`] wants it.
#[inline(never)]
unsafe fn init(
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
    // Before its length: only a key that is right otherwise is too long.
    check_auth_secret_key(key)?;
    let state = State {
        mark: INITIALISED,
        signer: Signer::new(Secret::kept(key, scheme)?, scheme)?,
    };
    // SAFETY: not NULL, with the room and the alignment of a State.
    unsafe { client.cast::<State<'_>>().write(state) };
    Ok(())
}

/// The size of a notifizz_client in bytes as the library that the program runs with has it, for
/// languages that do not read this header. `sizeof(notifizz_client)` is that of the header.
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
    // SAFETY: as this function's caller vouches.
    unsafe { notifizz_client_wipe(client) };
    // SAFETY: as above.
    let init = || unsafe { init(client, scheme, auth_secret_key, auth_secret_key_len) };
    let answer = status(with_wiped_stack(init));
    overwrite_registers();
    answer
}

/// Gives an initialised client the webhook signing secret, which its dispatch functions need. The
/// secret is not read after this call. A second call replaces the first one's.
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
    let set = || {
        // SAFETY: the caller's client.
        unsafe { signer(client) }?;
        // SAFETY: the caller's text.
        let secret = unsafe { text(webhook_signing_secret, webhook_signing_secret_len) }?;
        // SAFETY: not NULL, a State as `signer` has seen, and the caller lets us write to it.
        let state = unsafe { &mut *client.cast::<State<'_>>() };
        Ok(state.signer.set_webhook_signing_secret(secret)?)
    };
    let answer = status(with_wiped_stack(set));
    overwrite_registers();
    answer
}

/// Overwrites all that the client holds with zeros, its copy of the key included, in a way that
/// the compiler does not leave out. Afterwards it answers NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY until
/// it is initialised again.
///
/// @param client  A client, initialised or not, that no other thread uses meanwhile; or NULL,
///                which does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_client_wipe(client: *mut notifizz_client) {
    // SAFETY: as the header says; any bytes are a valid notifizz_client.
    if let Some(client) = unsafe { client.as_mut() } {
        wipe(&mut client.state);
    }
}

/// Compiled once for its two callers: it is much straight code.
#[inline(never)]
fn wipe(state: &mut [u64]) {
    state.zeroize();
}

/// Overwrites memory of yours with zeros, in a way that the compiler does not leave out, as it may
/// a memset. For your own copy of a key, once a client is initialised with it.
///
/// @param memory  What to overwrite; NULL does nothing.
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
    let make = || {
        // SAFETY: the caller's client.
        let signer = unsafe { signer(client) }?;
        // SAFETY: the caller's text.
        let user_id = unsafe { text(user_id, user_id_len) }?;
        Ok(signer.generate_hashed_token(user_id)?)
    };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(token, &make()) }
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
    let verify = || {
        // SAFETY: the caller's bytes.
        let token = unsafe { received(token, token_len) }?;
        // SAFETY: the caller's client.
        let signer = unsafe { signer(client) }.ok()?;
        // SAFETY: the caller's text.
        let user_id = unsafe { text(user_id, user_id_len) }.ok()?;
        Some(signer.verify_hashed_token(user_id, token))
    };
    verify().unwrap_or(false)
}

/// The hashed token of the widget options of a user, with the client's key and scheme: as
/// notifizz_client_generate_hashed_token, but the e-mail address that the widget gets beside it is
/// checked too. It plays no part in the token.
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
    let make = || {
        // SAFETY: the caller's client.
        let signer = unsafe { signer(client) }?;
        // SAFETY: the caller's text.
        let user_id = unsafe { text(user_id, user_id_len) }?;
        // SAFETY: the caller's text.
        let user_email = unsafe { text(user_email, user_email_len) }?;
        Ok(signer.widget_options(user_id, user_email)?.token)
    };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(token, &make()) }
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
    let check = || {
        // SAFETY: the caller's client.
        let signer = unsafe { signer(client) }?;
        // SAFETY: the caller's text.
        let front_api_key = unsafe { text(front_api_key, front_api_key_len) }?;
        Ok(signer.check_front_api_key(front_api_key)?)
    };
    status(with_wiped_stack(check))
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
    let make = || {
        // SAFETY: the caller's client.
        let signer = unsafe { signer(client) }?;
        // SAFETY: the caller's text.
        let subscriber_id = unsafe { text(subscriber_id, subscriber_id_len) }?;
        // SAFETY: the caller's text.
        let resource_id = unsafe { text(resource_id, resource_id_len) }?;
        Ok(signer.generate_subscribe_token(subscriber_id, resource_id)?)
    };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(token, &make()) }
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
    let verify = || {
        // SAFETY: the caller's bytes.
        let token = unsafe { received(token, token_len) }?;
        // SAFETY: the caller's client.
        let signer = unsafe { signer(client) }.ok()?;
        // SAFETY: the caller's text.
        let subscriber_id = unsafe { text(subscriber_id, subscriber_id_len) }.ok()?;
        // SAFETY: the caller's text.
        let resource_id = unsafe { text(resource_id, resource_id_len) }.ok()?;
        Some(signer.verify_subscribe_token(subscriber_id, resource_id, token))
    };
    verify().unwrap_or(false)
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
    let make = || {
        // SAFETY: the caller's client.
        let signer = unsafe { signer(client) }?;
        // SAFETY: the caller's text.
        let payload = unsafe { text(payload, payload_len) }?;
        Ok(signer.sign_dispatch_payload(payload)?)
    };
    // SAFETY: the caller's NOTIFIZZ_TOKEN_SIZE bytes.
    unsafe { write_token(signature, &make()) }
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
    let verify = || {
        // SAFETY: the caller's bytes.
        let signature = unsafe { received(signature, signature_len) }?;
        // SAFETY: the caller's client.
        let signer = unsafe { signer(client) }.ok()?;
        // SAFETY: the caller's text.
        let payload = unsafe { text(payload, payload_len) }.ok()?;
        signer.verify_dispatch_signature(payload, signature).ok()
    };
    verify().unwrap_or(false)
}
