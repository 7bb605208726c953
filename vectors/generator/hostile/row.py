"""One row of hostile.json: a call, its arguments, its answer, and the languages that run it."""

from ..mac import HMAC, SCHEMES, hashed_token, hmac_sha256
from ..samples import EMAIL, USER_ID

KEY, WEBHOOK_SECRET = "TESTKEY", "whsec_TESTSECRET"
RESOURCE, PAYLOAD = "project_7", '{"timestamp": 1764000000000}'
MIB = 1 << 20
WIDGET = {"user_id": USER_ID, "user_email": EMAIL}
RIGHT = {scheme: hashed_token(scheme, KEY, USER_ID) for scheme in SCHEMES}

ALL = ("rust", "python", "node", "c", "go", "kotlin", "ruby", "swift")
# The languages whose suites run the rows with inputs of many megabytes.
LARGE = ("rust", "python", "node", "c", "go", "swift")

NO, YES, TYPE_ERROR = {"is": False}, {"is": True}, {"type_error": True}


def row(
    name: str,
    call: str,
    answer: dict,
    languages: tuple[str, ...] = ALL,
    scheme: str = HMAC,
    *,
    growth_bytes: int | None = None,
    prototype: dict | None = None,
    **arguments: object,
) -> dict:
    extra = {"growth_bytes": growth_bytes, "prototype": prototype}
    return {
        "name": f"{call}: {name}",
        "call": call,
        "token_scheme": scheme,
        "arguments": arguments,
        "answer": answer,
        "languages": list(languages),
        **{field: value for field, value in extra.items() if value is not None},
    }


def mac(message: bytes, key: str = KEY) -> str:
    return hmac_sha256(key.encode(), message)
