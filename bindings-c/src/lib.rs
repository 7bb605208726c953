//! The C library: `notifizz_token.h` is generated from the comments here, so they address C.
//!
//! Each function turns pointers into text, calls core, and turns the result into a status.
#![no_std]
#![allow(
    unsafe_code,
    reason = "C hands over raw pointers; every block says why it is sound"
)]
#![allow(
    clippy::missing_safety_doc,
    reason = "the header's preamble and the parameters' comments are the contract"
)]
#![allow(non_camel_case_types, reason = "C's names")]

use core::ffi::c_char;

use notifizz_token::{Error, KeyFingerprint, Token};

// In the order that their functions have in the header.
#[cfg(feature = "one-shot")]
pub mod oneshot;

pub mod client;

pub mod webhook;

pub mod diagnose;

pub mod status;

pub mod scheme;

pub mod cstr;

// Of these, C sees nothing: `bindings-ruby/native` and `bindings-node/wasm` build on them.
#[cfg(feature = "host")]
pub mod host;
pub mod slice;
pub mod state;

/// The length of a token or signature in bytes, which are also characters.
pub const NOTIFIZZ_TOKEN_LEN: usize = 64;
/// The size of a buffer for a token or signature: with the terminating NUL.
pub const NOTIFIZZ_TOKEN_SIZE: usize = 65;
/// The length of a key fingerprint in bytes, which are also characters.
pub const NOTIFIZZ_FINGERPRINT_LEN: usize = 8;
/// The size of a buffer for a key fingerprint: with the terminating NUL.
pub const NOTIFIZZ_FINGERPRINT_SIZE: usize = 9;
/// The longest Auth Secret Key in bytes that a client takes under NOTIFIZZ_SCHEME_SHA256_CONCAT,
/// where it keeps a copy of the key. Under NOTIFIZZ_SCHEME_HMAC_SHA256, and for the functions that
/// take the key each time, there is no limit.
pub const NOTIFIZZ_CLIENT_KEY_MAX: usize = 256;
/// How far the timestamp of a dispatch webhook may be from now, either way, in milliseconds: five
/// minutes, as Notifizz documents.
pub const NOTIFIZZ_DISPATCH_TOLERANCE_MS: f64 = 300_000.0;

/// NOTIFIZZ_OK, which is 0, or one of the NOTIFIZZ_ERR_ numbers. They never change and are never
/// reused; later versions may add more.
pub type notifizz_status = i32;

/// Success.
pub const NOTIFIZZ_OK: notifizz_status = 0;
/// The auth secret key is empty, or the client is not initialised or was wiped.
pub const NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY: notifizz_status = 1;
/// The auth secret key begins or ends with Unicode White_Space, often the trailing newline of a
/// secret file. It is never trimmed.
pub const NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE: notifizz_status = 2;
/// The user ID or subscriber ID is empty.
pub const NOTIFIZZ_ERR_EMPTY_USER_ID: notifizz_status = 3;
/// The resource ID is empty.
pub const NOTIFIZZ_ERR_EMPTY_RESOURCE_ID: notifizz_status = 4;
/// The user e-mail of the widget options is empty, or whitespace alone.
pub const NOTIFIZZ_ERR_EMPTY_USER_EMAIL: notifizz_status = 5;
/// A text is not valid UTF-8, or a length is greater than PTRDIFF_MAX.
pub const NOTIFIZZ_ERR_INVALID_TEXT: notifizz_status = 6;
/// The scheme is not a NOTIFIZZ_SCHEME_ constant, or its name is not known.
pub const NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME: notifizz_status = 7;
/// There is no webhook signing secret, or an empty one.
pub const NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET: notifizz_status = 8;
/// A pointer is NULL that must not be, or a text is NULL though its length is not 0.
pub const NOTIFIZZ_ERR_NULL_POINTER: notifizz_status = 9;
/// The auth secret key begins or ends with an invisible character: a byte order mark, or another
/// control, format or default-ignorable character. It is never removed.
pub const NOTIFIZZ_ERR_AUTH_SECRET_KEY_INVISIBLE_CHARACTER: notifizz_status = 10;
/// The auth secret key has the same quote at both ends. They are never removed.
pub const NOTIFIZZ_ERR_AUTH_SECRET_KEY_QUOTED: notifizz_status = 11;
/// The webhook signing secret begins or ends with Unicode White_Space.
pub const NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_WHITESPACE: notifizz_status = 12;
/// The webhook signing secret begins or ends with an invisible character.
pub const NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_INVISIBLE_CHARACTER: notifizz_status = 13;
/// The webhook signing secret has the same quote at both ends.
pub const NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_QUOTED: notifizz_status = 14;
/// The Front API Key is empty.
pub const NOTIFIZZ_ERR_EMPTY_FRONT_API_KEY: notifizz_status = 15;
/// The Front API Key, which browsers get, is the auth secret key.
pub const NOTIFIZZ_ERR_FRONT_API_KEY_IS_SECRET: notifizz_status = 16;
/// The auth secret key is longer than NOTIFIZZ_CLIENT_KEY_MAX bytes, which a client cannot keep
/// under NOTIFIZZ_SCHEME_SHA256_CONCAT.
pub const NOTIFIZZ_ERR_AUTH_SECRET_KEY_TOO_LONG: notifizz_status = 17;
/// The body of a dispatch webhook is not a JSON object with the texts payload and signature.
pub const NOTIFIZZ_ERR_DISPATCH_BODY_MALFORMED: notifizz_status = 18;
/// The signature of a dispatch webhook is not that of its payload.
pub const NOTIFIZZ_ERR_DISPATCH_SIGNATURE_MISMATCH: notifizz_status = 19;
/// The payload of a dispatch webhook is signed, but has no finite number as its timestamp.
pub const NOTIFIZZ_ERR_DISPATCH_TIMESTAMP_MISSING: notifizz_status = 20;
/// The timestamp of a dispatch webhook is too old, or too far in the future.
pub const NOTIFIZZ_ERR_DISPATCH_TIMESTAMP_OUT_OF_TOLERANCE: notifizz_status = 21;

