//! Undoes the escape sequences of HTML, of JSON and JavaScript, and of URLs, in all their forms.

use super::Sink;
use super::escape::put_char;

/// The syntax that a text was escaped for.
#[derive(Clone, Copy)]
pub(super) enum Escaping {
    Html,
    Json,
    Url,
    /// A URL in which `+` is a space.
    Form,
}

impl Escaping {
    pub(super) const ALL: [Self; 4] = [Self::Html, Self::Json, Self::Url, Self::Form];

    /// Feeds the text without its escape sequences, and everything else unchanged. Returns false if it
    /// has none.
    pub(super) fn undo(self, text: &str, sink: &mut Sink<'_>) -> bool {
        let mut rest = text;
        let mut has_escapes = false;
        while let Some(character) = rest.chars().next() {
            let read = match self {
                Self::Html => read_entity(rest, sink),
                Self::Json => read_backslash(rest, sink),
                Self::Url | Self::Form => read_percent(rest, sink),
            };
            rest = if let Some(after) = read {
                has_escapes = true;
                after
            } else {
                match (self, character) {
                    (Self::Form, '+') => {
                        has_escapes = true;
                        sink(b" ");
                    }
                    _ => put_char(character, sink),
                }
                rest.get(character.len_utf8()..).unwrap_or_default()
            };
        }
        has_escapes
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

/// Feeds the character of an entity at the start of the text, and returns what follows it.
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

/// The number, if the text is nothing but digits.
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
        // `\"`, `\\`, `\/`, and other characters that need no backslash.
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
