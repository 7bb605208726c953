"""The command line: `notifizz-token`, or `python -m notifizz_token`. See --help.

Prints the same, to the letter, as the one of the npm package.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from . import NotifizzClient, NotifizzTokenError, TokenScheme, __version__, diagnose

USAGE = """\
usage: notifizz-token generate USER_ID [OPTION]...
       notifizz-token verify USER_ID TOKEN [OPTION]...
       notifizz-token diagnose USER_ID TOKEN [OPTION]...
"""

HELP = f"""\
{USAGE}
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

FLAGS = ("--json", "--version", "--help")
OPTIONS = ("--scheme", "--secret-file", "--sdk-secret-file", "--user-email")
COMMANDS = {"generate": ("USER_ID",), "verify": ("USER_ID", "TOKEN"), "diagnose": ("USER_ID", "TOKEN")}


class UsageError(Exception):
    """Its text never contains an argument, which could be a secret."""


def parse(arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The operands and the options.

    Not argparse's work, because it repeats arguments in its messages, abbreviates options and
    takes -42 for an operand.
    """
    operands: list[str] = []
    options: dict[str, str] = {}
    rest: Iterator[str] = iter(arguments)
    for argument in rest:
        if argument == "--":
            operands.extend(rest)
            break
        if argument == "-" or not argument.startswith("-"):
            operands.append(argument)
            continue
        name, equals, value = argument.partition("=")
        if name in FLAGS and not equals:
            options[name] = ""
        elif name in OPTIONS:
            try:
                options[name] = value if equals else next(rest)
            except StopIteration:
                raise UsageError(f"{name} needs a value") from None
        else:
            raise UsageError(f"{name} takes no value" if name in FLAGS else "unknown option")
    return operands, options


def read_secret(options: dict[str, str], option: str, variable: str) -> str | None:
    if option not in options:
        return os.environ.get(variable)
    try:
        content = Path(options[option]).read_bytes()
    except (OSError, ValueError) as error:
        reason = f" ({error.strerror})" if isinstance(error, OSError) else ""
        raise UsageError(f"the file of {option} cannot be read{reason}") from None
    # Bytes that are not UTF-8 become lone surrogates, as in arguments and variables, and are refused.
    return content.decode("utf-8", "surrogateescape")


def answer(arguments: Sequence[str]) -> tuple[str, int]:
    """What to print, and the exit status."""
    operands, options = parse(arguments)
    if "--help" in options:
        return HELP, 0
    if "--version" in options:
        return f"{__version__}\n", 0
    if not operands:
        raise UsageError("no command")
    command, *operands = operands
    if command not in COMMANDS:
        raise UsageError("unknown command")
    if len(operands) < len(COMMANDS[command]):
        raise UsageError(f"{command} needs a {COMMANDS[command][len(operands)]}")
    if len(operands) > len(COMMANDS[command]):
        raise UsageError(f"{command} takes no more than {' and '.join(COMMANDS[command])}")
    if command != "diagnose" and not options.keys().isdisjoint(("--sdk-secret-file", "--user-email")):
        raise UsageError("--sdk-secret-file and --user-email are for diagnose only")
    secret = read_secret(options, "--secret-file", "NOTIFIZZ_AUTH_SECRET_KEY")
    if secret is None:
        raise UsageError("no auth secret key: set NOTIFIZZ_AUTH_SECRET_KEY, or pass --secret-file FILE")
    # An unknown scheme is refused below.
    scheme = cast("TokenScheme", options.get("--scheme", "hmac-sha256"))
    fields: dict[str, object]
    if command == "diagnose":
        user_id, token = operands
        found = diagnose(
            token=token,
            user_id=user_id,
            auth_secret_key=secret,
            token_scheme=scheme,
            sdk_secret_key=read_secret(options, "--sdk-secret-file", "NOTIFIZZ_SDK_SECRET_KEY"),
            user_email=options.get("--user-email"),
        )
        fields = {"code": found.code, "scheme": found.scheme, "message": found.message}
        text, status = f"{found.code}: {found.message}", int(found.code != "correct")
    elif command == "verify":
        user_id, token = operands
        valid = NotifizzClient(secret, token_scheme=scheme).verify_hashed_token(user_id, token)
        fields = {"valid": valid, "scheme": scheme}
        text, status = "valid" if valid else "not valid", int(not valid)
    else:
        text = NotifizzClient(secret, token_scheme=scheme).generate_hashed_token(operands[0])
        fields = {"token": text, "scheme": scheme}
        status = 0
    return (json.dumps(fields, separators=(",", ":")) if "--json" in options else text) + "\n", status


def main() -> int:
    try:
        text, status = answer(sys.argv[1:])
    except UsageError as error:
        sys.stderr.write(f"notifizz-token: {error}\n{USAGE}")
        return 2
    except NotifizzTokenError as error:
        sys.stderr.write(f"notifizz-token: {error}\n")
        return 2
    sys.stdout.write(text)
    return status


if __name__ == "__main__":
    sys.exit(main())
