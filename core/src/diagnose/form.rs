use super::{
    Cause,
    codec::{decode_base64, decode_hex, unpadded},
};
use crate::signer::Tag;

pub(super) const QUOTES: [u8; 3] = *b"\"'`";

pub(super) fn unquote(text: &str) -> Option<&str> {
    let (first, last) = (*text.as_bytes().first()?, *text.as_bytes().last()?);
    let is_quoted = first == last && QUOTES.contains(&first);
    text.get(1..text.len().checked_sub(1)?)
        .filter(|_| is_quoted)
}

/// Takes whitespace and quotes off; the first of them that was there is the form.
pub(super) fn undo_form(token: &str) -> (Option<Cause>, &str) {
    let bare = token.trim();
    let blank = (bare.len() != token.len()).then_some(Cause::TokenWhitespace);
    match unquote(bare) {
        Some(inner) => (blank.or(Some(Cause::TokenQuoted)), inner.trim()),
        None => (blank, bare),
    }
}

/// The 32 bytes that a token spells, in hex of either case or in base64.
pub(super) fn decode(form: Option<Cause>, token: &str) -> (Option<Cause>, Option<Tag>) {
    let mut buffer = [0; 48];
    let hex = decode_hex(token.as_bytes(), &mut buffer);
    if let Some(tag) = hex.and_then(|bytes| Tag::try_from(bytes).ok()) {
        let upper = token.bytes().any(|byte| byte.is_ascii_uppercase());
        let form = form.or(upper.then_some(Cause::TokenUpperCase));
        return (form, Some(tag));
    }
    let bare = unpadded(token.as_bytes());
    let decoded = decode_base64(bare, &mut buffer);
    let Some(tag) = decoded.and_then(|bytes| Tag::try_from(bytes).ok()) else {
        return (form, None);
    };
    // Where none of the characters tells the two alphabets apart, the padding does: by custom it
    // is the URL-safe one that goes without.
    let url = bare.iter().any(|byte| matches!(byte, b'-' | b'_'));
    let standard = bare.iter().any(|byte| matches!(byte, b'+' | b'/'));
    let cause = if url || !(standard || bare.len() != token.len()) {
        Cause::TokenBase64Url
    } else {
        Cause::TokenBase64
    };
    (form.or(Some(cause)), Some(tag))
}
