//! Prints an answer as text or as JSON.

use crate::{arguments::Call, table::JSON};

/// The value of a field of a JSON object.
#[derive(Clone, Copy)]
pub(crate) enum Field<'a> {
    Text(&'a str),
    Bool(bool),
    Null,
}

/// Prints one line: the text, or an object with the fields if `--json` is given.
pub(crate) fn print(stdout: &mut String, call: &Call, text: &str, fields: &[(&str, Field<'_>)]) {
    if call.option(JSON).is_none() {
        stdout.push_str(text);
    } else {
        let mut separator = '{';
        for (name, value) in fields {
            stdout.push(separator);
            push_string(stdout, name);
            stdout.push(':');
            match value {
                Field::Text(text) => push_string(stdout, text),
                Field::Bool(value) => stdout.push_str(if *value { "true" } else { "false" }),
                Field::Null => stdout.push_str("null"),
            }
            separator = ',';
        }
        stdout.push('}');
    }
    stdout.push('\n');
}

/// Appends a JSON string. Only tokens and messages of core are printed, which are printable ASCII.
fn push_string(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            json.push('\\');
        }
        json.push(character);
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use notifizz_token::{Cause, DispatchCause, Error, TokenScheme};

    #[test]
    fn all_that_is_printed_is_printable_ascii() {
        let schemes = TokenScheme::ALL.map(Some).into_iter().chain([None]);
        let of_tokens = schemes.flat_map(|scheme| {
            let causes = Cause::ALL.iter();
            causes.map(move |cause| cause.message(scheme))
        });
        let of_dispatches = DispatchCause::ALL.iter().map(|cause| cause.message());
        let of_errors = Error::ALL.into_iter().map(Error::message);
        for message in of_tokens.chain(of_dispatches).chain(of_errors) {
            let is_printable = |byte: u8| (b' '..=b'~').contains(&byte);
            assert!(message.bytes().all(is_printable), "{message}");
        }
    }
}
