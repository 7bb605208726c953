//! `dispatches.json` and `rotations.json` as C tables.

use core::{error::Error, fmt::Write};

use serde_json::{Value, json};

use crate::{pool::Pool, vectors::sections};

/// More than any row has secrets, or tokens to verify. The rest of an array is NULL.
const MANY: usize = 32;

/// The vendor's answers, the timestamps and the diagnoses. C has no JSON, so bodies are opened here.
pub(crate) fn dispatches(json: &str) -> Result<String, Box<dyn Error>> {
    let json: Value = serde_json::from_str(json)?;
    let mut pool = Pool::default();
    let fields = [
        "name",
        "payload",
        "signature",
        "webhook_signing_secret",
        "code",
    ];
    let mut tables = sections(&json, &[("diagnoses", &fields)], &mut pool)?;

    begin(
        &mut tables,
        &json,
        "timestamps",
        "double timestamp_ms, now_ms, tolerance_ms; vector_text error;",
    )?;
    for row in rows(&json, "timestamps")? {
        write!(tables, "  {{{}, ", pool.add(row.get("name"))?)?;
        for field in ["timestamp_ms", "now_ms", "tolerance_ms"] {
            write!(tables, "{}, ", double(row.get(field)))?;
        }
        writeln!(tables, "{}}},", pool.add(row.get("error"))?)?;
    }
    tables.push_str("};\n");

    let secret = pool.add(json.get("webhook_signing_secret"))?;
    writeln!(tables, "static const vector_text parity_secret = {secret};")?;
    begin(
        &mut tables,
        &json,
        "parity",
        "vector_text payload, signature; double timestamp_ms, now_ms; bool accepted;",
    )?;
    for row in rows(&json, "parity")? {
        let body = row.get("body").and_then(Value::as_str).unwrap_or_default();
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let text = |name| body.get(name).filter(|value| value.is_string());
        let payload = text("payload").and_then(Value::as_str).unwrap_or_default();
        let payload: Value = serde_json::from_str(payload).unwrap_or_default();
        writeln!(
            tables,
            "  {{{}, {}, {}, {}, {}, {}}},",
            pool.add(row.get("name"))?,
            pool.add(text("payload"))?,
            pool.add(text("signature"))?,
            double(payload.get("timestamp")),
            double(row.get("now_ms")),
            row.get("accepted")
                .and_then(Value::as_bool)
                .ok_or("no answer")?
        )?;
    }
    tables.push_str("};\n");
    Ok(pool.document(
        "dispatches.json",
        &format!("#include <math.h>\n#include <stdbool.h>\n{tables}"),
    ))
}

/// Rows with the secrets that a client or a webhook signer is built with, one for each.
pub(crate) fn rotations(json: &str) -> Result<String, Box<dyn Error>> {
    let json: Value = serde_json::from_str(json)?;
    let mut pool = Pool::default();
    let mut tables = format!(
        "#include <stdbool.h>\nenum {{ MANY = {MANY} }};\n\
         typedef struct {{ vector_text text; bool verifies; }} rotation_answer;\n"
    );
    for (section, texts, answers) in [
        (
            "keys",
            [
                "token_scheme",
                "user_id",
                "subscriber_id",
                "resource_id",
                "hashed_token",
                "subscribe_token",
            ]
            .as_slice(),
            ["hashed_tokens", "subscribe_tokens"].as_slice(),
        ),
        ("webhooks", &["payload", "signature"], &["signatures"]),
        ("errors", &["call", "error", "api_key"], &[]),
    ] {
        let mut fields = format!(
            "vector_text auth_secret_keys[MANY], fingerprints[MANY], secrets[MANY], {};",
            texts.join(", ")
        );
        for name in answers {
            write!(fields, " rotation_answer {name}[MANY];")?;
        }
        begin(&mut tables, &json, section, &fields)?;
        for row in rows(&json, section)? {
            write!(tables, "  {{{}, ", pool.add(row.get("name"))?)?;
            for (first, rest) in [
                ("auth_secret_key", "previous_auth_secret_keys"),
                ("key_fingerprint", "previous_key_fingerprints"),
                ("", "webhook_signing_secrets"),
            ] {
                let rest = row.get(rest).and_then(Value::as_array);
                // An empty list is the empty secret.
                let empty = json!("");
                let none = rest
                    .filter(|list| list.is_empty() && first.is_empty())
                    .map(|_| &empty);
                let all = row
                    .get(first)
                    .into_iter()
                    .chain(none)
                    .chain(rest.into_iter().flatten());
                array(&mut tables, all.map(|value| pool.add(Some(value))))?;
            }
            for name in texts {
                write!(tables, "{}, ", pool.add(row.get(name))?)?;
            }
            for name in answers {
                let answers = row
                    .get(name)
                    .and_then(Value::as_object)
                    .ok_or("no answers")?;
                array(
                    &mut tables,
                    answers.iter().map(|(text, verifies)| {
                        Ok(format!("{{{}, {verifies}}}", pool.add(Some(&json!(text)))?))
                    }),
                )?;
            }
            tables.push_str("},\n");
        }
        tables.push_str("};\n");
    }
    Ok(pool.document("rotations.json", &tables))
}

fn rows<'a>(json: &'a Value, section: &str) -> Result<&'a Vec<Value>, Box<dyn Error>> {
    let rows = json.get(section).and_then(Value::as_array);
    Ok(rows.ok_or_else(|| format!("no section {section}"))?)
}

/// The number that a section should have, its type, and the beginning of its table.
fn begin(
    tables: &mut String,
    json: &Value,
    section: &str,
    fields: &str,
) -> Result<(), Box<dyn Error>> {
    let count = json
        .pointer(&format!("/counts/{section}"))
        .ok_or("no count")?;
    writeln!(
        tables,
        "\nenum {{ {section}_count = {count} }};\n\
         typedef struct {{ vector_text name; {fields} }} {section}_row;\n\
         static const {section}_row {section}[] = {{"
    )?;
    Ok(())
}

fn array(
    tables: &mut String,
    items: impl Iterator<Item = Result<String, Box<dyn Error>>>,
) -> Result<(), Box<dyn Error>> {
    let items = items.collect::<Result<Vec<_>, _>>()?;
    if items.len() >= MANY {
        return Err("a row has too many".into());
    }
    write!(
        tables,
        "{{{}}}, ",
        if items.is_empty() {
            "{0}".into()
        } else {
            items.join(", ")
        }
    )?;
    Ok(())
}

/// A C double. Anything but a number is NAN.
fn double(value: Option<&Value>) -> String {
    let special = value
        .and_then(|value| value.get("special"))
        .and_then(Value::as_str);
    match (value.and_then(Value::as_f64), special) {
        (Some(number), _) => format!("{number:e}"),
        (None, Some("infinity")) => "INFINITY".into(),
        (None, Some("-infinity")) => "-INFINITY".into(),
        _ => "NAN".into(),
    }
}
