//! Finds the mistake that explains a token, for developers and on the server.
//!
//! It tries many computations and returns early, so it is not constant-time and not for requests.

mod candidate;
mod cause;
mod codec;
mod escape;
mod evidence;
mod form;
mod json;
mod search;
mod unescape;

pub use cause::{Cause, Diagnosis, DispatchCause};
pub use evidence::{DispatchEvidence, Evidence};

use crate::{Error, Token, TokenScheme, with_wiped_stack};
use candidate::tag;
use form::{decode, is_encoded, is_whole_tag, undo_form};
use search::{Mistake, Search, schemes};

/// Names the mistake that a token was generated with, or the scheme of a token that is known to be
/// right.
///
/// The first of these that explains the token is returned:
///
/// 1. it is the user ID or a secret key itself;
/// 2. its form is undone: whitespace and invisible characters around it, then quotes, then other
///    text before it, upper case or base64;
/// 3. what remains is compared with the right token under the expected scheme, then under the
///    other; if the former fits, a form undone in step 2 is the cause;
/// 4. then with each mistake, in the order of [`Cause`] from
///    [`KeyAndUserIdSwapped`](Cause::KeyAndUserIdSwapped) to
///    [`UserEmailSigned`](Cause::UserEmailSigned), each under the expected scheme and then under
///    the other;
/// 5. then with the beginnings, 8 characters or more, of the two right tokens;
/// 6. hex or base64 of another length, and text that is neither, have causes of their own.
///
/// Where a text can have been changed, both directions are tried: the given text is the changed one,
/// or the hashed text is. In the second direction, only the most common characters, encodings and
/// escape sequences of each kind are tried.
///
/// Under `sha256-concat` nothing marks where the ID ends and the key begins, so whitespace between
/// them could belong to either: it is reported as [`UserIdWhitespace`](Cause::UserIdWhitespace). An
/// invisible character there is reported as the key's, whose file may begin with a byte order mark.
///
/// Only one mistake is found at a time, but a wrong form of the token is undone first. It accepts any
/// text of any length and allocates nothing.
///
/// Without the feature `unicode`, which needs an allocator and brings 145 KB of tables,
/// [`UserIdUnicodeForm`](Cause::UserIdUnicodeForm) is not found, and
/// [`UserIdCase`](Cause::UserIdCase) is found for ASCII letters only, unless
/// [`diagnose_with_spellings`] is given the ID in these other forms; such tokens are [`NoKnownCause`](Cause::NoKnownCause).
///
/// It is not constant-time: it is a tool for developers, not a way to verify.
///
/// # Errors
/// [`Error::EmptyAuthSecretKey`] or [`Error::EmptyUserId`].
pub fn diagnose(evidence: &Evidence<'_>) -> Result<Diagnosis, Error> {
    diagnose_with_spellings(evidence, &[], &[])
}

/// [`diagnose`], which also tries the user ID in other letter cases and Unicode normalisation forms:
/// those that the feature `unicode` finds by itself, for a program that has Unicode's tables already.
///
/// # Errors
/// Those of [`diagnose`].
pub fn diagnose_with_spellings(
    evidence: &Evidence<'_>,
    cases: &[&str],
    unicode_forms: &[&str],
) -> Result<Diagnosis, Error> {
    if evidence.auth_secret_key.is_empty() {
        return Err(Error::EmptyAuthSecretKey);
    }
    if evidence.user_id.is_empty() {
        return Err(Error::EmptyUserId);
    }
    let (cause, scheme) = with_wiped_stack(|| explain(evidence, cases, unicode_forms));
    Ok(Diagnosis { cause, scheme })
}

/// Takes the chunks of a changed text. It is `dyn` so that the changes are compiled once, and not
/// once for each function that takes their chunks: no diagnosis has to be that fast.
type Sink<'a> = dyn FnMut(&[u8]) + 'a;

