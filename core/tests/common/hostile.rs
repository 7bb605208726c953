//! The shape of `hostile.json`.

use std::collections::BTreeMap;

use notifizz_token::Error;
use serde::Deserialize;

use super::Counts;

#[derive(Deserialize)]
pub(crate) struct Hostile {
    pub(crate) counts: Counts,
    pub(crate) auth_secret_key: String,
    pub(crate) webhook_signing_secret: String,
    pub(crate) rows: Vec<Row>,
}

#[derive(Deserialize)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) call: String,
    pub(crate) token_scheme: String,
    pub(crate) arguments: BTreeMap<String, Argument>,
    pub(crate) answer: serde_json::Value,
    pub(crate) languages: Vec<String>,
    pub(crate) growth_bytes: Option<u64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Argument {
    Text(String),
    IllFormed {
        #[serde(with = "hex")]
        bytes_hex: Vec<u8>,
    },
    Repeated {
        before: String,
        repeat: String,
        times: usize,
        after: String,
    },
    /// Values that the types of Rust keep out; no row for Rust has one.
    Special {},
}

impl Argument {
    /// Becomes text as bytes from outside do in a program, or fails with `invalid_text`.
    pub(crate) fn decode(&self) -> Result<String, Error> {
        match self {
            Self::Text(text) => Ok(text.clone()),
            Self::IllFormed { bytes_hex } => Ok(core::str::from_utf8(bytes_hex)?.to_owned()),
            Self::Repeated {
                before,
                repeat,
                times,
                after,
            } => Ok(format!("{before}{}{after}", repeat.repeat(*times))),
            Self::Special {} => unreachable!("a value that Rust cannot have"),
        }
    }
}
