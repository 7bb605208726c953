//! Tokens as lower-case hex: encoding a tag, and decoding what was received.

use core::fmt;

use crate::{
    Error,
    mac::{Tag, equal},
};

/// Lower-case hex of fixed length, on the stack.
///
/// No `PartialEq`, on purpose: `==` takes longer the more of a guess is right. Use the `verify_`
/// functions of [`Signer`](crate::Signer), which compare in constant time.
#[derive(Clone, Copy)]
struct Hex<const LEN: usize>([u8; LEN]);

impl<const LEN: usize> Hex<LEN> {
    /// `LEN / 2` bytes make `LEN` characters; any other length would leave zeros, and no caller has one.
    fn encode(bytes: &[u8]) -> Self {
        let mut hex = [b'0'; LEN];
        let encoded = base16ct::lower::encode(bytes, &mut hex);
        debug_assert_eq!(encoded.map(<[u8]>::len), Ok(LEN));
        Self(hex)
    }

    fn as_str(&self) -> &str {
        // Hex is ASCII, so the default is never taken; it only spares a panic path.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// 64 lower-case hex characters: a hashed token, a subscribe token or a dispatch signature.
///
/// A token proves an identity and never expires: hand it to its user only, and keep it out of
/// logs. `Debug` does not show it; `Display` and [`as_str`](Self::as_str) do.
#[derive(Clone, Copy)]
pub struct Token(Hex<{ Token::LEN }>);

impl Token {
    /// Length in bytes, which are also characters.
    pub const LEN: usize = 64;

    /// Always `Ok`, so that what callers return is written where they want it: moving 64 bytes that
    /// were just written one by one takes longer than writing them.
    #[inline(never)]
    pub(crate) fn encode(tag: &Tag) -> Result<Self, Error> {
        Ok(Self(Hex::encode(tag)))
    }

    /// The 64 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The 64 characters as ASCII bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::LEN] {
        &self.0.0
    }
}

/// The first 8 hex characters of HMAC-SHA256(auth secret key, `notifizz-token key fingerprint
/// v1`).
///
/// Tells two keys apart without giving either away: safe to log. It is no proof of anything, 32
/// bits are too few.
#[derive(Clone, Copy)]
pub struct KeyFingerprint(Hex<{ KeyFingerprint::LEN }>);

impl KeyFingerprint {
    /// Length in bytes, which are also characters.
    pub const LEN: usize = 8;

    pub(crate) fn encode(tag: &Tag) -> Self {
        let (start, _) = tag.split_at(Self::LEN / 2);
        Self(Hex::encode(start))
    }

    /// The 8 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The 8 characters as ASCII bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::LEN] {
        &self.0.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token { .. }")
    }
}

impl fmt::Debug for KeyFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KeyFingerprint")
            .field(&self.as_str())
            .finish()
    }
}

macro_rules! text {
    ($($name:ty),+) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
    )+};
}

text!(Token, KeyFingerprint);

/// Whether a received token spells the expected tag, in constant time. The tags are compared, so
/// that the expected one is never an index into a hex table.
pub(crate) fn matches(expected: Tag, token: &[u8]) -> bool {
    decode(token).is_some_and(|received| equal(expected, received))
}

/// The tag that a token spells, if it is 64 lower-case hex characters. The token is public, so
/// this may branch on it.
fn decode(token: &[u8]) -> Option<Tag> {
    // The length first, so that a token of any size costs nothing.
    if token.len() != Token::LEN {
        return None;
    }
    let mut tag = Tag::default();
    base16ct::lower::decode(token, &mut tag).ok()?;
    Some(tag)
}
