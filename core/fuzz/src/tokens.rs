//! Generating, and verifying.

use arbitrary::Arbitrary;
use notifizz_token::{Error, Rotation, Signer, TokenScheme};

use crate::text::{Change, Text};

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Scheme {
    Hmac,
    Concat,
}

impl From<Scheme> for TokenScheme {
    fn from(scheme: Scheme) -> Self {
        match scheme {
            Scheme::Hmac => Self::HmacSha256,
            Scheme::Concat => Self::Sha256Concat,
        }
    }
}

#[derive(Arbitrary, Debug)]
pub(crate) struct Generate<'a> {
    key: Text<'a>,
    key_change: Change<'a>,
    scheme: Scheme,
    user_id: Text<'a>,
    resource_id: Text<'a>,
    user_email: Text<'a>,
    front_api_key: Change<'a>,
    token: Change<'a>,
}

/// What is generated verifies, and nothing else does.
pub(crate) fn generate(input: Generate<'_>) {
    let key = input.key_change.of(input.key.as_str());
    let (user_id, resource_id) = (input.user_id.as_str(), input.resource_id.as_str());
    let signer = match Signer::new(key.as_str(), input.scheme.into()) {
        Ok(signer) => signer,
        Err(error) => {
            assert_eq!(notifizz_token::check_auth_secret_key(&key), Err(error));
            return is_complete(error);
        }
    };
    let scheme = TokenScheme::from(input.scheme);
    match user_id.parse::<TokenScheme>() {
        Ok(named) => assert_eq!(user_id, named.as_str()),
        Err(_) => assert_ne!(user_id, scheme.as_str()),
    }
    let fingerprint = signer.key_fingerprint();
    assert_eq!(fingerprint.as_str().len(), 8);
    assert_eq!(
        format!("{signer:?}"),
        format!("Signer {{ token_scheme: {scheme:?}, key_fingerprint: {fingerprint:?}, .. }}")
    );
    assert!(key.trim() == key && !key.is_empty());
    match signer.generate_hashed_token(user_id) {
        Ok(token) => {
            let changed = input.token.of(token.as_str());
            let right = changed == token.as_str();
            assert_eq!(signer.verify_hashed_token(user_id, &changed), right);
            assert!(signer.verify_hashed_token(user_id, token.as_bytes()));
        }
        Err(error) => {
            assert!(user_id.is_empty());
            is_complete(error);
        }
    }
    match signer.generate_subscribe_token(user_id, resource_id) {
        Ok(token) => {
            let changed = input.token.of(token.as_str());
            let right = changed == token.as_str();
            assert_eq!(
                signer.verify_subscribe_token(user_id, resource_id, &changed),
                right
            );
        }
        Err(_) => assert!(user_id.is_empty() || resource_id.is_empty()),
    }
    let email = input.user_email.as_str();
    match signer.widget_options(user_id, email) {
        Ok(options) => assert!(signer.verify_hashed_token(user_id, options.token.as_bytes())),
        Err(_) => assert!(user_id.is_empty() || email.trim().is_empty()),
    }
    let front_api_key = input.front_api_key.of(&key);
    let is_secret = front_api_key == key;
    let checked = signer.check_front_api_key(&front_api_key);
    assert!(
        !(checked.is_ok() && is_secret),
        "the key as the Front API Key"
    );
    if let Err(error) = checked {
        is_complete(error);
    }
}

/// An error has a code, a number and a message, none of which can hold an input.
fn is_complete(error: Error) {
    let texts: [&'static str; 2] = [error.code(), error.message()];
    assert!(texts.iter().all(|text| !text.is_empty()) && error.number() > 0);
    assert_eq!(error.to_string(), error.message());
}

#[derive(Arbitrary, Debug)]
pub(crate) struct Verify<'a> {
    key: &'a [u8],
    previous: Vec<&'a [u8]>,
    scheme: Scheme,
    /// The key that generated the token, and how the token was changed.
    fitting: u8,
    user_id: &'a str,
    other_id: &'a str,
    token: Result<Change<'a>, &'a [u8]>,
}

/// Any bytes as a token, and rotated keys: the answer is that of one comparison with each right token.
pub(crate) fn verify(input: Verify<'_>) {
    let scheme = input.scheme.into();
    let signers = |keys: &[&[u8]]| -> Option<Vec<Signer<Vec<u8>>>> {
        let signer = |key: &&[u8]| Signer::from_bytes(key.to_vec(), scheme).ok();
        keys.iter().map(signer).collect()
    };
    let mut keys = vec![input.key];
    keys.extend(input.previous.iter().take(4));
    let Some(mut all) = signers(&keys) else {
        return assert!(keys.iter().any(|key| key.is_empty()));
    };
    let tokens = all.iter().map(|signer| {
        let token = signer.generate_hashed_token(input.user_id);
        token.map(|token| token.as_str().to_owned()).ok()
    });
    let Some(tokens) = tokens.collect::<Option<Vec<_>>>() else {
        return assert!(input.user_id.is_empty());
    };
    let Some(fitting) = tokens.get(usize::from(input.fitting) % tokens.len()) else {
        return;
    };
    let token = match input.token {
        Ok(change) => change.of(fitting).into_bytes(),
        Err(bytes) => bytes.to_vec(),
    };
    let previous = all.split_off(1);
    let Some(current) = all.pop() else { return };
    let is_current = tokens
        .first()
        .is_some_and(|right| right.as_bytes() == token);
    assert_eq!(
        current.verify_hashed_token(input.user_id, &token),
        is_current
    );
    let rotation = Rotation::new(current, previous);
    let is_any = tokens.iter().any(|right| right.as_bytes() == token);
    assert_eq!(rotation.verify_hashed_token(input.user_id, &token), is_any);
    // Under sha256-concat, an ID and a key that are cut elsewhere share a token.
    if is_any && matches!(input.scheme, Scheme::Hmac) && input.other_id != input.user_id {
        assert!(!rotation.verify_hashed_token(input.other_id, &token));
    }
}
