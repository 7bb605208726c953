//! Undoes the escape sequences of HTML, of JSON and JavaScript, and of URLs, in all their forms.

use super::Sink;
use super::escape::put_char;

/// What the text was escaped for, and so how it is read.
#[derive(Clone, Copy)]
pub(super) enum Escaping {
    Html,
    Json,
    Url,
    /// As a URL, with `+` for a space.
    Form,
}

impl Escaping {
    pub(super) const ALL: [Self; 4] = [Self::Html, Self::Json, Self::Url, Self::Form];

    /// Puts the text without its escape sequences; what is none stays as it is. False if the text
    /// has none.
    pub(super) fn undo(self, text: &str, sink: &mut Sink<'_>) -> bool {
        let mut rest = text;
        let mut found = false;
        while let Some(character) = rest.chars().next() {
            let read = match self {
                Self::Html => read_entity(rest, sink),
                Self::Json => read_backslash(rest, sink),
                Self::Url | Self::Form => read_percent(rest, sink),
            };
            rest = if let Some(after) = read {
                found = true;
                after
            } else {
                match (self, character) {
                    (Self::Form, '+') => {
                        found = true;
                        sink(b" ");
                    }
                    _ => put_char(character, sink),
                }
                rest.get(character.len_utf8()..).unwrap_or_default()
            };
        }
        found
    }
}

const ENTITIES: [(&str, char); 10] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("equals", '='),
    ("plus", '+'),
    ("sol", '/'),
    ("grave", '`'),
];

/// Puts the character that an entity at the start of the text stands for; what follows it.
fn read_entity<'a>(text: &'a str, sink: &mut Sink<'_>) -> Option<&'a str> {
    let (name, after) = text.strip_prefix('&')?.split_once(';')?;
    let character = if let Some(number) = name.strip_prefix('#') {
        let digits = number.strip_prefix(['x', 'X']);
        let code = match digits {
            Some(digits) => code(digits, 16),
            None => code(number, 10),
        };
        char::from_u32(code?)?
    } else {
        ENTITIES.iter().find(|(entity, _)| *entity == name)?.1
    };
    put_char(character, sink);
    Some(after)
}

/// The number, if it is nothing but digits.
fn code(digits: &str, radix: u32) -> Option<u32> {
    let all = digits.chars().all(|digit| digit.is_digit(radix));
    u32::from_str_radix(digits, radix).ok().filter(|_| all)
}

fn read_backslash<'a>(text: &'a str, sink: &mut Sink<'_>) -> Option<&'a str> {
    let escape = text.strip_prefix('\\')?;
    let kind = escape.chars().next()?;
    let after = escape.get(kind.len_utf8()..)?;
    let character = match kind {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'x' => {
            put_char(char::from_u32(code(after.get(..2)?, 16)?)?, sink);
            return after.get(2..);
        }
        'u' => {
            let first = code(after.get(..4)?, 16)?;
            let after = after.get(4..)?;
            if let Some(character) = char::from_u32(first) {
                put_char(character, sink);
                return Some(after);
            }
            let low = after.strip_prefix("\\u")?;
            let second = code(low.get(..4)?, 16)?;
            let pair = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
            put_char(char::decode_utf16(pair).next()?.ok()?, sink);
            return low.get(4..);
        }
        // `\"`, `\\`, `\/`, and whatever else has a backslash that it does not need.
        other => other,
    };
    put_char(character, sink);
    Some(after)
}

fn read_percent<'a>(text: &'a str, sink: &mut Sink<'_>) -> Option<&'a str> {
    let digits = text.strip_prefix('%')?.get(..2)?;
    sink(&[u8::try_from(code(digits, 16)?).ok()?]);
    text.get(3..)
}
