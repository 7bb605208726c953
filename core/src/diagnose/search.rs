//! Tries the mistakes in their order, until one explains the token.

use super::{
    Cause, DispatchCause, Evidence,
    candidate::{CASES, Candidate, Change, Custom, UuidForm, tag},
    codec::Encoding,
    escape::{JSON_DOCUMENTS, JSON_TEXT, STYLES},
    json::{member, put_body, reserialise},
    unescape::Escaping,
};
use crate::{
    TokenScheme,
    mac::Tag,
    secret::{self, QUOTES, unquote},
};

/// The expected scheme first.
pub(super) const fn schemes(expected: TokenScheme) -> &'static [TokenScheme] {
    match expected {
        TokenScheme::HmacSha256 => &[TokenScheme::HmacSha256, TokenScheme::Sha256Concat],
        TokenScheme::Sha256Concat => &[TokenScheme::Sha256Concat, TokenScheme::HmacSha256],
    }
}

/// Stray whitespace to try: before the text, and after it.
const WHITESPACE: [(&str, &str); 9] = [
    ("", "\n"),
    ("", "\r\n"),
    ("", "\r"),
    ("", " "),
    ("", "\t"),
    (" ", ""),
    ("\t", ""),
    ("\n", ""),
    (" ", " "),
];

/// The texts that a missing value, or an object that is not text, is converted to. The zero and the
/// all-zero UUID are the missing number and UUID of some languages.
const STRINGIFIED: [&str; 27] = [
    "None",
    "undefined",
    "null",
    "[object Object]",
    "",
    "none",
    "nil",
    "NULL",
    "Null",
    "NaN",
    "nan",
    "(null)",
    "<null>",
    "<nil>",
    "%!s(<nil>)",
    "%!d(<nil>)",
    "[object Promise]",
    "[object Undefined]",
    "[object Null]",
    "AnonymousUser",
    "true",
    "false",
    "True",
    "False",
    "0",
    "-1",
    "00000000-0000-0000-0000-000000000000",
];

/// What is put around the text of a value that is not text when it is converted: bytes, lists,
/// optional values, symbols, floats and database objects of several languages.
const WRAPPED: [(&str, &str); 24] = [
    ("b'", "'"),
    ("b\"", "\""),
    ("['", "']"),
    ("[\"", "\"]"),
    ("[", "]"),
    ("('", "',)"),
    ("(", ",)"),
    ("Optional(\"", "\")"),
    ("Optional(", ")"),
    ("Optional[", "]"),
    ("Some(\"", "\")"),
    ("Some(", ")"),
    ("UUID('", "')"),
    ("ObjectId('", "')"),
    ("ObjectId(\"", "\")"),
    ("new ObjectId('", "')"),
    ("new ObjectId(\"", "\")"),
    ("User object (", ")"),
    ("<User: ", ">"),
    ("<User ", ">"),
    (":", ""),
    (":\"", "\""),
    ("", ".0"),
    ("", "n"),
];

const UUID_AROUND: [(&str, &str); 4] = [("", ""), ("{", "}"), ("(", ")"), ("urn:uuid:", "")];

/// A mistake of either list. One type, so that the attempts are compiled once.
#[derive(Clone, Copy)]
pub(super) enum Mistake {
    Token(Cause),
    Dispatch(DispatchCause),
}

impl From<Cause> for Mistake {
    fn from(cause: Cause) -> Self {
        Self::Token(cause)
    }
}

impl From<DispatchCause> for Mistake {
    fn from(cause: DispatchCause) -> Self {
        Self::Dispatch(cause)
    }
}

/// Searches for the mistake that explains a tag.
pub(super) struct Search<'a> {
    /// In the order in which they are tried.
    pub(super) schemes: &'static [TokenScheme],
    pub(super) key: Candidate<'a>,
    /// The user ID, or the payload of a webhook.
    pub(super) message: Candidate<'a>,
    pub(super) tag: &'a Tag,
    pub(super) explanation: Option<(Mistake, TokenScheme)>,
}

/// Tries a changed key, or a changed message.
type Attempt<'a> = fn(&mut Search<'a>, Mistake, &str, Change<'_>);

impl<'a> Search<'a> {
    /// Tries every mistake in the order of [`Cause`], until one explains the tag.
    pub(super) fn try_all(
        &mut self,
        evidence: &Evidence<'a>,
        cases: &[&str],
        unicode_forms: &[&str],
    ) {
        let (key, user_id) = (self.key, self.message);
        self.attempt(Cause::Correct.into(), &key, &user_id);
        self.attempt(Cause::KeyAndUserIdSwapped.into(), &user_id, &key);
        if let Some(sdk_secret_key) = evidence.sdk_secret_key {
            self.attempt_key(Cause::SdkSecretKeyUsed.into(), sdk_secret_key, Change::None);
        }
        self.try_keys(key.body);
        self.try_user_ids(user_id.body);
        for case in cases {
            self.attempt_message(Cause::UserIdCase.into(), case, Change::None);
        }
        for form in unicode_forms {
            self.attempt_message(Cause::UserIdUnicodeForm.into(), form, Change::None);
        }
        if let Some(user_email) = evidence.user_email {
            self.attempt_message(Cause::UserEmailSigned.into(), user_email, Change::None);
        }
    }

