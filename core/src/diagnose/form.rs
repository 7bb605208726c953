//! Undoes the form of a token: what is around it, and the encoding of its 32 bytes.

use super::{
    Cause,
    codec::{Encoding, decode_base64, decode_hex, unpadded},
};
use crate::{
    Token,
    mac::Tag,
    secret::{self, unquote},
};

/// Removes whitespace and invisible characters, then quotes. The first that was there is the cause.
pub(super) fn undo_form(token: &str) -> (Option<Cause>, &str) {
    let bare = secret::bare(token, &[]);
    let whitespace = (bare.len() != token.len()).then_some(Cause::TokenWhitespace);
    match unquote(bare) {
        Some(inner) => (
            whitespace.or(Some(Cause::TokenQuoted)),
            secret::bare(inner, &[]),
        ),
        None => (whitespace, bare),
    }
}

/// The 32 bytes that a token encodes, in hex of either case or in base64, also with other text before
/// it, such as `sha256=`.
pub(super) fn decode(form: Option<Cause>, token: &str) -> (Option<Cause>, Option<Tag>) {
    if let Some((cause, tag)) = decode_whole(token) {
        return (form.or(cause), Some(tag));
    }
    // Hex, base64 with its padding, and without.
    for length in [Token::LEN, 44, 43] {
        let end = token.len().checked_sub(length);
        let end = end.and_then(|start| token.get(start..));
        if let Some((_, tag)) = end.and_then(decode_whole) {
            return (form.or(Some(Cause::TokenPrefixed)), Some(tag));
        }
    }
    (form, None)
}

fn decode_whole(token: &str) -> Option<(Option<Cause>, Tag)> {
    let mut buffer = [0; 48];
    let hex = block(token.as_bytes()).and_then(|block| decode_hex(block, &mut buffer));
    if let Some(tag) = hex.and_then(|bytes| Tag::try_from(bytes).ok()) {
        let upper = token.bytes().any(|byte| byte.is_ascii_uppercase());
        return Some((upper.then_some(Cause::TokenUpperCase), tag));
    }
    let bare = unpadded(token.as_bytes());
    let decoded = block(bare).and_then(|block| decode_base64(block, &mut buffer));
    let tag = decoded.and_then(|bytes| Tag::try_from(bytes).ok())?;
    // If no character tells the two alphabets apart, the padding does, which the URL-safe one by
    // custom does not have.
    let url = bare.iter().any(|byte| matches!(byte, b'-' | b'_'));
    let standard = bare.iter().any(|byte| matches!(byte, b'+' | b'/'));
    let cause = if url || !(standard || bare.len() != token.len()) {
        Cause::TokenBase64Url
    } else {
        Cause::TokenBase64
    };
    Some((Some(cause), tag))
}

/// Whether the whole token encodes 32 bytes.
pub(super) fn is_whole_tag(token: &str) -> bool {
    decode_whole(token).is_some()
}

/// The text, if it is no longer than what is decoded at once.
fn block(text: &[u8]) -> Option<&[u8]> {
    (text.len() <= Token::LEN).then_some(text)
}

/// Whether this is hex, or base64 with its padding: a hash of another length, or a part of one.
pub(super) fn is_encoded(token: &str) -> bool {
    let is_hex = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    let bare = unpadded(token.as_bytes());
    is_hex || (bare.len() != token.len() && Encoding::Base64.decode(bare, &mut |_| {}))
}
