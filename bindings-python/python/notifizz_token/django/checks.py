from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from notifizz_token import NotifizzTokenError

from .widget import create_client, front_api_key_is_the_secret, get_user_id

# What a client refuses: the check's ID and the setting. IDs are never reused.
REFUSALS = {
    "empty_auth_secret_key": ("E001", "NOTIFIZZ_AUTH_SECRET_KEY"),
    "auth_secret_key_whitespace": ("E002", "NOTIFIZZ_AUTH_SECRET_KEY"),
    "invalid_text": ("E003", "NOTIFIZZ_AUTH_SECRET_KEY"),
    "unknown_token_scheme": ("E004", "NOTIFIZZ_TOKEN_SCHEME"),
}


def error(number: str, text: str, hint: str | None = None) -> Error:
    return Error(text, hint=hint, id=f"notifizz_token.{number}")


def found() -> Iterator[CheckMessage]:
    try:
        create_client()
    except NotifizzTokenError as refused:
        number, setting = REFUSALS[refused.code]
        yield error(number, f"{setting}: {refused}.")
    except TypeError as refused:
        yield error("E003", f"NOTIFIZZ_AUTH_SECRET_KEY or NOTIFIZZ_TOKEN_SCHEME has a wrong type: {refused}.")

    api_key = getattr(settings, "NOTIFIZZ_FRONT_API_KEY", None)
    if api_key is not None and (not isinstance(api_key, str) or not api_key):
        yield error(
            "E005",
            "NOTIFIZZ_FRONT_API_KEY is not a non-empty text.",
            "Remove it if the page has the Front API Key already.",
        )
    elif front_api_key_is_the_secret():
        yield error(
            "E006",
            "NOTIFIZZ_FRONT_API_KEY is the auth secret key, and would be sent to every browser.",
            "Set it to the Front API Key. If such pages were ever served, replace the auth secret key now.",
        )

    try:
        get_user_id()
    except (ImportError, TypeError) as refused:
        yield error("E007", f"NOTIFIZZ_GET_USER_ID cannot be used: {refused}.")


def check_settings(**_: Any) -> list[CheckMessage]:
    return list(found())
