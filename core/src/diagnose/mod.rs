//! Which mistake explains a token. Works on what a developer has at hand, on the server; it tries
//! many computations and returns early, so it is not constant-time and not for requests.

mod candidate;
mod cause;
mod codec;
mod escape;
mod evidence;
mod form;
mod search;
mod unescape;

pub use cause::{Cause, Diagnosis};
pub use evidence::Evidence;

use crate::{Error, Token, TokenScheme, with_wiped_stack};
use candidate::tag;
use form::{decode, is_encoded, is_spelled, undo_form};
use search::{Search, schemes};

/// Names the mistake that a token was made with, or the scheme of a token known to be right.
///
/// Tried in this order, the first that explains the token wins:
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
/// 6. hex or base64 of another length, and what is neither, are told from what merely has no known
///    cause.
///
/// Where a text can have been changed, both directions are tried: the one that was given is the
/// changed one, or the one that was hashed is. Only the commonest of the characters, encodings and
/// escape sequences of each kind can be tried in the second direction.
///
/// Under `sha256-concat` nothing marks where the ID ends and the key begins, so whitespace between
/// them could be either's: it is told as [`UserIdWhitespace`](Cause::UserIdWhitespace). An invisible
/// character there is told as the key's, whose file may begin with a byte order mark.
///
/// Two mistakes at once are not found, but for a wrong form: that is undone first, and shows when
/// the other mistake is fixed. Any text of any length is fine, and nothing is allocated.
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
    let (cause, scheme) = with_wiped_stack(|| explain(evidence));
    Ok(Diagnosis { cause, scheme })
}

/// Takes the chunks of a changed text. It is `dyn` so that the changes are compiled once, and not
/// once for each function that takes their chunks: no diagnosis has to be that fast.
type Sink<'a> = dyn FnMut(&[u8]) + 'a;

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
    let cause = if is_spelled(token) {
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
