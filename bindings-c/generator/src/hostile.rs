//! `hostile.json` as a C table.

use core::{error::Error, fmt::Write};

use serde_json::Value;

use crate::pool::{ARGUMENTS, Pool};

/// All the answers that rows may have.
const ANSWERS: [&str; 4] = ["is", "token", "ok", "error"];

/// The array `hostile` of the rows for C, and `hostile_count`. The test builds an argument from its
/// `hostile_value`, because a compiler would take long over 64 MiB.
pub(crate) fn hostile(json: &str) -> Result<String, Box<dyn Error>> {
    let json: Value = serde_json::from_str(json)?;
    let mut pool = Pool::default();
    let count = json.pointer("/counts/c").ok_or("no count for C")?;
    let mut tables = format!(
        "\nenum {{ hostile_count = {count} }};\n\
         typedef struct {{ vector_text before, repeat, after; size_t times; }} hostile_value;\n"
    );
    for name in ["auth_secret_key", "webhook_signing_secret"] {
        let text = pool.add(json.get(name))?;
        writeln!(tables, "static const vector_text hostile_{name} = {text};")?;
    }
    tables.push_str("typedef struct {\n  vector_text name, call, token_scheme;\n");
    tables.push_str("  hostile_value arguments[ARGUMENTS];\n");
    writeln!(tables, "  vector_text {};", ANSWERS.join(", "))?;
    tables.push_str("  size_t growth_bytes; /* 0 where there is no limit. */\n");
    tables.push_str("} hostile_row;\nstatic const hostile_row hostile[] = {\n");
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
        write!(c, "{}, ", pool.add(row.get(field))?)?;
    }
    c.push('{');
    let arguments = object(row, "arguments", &ARGUMENTS)?;
    for name in ARGUMENTS {
        write!(c, "{}, ", hostile_value(arguments.get(name), pool)?)?;
    }
    c.push_str("}, ");
    let answer = object(row, "answer", &ANSWERS)?;
    for name in ANSWERS {
        write!(c, "{}, ", pool.add(answer.get(name))?)?;
    }
    let growth = row.get("growth_bytes").and_then(Value::as_u64);
    writeln!(c, "{}u}},", growth.unwrap_or_default())?;
    Ok(c)
}

/// An object of the row. A field that this program would leave out is an error.
fn object<'a>(row: &'a Value, name: &str, known: &[&str]) -> Result<&'a Value, Box<dyn Error>> {
    let object = row.get(name).ok_or_else(|| format!("no {name}: {row}"))?;
    let fields = object.as_object().into_iter().flatten();
    for (field, _) in fields {
        if !known.contains(&field.as_str()) {
            return Err(format!("{name} has {field}, which C does not know: {row}").into());
        }
    }
    Ok(object)
}

/// A `hostile_value`: all NULL for an argument that the row does not have or that is absent.
fn hostile_value(value: Option<&Value>, pool: &mut Pool) -> Result<String, Box<dyn Error>> {
    let value = value.filter(|value| value.get("special").is_none_or(|kind| kind != "absent"));
    let repeated = value.filter(|value| value.get("repeat").is_some());
    let (parts, times) = match repeated {
        Some(value) => {
            let times = value.get("times").and_then(Value::as_u64);
            let parts = ["before", "repeat", "after"].map(|name| value.get(name));
            (parts, times.ok_or("no times")?)
        }
        None => ([value, None, None], 0),
    };
    let mut c = String::from("{");
    for part in parts {
        write!(c, "{}, ", pool.add(part)?)?;
    }
    write!(c, "{times}u}}")?;
    Ok(c)
}
