//! The client's methods, as index.js calls them: the handle first, then text.
#![expect(unsafe_code, reason = "a callback is called by C code")]

use napi::{Callback, sys};

use crate::{
    Client,
    call::{Ascii, call},
};

macro_rules! methods {
    ($($name:literal: |$client:ident, $texts:pat_param| $answer:expr,)+) => {
        pub(crate) const METHODS: [(&str, Callback); [$($name),+].len()] = [$(($name, {
            unsafe extern "C" fn callback(
                env: sys::napi_env,
                info: sys::napi_callback_info,
            ) -> sys::napi_value {
                // SAFETY: Node-API calls it, with an environment and arguments that are alive.
                unsafe { call(env, info, |$client: &Client, $texts| $answer) }
            }
            callback
        })),+];
    };
}

methods! {
    "generateHashedToken": |client, [user_id]| client.generate_hashed_token(user_id).map(Ascii),
    "verifyHashedToken": |client, [user_id, token]| Ok(client.verify_hashed_token(user_id, token)),
    "generateSubscribeToken": |client, [subscriber_id, resource_id]| {
        client.generate_subscribe_token(subscriber_id, resource_id).map(Ascii)
    },
    "verifySubscribeToken": |client, [subscriber_id, resource_id, token]| {
        Ok(client.verify_subscribe_token(subscriber_id, resource_id, token))
    },
    "signDispatchPayload": |client, [payload]| client.sign_dispatch_payload(payload).map(Ascii),
    "verifyDispatchSignature": |client, [payload, signature]| {
        client.verify_dispatch_signature(payload, signature)
    },
    // The rest of the widget options needs no native code.
    "widgetToken": |client, [user_id, user_email]| {
        client.widget_options(user_id, user_email).map(|options| Ascii(options.token))
    },
    "tokenScheme": |client, []| Ok(Ascii(client.token_scheme().as_str())),
    "keyFingerprint": |client, []| Ok(Ascii(client.key_fingerprint())),
}
