//! Splits JSON into its tokens, as far as a diagnosis needs it: the text need not be valid.

use super::{
    Sink,
    escape::{Style, put_char},
    unescape::Escaping,
};
use crate::secret::unquote;

/// The tokens of a JSON text, without the whitespace between them. A string has its quotes.
#[derive(Clone, Copy)]
struct Tokens<'a>(&'a str);

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.0.trim_start_matches(is_space);
        let end = match text.chars().next()? {
            '"' => end_of_string(text),
            first if is_punctuation(first) => Some(first.len_utf8()),
            _ => text.find(|other| other == '"' || is_punctuation(other) || is_space(other)),
        };
        let (token, rest) = text.split_at_checked(end.unwrap_or(text.len()))?;
        self.0 = rest;
        Some(token)
    }
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

fn is_punctuation(character: char) -> bool {
    matches!(character, '{' | '}' | '[' | ']' | ',' | ':')
}

/// Where the string that the text begins with ends. `None` if it has no end.
fn end_of_string(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    let mut characters = text.char_indices().skip(1);
    let end = characters.find(|(_, character)| {
        let ends = *character == '"' && !is_escaped;
        is_escaped = *character == '\\' && !is_escaped;
        ends
    });
    Some(end?.0.saturating_add(1))
}

/// The value of a member of a JSON object, as it is written: a string, a number or the first character
/// of anything else. The last one, if there are several.
pub(super) fn member<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let mut tokens = Tokens(json);
    let (mut depth, mut before, mut value) = (0_usize, "", None);
    while let Some(token) = tokens.next() {
        match token {
            "{" | "[" => depth = depth.saturating_add(1),
            "}" | "]" => depth = depth.saturating_sub(1),
            ":" if depth == 1 && unquote(before) == Some(name) => {
                let mut rest = tokens;
                value = rest.next();
            }
            _ => {}
        }
        before = token;
    }
    value
}

/// Feeds a JSON text as another serialiser would write it: with or without spaces after commas and
/// colons, and with strings escaped in this style. Its members keep their order and numbers their form.
pub(super) fn reserialise(json: &str, style: &Style, spaced: bool, sink: &mut Sink<'_>) {
    for token in Tokens(json) {
        let inner = token.strip_prefix('"');
        if let Some(inner) = inner.and_then(|inner| inner.strip_suffix('"')) {
            put_char('"', sink);
            Escaping::Json.undo(inner, &mut |character| {
                style.put(
                    core::str::from_utf8(character).unwrap_or_default(),
                    &mut *sink,
                );
            });
            put_char('"', sink);
        } else {
            sink(token.as_bytes());
            if spaced && matches!(token, "," | ":") {
                put_char(' ', sink);
            }
        }
    }
}

/// Feeds the body of a webhook with this payload, which has no signature yet.
pub(super) fn put_body(payload: &str, style: &Style, spaced: bool, sink: &mut Sink<'_>) {
    sink(if spaced {
        b"{\"payload\": \""
    } else {
        b"{\"payload\":\""
    });
    style.put(payload, sink);
    sink(b"\"}");
}
