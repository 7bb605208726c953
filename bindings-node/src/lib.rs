//! What `index.js` calls: one function for each of the core's. JavaScript checks types and
//! well-formedness before; everything else is core's.

#![cfg_attr(
    test,
    allow(
        dead_code,
        reason = "napi exports nothing in test builds; the tests are JavaScript's"
    )
)]

mod call;
mod methods;

use call::Handle;
use napi::bindgen_prelude::{JsObjectValue, Object};
use napi_derive::napi;
use notifizz_token::{Error, Evidence, Signer};
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

#[napi(module_exports)]
fn add_methods(mut exports: Object<'_>) -> napi::Result<()> {
    for (name, callback) in methods::METHODS {
        exports.create_named_method(name, callback)?;
    }
    Ok(())
}

/// The handle of a new client. The secret lives behind it and is wiped when it is collected.
#[napi(catch_unwind)]
fn create(
    auth_secret_key: String,
    token_scheme: String,
    webhook_signing_secret: Option<String>,
) -> Result<Handle> {
    // First of all, so that every way out wipes them.
    let auth_secret_key = Zeroizing::new(auth_secret_key);
    let webhook_signing_secret = webhook_signing_secret.map(Zeroizing::new);
    panic_if_asked(&token_scheme);
    let token_scheme = token_scheme.parse().map_err(refused)?;
    let mut client = Client::new(auth_secret_key, token_scheme).map_err(refused)?;
    if let Some(secret) = webhook_signing_secret {
        client = client
            .with_webhook_signing_secret(&**secret)
            .map_err(refused)?;
    }
    Ok(Handle(client))
}

#[napi(object, object_from_js = false)]
struct Diagnosis {
    pub code: &'static str,
    pub scheme: Option<&'static str>,
    pub message: &'static str,
}

#[napi(catch_unwind)]
fn diagnose(
    token: String,
    user_id: String,
    auth_secret_key: String,
    token_scheme: String,
    sdk_secret_key: Option<String>,
    user_email: Option<String>,
) -> Result<Diagnosis> {
    // The token too: one of the mistakes is to pass a secret for it.
    let token = Zeroizing::new(token);
    let auth_secret_key = Zeroizing::new(auth_secret_key);
    let sdk_secret_key = sdk_secret_key.map(Zeroizing::new);
    panic_if_asked(&token_scheme);
    let mut evidence = Evidence::new(&token, &user_id, &auth_secret_key);
    evidence.token_scheme = token_scheme.parse().map_err(refused)?;
    evidence.sdk_secret_key = sdk_secret_key.as_deref().map(String::as_str);
    evidence.user_email = user_email.as_deref();
    let found = notifizz_token::diagnose(&evidence).map_err(refused)?;
    Ok(Diagnosis {
        code: found.code(),
        scheme: found.scheme().map(|scheme| scheme.as_str()),
        message: found.message(),
    })
}

/// Throws the error for text that `index.js` found to be no Unicode.
#[napi(catch_unwind)]
fn refuse_text() -> Result<()> {
    Err(refused(Error::InvalidText))
}

/// Only in a build for the tests, which show that no panic ends the process.
#[expect(clippy::panic, reason = "that is its purpose")]
fn panic_if_asked(text: &str) {
    if cfg!(feature = "test-panic") && text == "panic!" {
        panic!("a panic that a test asked for");
    }
}
