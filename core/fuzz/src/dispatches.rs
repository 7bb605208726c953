//! Receiving a dispatch webhook.

use arbitrary::Arbitrary;
use notifizz_token::{Error, Rotation, WebhookSigner, check_dispatch_timestamp};
use serde_json::Value;

use crate::text::{Change, Text};

#[derive(Arbitrary, Debug)]
pub(crate) enum Body<'a> {
    /// The JSON object that Notifizz sends, and how the text of it was changed.
    Object {
        payload: Text<'a>,
        changed_payload: Change<'a>,
        changed_signature: Change<'a>,
        more: Option<(Text<'a>, Text<'a>)>,
        signature_first: bool,
        changed: Change<'a>,
    },
    Bytes(&'a [u8]),
}

#[derive(Arbitrary, Debug)]
pub(crate) struct Receive<'a> {
    secret: Text<'a>,
    body: Body<'a>,
    timestamp: Option<f64>,
    now_ms: f64,
    tolerance_ms: f64,
}

/// What is accepted is what a second reading of the JSON accepts, and nothing panics.
pub(crate) fn receive(input: Receive<'_>) {
    let secret = input.secret.as_str();
    let Ok(signer) = WebhookSigner::from_bytes(secret) else {
        return assert!(secret.is_empty());
    };
    let body = match input.body {
        Body::Bytes(bytes) => bytes.to_vec(),
        Body::Object {
            payload,
            changed_payload,
            changed_signature,
            more,
            signature_first,
            changed,
        } => {
            let payload = match input.timestamp {
                Some(timestamp) => format!("{{\"timestamp\": {timestamp}}}"),
                None => payload.as_str().to_owned(),
            };
            let Ok(signature) = signer.sign(&payload) else {
                return;
            };
            let payload = Value::from(changed_payload.of(&payload));
            let signature = Value::from(changed_signature.of(signature.as_str()));
            let mut members = [("payload", payload), ("signature", signature)];
            if signature_first {
                members.reverse();
            }
            let mut text = String::from("{");
            for (name, value) in members {
                text += &format!("\"{name}\": {value}, ");
            }
            if let Some((name, value)) = more {
                let name = Value::from(name.as_str());
                text += &format!("{name}: {}", Value::from(value.as_str()));
            } else {
                text.truncate(text.len().saturating_sub(2));
            }
            changed.of(&(text + "}")).into_bytes()
        }
    };
    let (now, tolerance) = (input.now_ms, input.tolerance_ms);
    let result = signer.receive(&body, now, tolerance);
    assert_eq!(result, expected(&signer, &body, now, tolerance));
    // With the secret as a previous one, it is the same.
    if let Ok(other) = WebhookSigner::from_bytes(b"another secret") {
        let rotation = Rotation::new(other, [signer]);
        let is_others = secret == "another secret";
        assert!(is_others || rotation.receive(&body, now, tolerance) == result);
    }
}

/// The answer, with the JSON read into a tree.
fn expected(
    signer: &WebhookSigner,
    body: &[u8],
    now_ms: f64,
    tolerance_ms: f64,
) -> Result<String, Error> {
    let malformed = Error::DispatchBodyMalformed;
    let text = core::str::from_utf8(body).map_err(|_| malformed)?;
    // A tree holds no number that is too large for a double, and nothing of a depth beyond 128, both of
    // which core skips: such bodies are not compared.
    let body = match serde_json::from_str::<Value>(text) {
        Ok(body) => body,
        Err(error) if error.is_syntax() && is_beyond_a_tree(&error.to_string()) => {
            return signer.receive(text, now_ms, tolerance_ms);
        }
        Err(_) => return Err(malformed),
    };
    let member = |name: &str| body.as_object()?.get(name)?.as_str().map(str::to_owned);
    let (payload, signature) = member("payload")
        .zip(member("signature"))
        .ok_or(malformed)?;
    if !signer.verify(&payload, &signature) {
        return Err(Error::DispatchSignatureMismatch);
    }
    let timestamp = match serde_json::from_str::<Value>(&payload) {
        Ok(event) => event
            .as_object()
            .and_then(|event| event.get("timestamp")?.as_f64())
            .unwrap_or(f64::NAN),
        Err(error) if is_beyond_a_tree(&error.to_string()) => {
            return signer.receive(text, now_ms, tolerance_ms);
        }
        Err(_) => f64::NAN,
    };
    check_dispatch_timestamp(timestamp, now_ms, tolerance_ms)?;
    Ok(payload)
}

fn is_beyond_a_tree(message: &str) -> bool {
    message.contains("out of range")
        || message.contains("recursion limit")
        || message.contains("surrogate")
        || message.contains("hex escape")
}
