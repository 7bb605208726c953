//! Compares every function with the answers that `vectors/differential.py` sends, and fails
//! unless it got as many cases as it was told to expect.
#![allow(clippy::expect_used, clippy::panic)]

use std::io::{self, BufReader, ErrorKind, Read};

use notifizz_token::{Error, Signer, Token, TokenScheme};

fn main() {
    let expected: usize = std::env::args()
        .nth(1)
        .and_then(|count| count.parse().ok())
        .expect("usage: differential CASES");
    let mut input = BufReader::with_capacity(1 << 20, io::stdin().lock());
    let (mut cases, mut mismatches, mut empty) = (0, 0, 0);
    while let Some(case) = read_case(&mut input) {
        cases += 1;
        let wrong = compare(&case, &mut empty);
        if !wrong.is_empty() && mismatches < 10 {
            eprintln!("case {cases}: {wrong:?}");
        }
        mismatches += wrong.len();
    }
    println!("{cases} cases, {empty} refused empty inputs, {mismatches} mismatches");
    assert_eq!(mismatches, 0, "mismatches");
    assert!(cases > 0 && cases == expected, "{expected} cases expected");
}

/// The ten fields of a case, or `None` at the end of the input.
fn read_case(input: &mut impl Read) -> Option<[Vec<u8>; 10]> {
    let mut case: [Vec<u8>; 10] = Default::default();
    for (index, field) in case.iter_mut().enumerate() {
        let mut length = [0; 2];
        match input.read_exact(&mut length) {
            Ok(()) => {}
            Err(error) if index == 0 && error.kind() == ErrorKind::UnexpectedEof => return None,
            Err(error) => panic!("a case was cut off: {error}"),
        }
        field.resize(u16::from_le_bytes(length).into(), 0);
        input.read_exact(field).expect("a whole field");
    }
    Some(case)
}

/// The names of the functions that answer otherwise.
fn compare(case: &[Vec<u8>; 10], empty: &mut usize) -> Vec<&'static str> {
    let [
        key,
        user_id,
        resource,
        secret,
        payload,
        hmac,
        concat,
        subscribe,
        dispatch,
        fingerprint,
    ] = case;
    let user_id = str::from_utf8(user_id).expect("text");
    let resource = str::from_utf8(resource).expect("text");
    let mut wrong = Vec::new();
    let mut check = |name, right: bool| {
        if !right {
            wrong.push(name);
        }
    };
    let expected = |tag: &[u8], refused: Option<Error>| match refused {
        Some(error) => Err(error),
        None => Ok(hex::encode(tag)),
    };
    let got = |token: Result<Token, Error>| token.map(|token| token.as_str().to_owned());
    let no_id = user_id.is_empty().then_some(Error::EmptyUserId);
    let no_resource = resource.is_empty().then_some(Error::EmptyResourceId);
    *empty += [
        user_id.is_empty(),
        resource.is_empty(),
        key.is_empty(),
        secret.is_empty(),
    ]
    .iter()
    .filter(|is_empty| **is_empty)
    .count();

    for (scheme, tag) in [
        (TokenScheme::HmacSha256, hmac),
        (TokenScheme::Sha256Concat, concat),
    ] {
        let signer = match Signer::from_bytes(key.as_slice(), scheme) {
            Ok(signer) => signer,
            Err(error) => {
                check("new", key.is_empty() && error == Error::EmptyAuthSecretKey);
                continue;
            }
        };
        check(
            "key_fingerprint",
            fingerprint.get(..4).map(hex::encode).as_deref()
                == Some(signer.key_fingerprint().as_str()),
        );

        let token = signer.generate_hashed_token(user_id);
        check("generate_hashed_token", got(token) == expected(tag, no_id));
        let verified = signer.verify_hashed_token(user_id, hex::encode(tag));
        check("verify_hashed_token", verified == no_id.is_none());

        let token = signer.generate_subscribe_token(user_id, resource);
        check(
            "generate_subscribe_token",
            got(token) == expected(subscribe, no_id.or(no_resource)),
        );
        let verified = signer.verify_subscribe_token(user_id, resource, hex::encode(subscribe));
        check(
            "verify_subscribe_token",
            verified == no_id.or(no_resource).is_none(),
        );

        let signer = match signer.with_webhook_signing_secret_bytes(secret) {
            Ok(signer) => signer,
            Err(error) => {
                check(
                    "with_webhook_signing_secret",
                    secret.is_empty() && error == Error::MissingWebhookSigningSecret,
                );
                continue;
            }
        };
        let signature = signer.sign_dispatch_payload(payload);
        check(
            "sign_dispatch_payload",
            got(signature) == expected(dispatch, None),
        );
        let verified = signer.verify_dispatch_signature(payload, hex::encode(dispatch));
        check("verify_dispatch_signature", verified == Ok(true));
    }
    wrong
}
