//! Holds the token in question, and what it should have been computed from.

use core::fmt;

use crate::TokenScheme;

/// The input of [`diagnose`](crate::diagnose()): a token that is known to be right (from Notifizz's
/// own SDK or dashboard) or one that Notifizz rejects, and what it should have been computed from.
///
/// Unlike [`Signer`](crate::Signer) it accepts a key that begins or ends with whitespace, because
/// that is one of the causes. `Debug` shows no value.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// The token in question: any text of any length.
    pub token: &'a str,
    /// The user ID that it should be for, which is not empty.
    pub user_id: &'a str,
    /// The auth secret key that it should be generated with, which is not empty.
    pub auth_secret_key: &'a str,
    /// The scheme that it should be generated under.
    pub token_scheme: TokenScheme,
    /// The SDK Secret Key, if it may have been used by mistake.
    pub sdk_secret_key: Option<&'a str>,
    /// The user's e-mail address, if it may have been signed by mistake.
    pub user_email: Option<&'a str>,
}

impl<'a> Evidence<'a> {
    /// The evidence under the default scheme, without SDK Secret Key and e-mail; set the public
    /// fields for more.
    #[must_use]
    pub const fn new(token: &'a str, user_id: &'a str, auth_secret_key: &'a str) -> Self {
        Self {
            token,
            user_id,
            auth_secret_key,
            token_scheme: TokenScheme::HmacSha256,
            sdk_secret_key: None,
            user_email: None,
        }
    }
}

impl fmt::Debug for Evidence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Evidence")
            .field("token_scheme", &self.token_scheme)
            .finish_non_exhaustive()
    }
}

/// The input of [`diagnose_dispatch`](crate::diagnose_dispatch()): the signature of a dispatch webhook,
/// and what it should have been computed from.
///
/// Unlike [`WebhookSigner`](crate::WebhookSigner) it accepts a secret that begins or ends with
/// whitespace, because that is one of the causes. `Debug` shows no value.
#[derive(Clone, Copy)]
pub struct DispatchEvidence<'a> {
    /// What the signature should be that of: the text of the field `payload`. It may be the whole body
    /// by mistake, which is one of the causes.
    pub payload: &'a str,
    /// The signature in question: any text of any length.
    pub signature: &'a str,
    /// The webhook signing secret that it should be computed with, which is not empty.
    pub webhook_signing_secret: &'a str,
}

impl fmt::Debug for DispatchEvidence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DispatchEvidence").finish_non_exhaustive()
    }
}
