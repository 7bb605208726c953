//! Changes a text into one that might have been hashed instead of it.
//!
//! The changed text is fed to the hash in chunks, so that no change needs an allocation.

use core::hint::black_box;

#[cfg(feature = "unicode")]
use unicode_normalization::UnicodeNormalization;

use super::{Sink, codec::Encoding, escape::Style, unescape::Escaping};
use crate::{
    TokenScheme,
    mac::{Chunks, Key, Tag, sha256},
    secret,
};

/// A text, and the change to make to it.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) body: &'a str,
    pub(super) change: Change<'a>,
}

/// How a text was changed before it was hashed.
#[derive(Clone, Copy)]
pub(super) enum Change<'a> {
    None,
    /// Replaced by this text, which may be empty.
    Replaced(&'a str),
    /// With these two around it.
    Wrapped(&'a str, &'a str),
    /// Without its invisible characters.
    Visible,
    Decoded(Encoding),
    Encoded(Encoding),
    Unescaped(Escaping),
    Escaped(Style),
    /// Escaped, and in double quotes.
    EscapedAndQuoted(Style),
    /// What this function feeds of it. A library that does not try such a change does not contain it.
    Custom(&'a Custom<'a>),
    Ascii {
        first: Case,
        rest: Case,
    },
    Uuid(UuidForm),
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

pub(super) type Custom<'a> = dyn Fn(&str, &mut Sink<'_>) + 'a;

#[derive(Clone, Copy)]
pub(super) enum Case {
    Lower,
    Upper,
    AsIs,
}

/// The letter cases to try: that of the first character, and that of the rest.
pub(super) const CASES: [(Case, Case); 4] = [
    (Case::Lower, Case::Lower),
    (Case::Upper, Case::Upper),
    (Case::Upper, Case::Lower),
    (Case::Upper, Case::AsIs),
];

/// One of the forms in which the 32 digits of a UUID are written.
#[derive(Clone, Copy)]
pub(super) struct UuidForm {
    pub(super) before: &'static str,
    pub(super) after: &'static str,
    pub(super) dashes: bool,
    pub(super) upper: bool,
}

impl<'a> From<&'a str> for Candidate<'a> {
    fn from(body: &'a str) -> Self {
        let change = Change::None;
        Self { body, change }
    }
}

impl Candidate<'_> {
    /// Whether the only change is whitespace before the text.
    pub(super) fn adds_leading_whitespace(&self) -> bool {
        matches!(self.change, Change::Wrapped(before, "") if before.trim().is_empty())
    }

    /// Whether the change is possible and leaves a text that may be hashed.
    pub(super) fn is_possible(&self) -> bool {
        let mut is_empty = true;
        self.feed_to(&mut |chunk| is_empty &= chunk.is_empty())
            && (!is_empty || matches!(self.change, Change::Replaced(_)))
    }

    /// Returns false if the text is not in the form to be undone.
    fn feed_to(&self, sink: &mut Sink<'_>) -> bool {
        // Or else the optimiser compiles all of this for each function that takes the chunks: three
        // copies, which are a fifth of the C library.
        let sink = black_box(sink);
        let body = self.body.as_bytes();
        match self.change {
            Change::None => sink(body),
            Change::Replaced(text) => sink(text.as_bytes()),
            Change::Wrapped(before, after) => {
                sink(before.as_bytes());
                sink(body);
                sink(after.as_bytes());
            }
            Change::Visible => {
                let is_visible = |character: &char| !secret::is_invisible(*character);
                put(self.body.chars().filter(is_visible), sink);
            }
            Change::Decoded(encoding) => return encoding.decode(body, sink),
            Change::Encoded(encoding) => encoding.encode(body, sink),
            Change::Unescaped(escaping) => return escaping.undo(self.body, sink),
            Change::Escaped(style) => style.put(self.body, sink),
            Change::EscapedAndQuoted(style) => {
                sink(b"\"");
                style.put(self.body, sink);
                sink(b"\"");
            }
            Change::Custom(feed) => feed(self.body, sink),
            Change::Ascii { first, rest } => {
                // Byte by byte: no byte of a non-ASCII character is an ASCII letter.
                let mut case = first;
                for byte in body {
                    sink(&[match case {
                        Case::Lower => byte.to_ascii_lowercase(),
                        Case::Upper => byte.to_ascii_uppercase(),
                        Case::AsIs => *byte,
                    }]);
                    case = rest;
                }
            }
            Change::Uuid(form) => return form.put(self.body, sink),
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
            Change::Nfc => put(bounded(self.body).nfc(), sink),
            #[cfg(feature = "unicode")]
            Change::Nfd => put(bounded(self.body).nfd(), sink),
            #[cfg(feature = "unicode")]
            Change::Nfkc => put(bounded(self.body).nfkc(), sink),
            #[cfg(feature = "unicode")]
            Change::Nfkd => put(bounded(self.body).nfkd(), sink),
        }
        true
    }
}

/// The text with at most thirty combining marks in a row, which is what normalising it keeps in
/// memory: no text, however long, makes it allocate more, and no language has a longer row.
///
/// Source: UAX #15, Stream-Safe Text Format.
#[cfg(feature = "unicode")]
fn bounded(text: &str) -> impl Iterator<Item = char> {
    text.stream_safe()
}

impl UuidForm {
    /// Returns false if the text is not a UUID.
    fn put(self, text: &str, sink: &mut Sink<'_>) -> bool {
        let Some(digits) = uuid_digits(text) else {
            return false;
        };
        sink(self.before.as_bytes());
        let digits = digits.bytes().filter(|byte| *byte != b'-');
        for (index, digit) in digits.enumerate() {
            if self.dashes && matches!(index, 8 | 12 | 16 | 20) {
                sink(b"-");
            }
            sink(&[if self.upper {
                digit.to_ascii_uppercase()
            } else {
                digit.to_ascii_lowercase()
            }]);
        }
        sink(self.after.as_bytes());
        true
    }
}

/// The digits of a UUID in any of its forms, and its dashes if it has some.
fn uuid_digits(text: &str) -> Option<&str> {
    let text = text.trim_matches(['{', '}', '(', ')']);
    let text = match text.get(.."urn:uuid:".len()) {
        Some(prefix) if prefix.eq_ignore_ascii_case("urn:uuid:") => text.get(prefix.len()..)?,
        _ => text,
    };
    let digits = text.bytes().filter(u8::is_ascii_hexdigit).count();
    let is_dashed =
        text.len() == 36 && [8, 13, 18, 23].map(|at| text.as_bytes().get(at)) == [Some(&b'-'); 4];
    (digits == 32 && (text.len() == 32 || is_dashed)).then_some(text)
}

fn put(characters: impl IntoIterator<Item = char>, sink: &mut Sink<'_>) {
    for character in characters {
        sink(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

impl Chunks for Candidate<'_> {
    fn feed(&self, mut sink: impl FnMut(&[u8])) {
        self.feed_to(&mut sink);
    }
}

impl Chunks for [&Candidate<'_>; 2] {
    fn feed(&self, mut sink: impl FnMut(&[u8])) {
        for candidate in self {
            candidate.feed_to(&mut sink);
        }
    }
}

/// The tag of a changed message under a changed key.
pub(super) fn tag(
    scheme: TokenScheme,
    key: &Candidate<'_>,
    message: &Candidate<'_>,
) -> Option<Tag> {
    match scheme {
        TokenScheme::HmacSha256 => Some(Key::from_chunks(key)?.hmac(message)),
        TokenScheme::Sha256Concat => Some(sha256(&[message, key])),
    }
}
