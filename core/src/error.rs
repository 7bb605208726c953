use core::fmt;

/// Why an input was refused.
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
    /// Text that has no UTF-8 form (a lone surrogate), or bytes that are not UTF-8.
    InvalidText = 6,
    /// The name or number of a token scheme is not known.
    UnknownTokenScheme = 7,
    /// A dispatch function was called without a (non-empty) webhook signing secret.
    MissingWebhookSigningSecret = 8,
    // 9 is `null_pointer`, which only the C library can meet.
}

impl Error {
    /// Every error, in the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::EmptyAuthSecretKey,
        Self::AuthSecretKeyWhitespace,
        Self::EmptyUserId,
        Self::EmptyResourceId,
        Self::EmptyUserEmail,
        Self::InvalidText,
        Self::UnknownTokenScheme,
        Self::MissingWebhookSigningSecret,
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
                "the auth secret key is empty: pass the Auth Secret Key of your Notifizz account"
            }
            Self::AuthSecretKeyWhitespace => {
                "the auth secret key begins or ends with whitespace, often the line end of a secret file: remove it, it is never trimmed"
            }
            Self::EmptyUserId => {
                "the user ID is empty: pass the ID of the signed-in user, and issue no token for a visitor"
            }
            Self::EmptyResourceId => {
                "the resource ID is empty: pass the ID of the resource that is subscribed to"
            }
            Self::EmptyUserEmail => {
                "the user e-mail is empty: the widget needs the e-mail address of the signed-in user"
            }
            Self::InvalidText => {
                "the text is not valid Unicode (a lone surrogate, or bytes that are not UTF-8): pass well-formed text"
            }
            Self::UnknownTokenScheme => {
                "the token scheme is unknown: use \"hmac-sha256\" (the default) or \"sha256-concat\""
            }
            Self::MissingWebhookSigningSecret => {
                "the webhook signing secret is missing or empty: pass it when you create the client"
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
    fn numbers_follow_the_list() {
        for (index, error) in Error::ALL.iter().enumerate() {
            assert_eq!(usize::try_from(error.number()), Ok(index + 1), "{error:?}");
        }
    }
}
