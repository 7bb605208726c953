//! Naming the mistake in a token, and in a dispatch signature.

use arbitrary::Arbitrary;
use notifizz_token::{
    Cause, DispatchCause, DispatchEvidence, Evidence, Signer, WebhookSigner, diagnose,
    diagnose_dispatch, diagnose_with_spellings,
};

use crate::{
    text::{Change, Text},
    tokens::Scheme,
};

#[derive(Arbitrary, Debug)]
pub(crate) struct Token<'a> {
    /// What the token was generated from.
    key: Text<'a>,
    user_id: Text<'a>,
    scheme: Scheme,
    token: Change<'a>,
    /// What is given, changed from that.
    given_key: Change<'a>,
    given_id: Change<'a>,
    given_scheme: Scheme,
    swapped: bool,
    sdk_secret_key: Option<Change<'a>>,
    user_email: Option<Change<'a>>,
    case: Change<'a>,
}

/// Any evidence has a diagnosis, and only the right token is `correct`.
pub(crate) fn diagnose_token(input: Token<'_>) {
    let (mut key, mut user_id) = (input.key.as_str(), input.user_id.as_str());
    if input.swapped {
        (key, user_id) = (user_id, key);
    }
    let token = Signer::from_bytes(key, input.scheme.into());
    let token = token.and_then(|signer| signer.generate_hashed_token(user_id));
    let token = token.map_or_else(|_| String::new(), |token| token.as_str().to_owned());
    let token = input.token.of(&token);
    let given_key = input.given_key.of(input.key.as_str());
    let given_id = input.given_id.of(input.user_id.as_str());
    let sdk_secret_key = input.sdk_secret_key.map(|change| change.of(key));
    let user_email = input.user_email.map(|change| change.of(user_id));
    let scheme = input.given_scheme.into();
    let evidence = Evidence {
        token_scheme: scheme,
        sdk_secret_key: sdk_secret_key.as_deref(),
        user_email: user_email.as_deref(),
        ..Evidence::new(&token, &given_id, &given_key)
    };
    let nothing = Evidence {
        token_scheme: scheme,
        ..Evidence::new("", "", "")
    };
    assert_eq!(format!("{evidence:?}"), format!("{nothing:?}"));
    let case = input.case.of(&given_id);
    let _ = diagnose_with_spellings(&evidence, &[&case], &[&case]);
    let Ok(diagnosis) = diagnose(&evidence) else {
        return assert!(given_key.is_empty() || given_id.is_empty());
    };
    assert!(!diagnosis.message().is_empty() && !diagnosis.code().is_empty());
    let right = Signer::from_bytes(given_key.as_str(), scheme)
        .is_ok_and(|signer| signer.verify_hashed_token(&given_id, &token));
    if right {
        // Unless the ID or a key looks like its own token, which is told first.
        assert!(matches!(
            diagnosis.cause(),
            Cause::Correct | Cause::TokenIsUserId | Cause::TokenIsSecret
        ));
        assert!(diagnosis.scheme().is_none_or(|found| found == scheme));
    } else {
        assert_ne!(diagnosis.cause(), Cause::Correct);
    }
}

#[derive(Arbitrary, Debug)]
pub(crate) struct Signature<'a> {
    secret: Text<'a>,
    payload: Text<'a>,
    signature: Change<'a>,
    given_secret: Change<'a>,
    given_payload: Change<'a>,
    /// The body instead of the payload, signed or given.
    signed_body: bool,
    given_body: bool,
}

/// Any evidence has a diagnosis, and only the right signature is `correct`.
pub(crate) fn diagnose_signature(input: Signature<'_>) {
    let body = |payload: &str| {
        let payload = serde_json::Value::from(payload);
        format!("{{\"payload\": {payload}, \"signature\": \"\"}}")
    };
    let either = |is_body: bool, payload: String| if is_body { body(&payload) } else { payload };
    let signed = either(input.signed_body, input.payload.as_str().to_owned());
    let signature = WebhookSigner::from_bytes(input.secret.as_str());
    let signature = signature.and_then(|signer| signer.sign(&signed));
    let signature = signature.map_or_else(|_| String::new(), |token| token.as_str().to_owned());
    let signature = input.signature.of(&signature);
    let secret = input.given_secret.of(input.secret.as_str());
    let payload = either(
        input.given_body,
        input.given_payload.of(input.payload.as_str()),
    );
    let evidence = DispatchEvidence {
        payload: &payload,
        signature: &signature,
        webhook_signing_secret: &secret,
    };
    let nothing = DispatchEvidence {
        payload: "",
        signature: "",
        webhook_signing_secret: "",
    };
    assert_eq!(format!("{evidence:?}"), format!("{nothing:?}"));
    let Ok(cause) = diagnose_dispatch(&evidence) else {
        return assert!(secret.is_empty());
    };
    assert!(!cause.message().is_empty() && !cause.to_string().is_empty());
    let right = WebhookSigner::from_bytes(secret.as_str())
        .is_ok_and(|signer| signer.verify(&payload, &signature));
    let is_right = matches!(
        cause,
        DispatchCause::Correct | DispatchCause::TimestampInSeconds
    );
    assert_eq!(is_right, right, "{cause:?}");
}