/// How hashed tokens are computed: one of the NOTIFIZZ_SCHEME_ numbers. For any other, functions
/// return NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME.
pub type notifizz_scheme = i32;

/// HMAC-SHA256 (RFC 2104, FIPS 180-4) with key = auth secret key and message = user ID: the
/// default, and what Notifizz documents. Its name is "hmac-sha256".
pub const NOTIFIZZ_SCHEME_HMAC_SHA256: notifizz_scheme = 0;
/// SHA-256 of the user ID followed by the auth secret key: what Notifizz's PHP and Java SDKs
/// compute. It is weaker by construction, because a plain hash is not a MAC: use it only if your
/// account accepts nothing else. Its name is "sha256-concat".
pub const NOTIFIZZ_SCHEME_SHA256_CONCAT: notifizz_scheme = 1;
/// The scheme is not known: only in a notifizz_diagnosis, never to be passed to a function.
pub const NOTIFIZZ_SCHEME_UNKNOWN: notifizz_scheme = -1;

/// Each of core's errors with its number in C. A new error needs a constant above and a line here.
const ERRORS: [(notifizz_status, Error); Error::ALL.len()] = [
    (
        NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY,
        Error::EmptyAuthSecretKey,
    ),
    (
        NOTIFIZZ_ERR_AUTH_SECRET_KEY_WHITESPACE,
        Error::AuthSecretKeyWhitespace,
    ),
    (NOTIFIZZ_ERR_EMPTY_USER_ID, Error::EmptyUserId),
    (NOTIFIZZ_ERR_EMPTY_RESOURCE_ID, Error::EmptyResourceId),
    (NOTIFIZZ_ERR_EMPTY_USER_EMAIL, Error::EmptyUserEmail),
    (NOTIFIZZ_ERR_INVALID_TEXT, Error::InvalidText),
    (NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME, Error::UnknownTokenScheme),
    (
        NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET,
        Error::MissingWebhookSigningSecret,
    ),
    (
        NOTIFIZZ_ERR_AUTH_SECRET_KEY_INVISIBLE_CHARACTER,
        Error::AuthSecretKeyInvisibleCharacter,
    ),
    (
        NOTIFIZZ_ERR_AUTH_SECRET_KEY_QUOTED,
        Error::AuthSecretKeyQuoted,
    ),
    (
        NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_WHITESPACE,
        Error::WebhookSigningSecretWhitespace,
    ),
    (
        NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_INVISIBLE_CHARACTER,
        Error::WebhookSigningSecretInvisibleCharacter,
    ),
    (
        NOTIFIZZ_ERR_WEBHOOK_SIGNING_SECRET_QUOTED,
        Error::WebhookSigningSecretQuoted,
    ),
    (NOTIFIZZ_ERR_EMPTY_FRONT_API_KEY, Error::EmptyFrontApiKey),
    (
        NOTIFIZZ_ERR_FRONT_API_KEY_IS_SECRET,
        Error::FrontApiKeyIsSecret,
    ),
    (
        NOTIFIZZ_ERR_DISPATCH_BODY_MALFORMED,
        Error::DispatchBodyMalformed,
    ),
    (
        NOTIFIZZ_ERR_DISPATCH_SIGNATURE_MISMATCH,
        Error::DispatchSignatureMismatch,
    ),
    (
        NOTIFIZZ_ERR_DISPATCH_TIMESTAMP_MISSING,
        Error::DispatchTimestampMissing,
    ),
    (
        NOTIFIZZ_ERR_DISPATCH_TIMESTAMP_OUT_OF_TOLERANCE,
        Error::DispatchTimestampOutOfTolerance,
    ),
];

const _: () = {
    let mut errors = ERRORS.as_slice();
    while let [(number, error), rest @ ..] = errors {
        assert!(*number == error.number());
        errors = rest;
    }
    assert!(NOTIFIZZ_TOKEN_LEN == Token::LEN);
    assert!(NOTIFIZZ_TOKEN_SIZE == NOTIFIZZ_TOKEN_LEN + 1);
    assert!(NOTIFIZZ_FINGERPRINT_LEN == KeyFingerprint::LEN);
    assert!(NOTIFIZZ_FINGERPRINT_SIZE == NOTIFIZZ_FINGERPRINT_LEN + 1);
};

