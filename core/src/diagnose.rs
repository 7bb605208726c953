//! Which mistake explains a token. Works on what a developer has at hand, on the server; it tries
//! many computations and returns early, so it is not constant-time and not for requests.

use core::{fmt, slice};

use base64ct::{Base64Unpadded, Encoding};
#[cfg(feature = "unicode")]
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroizing, zeroize_stack};

use crate::{
    Error, Token, TokenScheme,
    signer::{Key, Message, Sink, Tag, sha256},
};

/// What [`diagnose`] looks at: a token known to be right (from Notifizz's own SDK or dashboard) or
/// one that Notifizz refuses, and what it should have been made of.
///
/// Unlike [`Signer`](crate::Signer) it accepts a key that begins or ends with whitespace, because
/// that is one of the causes. `Debug` shows no value.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// The token in question: any text of any length.
    pub token: &'a str,
    /// The user ID it should be for; not empty.
    pub user_id: &'a str,
    /// The auth secret key it should be made with; not empty.
    pub auth_secret_key: &'a str,
    /// The scheme it should be made under.
    pub token_scheme: TokenScheme,
    /// The SDK Secret Key, if it may have been used by mistake.
    pub sdk_secret_key: Option<&'a str>,
    /// The user's e-mail address, if it may have been signed by mistake.
    pub user_email: Option<&'a str>,
}

impl<'a> Evidence<'a> {
    /// The evidence under the default scheme, without SDK Secret Key and e-mail; set the public
    /// fields for more.
    #[must_use]
    pub const fn new(token: &'a str, user_id: &'a str, auth_secret_key: &'a str) -> Self {
        Self {
            token,
            user_id,
            auth_secret_key,
            token_scheme: TokenScheme::HmacSha256,
            sdk_secret_key: None,
            user_email: None,
        }
    }
}

impl fmt::Debug for Evidence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Evidence")
            .field("token_scheme", &self.token_scheme)
            .finish_non_exhaustive()
    }
}

