//! The functions of the C library, with any pointers that C may pass.
#![allow(
    unsafe_code,
    clippy::undocumented_unsafe_blocks,
    clippy::multiple_unsafe_ops_per_block,
    reason = "they are called as C calls them; each value is as long as its block, so that the sanitizer sees a byte too many"
)]

use core::{
    ffi::{CStr, c_char},
    mem::MaybeUninit,
    ptr,
};

use arbitrary::Arbitrary;
use notifizz_token_c::{
    NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY, NOTIFIZZ_OK, NOTIFIZZ_TOKEN_SIZE, client::*, diagnose::*,
    notifizz_client, notifizz_diagnosis, notifizz_dispatch_evidence, notifizz_evidence,
    notifizz_webhook_signer, oneshot::*, scheme::*, status::*, webhook::*,
};

use crate::text::{Change, Text};

/// A text or bytes, in a block of exactly their size; NULL if there is none.
#[derive(Arbitrary, Debug)]
enum Value<'a> {
    Text(Text<'a>),
    Bytes(&'a [u8]),
    Null(u8),
}

struct Block(Option<Box<[u8]>>, usize);

impl Value<'_> {
    fn block(&self) -> Block {
        match self {
            Self::Text(text) => Block::new(text.as_str().as_bytes()),
            Self::Bytes(bytes) => Block::new(bytes),
            Self::Null(length) => Block(None, usize::from(*length)),
        }
    }
}

impl Block {
    fn new(bytes: &[u8]) -> Self {
        Self(Some(bytes.into()), bytes.len())
    }

    fn pointer(&self) -> *const c_char {
        self.0
            .as_ref()
            .map_or(ptr::null(), |bytes| bytes.as_ptr().cast())
    }
}

#[derive(Arbitrary, Debug)]
pub(crate) struct Calls<'a> {
    scheme: i8,
    key: Value<'a>,
    user_id: Value<'a>,
    resource_id: Value<'a>,
    secret: Value<'a>,
    payload: Value<'a>,
    token: Value<'a>,
    change: Change<'a>,
    times: [f64; 3],
    number: i32,
    filling: u8,
}

type TokenBuffer = [c_char; NOTIFIZZ_TOKEN_SIZE];

