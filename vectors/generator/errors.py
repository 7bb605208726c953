"""The section errors: calls that fail, and the stable code of each error."""

from collections.abc import Iterator

from .mac import HMAC, SCHEMES
from .samples import (
    EMAIL,
    KEY,
    LONE_HIGH,
    LONE_LOW_INSIDE,
    PAIR_REVERSED,
    USER_ID,
    WEBHOOK_SECRET,
    WHITE_SPACE,
    invisible_characters,
)

UNKNOWN_SCHEMES = ("", "sha256", "hmac", "HMAC-SHA256", "hmac_sha256", "hmac-sha256 ", "sha256-concat\0", "plain")
SOME_WHITE_SPACE = {"newline": "\n", "crlf": "\r\n", "space": " ", "ideographic_space": "\u3000"}
QUOTES = {"double": '"', "single": "'", "backtick": "`"}


def failing(name: str, call: str, error: str, **arguments: object) -> dict:
    return {
        "name": name,
        "call": call,
        "error": error,
        "auth_secret_key": KEY,
        "token_scheme": HMAC,
        **arguments,
    }


def auth_secret_key(name: str, error: str, key: object) -> dict:
    return failing(f"key_{name}", "new", error, auth_secret_key=key)


def auth_secret_keys() -> Iterator[dict]:
    yield failing("empty_key", "new", "empty_auth_secret_key", auth_secret_key="")
    for space in WHITE_SPACE:
        code, error = f"{ord(space):04x}", "auth_secret_key_whitespace"
        yield auth_secret_key(f"ends_with_{code}", error, KEY + space)
        yield auth_secret_key(f"begins_with_{code}", error, space + KEY)
    yield auth_secret_key("is_blank", "auth_secret_key_whitespace", " ")
    yield auth_secret_key("ends_with_crlf", "auth_secret_key_whitespace", KEY + "\r\n")
    yield auth_secret_key("lone_surrogate", "invalid_text", LONE_HIGH)
    yield auth_secret_key("lone_surrogate_inside", "invalid_text", LONE_LOW_INSIDE)
    for character in invisible_characters():
        code, error = f"{ord(character):04x}", "auth_secret_key_invisible_character"
        yield auth_secret_key(f"ends_with_{code}", error, KEY + character)
        yield auth_secret_key(f"begins_with_{code}", error, character + KEY)
    yield auth_secret_key("is_invisible", "auth_secret_key_invisible_character", "\u200b")
    yield auth_secret_key("in_utf_16", "auth_secret_key_invisible_character", "K\0E\0Y\0")
    for name, quote in QUOTES.items():
        yield auth_secret_key(f"in_quotes_{name}", "auth_secret_key_quoted", quote + KEY + quote)
    yield auth_secret_key("in_quotes_twice", "auth_secret_key_quoted", f'""{KEY}""')
    yield auth_secret_key("in_quotes_two_kinds", "auth_secret_key_quoted", f"""'"{KEY}"'""")
    yield auth_secret_key("in_quotes_only", "auth_secret_key_quoted", "''")
    yield auth_secret_key("in_quotes_with_newline", "auth_secret_key_whitespace", f'"{KEY}"\n')
    yield auth_secret_key("in_quotes_after_bom", "auth_secret_key_invisible_character", f'\ufeff"{KEY}"')


def token_schemes() -> Iterator[dict]:
    for scheme in UNKNOWN_SCHEMES:
        yield failing(f"scheme_{scheme!r}", "new", "unknown_token_scheme", token_scheme=scheme)


def webhook_secret(name: str, error: str, secret: object) -> dict:
    return failing(f"webhook_secret_{name}", "new", error, webhook_signing_secret=secret)


def webhook_signing_secrets() -> Iterator[dict]:
    empty = "empty_webhook_signing_secret"
    yield failing(empty, "new", "missing_webhook_signing_secret", webhook_signing_secret="")
    for name, space in SOME_WHITE_SPACE.items():
        error = "webhook_signing_secret_whitespace"
        yield webhook_secret(f"ends_with_{name}", error, WEBHOOK_SECRET + space)
        yield webhook_secret(f"begins_with_{name}", error, space + WEBHOOK_SECRET)
    for character in "\0\x1b\u00ad\u200b\u2060\ufeff\ufe0f":
        code, error = f"{ord(character):04x}", "webhook_signing_secret_invisible_character"
        yield webhook_secret(f"ends_with_{code}", error, WEBHOOK_SECRET + character)
        yield webhook_secret(f"begins_with_{code}", error, character + WEBHOOK_SECRET)
    for name, quote in QUOTES.items():
        yield webhook_secret(f"in_quotes_{name}", "webhook_signing_secret_quoted", quote + WEBHOOK_SECRET + quote)
    yield webhook_secret("lone_surrogate", "invalid_text", LONE_HIGH)