    fn try_keys(&mut self, key: &str) {
        let attempt = Self::attempt_key;
        self.try_whitespace(Cause::AuthSecretKeyWhitespace.into(), key, attempt);
        self.try_quotes(Cause::AuthSecretKeyQuoted.into(), key, attempt);
        self.try_invisible(Cause::AuthSecretKeyInvisibleCharacter.into(), key, attempt);
        self.try_escapes(Cause::AuthSecretKeyEscaped.into(), key, attempt);
        let [hex, base64] = [
            [
                Cause::AuthSecretKeyHexDecoded.into(),
                Cause::AuthSecretKeyHexEncoded.into(),
            ],
            [
                Cause::AuthSecretKeyBase64Decoded.into(),
                Cause::AuthSecretKeyBase64Encoded.into(),
            ],
        ];
        self.try_encodings(hex, base64, key);
    }

    fn try_user_ids(&mut self, user_id: &str) {
        let attempt = Self::attempt_message;
        self.try_stringified(user_id);
        self.try_whitespace(Cause::UserIdWhitespace.into(), user_id, attempt);
        self.try_quotes(Cause::UserIdQuoted.into(), user_id, attempt);
        self.try_invisible(Cause::UserIdInvisibleCharacter.into(), user_id, attempt);
        self.try_escapes(Cause::UserIdEscaped.into(), user_id, attempt);
        for (first, rest) in CASES {
            self.attempt_message(
                Cause::UserIdCase.into(),
                user_id,
                Change::Ascii { first, rest },
            );
        }
        for (before, after) in &UUID_AROUND {
            for (dashes, upper) in [(true, false), (false, false), (true, true), (false, true)] {
                let form = UuidForm {
                    before,
                    after,
                    dashes,
                    upper,
                };
                self.attempt_message(Cause::UserIdUuidForm.into(), user_id, Change::Uuid(form));
            }
        }
        #[cfg(feature = "unicode")]
        {
            for (first, rest) in CASES {
                self.attempt_message(
                    Cause::UserIdCase.into(),
                    user_id,
                    Change::Unicode { first, rest },
                );
            }
            for change in [Change::Nfc, Change::Nfd, Change::Nfkc, Change::Nfkd] {
                self.attempt_message(Cause::UserIdUnicodeForm.into(), user_id, change);
            }
        }
    }

    fn try_stringified(&mut self, user_id: &str) {
        let cause = Cause::UserIdStringified.into();
        for text in &STRINGIFIED {
            self.attempt_message(cause, user_id, Change::Replaced(text));
        }
        for (before, after) in &WRAPPED {
            self.attempt_message(cause, user_id, Change::Wrapped(before, after));
            let inner = user_id.strip_prefix(before);
            let inner = inner.and_then(|inner| inner.strip_suffix(after));
            if let Some(inner) = inner {
                self.attempt_message(cause, inner, Change::None);
            }
        }
    }
}

impl Search<'_> {
    /// Tries every mistake in the order of [`DispatchCause`], until one explains the tag.
    pub(super) fn try_dispatch(&mut self) {
        let (secret, payload) = (self.key, self.message);
        // Replaced, because a payload may be empty, where an ID may not.
        let unchanged = Change::Replaced(payload.body);
        self.attempt_message(DispatchCause::Correct.into(), payload.body, unchanged);
        let inner = member(payload.body, "payload").and_then(unquote);
        if let Some(inner) = inner {
            for change in [Change::Unescaped(Escaping::Json), Change::None] {
                self.attempt_message(DispatchCause::BodySigned.into(), inner, change);
            }
        }
        let attempt = Self::attempt_message;
        self.try_whitespace(
            DispatchCause::PayloadWhitespace.into(),
            payload.body,
            attempt,
        );
        for style in JSON_DOCUMENTS {
            for spaced in [false, true] {
                let body: &Custom<'_> = &|payload, sink| put_body(payload, &style, spaced, sink);
                let body = Change::Custom(body);
                self.attempt_message(DispatchCause::BodySigned.into(), payload.body, body);
                let json: &Custom<'_> = &|json, sink| reserialise(json, &style, spaced, sink);
                let json = Change::Custom(json);
                self.attempt_message(
                    DispatchCause::PayloadReserialised.into(),
                    payload.body,
                    json,
                );
            }
        }
        self.try_quotes(DispatchCause::PayloadEscaped.into(), payload.body, attempt);
        let json = Change::Unescaped(Escaping::Json);
        self.attempt_message(DispatchCause::PayloadEscaped.into(), payload.body, json);
        let (attempt, secret) = (Self::attempt_key, secret.body);
        self.try_whitespace(
            DispatchCause::WebhookSigningSecretWhitespace.into(),
            secret,
            attempt,
        );
        self.try_quotes(
            DispatchCause::WebhookSigningSecretQuoted.into(),
            secret,
            attempt,
        );
        self.try_invisible(
            DispatchCause::WebhookSigningSecretInvisibleCharacter.into(),
            secret,
            attempt,
        );
        let encoded = [DispatchCause::WebhookSigningSecretEncoded.into(); 2];
        self.try_encodings(encoded, encoded, secret);
    }
}

