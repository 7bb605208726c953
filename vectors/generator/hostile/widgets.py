"""Widget options with a wrong Front API Key or e-mail address, or on a polluted Object.prototype."""

from collections.abc import Iterator

from ..mac import CONCAT, HMAC, SCHEMES
from ..samples import EMAIL, USER_ID
from .row import ALL, KEY, RIGHT, TYPE_ERROR, WIDGET, row
from .values import EVERY_VALUE, is_absent, languages_with

CALL = "widget_options"

# (name, Front API Key, error)
REJECTED_API_KEYS = (
    ("empty", "", "empty_front_api_key"),
    ("the secret", KEY, "front_api_key_is_secret"),
    ("the secret and a newline", KEY + "\n", "front_api_key_is_secret"),
    ("the secret in quotes and lower case", f"'{KEY.lower()}'", "front_api_key_is_secret"),
    ("the secret after a zero-width space", "\u200b" + KEY, "front_api_key_is_secret"),
)
EMPTY_EMAILS = {"empty": "", "a space": " ", "a no-break space": "\u00a0", "a newline": "\r\n"}


def texts() -> Iterator[dict]:
    for scheme in SCHEMES:
        yield row("right", CALL, {"token": RIGHT[scheme]}, ALL, scheme, **WIDGET, api_key="FRONT_KEY")
        for name, text, code in REJECTED_API_KEYS:
            yield row(f"Front API Key, {name}", CALL, {"error": code}, ALL, scheme, **WIDGET, api_key=text)
    for name, text in EMPTY_EMAILS.items():
        yield row(f"e-mail, {name}", CALL, {"error": "empty_user_email"}, user_id=USER_ID, user_email=text)


def other_values() -> Iterator[dict]:
    for name, value in EVERY_VALUE.items():
        if not is_absent(name):
            yield row(f"Front API Key, {name}", CALL, TYPE_ERROR, languages_with(name), **WIDGET, api_key=value)


def polluted_prototype() -> Iterator[dict]:
    """A property of Object.prototype is no option and no argument."""
    node, right = ("node",), {"token": RIGHT[HMAC]}
    user = {"userId": "admin", "userEmail": "admin@example.com", "apiKey": "EVIL"}
    yield row("userId on the prototype", CALL, TYPE_ERROR, node, user_email=EMAIL, prototype=user)
    yield row("userEmail on the prototype", CALL, TYPE_ERROR, node, user_id=USER_ID, prototype=user)
    yield row("apiKey on the prototype", CALL, right, node, **WIDGET, prototype={"apiKey": ""})
    options = {"tokenScheme": CONCAT, "webhookSigningSecret": ""}
    name, call = "tokenScheme on the prototype", "generate_hashed_token"
    yield row(name, call, right, node, user_id=USER_ID, prototype=options)


def rows() -> Iterator[dict]:
    for section in (texts, other_values, polluted_prototype):
        yield from section()
