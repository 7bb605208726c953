//! Names the two ways to compute a hashed token.

use core::{fmt, str::FromStr};

use crate::Error;

/// How a hashed token is computed from the auth secret key and the user ID.
///
/// It is always chosen, never guessed, because Notifizz documents one scheme and its published PHP
/// and Java SDKs compute the other. [`diagnose`](crate::diagnose()) tells under which one a token
/// that is known to be right was generated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TokenScheme {
    /// `"hmac-sha256"`, the default and what Notifizz documents: HMAC-SHA256 (RFC 2104,
    /// FIPS 180-4) with key = auth secret key and message = user ID.
    #[default]
    HmacSha256,
    /// `"sha256-concat"`, what Notifizz's published PHP and Java SDKs compute: SHA-256 of the
    /// user ID followed by the auth secret key.
    ///
    /// Weaker by construction, because a plain hash is not a MAC. Nothing marks where the ID ends and the
    /// key begins, and a collision found in SHA-256 would carry over to every key. Use it only
    /// if your account accepts nothing else.
    Sha256Concat,
}

impl TokenScheme {
    /// Both schemes, the default first.
    pub const ALL: [Self; 2] = [Self::HmacSha256, Self::Sha256Concat];

    /// The name used in every language: `"hmac-sha256"` or `"sha256-concat"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HmacSha256 => "hmac-sha256",
            Self::Sha256Concat => "sha256-concat",
        }
    }
}

impl fmt::Display for TokenScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for TokenScheme {
    type Err = Error;

    /// Accepts exactly the two names, in lower case.
    ///
    /// # Errors
    /// [`Error::UnknownTokenScheme`] for anything else.
    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|scheme| scheme.as_str() == name)
            .ok_or(Error::UnknownTokenScheme)
    }
}