impl<'a> Search<'a> {
    /// Tries the key decoded, and encoded: the two causes of hex, and of base64.
    fn try_encodings(&mut self, hex: [Mistake; 2], base64: [Mistake; 2], key: &str) {
        let (decoded, encoded) = (Change::Decoded, Change::Encoded);
        self.attempt_key(hex[0], key, decoded(Encoding::Hex));
        for encoding in Encoding::HEX {
            self.attempt_key(hex[1], key, encoded(encoding));
        }
        self.attempt_key(base64[0], key, decoded(Encoding::Base64));
        // Encoders of whole files encode the trailing newline too.
        self.attempt_key(base64[0], key.trim(), decoded(Encoding::Base64));
        for encoding in Encoding::BASE64 {
            self.attempt_key(base64[1], key, encoded(encoding));
        }
    }

    fn try_whitespace(&mut self, cause: Mistake, text: &str, attempt: Attempt<'a>) {
        for text in [text.trim(), text.trim_start(), text.trim_end()] {
            attempt(self, cause, text, Change::None);
        }
        for (before, after) in &WHITESPACE {
            for text in [text.trim(), text] {
                attempt(self, cause, text, Change::Wrapped(before, after));
            }
        }
    }

    fn try_quotes(&mut self, cause: Mistake, text: &str, attempt: Attempt<'a>) {
        let bare = text.trim();
        if let Some(inner) = unquote(bare) {
            for inner in [inner, inner.trim()] {
                attempt(self, cause, inner, Change::None);
                attempt(self, cause, inner, Change::Unescaped(Escaping::Json));
            }
        }
        for quote in QUOTES {
            let mut buffer = [0; 4];
            let quote: &str = quote.encode_utf8(&mut buffer);
            for text in [bare, text] {
                attempt(self, cause, text, Change::Wrapped(quote, quote));
            }
        }
        for &style in &JSON_TEXT {
            attempt(self, cause, text, Change::EscapedAndQuoted(style));
        }
    }

    fn try_invisible(&mut self, cause: Mistake, text: &str, attempt: Attempt<'a>) {
        for text in [
            text.trim_matches(secret::is_invisible),
            text.trim_start_matches(secret::is_invisible),
            text.trim_end_matches(secret::is_invisible),
            secret::bare(text, &QUOTES),
        ] {
            attempt(self, cause, text, Change::None);
        }
        attempt(self, cause, text, Change::Visible);
        for character in secret::invisible_characters() {
            let mut buffer = [0; 4];
            let character: &str = character.encode_utf8(&mut buffer);
            attempt(self, cause, text, Change::Wrapped(character, ""));
            attempt(self, cause, text, Change::Wrapped("", character));
        }
    }

    fn try_escapes(&mut self, cause: Mistake, text: &str, attempt: Attempt<'a>) {
        for escaping in Escaping::ALL {
            attempt(self, cause, text, Change::Unescaped(escaping));
        }
        for &style in &STYLES {
            attempt(self, cause, text, Change::Escaped(style));
        }
    }

    fn attempt_key(&mut self, cause: Mistake, body: &str, change: Change<'_>) {
        let message = self.message;
        self.attempt(cause, &Candidate { body, change }, &message);
    }

    fn attempt_message(&mut self, cause: Mistake, body: &str, change: Change<'_>) {
        let key = self.key;
        self.attempt(cause, &key, &Candidate { body, change });
    }

    /// Keeps the cause if it explains the tag, unless one before it did.
    fn attempt(&mut self, cause: Mistake, key: &Candidate<'_>, message: &Candidate<'_>) {
        if self.explanation.is_some() || !key.is_possible() || !message.is_possible() {
            return;
        }
        for &scheme in self.schemes {
            // Under sha256-concat nothing marks where the ID ends and the key begins. Whitespace
            // between them more likely belongs to the ID.
            if scheme == TokenScheme::Sha256Concat && key.adds_leading_whitespace() {
                continue;
            }
            if tag(scheme, key, message) == Some(*self.tag) {
                self.explanation = Some((cause, scheme));
                return;
            }
        }
    }
}
