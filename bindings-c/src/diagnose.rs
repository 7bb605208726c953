//! Names the mistake that explains a token.

use core::ffi::CStr;

use notifizz_token::{Cause, Evidence, TokenScheme, diagnose_with_spellings};

use crate::{
    NOTIFIZZ_ERR_NULL_POINTER, NOTIFIZZ_SCHEME_UNKNOWN,
    cstr::{c_texts, nth},
    notifizz_diagnosis, notifizz_evidence, notifizz_status,
    scheme::{from_c, to_c},
    slice::str_from_raw,
    status::{Failure, attempt, status},
};

fn code(cause: Cause) -> &'static CStr {
    text_of(cause, c_texts!(Cause::ALL, cause => cause.code()))
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
        _ => text_of(cause, c_texts!(Cause::ALL, cause => cause.message(None))),
    }
}

fn text_of(cause: Cause, joined: &'static [u8]) -> &'static CStr {
    let index = Cause::ALL.iter().position(|known| *known == cause);
    index
        .and_then(|index| nth(joined, index))
        .unwrap_or_default()
}

/// # Safety
/// `evidence` is NULL, or each of its pointers is as for [`str_from_raw`].
unsafe fn evidence_from_raw<'a>(
    evidence: *const notifizz_evidence,
) -> Result<Evidence<'a>, Failure> {
    // SAFETY: the same contract.
    let raw = unsafe { evidence.as_ref() }.ok_or(Failure::NULL_POINTER)?;
    let token_scheme = from_c(raw.token_scheme)?;
    let pointers = [
        (raw.token, raw.token_len),
        (raw.user_id, raw.user_id_len),
        (raw.auth_secret_key, raw.auth_secret_key_len),
        (raw.sdk_secret_key, raw.sdk_secret_key_len),
        (raw.user_email, raw.user_email_len),
    ];
    let mut texts = [""; 5];
    for (text, (pointer, len)) in texts.iter_mut().zip(pointers) {
        // SAFETY: the same contract.
        *text = unsafe { str_from_raw(pointer, len) }?;
    }
    let [token, user_id, auth_secret_key, sdk_secret_key, user_email] = texts;
    Ok(Evidence {
        token,
        user_id,
        auth_secret_key,
        token_scheme,
        sdk_secret_key: Some(sdk_secret_key).filter(|text| !text.is_empty()),
        user_email: Some(user_email).filter(|text| !text.is_empty()),
    })
}

/// Names the mistake that a token was computed with, or the scheme of a token known to be right.
///
/// Pass a token that Notifizz rejects, or one known to be right (from Notifizz's own SDK or
/// dashboard), with the key and the user ID that it should be computed from. The codes, the same in
/// every language:
///
/// - `correct`: right under the expected scheme; `other_scheme`: right under the other one;
/// - `key_and_user_id_swapped`, `sdk_secret_key_used`, `user_email_signed`: computed from the wrong
///   texts;
/// - `auth_secret_key_whitespace`, `auth_secret_key_invisible_character`,
///   `auth_secret_key_quoted`, `auth_secret_key_escaped`, `auth_secret_key_hex_decoded`,
///   `auth_secret_key_hex_encoded`, `auth_secret_key_base64_decoded`,
///   `auth_secret_key_base64_encoded`: computed with the key in another form;
/// - `user_id_stringified`: computed for the text of a missing value or of an object, such as
///   `None`;
/// - `user_id_whitespace`, `user_id_invisible_character`, `user_id_quoted`, `user_id_escaped`,
///   `user_id_case`, `user_id_uuid_form`: computed for the ID in another form;
/// - `token_upper_case`, `token_quoted`, `token_whitespace`, `token_prefixed`, `token_base64`,
///   `token_base64url`, `token_truncated`: right, but in another form;
/// - `token_is_user_id`, `token_is_secret`, `token_wrong_length`, `token_not_hex`: not a token at
///   all;
/// - `no_known_cause`: none of these; most likely the key or the user is another.
///
/// Later versions may add codes. Case is found for ASCII letters only, and
/// `user_id_unicode_form` is never found, because their tables would make up most of this
/// library: such tokens are `no_known_cause` here. The packages for other languages and their
/// command line find both.
///
/// A tool for developers: it computes some hundred hashes and is not constant in time. To verify a
/// token of an untrusted request, use notifizz_verify_hashed_token.
///
/// @param evidence   The token in question, and what it should be computed from.
/// @param diagnosis  Out: the cause; on error its texts are empty and its scheme is
///                   NOTIFIZZ_SCHEME_UNKNOWN.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_EMPTY_AUTH_SECRET_KEY, NOTIFIZZ_ERR_EMPTY_USER_ID,
///         NOTIFIZZ_ERR_INVALID_TEXT, NOTIFIZZ_ERR_UNKNOWN_TOKEN_SCHEME or
///         NOTIFIZZ_ERR_NULL_POINTER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_diagnose(
    evidence: *const notifizz_evidence,
    diagnosis: *mut notifizz_diagnosis,
) -> notifizz_status {
    // SAFETY: the same contract.
    unsafe { explain(evidence, &[], &[], diagnosis) }
}

/// [`notifizz_diagnose`] in a form out of which a panic may unwind, which core has a path to with
/// its feature `unicode`; with the user ID in the other forms that core lacks without it.
///
/// # Safety
/// As for [`notifizz_diagnose`].
pub unsafe fn explain(
    evidence: *const notifizz_evidence,
    cases: &[&str],
    unicode_forms: &[&str],
    diagnosis: *mut notifizz_diagnosis,
) -> notifizz_status {
    if diagnosis.is_null() {
        return NOTIFIZZ_ERR_NULL_POINTER;
    }
    let result = attempt(|| {
        // SAFETY: the caller's evidence.
        let evidence = unsafe { evidence_from_raw(evidence) }?;
        Ok(diagnose_with_spellings(&evidence, cases, unicode_forms)?)
    });
    let output = match &result {
        Ok(diagnosis) => notifizz_diagnosis {
            code: code(diagnosis.cause()).as_ptr(),
            message: message(diagnosis.cause(), diagnosis.scheme()).as_ptr(),
            scheme: diagnosis.scheme().map_or(NOTIFIZZ_SCHEME_UNKNOWN, to_c),
        },
        Err(_) => notifizz_diagnosis {
            code: c"".as_ptr(),
            message: c"".as_ptr(),
            scheme: NOTIFIZZ_SCHEME_UNKNOWN,
        },
    };
    // SAFETY: not NULL, and the caller's to write.
    unsafe { diagnosis.write(output) };
    status(result.map(drop))
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
