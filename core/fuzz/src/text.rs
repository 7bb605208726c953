//! Texts, and the ways in which they get changed on their way.

use arbitrary::Arbitrary;

/// Texts that mean something to core, which a fuzzer would not find.
const KNOWN: [&str; 30] = [
    "user_42",
    "YOUR_AUTH_SECRET_KEY",
    "None",
    "undefined",
    "[object Object]",
    "00000000-0000-0000-0000-000000000000",
    "123e4567-e89b-12d3-a456-426614174000",
    "123E4567E89B12D3A456426614174000",
    "{123e4567-e89b-12d3-a456-426614174000}",
    "urn:uuid:123e4567-e89b-12d3-a456-426614174000",
    "4b6579",
    "S2V5IG9mIDMyIGJ5dGVzLCBhcyBpdCBpcyBvZnRlbg==",
    "aa-_bb",
    "O'Brien & \"Søn\" <o@example.com>",
    "O&#39;Brien &amp; &quot;S&#xF8;n&quot;",
    "\\u00e9\\ud83d\\ude00\\x41\\n\\\"",
    "a%20b%C3%A9+c",
    "Ünïcode ﬁ Å 한글",
    "Å",
    "ΣΑΣ",
    "\u{feff}key\u{200b}",
    " \t key \r\n",
    "{\"timestamp\": 1764115200000, \"event\": \"a\", \"n\": [1, 2.5e3, null, true], \"o\": {\"k\": \"\\u00e9/\"}}",
    "{\"timestamp\":1764115200}",
    "{\"timestamp\":1764115200000,\"title\":\"é 🔔 </b>\"}",
    "{ \"timestamp\" : 1764115200.5 }",
    "[1, {\"a\": \"b\"}]",
    "User object (user_42)",
    "b'user_42'",
    "🔑",
];

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Text<'a> {
    Known(u8),
    Any(&'a str),
}

impl Text<'_> {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Known(index) => KNOWN[usize::from(*index) % KNOWN.len()],
            Self::Any(text) => text,
        }
    }
}

/// How a text was changed.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Change<'a> {
    Nothing,
    Before(Text<'a>),
    After(Text<'a>),
    Around(Around),
    Upper,
    Lower,
    Capital,
    Trimmed,
    Hex,
    Base64,
    Base64Url,
    Decoded,
    Json,
    JsonPretty,
    Html,
    Url,
    Form,
    NoDashes,
    Dashes,
    Cut(u8),
    Flipped(u8, u8),
    Replaced(Text<'a>),
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Around {
    Newline,
    Space,
    Mark,
    Quotes,
    Apostrophes,
    Brackets,
    Prefix,
    Optional,
}

impl Around {
    const fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::Newline => ("", "\n"),
            Self::Space => (" ", ""),
            Self::Mark => ("\u{feff}", ""),
            Self::Quotes => ("\"", "\""),
            Self::Apostrophes => ("b'", "'"),
            Self::Brackets => ("[", "]"),
            Self::Prefix => ("sha256=", ""),
            Self::Optional => ("Optional(\"", "\")"),
        }
    }
}

impl Change<'_> {
    /// The changed text; the same one where the change is not possible.
    pub(crate) fn of(&self, text: &str) -> String {
        match self {
            Self::Nothing => text.to_owned(),
            Self::Before(more) => format!("{}{text}", more.as_str()),
            Self::After(more) => format!("{text}{}", more.as_str()),
            Self::Around(around) => {
                let (before, after) = around.parts();
                format!("{before}{text}{after}")
            }
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::Capital => {
                let mut characters = text.chars();
                let first = characters.next().map(char::to_uppercase);
                first
                    .into_iter()
                    .flatten()
                    .chain(characters.flat_map(char::to_lowercase))
                    .collect()
            }
            Self::Trimmed => text.trim().to_owned(),
            Self::Hex => hex::encode(text),
            Self::Base64 => base64(text, base64ct::Base64::encode_string),
            Self::Base64Url => base64(text, base64ct::Base64UrlUnpadded::encode_string),
            Self::Decoded => decoded(text),
            Self::Json => serde_json::Value::from(text).to_string(),
            Self::JsonPretty => reserialised(text),
            Self::Html => text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
                .replace('"', "&#34;"),
            Self::Url | Self::Form => percent(text, matches!(self, Self::Form)),
            Self::NoDashes => text.replace('-', ""),
            Self::Dashes => dashes(text),
            Self::Cut(length) => text.chars().take(usize::from(*length)).collect(),
            Self::Flipped(index, character) => text
                .chars()
                .enumerate()
                .map(|(at, old)| {
                    if at == usize::from(*index) {
                        char::from(*character)
                    } else {
                        old
                    }
                })
                .collect(),
            Self::Replaced(other) => other.as_str().to_owned(),
        }
    }
}

use base64ct::Encoding as _;

fn base64(text: &str, encode: impl FnOnce(&[u8]) -> String) -> String {
    hex::decode(text).map_or_else(|_| text.to_owned(), |bytes| encode(&bytes))
}

fn decoded(text: &str) -> String {
    let bytes = hex::decode(text).ok();
    let bytes = bytes.or_else(|| base64ct::Base64::decode_vec(text).ok());
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_else(|| text.to_owned())
}

fn reserialised(text: &str) -> String {
    let value = serde_json::from_str::<serde_json::Value>(text);
    let pretty = value.and_then(|value| serde_json::to_string(&value));
    pretty.unwrap_or_else(|_| text.to_owned())
}

fn percent(text: &str, form: bool) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                escaped.push(char::from(byte));
            }
            b' ' if form => escaped.push('+'),
            _ => escaped += &format!("%{byte:02X}"),
        }
    }
    escaped
}

fn dashes(text: &str) -> String {
    let digits = text.replace(['-', '{', '}'], "");
    if digits.len() != 32 || !digits.is_ascii() {
        return text.to_owned();
    }
    [0..8, 8..12, 12..16, 16..20, 20..32]
        .map(|range| digits.get(range).unwrap_or_default())
        .join("-")
}
