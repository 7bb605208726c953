//! Lists the errors, each with a stable code, a stable number and the message for people.

use core::fmt;

/// Why an input is rejected.
///
/// [`code`](Self::code) and [`number`](Self::number) never change and are never reused, so
/// programs may match on them in any language; messages may be reworded. No message contains
/// any part of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// The auth secret key is empty.
    EmptyAuthSecretKey = 1,
    /// The auth secret key begins or ends with Unicode `White_Space`.
    AuthSecretKeyWhitespace = 2,
    /// The user ID (or subscriber ID) is empty.
    EmptyUserId = 3,
    /// The resource ID is empty.
    EmptyResourceId = 4,
    /// The user e-mail of the widget options is empty.
    EmptyUserEmail = 5,
    /// Ill-formed Unicode: a lone surrogate, or bytes that are not UTF-8.
    InvalidText = 6,
    /// The name or number of a token scheme is not known.
    UnknownTokenScheme = 7,
    /// A dispatch function was called without a (non-empty) webhook signing secret.
    MissingWebhookSigningSecret = 8,
    // 9 is `null_pointer`, which only the C library has.
    /// The auth secret key begins or ends with a byte order mark, or another control, format or
    /// default-ignorable character.
    AuthSecretKeyInvisibleCharacter = 10,
    /// The auth secret key begins and ends with the same quote.
    AuthSecretKeyQuoted = 11,
    /// The webhook signing secret begins or ends with Unicode `White_Space`.
    WebhookSigningSecretWhitespace = 12,
    /// The webhook signing secret begins or ends with a byte order mark, or another control,
    /// format or default-ignorable character.
    WebhookSigningSecretInvisibleCharacter = 13,
    /// The webhook signing secret begins and ends with the same quote.
    WebhookSigningSecretQuoted = 14,
    /// The Front API Key of the widget options is empty.
    EmptyFrontApiKey = 15,
    /// The Front API Key of the widget options is the auth secret key, or that with whitespace,
    /// quotes or invisible characters around it, in any letter case.
    FrontApiKeyIsSecret = 16,
    // 17 is `auth_secret_key_too_long`, which only the C library has.
    /// The body of a dispatch webhook is not a JSON object with the texts `payload` and `signature`.
    DispatchBodyMalformed = 18,
    /// The signature of a dispatch webhook is not that of its payload.
    DispatchSignatureMismatch = 19,
    /// The payload of a dispatch webhook is signed, but has no finite number as its timestamp.
    DispatchTimestampMissing = 20,
    /// The timestamp of a dispatch webhook is too old, or too far in the future.
    DispatchTimestampOutOfTolerance = 21,
}

impl Error {
    /// Every error, in the order of their numbers.
    pub const ALL: [Self; 19] = [
        Self::EmptyAuthSecretKey,
        Self::AuthSecretKeyWhitespace,
        Self::EmptyUserId,
        Self::EmptyResourceId,
        Self::EmptyUserEmail,
        Self::InvalidText,
        Self::UnknownTokenScheme,
        Self::MissingWebhookSigningSecret,
        Self::AuthSecretKeyInvisibleCharacter,
        Self::AuthSecretKeyQuoted,
        Self::WebhookSigningSecretWhitespace,
        Self::WebhookSigningSecretInvisibleCharacter,
        Self::WebhookSigningSecretQuoted,
        Self::EmptyFrontApiKey,
        Self::FrontApiKeyIsSecret,
        Self::DispatchBodyMalformed,
        Self::DispatchSignatureMismatch,
        Self::DispatchTimestampMissing,
        Self::DispatchTimestampOutOfTolerance,
    ];

