//! The command line of `cargo ci`, as text and as a type.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Result, bail};
use lexopt::{Arg, Parser, ValueExt};

use crate::check::Step;
use crate::examples::{self, WebExample};
use crate::language::Language;
use crate::languages;
use crate::versions::VersionRequest;

pub(crate) const HELP: &str = "\
cargo ci: builds, checks and packages every language of notifizz-token

  cargo ci demo [USER_ID] [--scheme SCHEME]   one token, made by every language's installed package
  cargo ci test [--deep]                      every check; ends with `N passed, N failed, N skipped`
  cargo ci check STEP... [--deep] [--packed]  some checks; --deep adds those that take long, and --packed
                                              runs only the suites on the packages that dist/ has
  cargo ci example NAME                       a web example with its installed package, on the port PORT
  cargo ci package [LANGUAGE...] [--platform PLATFORM]
                                              what is released, in dist/
  cargo ci bench [LANGUAGE...] [--quick]      beside the peers; all languages rewrite docs/performance.md
  cargo ci version --check | --tag vX.Y.Z | X.Y.Z
                                              one version in every manifest
  cargo ci release --dry-run                  a release, as far as it goes without publishing
  cargo ci generate [go]                      writes what follows from ci/platforms.toml and from the path of
                                              the Go module; with go, also the Go code of the C library
  cargo ci setup                              installs the Debian packages that the checks need (as root)

The steps are lint, the languages, widget, platforms, security, versions and docs; the languages are
rust, python, node, c, go, jvm, ruby and swift. With CI=true a missing toolchain is a failure,
elsewhere a skip that says what to install. Everything is built below target/ and dist/.
";

/// The commands that the help lists.
pub(crate) fn names() -> Vec<&'static str> {
    HELP.lines()
        .filter_map(|line| line.strip_prefix("  cargo ci ")?.split_whitespace().next())
        .collect()
}

