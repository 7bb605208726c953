//! Generates the text of `--help`, and the usage that it begins with.

use core::iter;

use crate::table::{
    AUTH_SECRET_KEY, COMMANDS, OPTIONS, OptionSpec, SDK_SECRET_KEY, WEBHOOK_SIGNING_SECRET,
};

/// The widest line of the descriptions.
const WIDTH: usize = 90;

/// How to call each command.
pub(crate) fn usage() -> String {
    let starts = iter::once("usage:").chain(iter::repeat("      "));
    let line = |(start, command): (&str, &crate::table::CommandSpec)| {
        let mut words = vec![command.name(), command.operands(), "[OPTION]...".to_owned()];
        words.retain(|word| !word.is_empty());
        format!("{start} notifizz-token {}\n", words.join(" "))
    };
    starts.zip(COMMANDS).map(line).collect()
}

/// The text of --help.
#[must_use]
pub fn help() -> String {
    let commands = COMMANDS
        .iter()
        .map(|command| (command.name(), command.about));
    let options = OPTIONS
        .iter()
        .map(|option| (option_name(option), option.about));
    [
        usage(),
        "Generates, verifies and diagnoses Notifizz tokens. Unofficial.\n".to_owned(),
        rows(commands.collect()),
        rows(options.collect()),
        wrap(&secrets(), 0),
        wrap(INPUT, 0),
        wrap(EXIT_STATUS, 0),
    ]
    .join("\n")
}

fn secrets() -> String {
    format!(
        "A secret is never an argument, because others can see those in the list of processes. It is read from its file or, without that option, from its environment variable: {AUTH_SECRET_KEY}, {SDK_SECRET_KEY} (diagnose) or {WEBHOOK_SIGNING_SECRET} (webhook). Nothing is removed from it, not even a trailing newline."
    )
}

const INPUT: &str = "Write -- before an operand that begins with a dash, and in scripts always. A payload is used byte for byte. Lines of user IDs end with a line feed, and the first one that is rejected ends the command.";

const EXIT_STATUS: &str = "Exit status: 0 yes; 1 no (not valid, or a diagnosis other than correct); 2 anything else, such as a usage error, a rejected input or output that cannot be written.";

/// The name of the option as the help shows it.
fn option_name(option: &OptionSpec) -> String {
    let short = option.short.map(|short| format!("-{short}, "));
    let value = option
        .value
        .map(|value| format!(" {}", value.placeholder()));
    let (short, value) = (short.unwrap_or_default(), value.unwrap_or_default());
    format!("{short}--{}{value}", option.long)
}

/// Names and their descriptions, in two columns.
fn rows(rows: Vec<(String, &str)>) -> String {
    let longest = rows
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or_default();
    let indent = longest + 5;
    let row = |(name, about): &(String, &str)| {
        let about = wrap(about, indent);
        format!("  {name:longest$}   {}", about.trim_start())
    };
    rows.iter().map(row).collect()
}

/// Wraps the text into lines with this indentation.
fn wrap(text: &str, indent: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if indent + line.len() + 1 + word.len() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    let line = |line: &String| format!("{:indent$}{line}\n", "");
    lines.iter().map(line).collect()
}
