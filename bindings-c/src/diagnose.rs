//! What mistake explains a token.

use core::ffi::CStr;

use notifizz_token::{Cause, Evidence, TokenScheme, diagnose};

use crate::{
    NOTIFIZZ_SCHEME_UNKNOWN, notifizz_diagnosis, notifizz_evidence, notifizz_status,
    status::{c_texts, from_c, nth, to_c},
    slice::{Failure, status, text},
};

fn code(cause: Cause) -> &'static CStr {
    nth_of(cause, c_texts!(Cause::ALL, cause => cause.code()))
}

fn message(cause: Cause, scheme: Option<TokenScheme>) -> &'static CStr {
    match (cause, scheme) {
        (Cause::OtherScheme, Some(scheme)) => {
            let texts =
                c_texts!(TokenScheme::ALL, scheme => Cause::OtherScheme.message(Some(scheme)));
            let index = TokenScheme::ALL.iter().position(|known| *known == scheme);
            index
                .and_then(|index| nth(texts, index))
                .unwrap_or_default()
        }
        _ => nth_of(cause, c_texts!(Cause::ALL, cause => cause.message(None))),
    }
}

fn nth_of(cause: Cause, joined: &'static [u8]) -> &'static CStr {
    let index = Cause::ALL.iter().position(|known| *known == cause);
    index
        .and_then(|index| nth(joined, index))
        .unwrap_or_default()
}

/// Names the mistake that a token was made with, or the scheme of a token known to be right.
///
/// Give it a token that Notifizz refuses, or one known to be right (from Notifizz's own SDK or
/// dashboard), with what it should have been made of. The codes, the same in every language:
///
/// - `correct`: right under the expected scheme; `other_scheme`: right under the other one;
/// - `key_and_user_id_swapped`, `sdk_secret_key_used`, `user_email_signed`: made of the wrong
///   texts;
/// - `auth_secret_key_whitespace`, `auth_secret_key_invisible_character`,
///   `auth_secret_key_quoted`, `auth_secret_key_escaped`, `auth_secret_key_hex_decoded`,
///   `auth_secret_key_hex_encoded`, `auth_secret_key_base64_decoded`,
///   `auth_secret_key_base64_encoded`: made with the key in another form;
/// - `user_id_stringified`: made for the text of a missing value or of an object, such as `None`;
/// - `user_id_whitespace`, `user_id_invisible_character`, `user_id_quoted`, `user_id_escaped`,
///   `user_id_case`, `user_id_uuid_form`: made for the ID in another form;
/// - `token_upper_case`, `token_quoted`, `token_whitespace`, `token_prefixed`, `token_base64`,
///   `token_base64url`, `token_truncated`: right, but in another form;
/// - `token_is_user_id`, `token_is_secret`, `token_wrong_length`, `token_not_hex`: not a token at
///   all;
/// - `no_known_cause`: none of these; most likely another key or another user.
///
/// Later versions may add codes. Case is found for ASCII letters only, and
/// `user_id_unicode_form` is never found, because their tables would make up most of this
/// library: such tokens are `no_known_cause` here. The packages for other languages and their
/// command line find both.
///
/// A tool for developers: it takes some hundred hashes and is not constant in time. To verify a
/// token of an untrusted request, use notifizz_verify_hashed_token.
///
/// @param evidence   What to look at.
/// @param diagnosis  Out: what was found; on error its texts are empty and its scheme is
///                   NOTIFIZZ_SCHEME_UNKNOWN.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY, NOTIFIZZ_ERR_EMPTY_USER_ID,
///         NOTIFIZZ_ERR_INVALID_TEXT, NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME or
///         NOTIFIZZ_ERR_NULL_POINTER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_diagnose(
    evidence: *const notifizz_evidence,
    diagnosis: *mut notifizz_diagnosis,
) -> notifizz_status {
    let find = || {
        // SAFETY: the caller's evidence, if any.
        let given = unsafe { evidence.as_ref() }.ok_or(Failure::NULL_POINTER)?;
        let token_scheme = from_c(given.token_scheme)?;
        let mut texts = [""; 5];
        let pointers = [
            (given.token, given.token_len),
            (given.user_id, given.user_id_len),
            (given.auth_secret_key, given.auth_secret_key_len),
            (given.sdk_secret_key, given.sdk_secret_key_len),
            (given.user_email, given.user_email_len),
        ];
        for (to, (pointer, len)) in texts.iter_mut().zip(pointers) {
            // SAFETY: the caller's text.
            *to = unsafe { text(pointer, len) }?;
        }
        let [token, user_id, auth_secret_key, sdk_secret_key, user_email] = texts;
        let evidence = Evidence {
            token,
            user_id,
            auth_secret_key,
            token_scheme,
            sdk_secret_key: Some(sdk_secret_key).filter(|text| !text.is_empty()),
            user_email: Some(user_email).filter(|text| !text.is_empty()),
        };
        Ok(diagnose(&evidence)?)
    };
    if diagnosis.is_null() {
        return status(Err(Failure::NULL_POINTER));
    }
    let found = find();
    let written = match &found {
        Ok(found) => notifizz_diagnosis {
            code: code(found.cause()).as_ptr(),
            message: message(found.cause(), found.scheme()).as_ptr(),
            scheme: found.scheme().map_or(NOTIFIZZ_SCHEME_UNKNOWN, to_c),
        },
        Err(_) => notifizz_diagnosis {
            code: c"".as_ptr(),
            message: c"".as_ptr(),
            scheme: NOTIFIZZ_SCHEME_UNKNOWN,
        },
    };
    // SAFETY: not NULL, and the caller's to write.
    unsafe { diagnosis.write(written) };
    status(found.map(drop))
}

#[cfg(test)]
mod tests {
    use super::{Cause, TokenScheme, code, message};

    #[test]
    fn texts_are_those_of_core() {
        let [first, second] = TokenScheme::ALL.map(Some);
        for cause in Cause::ALL {
            assert_eq!(code(*cause).to_str(), Ok(cause.code()));
            for scheme in [None, first, second] {
                let expected = cause.message(scheme);
                assert_eq!(message(*cause, scheme).to_str(), Ok(expected), "{cause:?}");
            }
        }
    }
}