/// One invocation of `cargo ci`.
#[derive(Debug)]
pub(crate) enum Command {
    Help,
    Demo {
        user_id: String,
        scheme: String,
    },
    /// One row of the demo, in a process of its own so that its output can be kept in a file.
    DemoOne {
        language: &'static dyn Language,
        user_id: String,
        scheme: String,
        output: PathBuf,
    },
    Check {
        steps: Vec<Step>,
        deep: bool,
        packed: bool,
        report: Option<PathBuf>,
    },
    Example(&'static WebExample),
    Package {
        languages: Vec<&'static dyn Language>,
        platform: Option<String>,
    },
    Bench {
        languages: Vec<&'static dyn Language>,
        quick: bool,
    },
    Version(VersionRequest),
    ReleaseDryRun,
    Generate {
        go: bool,
    },
    Setup,
}

/// What stands on the command line after the name of the command.
#[derive(Default)]
struct Arguments {
    values: Vec<String>,
    scheme: Option<String>,
    platform: Option<String>,
    tag: Option<String>,
    report: Option<PathBuf>,
    deep: bool,
    packed: bool,
    quick: bool,
    check: bool,
    dry_run: bool,
}

pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Command> {
    let mut parser = Parser::from_args(arguments);
    let name = match parser.next()? {
        None | Some(Arg::Short('h') | Arg::Long("help")) => return Ok(Command::Help),
        Some(Arg::Value(name)) => name.string()?,
        Some(argument) => return Err(argument.unexpected().into()),
    };
    let mut given = Arguments::default();
    while let Some(argument) = parser.next()? {
        match (name.as_str(), argument) {
            (_, Arg::Short('h') | Arg::Long("help")) => return Ok(Command::Help),
            ("demo" | "demo-one", Arg::Long("scheme")) => {
                given.scheme = Some(parser.value()?.string()?)
            }
            ("demo-one" | "check", Arg::Long("report")) => {
                given.report = Some(parser.value()?.into())
            }
            ("check" | "test", Arg::Long("deep")) => given.deep = true,
            ("check", Arg::Long("packed")) => given.packed = true,
            ("package", Arg::Long("platform")) => given.platform = Some(parser.value()?.string()?),
            ("bench", Arg::Long("quick")) => given.quick = true,
            ("version", Arg::Long("check")) => given.check = true,
            ("version", Arg::Long("tag")) => given.tag = Some(parser.value()?.string()?),
            ("release", Arg::Long("dry-run")) => given.dry_run = true,
            (_, Arg::Value(value)) => given.values.push(value.string()?),
            (_, argument) => return Err(argument.unexpected().into()),
        }
    }
    command(&name, given)
}

fn command(name: &str, given: Arguments) -> Result<Command> {
    let scheme = given.scheme.unwrap_or_else(|| "hmac-sha256".to_owned());
    if !["hmac-sha256", "sha256-concat"].contains(&scheme.as_str()) {
        bail!("unknown token scheme {scheme:?}; use hmac-sha256 or sha256-concat");
    }
    let mut values = given.values.into_iter();
    let command = match name {
        "demo" => Command::Demo {
            user_id: values.next().unwrap_or_else(|| "user_42".to_owned()),
            scheme,
        },
        "demo-one" => match (values.next(), values.next(), given.report) {
            (Some(language), Some(user_id), Some(output)) => Command::DemoOne {
                language: languages::named(&language)?,
                user_id,
                scheme,
                output,
            },
            _ => bail!("demo-one takes a language, a user ID and --report FILE"),
        },
        "test" => Command::Check {
            steps: Step::all(),
            deep: given.deep,
            packed: false,
            report: None,
        },
        "check" => {
            let steps = values
                .by_ref()
                .map(|name| Step::named(&name))
                .collect::<Result<Vec<_>>>()?;
            if steps.is_empty() {
                bail!(
                    "check takes at least one step: {}",
                    Step::names().join(", ")
                );
            }
            Command::Check {
                steps,
                deep: given.deep,
                packed: given.packed,
                report: given.report,
            }
        }
        "example" => match values.next() {
            Some(name) => Command::Example(examples::named(&name)?),
            None => bail!("example takes a name"),
        },
        "package" => Command::Package {
            languages: languages_named(&mut values)?,
            platform: given.platform,
        },
        "bench" => Command::Bench {
            languages: languages_named(&mut values)?,
            quick: given.quick,
        },
        "version" => match (given.check, given.tag, values.next()) {
            (true, None, None) => Command::Version(VersionRequest::Check),
            (false, Some(tag), None) => Command::Version(VersionRequest::Tag(tag)),
            (false, None, Some(version)) => Command::Version(VersionRequest::Write(version)),
            _ => bail!("version takes --check, --tag vX.Y.Z or a version"),
        },
        "release" if given.dry_run => Command::ReleaseDryRun,
        "release" => bail!("release takes --dry-run; RELEASING.md says how to publish"),
        "generate" => match values.next().as_deref() {
            None => Command::Generate { go: false },
            Some("go") => Command::Generate { go: true },
            Some(other) => bail!("generate takes go or nothing, not {other:?}"),
        },
        "setup" => Command::Setup,
        _ => bail!("unknown command {name:?}; see `cargo ci --help`"),
    };
    match values.next() {
        None => Ok(command),
        Some(value) => bail!("unexpected argument {value:?}"),
    }
}

fn languages_named(
    values: &mut impl Iterator<Item = String>,
) -> Result<Vec<&'static dyn Language>> {
    values.map(|name| languages::named(&name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn a_demo_has_a_default_user_and_scheme() {
        let Ok(Command::Demo { user_id, scheme }) = parsed("demo") else {
            panic!("not a demo")
        };
        assert_eq!(
            (user_id.as_str(), scheme.as_str()),
            ("user_42", "hmac-sha256")
        );
    }

    #[test]
    fn what_is_not_known_is_an_error_that_names_it() {
        for (line, named) in [
            ("demo --scheme md5", "md5"),
            ("demo a b", "\"b\""),
            ("check nothing", "nothing"),
            ("check", "lint"),
            ("package cobol", "cobol"),
            ("bench --deep", "--deep"),
            ("release", "--dry-run"),
            ("fly", "fly"),
        ] {
            let error = parsed(line).expect_err(line).to_string();
            assert!(error.contains(named), "{line}: {error}");
        }
    }

    #[test]
    fn the_help_names_every_step() {
        for name in Step::names() {
            assert!(HELP.contains(name), "{name}");
        }
    }
}
