//! Computes and verifies Notifizz hashed tokens. An unofficial, independent project.
//!
//! The native part of the Swift package: `UniFFI` generates its code from the items below, doc
//! comments included.

#![allow(
    unsafe_code,
    reason = "uniffi exports C functions, which need unsafe attributes"
)]

use core::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use notifizz_token::{
    DispatchEvidence, Error, Evidence, Signer, Token, TokenScheme, WebhookSigner,
    overwrite_registers, with_wiped_stack,
};
use zeroize::Zeroizing;

uniffi::setup_scaffolding!("notifizz_token_native");

type Result<T> = core::result::Result<T, NotifizzTokenError>;

/// The error that this package throws.
#[derive(Debug, uniffi::Error)]
pub enum NotifizzTokenError {
    /// An input was rejected.
    Refused {
        /// The stable name that the error has in every language, such as `empty_user_id`.
        code: String,
        /// One sentence that says what is wrong and what to do. It contains no part of any input.
        reason: String,
    },
}

impl fmt::Display for NotifizzTokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Refused { reason, .. } = self;
        f.write_str(reason)
    }
}

impl From<Error> for NotifizzTokenError {
    fn from(error: Error) -> Self {
        Self::Refused {
            code: error.code().to_owned(),
            reason: error.message().to_owned(),
        }
    }
}

// It crosses the FFI boundary as its name, so that core's type is the only one in Rust and Swift's
// enum has these names as raw values.
uniffi::custom_type!(TokenScheme, String, {
    remote,
    lower: |scheme| scheme.as_str().to_owned(),
    try_lift: |name| Ok(name.parse::<TokenScheme>()?),
});

/// The scheme with that name, which is in lower case, as in a configuration.
///
/// Throws `unknown_token_scheme`.
#[uniffi::export]
#[must_use = "the scheme is the result"]
pub fn token_scheme_named(name: &str) -> Result<TokenScheme> {
    Ok(name.parse()?)
}

/// A token or a signature as it was received. `uniffi.toml` has Swift pass the empty text in place
/// of one that has not 64 bytes, so that no other is copied.
#[derive(Debug)]
pub struct ReceivedToken(String);

uniffi::custom_newtype!(ReceivedToken, String);

/// The options that the widget needs to authenticate a user. As JSON, the fields have the widget's
/// own names.
#[derive(Debug, uniffi::Record)]
pub struct WidgetOptions {
    /// The Front API Key, which is public, if it was given.
    pub api_key: Option<String>,
    /// Always `backendToken`.
    pub auth_type: String,
    /// The hashed token of the user ID.
    pub token: String,
    /// The user ID, exactly as it was signed.
    pub user_id: String,
    /// The user's e-mail address.
    pub user_email: String,
}

type Rotation<T> = notifizz_token::Rotation<T, Vec<T>>;

fn zeroizing(secrets: Vec<String>) -> Vec<Zeroizing<String>> {
    secrets.into_iter().map(Zeroizing::new).collect()
}

/// The payload of a webhook's body. The tolerance is in seconds.
fn receive(
    signers: &Rotation<WebhookSigner>,
    body: &[u8],
    tolerance: f64,
    now: Option<SystemTime>,
) -> Result<String> {
    let since = now.unwrap_or_else(SystemTime::now);
    let seconds = match since.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_secs_f64(),
        Err(before) => -before.duration().as_secs_f64(),
    };
    // Milliseconds are whole, and a double holds them exactly.
    Ok(signers.receive(body, (seconds * 1000.0).round(), tolerance * 1000.0)?)
}

/// Receives dispatch webhooks, in a service that has no auth secret key.
///
/// A receiver is immutable and safe to share between threads. What it holds is wiped when it is freed,
/// and it prints nothing of it.
#[derive(uniffi::Object)]
#[uniffi::export(Debug)]
pub struct DispatchReceiver {
    signers: Box<Rotation<WebhookSigner>>,
}

impl fmt::Debug for DispatchReceiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DispatchReceiver")
    }
}

impl Drop for DispatchReceiver {
    fn drop(&mut self) {
        overwrite_registers();
    }
}

