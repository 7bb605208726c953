//! Texts as C arrays.

use core::{error::Error, fmt::Write};
use std::collections::HashMap;

use serde_json::Value;

/// All the arguments that calls of rows may have.
pub(crate) const ARGUMENTS: [&str; 10] = [
    "auth_secret_key",
    "webhook_signing_secret",
    "user_id",
    "token",
    "subscriber_id",
    "resource_id",
    "payload",
    "signature",
    "user_email",
    "api_key",
];

/// The bytes of a text, of ill-formed Unicode, or of `true`.
pub(crate) fn bytes(value: &Value) -> Result<Vec<u8>, Box<dyn Error>> {
    match value {
        Value::String(text) => Ok(text.clone().into_bytes()),
        Value::Bool(flag) => Ok(flag.to_string().into_bytes()),
        _ => {
            let hex = value.get("bytes_hex").and_then(Value::as_str);
            Ok(hex::decode(hex.ok_or("neither text nor bytes_hex")?)?)
        }
    }
}

/// Defines each distinct text once, as an array of bytes: C99 compilers need not take string
/// literals of more than 4095.
#[derive(Default)]
pub(crate) struct Pool {
    definitions: String,
    names: HashMap<Vec<u8>, String>,
}

impl Pool {
    /// A `vector_text` of the value, or of NULL if there is none.
    pub(crate) fn add(&mut self, value: Option<&Value>) -> Result<String, Box<dyn Error>> {
        let Some(value) = value.filter(|value| !value.is_null()) else {
            return Ok("{NULL, 0}".into());
        };
        let text = bytes(value)?;
        let len = text.len();
        let next = format!("text_{}", self.names.len());
        if let Some(name) = self.names.get(&text) {
            return Ok(format!("{{{name}, {len}}}"));
        }
        write!(self.definitions, "static const unsigned char {next}[] = {{")?;
        for byte in &text {
            write!(self.definitions, "{byte},")?;
        }
        // C has no empty arrays, so each has a byte more. It is not NUL, which might hide that a
        // function reads too far.
        writeln!(self.definitions, "1}};")?;
        let reference = format!("{{{next}, {len}}}");
        self.names.insert(text, next);
        Ok(reference)
    }

    /// A generated file: the texts, then the tables that refer to them.
    pub(crate) fn document(&self, source: &str, tables: &str) -> String {
        let definitions = &self.definitions;
        let arguments = ARGUMENTS.map(|name| format!("ARGUMENT_{name}")).join(", ");
        format!(
            "/* Generated from vectors/{source}. */\n\
             #include <stddef.h>\n\n\
             typedef struct {{ const unsigned char *bytes; size_t len; }} vector_text;\n\
             enum {{ {arguments}, ARGUMENTS }};\n\n\
             {definitions}{tables}"
        )
    }
}
