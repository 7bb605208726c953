//! What `index.js` calls: one function for each of the core's, over a handle that it keeps in a
//! private field. JavaScript checks types and well-formedness before; everything else is core's.

#![cfg_attr(
    test,
    allow(
        dead_code,
        reason = "napi exports nothing in test builds; the tests are JavaScript's"
    )
)]

mod text;

use napi::bindgen_prelude::External;
use napi_derive::napi;
use notifizz_token::{Error, Signer};
use text::{Hex, Text};
use zeroize::Zeroizing;

type Client = Signer<Zeroizing<String>>;
type Result<T> = core::result::Result<T, napi::Error<Code>>;

/// `err.code` in JavaScript: `"ERR_NOTIFIZZ_"` and core's code in upper case.
struct Code(String);

impl AsRef<str> for Code {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// napi's own refusals, which mean that `index.js` has a bug.
impl From<napi::Status> for Code {
    fn from(status: napi::Status) -> Self {
        Self(status.as_ref().to_owned())
    }
}

fn refused(error: Error) -> napi::Error<Code> {
    let code = format!("ERR_NOTIFIZZ_{}", error.code().to_ascii_uppercase());
    napi::Error::new(Code(code), error.message())
}

/// The handle of a new client. The secret lives behind it and is wiped when it is collected.
#[napi(catch_unwind)]
fn create(
    auth_secret_key: String,
    token_scheme: String,
    webhook_signing_secret: Option<String>,
) -> Result<External<Client>> {
    // First of all, so that every way out wipes them.
    let auth_secret_key = Zeroizing::new(auth_secret_key);
    let webhook_signing_secret = webhook_signing_secret.map(Zeroizing::new);
    let token_scheme = token_scheme.parse().map_err(refused)?;
    let mut client = Client::new(auth_secret_key, token_scheme).map_err(refused)?;
    if let Some(secret) = webhook_signing_secret {
        client = client
            .with_webhook_signing_secret(secret.as_bytes())
            .map_err(refused)?;
    }
    Ok(External::new(client))
}

#[napi(catch_unwind)]
fn generate_hashed_token(client: &External<Client>, user_id: Text) -> Result<Hex> {
    let token = client.generate_hashed_token(user_id.as_str()?);
    token.map(Hex).map_err(refused)
}

#[napi(catch_unwind)]
fn verify_hashed_token(client: &External<Client>, user_id: Text, token: Text) -> Result<bool> {
    Ok(client.verify_hashed_token(user_id.as_str()?, token.as_str()?))
}

#[napi(catch_unwind)]
fn generate_subscribe_token(
    client: &External<Client>,
    subscriber_id: Text,
    resource_id: Text,
) -> Result<Hex> {
    let token = client.generate_subscribe_token(subscriber_id.as_str()?, resource_id.as_str()?);
    token.map(Hex).map_err(refused)
}

#[napi(catch_unwind)]
fn verify_subscribe_token(
    client: &External<Client>,
    subscriber_id: Text,
    resource_id: Text,
    token: Text,
) -> Result<bool> {
    Ok(client.verify_subscribe_token(
        subscriber_id.as_str()?,
        resource_id.as_str()?,
        token.as_str()?,
    ))
}

#[napi(catch_unwind)]
fn sign_dispatch_payload(client: &External<Client>, payload: Text) -> Result<Hex> {
    let signature = client.sign_dispatch_payload(payload.as_str()?);
    signature.map(Hex).map_err(refused)
}

#[napi(catch_unwind)]
fn verify_dispatch_signature(
    client: &External<Client>,
    payload: Text,
    signature: Text,
) -> Result<bool> {
    client
        .verify_dispatch_signature(payload.as_str()?, signature.as_str()?)
        .map_err(refused)
}

/// The token of the widget options; the rest of them needs no native code.
#[napi(catch_unwind)]
fn widget_token(client: &External<Client>, user_id: Text, user_email: Text) -> Result<Hex> {
    let options = client.widget_options(user_id.as_str()?, user_email.as_str()?);
    options.map(|options| Hex(options.token)).map_err(refused)
}

#[napi(catch_unwind)]
fn token_scheme(client: &External<Client>) -> &'static str {
    client.token_scheme().as_str()
}

#[napi(catch_unwind)]
fn key_fingerprint(client: &External<Client>) -> String {
    client.key_fingerprint().as_str().to_owned()
}

/// Throws the error for text that `index.js` found to be no Unicode.
#[napi(catch_unwind)]
fn refuse_text() -> Result<()> {
    Err(refused(Error::InvalidText))
}
