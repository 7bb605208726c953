"""The section diagnoses: tokens with a mistake in them, and the code that names it."""

from ..mac import HMAC, SCHEMES, hashed_token_of_bytes
from ..samples import KEY, USER_ID
from . import either, keys, tokens, user_ids
from .mistake import Mistake

# Each yields mistakes in the key or in the user ID that the token was computed from.
TABLES = (
    either.exchanged,
    keys.whitespace,
    keys.quotes,
    keys.encodings_of_bytes,
    user_ids.whitespace,
    user_ids.letter_case,
    user_ids.unicode_forms,
    either.invisible_characters,
    keys.files,
    keys.backticks,
    either.escapes,
    keys.encodings_of_text,
    user_ids.stringified,
    user_ids.quotes,
    user_ids.uuid_forms,
    either.others,
)


def row(name: str, code: str, token: str, scheme: str | None, given: dict) -> dict:
    arguments = {"auth_secret_key": KEY, "user_id": USER_ID, "token": token, "token_scheme": HMAC, **given}
    return {"name": name, **arguments, "code": code, "scheme": scheme}


def expand(mistake: Mistake, scheme: str, expected: str) -> dict:
    """The mistake as diagnose meets it: in a token of one scheme, where the caller expects one or the other."""
    code = mistake.code_under(scheme)
    if code == "correct" and scheme != expected:
        code = "other_scheme"
    key = mistake.key if isinstance(mistake.key, bytes) else mistake.key.encode()
    token = hashed_token_of_bytes(scheme, key, mistake.user_id.encode())
    found = None if code == "no_known_cause" else scheme
    return row(
        f"{mistake.name}_{scheme}_for_{expected}", code, token, found, {"token_scheme": expected, **mistake.given}
    )


def diagnoses() -> list[dict]:
    mistakes = [mistake for table in TABLES for mistake in table()]
    rows = [expand(mistake, scheme, expected) for expected in SCHEMES for scheme in SCHEMES for mistake in mistakes]
    return rows + [row(*case) for case in tokens.cases()]