/// A key prepared to generate and verify many tokens, in your own memory: on the stack, static, or
/// inside a struct of yours. notifizz_client_init fills it and notifizz_client_wipe empties it;
/// there is nothing to free. A client that is all zeros, such as a static one, is valid and not
/// initialised.
///
/// It holds no pointer, neither to itself nor to memory of yours, so it may be moved or copied as
/// bytes; each copy holds key material and is to be wiped. Any number of threads may use one
/// initialised client at the same time through pointers to const.
#[repr(C)]
#[allow(missing_debug_implementations, reason = "only C has one")]
pub struct notifizz_client {
    /// Private.
    state: [u64; 80],
}

/// A webhook signing secret prepared to verify and sign many dispatch webhooks, for a service that has
/// no Auth Secret Key: in your own memory, as a notifizz_client is. notifizz_webhook_signer_init
/// fills it and notifizz_webhook_signer_wipe empties it; there is nothing to free. One that is all
/// zeros, such as a static one, is valid and not initialised.
///
/// It holds no pointer, so it may be moved or copied as bytes; each copy holds key material and is to
/// be wiped. Any number of threads may use one initialised signer at the same time through pointers to
/// const.
#[repr(C)]
#[allow(missing_debug_implementations, reason = "only C has one")]
pub struct notifizz_webhook_signer {
    /// Private.
    state: [u64; 16],
}

/// The input of notifizz_diagnose. Set what you do not have to zero:
/// `notifizz_evidence evidence = {0};` in C, `= {}` in C++. It is only read, and not kept.
#[repr(C)]
#[allow(missing_debug_implementations, reason = "it holds secrets")]
pub struct notifizz_evidence {
    /// The scheme that the token should be computed under: a NOTIFIZZ_SCHEME_ constant.
    pub token_scheme: notifizz_scheme,
    /// The token in question: UTF-8 text of any length.
    pub token: *const c_char,
    /// Its length in bytes, without any NUL.
    pub token_len: usize,
    /// The user ID that it should be for: not empty.
    pub user_id: *const c_char,
    /// Its length in bytes, without any NUL.
    pub user_id_len: usize,
    /// The Auth Secret Key that it should be computed with: not empty. Unlike elsewhere it may be
    /// one that is rejected, such as one with a trailing newline, because that is one of the causes.
    pub auth_secret_key: *const c_char,
    /// Its length in bytes, without any NUL.
    pub auth_secret_key_len: usize,
    /// The SDK Secret Key, if it may have been used by mistake; otherwise NULL.
    pub sdk_secret_key: *const c_char,
    /// Its length in bytes, without any NUL; 0 if there is none.
    pub sdk_secret_key_len: usize,
    /// The user's e-mail address, if it may have been signed by mistake; otherwise NULL.
    pub user_email: *const c_char,
    /// Its length in bytes, without any NUL; 0 if there is none.
    pub user_email_len: usize,
}

/// The input of notifizz_diagnose_dispatch. It is only read, and not kept.
#[repr(C)]
#[allow(missing_debug_implementations, reason = "it holds secrets")]
pub struct notifizz_dispatch_evidence {
    /// What the signature should be that of: the text of the field `payload`, as UTF-8. It may be the
    /// whole body by mistake, which is one of the causes.
    pub payload: *const c_char,
    /// Its length in bytes, without any NUL.
    pub payload_len: usize,
    /// The signature in question: UTF-8 text of any length.
    pub signature: *const c_char,
    /// Its length in bytes, without any NUL.
    pub signature_len: usize,
    /// The webhook signing secret that it should be computed with: not empty. Unlike elsewhere it may
    /// be one that is rejected, such as one with a trailing newline, because that is one of the
    /// causes.
    pub webhook_signing_secret: *const c_char,
    /// Its length in bytes, without any NUL.
    pub webhook_signing_secret_len: usize,
}

/// The result of notifizz_diagnose and notifizz_diagnose_dispatch. Its texts are static and
/// NUL-terminated, never NULL and never to be freed, and contain no part of the evidence.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct notifizz_diagnosis {
    /// The stable name of the cause, such as `"other_scheme"`: ASCII.
    pub code: *const c_char,
    /// One English sentence that says what to do: UTF-8. May be reworded in later versions.
    pub message: *const c_char,
    /// The scheme that the token was computed under, or NOTIFIZZ_SCHEME_UNKNOWN, as always for the
    /// signature of a webhook.
    pub scheme: notifizz_scheme,
}

// Nothing in the library panics: a check of its imports would find `abort`.
#[cfg(all(feature = "panic-handler", not(test), not(target_arch = "wasm32")))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        fn abort() -> !;
    }
    // SAFETY: may be called at any time.
    unsafe { abort() }
}

// WebAssembly has an instruction for it, so that the module imports nothing.
#[cfg(all(feature = "panic-handler", not(test), target_arch = "wasm32"))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
