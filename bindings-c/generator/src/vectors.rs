use core::{error::Error, fmt::Write};
use std::collections::HashMap;

use serde_json::Value;

/// Each section of vectors.json with the fields that the C tests read.
const SECTIONS: &[(&str, &[&str])] = &[
    (
        "hashed_tokens",
        &[
            "name",
            "auth_secret_key",
            "user_id",
            "tokens/hmac-sha256",
            "tokens/sha256-concat",
        ],
    ),
    (
        "subscribe_tokens",
        &[
            "name",
            "auth_secret_key",
            "subscriber_id",
            "resource_id",
            "token",
        ],
    ),
    (
        "dispatch_signatures",
        &["name", "webhook_signing_secret", "payload", "signature"],
    ),
    ("key_fingerprints", &["auth_secret_key", "fingerprint"]),
    (
        "rejected_tokens",
        &["why", "auth_secret_key", "token_scheme", "user_id", "token"],
    ),
    (
        "errors",
        &[
            "name",
            "call",
            "error",
            "auth_secret_key",
            "token_scheme",
            "webhook_signing_secret",
            "user_id",
            "user_email",
            "api_key",
            "subscriber_id",
            "resource_id",
            "payload",
        ],
    ),
    (
        "diagnoses",
        &[
            "name",
            "auth_secret_key",
            "user_id",
            "token",
            "token_scheme",
            "sdk_secret_key",
            "user_email",
            "code",
            "scheme",
            "unicode",
        ],
    ),
];

/// A `vector_SECTION` array of structs for each section, in which every field is a `vector_text`:
/// NULL where the JSON has none.
pub(crate) fn vectors(json: &str) -> Result<String, Box<dyn Error>> {
    let json: Value = serde_json::from_str(json)?;
    let mut pool = Pool::default();
    let mut tables = String::new();
    for (section, fields) in SECTIONS {
        let rows = json.get(section).and_then(Value::as_array);
        let rows = rows.ok_or_else(|| format!("no section {section}"))?;
        let count = json.pointer(&format!("/counts/{section}"));
        let count = count.ok_or_else(|| format!("no count of {section}"))?;
        writeln!(tables, "\n#define COUNT_{section} {count}u")?;
        writeln!(tables, "static const struct {{")?;
        for field in *fields {
            let name = field.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
            writeln!(tables, "  vector_text {name};")?;
        }
        writeln!(tables, "}} vector_{section}[] = {{")?;
        for row in rows {
            tables.push_str("  {");
            for field in *fields {
                let text = match row.pointer(&format!("/{field}")) {
                    None | Some(Value::Null) => None,
                    Some(value) => Some(bytes(value)?),
                };
                tables.push_str(&pool.add(text)?);
                tables.push_str(", ");
            }
            tables.push_str("},\n");
        }
        tables.push_str("};\n");
    }
    Ok(pool.document("vectors.json", &tables))
}

/// The bytes of a text, of ill-formed text, or of `true`.
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

/// Every text once. As arrays of bytes, because C99 compilers need not take string literals of
/// more than 4095.
#[derive(Default)]
pub(crate) struct Pool {
    definitions: String,
    names: HashMap<Vec<u8>, String>,
}

impl Pool {
    /// A `vector_text` of the text, or of NULL.
    pub(crate) fn add(&mut self, text: Option<Vec<u8>>) -> Result<String, Box<dyn Error>> {
        let Some(text) = text else {
            return Ok("{NULL, 0}".into());
        };
        let len = text.len();
        let next = format!("text_{}", self.names.len());
        if let Some(name) = self.names.get(&text) {
            return Ok(format!("{{{name}, {len}}}"));
        }
        write!(self.definitions, "static const unsigned char {next}[] = {{")?;
        for byte in &text {
            write!(self.definitions, "{byte},")?;
        }
        // One more, as C has no empty arrays. It is no NUL, so that nothing works by luck.
        writeln!(self.definitions, "1}};")?;
        let reference = format!("{{{next}, {len}}}");
        self.names.insert(text, next);
        Ok(reference)
    }
    /// All of a generated file: the texts, then what refers to them.
    pub(crate) fn document(&self, source: &str, tables: &str) -> String {
        let definitions = &self.definitions;
        format!(
            "/* Generated from vectors/{source}. */\n\
             #include <stddef.h>\n\n\
             typedef struct {{ const unsigned char *bytes; size_t len; }} vector_text;\n\n\
             {definitions}{tables}"
        )
    }
}
