//! Checks secrets that are given as text, by rules that are the same for both secrets.
//!
//! Nothing is ever removed from a secret: it is accepted as it is, or rejected.

use crate::{Error, mac::Chunks};

/// The quotes that configuration files put around a value.
pub(crate) const QUOTES: [char; 3] = ['"', '\'', '`'];

/// Every character that is in Cc (control), Cf (format) or `Default_Ignorable_Code_Point` of
/// Unicode 17, as inclusive ranges. `tests/secrets.rs` compares it with another implementation's.
const INVISIBLE: [(char, char); 27] = [
    ('\0', '\u{1f}'),
    ('\u{7f}', '\u{9f}'),
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{600}', '\u{605}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{6dd}', '\u{6dd}'),
    ('\u{70f}', '\u{70f}'),
    ('\u{890}', '\u{891}'),
    ('\u{8e2}', '\u{8e2}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{202a}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{110bd}', '\u{110bd}'),
    ('\u{110cd}', '\u{110cd}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e0fff}'),
];

/// Whether a screen shows nothing of the character, although it is not whitespace.
pub(crate) fn is_invisible(character: char) -> bool {
    let in_range = |(first, last): &(char, char)| (*first..=*last).contains(&character);
    !character.is_whitespace() && INVISIBLE.iter().any(in_range)
}

/// The invisible characters that are common enough to be tried in a diagnosis: those up to U+FFFF.
pub(crate) fn invisible_characters() -> impl Iterator<Item = char> {
    INVISIBLE
        .into_iter()
        .flat_map(|(first, last)| first..=last)
        .filter(|character| *character <= '\u{ffff}' && is_invisible(*character))
}

/// Removes the quotes of a text that has the same quote at both ends.
pub(crate) fn unquote(text: &str) -> Option<&str> {
    QUOTES
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
}

/// Removes whitespace, invisible characters and these characters from both ends.
pub(crate) fn bare<'a>(text: &'a str, other: &[char]) -> &'a str {
    text.trim_matches(|character: char| {
        character.is_whitespace() || is_invisible(character) || other.contains(&character)
    })
}

/// The rules for one secret: the error for each fault.
pub(crate) struct Rules {
    empty: Error,
    whitespace: Error,
    invisible_character: Error,
    quoted: Error,
}

/// The rules for the auth secret key.
pub(crate) const AUTH_SECRET_KEY: Rules = Rules {
    empty: Error::EmptyAuthSecretKey,
    whitespace: Error::AuthSecretKeyWhitespace,
    invisible_character: Error::AuthSecretKeyInvisibleCharacter,
    quoted: Error::AuthSecretKeyQuoted,
};

/// The rules for the webhook signing secret.
pub(crate) const WEBHOOK_SIGNING_SECRET: Rules = Rules {
    empty: Error::MissingWebhookSigningSecret,
    whitespace: Error::WebhookSigningSecretWhitespace,
    invisible_character: Error::WebhookSigningSecretInvisibleCharacter,
    quoted: Error::WebhookSigningSecretQuoted,
};

impl Rules {
    /// Checks a secret. Of several faults, it reports the first in the order of the fields.
    pub(crate) fn check(&self, secret: &str) -> Result<(), Error> {
        let ends = |test: fn(char) -> bool| secret.starts_with(test) || secret.ends_with(test);
        if secret.is_empty() {
            Err(self.empty)
        } else if ends(char::is_whitespace) {
            Err(self.whitespace)
        } else if ends(is_invisible) {
            Err(self.invisible_character)
        } else if unquote(secret).is_some() {
            Err(self.quoted)
        } else {
            Ok(())
        }
    }
}

/// Checks whether [`Signer::new`](crate::Signer::new) accepts this auth secret key.
///
/// # Errors
/// The errors of [`Signer::new`](crate::Signer::new).
pub fn check_auth_secret_key(auth_secret_key: &str) -> Result<(), Error> {
    AUTH_SECRET_KEY.check(auth_secret_key)
}

/// A text in lower case. Texts that are equal in lower case differ only in letter case.
pub(crate) struct LowerCase<'a>(pub(crate) &'a str);

impl Chunks for LowerCase<'_> {
    fn feed(&self, mut sink: impl FnMut(&[u8])) {
        #[cfg(feature = "unicode")]
        let lower = self.0.chars().flat_map(char::to_lowercase);
        #[cfg(not(feature = "unicode"))]
        let lower = self
            .0
            .chars()
            .map(|character| character.to_ascii_lowercase());
        lower.for_each(|character| sink(character.encode_utf8(&mut [0; 4]).as_bytes()));
    }
}
