//! Makes and verifies Notifizz hashed tokens. An unofficial, independent project.
//!
//! The one source of the Kotlin, Ruby and Swift packages: `UniFFI` writes their code from the items
//! below, comments included.

#![allow(
    unsafe_code,
    reason = "what uniffi exports are C functions, which need unsafe attributes"
)]

use core::fmt;

use notifizz_token::{Error, Evidence, Signer, Token, with_wiped_stack};
use zeroize::Zeroizing;

uniffi::setup_scaffolding!("notifizz_token_native");

type Result<T> = core::result::Result<T, NotifizzTokenError>;

/// What this package throws.
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

impl core::error::Error for NotifizzTokenError {}

impl From<Error> for NotifizzTokenError {
    fn from(error: Error) -> Self {
        Self::Refused {
            code: error.code().to_owned(),
            reason: error.message().to_owned(),
        }
    }
}

/// How a hashed token is computed. Always chosen, never guessed.
#[derive(Clone, Copy, Debug, Default, uniffi::Enum)]
pub enum TokenScheme {
    /// The default, and what Notifizz documents: HMAC-SHA256 (RFC 2104) with the auth secret key
    /// over the user ID. Its name is `hmac-sha256`.
    #[default]
    HmacSha256,
    /// What Notifizz's published PHP and Java SDKs compute: SHA-256 of the user ID followed by the
    /// key. Weaker, as a plain hash is no MAC. Its name is `sha256-concat`.
    Sha256Concat,
}

impl From<TokenScheme> for notifizz_token::TokenScheme {
    fn from(scheme: TokenScheme) -> Self {
        match scheme {
            TokenScheme::HmacSha256 => Self::HmacSha256,
            TokenScheme::Sha256Concat => Self::Sha256Concat,
        }
    }
}

impl From<notifizz_token::TokenScheme> for TokenScheme {
    fn from(scheme: notifizz_token::TokenScheme) -> Self {
        match scheme {
            notifizz_token::TokenScheme::HmacSha256 => Self::HmacSha256,
            notifizz_token::TokenScheme::Sha256Concat => Self::Sha256Concat,
        }
    }
}

/// The scheme of that name, in lower case, as it stands in a configuration.
///
/// Throws `unknown_token_scheme`.
#[uniffi::export]
#[must_use = "the scheme is the result"]
pub fn token_scheme_named(name: &str) -> Result<TokenScheme> {
    let scheme: notifizz_token::TokenScheme = name.parse()?;
    Ok(scheme.into())
}

/// The name of a scheme: `hmac-sha256` or `sha256-concat`.
#[uniffi::export]
#[must_use]
pub fn token_scheme_name(scheme: TokenScheme) -> String {
    notifizz_token::TokenScheme::from(scheme)
        .as_str()
        .to_owned()
}

/// What the widget needs to authenticate a user. As JSON, the fields have the widget's own names.
#[derive(Debug, uniffi::Record)]
pub struct WidgetOptions {
    /// The Front API Key, which is public, if it was given.
    pub api_key: Option<String>,
    /// Always `backendToken`.
    pub auth_type: String,
    /// The hashed token of the user ID.
    pub token: String,
    /// The very text that was signed.
    pub user_id: String,
    /// The user's e-mail address.
    pub user_email: String,
}

/// Makes and verifies tokens for one Auth Secret Key, on the server.
///
/// It cannot change and is safe to use from many threads. What it holds of the key is wiped when it
/// is freed. It shows its scheme and its key fingerprint only, however it is printed.
#[derive(uniffi::Object)]
#[uniffi::export(Debug)]
pub struct NotifizzClient {
    // In a box, so that the key states are never copied when the client is moved.
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

fn text(token: Token) -> String {
    token.as_str().to_owned()
}

#[uniffi::export]
impl NotifizzClient {
    /// A client for an Auth Secret Key, which is used exactly as it is. Without a scheme, it is
    /// `hmac-sha256`. The webhook signing secret is needed by the dispatch functions only.
    ///
    /// Throws `empty_auth_secret_key`; `auth_secret_key_whitespace` or
    /// `auth_secret_key_invisible_character` if it begins or ends with some;
    /// `auth_secret_key_quoted` if it is in quotes. For the webhook signing secret the same, as
    /// `missing_webhook_signing_secret` and `webhook_signing_secret_…`.
    #[uniffi::constructor(default(token_scheme = None, webhook_signing_secret = None))]
    pub fn new(
        auth_secret_key: String,
        token_scheme: Option<TokenScheme>,
        webhook_signing_secret: Option<String>,
    ) -> Result<Self> {
        // First of all, so that every way out wipes them.
        let auth_secret_key = Zeroizing::new(auth_secret_key);
        let webhook_signing_secret = webhook_signing_secret.map(Zeroizing::new);
        let scheme = token_scheme.unwrap_or_default().into();
        // Key states on their way into the box are wiped where they were.
        with_wiped_stack(move || {
            let mut signer = Box::new(Signer::new(auth_secret_key, scheme)?);
            if let Some(secret) = webhook_signing_secret {
                signer.set_webhook_signing_secret(secret.as_str())?;
            }
            Ok(Self { signer })
        })
    }

