//! Encodes and decodes hex and base64 block by block, so that no text needs an allocation.

use core::slice;

use base64ct::{Base64Unpadded, Base64UrlUnpadded, Encoding as _};
use zeroize::Zeroizing;

use super::Sink;

/// An encoding of bytes as text.
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

    /// Feeds the bytes that the text encodes, in either case or alphabet. Returns false if it is not in
    /// this encoding.
    pub(super) fn decode(self, text: &[u8], sink: &mut Sink<'_>) -> bool {
        let (text, decode): (_, Decode) = match self {
            Self::Hex | Self::HexUpper => (text, decode_hex),
            _ => (unpadded(text), decode_base64),
        };
        let mut bytes = Zeroizing::new([0; 48]);
        // 64 characters are whole bytes in both encodings, so no block depends on another.
        text.chunks(64).all(|block| {
            let decoded = decode(block, &mut bytes);
            decoded.map(&mut *sink).is_some()
        })
    }

    /// Feeds the text that encodes these bytes.
    pub(super) fn encode(self, bytes: &[u8], sink: &mut Sink<'_>) {
        let mut text = Zeroizing::new([0; 64]);
        // 30 bytes are exactly 40 characters of base64, or 60 of hex.
        for block in bytes.chunks(30) {
            let text = &mut *text;
            let encoded = match self {
                Self::Hex => base16ct::lower::encode_str(block, text).ok(),
                Self::HexUpper => base16ct::upper::encode_str(block, text).ok(),
                Self::Base64 | Self::Base64Unpadded => Base64Unpadded::encode(block, text).ok(),
                Self::Base64Url | Self::Base64UrlUnpadded => {
                    Base64UrlUnpadded::encode(block, text).ok()
                }
            };
            sink(encoded.unwrap_or_default().as_bytes());
        }
        match (self, bytes.len() % 3) {
            (Self::Base64 | Self::Base64Url, 1) => sink(b"=="),
            (Self::Base64 | Self::Base64Url, 2) => sink(b"="),
            _ => {}
        }
    }
}

type Decode = for<'b> fn(&[u8], &'b mut [u8; 48]) -> Option<&'b [u8]>;

/// Up to 64 characters of hex, in either case. Pair by pair, because the compiler then sees that
/// `hex` cannot panic.
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

/// Removes the padding of base64, if it is the right one.
pub(super) fn unpadded(text: &[u8]) -> &[u8] {
    match text {
        [bare @ .., b'=', b'='] | [bare @ .., b'='] if text.len().is_multiple_of(4) => bare,
        _ => text,
    }
}