#[uniffi::export]
impl DispatchReceiver {
    /// Creates a receiver for a webhook signing secret, which is used exactly as it is, or for several
    /// while it is being replaced: any of them verifies.
    ///
    /// Throws `missing_webhook_signing_secret` if there is none or one is empty, and
    /// `webhook_signing_secret_…` as a client.
    #[uniffi::constructor]
    pub fn new(webhook_signing_secrets: Vec<String>) -> Result<Self> {
        let secrets = zeroizing(webhook_signing_secrets);
        let receiver = with_wiped_stack(move || {
            let signers = Box::new(Rotation::from_webhook_signing_secrets(secrets)?);
            Ok(Self { signers })
        });
        overwrite_registers();
        receiver
    }

    /// Returns the event of a dispatch webhook, as JSON, from the body as it arrived, before anything
    /// parses or decodes it.
    ///
    /// Verifies the signature, then checks that the timestamp is at most `tolerance` seconds from `now`,
    /// before or after; without it, from the clock. The same webhook may arrive twice meanwhile.
    ///
    /// Throws one of four codes, whatever was sent: `dispatch_body_malformed`,
    /// `dispatch_signature_mismatch`, `dispatch_timestamp_missing` or
    /// `dispatch_timestamp_out_of_tolerance`. Log the error, and answer all four alike, with 400.
    #[uniffi::method(default(tolerance = 300.0, now = None))]
    pub fn receive_dispatch(
        &self,
        body: &[u8],
        tolerance: f64,
        now: Option<SystemTime>,
    ) -> Result<String> {
        receive(&self.signers, body, tolerance, now)
    }
}

/// Computes and verifies tokens for one auth secret key, on the server.
///
/// A client is immutable and safe to share between threads. Its key material is wiped when it is
/// freed. However it is printed, it shows only its scheme and its key fingerprint.
#[derive(uniffi::Object)]
#[uniffi::export(Debug)]
pub struct NotifizzClient {
    // The box keeps the key states in one place when the client is moved.
    keys: Box<Keys>,
}

struct Keys {
    auth: Rotation<OwningSigner>,
    webhook: Option<Rotation<WebhookSigner>>,
}

type OwningSigner = Signer<Zeroizing<String>>;

impl Drop for NotifizzClient {
    fn drop(&mut self) {
        overwrite_registers();
    }
}

impl NotifizzClient {
    fn signer(&self) -> &OwningSigner {
        self.keys.auth.current()
    }

    fn webhook(&self) -> Result<&Rotation<WebhookSigner>> {
        let webhook = self.keys.webhook.as_ref();
        Ok(webhook.ok_or(Error::MissingWebhookSigningSecret)?)
    }
}

impl fmt::Debug for NotifizzClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let signer = self.signer();
        let mut output = f.debug_struct("NotifizzClient");
        output
            .field("token_scheme", &signer.token_scheme().as_str())
            .field("key_fingerprint", &signer.key_fingerprint().as_str());
        let previous = self.previous_key_fingerprints();
        if !previous.is_empty() {
            output.field("previous_key_fingerprints", &previous);
        }
        output.finish()
    }
}

fn to_string(token: Token) -> String {
    token.as_str().to_owned()
}