macro_rules! causes {
    ($($(#[$doc:meta])+ $variant:ident = $code:literal: $message:literal,)+) => {
        /// What explains a token; see [`diagnose`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Cause {
            $($(#[$doc])+ $variant,)+
        }

        impl Cause {
            /// Every cause.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable, language-independent name, such as `"other_scheme"`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            const fn text(self) -> &'static str {
                match self {
                    $(Self::$variant => $message,)+
                }
            }
        }
    };
}

causes! {
    /// Right under the expected scheme.
    Correct = "correct":
        "The token is right: if Notifizz refuses it all the same, check that the page passes the same user ID and the Front API Key of the same account.",
    /// Right under the other scheme.
    OtherScheme = "other_scheme":
        "The token was made under the other token scheme: set the token scheme to that one.",
    /// Made with the two arguments exchanged.
    KeyAndUserIdSwapped = "key_and_user_id_swapped":
        "The token was made with the auth secret key and the user ID exchanged: swap the two arguments.",
    /// Made with the SDK Secret Key.
    SdkSecretKeyUsed = "sdk_secret_key_used":
        "The token was made with the SDK Secret Key: use the Auth Secret Key, the SDK Secret Key plays no part in tokens.",
    /// Made with the key plus, or without, blanks or a line end.
    AuthSecretKeyWhitespace = "auth_secret_key_whitespace":
        "The token was made with a key that differs from this one by whitespace at its start or end, often the line end of a secret file: use exactly the key that the dashboard shows.",
    /// Made with the key plus, or without, quotes.
    AuthSecretKeyQuoted = "auth_secret_key_quoted":
        "The token was made with a key that differs from this one by quotes around it, often from an .env file: use the key without them.",
    /// Made with the bytes that the key spells in hex.
    AuthSecretKeyHexDecoded = "auth_secret_key_hex_decoded":
        "The token was made with the bytes that the key spells in hex: use the key as text, without decoding it.",
    /// Made with the bytes that the key spells in base64.
    AuthSecretKeyBase64Decoded = "auth_secret_key_base64_decoded":
        "The token was made with the bytes that the key spells in base64: use the key as text, without decoding it.",
    /// Made for the user ID plus, or without, blanks or a line end.
    UserIdWhitespace = "user_id_whitespace":
        "The token was made for a user ID that differs from this one by whitespace at its start or end: sign exactly the ID that the page passes to the widget.",
    /// Made for the user ID in other case.
    UserIdCase = "user_id_case":
        "The token was made for the user ID in other letter case: sign exactly the ID that the page passes to the widget.",
    /// Made for the user ID in another Unicode normalisation form.
    UserIdUnicodeForm = "user_id_unicode_form":
        "The token was made for the user ID in another Unicode normalisation form: sign exactly the ID that the page passes to the widget, without normalising either.",
    /// Made for the e-mail address.
    UserEmailSigned = "user_email_signed":
        "The token was made for the e-mail address: sign the user ID, the e-mail address is no part of the token.",
    /// The user ID itself.
    TokenIsUserId = "token_is_user_id":
        "This is the user ID and no token: pass the result of generating a hashed token.",
    /// The auth secret key or the SDK Secret Key itself.
    TokenIsSecret = "token_is_secret":
        "This is a secret key and no token: if it ever reached a browser or a log, replace it in the dashboard now.",
    /// Right, in upper case.
    TokenUpperCase = "token_upper_case":
        "The token is right but in upper case: pass it in lower case, as it is generated.",
    /// Right, in quotes.
    TokenQuoted = "token_quoted":
        "The token is right but in quotes: pass the bare text, often the fix is to encode it as JSON only once.",
    /// Right, with whitespace around it.
    TokenWhitespace = "token_whitespace":
        "The token is right but has whitespace around it: pass the bare 64 characters.",
    /// Right, in base64.
    TokenBase64 = "token_base64":
        "The token is right but in base64: encode it as lower-case hex.",
    /// Right, in URL-safe base64.
    TokenBase64Url = "token_base64url":
        "The token is right but in URL-safe base64: encode it as lower-case hex.",
    /// The beginning, 8 characters or more, of a right token.
    TokenTruncated = "token_truncated":
        "The token is only the beginning of the right one: pass all 64 characters, and check the size of the column or header that carried it.",
    /// Not hex, nor any form of it that is known.
    TokenNotHex = "token_not_hex":
        "This is no hashed token: one has exactly 64 lower-case hex characters.",
    /// None of these.
    NoKnownCause = "no_known_cause":
        "None of the known mistakes explains the token: most likely it was made with another key (compare the key fingerprints) or for another user.",
}

impl Cause {
    /// One sentence that says what to do, for a token made under `scheme`, if that is known.
    #[must_use]
    pub const fn message(self, scheme: Option<TokenScheme>) -> &'static str {
        match (self, scheme) {
            (Self::OtherScheme, Some(TokenScheme::HmacSha256)) => {
                "The token was made under hmac-sha256: set the token scheme to \"hmac-sha256\", the default."
            }
            (Self::OtherScheme, Some(TokenScheme::Sha256Concat)) => {
                "The token was made under sha256-concat: set the token scheme to \"sha256-concat\"."
            }
            _ => self.text(),
        }
    }
}

/// What [`diagnose`] found: a cause, the scheme the token was made under where that is known, and
/// what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    cause: Cause,
    scheme: Option<TokenScheme>,
}

impl Diagnosis {
    /// The cause, to match on.
    #[must_use]
    pub const fn cause(&self) -> Cause {
        self.cause
    }

    /// The stable code of the cause, such as `"other_scheme"`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.cause.code()
    }

    /// The scheme the token was made under, when known.
    #[must_use]
    pub const fn scheme(&self) -> Option<TokenScheme> {
        self.scheme
    }

    /// One sentence that says what to do. Never contains any part of the evidence.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        self.cause.message(self.scheme)
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

