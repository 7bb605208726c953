//! Parses the arguments into a command, its operands and its options.

use std::ffi::{OsStr, OsString};

use lexopt::{Arg, Parser};

use crate::{
    outcome::Failure,
    table::{COMMANDS, CommandSpec, HELP, OPTIONS, OptionSpec, VERSION},
};

/// What the user asks for.
#[derive(Debug)]
pub(crate) enum Arguments {
    Help,
    Version,
    Command(Call),
}

/// A command with valid operands and options.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) command: &'static CommandSpec,
    operands: Vec<Operand>,
    options: Options,
}

/// The options with their values, which are empty where the table says that they take none.
type Options = Vec<(OptionSpec, OsString)>;

/// An operand.
#[derive(Debug)]
pub(crate) struct Operand {
    text: OsString,
    after_dashes: bool,
}

impl Operand {
    /// Whether it is a lone dash. After `--`, a dash is a text like any other.
    pub(crate) fn is_stdin(&self) -> bool {
        self.text == "-" && !self.after_dashes
    }

    pub(crate) fn text(&self) -> &OsStr {
        &self.text
    }
}

impl Call {
    /// The operand at this index, which is present if the table requires it.
    pub(crate) fn operand(&self, index: usize) -> Option<&Operand> {
        self.operands.get(index)
    }

    /// The value of an option. The last occurrence takes precedence.
    pub(crate) fn option(&self, option: OptionSpec) -> Option<&OsStr> {
        let mut given = self.options.iter().rev();
        given
            .find(|(given, _)| *given == option)
            .map(|(_, value)| value.as_os_str())
    }
}

/// Finds the command and checks all that can be checked without reading anything.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, Failure> {
    let (mut operands, options) = split(arguments)?;
    let command = find(&operands);
    for (option, answer) in [(HELP, Arguments::Help), (VERSION, Arguments::Version)] {
        if !options.iter().any(|(given, _)| *given == option) {
            continue;
        }
        let words = command.as_ref().map_or(1, |command| command.words.len());
        // Otherwise the token "--help" of an attacker would end `verify "$user_id" "$token"` with 0.
        if operands.len() > words || options.len() > 1 {
            let long = option.long;
            return Err(Failure::Usage(format!("--{long} stands alone: {DASHES}")));
        }
        return Ok(answer);
    }
    let command = command?;
    operands.drain(..command.words.len());
    check_operands(command, operands.len())?;
    for (option, _) in &options {
        if !command.options.contains(option) {
            let (name, long) = (command.name(), option.long);
            return Err(Failure::Usage(format!("{name} takes no --{long}")));
        }
    }
    Ok(Arguments::Command(Call {
        command,
        operands,
        options,
    }))
}

const DASHES: &str = "write -- before a USER_ID, TOKEN or other operand that begins with a dash";

fn split(
    arguments: impl IntoIterator<Item = OsString>,
) -> Result<(Vec<Operand>, Options), Failure> {
    let mut parser = Parser::from_args(arguments);
    let mut operands = Vec::new();
    let mut options = Vec::new();
    let mut after_dashes = false;
    loop {
        let raw = parser.try_raw_args();
        after_dashes |= raw.is_some_and(|raw| raw.peek().is_some_and(|next| next == "--"));
        // The errors of lexopt contain the argument, so they are replaced. The only one that next() has
        // is a value that the option before it left, and no option leaves one.
        let Ok(argument) = parser.next() else {
            return Err(unknown_option());
        };
        let (option, is_short) = match argument {
            None => return Ok((operands, options)),
            Some(Arg::Value(text)) => {
                operands.push(Operand { text, after_dashes });
                continue;
            }
            Some(Arg::Long(long)) => (OPTIONS.iter().find(|option| option.long == long), false),
            Some(Arg::Short(short)) => {
                let option = OPTIONS.iter().find(|option| option.short == Some(short));
                (option, true)
            }
        };
        let option = option.ok_or_else(unknown_option)?;
        options.push((*option, read_value(option, is_short, &mut parser)?));
    }
}

/// The value of an option.
fn read_value(
    option: &OptionSpec,
    is_short: bool,
    parser: &mut Parser,
) -> Result<OsString, Failure> {
    if option.value.is_some() {
        let missing = |_| Failure::Usage(format!("--{} needs a value", option.long));
        return parser.value().map_err(missing);
    }
    match parser.optional_value() {
        None => Ok(OsString::new()),
        // A token that begins with -h is not -h.
        Some(_) if is_short => Err(unknown_option()),
        Some(_) => Err(Failure::Usage(format!("--{} takes no value", option.long))),
    }
}

fn unknown_option() -> Failure {
    Failure::Usage(format!("unknown option: {DASHES}"))
}

/// The command that the operands begin with.
fn find(operands: &[Operand]) -> Result<&'static CommandSpec, Failure> {
    let Some(first) = operands.first() else {
        return Err(Failure::usage("no command"));
    };
    let is_called = |command: &&CommandSpec| {
        let given = operands.iter().map(Operand::text);
        command.words.len() <= operands.len()
            && command
                .words
                .iter()
                .zip(given)
                .all(|(word, text)| text == *word)
    };
    COMMANDS.iter().find(is_called).ok_or_else(|| {
        let group = COMMANDS.iter().filter_map(|command| match command.words {
            [group, word] if first.text() == *group => Some((*group, *word)),
            _ => None,
        });
        let (groups, words): (Vec<_>, Vec<_>) = group.unzip();
        match (groups.first(), operands.len()) {
            (Some(group), 1) => Failure::Usage(format!("{group} needs {}", words.join(" or "))),
            _ => Failure::usage("unknown command"),
        }
    })
}

fn check_operands(command: &CommandSpec, count: usize) -> Result<(), Failure> {
    let name = command.name();
    if let Some(missing) = command.required.get(count) {
        return Err(Failure::Usage(format!("{name} needs a {missing}")));
    }
    let all: Vec<_> = command
        .required
        .iter()
        .copied()
        .chain(command.optional)
        .collect();
    if count <= all.len() {
        Ok(())
    } else if all.is_empty() {
        Err(Failure::Usage(format!("{name} takes no operand")))
    } else {
        let all = all.join(" and ");
        Err(Failure::Usage(format!("{name} takes no more than {all}")))
    }
}