fn explain(
    evidence: &Evidence<'_>,
    cases: &[&str],
    unicode_forms: &[&str],
) -> (Cause, Option<TokenScheme>) {
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
            schemes: schemes(evidence.token_scheme),
            key: evidence.auth_secret_key.into(),
            message: evidence.user_id.into(),
            tag,
            explanation: None,
        };
        search.try_all(evidence, cases, unicode_forms);
        if let Some((Mistake::Token(cause), scheme)) = search.explanation {
            let cause = match (cause, form) {
                (Cause::Correct, _) if scheme != evidence.token_scheme => Cause::OtherScheme,
                (Cause::Correct, Some(form)) => form,
                _ => cause,
            };
            return (cause, Some(scheme));
        }
    }
    if let Some(scheme) = truncated(evidence, token) {
        return (Cause::TokenTruncated, Some(scheme));
    }
    let cause = if is_whole_tag(token) {
        Cause::NoKnownCause
    } else if is_encoded(token) {
        Cause::TokenWrongLength
    } else {
        Cause::TokenNotHex
    };
    (cause, None)
}

/// The scheme under which the right token begins with this text, in either case.
fn truncated(evidence: &Evidence<'_>, token: &str) -> Option<TokenScheme> {
    // Fewer characters match too many tokens.
    if token.len() < 8 || token.len() >= Token::LEN {
        return None;
    }
    let (key, user_id) = (evidence.auth_secret_key.into(), evidence.user_id.into());
    let mut schemes = schemes(evidence.token_scheme).iter().copied();
    schemes.find(|&scheme| {
        let right = tag(scheme, &key, &user_id).and_then(|tag| Token::encode(&tag).ok());
        right.is_some_and(|right| {
            let beginning = right.as_str().get(..token.len());
            beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(token))
        })
    })
}

/// Names the mistake that a dispatch signature was computed with, or that the webhook was read with.
///
/// The signature's form is undone first. What remains is compared with the right signature, then with
/// that of each mistake in the order of [`DispatchCause`], in both directions as in [`diagnose`]. If
/// the signature is right, the payload's timestamp may still be in seconds. It allocates nothing, and
/// needs neither the clock nor the body of the webhook.
///
/// It is not constant-time: it is a tool for developers, not a way to verify. It computes hundreds of
/// signatures of the payload.
///
/// # Errors
/// [`Error::MissingWebhookSigningSecret`] if the secret is empty.
pub fn diagnose_dispatch(evidence: &DispatchEvidence<'_>) -> Result<DispatchCause, Error> {
    if evidence.webhook_signing_secret.is_empty() {
        return Err(Error::MissingWebhookSigningSecret);
    }
    Ok(with_wiped_stack(|| explain_dispatch(evidence)))
}

fn explain_dispatch(evidence: &DispatchEvidence<'_>) -> DispatchCause {
    let (form, signature) = undo_form(evidence.signature);
    let (form, tag) = decode(form, signature);
    let Some(tag) = &tag else {
        return DispatchCause::NoKnownCause;
    };
    let mut search = Search {
        schemes: &[TokenScheme::HmacSha256],
        key: evidence.webhook_signing_secret.into(),
        message: evidence.payload.into(),
        tag,
        explanation: None,
    };
    search.try_dispatch();
    let Some((Mistake::Dispatch(cause), _)) = search.explanation else {
        return DispatchCause::NoKnownCause;
    };
    match (cause, form) {
        (DispatchCause::Correct, Some(Cause::TokenPrefixed)) => DispatchCause::SignaturePrefixed,
        (DispatchCause::Correct, Some(_)) => DispatchCause::SignatureForm,
        (DispatchCause::Correct, None)
            if json::member(evidence.payload, "timestamp").is_some_and(is_in_seconds) =>
        {
            DispatchCause::TimestampInSeconds
        }
        (cause, _) => cause,
    }
}

/// Whether a JSON number has the ten digits that seconds since 1970 have from 2001 to 2286.
fn is_in_seconds(number: &str) -> bool {
    let (digits, fraction) = number.split_once('.').unwrap_or((number, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    digits.len() == 10 && !digits.starts_with('0') && are_digits(digits) && are_digits(fraction)
}
