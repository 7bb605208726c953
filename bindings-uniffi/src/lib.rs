//! Computes and verifies Notifizz hashed tokens. An unofficial, independent project.
//!
//! The native part of the Swift package: `UniFFI` generates its code from the items below, doc
//! comments included.

#![allow(
    unsafe_code,
    reason = "uniffi exports C functions, which need unsafe attributes"
)]

use core::fmt;

use notifizz_token::{Error, Evidence, Signer, Token, TokenScheme, with_wiped_stack};
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

/// Computes and verifies tokens for one auth secret key, on the server.
///
/// A client is immutable and safe to share between threads. Its key material is wiped when it is
/// freed. However it is printed, it shows only its scheme and its key fingerprint.
#[derive(uniffi::Object)]
#[uniffi::export(Debug)]
pub struct NotifizzClient {
    // The box keeps the key states in one place when the client is moved.
    signer: Box<Signer<Zeroizing<String>>>,
}

impl fmt::Debug for NotifizzClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotifizzClient")
            .field("token_scheme", &self.signer.token_scheme().as_str())
            .field("key_fingerprint", &self.signer.key_fingerprint().as_str())
            .finish()
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
    /// Throws `empty_auth_secret_key`; `auth_secret_key_whitespace` or
    /// `auth_secret_key_invisible_character` if the key begins or ends with such a character;
    /// `auth_secret_key_quoted` if it is in quotes. The same rules hold for the webhook signing
    /// secret, with `missing_webhook_signing_secret` and `webhook_signing_secret_…`.
    #[uniffi::constructor(default(token_scheme = None, webhook_signing_secret = None))]
    pub fn new(
        auth_secret_key: String,
        token_scheme: Option<TokenScheme>,
        webhook_signing_secret: Option<String>,
    ) -> Result<Self> {
        // Wrapped first, so that they are wiped on every return path.
        let auth_secret_key = Zeroizing::new(auth_secret_key);
        let webhook_signing_secret = webhook_signing_secret.map(Zeroizing::new);
        let scheme = token_scheme.unwrap_or_default();
        // Moving the key states into the box leaves copies on the stack.
        with_wiped_stack(move || {
            let mut signer = Box::new(Signer::new(auth_secret_key, scheme)?);
            if let Some(secret) = webhook_signing_secret {
                signer.set_webhook_signing_secret(secret.as_str())?;
            }
            Ok(Self { signer })
        })
    }

    /// Returns the hashed token that proves to the widget who its user is: 64 lower-case hex
    /// characters. It is deterministic and never expires. The user ID is used exactly as it is.
    ///
    /// Throws `empty_user_id`.
    pub fn generate_hashed_token(&self, user_id: &str) -> Result<String> {
        Ok(to_string(self.signer.generate_hashed_token(user_id)?))
    }

    /// Returns whether the token is exactly the hashed token of the user ID. Compares in constant
    /// time and never throws.
    pub fn verify_hashed_token(&self, user_id: &str, token: &ReceivedToken) -> bool {
        self.signer.verify_hashed_token(user_id, &token.0)
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
            .signer
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
        self.signer
            .verify_subscribe_token(subscriber_id, resource_id, &token.0)
    }

    /// Returns the signature of the `payload` string of a dispatch webhook.
    ///
    /// Throws `missing_webhook_signing_secret`.
    pub fn sign_dispatch_payload(&self, payload: &str) -> Result<String> {
        Ok(to_string(self.signer.sign_dispatch_payload(payload)?))
    }

    /// Returns whether the signature is that of the payload, which is the text exactly as received.
    /// Check the timestamp inside the payload yourself.
    ///
    /// Throws `missing_webhook_signing_secret`, and never because of untrusted input.
    pub fn verify_dispatch_signature(
        &self,
        payload: &str,
        signature: &ReceivedToken,
    ) -> Result<bool> {
        Ok(self
            .signer
            .verify_dispatch_signature(payload, &signature.0)?)
    }

    /// Like `signDispatchPayload`, for a payload of arbitrary bytes.
    ///
    /// Throws `missing_webhook_signing_secret`.
    pub fn sign_dispatch_payload_bytes(&self, payload: &[u8]) -> Result<String> {
        Ok(to_string(self.signer.sign_dispatch_payload(payload)?))
    }

    /// Like `verifyDispatchSignature`, for a payload of arbitrary bytes.
    ///
    /// Throws `missing_webhook_signing_secret`, and never because of untrusted input.
    pub fn verify_dispatch_signature_bytes(
        &self,
        payload: &[u8],
        signature: &ReceivedToken,
    ) -> Result<bool> {
        Ok(self
            .signer
            .verify_dispatch_signature(payload, &signature.0)?)
    }

    /// Returns the options that the widget needs, with the user's token. Take the user from the
    /// session only.
    ///
    /// Throws `empty_user_id`, or `empty_user_email` (also for whitespace alone). If the Front API
    /// Key is given: `empty_front_api_key`, or `front_api_key_is_secret` if it is the auth secret
    /// key, also with whitespace, quotes or invisible characters around it, in any letter case.
    #[uniffi::method(default(api_key = None))]
    pub fn widget_options(
        &self,
        user_id: String,
        user_email: String,
        api_key: Option<String>,
    ) -> Result<WidgetOptions> {
        if let Some(api_key) = &api_key {
            self.signer.check_front_api_key(api_key)?;
        }
        let options = self.signer.widget_options(&user_id, &user_email)?;
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
        self.signer.token_scheme()
    }

    /// Returns eight characters that tell two auth secret keys apart and are safe to log.
    pub fn key_fingerprint(&self) -> String {
        self.signer.key_fingerprint().as_str().to_owned()
    }
}

/// The explanation of a token.
#[derive(Debug, uniffi::Record)]
pub struct Diagnosis {
    /// The stable name of the cause, such as `other_scheme`; `correct` for a correct token.
    pub code: String,
    /// The scheme of the token, if it is known.
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

/// The version of this package.
#[uniffi::export]
#[must_use]
pub fn version() -> String {
    notifizz_token::VERSION.to_owned()
}
