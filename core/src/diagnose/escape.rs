//! Escapes a text for HTML, for JSON and JavaScript, and for URLs, as templates and encoders do.
//!
//! Each style is that of the software that is named beside it.

use super::Sink;

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

/// How serialisers write the strings of a whole JSON document.
pub(super) const JSON_DOCUMENTS: [Style; 5] = [
    json("", false, false, false),    // JSON.stringify, Ruby, Rust, Jackson
    json("", true, false, false),     // Python
    json("<>&", false, false, false), // Go, Rails
    json("", true, false, true),      // PHP
    json("", false, false, true),     // PHP, unescaped Unicode
];

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

/// Does the same as `contains`, which has a panic path.
fn has(characters: &str, character: char) -> bool {
    characters.chars().any(|other| other == character)
}

fn put_hex(byte: u8, upper: bool, sink: &mut Sink<'_>) {
    let mut digits = [0; 2];
    let encoded = if upper {
        base16ct::upper::encode(&[byte], &mut digits)
    } else {
        base16ct::lower::encode(&[byte], &mut digits)
    };
    // One byte has two digits, so this is never an error.
    sink(encoded.unwrap_or_default());
}

pub(super) fn put_char(character: char, sink: &mut Sink<'_>) {
    sink(character.encode_utf8(&mut [0; 4]).as_bytes());
}
