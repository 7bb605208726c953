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

/// Searches for the mistake that explains a tag. `C` lists the mistakes.
pub(super) struct Search<'a, C> {
    /// In the order in which they are tried.
    pub(super) schemes: &'static [TokenScheme],
    pub(super) key: Candidate<'a>,
    /// The user ID, or the payload of a webhook.
    pub(super) message: Candidate<'a>,
    pub(super) tag: &'a Tag,
    pub(super) explanation: Option<(C, TokenScheme)>,
}

/// Tries a changed key, or a changed message.
type Attempt<'a, C> = fn(&mut Search<'a, C>, C, &str, Change<'_>);

impl<'a> Search<'a, Cause> {
    /// Tries every mistake in the order of [`Cause`], until one explains the tag.
    pub(super) fn try_all(
        &mut self,
        evidence: &Evidence<'a>,
        cases: &[&str],
        unicode_forms: &[&str],
    ) {
        let (key, user_id) = (self.key, self.message);
        self.attempt(Cause::Correct, &key, &user_id);
        self.attempt(Cause::KeyAndUserIdSwapped, &user_id, &key);
        if let Some(sdk_secret_key) = evidence.sdk_secret_key {
            self.attempt_key(Cause::SdkSecretKeyUsed, sdk_secret_key, Change::None);
        }
        self.try_keys(key.body);
        self.try_user_ids(user_id.body);
        for case in cases {
            self.attempt_message(Cause::UserIdCase, case, Change::None);
        }
        for form in unicode_forms {
            self.attempt_message(Cause::UserIdUnicodeForm, form, Change::None);
        }
        if let Some(user_email) = evidence.user_email {
            self.attempt_message(Cause::UserEmailSigned, user_email, Change::None);
        }
    }

    fn try_keys(&mut self, key: &str) {
        let attempt = Self::attempt_key;
        self.try_whitespace(Cause::AuthSecretKeyWhitespace, key, attempt);
        self.try_quotes(Cause::AuthSecretKeyQuoted, key, attempt);
        self.try_invisible(Cause::AuthSecretKeyInvisibleCharacter, key, attempt);
        self.try_escapes(Cause::AuthSecretKeyEscaped, key, attempt);
        let [hex, base64] = [
            [
                Cause::AuthSecretKeyHexDecoded,
                Cause::AuthSecretKeyHexEncoded,
            ],
            [
                Cause::AuthSecretKeyBase64Decoded,
                Cause::AuthSecretKeyBase64Encoded,
            ],
        ];
        self.try_encodings(hex, base64, key);
    }

    fn try_user_ids(&mut self, user_id: &str) {
        let attempt = Self::attempt_message;
        self.try_stringified(user_id);
        self.try_whitespace(Cause::UserIdWhitespace, user_id, attempt);
        self.try_quotes(Cause::UserIdQuoted, user_id, attempt);
        self.try_invisible(Cause::UserIdInvisibleCharacter, user_id, attempt);
        self.try_escapes(Cause::UserIdEscaped, user_id, attempt);
        for (first, rest) in CASES {
            self.attempt_message(Cause::UserIdCase, user_id, Change::Ascii { first, rest });
        }
        for (before, after) in &UUID_AROUND {
            for (dashes, upper) in [(true, false), (false, false), (true, true), (false, true)] {
                let form = UuidForm {
                    before,
                    after,
                    dashes,
                    upper,
                };
                self.attempt_message(Cause::UserIdUuidForm, user_id, Change::Uuid(form));
            }
        }
        #[cfg(feature = "unicode")]
        {
            for (first, rest) in CASES {
                self.attempt_message(Cause::UserIdCase, user_id, Change::Unicode { first, rest });
            }
            for change in [Change::Nfc, Change::Nfd, Change::Nfkc, Change::Nfkd] {
                self.attempt_message(Cause::UserIdUnicodeForm, user_id, change);
            }
        }
    }