#[uniffi::export]
impl NotifizzClient {
    /// Creates a client for an auth secret key, which is used exactly as it is. The scheme defaults
    /// to `hmac-sha256`. Only the dispatch functions need the webhook signing secret.
    ///
    /// While a key is being replaced, the previous ones verify and do nothing else. Of several webhook
    /// signing secrets the first signs and any verifies; one that is given beside them comes first.
    ///
    /// Throws `empty_auth_secret_key`; `auth_secret_key_whitespace` or
    /// `auth_secret_key_invisible_character` if the key begins or ends with such a character;
    /// `auth_secret_key_quoted` if it is in quotes. The same rules hold for the webhook signing
    /// secret, with `missing_webhook_signing_secret` and `webhook_signing_secret_…`.
    #[uniffi::constructor(default(
        token_scheme = None,
        webhook_signing_secret = None,
        webhook_signing_secrets = None,
        previous_auth_secret_keys = []
    ))]
    pub fn new(
        auth_secret_key: String,
        token_scheme: Option<TokenScheme>,
        webhook_signing_secret: Option<String>,
        webhook_signing_secrets: Option<Vec<String>>,
        previous_auth_secret_keys: Vec<String>,
    ) -> Result<Self> {
        // Wrapped first, so that they are wiped on every return path.
        let mut auth_secret_keys = vec![Zeroizing::new(auth_secret_key)];
        auth_secret_keys.extend(zeroizing(previous_auth_secret_keys));
        let is_given = webhook_signing_secret.is_some() || webhook_signing_secrets.is_some();
        let secrets = webhook_signing_secret.into_iter();
        let secrets = secrets.chain(webhook_signing_secrets.unwrap_or_default());
        let webhook_signing_secrets = is_given.then(|| zeroizing(secrets.collect()));
        let scheme = token_scheme.unwrap_or_default();
        // Moving the key states into the box leaves copies on the stack.
        let client = with_wiped_stack(move || {
            let auth = Rotation::from_auth_secret_keys(auth_secret_keys, scheme)?;
            let webhook = webhook_signing_secrets.map(Rotation::from_webhook_signing_secrets);
            let webhook = webhook.transpose()?;
            let keys = Box::new(Keys { auth, webhook });
            Ok(Self { keys })
        });
        overwrite_registers();
        client
    }

    /// Returns the hashed token that proves to the widget who its user is: 64 lower-case hex
    /// characters. It is deterministic and never expires. The user ID is used exactly as it is.
    ///
    /// Throws `empty_user_id`.
    pub fn generate_hashed_token(&self, user_id: &str) -> Result<String> {
        Ok(to_string(self.signer().generate_hashed_token(user_id)?))
    }

    /// Returns whether the token is exactly the hashed token of the user ID. Compares in constant
    /// time and never throws.
    pub fn verify_hashed_token(&self, user_id: &str, token: &ReceivedToken) -> bool {
        self.keys.auth.verify_hashed_token(user_id, &token.0)
    }

    /// Returns the token that lets a subscriber subscribe to a resource. It is the same under both
    /// schemes.
    ///
    /// Notifizz concatenates the two IDs without a separator: ("user_1", "2proj") and ("user_12",
    /// "proj") share a token. Choose IDs that are not ambiguous when concatenated.
    ///
    /// Throws `empty_user_id` (the subscriber's) or `empty_resource_id`.
    pub fn generate_subscribe_token(
        &self,
        subscriber_id: &str,
        resource_id: &str,
    ) -> Result<String> {
        let token = self
            .signer()
            .generate_subscribe_token(subscriber_id, resource_id)?;
        Ok(to_string(token))
    }

    /// Returns whether the token is exactly the subscribe token of the two IDs. Never throws.
    pub fn verify_subscribe_token(
        &self,
        subscriber_id: &str,
        resource_id: &str,
        token: &ReceivedToken,
    ) -> bool {
        self.keys
            .auth
            .verify_subscribe_token(subscriber_id, resource_id, &token.0)
    }

    /// Returns the signature of the `payload` string of a dispatch webhook.
    ///
    /// Throws `missing_webhook_signing_secret`.
    pub fn sign_dispatch_payload(&self, payload: &str) -> Result<String> {
        Ok(to_string(self.webhook()?.current().sign(payload)?))
    }

    /// Returns whether the signature is that of the payload, which is the text exactly as received.
    /// It does not check the timestamp inside the payload, as `receiveDispatch` does.
    ///
    /// Throws `missing_webhook_signing_secret`, and never because of untrusted input.
    pub fn verify_dispatch_signature(
        &self,
        payload: &str,
        signature: &ReceivedToken,
    ) -> Result<bool> {
        Ok(self.webhook()?.verify(payload, &signature.0))
    }

    /// Like `signDispatchPayload`, for a payload of arbitrary bytes.
    ///
    /// Throws `missing_webhook_signing_secret`.
    pub fn sign_dispatch_payload_bytes(&self, payload: &[u8]) -> Result<String> {
        Ok(to_string(self.webhook()?.current().sign(payload)?))
    }

    /// Like `verifyDispatchSignature`, for a payload of arbitrary bytes.
    ///
    /// Throws `missing_webhook_signing_secret`, and never because of untrusted input.
    pub fn verify_dispatch_signature_bytes(
        &self,
        payload: &[u8],
        signature: &ReceivedToken,
    ) -> Result<bool> {
        Ok(self.webhook()?.verify(payload, &signature.0))
    }

    /// Returns the event of a dispatch webhook, as `receiveDispatch` of a `DispatchReceiver`.
    ///
    /// Throws the same errors, and `missing_webhook_signing_secret` on a client without one.
    #[uniffi::method(default(tolerance = 300.0, now = None))]
    pub fn receive_dispatch(
        &self,
        body: &[u8],
        tolerance: f64,
        now: Option<SystemTime>,
    ) -> Result<String> {
        receive(self.webhook()?, body, tolerance, now)
    }

    /// Returns the options that the widget needs, with the user's token. Take the user from the
    /// session only.
    ///
    /// Throws `empty_user_id`, or `empty_user_email` (also for whitespace alone). If the Front API
    /// Key is given: `empty_front_api_key`, or `front_api_key_is_secret` if it is an auth secret
    /// key, also with whitespace, quotes or invisible characters around it, in any letter case.
    #[uniffi::method(default(api_key = None))]
    pub fn widget_options(
        &self,
        user_id: String,
        user_email: String,
        api_key: Option<String>,
    ) -> Result<WidgetOptions> {
        if let Some(api_key) = &api_key {
            self.keys.auth.check_front_api_key(api_key)?;
        }
        let options = self.signer().widget_options(&user_id, &user_email)?;
        Ok(WidgetOptions {
            api_key,
            auth_type: notifizz_token::WidgetOptions::AUTH_TYPE.to_owned(),
            token: to_string(options.token),
            user_id,
            user_email,
        })
    }

    /// Returns the scheme of this client's hashed tokens.
    pub fn token_scheme(&self) -> TokenScheme {
        self.signer().token_scheme()
    }

    /// Returns eight characters that tell two auth secret keys apart and are safe to log. Of several
    /// keys, it is the fingerprint of the one that signs.
    pub fn key_fingerprint(&self) -> String {
        self.signer().key_fingerprint().to_string()
    }

    /// Returns the fingerprints of the previous auth secret keys, in their order.
    pub fn previous_key_fingerprints(&self) -> Vec<String> {
        let previous = self.keys.auth.previous().iter();
        previous
            .map(|signer| signer.key_fingerprint().to_string())
            .collect()
    }
}

