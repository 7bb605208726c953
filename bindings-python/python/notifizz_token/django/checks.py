from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.core.checks import CheckMessage, Error

from notifizz_token import NotifizzClient, NotifizzTokenError
from notifizz_token._web import check_front_api_key

from ._settings import (
    check_previous_keys,
    check_webhook_signing_secret,
    create_client,
    front_api_key,
    hook,
)

# For each error of a client: the check's ID and the setting. IDs are never reused.
REJECTIONS = {
    "empty_auth_secret_key": ("E001", "NOTIFIZZ_AUTH_SECRET_KEY"),
    "auth_secret_key_whitespace": ("E002", "NOTIFIZZ_AUTH_SECRET_KEY"),
    "invalid_text": ("E003", "NOTIFIZZ_AUTH_SECRET_KEY"),
    "unknown_token_scheme": ("E004", "NOTIFIZZ_TOKEN_SCHEME"),
    "auth_secret_key_invisible_character": ("E008", "NOTIFIZZ_AUTH_SECRET_KEY"),
    "auth_secret_key_quoted": ("E009", "NOTIFIZZ_AUTH_SECRET_KEY"),
}
# The other settings with secrets.
SECRETS = {
    "NOTIFIZZ_WEBHOOK_SIGNING_SECRET": ("E011", check_webhook_signing_secret),
    "NOTIFIZZ_PREVIOUS_AUTH_SECRET_KEYS": ("E012", check_previous_keys),
}
# The settings that name a function of the user.
HOOKS = {"NOTIFIZZ_GET_USER_ID": "E007", "NOTIFIZZ_GET_USER_EMAIL": "E010"}


def error(number: str, text: str, hint: str | None = None) -> Error:
    return Error(text, hint=hint, id=f"notifizz_token.{number}")


def problems() -> Iterator[Error]:
    # If the key is wrong, this client still checks the Front API Key.
    client = NotifizzClient("no auth secret key")
    try:
        client = create_client(more=False)
    except NotifizzTokenError as rejection:
        number, setting = REJECTIONS[rejection.code]
        yield error(number, f"{setting}: {rejection}.")
    except TypeError as rejection:
        yield error("E003", f"NOTIFIZZ_AUTH_SECRET_KEY or NOTIFIZZ_TOKEN_SCHEME has a wrong type: {rejection}.")

    for setting, (number, check) in SECRETS.items():
        try:
            check()
        except (NotifizzTokenError, TypeError) as rejection:
            yield error(number, f"{setting}: {rejection}.")
    with suppress(NotifizzTokenError, TypeError):
        client = create_client()

    try:
        check_front_api_key(client, front_api_key())
    except (NotifizzTokenError, TypeError) as rejection:
        if isinstance(rejection, NotifizzTokenError) and rejection.code == "front_api_key_is_secret":
            yield error(
                "E006",
                "NOTIFIZZ_FRONT_API_KEY is the auth secret key, and would be sent to every browser.",
                "Set it to the Front API Key. If such pages were ever served, replace the auth secret key now.",
            )
        else:
            yield error(
                "E005",
                "NOTIFIZZ_FRONT_API_KEY is not a non-empty text.",
                "Remove it if the page has the Front API Key already.",
            )

    for setting, number in HOOKS.items():
        try:
            hook(setting, str)
        except (ImportError, TypeError) as rejection:
            yield error(number, f"{setting} cannot be used: {rejection}.")


def check_settings(**_: Any) -> list[CheckMessage]:
    return list(problems())
