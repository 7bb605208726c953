//! Keeps the keys that a new one replaces, as long as what they signed is still about.

#[cfg(feature = "alloc")]
use alloc::vec::Vec;
use core::hint::black_box;

#[cfg(feature = "alloc")]
use crate::TokenScheme;
use crate::{Error, Signer, WebhookSigner};

/// A signer, and those with the previous keys: the first signs, and any verifies.
///
/// `T` is [`Signer`] or [`WebhookSigner`], and `P` holds the previous ones, the newest first by custom:
/// an array where there is no allocator, elsewhere a `Vec`. There may be none.
///
/// Verifying tries all of them, also after one fits, so the time depends on how many there are but does
/// not tell which one fitted. A previous key that leaked is no previous key: leave it out.
#[derive(Debug)]
pub struct Rotation<T, P> {
    current: T,
    previous: P,
}

impl<T, P: AsRef<[T]>> Rotation<T, P> {
    /// Combines a signer with the previous ones.
    pub const fn new(current: T, previous: P) -> Self {
        Self { current, previous }
    }

    /// The one that signs.
    pub const fn current(&self) -> &T {
        &self.current
    }

    /// The others, which only verify.
    pub fn previous(&self) -> &[T] {
        self.previous.as_ref()
    }

    /// Whether any of the signers verifies. It asks all of them.
    fn any(&self, verifies: impl Fn(&T) -> bool) -> bool {
        self.previous()
            .iter()
            .fold(verifies(&self.current), |any, signer| {
                // `|` evaluates both sides, and black_box keeps the optimiser from doing otherwise.
                black_box(any) | verifies(signer)
            })
    }
}

#[cfg(feature = "alloc")]
impl<T> Rotation<T, Vec<T>> {
    fn construct<I: ExactSizeIterator>(
        secrets: impl IntoIterator<IntoIter = I>,
        missing: Error,
        new: impl Fn(I::Item) -> Result<T, Error>,
    ) -> Result<Self, Error> {
        let mut secrets = secrets.into_iter();
        let current = new(secrets.next().ok_or(missing)?)?;
        // A vector that grows would leave copies of the key states in memory.
        let mut previous = Vec::with_capacity(secrets.len());
        for secret in secrets {
            previous.push(new(secret)?);
        }
        Ok(Self::new(current, previous))
    }
}

#[cfg(feature = "alloc")]
impl<S: AsRef<str> + AsRef<[u8]>> Rotation<Signer<S>, Vec<Signer<S>>> {
    /// The signers of these Auth Secret Keys, of which the first signs. The feature `alloc` has it.
    ///
    /// # Errors
    /// [`Error::EmptyAuthSecretKey`] if there is none, else those of [`Signer::new`] for any of them.
    pub fn from_auth_secret_keys<I: ExactSizeIterator<Item = S>>(
        auth_secret_keys: impl IntoIterator<Item = S, IntoIter = I>,
        scheme: TokenScheme,
    ) -> Result<Self, Error> {
        Self::construct(auth_secret_keys, Error::EmptyAuthSecretKey, |key| {
            Signer::new(key, scheme)
        })
    }
}

#[cfg(feature = "alloc")]
impl Rotation<WebhookSigner, Vec<WebhookSigner>> {
    /// The signers of these webhook signing secrets, of which the first signs. The feature `alloc` has
    /// it.
    ///
    /// # Errors
    /// [`Error::MissingWebhookSigningSecret`] if there is none, else those of [`WebhookSigner::new`] for
    /// any of them.
    pub fn from_webhook_signing_secrets<S: AsRef<str>, I: ExactSizeIterator<Item = S>>(
        webhook_signing_secrets: impl IntoIterator<Item = S, IntoIter = I>,
    ) -> Result<Self, Error> {
        let missing = Error::MissingWebhookSigningSecret;
        Self::construct(webhook_signing_secrets, missing, WebhookSigner::new)
    }
}

impl<S: AsRef<[u8]>, P: AsRef<[Signer<S>]>> Rotation<Signer<S>, P> {
    /// [`Signer::verify_hashed_token`], with any of the keys.
    #[must_use]
    pub fn verify_hashed_token(&self, user_id: &str, token: impl AsRef<[u8]>) -> bool {
        self.any(|signer| signer.verify_hashed_token(user_id, token.as_ref()))
    }

    /// [`Signer::verify_subscribe_token`], with any of the keys.
    #[must_use]
    pub fn verify_subscribe_token(
        &self,
        subscriber_id: &str,
        resource_id: &str,
        token: impl AsRef<[u8]>,
    ) -> bool {
        let token = token.as_ref();
        self.any(|signer| signer.verify_subscribe_token(subscriber_id, resource_id, token))
    }

    /// [`Signer::check_front_api_key`], for all of the keys: a previous one is a secret, too.
    ///
    /// # Errors
    /// Those of [`Signer::check_front_api_key`].
    pub fn check_front_api_key(&self, front_api_key: &str) -> Result<(), Error> {
        self.current.check_front_api_key(front_api_key)?;
        let mut previous = self.previous().iter();
        previous.try_for_each(|signer| signer.check_front_api_key(front_api_key))
    }
}

impl<P: AsRef<[WebhookSigner]>> Rotation<WebhookSigner, P> {
    /// [`WebhookSigner::verify`], with any of the secrets.
    #[must_use]
    pub fn verify(&self, payload: impl AsRef<[u8]>, signature: impl AsRef<[u8]>) -> bool {
        let (payload, signature) = (payload.as_ref(), signature.as_ref());
        self.any(|signer| signer.verify(payload, signature))
    }

    /// [`WebhookSigner::receive`], with any of the secrets.
    ///
    /// # Errors
    /// Those of [`WebhookSigner::receive`].
    #[cfg(feature = "json")]
    pub fn receive(
        &self,
        body: impl AsRef<[u8]>,
        now_ms: f64,
        tolerance_ms: f64,
    ) -> Result<alloc::string::String, Error> {
        crate::dispatch::receive(body.as_ref(), now_ms, tolerance_ms, |payload, signature| {
            self.verify(payload, signature)
        })
    }
}

#[cfg(test)]
mod tests {
    use core::cell::Cell;

    use super::Rotation;

    #[test]
    fn all_are_asked_whichever_verifies() {
        let rotation = Rotation::new(0, [1, 2, 3]);
        for fitting in 0..5 {
            let asked = Cell::new(0);
            let verifies = rotation.any(|signer| {
                asked.set(asked.get() + 1);
                *signer == fitting
            });
            assert_eq!((verifies, asked.get()), (fitting < 4, 4));
        }
    }
}
