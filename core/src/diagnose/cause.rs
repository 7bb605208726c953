//! Lists the mistakes that can be named, each with its code and its advice.

use core::fmt;

use crate::TokenScheme;

macro_rules! causes {
    (
        $(#[$about:meta])+
        $name:ident {
            $($(#[$doc:meta])+ $variant:ident = $code:literal: $message:literal,)+
        }
    ) => {
        $(#[$about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])+ $variant,)+
        }

        impl $name {
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
    /// What explains a token; see [`diagnose`](crate::diagnose()).
    Cause {
        /// Right under the expected scheme.
        Correct = "correct":
            "The token is right for this auth secret key and user ID: if Notifizz rejects it nevertheless, check that the page passes the same user ID and the Front API Key of the same account.",
        /// Right under the other scheme.
        OtherScheme = "other_scheme":
            "The token was generated under the other token scheme: set the token scheme to that one, if the token is known to be right.",
        /// Generated with the two arguments exchanged.
        KeyAndUserIdSwapped = "key_and_user_id_swapped":
            "The token was generated with the auth secret key and the user ID exchanged: swap the two arguments.",
        /// Generated with the SDK Secret Key.
        SdkSecretKeyUsed = "sdk_secret_key_used":
            "The token was generated with the SDK Secret Key: use the Auth Secret Key, because the SDK Secret Key plays no part in tokens.",
        /// Generated with the key plus, or without, whitespace at its start or end.
        AuthSecretKeyWhitespace = "auth_secret_key_whitespace":
            "The token was generated with a key that differs from this one by whitespace at its start or end, often the trailing newline of a secret file: use exactly the key that the dashboard shows.",
        /// Generated with the key plus, or without, quotes.
        AuthSecretKeyQuoted = "auth_secret_key_quoted":
            "The token was generated with a key that differs from this one by quotes around it, often from an .env file: use exactly the key that the dashboard shows.",
        /// Generated with the key plus, or without, invisible characters.
        AuthSecretKeyInvisibleCharacter = "auth_secret_key_invisible_character":
            "The token was generated with a key that differs from this one by invisible characters, often the byte order mark of a file: use exactly the key that the dashboard shows.",
        /// Generated with the key plus, or without, escape sequences.
        AuthSecretKeyEscaped = "auth_secret_key_escaped":
            "The token was generated with a key that differs from this one by the escape sequences of HTML, JSON or a URL, often those of a template: use exactly the key that the dashboard shows.",
        /// Generated with the bytes that the key spells in hex.
        AuthSecretKeyHexDecoded = "auth_secret_key_hex_decoded":
            "The token was generated with the bytes that this key spells in hex: if the token is known to be right, decode the key once before you use it; if Notifizz rejects the token, use the key as text, without decoding it.",
        /// Generated with the text that spells the key in hex.
        AuthSecretKeyHexEncoded = "auth_secret_key_hex_encoded":
            "The token was generated with the hex encoding of this key: if the token is known to be right, the key of the account is that encoded text, so use it; if Notifizz rejects the token, use the key as text, without encoding it.",
        /// Generated with the bytes that the key spells in base64.
        AuthSecretKeyBase64Decoded = "auth_secret_key_base64_decoded":
            "The token was generated with the bytes that this key spells in base64: if the token is known to be right, decode the key once before you use it (a Kubernetes secret may be encoded twice); if Notifizz rejects the token, use the key as text, without decoding it.",
        /// Generated with the text that spells the key in base64.
        AuthSecretKeyBase64Encoded = "auth_secret_key_base64_encoded":
            "The token was generated with the base64 encoding of this key: if the token is known to be right, the key of the account is that encoded text, so use it; if Notifizz rejects the token, use the key as text, without encoding it.",
        /// Generated for the text that a missing value, or one that is not text, is converted to.
        UserIdStringified = "user_id_stringified":
            "The token was generated for the text that a missing value or a value of another type is converted to (such as None, undefined, null or b'...'), or the user ID given is such a text: check that the user has an ID, and pass it as text. All users without an ID share such a token.",
        /// Generated for the user ID plus, or without, whitespace at its start or end.
        UserIdWhitespace = "user_id_whitespace":
            "The token was generated for a user ID that differs from this one by whitespace at its start or end: sign exactly the ID that the page passes to the widget.",
        /// Generated for the user ID plus, or without, quotes.
        UserIdQuoted = "user_id_quoted":
            "The token was generated for a user ID that differs from this one by quotes around it, often those of JSON: sign exactly the ID that the page passes to the widget.",
        /// Generated for the user ID plus, or without, invisible characters.
        UserIdInvisibleCharacter = "user_id_invisible_character":
            "The token was generated for a user ID that differs from this one by invisible characters, often a zero-width space or a byte order mark: sign exactly the ID that the page passes to the widget.",
        /// Generated for the user ID plus, or without, escape sequences.
        UserIdEscaped = "user_id_escaped":
            "The token was generated for a user ID that differs from this one by the escape sequences of HTML, JSON or a URL: sign exactly the ID that the page passes to the widget.",
        /// Generated for the user ID in another letter case.
        UserIdCase = "user_id_case":
            "The token was generated for the user ID in another letter case: sign exactly the ID that the page passes to the widget.",
        /// Generated for the UUID in another form.
        UserIdUuidForm = "user_id_uuid_form":
            "The token was generated for the same UUID in another form (dashes, letter case, braces or prefix): sign exactly the ID that the page passes to the widget.",
        /// Generated for the user ID in another Unicode normalisation form.
        UserIdUnicodeForm = "user_id_unicode_form":
            "The token was generated for the user ID in another Unicode normalisation form: sign exactly the ID that the page passes to the widget, without normalising either.",
        /// Generated for the e-mail address.
        UserEmailSigned = "user_email_signed":
            "The token was generated for the e-mail address: sign the user ID, because the e-mail address is not part of the token.",
        /// The user ID itself.
        TokenIsUserId = "token_is_user_id":
            "This is the user ID, not a token: pass the result of generating a hashed token.",
        /// The auth secret key or the SDK Secret Key itself.
        TokenIsSecret = "token_is_secret":
            "This is a secret key, not a token: if it ever reached a browser or a log, replace it in the dashboard now.",
        /// Right, in upper case.
        TokenUpperCase = "token_upper_case":
            "The token is right but in upper case: pass it in lower case, as it is generated.",
        /// Right, in quotes.
        TokenQuoted = "token_quoted":
            "The token is right but in quotes: pass the bare text, and check whether it is encoded as JSON twice.",
        /// Right, with whitespace or invisible characters around it.
        TokenWhitespace = "token_whitespace":
            "The token is right but has whitespace or invisible characters around it: pass the bare 64 characters.",
        /// Right, with other text before it.
        TokenPrefixed = "token_prefixed":
            "The token is right but has other text before it, such as the name of an algorithm: pass the bare 64 hex characters.",
        /// Right, in base64.
        TokenBase64 = "token_base64":
            "The token is right but in base64: encode it as lower-case hex.",
        /// Right, in URL-safe base64.
        TokenBase64Url = "token_base64url":
            "The token is right but in URL-safe base64: encode it as lower-case hex.",
        /// The beginning, 8 characters or more, of a right token.
        TokenTruncated = "token_truncated":
            "The token is only the beginning of the right one: pass all 64 characters, and check the size of the column or header that carried it.",
        /// Hex or base64 whose length is not that of a token.
        TokenWrongLength = "token_wrong_length":
            "The length is not that of a hashed token, which has exactly 64 hex characters (MD5 has 32, SHA-1 40, SHA-384 96 and SHA-512 128): check that it was generated with SHA-256 and that nothing was cut off or added.",
        /// Not hex, nor any form of it that is known.
        TokenNotHex = "token_not_hex":
            "This is not a hashed token, which has exactly 64 lower-case hex characters: pass the result of generating one.",
        /// None of these.
        NoKnownCause = "no_known_cause":
            "None of the known mistakes explains the token: most likely it was generated with another key (compare the key fingerprints) or for another user.",
    }
}

causes! {
    /// What explains a dispatch signature; see [`diagnose_dispatch`](crate::diagnose_dispatch()).
    DispatchCause {
        /// Right, and its timestamp is not in seconds.
        Correct = "correct":
            "The signature is right for this payload and webhook signing secret: if the webhook is rejected nevertheless, its timestamp is missing, or it is more than five minutes from the clock of the server (in milliseconds since 1970).",
        /// Computed for the payload inside the given one, which is a whole body, or the other way round.
        BodySigned = "body_signed":
            "The signature is that of the payload and this is the whole body around it, or the other way round: sign and verify the text of the field payload, not the body.",
        /// Computed for the payload plus, or without, whitespace at its start or end.
        PayloadWhitespace = "payload_whitespace":
            "The signature is that of a payload that differs from this one by whitespace at its start or end, often the newline that echo or an editor adds: use the text of the field payload as it was received.",
        /// Computed for the same JSON, written by another serialiser.
        PayloadReserialised = "payload_reserialised":
            "The signature is that of the same JSON with other spaces or escape sequences: the payload was parsed and serialised again, so use the text of the field payload as it was received.",
        /// Computed for the payload plus, or without, the escape sequences that it has in the body.
        PayloadEscaped = "payload_escaped":
            "The signature is that of a payload that differs from this one by quotes around it or by the escape sequences that it has in the body: parse the body as JSON once, and use the text of its field payload.",
        /// Computed with the secret plus, or without, whitespace at its start or end.
        WebhookSigningSecretWhitespace = "webhook_signing_secret_whitespace":
            "The signature was computed with a secret that differs from this one by whitespace at its start or end, often the trailing newline of a secret file: use exactly the secret that the dashboard shows.",
        /// Computed with the secret plus, or without, quotes.
        WebhookSigningSecretQuoted = "webhook_signing_secret_quoted":
            "The signature was computed with a secret that differs from this one by quotes around it, often from an .env file: use exactly the secret that the dashboard shows.",
        /// Computed with the secret plus, or without, invisible characters.
        WebhookSigningSecretInvisibleCharacter = "webhook_signing_secret_invisible_character":
            "The signature was computed with a secret that differs from this one by invisible characters, often the byte order mark of a file: use exactly the secret that the dashboard shows.",
        /// Computed with the secret in hex or base64, or with the bytes that it spells.
        WebhookSigningSecretEncoded = "webhook_signing_secret_encoded":
            "The signature was computed with this secret encoded as hex or base64, or decoded from it: use the secret as text, exactly as the dashboard shows it.",
        /// Right, with other text before it.
        SignaturePrefixed = "signature_prefixed":
            "The signature is right but has other text before it, such as sha256=, which is the format of other services: pass the bare 64 hex characters.",
        /// Right, in upper case, base64, quotes or whitespace.
        SignatureForm = "signature_form":
            "The signature is right but in another form, such as upper case, base64, quotes or whitespace: pass the bare 64 hex characters in lower case.",
        /// Right, but the timestamp in the payload is one of seconds.
        TimestampInSeconds = "timestamp_in_seconds":
            "The signature is right but the timestamp in the payload is in seconds: it has to be in milliseconds since 1970, which are 13 digits.",
        /// None of these.
        NoKnownCause = "no_known_cause":
            "None of the known mistakes explains the signature: most likely the secret is another one (the webhook signing secret is neither the Auth Secret Key nor the SDK Secret Key), or the payload was changed.",
    }
}

impl DispatchCause {
    /// One sentence that says what to do. Never contains any part of the evidence.
    #[must_use]
    pub const fn message(self) -> &'static str {
        self.text()
    }
}

impl fmt::Display for DispatchCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl Cause {
    /// One sentence that says what to do, for a token generated under `scheme`, if that is known.
    #[must_use]
    pub const fn message(self, scheme: Option<TokenScheme>) -> &'static str {
        match (self, scheme) {
            (Self::OtherScheme, Some(TokenScheme::HmacSha256)) => {
                "The token was generated under hmac-sha256: set the token scheme to \"hmac-sha256\", the default, if the token is known to be right."
            }
            (Self::OtherScheme, Some(TokenScheme::Sha256Concat)) => {
                "The token was generated under sha256-concat: set the token scheme to \"sha256-concat\", if the token is known to be right."
            }
            _ => self.text(),
        }
    }
}

/// The result of [`diagnose`](crate::diagnose()): a cause, the scheme that the token was generated
/// under where that is known, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    pub(super) cause: Cause,
    pub(super) scheme: Option<TokenScheme>,
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

    /// The scheme that the token was generated under, when known.
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
