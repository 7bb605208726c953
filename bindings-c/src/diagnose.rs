//! Names the mistake that explains a token.

use core::ffi::{CStr, c_char};

use notifizz_token::{
    Cause, DispatchCause, DispatchEvidence, Evidence, TokenScheme, diagnose_dispatch,
    diagnose_with_spellings,
};

use crate::{
    NOTIFIZZ_ERR_NULL_POINTER, NOTIFIZZ_SCHEME_UNKNOWN,
    cstr::{c_texts, nth},
    notifizz_diagnosis, notifizz_dispatch_evidence, notifizz_evidence, notifizz_scheme,
    notifizz_status,
    scheme::{from_c, to_c},
    slice::str_from_raw,
    status::{Failure, attempt, status},
};

fn code(cause: Cause) -> &'static CStr {
    let codes = c_texts!(Cause::ALL, cause => cause.code());
    text_of(Cause::ALL, &cause, codes)
}

fn message(cause: Cause, scheme: Option<TokenScheme>) -> &'static CStr {
    match (cause, scheme) {
        (Cause::OtherScheme, Some(scheme)) => {
            let texts =
                c_texts!(TokenScheme::ALL, scheme => Cause::OtherScheme.message(Some(scheme)));
            text_of(&TokenScheme::ALL, &scheme, texts)
        }
        _ => {
            let messages = c_texts!(Cause::ALL, cause => cause.message(None));
            text_of(Cause::ALL, &cause, messages)
        }
    }
}

fn dispatch_code(cause: DispatchCause) -> &'static CStr {
    let codes = c_texts!(DispatchCause::ALL, cause => cause.code());
    text_of(DispatchCause::ALL, &cause, codes)
}

fn dispatch_message(cause: DispatchCause) -> &'static CStr {
    let messages = c_texts!(DispatchCause::ALL, cause => cause.message());
    text_of(DispatchCause::ALL, &cause, messages)
}

fn text_of<T: PartialEq>(all: &[T], item: &T, joined: &'static [u8]) -> &'static CStr {
    let index = all.iter().position(|known| known == item);
    index
        .and_then(|index| nth(joined, index))
        .unwrap_or_default()
}

/// Several texts, each a pointer and its length.
///
/// # Safety
/// Each pointer is as for [`str_from_raw`].
pub unsafe fn texts_from_raw<'a, const N: usize>(
    raw: [(*const c_char, usize); N],
) -> Result<[&'a str; N], Failure> {
    let mut texts = [""; N];
    for (text, (pointer, len)) in texts.iter_mut().zip(raw) {
        // SAFETY: the same contract.
        *text = unsafe { str_from_raw(pointer, len) }?;
    }
    Ok(texts)
}

/// # Safety
/// `evidence` is NULL, or each of its pointers is as for [`str_from_raw`].
unsafe fn evidence_from_raw<'a>(
    evidence: *const notifizz_evidence,
) -> Result<Evidence<'a>, Failure> {
    // SAFETY: the same contract.
    let raw = unsafe { evidence.as_ref() }.ok_or(Failure::NULL_POINTER)?;
    let token_scheme = from_c(raw.token_scheme)?;
    let texts = [
        (raw.token, raw.token_len),
        (raw.user_id, raw.user_id_len),
        (raw.auth_secret_key, raw.auth_secret_key_len),
        (raw.sdk_secret_key, raw.sdk_secret_key_len),
        (raw.user_email, raw.user_email_len),
    ];
    // SAFETY: the same contract.
    let texts = unsafe { texts_from_raw(texts) }?;
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
    let call = || {
        // SAFETY: the caller's evidence.
        let evidence = unsafe { evidence_from_raw(evidence) }?;
        let diagnosis = diagnose_with_spellings(&evidence, cases, unicode_forms)?;
        let (cause, scheme) = (diagnosis.cause(), diagnosis.scheme());
        let number = scheme.map_or(NOTIFIZZ_SCHEME_UNKNOWN, to_c);
        Ok(found(code(cause), message(cause, scheme), number))
    };
    // SAFETY: the caller's diagnosis.
    unsafe { write_diagnosis(diagnosis, call) }
}

