#!/usr/bin/env python3
"""Writes cli.json, what the command line `notifizz-token` prints, whichever package it comes from.

The tokens are CPython's (see generate.py). Refusals are the messages of core/src/error.rs, and
diagnoses those of core/src/diagnose.rs, read from there.

    python3 core/vectors/cli.py            write cli.json
    python3 core/vectors/cli.py --check    fail if cli.json differs
"""

import json
import re
import sys
from pathlib import Path

from generate import CONCAT, HMAC, hashed_token, write_or_check

FILE = Path(__file__).with_name("cli.json")
SOURCES = Path(__file__).parents[1] / "src"
KEY, USER_ID, SDK_KEY, EMAIL = "YOUR_AUTH_SECRET_KEY", "user_42", "YOUR_SDK_SECRET_KEY", "alice@example.com"

USAGE = """\
usage: notifizz-token generate USER_ID [OPTION]...
       notifizz-token verify USER_ID TOKEN [OPTION]...
       notifizz-token diagnose USER_ID TOKEN [OPTION]...
"""

HELP = (
    USAGE
    + """\

Makes, checks and explains Notifizz hashed tokens. Unofficial.

  generate   print the hashed token of a user ID
  verify     say whether TOKEN is the hashed token of USER_ID
  diagnose   name the mistake TOKEN was made with, or the scheme it was made under

The auth secret key is the content of the environment variable NOTIFIZZ_AUTH_SECRET_KEY, or of
--secret-file, which goes first. It is used exactly as it is, a line end at its end included.

  --scheme SCHEME          hmac-sha256 (the default) or sha256-concat
  --secret-file FILE       a file with the auth secret key
  --sdk-secret-file FILE   diagnose: a file with the SDK Secret Key, if it may have been used by
                           mistake; NOTIFIZZ_SDK_SECRET_KEY does the same
  --user-email EMAIL       diagnose: the user's e-mail, if it may have been signed by mistake
  --json                   print JSON
  --version                print the version
  --help                   print this

Write -- before a USER_ID or TOKEN that begins with a dash.
Exit status: 0 yes, 1 no (a wrong token, or a diagnosis other than correct), 2 a usage error or an
input that is refused.
"""
)


def messages(file: str, pattern: str) -> dict[str, str]:
    text = (SOURCES / file).read_text(encoding="utf-8")
    return {a: b.replace('\\"', '"') for a, b in re.findall(pattern, text)}


ERRORS = messages("error.rs", r'Self::(\w+) => \{\s*"((?:[^"\\]|\\.)*)"\s*\}')
CAUSES = messages("diagnose/cause.rs", r'= "(\w+)":\s*"((?:[^"\\]|\\.)*)"')
OTHER_SCHEME = messages("diagnose/cause.rs", r'Some\(TokenScheme::(\w+)\)\) => \{\s*"((?:[^"\\]|\\.)*)"')


