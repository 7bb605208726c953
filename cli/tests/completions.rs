//! Completes command lines in bash, as its users do. Without bash the test is ignored, and says so.

use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Completion, Failed, Trial};

/// Words on the command line, of which the last is completed, and what is offered.
const CASES: [(&str, &str); 10] = [
    (
        "'notifizz-token' ''",
        "generate verify diagnose subscribe fingerprint webhook --version --help",
    ),
    ("'notifizz-token' 'g'", "generate"),
    (
        "'notifizz-token' 'webhook' ''",
        "sign verify receive diagnose",
    ),
    (
        "'notifizz-token' 'webhook' 'verify' '--'",
        "--webhook-secret-file --json",
    ),
    (
        "'notifizz-token' 'verify' 'user_42' '--s'",
        "--scheme --secret-file",
    ),
    ("'notifizz-token' 'verify' '--scheme' 's'", "sha256-concat"),
    (
        "'notifizz-token' 'generate' '--scheme' '=' 'h'",
        "hmac-sha256",
    ),
    (
        "'notifizz-token' 'generate' '--scheme' '='",
        "hmac-sha256 sha256-concat",
    ),
    ("'notifizz-token' 'generate' '--secret-file' ''", ""),
    ("'notifizz-token' 'unknown' ''", ""),
];

const SCRIPT: &str = r#"
source "$1"
eval "COMP_WORDS=($2)"
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_notifizz_token
echo "${COMPREPLY[*]}"
"#;

fn main() -> ExitCode {
    let test = Trial::ignorable_test("completions_of_bash", completions_of_bash);
    libtest_mimic::run(&Arguments::from_args(), vec![test]).exit_code()
}

fn completions_of_bash() -> Result<Completion, Failed> {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/completions/notifizz-token.bash"
    );
    if Command::new("bash").arg("--version").output().is_err() {
        return Ok(Completion::ignored_with("install bash"));
    }
    for (line, expected) in CASES {
        let output = Command::new("bash")
            .args(["-c", SCRIPT, "bash", file, line])
            .output()?;
        assert!(output.status.success(), "{line}: {output:?}");
        assert_eq!(
            String::from_utf8(output.stdout)?,
            format!("{expected}\n"),
            "{line}"
        );
        assert!(output.stderr.is_empty(), "{line}");
    }
    Ok(Completion::Completed)
}