/// Names the mistake that a token was made with, or the scheme of a token known to be right.
///
/// Tried in this order, the first that explains the token wins:
///
/// 1. it is the user ID or a secret key itself;
/// 2. its form is undone: whitespace around it, then quotes, then upper case or base64;
/// 3. what remains is compared with the right token under the expected scheme, then under the
///    other; if the former fits, a form undone in step 2 is the cause;
/// 4. then with each mistake, in the order of [`Cause`] from
///    [`KeyAndUserIdSwapped`](Cause::KeyAndUserIdSwapped) to
///    [`UserEmailSigned`](Cause::UserEmailSigned), each under the expected scheme and then under
///    the other;
/// 5. then with the beginnings, 8 characters or more, of the two right tokens;
/// 6. what is not hex at all is told from what merely has no known cause.
///
/// Under `sha256-concat` nothing marks where the ID ends and the key begins, so whitespace between
/// them could be either's: it is told as [`UserIdWhitespace`](Cause::UserIdWhitespace).
///
/// Two mistakes at once are not found, but for a wrong form: that is undone first, and shows when
/// the other mistake is mended. Any text of any length is fine, and nothing is allocated.
///
/// Without the feature `unicode`, [`UserIdUnicodeForm`](Cause::UserIdUnicodeForm) is not found (the
/// feature needs an allocator), and [`UserIdCase`](Cause::UserIdCase) is found for ASCII letters
/// only (it brings 25 KB of tables); such tokens are [`NoKnownCause`](Cause::NoKnownCause).
///
/// Not constant-time: it is a tool for developers, not a way to verify.
///
/// # Errors
/// [`Error::EmptyAuthSecretKey`] or [`Error::EmptyUserId`].
pub fn diagnose(evidence: &Evidence<'_>) -> Result<Diagnosis, Error> {
    if evidence.auth_secret_key.is_empty() {
        return Err(Error::EmptyAuthSecretKey);
    }
    if evidence.user_id.is_empty() {
        return Err(Error::EmptyUserId);
    }
    let (cause, scheme) = explain(evidence);
    zeroize_stack::<STACK>();
    Ok(Diagnosis { cause, scheme })
}

/// What keys in pieces leave on the stack, and more.
const STACK: usize = 2048;

#[inline(never)]
fn explain(evidence: &Evidence<'_>) -> (Cause, Option<TokenScheme>) {
    let (form, token) = undo_form(evidence.token);
    for text in [evidence.token, token] {
        if text == evidence.user_id {
            return (Cause::TokenIsUserId, None);
        }
        if text == evidence.auth_secret_key || Some(text) == evidence.sdk_secret_key {
            return (Cause::TokenIsSecret, None);
        }
    }
    let (form, tag) = decode(form, token);
    if let Some(tag) = &tag {
        let mut search = Search {
            expected: evidence.token_scheme,
            key: evidence.auth_secret_key.into(),
            user_id: evidence.user_id.into(),
            tag,
            found: None,
        };
        search.causes(evidence);
        if let Some((cause, scheme)) = search.found {
            let cause = match (cause, form) {
                (Cause::Correct, Some(form)) => form,
                _ => cause,
            };
            return (cause, Some(scheme));
        }
    }
    if let Some(scheme) = truncated(evidence, token) {
        return (Cause::TokenTruncated, Some(scheme));
    }
    let is_hex = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    if tag.is_none() && !is_hex {
        return (Cause::TokenNotHex, None);
    }
    (Cause::NoKnownCause, None)
}

const QUOTES: [u8; 3] = *b"\"'`";

fn unquote(text: &str) -> Option<&str> {
    let (first, last) = (*text.as_bytes().first()?, *text.as_bytes().last()?);
    let is_quoted = first == last && QUOTES.contains(&first);
    text.get(1..text.len().checked_sub(1)?)
        .filter(|_| is_quoted)
}

/// Takes whitespace and quotes off; the first of them that was there is the form.
fn undo_form(token: &str) -> (Option<Cause>, &str) {
    let bare = token.trim();
    let blank = (bare.len() != token.len()).then_some(Cause::TokenWhitespace);
    match unquote(bare) {
        Some(inner) => (blank.or(Some(Cause::TokenQuoted)), inner.trim()),
        None => (blank, bare),
    }
}

