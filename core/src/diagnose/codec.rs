//! Hex and base64 in pieces of a fixed size, so that a text of any length needs no allocation.

use core::slice;

use base64ct::{Base64Unpadded, Encoding as _};
use zeroize::Zeroizing;

use super::Sink;

/// How bytes are spelled as text.
#[derive(Clone, Copy)]
pub(super) enum Encoding {
    Hex,
    HexUpper,
    Base64,
    Base64Unpadded,
    Base64Url,
    Base64UrlUnpadded,
}

impl Encoding {
    pub(super) const HEX: [Self; 2] = [Self::Hex, Self::HexUpper];
    pub(super) const BASE64: [Self; 4] = [
        Self::Base64,
        Self::Base64Unpadded,
        Self::Base64Url,
        Self::Base64UrlUnpadded,
    ];

    /// Puts the bytes that the text spells, in either case or alphabet; false if it is not in the
    /// encoding. Block by block: 64 characters mean the same wherever they stand.
    pub(super) fn decode(self, text: &[u8], sink: &mut Sink<'_>) -> bool {
        let (text, decode): (_, Decode) = match self {
            Self::Hex | Self::HexUpper => (text, decode_hex),
            _ => (unpadded(text), decode_base64),
        };
        let mut bytes = Zeroizing::new([0; 48]);
        text.chunks(64).all(|block| {
            let decoded = decode(block, &mut bytes);
            decoded.map(&mut *sink).is_some()
        })
    }

    /// Puts the text that spells these bytes.
    pub(super) fn encode(self, bytes: &[u8], sink: &mut Sink<'_>) {
        let mut text = Zeroizing::new([0; 64]);
        // 30 bytes are 40 characters of base64, without anything left over, and 60 of hex.
        for block in bytes.chunks(30) {
            let encoded = match self {
                Self::Hex | Self::HexUpper => encode_hex(block, &mut text),
                _ => Base64Unpadded::encode(block, &mut *text).ok(),
            };
            for byte in encoded.unwrap_or_default().bytes() {
                sink(&[match (self, byte) {
                    (Self::HexUpper, _) => byte.to_ascii_uppercase(),
                    (Self::Base64Url | Self::Base64UrlUnpadded, b'+') => b'-',
                    (Self::Base64Url | Self::Base64UrlUnpadded, b'/') => b'_',
                    _ => byte,
                }]);
            }
        }
        match (self, bytes.len() % 3) {
            (Self::Base64 | Self::Base64Url, 1) => sink(b"=="),
            (Self::Base64 | Self::Base64Url, 2) => sink(b"="),
            _ => {}
        }
    }
}

type Decode = for<'b> fn(&[u8], &'b mut [u8; 48]) -> Option<&'b [u8]>;

fn encode_hex<'b>(bytes: &[u8], text: &'b mut [u8; 64]) -> Option<&'b str> {
    let text = text.get_mut(..bytes.len() * 2)?;
    hex::encode_to_slice(bytes, text).ok()?;
    core::str::from_utf8(text).ok()
}

/// Up to 64 characters of hex; pair by pair, because the optimiser then sees that no index is out
/// of bounds.
pub(super) fn decode_hex<'b>(text: &[u8], bytes: &'b mut [u8; 48]) -> Option<&'b [u8]> {
    let (pairs, odd) = text.as_chunks::<2>();
    if !odd.is_empty() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(pairs) {
        hex::decode_to_slice(pair, slice::from_mut(byte)).ok()?;
    }
    bytes.get(..pairs.len())
}

/// Up to 64 characters of unpadded base64 in either alphabet.
pub(super) fn decode_base64<'b>(text: &[u8], bytes: &'b mut [u8; 48]) -> Option<&'b [u8]> {
    let mut standard = Zeroizing::new([0; 64]);
    let standard = standard.get_mut(..text.len())?;
    for (to, from) in standard.iter_mut().zip(text) {
        *to = match from {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        };
    }
    Base64Unpadded::decode(standard, bytes).ok()
}

/// The text without the padding of base64, if it has the right one.
pub(super) fn unpadded(text: &[u8]) -> &[u8] {
    match text {
        [bare @ .., b'=', b'='] | [bare @ .., b'='] if text.len().is_multiple_of(4) => bare,
        _ => text,
    }
}