def user_ids() -> Iterator[dict]:
    for scheme in SCHEMES:
        for name, error, user_id in (
            ("empty_user_id", "empty_user_id", ""),
            ("user_id_surrogate_lone", "invalid_text", LONE_HIGH),
            ("user_id_surrogate_inside", "invalid_text", LONE_LOW_INSIDE),
            ("user_id_surrogate_reversed", "invalid_text", PAIR_REVERSED),
        ):
            call = "generate_hashed_token"
            yield failing(f"{name}_{scheme}", call, error, token_scheme=scheme, user_id=user_id)


def subscriptions() -> Iterator[dict]:
    for name, error, subscriber, resource in (
        ("empty_subscriber_id", "empty_user_id", "", "project_7"),
        ("empty_resource_id", "empty_resource_id", USER_ID, ""),
        ("both_ids_empty", "empty_user_id", "", ""),
        ("subscriber_id_surrogate", "invalid_text", LONE_HIGH, "project_7"),
        ("resource_id_surrogate", "invalid_text", USER_ID, LONE_LOW_INSIDE),
    ):
        yield failing(name, "generate_subscribe_token", error, subscriber_id=subscriber, resource_id=resource)


def dispatches() -> Iterator[dict]:
    call = "sign_dispatch_payload"
    yield failing("no_webhook_signing_secret", call, "missing_webhook_signing_secret", payload="{}")
    secret = {"webhook_signing_secret": WEBHOOK_SECRET}
    yield failing("payload_surrogate", call, "invalid_text", **secret, payload=LONE_LOW_INSIDE)


def widget(name: str, error: str, **arguments: object) -> dict:
    return failing(f"widget_{name}", "widget_options", error, **arguments)


def widgets() -> Iterator[dict]:
    yield widget("empty_user_id", "empty_user_id", user_id="", user_email=EMAIL)
    yield widget("empty_email", "empty_user_email", user_id=USER_ID, user_email="")
    for name in ("space", "newline", "ideographic_space"):
        yield widget(f"email_of_a_{name}", "empty_user_email", user_id=USER_ID, user_email=SOME_WHITE_SPACE[name])
    yield widget("email_surrogate", "invalid_text", user_id=USER_ID, user_email=LONE_HIGH)
    user = {"user_id": USER_ID, "user_email": EMAIL}
    yield widget("empty_front_api_key", "empty_front_api_key", **user, api_key="")
    yield widget("front_api_key_surrogate", "invalid_text", **user, api_key=LONE_HIGH)
    for scheme in SCHEMES:
        for name, text in (
            ("is_the_key", KEY),
            ("with_newline", KEY + "\n"),
            ("with_space", " " + KEY),
            ("quoted", f'"{KEY}"'),
            ("quoted_with_newline", f"'{KEY}'\r\n"),
            ("with_bom", "\ufeff" + KEY),
            ("lower_case", KEY.lower()),
            ("mixed_case_and_quoted", f"`{KEY.title()}`"),
        ):
            row, error = f"front_api_key_{name}_{scheme}", "front_api_key_is_secret"
            yield widget(row, error, token_scheme=scheme, **user, api_key=text)
        # Such a key is accepted, because it is not in quotes.
        for name, key in (("after", KEY + '"'), ("before", f"'{KEY}"), ("different", f"`{KEY}'")):
            for form, text in (("", key), ("_lower_case", key.lower()), ("_bare", KEY)):
                row = f"front_api_key_is_the_key_with_a_quote_{name}{form}_{scheme}"
                yield widget(row, error, token_scheme=scheme, auth_secret_key=key, **user, api_key=text)


def errors() -> list[dict]:
    sections = (
        auth_secret_keys,
        token_schemes,
        webhook_signing_secrets,
        user_ids,
        subscriptions,
        dispatches,
        widgets,
    )
    return [row for section in sections for row in section()]
