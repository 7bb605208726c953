use core::slice;

use base64ct::{Base64Unpadded, Encoding};
use zeroize::Zeroizing;

use crate::signer::Sink;

/// Decodes block by block: 64 characters of hex or base64 mean the same wherever they stand.
#[cold] // Here and below: for size, as no request waits for a diagnosis.
pub(super) fn feed_decoded(
    text: &[u8],
    sink: &mut dyn Sink,
    decode: for<'b> fn(&[u8], &'b mut [u8; 48]) -> Option<&'b [u8]>,
) -> bool {
    let mut bytes = Zeroizing::new([0; 48]);
    text.chunks(64).all(|block| {
        decode(block, &mut bytes)
            .map(|decoded| sink.put(decoded))
            .is_some()
    })
}

/// Up to 64 characters of hex; pair by pair, because the optimiser then sees that no index is out
/// of bounds.
#[cold]
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
#[cold]
pub(super) fn decode_base64<'b>(text: &[u8], bytes: &'b mut [u8; 48]) -> Option<&'b [u8]> {
    let mut length = 0;
    for (from, to) in text.chunks(4).zip(bytes.as_chunks_mut::<3>().0) {
        let mut bits = 0_u32;
        for index in 0..4 {
            bits = (bits << 6) | u32::from(from.get(index).map_or(Some(0), |c| sextet(*c))?);
        }
        let [_, decoded @ ..] = bits.to_be_bytes();
        *to = decoded;
        // A single character makes no byte, and what a short group leaves over has to be zero.
        let count = from.len().checked_sub(1).filter(|count| *count > 0)?;
        if to.iter().skip(count).any(|byte| *byte != 0) {
            return None;
        }
        length += count;
    }
    bytes.get(..length)
}

/// What a character of base64 stands for. One at a time, as this is far less code than base64ct's
/// loop over texts of any length.
#[inline(never)]
fn sextet(character: u8) -> Option<u8> {
    let standard = match character {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    };
    let mut byte = [0];
    // 'A' is 0: what the byte lacks, and what is left over.
    Base64Unpadded::decode([standard, b'A'], &mut byte).ok()?;
    Some(byte[0] >> 2)
}

pub(super) fn unpadded(text: &[u8]) -> &[u8] {
    match text {
        [bare @ .., b'=', b'='] | [bare @ .., b'='] if text.len().is_multiple_of(4) => bare,
        _ => text,
    }
}
