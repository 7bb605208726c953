use core::fmt;

use hmac::{
    KeyInit,
    block_api::HmacCore,
    digest::{
        CtOutput, Output,
        block_api::{Buffer, FixedOutputCore, UpdateCore},
    },
};
use sha2::{Digest, Sha256};
use zeroize::zeroize_stack;

use crate::{Error, KeyFingerprint, Token, TokenScheme, WidgetOptions, secret, with_wiped_stack};

/// A raw 32-byte MAC or hash. It is as public as the token it becomes; to compare it, wrap it in
/// `CtOutput`.
pub(crate) type Tag = Output<Sha256>;

const FINGERPRINT_MESSAGE: &[u8] = b"notifizz-token key fingerprint v1";

/// A key with its HMAC key schedule already run: 80 bytes, wiped on drop by `hmac` and `sha2`.
pub(crate) struct Key(HmacCore<Sha256>);

/// What `hmac` and `sha2` use of the stack, and more. They leave the blocks there that they hash,
/// and some of them are made of a key.
const STACK: usize = 1024;

impl Key {
    /// `None` for the empty key. RFC 2104 would take it, and any other length.
    #[inline(never)]
    pub(crate) fn new(key: &[u8]) -> Option<Self> {
        if key.is_empty() {
            return None;
        }
        let made = Self::scheduled(key);
        zeroize_stack::<STACK>();
        made
    }

    #[inline(never)]
    fn scheduled(key: &[u8]) -> Option<Self> {
        HmacCore::new_from_slice(key).map(Self).ok()
    }

    /// What `Hmac` does, on its own parts: it would keep and wipe a buffer with every key.
    #[inline(never)]
    fn hmac(&self, message: &[u8]) -> Tag {
        let mut core = self.0.clone();
        let mut buffer = Buffer::<HmacCore<Sha256>>::default();
        buffer.digest_blocks(message, |blocks| core.update_blocks(blocks));
        let mut tag = Tag::default();
        core.finalize_fixed_core(&mut buffer, &mut tag);
        tag
    }

    /// The same for a message in pieces, through `dyn` and so a little slower.
    #[inline(never)]
    pub(crate) fn hmac_of(&self, message: &dyn Message) -> Tag {
        let mut running = Running {
            core: self.0.clone(),
            buffer: Buffer::<HmacCore<Sha256>>::default(),
        };
        message.feed(&mut running);
        let mut tag = Tag::default();
        running
            .core
            .finalize_fixed_core(&mut running.buffer, &mut tag);
        tag
    }
}

impl Key {
    /// The MAC of a text in lower case. Two texts with one tag differ in letter case at most, so
    /// a key that is no longer there can still be compared with another text.
    fn lower_case_tag(&self, text: &str) -> Tag {
        self.hmac_of(&LowerCase(text))
    }
}

struct LowerCase<'a>(&'a str);

impl Message for LowerCase<'_> {
    fn feed(&self, sink: &mut dyn Sink) {
        for character in self.0.chars() {
            #[cfg(feature = "unicode")]
            for lower in character.to_lowercase() {
                sink.put(lower.encode_utf8(&mut [0; 4]).as_bytes());
            }
            #[cfg(not(feature = "unicode"))]
            sink.put(
                character
                    .to_ascii_lowercase()
                    .encode_utf8(&mut [0; 4])
                    .as_bytes(),
            );
        }
    }
}

/// The hash of a message that a key is part of.
#[inline(never)]
pub(crate) fn sha256(message: &dyn Message) -> Tag {
    let tag = hashed(message);
    zeroize_stack::<STACK>();
    tag
}

#[inline(never)]
fn hashed(message: &dyn Message) -> Tag {
    let mut hash = Sha256::new();
    message.feed(&mut hash);
    hash.finalize()
}

/// What is hashed, as it hands itself over in pieces. Behind `dyn`, so that the hashing is
/// compiled once for all of them.
pub(crate) trait Message {
    fn feed(&self, sink: &mut dyn Sink);
}

pub(crate) trait Sink {
    fn put(&mut self, piece: &[u8]);
}

impl<const N: usize> Message for [&[u8]; N] {
    fn feed(&self, sink: &mut dyn Sink) {
        for piece in self {
            sink.put(piece);
        }
    }
}

struct Running {
    core: HmacCore<Sha256>,
    buffer: Buffer<HmacCore<Sha256>>,
}

