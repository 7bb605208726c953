//! `vectors.json` as C tables.

use core::{error::Error, fmt::Write};

use serde_json::Value;

use crate::pool::{ARGUMENTS, Pool};

/// In place of a field: the array `arguments` of those that the call of the row may have.
const CALL: &str = "arguments";

/// The sections of vectors.json with the fields that the C tests read. The first field is the name
/// of a row.
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
    ("key_fingerprints", &["fingerprint", "auth_secret_key"]),
    (
        "rejected_tokens",
        &["why", "auth_secret_key", "token_scheme", "user_id", "token"],
    ),
    ("errors", &["name", "call", "error", "token_scheme", CALL]),
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

/// For each section an array of that name, whose rows are `SECTION_row`, and the number of rows
/// that the JSON says it has, `SECTION_count`. Every field is a `vector_text`.
pub(crate) fn vectors(json: &str) -> Result<String, Box<dyn Error>> {
    let json: Value = serde_json::from_str(json)?;
    let mut pool = Pool::default();
    let tables = sections(&json, SECTIONS, &mut pool)?;
    Ok(pool.document("vectors.json", &tables))
}

/// The tables of these sections, each with its fields.
pub(crate) fn sections(
    json: &Value,
    sections: &[(&str, &[&str])],
    pool: &mut Pool,
) -> Result<String, Box<dyn Error>> {
    let mut tables = String::new();
    for (section, fields) in sections {
        let rows = json.get(section).and_then(Value::as_array);
        let rows = rows.ok_or_else(|| format!("no section {section}"))?;
        let count = json.pointer(&format!("/counts/{section}"));
        let count = count.ok_or_else(|| format!("no count of {section}"))?;
        writeln!(
            tables,
            "\nenum {{ {section}_count = {count} }};\ntypedef struct {{"
        )?;
        for (position, field) in fields.iter().enumerate() {
            let name = field.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
            let name = if position == 0 { "name" } else { &name };
            let size = if *field == CALL { "[ARGUMENTS]" } else { "" };
            writeln!(tables, "  vector_text {name}{size};")?;
        }
        writeln!(
            tables,
            "}} {section}_row;\nstatic const {section}_row {section}[] = {{"
        )?;
        for row in rows {
            tables.push_str("  {");
            for field in *fields {
                if *field == CALL {
                    let arguments = ARGUMENTS.map(|name| pool.add(row.get(name)));
                    let arguments: Vec<_> = arguments.into_iter().collect::<Result<_, _>>()?;
                    write!(tables, "{{{}}}, ", arguments.join(", "))?;
                } else {
                    write!(tables, "{}, ", pool.add(row.pointer(&format!("/{field}")))?)?;
                }
            }
            tables.push_str("},\n");
        }
        tables.push_str("};\n");
    }
    Ok(tables)
}