def cases() -> list[dict]:
    rows: list[dict] = []
    right = {scheme: hashed_token(scheme, KEY, USER_ID) for scheme in (HMAC, CONCAT)}
    environment = {"NOTIFIZZ_AUTH_SECRET_KEY": KEY}

    def add(name: str, args: list[str], status: int, stdout: str = "", stderr: str = "", **given: dict) -> None:
        row = {"name": name, "args": args, "env": environment, "files": {}, **given}
        rows.append({**row, "exit": status, "stdout": stdout, "stderr": stderr})

    def refused(name: str, args: list[str], error: str, **given: dict) -> None:
        add(name, args, 2, stderr=f"notifizz-token: {ERRORS[error]}\n", **given)

    def usage(name: str, args: list[str], **given: dict) -> None:
        add(name, args, 2, **given)
        del rows[-1]["stderr"]
        rows[-1]["usage_error"] = True

    def as_json(**fields: object) -> str:
        return json.dumps(fields, separators=(",", ":")) + "\n"

    add("help", ["--help"], 0, HELP, env={})
    add("help_of_a_command", ["verify", "--help"], 0, HELP, env={})

    key_file = {"env": {}, "files": {"secret": KEY}}
    add("generate", ["generate", USER_ID], 0, right[HMAC] + "\n")
    add("generate_concat", ["generate", USER_ID, "--scheme", CONCAT], 0, right[CONCAT] + "\n")
    add("generate_option_first", ["generate", f"--scheme={CONCAT}", USER_ID], 0, right[CONCAT] + "\n")
    add("generate_json", ["generate", USER_ID, "--json"], 0, as_json(token=right[HMAC], scheme=HMAC))
    add("generate_from_file", ["generate", USER_ID, "--secret-file", "secret"], 0, right[HMAC] + "\n", **key_file)
    other = {"env": {"NOTIFIZZ_AUTH_SECRET_KEY": "ANOTHER_KEY"}, "files": {"secret": KEY}}
    add("the_file_goes_first", ["generate", USER_ID, "--secret-file", "secret"], 0, right[HMAC] + "\n", **other)
    add("generate_dash", ["generate", "--", "-42"], 0, hashed_token(HMAC, KEY, "-42") + "\n")
    add("generate_non_ascii", ["generate", "\u7528\u6237_42"], 0, hashed_token(HMAC, KEY, "\u7528\u6237_42") + "\n")
    add("generate_blank", ["generate", " user_42 "], 0, hashed_token(HMAC, KEY, " user_42 ") + "\n")
    refused("generate_empty_id", ["generate", ""], "EmptyUserId")
    refused("generate_empty_key", ["generate", USER_ID], "EmptyAuthSecretKey", env={"NOTIFIZZ_AUTH_SECRET_KEY": ""})
    line_end = {"env": {}, "files": {"secret": KEY + "\n"}}
    refused(
        "generate_line_end", ["generate", USER_ID, "--secret-file", "secret"], "AuthSecretKeyWhitespace", **line_end
    )
    refused("generate_unknown_scheme", ["generate", USER_ID, "--scheme", "md5"], "UnknownTokenScheme")

    add("verify_right", ["verify", USER_ID, right[HMAC]], 0, "valid\n")
    add("verify_right_concat", ["verify", USER_ID, right[CONCAT], "--scheme", CONCAT], 0, "valid\n")
    add("verify_other_scheme", ["verify", USER_ID, right[CONCAT]], 1, "not valid\n")
    add("verify_upper_case", ["verify", USER_ID, right[HMAC].upper()], 1, "not valid\n")
    add("verify_empty", ["verify", "", ""], 1, "not valid\n")
    add("verify_json", ["verify", "--json", USER_ID, right[HMAC]], 0, as_json(valid=True, scheme=HMAC))
    add("verify_json_no", ["verify", "--json", "user_43", right[HMAC]], 1, as_json(valid=False, scheme=HMAC))
    refused(
        "verify_bad_key", ["verify", USER_ID, "x", "--secret-file", "secret"], "AuthSecretKeyWhitespace", **line_end
    )

    def diagnosed(name: str, code: str, scheme: str | None, args: list[str], **given: dict) -> None:
        message = CAUSES[code]
        if code == "other_scheme":
            message = OTHER_SCHEME["HmacSha256" if scheme == HMAC else "Sha256Concat"]
        status = 0 if code == "correct" else 1
        add(f"diagnose_{name}", ["diagnose", *args], status, f"{code}: {message}\n", **given)
        found = as_json(code=code, scheme=scheme, message=message)
        add(f"diagnose_{name}_json", ["diagnose", *args, "--json"], status, found, **given)

    diagnosed("correct", "correct", HMAC, [USER_ID, right[HMAC]])
    diagnosed("other", "other_scheme", CONCAT, [USER_ID, right[CONCAT]])
    diagnosed("other_way", "other_scheme", HMAC, [USER_ID, right[HMAC], "--scheme", CONCAT])
    diagnosed("upper", "token_upper_case", HMAC, [USER_ID, right[HMAC].upper()])
    diagnosed("unknown", "no_known_cause", None, ["user_43", right[HMAC]])
    file = ["--secret-file", "secret"]
    diagnosed("line_end", "auth_secret_key_whitespace", HMAC, [USER_ID, right[HMAC], *file], **line_end)
    sdk = hashed_token(HMAC, SDK_KEY, USER_ID)
    diagnosed("sdk_unknown", "no_known_cause", None, [USER_ID, sdk])
    both = {"env": {**environment, "NOTIFIZZ_SDK_SECRET_KEY": SDK_KEY}}
    diagnosed("sdk", "sdk_secret_key_used", HMAC, [USER_ID, sdk], **both)
    sdk_file = {"files": {"sdk": SDK_KEY}}
    diagnosed("sdk_file", "sdk_secret_key_used", HMAC, [USER_ID, sdk, "--sdk-secret-file", "sdk"], **sdk_file)
    email = hashed_token(HMAC, KEY, EMAIL)
    diagnosed("email", "user_email_signed", HMAC, [USER_ID, email, "--user-email", EMAIL])
    nfd = hashed_token(HMAC, KEY, "andre\u0301")
    diagnosed("unicode_form", "user_id_unicode_form", HMAC, ["andr\u00e9", nfd])
    refused("diagnose_empty_id", ["diagnose", "", "x"], "EmptyUserId")

    usage("no_command", [])
    usage("unknown_command", ["MARKER"])
    usage("unknown_command_of_object", ["constructor", USER_ID])
    usage("no_user_id", ["generate"])
    usage("no_token", ["verify", USER_ID])
    usage("too_many", ["generate", USER_ID, "MARKER"])
    usage("unknown_option", ["generate", USER_ID, "--MARKER"])
    usage("the_secret_as_an_option", ["generate", USER_ID, "--secret=MARKER"])
    usage("abbreviated_option", ["generate", USER_ID, f"--sch={HMAC}"])
    usage("option_without_value", ["generate", USER_ID, "--scheme"])
    usage("diagnose_option_elsewhere", ["generate", USER_ID, "--user-email", "MARKER"])
    usage("no_secret", ["generate", USER_ID], env={})
    usage("no_secret_file", ["generate", USER_ID, "--secret-file", "MARKER"])
    return rows


def document() -> str:
    rows = cases()
    return (
        json.dumps(
            {
                "about": "The command line of notifizz-token, the same from every package; see docs/command-line.md.",
                "generated_by": "core/vectors/cli.py, with CPython's hmac and hashlib",
                "how": "In an empty folder with these files, and with no NOTIFIZZ_ variables but those in env: run "
                "notifizz-token with args, and compare exit status, stdout and stderr. Rows with usage_error instead of "
                "stderr: stderr is a line that begins with 'notifizz-token: ', then usage, and never contains MARKER.",
                "usage": USAGE,
                "count": len(rows),
                "cases": rows,
            },
            indent=1,
        )
        + "\n"
    )


if __name__ == "__main__":
    sys.exit(write_or_check(FILE, document()))