impl Sink for Running {
    fn put(&mut self, piece: &[u8]) {
        let core = &mut self.core;
        self.buffer
            .digest_blocks(piece, |blocks| core.update_blocks(blocks));
    }
}

impl Sink for Sha256 {
    fn put(&mut self, piece: &[u8]) {
        self.update(piece);
    }
}

/// Makes and verifies tokens for one auth secret key under one [`TokenScheme`].
///
/// The key schedule of HMAC runs once, when the signer is created; each token then costs two
/// SHA-256 compressions for an ID of up to 55 bytes.
///
/// `S` is how the secret is stored: `&str` or `&[u8]` where there is no allocator, an owned
/// buffer that wipes itself (such as `zeroize::Zeroizing<String>`) elsewhere. It is kept under
/// `sha256-concat` only; under `hmac-sha256` it is dropped as soon as the key schedule has run.
/// The signer wipes what it derives from the key when it is dropped, and the stack that held the
/// key's blocks at once. Wiping `S` is up to its type; what moving a signer leaves behind is wiped
/// by [`with_wiped_stack`].
///
/// All methods take `&self`, there is no interior mutability and no global state: a signer can
/// be shared between threads whenever `S` can. `Debug` shows the scheme and the key
/// fingerprint only, and there is no `Clone`, so that the secret is not multiplied by accident.
pub struct Signer<S> {
    scheme: Scheme<S>,
    key: Key,
    webhook_signing_key: Option<Key>,
    /// Of a key that was given as text: [`Key::lower_case_tag`] of the key itself.
    own_tag: Option<Tag>,
}

/// A [`TokenScheme`] with what it needs of the key beside the key schedule.
enum Scheme<S> {
    HmacSha256,
    Sha256Concat { auth_secret_key: S },
}

/// Whether [`Signer::new`] takes this auth secret key.
///
/// # Errors
/// As there.
pub fn check_auth_secret_key(auth_secret_key: &str) -> Result<(), Error> {
    secret::AUTH_SECRET_KEY.check(auth_secret_key)
}

