//! The client's methods: client.js passes the handle first, then arguments of one kind.
#![expect(unsafe_code, reason = "a callback is called by C code")]

use napi::{Callback, sys};

use notifizz_token::with_wiped_stack;

use crate::{
    Client,
    call::{Ascii, Bytes, SecretText, Text, call, close_client},
};

/// Wipes the client. `client.js` does not use the handle again.
pub(crate) unsafe extern "C" fn close(
    env: sys::napi_env,
    info: sys::napi_callback_info,
) -> sys::napi_value {
    // SAFETY: Node-API calls this with a live environment, and client.js with a handle.
    unsafe { close_client(env, info) }
}

macro_rules! methods {
    ($($name:literal: $kind:ident |$client:ident, $values:pat_param| $answer:expr,)+) => {
        pub(crate) const METHODS: [(&str, Callback); [$($name),+].len()] = [$(($name, {
            unsafe extern "C" fn callback(
                env: sys::napi_env,
                info: sys::napi_callback_info,
            ) -> sys::napi_value {
                // SAFETY: Node-API calls this with a live environment, and client.js with a handle.
                unsafe { call(env, info, $kind, |$client: &Client, $values| $answer) }
            }
            callback
        })),+];
    };
}

methods! {
    "generateHashedToken": Text |client, [user_id]| {
        client.signer()?.generate_hashed_token(user_id).map(|token| Ascii(*token.as_bytes()))
    },
    "verifyHashedToken": Text |client, [user_id, token]| {
        Ok(client.keys()?.verify_hashed_token(user_id, token))
    },
    "generateSubscribeToken": Text |client, [subscriber_id, resource_id]| {
        client.signer()?.generate_subscribe_token(subscriber_id, resource_id).map(|token| Ascii(*token.as_bytes()))
    },
    "verifySubscribeToken": Text |client, [subscriber_id, resource_id, token]| {
        Ok(client.keys()?.verify_subscribe_token(subscriber_id, resource_id, token))
    },
    "signDispatchPayload": Bytes |client, [payload]| {
        client.webhook_signers()?.current().sign(payload).map(|token| Ascii(*token.as_bytes()))
    },
    "verifyDispatchSignature": Bytes |client, [payload, signature]| {
        Ok(client.webhook_signers()?.verify(payload, signature))
    },
    "checkFrontApiKey": SecretText |client, [front_api_key]| {
        with_wiped_stack(|| client.keys()?.check_front_api_key(front_api_key))
    },
    // client.js has the rest of the widget options already.
    "widgetToken": Text |client, [user_id, user_email]| {
        client.signer()?.widget_options(user_id, user_email).map(|options| Ascii(*options.token.as_bytes()))
    },
    "keyFingerprints": Text |client, []| {
        let keys = client.keys()?;
        let signers = core::iter::once(keys.current()).chain(keys.previous());
        Ok(signers.map(|signer| Ascii(*signer.key_fingerprint().as_bytes())).collect::<Vec<_>>())
    },
}