    /// The stable, language-independent name, such as `"empty_user_id"`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::EmptyAuthSecretKey => "empty_auth_secret_key",
            Self::AuthSecretKeyWhitespace => "auth_secret_key_whitespace",
            Self::EmptyUserId => "empty_user_id",
            Self::EmptyResourceId => "empty_resource_id",
            Self::EmptyUserEmail => "empty_user_email",
            Self::InvalidText => "invalid_text",
            Self::UnknownTokenScheme => "unknown_token_scheme",
            Self::MissingWebhookSigningSecret => "missing_webhook_signing_secret",
            Self::AuthSecretKeyInvisibleCharacter => "auth_secret_key_invisible_character",
            Self::AuthSecretKeyQuoted => "auth_secret_key_quoted",
            Self::WebhookSigningSecretWhitespace => "webhook_signing_secret_whitespace",
            Self::WebhookSigningSecretInvisibleCharacter => {
                "webhook_signing_secret_invisible_character"
            }
            Self::WebhookSigningSecretQuoted => "webhook_signing_secret_quoted",
            Self::EmptyFrontApiKey => "empty_front_api_key",
            Self::FrontApiKeyIsSecret => "front_api_key_is_secret",
            Self::DispatchBodyMalformed => "dispatch_body_malformed",
            Self::DispatchSignatureMismatch => "dispatch_signature_mismatch",
            Self::DispatchTimestampMissing => "dispatch_timestamp_missing",
            Self::DispatchTimestampOutOfTolerance => "dispatch_timestamp_out_of_tolerance",
        }
    }

    /// The stable number, 1 or more.
    #[must_use]
    pub const fn number(self) -> i32 {
        self as i32
    }

    /// One sentence that says what is wrong and what to do; also the `Display` form.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::EmptyAuthSecretKey => {
                "the auth secret key is empty or missing: pass the Auth Secret Key of your Notifizz account (is the environment variable set?)"
            }
            Self::AuthSecretKeyWhitespace => {
                "the auth secret key begins or ends with whitespace, often the trailing newline of a secret file: remove it, because secrets are never trimmed"
            }
            Self::EmptyUserId => {
                "the user ID is empty or missing: pass the ID of a signed-in user who is saved, and generate no token for a visitor"
            }
            Self::EmptyResourceId => {
                "the resource ID is empty: pass the ID of the resource to subscribe to"
            }
            Self::EmptyUserEmail => {
                "the user e-mail is empty or only whitespace: the widget needs the e-mail address of the signed-in user"
            }
            Self::InvalidText => {
                "the text is not valid Unicode (a lone surrogate, or bytes that are not UTF-8): pass well-formed text"
            }
            Self::UnknownTokenScheme => {
                "the token scheme is unknown: use \"hmac-sha256\" (the default) or \"sha256-concat\""
            }
            Self::MissingWebhookSigningSecret => {
                "the webhook signing secret is missing or empty: pass it when you create the client (is the environment variable set?)"
            }
            Self::AuthSecretKeyInvisibleCharacter => {
                "the auth secret key begins or ends with an invisible character, often the byte order mark of a file: remove it, because secrets are never trimmed"
            }
            Self::AuthSecretKeyQuoted => {
                "the auth secret key is in quotes, often those of an .env file: remove them, because secrets are never trimmed"
            }
            Self::WebhookSigningSecretWhitespace => {
                "the webhook signing secret begins or ends with whitespace, often the trailing newline of a secret file: remove it, because secrets are never trimmed"
            }
            Self::WebhookSigningSecretInvisibleCharacter => {
                "the webhook signing secret begins or ends with an invisible character, often the byte order mark of a file: remove it, because secrets are never trimmed"
            }
            Self::WebhookSigningSecretQuoted => {
                "the webhook signing secret is in quotes, often those of an .env file: remove them, because secrets are never trimmed"
            }
            Self::EmptyFrontApiKey => {
                "the Front API Key is empty: pass the Front API Key of your Notifizz account, or leave it out if the page has it already"
            }
            Self::FrontApiKeyIsSecret => {
                "the Front API Key is the auth secret key, which would be sent to every browser: pass the Front API Key, and replace the auth secret key in the dashboard if a page was ever served with it"
            }
            Self::DispatchBodyMalformed => {
                "the body of the dispatch webhook is not a JSON object with the texts payload and signature: pass the body as it arrived, before anything parses or decodes it, or else it was not sent by Notifizz"
            }
            Self::DispatchSignatureMismatch => {
                "the signature of the dispatch webhook is not that of its payload: check that the webhook signing secret is that of this account and that nothing changed the body on its way, or else it was not sent by Notifizz"
            }
            Self::DispatchTimestampMissing => {
                "the payload of the dispatch webhook has the right signature, but no timestamp: it has to be a JSON object whose timestamp is a number of milliseconds since 1970"
            }
            Self::DispatchTimestampOutOfTolerance => {
                "the timestamp of the dispatch webhook is too far from the clock of this server: it was sent again or waited too long, or else a clock is wrong or the timestamp is not in milliseconds since 1970"
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl core::error::Error for Error {}

impl From<core::str::Utf8Error> for Error {
    fn from(_: core::str::Utf8Error) -> Self {
        Self::InvalidText
    }
}

#[cfg(test)]
mod tests {
    use super::Error;

    #[test]
    fn numbers_never_change() {
        let numbers = Error::ALL.map(Error::number);
        assert_eq!(
            numbers,
            [
                1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21
            ]
        );
    }
}
