//! The native half of the npm package: one function for each of core's, called by `client.js`.
//! JavaScript checks types and well-formedness first; core does everything else.

#![cfg_attr(
    test,
    allow(
        dead_code,
        reason = "napi exports nothing in test builds; the tests are JavaScript's"
    )
)]

mod call;
mod command_line;
mod methods;

use call::{Answer, Handle, Result, WipedText};
use napi::bindgen_prelude::{JsObjectValue, Object};
use napi_derive::napi;
use notifizz_token::{
    DispatchEvidence, Error, Evidence, Rotation, Signer, TokenScheme, WebhookSigner, WidgetOptions,
    overwrite_registers, with_wiped_stack,
};
use zeroize::Zeroizing;

type OwningSigner = Signer<Zeroizing<String>>;
type Keys = Rotation<OwningSigner, Vec<OwningSigner>>;
type WebhookSigners = Rotation<WebhookSigner, Vec<WebhookSigner>>;

/// What a `NotifizzClient` holds, or a `DispatchReceiver`, which has no keys.
struct Client {
    keys: Option<Keys>,
    webhook_signers: Option<WebhookSigners>,
}

impl Client {
    fn keys(&self) -> core::result::Result<&Keys, Error> {
        self.keys.as_ref().ok_or(Error::EmptyAuthSecretKey)
    }

    fn signer(&self) -> core::result::Result<&OwningSigner, Error> {
        self.keys().map(Keys::current)
    }

    fn webhook_signers(&self) -> core::result::Result<&WebhookSigners, Error> {
        let signers = self.webhook_signers.as_ref();
        signers.ok_or(Error::MissingWebhookSigningSecret)
    }
}

#[napi(module_exports)]
fn add_methods(mut exports: Object<'_>) -> napi::Result<()> {
    for (name, callback) in methods::METHODS {
        exports.create_named_method(name, callback)?;
    }
    exports.create_named_method("close", methods::close)?;
    Ok(())
}

/// The number, code and message of each of core's errors, which an answer can be.
#[napi(catch_unwind)]
fn failures() -> Vec<(i32, &'static str, &'static str)> {
    let failure = |error: &Error| (error.number(), error.code(), error.message());
    Error::ALL.iter().map(failure).collect()
}

/// The names of the token schemes, the default first.
#[napi(catch_unwind)]
fn token_schemes() -> Vec<&'static str> {
    TokenScheme::ALL.map(TokenScheme::as_str).to_vec()
}

/// `authType` in the widget options.
#[napi(catch_unwind)]
fn auth_type() -> &'static str {
    WidgetOptions::AUTH_TYPE
}

/// The handle of a new client. It owns the secrets, which are wiped when it is closed or garbage-collected.
/// Of several keys or secrets, the first signs. Without keys, it only receives dispatches.
#[napi(catch_unwind)]
fn create(
    auth_secret_keys: Option<Vec<WipedText>>,
    token_scheme: WipedText,
    webhook_signing_secrets: Option<Vec<WipedText>>,
) -> Answer<Handle> {
    let texts = |texts: Option<Vec<WipedText>>| -> Result<_> {
        let texts = texts.map(|texts| texts.into_iter().map(|text| text.0).collect());
        texts.transpose()
    };
    // It is boxed inside the closure, so that no copy is left where the client was constructed.
    let client = with_wiped_stack(|| -> Result<_> {
        let scheme = scheme(token_scheme)?;
        let keys: Option<Vec<_>> = texts(auth_secret_keys)?;
        let secrets: Option<Vec<_>> = texts(webhook_signing_secrets)?;
        Ok(Box::new(Client {
            keys: keys
                .map(|keys| Keys::from_auth_secret_keys(keys, scheme))
                .transpose()?,
            webhook_signers: secrets
                .map(|secrets| {
                    let secrets = secrets.iter().map(|secret| secret.as_str());
                    WebhookSigners::from_webhook_signing_secrets(secrets)
                })
                .transpose()?,
        }))
    });
    overwrite_registers();
    Answer(client.map(Handle))
}

/// Whether a webhook with this timestamp was sent now.
#[napi(catch_unwind)]
fn check_dispatch_timestamp(timestamp_ms: f64, now_ms: f64, tolerance_ms: f64) -> Answer<()> {
    let check = notifizz_token::check_dispatch_timestamp(timestamp_ms, now_ms, tolerance_ms);
    Answer(check.map_err(Into::into))
}

/// The code, the scheme and the message of a diagnosis.
#[napi(catch_unwind)]
fn diagnose(
    // It is wiped too, because one of the mistakes is to pass a secret as the token.
    token: WipedText,
    user_id: WipedText,
    auth_secret_key: WipedText,
    token_scheme: WipedText,
    sdk_secret_key: Option<WipedText>,
    user_email: Option<WipedText>,
) -> Answer<[Option<&'static str>; 3]> {
    let diagnose = || {
        let (token, user_id, auth_secret_key) = (token.0?, user_id.0?, auth_secret_key.0?);
        let sdk_secret_key = sdk_secret_key.map(|text| text.0).transpose()?;
        let user_email = user_email.map(|text| text.0).transpose()?;
        let mut evidence = Evidence::new(&token, &user_id, &auth_secret_key);
        evidence.token_scheme = scheme(token_scheme)?;
        evidence.sdk_secret_key = sdk_secret_key.as_deref().map(String::as_str);
        evidence.user_email = user_email.as_deref().map(String::as_str);
        let diagnosis = notifizz_token::diagnose(&evidence)?;
        let scheme = diagnosis.scheme().map(TokenScheme::as_str);
        Ok([Some(diagnosis.code()), scheme, Some(diagnosis.message())])
    };
    Answer(diagnose())
}

/// The code and the message of a dispatch's diagnosis.
#[napi(catch_unwind)]
fn diagnose_dispatch(
    payload: WipedText,
    signature: WipedText,
    webhook_signing_secret: WipedText,
) -> Answer<[&'static str; 2]> {
    let diagnose = || {
        let payload = payload.0?;
        panic_if_asked(payload.as_bytes());
        let cause = notifizz_token::diagnose_dispatch(&DispatchEvidence {
            payload: &payload,
            signature: &signature.0?,
            webhook_signing_secret: &webhook_signing_secret.0?,
        })?;
        Ok([cause.code(), cause.message()])
    };
    Answer(diagnose())
}

fn scheme(name: WipedText) -> Result<TokenScheme> {
    let name = name.0?;
    panic_if_asked(name.as_bytes());
    Ok(name.parse()?)
}

/// Panics only in a build for the tests, which show that no panic ends the process.
#[expect(clippy::panic, reason = "the tests ask for it")]
fn panic_if_asked(text: &[u8]) {
    if cfg!(feature = "test-panic") && text == b"panic!" {
        panic!("a panic that a test asked for");
    }
}