    /// The hashed token that proves to the widget who its user is: 64 lower-case hex characters.
    /// Deterministic; it never expires. The user ID is used exactly as it is.
    ///
    /// Throws `empty_user_id`.
    pub fn generate_hashed_token(&self, user_id: &str) -> Result<String> {
        Ok(text(self.signer.generate_hashed_token(user_id)?))
    }

    /// Whether the token is exactly the hashed token of the user ID. Compares in constant time and
    /// never throws.
    pub fn verify_hashed_token(&self, user_id: &str, token: &str) -> bool {
        self.signer.verify_hashed_token(user_id, token)
    }

    /// The token that lets a subscriber subscribe to a resource, the same under both schemes.
    ///
    /// Notifizz joins the two IDs with no separator: ("user_1", "2proj") and ("user_12", "proj")
    /// share a token. Choose IDs that cannot be cut in two ways.
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
        Ok(text(token))
    }

    /// Whether the token is exactly the subscribe token of the two IDs. Never throws.
    pub fn verify_subscribe_token(
        &self,
        subscriber_id: &str,
        resource_id: &str,
        token: &str,
    ) -> bool {
        self.signer
            .verify_subscribe_token(subscriber_id, resource_id, token)
    }

    /// The signature of the `payload` string of a dispatch webhook.
    ///
    /// Throws `missing_webhook_signing_secret`.
    pub fn sign_dispatch_payload(&self, payload: &str) -> Result<String> {
        Ok(text(self.signer.sign_dispatch_payload(payload)?))
    }

    /// Whether the signature is that of the payload, the text exactly as received. Check the
    /// timestamp inside it yourself.
    ///
    /// Throws `missing_webhook_signing_secret`, and nothing for what a remote party can send.
    pub fn verify_dispatch_signature(&self, payload: &str, signature: &str) -> Result<bool> {
        Ok(self.signer.verify_dispatch_signature(payload, signature)?)
    }

    /// `sign_dispatch_payload` for a payload that is at hand as bytes, which may be any.
    ///
    /// Throws `missing_webhook_signing_secret`.
    // `Vec`, because uniffi writes no working Ruby for `&[u8]`.
    pub fn sign_dispatch_payload_bytes(&self, payload: Vec<u8>) -> Result<String> {
        Ok(text(self.signer.sign_dispatch_payload(payload)?))
    }

    /// `verify_dispatch_signature` for a payload that is at hand as bytes, which may be any.
    ///
    /// Throws `missing_webhook_signing_secret`, and nothing for what a remote party can send.
    pub fn verify_dispatch_signature_bytes(
        &self,
        payload: Vec<u8>,
        signature: &str,
    ) -> Result<bool> {
        Ok(self.signer.verify_dispatch_signature(payload, signature)?)
    }

    /// All that the widget needs, with a fresh token. Take the user from the session only.
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
        let token = text(self.signer.widget_options(&user_id, &user_email)?.token);
        Ok(WidgetOptions {
            api_key,
            auth_type: notifizz_token::WidgetOptions::AUTH_TYPE.to_owned(),
            token,
            user_id,
            user_email,
        })
    }

    /// The scheme that the client was made with.
    pub fn token_scheme(&self) -> TokenScheme {
        self.signer.token_scheme().into()
    }

    /// Eight characters that tell two Auth Secret Keys apart and are safe to log.
    pub fn key_fingerprint(&self) -> String {
        self.signer.key_fingerprint().as_str().to_owned()
    }
}

/// What explains a token.
#[derive(Debug, uniffi::Record)]
pub struct Diagnosis {
    /// The stable name of the cause, such as `other_scheme`; `correct` for a right token.
    pub code: String,
    /// The scheme that the token was made under, when known.
    pub scheme: Option<TokenScheme>,
    /// One sentence that says what to do. It contains no secret.
    pub message: String,
}

/// Names the mistake that a token was made with, or the scheme of a token known to be right. For
/// developers: it is not constant-time and no way to verify. It accepts a key that no client
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
        token_scheme: token_scheme.unwrap_or_default().into(),
        sdk_secret_key: sdk_secret_key.as_ref().map(|key| key.as_str()),
        user_email: user_email.as_deref(),
        ..Evidence::new(token, user_id, &auth_secret_key)
    })?;
    Ok(Diagnosis {
        code: diagnosis.code().to_owned(),
        scheme: diagnosis.scheme().map(Into::into),
        message: diagnosis.message().to_owned(),
    })
}

/// Throws `invalid_text`: what the classes for Kotlin and Ruby, whose strings can hold text that has
/// no UTF-8 form, answer to such text. Swift's cannot.
#[uniffi::export]
pub fn refuse_text() -> Result<()> {
    Err(Error::InvalidText.into())
}

/// The version of this package.
#[uniffi::export]
#[must_use]
pub fn version() -> String {
    notifizz_token::VERSION.to_owned()
}
