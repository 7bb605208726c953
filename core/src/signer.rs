//! Generates and verifies the tokens of one auth secret key.

use core::fmt;

use crate::{
    Error, KeyFingerprint, Token, TokenScheme, WebhookSigner, WidgetOptions,
    mac::{Key, Tag, equal, sha256},
    secret::{self, LowerCase},
    token::matches,
    with_wiped_stack,
};

const FINGERPRINT_MESSAGE: &[u8] = b"notifizz-token key fingerprint v1";

/// Generates and verifies tokens for one auth secret key under one [`TokenScheme`].
///
/// The key schedule of HMAC runs once, when the signer is created; each token then costs two
/// SHA-256 compressions for an ID of up to 55 bytes.
///
/// `S` stores the secret: a `&str` or `&[u8]` where there is no allocator, elsewhere an owned buffer
/// that wipes itself, such as `zeroize::Zeroizing<String>`. It is kept under `sha256-concat` only;
/// under `hmac-sha256` it is dropped as soon as the key schedule has run. The signer wipes what it
/// derives from the key when it is dropped, and the stack that held the key's blocks at once. `S`
/// has to wipe itself, and [`with_wiped_stack`] wipes the copies that moving a signer leaves.
///
/// All methods take `&self`, there is no interior mutability and no global state: a signer can
/// be shared between threads whenever `S` can. `Debug` shows the scheme and the key
/// fingerprint only, and there is no `Clone`, so that the secret is not multiplied by accident.
pub struct Signer<S> {
    scheme: Scheme<S>,
    key: Key,
    webhook_signer: Option<WebhookSigner>,
    /// The MAC of the key itself, bare and in lower case, if it was given as text. It lets the Front API
    /// Key be compared with a key that is no longer there.
    own_tag: Option<Tag>,
}

/// A [`TokenScheme`] with the key, if it needs more of it than the key schedule.
enum Scheme<S> {
    HmacSha256,
    Sha256Concat { auth_secret_key: S },
}

impl<S: AsRef<[u8]>> Signer<S> {
    /// Creates a signer from the Auth Secret Key as text, used as its UTF-8 bytes exactly.
    ///
    /// # Errors
    /// [`Error::EmptyAuthSecretKey`], [`Error::AuthSecretKeyWhitespace`],
    /// [`Error::AuthSecretKeyInvisibleCharacter`] or [`Error::AuthSecretKeyQuoted`]: characters that a
    /// file adds around a key are rejected, because trimming them silently would change the key.
    pub fn new(auth_secret_key: S, scheme: TokenScheme) -> Result<Self, Error>
    where
        S: AsRef<str>,
    {
        secret::AUTH_SECRET_KEY.check(auth_secret_key.as_ref())?;
        with_wiped_stack(|| {
            let key = Key::new(auth_secret_key.as_ref()).ok_or(Error::EmptyAuthSecretKey)?;
            // As a Front API Key is: a key may have a quote at one end.
            let bare = secret::bare(auth_secret_key.as_ref(), &secret::QUOTES);
            let own_tag = key.hmac(&LowerCase(bare));
            Ok(Self::with_key(key, auth_secret_key, scheme, Some(own_tag)))
        })
    }

    /// Creates a signer from any non-empty key bytes, for keys that are not text.
    ///
    /// Such a key cannot be mistaken for the Front API Key, which is text, so
    /// [`check_front_api_key`](Self::check_front_api_key) does not look for it.
    ///
    /// # Errors
    /// [`Error::EmptyAuthSecretKey`].
    pub fn from_bytes(auth_secret_key: S, scheme: TokenScheme) -> Result<Self, Error> {
        let key = Key::new(auth_secret_key.as_ref()).ok_or(Error::EmptyAuthSecretKey)?;
        Ok(Self::with_key(key, auth_secret_key, scheme, None))
    }

    fn with_key(key: Key, auth_secret_key: S, scheme: TokenScheme, own_tag: Option<Tag>) -> Self {
        Self {
            scheme: match scheme {
                TokenScheme::HmacSha256 => Scheme::HmacSha256,
                TokenScheme::Sha256Concat => Scheme::Sha256Concat { auth_secret_key },
            },
            key,
            webhook_signer: None,
            own_tag,
        }
    }