/// The explanation of a token, or of the signature of a webhook.
#[derive(Debug, uniffi::Record)]
pub struct Diagnosis {
    /// The stable name of the cause, such as `other_scheme`; `correct` for a correct token.
    pub code: String,
    /// The scheme of the token, if it is known. A signature has none.
    pub scheme: Option<TokenScheme>,
    /// One sentence that says what to do. It contains no secret.
    pub message: String,
}

/// Names the mistake with which a token was computed, or the scheme of a known-good token. This is
/// for developers: it is not constant-time, so never verify with it. It accepts keys that no client
/// accepts, such as one with whitespace or quotes around it, because that is one of the causes.
///
/// Throws `empty_auth_secret_key` or `empty_user_id`.
#[uniffi::export(default(token_scheme = None, sdk_secret_key = None, user_email = None))]
pub fn diagnose(
    token: &str,
    user_id: &str,
    auth_secret_key: String,
    token_scheme: Option<TokenScheme>,
    sdk_secret_key: Option<String>,
    user_email: Option<String>,
) -> Result<Diagnosis> {
    let auth_secret_key = Zeroizing::new(auth_secret_key);
    let sdk_secret_key = sdk_secret_key.map(Zeroizing::new);
    let diagnosis = notifizz_token::diagnose(&Evidence {
        token_scheme: token_scheme.unwrap_or_default(),
        sdk_secret_key: sdk_secret_key.as_ref().map(|key| key.as_str()),
        user_email: user_email.as_deref(),
        ..Evidence::new(token, user_id, &auth_secret_key)
    })?;
    Ok(Diagnosis {
        code: diagnosis.code().to_owned(),
        scheme: diagnosis.scheme(),
        message: diagnosis.message().to_owned(),
    })
}

/// Names the mistake with which the signature of a dispatch webhook was computed, or with which the
/// webhook was read. The payload is the text of the field `payload`, exactly as received. Like `diagnose`,
/// this is for developers.
///
/// Throws `missing_webhook_signing_secret`.
#[uniffi::export]
pub fn diagnose_dispatch(
    payload: &str,
    signature: &str,
    webhook_signing_secret: String,
) -> Result<Diagnosis> {
    let cause = notifizz_token::diagnose_dispatch(&DispatchEvidence {
        payload,
        signature,
        webhook_signing_secret: &Zeroizing::new(webhook_signing_secret),
    })?;
    Ok(Diagnosis {
        code: cause.code().to_owned(),
        scheme: None,
        message: cause.message().to_owned(),
    })
}

/// The version of this package.
#[uniffi::export]
#[must_use]
pub fn version() -> String {
    notifizz_token::VERSION.to_owned()
}
