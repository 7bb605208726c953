//! What templates and encoders do to a text: escape sequences of HTML, of JSON and JavaScript, and
//! of URLs. Each is written as the software that is named writes it, and read in all its forms.

use crate::mac::Sink;

/// How one piece of software escapes a text.
#[derive(Clone, Copy)]
pub(super) enum Style {
    /// `&`, `<` and `>` are always escaped.
    Html {
        quote: &'static str,
        apostrophe: &'static str,
        more: &'static [(char, &'static str)],
    },
    /// `"` and `\` have a backslash before them, unless they are in `as_code`: the characters that
    /// are written as `\u` and four digits.
    Json {
        as_code: &'static str,
        non_ascii: bool,
        upper: bool,
        slash: bool,
    },
    /// All but ASCII letters, digits and `unreserved` become `%` and two digits.
    Url {
        unreserved: &'static str,
        plus: bool,
        upper: bool,
    },
}

const fn html(
    quote: &'static str,
    apostrophe: &'static str,
    more: &'static [(char, &'static str)],
) -> Style {
    Style::Html {
        quote,
        apostrophe,
        more,
    }
}

const fn json(as_code: &'static str, non_ascii: bool, upper: bool, slash: bool) -> Style {
    Style::Json {
        as_code,
        non_ascii,
        upper,
        slash,
    }
}

const fn url(unreserved: &'static str, plus: bool, upper: bool) -> Style {
    Style::Url {
        unreserved,
        plus,
        upper,
    }
}

/// `JSON.stringify` and Python's `json.dumps`, which also put the text in quotes.
pub(super) const JSON_TEXT: [Style; 2] =
    [json("", false, false, false), json("", true, false, false)];

pub(super) const STYLES: [Style; 28] = [
    html("&quot;", "&#x27;", &[]),                // Python, Django
    html("&quot;", "&#39;", &[]),                 // Rails, lodash
    html("&#34;", "&#39;", &[]),                  // MarkupSafe, Go's html
    html("&#34;", "&#39;", &[('+', "&#43;")]),    // Go's html/template
    html("&quot;", "&#039;", &[]),                // PHP
    html("&quot;", "&apos;", &[]),                // XML
    html("&quot;", "'", &[]),                     // attributes in double quotes
    html("\"", "'", &[]),                         // text between tags
    html("&quot;", "&#x27;", &[('/', "&#x2F;")]), // OWASP's rules
    html("&quot;", "&#x27;", &[('`', "&#x60;"), ('=', "&#x3D;")]), // Handlebars
    html(
        "&quot;",
        "&#39;",
        &[('/', "&#x2F;"), ('`', "&#x60;"), ('=', "&#x3D;")],
    ), // Mustache
    json("", false, false, false),                // JSON.stringify
    json("", true, false, false),                 // Python
    json("<>&", false, false, false),             // Go, Rails
    json("<>&'", false, false, false),            // Rails' json_escape
    json("<>&'", true, false, false),             // Jinja
    json("<>&'=", false, false, false),           // Gson
    json("", true, false, true),                  // PHP
    json("", false, false, true),                 // PHP, unescaped Unicode
    json("\\'\"><&=-;`", false, true, false),     // Django's escapejs
    json("\"<>&'+`", true, true, false),          // .NET
    url("-_.!~*'()", false, true),                // encodeURIComponent
    url("-_.!~*'();/?:@&=+$,#", false, true),     // encodeURI
    url("-_.~/", false, true),                    // Python's quote
    url("-_.~", false, true),                     // RFC 3986
    url("-_.~", true, true),                      // Python's quote_plus, Go
    url("-_.*", true, true),                      // forms, Java
    url("-_.!*()", true, false),                  // .NET
];

impl Style {
    pub(super) fn put(&self, text: &str, sink: &mut Sink<'_>) {
        for character in text.chars() {
            let escaped = match self {
                Self::Html {
                    quote,
                    apostrophe,
                    more,
                } => put_html(character, quote, apostrophe, more, sink),
                Self::Json {
                    as_code,
                    non_ascii,
                    upper,
                    slash,
                } => {
                    if has(as_code, character) || (*non_ascii && !character.is_ascii()) {
                        for unit in character.encode_utf16(&mut [0; 2]) {
                            sink(b"\\u");
                            unit.to_be_bytes()
                                .into_iter()
                                .for_each(|byte| put_hex(byte, *upper, sink));
                        }
                        true
                    } else {
                        put_backslash(character, *slash, *upper, sink)
                    }
                }
                Self::Url {
                    unreserved,
                    plus,
                    upper,
                } => put_url(character, unreserved, *plus, *upper, sink),
            };
            if !escaped {
                put_char(character, sink);
            }
        }
    }
}

fn put_html(
    character: char,
    quote: &str,
    apostrophe: &str,
    more: &[(char, &str)],
    sink: &mut Sink<'_>,
) -> bool {
    let entity = match character {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => quote,
        '\'' => apostrophe,
        other => match more.iter().find(|(special, _)| *special == other) {
            Some((_, entity)) => entity,
            None => return false,
        },
    };
    sink(entity.as_bytes());
    true
}

fn put_backslash(character: char, slash: bool, upper: bool, sink: &mut Sink<'_>) -> bool {
    match character {
        '"' => sink(b"\\\""),
        '\\' => sink(b"\\\\"),
        '/' if slash => sink(b"\\/"),
        '\n' => sink(b"\\n"),
        '\r' => sink(b"\\r"),
        '\t' => sink(b"\\t"),
        '\u{8}' => sink(b"\\b"),
        '\u{c}' => sink(b"\\f"),
        '\0'..='\u{1f}' => {
            sink(b"\\u00");
            put_hex(u8::try_from(character).unwrap_or_default(), upper, sink);
        }
        _ => return false,
    }
    true
}

fn put_url(
    character: char,
    unreserved: &str,
    plus: bool,
    upper: bool,
    sink: &mut Sink<'_>,
) -> bool {
    if character.is_ascii_alphanumeric() || has(unreserved, character) {
        return false;
    }
    if plus && character == ' ' {
        sink(b"+");
    } else {
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            sink(b"%");
            put_hex(byte, upper, sink);
        }
    }
    true
}

/// As `contains`, which has a panic path.
fn has(characters: &str, character: char) -> bool {
    characters.chars().any(|other| other == character)
}

fn put_hex(byte: u8, upper: bool, sink: &mut Sink<'_>) {
    let mut digits = [0; 2];
    // Two digits for one byte: never an error.
    if hex::encode_to_slice([byte], &mut digits).is_ok() {
        if upper {
            digits.make_ascii_uppercase();
        }
        sink(&digits);
    }
}

fn put_char(character: char, sink: &mut Sink<'_>) {
    sink(character.encode_utf8(&mut [0; 4]).as_bytes());
}

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