/// The 32 bytes that a token spells, in hex of either case or in base64.
fn decode(form: Option<Cause>, token: &str) -> (Option<Cause>, Option<Tag>) {
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

/// The scheme under which the right token begins with this text, in either case.
fn truncated(evidence: &Evidence<'_>, token: &str) -> Option<TokenScheme> {
    // Fewer characters fit too many tokens to mean anything.
    if token.len() < 8 || token.len() >= Token::LEN {
        return None;
    }
    let (key, user_id) = (evidence.auth_secret_key.into(), evidence.user_id.into());
    schemes(evidence.token_scheme).into_iter().find(|&scheme| {
        let right = tag(scheme, &key, &user_id).and_then(|tag| Token::encode(&tag).ok());
        let beginning = right
            .as_ref()
            .and_then(|right| right.as_str().get(..token.len()));
        beginning.is_some_and(|text| text.eq_ignore_ascii_case(token))
    })
}

fn schemes(expected: TokenScheme) -> [TokenScheme; 2] {
    match expected {
        TokenScheme::HmacSha256 => [TokenScheme::HmacSha256, TokenScheme::Sha256Concat],
        TokenScheme::Sha256Concat => [TokenScheme::Sha256Concat, TokenScheme::HmacSha256],
    }
}

struct Search<'a> {
    expected: TokenScheme,
    key: Text<'a>,
    user_id: Text<'a>,
    tag: &'a Tag,
    found: Option<(Cause, TokenScheme)>,
}

/// What is often put around a text by accident, or lost: a character before it and two after it,
/// where NUL is none.
const BLANKS: [[u8; 3]; 9] = [
    *b"\0\n\0", *b"\0\r\n", *b"\0\r\0", *b"\0 \0", *b"\0\t\0", *b" \0\0", *b"\t\0\0", *b"\n\0\0",
    *b"  \0",
];

impl<'a> Search<'a> {
    fn causes(&mut self, evidence: &Evidence<'a>) {
        let (key, user_id) = (self.key, self.user_id);
        self.attempt(Cause::Correct, &key, &user_id);
        self.attempt(Cause::KeyAndUserIdSwapped, &user_id, &key);
        let (key, user_id) = (key.body, user_id.body);
        if let Some(sdk_secret_key) = evidence.sdk_secret_key {
            self.attempt_key(Cause::SdkSecretKeyUsed, sdk_secret_key, Change::None);
        }
        self.blanks(Cause::AuthSecretKeyWhitespace, key, Self::attempt_key);
        self.quotes(Cause::AuthSecretKeyQuoted, key);
        self.attempt_key(Cause::AuthSecretKeyHexDecoded, key, Change::Hex);
        self.attempt_key(Cause::AuthSecretKeyBase64Decoded, key, Change::Base64);
        self.blanks(Cause::UserIdWhitespace, user_id, Self::attempt_user_id);
        for (first, rest) in CASES {
            self.attempt_user_id(Cause::UserIdCase, user_id, Change::Ascii { first, rest });
        }
        #[cfg(feature = "unicode")]
        {
            for (first, rest) in CASES {
                self.attempt_user_id(Cause::UserIdCase, user_id, Change::Unicode { first, rest });
            }
            for change in [Change::Nfc, Change::Nfd, Change::Nfkc, Change::Nfkd] {
                self.attempt_user_id(Cause::UserIdUnicodeForm, user_id, change);
            }
        }
        if let Some(user_email) = evidence.user_email {
            self.attempt_user_id(Cause::UserEmailSigned, user_email, Change::None);
        }
    }

    #[inline(never)]
    fn blanks(&mut self, cause: Cause, text: &str, attempt: fn(&mut Self, Cause, &str, Change)) {
        let bare = text.trim();
        // Where trimming begins: `trim_start` and `trim_end` would each be compiled once more.
        let start = bare.as_ptr().addr() - text.as_ptr().addr();
        let end = start + bare.len();
        for text in [Some(bare), text.get(start..), text.get(..end)] {
            attempt(self, cause, text.unwrap_or_default(), Change::None);
        }
        for blanks in BLANKS {
            for text in [bare, text] {
                attempt(self, cause, text, Change::Between(blanks));
            }
        }
    }

    #[inline(never)]
    fn quotes(&mut self, cause: Cause, text: &str) {
        let bare = text.trim();
        if let Some(inner) = unquote(bare) {
            self.attempt_key(cause, inner, Change::None);
            self.attempt_key(cause, inner.trim(), Change::None);
        }
        for quote in QUOTES {
            for text in [bare, text] {
                self.attempt_key(cause, text, Change::Between([quote, quote, 0]));
            }
        }
    }

    #[inline(never)]
    fn attempt_key(&mut self, cause: Cause, body: &str, change: Change) {
        let user_id = self.user_id;
        self.attempt(cause, &Text { body, change }, &user_id);
    }

