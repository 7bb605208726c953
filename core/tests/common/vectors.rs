//! The shape of `vectors.json`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Counts, Text};

#[derive(Deserialize)]
pub(crate) struct Vectors {
    pub(crate) counts: Counts,
    pub(crate) hashed_tokens: Vec<HashedToken>,
    pub(crate) subscribe_tokens: Vec<SubscribeToken>,
    pub(crate) dispatch_signatures: Vec<DispatchSignature>,
    pub(crate) key_fingerprints: Vec<Fingerprint>,
    pub(crate) rejected_tokens: Vec<RejectedToken>,
    pub(crate) errors: Vec<ErrorCase>,
    pub(crate) diagnoses: Vec<DiagnosisCase>,
    pub(crate) rfc4231: Vec<Rfc4231>,
}

#[derive(Deserialize)]
pub(crate) struct HashedToken {
    pub(crate) name: String,
    pub(crate) auth_secret_key: String,
    pub(crate) user_id: String,
    /// By token scheme.
    pub(crate) tokens: BTreeMap<String, String>,
}

#[derive(Deserialize)]
pub(crate) struct SubscribeToken {
    pub(crate) name: String,
    pub(crate) auth_secret_key: String,
    pub(crate) subscriber_id: String,
    pub(crate) resource_id: String,
    pub(crate) token: String,
}

#[derive(Deserialize)]
pub(crate) struct DispatchSignature {
    pub(crate) name: String,
    pub(crate) webhook_signing_secret: String,
    pub(crate) payload: String,
    pub(crate) signature: String,
}

#[derive(Deserialize)]
pub(crate) struct Fingerprint {
    pub(crate) auth_secret_key: String,
    pub(crate) fingerprint: String,
}

#[derive(Deserialize)]
pub(crate) struct RejectedToken {
    pub(crate) why: String,
    pub(crate) auth_secret_key: String,
    pub(crate) token_scheme: String,
    pub(crate) user_id: Text,
    pub(crate) token: String,
}

#[derive(Deserialize)]
pub(crate) struct ErrorCase {
    pub(crate) name: String,
    pub(crate) call: String,
    pub(crate) error: String,
    pub(crate) auth_secret_key: Text,
    pub(crate) token_scheme: String,
    pub(crate) webhook_signing_secret: Option<Text>,
    pub(crate) user_id: Option<Text>,
    pub(crate) user_email: Option<Text>,
    pub(crate) api_key: Option<Text>,
    pub(crate) subscriber_id: Option<Text>,
    pub(crate) resource_id: Option<Text>,
    pub(crate) payload: Option<Text>,
}

#[derive(Deserialize)]
pub(crate) struct DiagnosisCase {
    pub(crate) name: String,
    pub(crate) token: String,
    pub(crate) user_id: String,
    pub(crate) auth_secret_key: String,
    pub(crate) token_scheme: String,
    pub(crate) sdk_secret_key: Option<String>,
    pub(crate) user_email: Option<String>,
    /// Whether only the feature `unicode` finds the cause.
    #[serde(default)]
    pub(crate) unicode: bool,
    pub(crate) code: String,
    pub(crate) scheme: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Rfc4231 {
    pub(crate) case: u8,
    #[serde(with = "hex")]
    pub(crate) key_hex: Vec<u8>,
    #[serde(with = "hex")]
    pub(crate) message_hex: Vec<u8>,
    pub(crate) tag: String,
}