    /// Adds the webhook signing secret that the dispatch functions need, as text, used as its
    /// UTF-8 bytes exactly. Only its key schedule is kept.
    ///
    /// # Errors
    /// [`Error::MissingWebhookSigningSecret`] if it is empty; for the faults that
    /// [`new`](Self::new) rejects in an auth secret key,
    /// [`Error::WebhookSigningSecretWhitespace`], [`Error::WebhookSigningSecretInvisibleCharacter`]
    /// and [`Error::WebhookSigningSecretQuoted`].
    pub fn with_webhook_signing_secret(
        mut self,
        webhook_signing_secret: impl AsRef<str>,
    ) -> Result<Self, Error> {
        self.set_webhook_signing_secret(webhook_signing_secret)?;
        Ok(self)
    }

    /// Sets the webhook signing secret in place. On error the signer is unchanged.
    ///
    /// # Errors
    /// Those of [`with_webhook_signing_secret`](Self::with_webhook_signing_secret).
    pub fn set_webhook_signing_secret(
        &mut self,
        webhook_signing_secret: impl AsRef<str>,
    ) -> Result<(), Error> {
        self.webhook_signer = Some(WebhookSigner::new(webhook_signing_secret)?);
        Ok(())
    }

    /// Adds the webhook signing secret as any non-empty bytes, for secrets that are not text.
    ///
    /// # Errors
    /// [`Error::MissingWebhookSigningSecret`] if it is empty.
    pub fn with_webhook_signing_secret_bytes(
        mut self,
        webhook_signing_secret: impl AsRef<[u8]>,
    ) -> Result<Self, Error> {
        self.webhook_signer = Some(WebhookSigner::from_bytes(webhook_signing_secret)?);
        Ok(self)
    }

    /// The scheme of the hashed tokens, as given at creation.
    #[must_use]
    pub const fn token_scheme(&self) -> TokenScheme {
        match self.scheme {
            Scheme::HmacSha256 => TokenScheme::HmacSha256,
            Scheme::Sha256Concat { .. } => TokenScheme::Sha256Concat,
        }
    }

    /// A short name of the auth secret key, which is safe to log and tells two keys apart. It is the
    /// same under both schemes.
    #[must_use]
    pub fn key_fingerprint(&self) -> KeyFingerprint {
        KeyFingerprint::encode(&self.key.hmac(FINGERPRINT_MESSAGE))
    }

    /// The hashed token that proves to the widget who its user is, under the signer's scheme.
    ///
    /// The user ID is used as its UTF-8 bytes exactly: never trimmed, never normalised. Inner
    /// NULs and any Unicode are fine. The token is deterministic and never expires.
    ///
    /// Source: Notifizz, “Backend Token Authentication”.
    ///
    /// # Errors
    /// [`Error::EmptyUserId`].
    pub fn generate_hashed_token(&self, user_id: &str) -> Result<Token, Error> {
        if user_id.is_empty() {
            return Err(Error::EmptyUserId);
        }
        Token::encode(&self.hashed_tag(user_id))
    }

    /// Whether `token` is the hashed token of `user_id`.
    ///
    /// True for exactly the 64 lower-case characters that
    /// [`generate_hashed_token`](Self::generate_hashed_token) returns; false for anything else,
    /// of any length. Tags are compared in constant time and the expected one is never encoded.
    #[must_use]
    pub fn verify_hashed_token(&self, user_id: &str, token: impl AsRef<[u8]>) -> bool {
        !user_id.is_empty() && matches(self.hashed_tag(user_id), token.as_ref())
    }

    /// The token that lets a subscriber subscribe to a resource:
    /// HMAC-SHA256(auth secret key, subscriber ID ‖ resource ID), whatever the scheme.
    ///
    /// **The two IDs are joined with no separator**, because that is Notifizz's format:
    /// `("user_1", "2proj")` and `("user_12", "proj")` share a token. Choose IDs that are not ambiguous
    /// when concatenated, such as UUIDs or IDs with a prefix that no ID ends with.
    ///
    /// # Errors
    /// [`Error::EmptyUserId`] or [`Error::EmptyResourceId`].
    pub fn generate_subscribe_token(
        &self,
        subscriber_id: &str,
        resource_id: &str,
    ) -> Result<Token, Error> {
        Token::encode(&self.subscribe_tag(subscriber_id, resource_id)?)
    }