    fn try_stringified(&mut self, user_id: &str) {
        let cause = Cause::UserIdStringified;
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

impl<'a> Search<'a, DispatchCause> {
    /// Tries every mistake in the order of [`DispatchCause`], until one explains the tag.
    pub(super) fn try_dispatch(&mut self) {
        let (secret, payload) = (self.key, self.message);
        // Replaced, because a payload may be empty, where an ID may not.
        let unchanged = Change::Replaced(payload.body);
        self.attempt_message(DispatchCause::Correct, payload.body, unchanged);
        let inner = member(payload.body, "payload").and_then(unquote);
        if let Some(inner) = inner {
            for change in [Change::Unescaped(Escaping::Json), Change::None] {
                self.attempt_message(DispatchCause::BodySigned, inner, change);
            }
        }
        let attempt = Self::attempt_message;
        self.try_whitespace(DispatchCause::PayloadWhitespace, payload.body, attempt);
        for style in JSON_DOCUMENTS {
            for spaced in [false, true] {
                let body: &Custom<'_> = &|payload, sink| put_body(payload, &style, spaced, sink);
                let body = Change::Custom(body);
                self.attempt_message(DispatchCause::BodySigned, payload.body, body);
                let json: &Custom<'_> = &|json, sink| reserialise(json, &style, spaced, sink);
                let json = Change::Custom(json);
                self.attempt_message(DispatchCause::PayloadReserialised, payload.body, json);
            }
        }
        self.try_quotes(DispatchCause::PayloadEscaped, payload.body, attempt);
        let json = Change::Unescaped(Escaping::Json);
        self.attempt_message(DispatchCause::PayloadEscaped, payload.body, json);
        let (attempt, secret) = (Self::attempt_key, secret.body);
        self.try_whitespace(
            DispatchCause::WebhookSigningSecretWhitespace,
            secret,
            attempt,
        );
        self.try_quotes(DispatchCause::WebhookSigningSecretQuoted, secret, attempt);
        self.try_invisible(
            DispatchCause::WebhookSigningSecretInvisibleCharacter,
            secret,
            attempt,
        );
        let encoded = [DispatchCause::WebhookSigningSecretEncoded; 2];
        self.try_encodings(encoded, encoded, secret);
    }
}

impl<'a, C: Copy> Search<'a, C> {
    /// Tries the key decoded, and encoded: the two causes of hex, and of base64.
    fn try_encodings(&mut self, hex: [C; 2], base64: [C; 2], key: &str) {
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

    fn try_whitespace(&mut self, cause: C, text: &str, attempt: Attempt<'a, C>) {
        for text in [text.trim(), text.trim_start(), text.trim_end()] {
            attempt(self, cause, text, Change::None);
        }
        for (before, after) in &WHITESPACE {
            for text in [text.trim(), text] {
                attempt(self, cause, text, Change::Wrapped(before, after));
            }
        }
    }

    fn try_quotes(&mut self, cause: C, text: &str, attempt: Attempt<'a, C>) {
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

    fn try_invisible(&mut self, cause: C, text: &str, attempt: Attempt<'a, C>) {
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

    fn try_escapes(&mut self, cause: C, text: &str, attempt: Attempt<'a, C>) {
        for escaping in Escaping::ALL {
            attempt(self, cause, text, Change::Unescaped(escaping));
        }
        for &style in &STYLES {
            attempt(self, cause, text, Change::Escaped(style));
        }
    }

    fn attempt_key(&mut self, cause: C, body: &str, change: Change<'_>) {
        let message = self.message;
        self.attempt(cause, &Candidate { body, change }, &message);
    }

    fn attempt_message(&mut self, cause: C, body: &str, change: Change<'_>) {
        let key = self.key;
        self.attempt(cause, &key, &Candidate { body, change });
    }

    /// Keeps the cause if it explains the tag, unless one before it did.
    fn attempt(&mut self, cause: C, key: &Candidate<'_>, message: &Candidate<'_>) {
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
