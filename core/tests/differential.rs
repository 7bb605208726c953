//! Compares every function with CPython's `hmac` and `hashlib` on random cases: 50,000, or a million
//! with `NOTIFIZZ_DEEP=1`. `vectors/differential.py` sends the cases with their answers.

use core::error::Error as StdError;
use std::{
    env,
    io::{BufReader, ErrorKind, Read},
    path::Path,
    process::{Command, ExitCode, Stdio},
};

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use notifizz_token::{Error, Signer, Token, TokenScheme};

fn main() -> ExitCode {
    let test = Trial::ignorable_test("random_cases_against_cpython", random_cases);
    libtest_mimic::run(&Arguments::from_args(), vec![test]).exit_code()
}

fn random_cases() -> Result<Completion, Failed> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/differential.py");
    if !script.is_file() {
        return Ok(Completion::ignored_with(
            "only the repository has the script",
        ));
    }
    let Some(python) = python() else {
        return Ok(Completion::ignored_with("install Python 3.10 or later"));
    };
    let count = if env::var("NOTIFIZZ_DEEP").is_ok_and(|deep| deep == "1") {
        1_000_000
    } else {
        50_000
    };
    let mut answers = Command::new(python)
        .arg(script)
        .arg(count.to_string())
        .stdout(Stdio::piped())
        .spawn()?;
    let pipe = answers.stdout.take().ok_or("no pipe")?;
    let (cases, mismatches) = compare_all(BufReader::with_capacity(1 << 20, pipe))?;
    assert!(answers.wait()?.success(), "differential.py failed");
    assert!(mismatches.is_empty(), "{mismatches:#?}");
    assert_eq!(cases, count, "how many cases");
    Ok(Completion::Completed)
}

/// The one of the variable `PYTHON`, or that on the path.
fn python() -> Option<String> {
    let names = env::var("PYTHON").map_or_else(
        |_| vec!["python3".to_owned(), "python".to_owned()],
        |name| vec![name],
    );
    names.into_iter().find(|name| {
        let check = "import sys; sys.exit(sys.version_info < (3, 10))";
        let status = Command::new(name).args(["-c", check]).status();
        status.is_ok_and(|status| status.success())
    })
}

/// How many cases there are, and the first mismatches.
fn compare_all(mut input: impl Read) -> Result<(usize, Vec<String>), Box<dyn StdError>> {
    let (mut cases, mut mismatches) = (0, Vec::new());
    while let Some(case) = read_case(&mut input)? {
        cases += 1;
        let functions = compare(&case)?;
        if !functions.is_empty() && mismatches.len() < 10 {
            mismatches.push(format!("case {cases}: {functions:?}"));
        }
    }
    Ok((cases, mismatches))
}

/// The ten fields of a case, or `None` at the end of the input.
fn read_case(input: &mut impl Read) -> Result<Option<[Vec<u8>; 10]>, Box<dyn StdError>> {
    let mut case: [Vec<u8>; 10] = Default::default();
    for (index, field) in case.iter_mut().enumerate() {
        let mut length = [0; 2];
        match input.read_exact(&mut length) {
            Ok(()) => {}
            Err(error) if index == 0 && error.kind() == ErrorKind::UnexpectedEof => {
                return Ok(None);
            }
            Err(error) => return Err(format!("a case was cut off: {error}").into()),
        }
        field.resize(u16::from_le_bytes(length).into(), 0);
        input.read_exact(field)?;
    }
    Ok(Some(case))
}

/// The names of the functions that answer otherwise.
fn compare(case: &[Vec<u8>; 10]) -> Result<Vec<&'static str>, Box<dyn StdError>> {
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
    let user_id = str::from_utf8(user_id)?;
    let resource = str::from_utf8(resource)?;
    let mut differing = Vec::new();
    let mut check = |name, right: bool| {
        if !right {
            differing.push(name);
        }
    };
    let expected = |tag: &[u8], rejected: Option<Error>| match rejected {
        Some(error) => Err(error),
        None => Ok(hex::encode(tag)),
    };
    let text = |token: Result<Token, Error>| token.map(|token| token.as_str().to_owned());
    let no_id = user_id.is_empty().then_some(Error::EmptyUserId);
    let no_resource = resource.is_empty().then_some(Error::EmptyResourceId);
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
        check("generate_hashed_token", text(token) == expected(tag, no_id));
        let verified = signer.verify_hashed_token(user_id, hex::encode(tag));
        check("verify_hashed_token", verified == no_id.is_none());

        let token = signer.generate_subscribe_token(user_id, resource);
        check(
            "generate_subscribe_token",
            text(token) == expected(subscribe, no_id.or(no_resource)),
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
            text(signature) == expected(dispatch, None),
        );
        let verified = signer.verify_dispatch_signature(payload, hex::encode(dispatch));
        check("verify_dispatch_signature", verified == Ok(true));
    }
    Ok(differing)
}
