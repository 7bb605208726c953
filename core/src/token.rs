//! Encodes a tag as a token, which is lower-case hex, and compares a received token with a tag.

use core::fmt;

use crate::{
    Error,
    mac::{Tag, equal},
};

/// Lower-case hex of a fixed length.
///
/// It has no `PartialEq`, because `==` takes longer the more of a guess is right. The `verify_`
/// functions of [`Signer`](crate::Signer) compare in constant time.
#[derive(Clone, Copy)]
struct Hex<const LEN: usize>([u8; LEN]);

impl<const LEN: usize> Hex<LEN> {
    /// Encodes `LEN / 2` bytes, in constant time: `base16ct` computes each character, where `hex` has a
    /// table. With another number of bytes, characters would stay `0`.
    fn encode(bytes: &[u8]) -> Self {
        let mut hex = [b'0'; LEN];
        let encoded = base16ct::lower::encode(bytes, &mut hex);
        debug_assert_eq!(encoded.map(<[u8]>::len), Ok(LEN));
        Self(hex)
    }

    fn as_str(&self) -> &str {
        // Hex is ASCII, so the default is never used; it avoids a panic path.
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

    /// Never fails. It returns a `Result` so that callers can return it unchanged, which lets the
    /// token be built in the return slot.
    pub(crate) fn encode(tag: &Tag) -> Result<Self, Error> {
        Ok(Self(Hex::encode(tag)))
    }
}

/// The first 8 hex characters of HMAC-SHA256(auth secret key, `notifizz-token key fingerprint
/// v1`).
///
/// It tells two keys apart and is safe to log. It proves nothing, because 32 bits are too few.
#[derive(Clone, Copy)]
pub struct KeyFingerprint(Hex<{ KeyFingerprint::LEN }>);

impl KeyFingerprint {
    /// Length in bytes, which are also characters.
    pub const LEN: usize = 8;

    pub(crate) fn encode(tag: &Tag) -> Self {
        let (start, _) = tag.split_at(Self::LEN / 2);
        Self(Hex::encode(start))
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

macro_rules! impl_text {
    ($($name:ty),+) => {$(
        impl $name {
            /// The characters, [`LEN`](Self::LEN) of them.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// The characters as ASCII bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; Self::LEN] {
                &self.0.0
            }
        }

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

impl_text!(Token, KeyFingerprint);

/// Whether a received token encodes the expected tag. The tags are compared in constant time.
pub(crate) fn matches(expected: Tag, token: &[u8]) -> bool {
    decode(token).is_some_and(|received| equal(expected, received))
}

/// The tag that a token encodes, if it is 64 lower-case hex characters. The token is public, so this
/// may branch on it.
fn decode(token: &[u8]) -> Option<Tag> {
    // The length first, so that a token of any size costs nothing. `hex` also decodes upper case,
    // which would give one tag two tokens.
    if token.len() != Token::LEN || token.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    let mut tag = Tag::default();
    hex::decode_to_slice(token, &mut tag).ok()?;
    Some(tag)
}