/// Names the mistake that the signature of a dispatch webhook was computed with, or that the webhook
/// was read with. It needs neither the clock nor the body. The codes, the same in every language:
///
/// - `correct`: right; if the webhook is rejected nevertheless, its timestamp is missing or too far
///   from the clock; `timestamp_in_seconds`: right, but the timestamp is not in milliseconds;
/// - `body_signed`, `payload_whitespace`, `payload_reserialised`, `payload_escaped`: computed for
///   another text than that of the field `payload`;
/// - `webhook_signing_secret_whitespace`, `webhook_signing_secret_quoted`,
///   `webhook_signing_secret_invisible_character`, `webhook_signing_secret_encoded`: computed with the
///   secret in another form;
/// - `signature_prefixed`, `signature_form`: right, but in another form;
/// - `no_known_cause`: none of these; most likely the secret is another one.
///
/// Later versions may add codes. A tool for developers: it computes hundreds of signatures of the
/// payload and is not constant in time. To verify a request, use notifizz_webhook_signer_verify.
///
/// @param evidence   The signature in question, and what it should be computed from.
/// @param diagnosis  Out: the cause; its scheme is NOTIFIZZ_SCHEME_UNKNOWN. On error its texts are
///                   empty.
/// @return NOTIFIZZ_OK, NOTIFIZZ_ERR_MISSING_WEBHOOK_SIGNING_SECRET, NOTIFIZZ_ERR_INVALID_TEXT or
///         NOTIFIZZ_ERR_NULL_POINTER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn notifizz_diagnose_dispatch(
    evidence: *const notifizz_dispatch_evidence,
    diagnosis: *mut notifizz_diagnosis,
) -> notifizz_status {
    let call = || {
        // SAFETY: the caller's evidence.
        let raw = unsafe { evidence.as_ref() }.ok_or(Failure::NULL_POINTER)?;
        let texts = [
            (raw.payload, raw.payload_len),
            (raw.signature, raw.signature_len),
            (raw.webhook_signing_secret, raw.webhook_signing_secret_len),
        ];
        // SAFETY: the caller's texts.
        let [payload, signature, webhook_signing_secret] = unsafe { texts_from_raw(texts) }?;
        let cause = diagnose_dispatch(&DispatchEvidence {
            payload,
            signature,
            webhook_signing_secret,
        })?;
        Ok(found(
            dispatch_code(cause),
            dispatch_message(cause),
            NOTIFIZZ_SCHEME_UNKNOWN,
        ))
    };
    // SAFETY: the caller's diagnosis.
    unsafe { write_diagnosis(diagnosis, call) }
}

const fn found(code: &CStr, message: &CStr, scheme: notifizz_scheme) -> notifizz_diagnosis {
    notifizz_diagnosis {
        code: code.as_ptr(),
        message: message.as_ptr(),
        scheme,
    }
}

/// Writes what `call` finds; on error a diagnosis without texts.
///
/// # Safety
/// `diagnosis` is NULL or may be written to.
unsafe fn write_diagnosis(
    diagnosis: *mut notifizz_diagnosis,
    call: impl FnOnce() -> Result<notifizz_diagnosis, Failure>,
) -> notifizz_status {
    if diagnosis.is_null() {
        return NOTIFIZZ_ERR_NULL_POINTER;
    }
    let result = attempt(call);
    let output = result
        .as_ref()
        .copied()
        .unwrap_or(found(c"", c"", NOTIFIZZ_SCHEME_UNKNOWN));
    // SAFETY: not NULL, and the caller's to write.
    unsafe { diagnosis.write(output) };
    status(result.map(drop))
}

#[cfg(test)]
mod tests {
    use super::{
        Cause, DispatchCause, TokenScheme, code, dispatch_code, dispatch_message, message,
    };

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
        for cause in DispatchCause::ALL {
            assert_eq!(dispatch_code(*cause).to_str(), Ok(cause.code()));
            assert_eq!(dispatch_message(*cause).to_str(), Ok(cause.message()));
        }
    }
}