/// No call reads or writes beyond what it is given, every output is ended, and the client's functions
/// answer as those that take the key.
pub(crate) fn entry_points(calls: Calls<'_>) {
    let [key, user_id, resource_id, secret, payload, token] = [
        &calls.key,
        &calls.user_id,
        &calls.resource_id,
        &calls.secret,
        &calls.payload,
        &calls.token,
    ]
    .map(Value::block);
    let scheme = i32::from(calls.scheme);
    let buffer = || Box::new([0x5a as c_char; NOTIFIZZ_TOKEN_SIZE]);
    let text_of = |buffer: &TokenBuffer| {
        // SAFETY: the library ends each output with a NUL, or the sanitizer tells.
        let text = unsafe { CStr::from_ptr(buffer.as_ptr()) };
        text.to_str().unwrap_or("not text").to_owned()
    };

    // SAFETY (of all calls): each pointer is NULL or has as many bytes as its length says, and each output
    // has the size that the header asks for.
    let mut first = buffer();
    let status = unsafe {
        notifizz_generate_hashed_token(
            scheme,
            key.pointer(),
            key.1,
            user_id.pointer(),
            user_id.1,
            first.as_mut_ptr(),
        )
    };
    let right = text_of(&first);
    assert_eq!(right.len(), if status == NOTIFIZZ_OK { 64 } else { 0 });
    let changed = Block::new(calls.change.of(&right).as_bytes());
    for candidate in [&changed, &token] {
        let verified = unsafe {
            notifizz_verify_hashed_token(
                scheme,
                key.pointer(),
                key.1,
                user_id.pointer(),
                user_id.1,
                candidate.pointer(),
                candidate.1,
            )
        };
        let is_right = status == NOTIFIZZ_OK && candidate.0.as_deref() == Some(right.as_bytes());
        assert_eq!(verified, is_right);
    }

    let mut client = Box::new(MaybeUninit::<notifizz_client>::uninit());
    // SAFETY: any bytes are a client.
    unsafe { ptr::write_bytes(client.as_mut_ptr(), calls.filling, 1) };
    let client = client.as_mut_ptr();
    let mut second = buffer();
    let made = unsafe { notifizz_client_init(client, scheme, key.pointer(), key.1) };
    let generated = unsafe {
        notifizz_client_generate_hashed_token(
            client,
            user_id.pointer(),
            user_id.1,
            second.as_mut_ptr(),
        )
    };
    if made == NOTIFIZZ_OK {
        assert_eq!(generated, status);
        assert_eq!(text_of(&second), right);
        let mut fingerprint = [0x5a as c_char; 9];
        let status = unsafe { notifizz_client_key_fingerprint(client, fingerprint.as_mut_ptr()) };
        assert_eq!((status, fingerprint[8]), (NOTIFIZZ_OK, 0));
    } else {
        assert_ne!(generated, NOTIFIZZ_OK);
        assert_eq!(text_of(&second), "");
    }
    unsafe {
        notifizz_client_set_webhook_signing_secret(client, secret.pointer(), secret.1);
        notifizz_client_check_front_api_key(client, resource_id.pointer(), resource_id.1);
        notifizz_client_widget_token(
            client,
            user_id.pointer(),
            user_id.1,
            resource_id.pointer(),
            resource_id.1,
            second.as_mut_ptr(),
        );
        notifizz_client_verify_hashed_token(
            client,
            user_id.pointer(),
            user_id.1,
            token.pointer(),
            token.1,
        );
        notifizz_client_generate_subscribe_token(
            client,
            user_id.pointer(),
            user_id.1,
            resource_id.pointer(),
            resource_id.1,
            second.as_mut_ptr(),
        );
        notifizz_client_verify_subscribe_token(
            client,
            user_id.pointer(),
            user_id.1,
            resource_id.pointer(),
            resource_id.1,
            token.pointer(),
            token.1,
        );
        notifizz_client_sign_dispatch_payload(
            client,
            payload.pointer(),
            payload.1,
            second.as_mut_ptr(),
        );
        notifizz_client_verify_dispatch_signature(
            client,
            payload.pointer(),
            payload.1,
            token.pointer(),
            token.1,
        );
        notifizz_client_wipe(client);
        let bytes = core::slice::from_raw_parts(client.cast::<u8>(), size_of::<notifizz_client>());
        assert!(
            bytes.iter().all(|byte| *byte == 0),
            "something is left in a client"
        );
        let status = notifizz_client_generate_hashed_token(
            client,
            user_id.pointer(),
            user_id.1,
            second.as_mut_ptr(),
        );
        assert!(
            user_id.0.is_none()
                || status == NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY
                || status != NOTIFIZZ_OK
        );
    }

    // SAFETY: as above.
    unsafe {
        let mut out = buffer();
        notifizz_generate_subscribe_token(
            key.pointer(),
            key.1,
            user_id.pointer(),
            user_id.1,
            resource_id.pointer(),
            resource_id.1,
            out.as_mut_ptr(),
        );
        notifizz_verify_subscribe_token(
            key.pointer(),
            key.1,
            user_id.pointer(),
            user_id.1,
            resource_id.pointer(),
            resource_id.1,
            token.pointer(),
            token.1,
        );
        let signed = notifizz_sign_dispatch_payload(
            secret.pointer(),
            secret.1,
            payload.pointer(),
            payload.1,
            out.as_mut_ptr(),
        );
        notifizz_verify_dispatch_signature(
            secret.pointer(),
            secret.1,
            payload.pointer(),
            payload.1,
            token.pointer(),
            token.1,
        );
        let mut signer = Box::new(MaybeUninit::<notifizz_webhook_signer>::uninit());
        ptr::write_bytes(signer.as_mut_ptr(), calls.filling, 1);
        let signer = signer.as_mut_ptr();
        let made = notifizz_webhook_signer_init(signer, secret.pointer(), secret.1);
        let mut other = buffer();
        let status =
            notifizz_webhook_signer_sign(signer, payload.pointer(), payload.1, other.as_mut_ptr());
        if made == NOTIFIZZ_OK && signed == NOTIFIZZ_OK {
            assert_eq!((status, text_of(&other)), (NOTIFIZZ_OK, text_of(&out)));
            assert!(notifizz_webhook_signer_verify(
                signer,
                payload.pointer(),
                payload.1,
                other.as_ptr(),
                64
            ));
        }
        notifizz_webhook_signer_wipe(signer);
        assert!(!notifizz_webhook_signer_verify(
            signer,
            payload.pointer(),
            payload.1,
            token.pointer(),
            token.1
        ));

        // It tries thousands of mistakes, which would take Miri a minute: there an ID is missing, and a secret.
        let unless_miri = |length| if cfg!(miri) { 0 } else { length };
        let mut diagnosis = MaybeUninit::<notifizz_diagnosis>::uninit();
        let evidence = notifizz_evidence {
            token_scheme: scheme,
            token: token.pointer(),
            token_len: token.1,
            user_id: user_id.pointer(),
            user_id_len: unless_miri(user_id.1),
            auth_secret_key: key.pointer(),
            auth_secret_key_len: key.1,
            sdk_secret_key: secret.pointer(),
            sdk_secret_key_len: secret.1,
            user_email: resource_id.pointer(),
            user_email_len: resource_id.1,
        };
        let status = notifizz_diagnose(&raw const evidence, diagnosis.as_mut_ptr());
        let code = CStr::from_ptr(diagnosis.assume_init().code);
        assert_eq!(code.is_empty(), status != NOTIFIZZ_OK);
        let evidence = notifizz_dispatch_evidence {
            payload: payload.pointer(),
            payload_len: payload.1,
            signature: token.pointer(),
            signature_len: token.1,
            webhook_signing_secret: secret.pointer(),
            webhook_signing_secret_len: unless_miri(secret.1),
        };
        let status = notifizz_diagnose_dispatch(&raw const evidence, diagnosis.as_mut_ptr());
        let code = CStr::from_ptr(diagnosis.assume_init().code);
        assert_eq!(code.is_empty(), status != NOTIFIZZ_OK);

        let mut scheme = 0;
        notifizz_scheme_from_name(user_id.pointer(), user_id.1, &raw mut scheme);
        for number in [i32::from(calls.scheme), calls.number] {
            assert!(!CStr::from_ptr(notifizz_status_code(number)).is_empty());
            assert!(!CStr::from_ptr(notifizz_status_message(number)).is_empty());
        }
    }
    let [timestamp, now, tolerance] = calls.times;
    let status = notifizz_check_dispatch_timestamp(timestamp, now, tolerance);
    let within = timestamp.is_finite() && (now - timestamp).abs() <= tolerance;
    assert_eq!(status == NOTIFIZZ_OK, within);
}
