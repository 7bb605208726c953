//! Signs and verifies the payloads of dispatch webhooks.

use core::fmt;

use crate::{Error, Token, mac::Key, secret, token::matches};

/// Signs and verifies dispatch webhooks with one webhook signing secret. It needs no auth secret
/// key, so a service that only receives webhooks need not have one.
///
/// Only the key schedule of the secret is kept; it is wiped on drop. `Debug` shows nothing of it,
/// and there is no `Clone`.
pub struct WebhookSigner(Key);

impl WebhookSigner {
    /// Creates a signer from the webhook signing secret as text, used as its UTF-8 bytes exactly.
    ///
    /// # Errors
    /// [`Error::MissingWebhookSigningSecret`] if it is empty; for the faults that
    /// [`Signer::new`](crate::Signer::new) rejects in an auth secret key,
    /// [`Error::WebhookSigningSecretWhitespace`], [`Error::WebhookSigningSecretInvisibleCharacter`]
    /// and [`Error::WebhookSigningSecretQuoted`].
    pub fn new(webhook_signing_secret: impl AsRef<str>) -> Result<Self, Error> {
        let secret = webhook_signing_secret.as_ref();
        secret::WEBHOOK_SIGNING_SECRET.check(secret)?;
        Self::from_bytes(secret)
    }

    /// Creates a signer from any non-empty bytes, for secrets that are not text.
    ///
    /// # Errors
    /// [`Error::MissingWebhookSigningSecret`] if there are none.
    pub fn from_bytes(webhook_signing_secret: impl AsRef<[u8]>) -> Result<Self, Error> {
        let key = Key::new(webhook_signing_secret.as_ref());
        key.map(Self).ok_or(Error::MissingWebhookSigningSecret)
    }

    /// The signature of a payload: HMAC-SHA256(webhook signing secret, payload).
    ///
    /// The payload is the `payload` string of the webhook body `{ payload, signature }`, byte for
    /// byte as received; it may be empty.
    ///
    /// # Errors
    /// None.
    pub fn sign(&self, payload: impl AsRef<[u8]>) -> Result<Token, Error> {
        Token::encode(&self.0.hmac(payload.as_ref()))
    }

    /// Whether `signature` is the signature of `payload`, with the same strictness and in constant time
    /// as [`Signer::verify_hashed_token`](crate::Signer::verify_hashed_token). The caller has to check
    /// the timestamp in the payload: [`check_dispatch_timestamp`].
    #[must_use]
    pub fn verify(&self, payload: impl AsRef<[u8]>, signature: impl AsRef<[u8]>) -> bool {
        matches(self.0.hmac(payload.as_ref()), signature.as_ref())
    }
}

/// Checks that a dispatch webhook was sent now: its timestamp is at most the tolerance before or after
/// `now_ms`. Without it, a webhook that was signed once can be sent again forever.
///
/// All three are milliseconds, the first two since 1970. Notifizz tolerates five minutes, `300_000.0`.
/// A timestamp that is missing, or is anything but a number, is `f64::NAN`: a boolean and a text that
/// spells a number, too. Check the signature before you parse the payload for it.
///
/// # Errors
/// [`Error::DispatchTimestampMissing`] for NaN and the infinities, and
/// [`Error::DispatchTimestampOutOfTolerance`], also if `now_ms` or `tolerance_ms` is NaN.
pub fn check_dispatch_timestamp(
    timestamp_ms: f64,
    now_ms: f64,
    tolerance_ms: f64,
) -> Result<(), Error> {
    if !timestamp_ms.is_finite() {
        Err(Error::DispatchTimestampMissing)
    } else if (now_ms - timestamp_ms).abs() <= tolerance_ms {
        Ok(())
    } else {
        // Every comparison with NaN is false, so it ends here.
        Err(Error::DispatchTimestampOutOfTolerance)
    }
}

impl fmt::Debug for WebhookSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookSigner").finish_non_exhaustive()
    }
}