    #[inline(never)]
    fn attempt_user_id(&mut self, cause: Cause, body: &str, change: Change) {
        let key = self.key;
        self.attempt(cause, &key, &Text { body, change });
    }

    /// Notes the cause if it explains the tag and none before it did.
    #[inline(never)] // Some 20 calls: inlined, they would make most of a small library.
    fn attempt(&mut self, cause: Cause, key: &Text<'_>, message: &Text<'_>) {
        if self.found.is_some() || !key.is_decodable() {
            return;
        }
        for scheme in schemes(self.expected) {
            // Under sha256-concat a blank before the key is a blank after the ID, which is likelier.
            if scheme == TokenScheme::Sha256Concat && key.is_blank_before() {
                continue;
            }
            if tag(scheme, key, message) == Some(*self.tag) {
                let cause = match cause {
                    Cause::Correct if scheme != self.expected => Cause::OtherScheme,
                    cause => cause,
                };
                self.found = Some((cause, scheme));
                return;
            }
        }
    }
}

/// How a text was changed before it was hashed.
#[derive(Clone, Copy)]
enum Change {
    None,
    /// As in [`BLANKS`].
    Between([u8; 3]),
    Hex,
    Base64,
    Ascii {
        first: Case,
        rest: Case,
    },
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

#[derive(Clone, Copy)]
enum Case {
    Lower,
    Upper,
    AsIs,
}

/// Of the first character, and of the rest.
const CASES: [(Case, Case); 4] = [
    (Case::Lower, Case::Lower),
    (Case::Upper, Case::Upper),
    (Case::Upper, Case::Lower),
    (Case::Upper, Case::AsIs),
];

/// A text as it might have been hashed; it is fed to the hash in pieces, so that no change of it
/// needs an allocation.
#[derive(Clone, Copy)]
struct Text<'a> {
    body: &'a str,
    change: Change,
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(body: &'a str) -> Self {
        let change = Change::None;
        Self { body, change }
    }
}

impl Text<'_> {
    fn is_blank_before(&self) -> bool {
        matches!(self.change, Change::Between([b' ' | b'\t' | b'\n', 0, 0]))
    }

    /// Whether the change can be made, and leaves anything.
    fn is_decodable(&self) -> bool {
        let mut length = Length(0);
        self.put_into(&mut length) && length.0 > 0
    }

    /// False if the text is not in the encoding to be undone.
    #[inline(never)]
    fn put_into(&self, sink: &mut dyn Sink) -> bool {
        let body = self.body.as_bytes();
        match self.change {
            Change::None => sink.put(body),
            Change::Between([before, after @ ..]) => {
                put_byte(before, sink);
                sink.put(body);
                for byte in after {
                    put_byte(byte, sink);
                }
            }
            Change::Hex => return feed_decoded(body, sink, decode_hex),
            Change::Base64 => return feed_decoded(unpadded(body), sink, decode_base64),
            Change::Ascii { first, rest } => {
                // Byte by byte: no byte of a non-ASCII character is an ASCII letter.
                let mut case = first;
                for byte in body {
                    sink.put(&[match case {
                        Case::Lower => byte.to_ascii_lowercase(),
                        Case::Upper => byte.to_ascii_uppercase(),
                        Case::AsIs => *byte,
                    }]);
                    case = rest;
                }
            }
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
            Change::Nfc => put(self.body.nfc(), sink),
            #[cfg(feature = "unicode")]
            Change::Nfd => put(self.body.nfd(), sink),
            #[cfg(feature = "unicode")]
            Change::Nfkc => put(self.body.nfkc(), sink),
            #[cfg(feature = "unicode")]
            Change::Nfkd => put(self.body.nfkd(), sink),
        }
        true
    }
}

