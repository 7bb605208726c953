use super::{
    Cause, Evidence,
    candidate::{CASES, Change, Text, tag},
    form::{QUOTES, unquote},
};
use crate::{TokenScheme, signer::Tag};

pub(super) fn schemes(expected: TokenScheme) -> [TokenScheme; 2] {
    match expected {
        TokenScheme::HmacSha256 => [TokenScheme::HmacSha256, TokenScheme::Sha256Concat],
        TokenScheme::Sha256Concat => [TokenScheme::Sha256Concat, TokenScheme::HmacSha256],
    }
}

pub(super) struct Search<'a> {
    pub(super) expected: TokenScheme,
    pub(super) key: Text<'a>,
    pub(super) user_id: Text<'a>,
    pub(super) tag: &'a Tag,
    pub(super) found: Option<(Cause, TokenScheme)>,
}

/// What is often put around a text by accident, or lost: a character before it and two after it,
/// where NUL is none.
const BLANKS: [[u8; 3]; 9] = [
    *b"\0\n\0", *b"\0\r\n", *b"\0\r\0", *b"\0 \0", *b"\0\t\0", *b" \0\0", *b"\t\0\0", *b"\n\0\0",
    *b"  \0",
];

impl<'a> Search<'a> {
    pub(super) fn causes(&mut self, evidence: &Evidence<'a>) {
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