    /// Whether `token` is the subscribe token of the two IDs, with the same strictness and in constant
    /// time as [`verify_hashed_token`](Self::verify_hashed_token).
    #[must_use]
    pub fn verify_subscribe_token(
        &self,
        subscriber_id: &str,
        resource_id: &str,
        token: impl AsRef<[u8]>,
    ) -> bool {
        let tag = self.subscribe_tag(subscriber_id, resource_id);
        tag.is_ok_and(|tag| matches(tag, token.as_ref()))
    }

    /// The signature of a dispatch webhook: [`WebhookSigner::sign`] with the secret of
    /// [`with_webhook_signing_secret`](Self::with_webhook_signing_secret).
    ///
    /// # Errors
    /// [`Error::MissingWebhookSigningSecret`] without one.
    pub fn sign_dispatch_payload(&self, payload: impl AsRef<[u8]>) -> Result<Token, Error> {
        self.webhook_signer()?.sign(payload)
    }

    /// Whether `signature` is the dispatch signature of `payload`: [`WebhookSigner::verify`].
    ///
    /// # Errors
    /// [`Error::MissingWebhookSigningSecret`], so that a missing secret is not mistaken for a
    /// forged webhook. Never for untrusted input.
    pub fn verify_dispatch_signature(
        &self,
        payload: impl AsRef<[u8]>,
        signature: impl AsRef<[u8]>,
    ) -> Result<bool, Error> {
        Ok(self.webhook_signer()?.verify(payload, signature))
    }

    /// All that the widget needs to authenticate a user, with a fresh hashed token.
    ///
    /// An e-mail address that is only whitespace counts as empty. A page that is also given the Front
    /// API Key needs [`check_front_api_key`](Self::check_front_api_key) first.
    ///
    /// # Errors
    /// [`Error::EmptyUserId`] or [`Error::EmptyUserEmail`].
    pub fn widget_options<'a>(
        &self,
        user_id: &'a str,
        user_email: &'a str,
    ) -> Result<WidgetOptions<'a>, Error> {
        let token = self.generate_hashed_token(user_id)?;
        if user_email.trim().is_empty() {
            return Err(Error::EmptyUserEmail);
        }
        Ok(WidgetOptions {
            token,
            user_id,
            user_email,
        })
    }

    /// Checks whether a page may be given this Front API Key, which every browser then sees.
    ///
    /// # Errors
    /// [`Error::EmptyFrontApiKey`], or [`Error::FrontApiKeyIsSecret`] if it is the auth secret key, also
    /// with whitespace, quotes or invisible characters around it and in any letter case (of ASCII
    /// letters only, without the feature `unicode`).
    pub fn check_front_api_key(&self, front_api_key: &str) -> Result<(), Error> {
        if front_api_key.is_empty() {
            return Err(Error::EmptyFrontApiKey);
        }
        // It may be the secret, and the key's own tag is compared, so neither stays on the stack.
        let is_secret = with_wiped_stack(|| {
            let bare = LowerCase(secret::bare(front_api_key, &secret::QUOTES));
            let tag = self.key.hmac(&bare);
            self.own_tag.is_some_and(|own_tag| equal(tag, own_tag))
        });
        (!is_secret).then_some(()).ok_or(Error::FrontApiKeyIsSecret)
    }

    /// `user_id` must not be empty.
    fn hashed_tag(&self, user_id: &str) -> Tag {
        let user_id = user_id.as_bytes();
        match &self.scheme {
            Scheme::HmacSha256 => self.key.hmac(user_id),
            Scheme::Sha256Concat { auth_secret_key } => {
                sha256(&[user_id, auth_secret_key.as_ref()])
            }
        }
    }

    fn subscribe_tag(&self, subscriber_id: &str, resource_id: &str) -> Result<Tag, Error> {
        if subscriber_id.is_empty() {
            return Err(Error::EmptyUserId);
        }
        if resource_id.is_empty() {
            return Err(Error::EmptyResourceId);
        }
        Ok(self
            .key
            .hmac(&[subscriber_id.as_bytes(), resource_id.as_bytes()]))
    }

    fn webhook_signer(&self) -> Result<&WebhookSigner, Error> {
        let signer = self.webhook_signer.as_ref();
        signer.ok_or(Error::MissingWebhookSigningSecret)
    }
}

impl<S: AsRef<[u8]>> fmt::Debug for Signer<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("token_scheme", &self.token_scheme())
            .field("key_fingerprint", &self.key_fingerprint())
            .finish_non_exhaustive()
    }
}