#[cfg(feature = "unicode")]
fn put(characters: impl IntoIterator<Item = char>, sink: &mut dyn Sink) {
    for character in characters {
        sink.put(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

fn put_byte(byte: u8, sink: &mut dyn Sink) {
    if byte != 0 {
        sink.put(&[byte]);
    }
}

impl Message for Text<'_> {
    fn feed(&self, sink: &mut dyn Sink) {
        self.put_into(sink);
    }
}

impl Message for [&Text<'_>; 2] {
    fn feed(&self, sink: &mut dyn Sink) {
        for text in self {
            text.put_into(sink);
        }
    }
}

struct Length(usize);

impl Sink for Length {
    fn put(&mut self, piece: &[u8]) {
        self.0 = self.0.saturating_add(piece.len());
    }
}

/// Decodes block by block: 64 characters of hex or base64 mean the same wherever they stand.
#[cold] // Here and below: for size, as no request waits for a diagnosis.
fn feed_decoded(
    text: &[u8],
    sink: &mut dyn Sink,
    decode: for<'b> fn(&[u8], &'b mut [u8; 48]) -> Option<&'b [u8]>,
) -> bool {
    let mut bytes = Zeroizing::new([0; 48]);
    text.chunks(64).all(|block| {
        decode(block, &mut bytes)
            .map(|decoded| sink.put(decoded))
            .is_some()
    })
}

/// Up to 64 characters of hex; pair by pair, because the optimiser then sees that no index is out
/// of bounds.
#[cold]
fn decode_hex<'b>(text: &[u8], bytes: &'b mut [u8; 48]) -> Option<&'b [u8]> {
    let (pairs, odd) = text.as_chunks::<2>();
    if !odd.is_empty() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(pairs) {
        hex::decode_to_slice(pair, slice::from_mut(byte)).ok()?;
    }
    bytes.get(..pairs.len())
}

/// Up to 64 characters of unpadded base64 in either alphabet.
#[cold]
fn decode_base64<'b>(text: &[u8], bytes: &'b mut [u8; 48]) -> Option<&'b [u8]> {
    let mut length = 0;
    for (from, to) in text.chunks(4).zip(bytes.as_chunks_mut::<3>().0) {
        let mut bits = 0_u32;
        for index in 0..4 {
            bits = (bits << 6) | u32::from(from.get(index).map_or(Some(0), |c| sextet(*c))?);
        }
        let [_, decoded @ ..] = bits.to_be_bytes();
        *to = decoded;
        // A single character makes no byte, and what a short group leaves over has to be zero.
        let count = from.len().checked_sub(1).filter(|count| *count > 0)?;
        if to.iter().skip(count).any(|byte| *byte != 0) {
            return None;
        }
        length += count;
    }
    bytes.get(..length)
}

/// What a character of base64 stands for. One at a time, as this is far less code than base64ct's
/// loop over texts of any length.
#[inline(never)]
fn sextet(character: u8) -> Option<u8> {
    let standard = match character {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    };
    let mut byte = [0];
    // 'A' is 0: what the byte lacks, and what is left over.
    Base64Unpadded::decode([standard, b'A'], &mut byte).ok()?;
    Some(byte[0] >> 2)
}

fn unpadded(text: &[u8]) -> &[u8] {
    match text {
        [bare @ .., b'=', b'='] | [bare @ .., b'='] if text.len().is_multiple_of(4) => bare,
        _ => text,
    }
}

#[cold]
fn tag(scheme: TokenScheme, key: &Text<'_>, message: &Text<'_>) -> Option<Tag> {
    match scheme {
        TokenScheme::HmacSha256 => Some(hmac_key(key)?.hmac_of(message)),
        TokenScheme::Sha256Concat => Some(sha256(&[message, key])),
    }
}

/// A key that comes in pieces. RFC 2104, section 2: one longer than a block is hashed first, and
/// any is filled up with zeros to a block.
#[cold]
fn hmac_key(key: &Text<'_>) -> Option<Key> {
    let mut block = Block {
        bytes: Zeroizing::new([0; 64]),
        length: 0,
    };
    key.feed(&mut block);
    if block.length > block.bytes.len() {
        *block.bytes = [0; 64];
        block.length = 0;
        block.put(&sha256(key));
    }
    Key::new(&*block.bytes)
}

struct Block {
    bytes: Zeroizing<[u8; 64]>,
    /// Of all that was put, whether or not it had the room.
    length: usize,
}

impl Sink for Block {
    fn put(&mut self, piece: &[u8]) {
        for (to, from) in self.bytes.iter_mut().skip(self.length).zip(piece) {
            *to = *from;
        }
        self.length = self.length.saturating_add(piece.len());
    }
}
