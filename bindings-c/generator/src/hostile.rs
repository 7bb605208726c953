use core::{error::Error, fmt::Write};

use serde_json::Value;

use crate::vectors::{Pool, bytes};

/// Every argument that a row may have.
const ARGUMENTS: [&str; 9] = [
    "auth_secret_key",
    "user_id",
    "token",
    "subscriber_id",
    "resource_id",
    "payload",
    "signature",
    "user_email",
    "api_key",
];

/// What a row's answer may be.
const ANSWERS: [&str; 4] = ["is", "token", "ok", "error"];

/// A `hostile` array of the rows for C. Each argument is a `hostile_value`, which the test builds,
/// because a compiler would take long over 64 MiB.
pub(crate) fn hostile(json: &str) -> Result<String, Box<dyn Error>> {
    let json: Value = serde_json::from_str(json)?;
    let mut pool = Pool::default();
    let count = json.pointer("/counts/c").ok_or("no count for C")?;
    let mut tables = format!(
        "\n#define COUNT_hostile {count}u\n\
         typedef struct {{ vector_text before, repeat, after; size_t times; }} hostile_value;\n"
    );
    for name in ["auth_secret_key", "webhook_signing_secret"] {
        let text = json.get(name).map(bytes).transpose()?;
        let text = pool.add(text)?;
        writeln!(tables, "static const vector_text hostile_{name} = {text};")?;
    }
    let names = ARGUMENTS.map(|name| format!("ARGUMENT_{name}")).join(", ");
    writeln!(tables, "enum {{ {names}, ARGUMENTS }};")?;
    tables.push_str("static const struct {\n  vector_text name, call, token_scheme;\n");
    tables.push_str("  hostile_value arguments[ARGUMENTS];\n");
    writeln!(tables, "  vector_text {};", ANSWERS.join(", "))?;
    tables.push_str("  size_t growth_bytes; /* 0 where there is no limit. */\n} hostile[] = {\n");
    let rows = json.get("rows").and_then(Value::as_array);
    for row in rows.ok_or("no rows")? {
        let languages = row.get("languages").and_then(Value::as_array);
        if languages.is_some_and(|languages| languages.iter().any(|name| name == "c")) {
            tables.push_str(&hostile_row(row, &mut pool)?);
        }
    }
    tables.push_str("};\n");
    Ok(pool.document("hostile.json", &tables))
}

fn hostile_row(row: &Value, pool: &mut Pool) -> Result<String, Box<dyn Error>> {
    let mut c = String::from("  {");
    for field in ["name", "call", "token_scheme"] {
        let text = row.get(field).map(bytes).transpose()?;
        write!(c, "{}, ", pool.add(text)?)?;
    }
    c.push('{');
    let arguments = fields(row, "arguments", &ARGUMENTS)?;
    for name in ARGUMENTS {
        write!(c, "{}, ", value(arguments.get(name), pool)?)?;
    }
    c.push_str("}, ");
    let answer = fields(row, "answer", &ANSWERS)?;
    for name in ANSWERS {
        let text = answer.get(name).map(bytes).transpose()?;
        write!(c, "{}, ", pool.add(text)?)?;
    }
    let growth = row.get("growth_bytes").and_then(Value::as_u64);
    writeln!(c, "{}u}},", growth.unwrap_or_default())?;
    Ok(c)
}

/// An object of the row, which must not have a field that this program would leave out.
fn fields<'a>(row: &'a Value, name: &str, known: &[&str]) -> Result<&'a Value, Box<dyn Error>> {
    let object = row.get(name).ok_or_else(|| format!("no {name}: {row}"))?;
    let names = object.as_object().into_iter().flatten();
    for (field, _) in names {
        if !known.contains(&field.as_str()) {
            return Err(format!("{name} has {field}, which C does not know: {row}").into());
        }
    }
    Ok(object)
}

/// A `hostile_value`: all NULL for an argument that the row does not have or that is absent.
fn value(value: Option<&Value>, pool: &mut Pool) -> Result<String, Box<dyn Error>> {
    let mut parts = [None, None, None];
    let mut times = 0;
    match value {
        None => {}
        Some(value) if value.get("special").is_some_and(|kind| kind == "absent") => {}
        Some(value) if value.get("repeat").is_some() => {
            for (part, name) in parts.iter_mut().zip(["before", "repeat", "after"]) {
                *part = value.get(name).map(bytes).transpose()?;
            }
            times = value
                .get("times")
                .and_then(Value::as_u64)
                .ok_or("no times")?;
        }
        Some(value) => parts[0] = Some(bytes(value)?),
    }
    let mut c = String::from("{");
    for part in parts {
        write!(c, "{}, ", pool.add(part)?)?;
    }
    write!(c, "{times}u}}")?;
    Ok(c)
}
