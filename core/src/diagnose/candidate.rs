#[cfg(feature = "unicode")]
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::codec::{decode_base64, decode_hex, feed_decoded, unpadded};
use crate::{
    TokenScheme,
    signer::{Key, Message, Sink, Tag, sha256},
};

/// How a text was changed before it was hashed.
#[derive(Clone, Copy)]
pub(super) enum Change {
    None,
    /// As in [`BLANKS`].
    Between([u8; 3]),
    Hex,
    Base64,
    Ascii {
        first: Case,
        rest: Case,
    },
    #[cfg(feature = "unicode")]
    Unicode {
        first: Case,
        rest: Case,
    },
    #[cfg(feature = "unicode")]
    Nfc,
    #[cfg(feature = "unicode")]
    Nfd,
    #[cfg(feature = "unicode")]
    Nfkc,
    #[cfg(feature = "unicode")]
    Nfkd,
}

#[derive(Clone, Copy)]
pub(super) enum Case {
    Lower,
    Upper,
    AsIs,
}

/// Of the first character, and of the rest.
pub(super) const CASES: [(Case, Case); 4] = [
    (Case::Lower, Case::Lower),
    (Case::Upper, Case::Upper),
    (Case::Upper, Case::Lower),
    (Case::Upper, Case::AsIs),
];

/// A text as it might have been hashed; it is fed to the hash in pieces, so that no change of it
/// needs an allocation.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) body: &'a str,
    pub(super) change: Change,
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(body: &'a str) -> Self {
        let change = Change::None;
        Self { body, change }
    }
}

impl Text<'_> {
    pub(super) fn is_blank_before(&self) -> bool {
        matches!(self.change, Change::Between([b' ' | b'\t' | b'\n', 0, 0]))
    }

    /// Whether the change can be made, and leaves anything.
    pub(super) fn is_decodable(&self) -> bool {
        let mut length = Length(0);
        self.put_into(&mut length) && length.0 > 0
    }

    /// False if the text is not in the encoding to be undone.
    #[inline(never)]
    fn put_into(&self, sink: &mut dyn Sink) -> bool {
        let body = self.body.as_bytes();
        match self.change {
            Change::None => sink.put(body),
            Change::Between([before, after @ ..]) => {
                put_byte(before, sink);
                sink.put(body);
                for byte in after {
                    put_byte(byte, sink);
                }
            }
            Change::Hex => return feed_decoded(body, sink, decode_hex),
            Change::Base64 => return feed_decoded(unpadded(body), sink, decode_base64),
            Change::Ascii { first, rest } => {
                // Byte by byte: no byte of a non-ASCII character is an ASCII letter.
                let mut case = first;
                for byte in body {
                    sink.put(&[match case {
                        Case::Lower => byte.to_ascii_lowercase(),
                        Case::Upper => byte.to_ascii_uppercase(),
                        Case::AsIs => *byte,
                    }]);
                    case = rest;
                }
            }
            #[cfg(feature = "unicode")]
            Change::Unicode { first, rest } => {
                let mut case = first;
                for character in self.body.chars() {
                    match case {
                        Case::Lower => put(character.to_lowercase(), sink),
                        Case::Upper => put(character.to_uppercase(), sink),
                        Case::AsIs => put([character], sink),
                    }
                    case = rest;
                }
            }
            #[cfg(feature = "unicode")]
            Change::Nfc => put(self.body.nfc(), sink),
            #[cfg(feature = "unicode")]
            Change::Nfd => put(self.body.nfd(), sink),
            #[cfg(feature = "unicode")]
            Change::Nfkc => put(self.body.nfkc(), sink),
            #[cfg(feature = "unicode")]
            Change::Nfkd => put(self.body.nfkd(), sink),
        }
        true
    }
}

#[cfg(feature = "unicode")]
fn put(characters: impl IntoIterator<Item = char>, sink: &mut dyn Sink) {
    for character in characters {
        sink.put(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

fn put_byte(byte: u8, sink: &mut dyn Sink) {
    if byte != 0 {
        sink.put(&[byte]);
    }
}

impl Message for Text<'_> {
    fn feed(&self, sink: &mut dyn Sink) {
        self.put_into(sink);
    }
}

impl Message for [&Text<'_>; 2] {
    fn feed(&self, sink: &mut dyn Sink) {
        for text in self {
            text.put_into(sink);
        }
    }
}

struct Length(usize);

impl Sink for Length {
    fn put(&mut self, piece: &[u8]) {
        self.0 = self.0.saturating_add(piece.len());
    }
}

#[cold]
pub(super) fn tag(scheme: TokenScheme, key: &Text<'_>, message: &Text<'_>) -> Option<Tag> {
    match scheme {
        TokenScheme::HmacSha256 => Some(hmac_key(key)?.hmac_of(message)),
        TokenScheme::Sha256Concat => Some(sha256(&[message, key])),
    }
}

/// A key that comes in pieces. RFC 2104, section 2: one longer than a block is hashed first, and
/// any is filled up with zeros to a block.
#[cold]
fn hmac_key(key: &Text<'_>) -> Option<Key> {
    let mut block = Block {
        bytes: Zeroizing::new([0; 64]),
        length: 0,
    };
    key.feed(&mut block);
    if block.length > block.bytes.len() {
        *block.bytes = [0; 64];
        block.length = 0;
        block.put(&sha256(key));
    }
    Key::new(&*block.bytes)
}

struct Block {
    bytes: Zeroizing<[u8; 64]>,
    /// Of all that was put, whether or not it had the room.
    length: usize,
}

impl Sink for Block {
    fn put(&mut self, piece: &[u8]) {
        for (to, from) in self.bytes.iter_mut().skip(self.length).zip(piece) {
            *to = *from;
        }
        self.length = self.length.saturating_add(piece.len());
    }
}