impl<S: AsRef<[u8]>> Signer<S> {
    /// Creates a signer from the Auth Secret Key as text, used as its UTF-8 bytes exactly.
    ///
    /// # Errors
    /// A key with one of these faults is nearly always another one's key with something of a file
    /// around it, and trimming it silently would make another key of it:
    /// - [`Error::EmptyAuthSecretKey`];
    /// - [`Error::AuthSecretKeyWhitespace`] if it begins or ends with Unicode `White_Space`;
    /// - [`Error::AuthSecretKeyInvisibleCharacter`] if it begins or ends with a byte order mark, or
    ///   another control, format or default-ignorable character;
    /// - [`Error::AuthSecretKeyQuoted`] if it begins and ends with the same quote.
    pub fn new(auth_secret_key: S, scheme: TokenScheme) -> Result<Self, Error>
    where
        S: AsRef<str>,
    {
        check_auth_secret_key(auth_secret_key.as_ref())?;
        with_wiped_stack(|| {
            let key = Key::new(auth_secret_key.as_ref()).ok_or(Error::EmptyAuthSecretKey)?;
            let own_tag = key.lower_case_tag(auth_secret_key.as_ref());
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
            webhook_signing_key: None,
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

    /// The same in place; on error the signer is unchanged.
    ///
    /// # Errors
    /// As [`with_webhook_signing_secret`](Self::with_webhook_signing_secret).
    pub fn set_webhook_signing_secret(
        &mut self,
        webhook_signing_secret: impl AsRef<str>,
    ) -> Result<(), Error> {
        let secret = webhook_signing_secret.as_ref();
        secret::WEBHOOK_SIGNING_SECRET.check(secret)?;
        self.set_webhook_signing_key(secret.as_bytes())
    }

    /// Adds the webhook signing secret as any non-empty bytes, for secrets that are not text.
    ///
    /// # Errors
    /// [`Error::MissingWebhookSigningSecret`] if it is empty.
    pub fn with_webhook_signing_secret_bytes(
        mut self,
        webhook_signing_secret: impl AsRef<[u8]>,
    ) -> Result<Self, Error> {
        self.set_webhook_signing_key(webhook_signing_secret.as_ref())?;
        Ok(self)
    }

    fn set_webhook_signing_key(&mut self, secret: &[u8]) -> Result<(), Error> {
        let key = Key::new(secret);
        self.webhook_signing_key = Some(key.ok_or(Error::MissingWebhookSigningSecret)?);
        Ok(())
    }

    /// The scheme of the hashed tokens, as given at creation.
    #[must_use]
    pub const fn token_scheme(&self) -> TokenScheme {
        match self.scheme {
            Scheme::HmacSha256 => TokenScheme::HmacSha256,
            Scheme::Sha256Concat { .. } => TokenScheme::Sha256Concat,
        }
    }

    /// A short name of the auth secret key that is safe to log and tells two keys apart. The same
    /// under both schemes.
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
    // In callers, the optimiser would move the token about after it is written.
    #[inline(never)]
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
    /// `("user_1", "2proj")` and `("user_12", "proj")` share a token. Choose IDs that cannot be
    /// cut in two ways, such as UUIDs or a prefix that no ID ends with.
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

    /// Whether `token` is the subscribe token of the two IDs: as strict, and as constant in time,
    /// as [`verify_hashed_token`](Self::verify_hashed_token).
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

    /// The signature of a dispatch webhook: HMAC-SHA256(webhook signing secret, payload).
    ///
    /// The payload is the `payload` string of the webhook body `{ payload, signature }`, byte for
    /// byte as received; it may be empty. Checking the timestamp inside it is up to the caller.
    ///
    /// # Errors
    /// [`Error::MissingWebhookSigningSecret`] without
    /// [`with_webhook_signing_secret`](Self::with_webhook_signing_secret).
    pub fn sign_dispatch_payload(&self, payload: impl AsRef<[u8]>) -> Result<Token, Error> {
        Token::encode(&self.dispatch_tag(payload.as_ref())?)
    }

    /// Whether `signature` is the dispatch signature of `payload`: as strict, and as constant in
    /// time, as [`verify_hashed_token`](Self::verify_hashed_token).
    ///
    /// # Errors
    /// [`Error::MissingWebhookSigningSecret`], so that a missing secret is not mistaken for a
    /// forged webhook. Never for anything that a stranger can send.
    pub fn verify_dispatch_signature(
        &self,
        payload: impl AsRef<[u8]>,
        signature: impl AsRef<[u8]>,
    ) -> Result<bool, Error> {
        let tag = self.dispatch_tag(payload.as_ref())?;
        Ok(matches(tag, signature.as_ref()))
    }

    /// All that the widget needs to authenticate a user, with a fresh hashed token.
    ///
    /// An e-mail address of whitespace alone is as good as none. A page that is also given the Front
    /// API Key asks [`check_front_api_key`](Self::check_front_api_key) first.
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

    /// Whether a page may be given this Front API Key, which every browser then sees.
    ///
    /// # Errors
    /// [`Error::EmptyFrontApiKey`], or [`Error::FrontApiKeyIsSecret`] if it is the auth secret key,
    /// or that with whitespace, quotes or invisible characters around it, in any letter case
    /// (ASCII letters only, without the feature `unicode`).
    pub fn check_front_api_key(&self, front_api_key: &str) -> Result<(), Error> {
        if front_api_key.is_empty() {
            return Err(Error::EmptyFrontApiKey);
        }
        let tag = self.key.lower_case_tag(secret::bare(front_api_key));
        match self.own_tag {
            Some(own_tag) if equal(tag, own_tag) => Err(Error::FrontApiKeyIsSecret),
            _ => Ok(()),
        }
    }

    /// Of a user ID that is not empty.
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
            .hmac_of(&[subscriber_id.as_bytes(), resource_id.as_bytes()]))
    }

    fn dispatch_tag(&self, payload: &[u8]) -> Result<Tag, Error> {
        let key = self.webhook_signing_key.as_ref();
        let key = key.ok_or(Error::MissingWebhookSigningSecret)?;
        Ok(key.hmac(payload))
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

/// Compares raw tags, so that the secret one is never an index into a hex table; in constant time.
fn matches(expected: Tag, token: &[u8]) -> bool {
    decode(token).is_some_and(|received| equal(expected, received))
}

fn equal(expected: Tag, received: Tag) -> bool {
    CtOutput::<Sha256>::new(expected) == CtOutput::new(received)
}

/// The tag that a token spells, if it is 64 lower-case hex characters. The token is public, so
/// this may branch on it.
fn decode(token: &[u8]) -> Option<Tag> {
    // The length first: a token of any size costs nothing. hex also decodes upper case, which
    // would make two tokens of one.
    if token.len() != Token::LEN || token.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    let mut tag = Tag::default();
    hex::decode_to_slice(token, &mut tag).ok()?;
    Some(tag)
}
