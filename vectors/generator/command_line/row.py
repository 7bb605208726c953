"""One row of cli.json: arguments and what is given with them, and the output and exit status."""

import json
from collections.abc import Iterator
from pathlib import Path

from ..mac import HMAC, SCHEMES, hashed_token
from ..samples import KEY, USER_ID, WEBHOOK_SECRET
from .messages import ERRORS

HELP = (Path(__file__).parents[3] / "cli/help.txt").read_text(encoding="ascii")
USAGE = HELP[: HELP.index("\n\n") + 1]
RIGHT = {scheme: hashed_token(scheme, KEY, USER_ID) for scheme in SCHEMES}
ENVIRONMENT = {"NOTIFIZZ_AUTH_SECRET_KEY": KEY}
WEBHOOK = {"env": {"NOTIFIZZ_WEBHOOK_SIGNING_SECRET": WEBHOOK_SECRET}}
ILL_FORMED = {"bytes_hex": b"user_\xff".hex()}
TRAILING_NEWLINE = {"env": {}, "files": {"secret": KEY + "\n"}}
DASHES = "write -- before a USER_ID, TOKEN or other operand that begins with a dash"
NO_FILE, IS_FOLDER = "cannot be read (No such file or directory)", "cannot be read (Is a directory)"

Text = str | dict


def as_json(**fields: object) -> str:
    return json.dumps(fields, separators=(",", ":")) + "\n"


def token_line(user_id: str, scheme: str = HMAC, key: str = KEY) -> str:
    return hashed_token(scheme, key, user_id) + "\n"


def given_row(name: str, args: list[Text], given: dict) -> dict:
    return {"name": name, "args": args, "env": ENVIRONMENT, "files": {}, **given}


def ends(name: str, args: list[Text], status: int, stdout: Text = "", stderr: str = "", **given: object) -> dict:
    return {**given_row(name, args, given), "exit": status, "stdout": stdout, "stderr": stderr}


def rejected(name: str, args: list[Text], code: str, **given: object) -> dict:
    return ends(name, args, 2, stderr=f"notifizz-token: {ERRORS[code]}\n", **given)


def usage_error(name: str, args: list[Text], reason: str, **given: object) -> dict:
    return {**given_row(name, args, given), "exit": 2, "stdout": "", "usage_error": reason}


def as_text_and_json(
    name: str, args: list[Text], status: int, text: str, fields: dict, **given: object
) -> Iterator[dict]:
    yield ends(name, args, status, text + "\n", **given)
    yield ends(f"{name}_json", [*args, "--json"], status, as_json(**fields), **given)
