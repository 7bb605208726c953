"""Reads Django's settings."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from notifizz_token import DispatchReceiver, NotifizzClient

# No function here keeps the key in a local variable: Django's error page shows those.


def create_client(*, more: bool = True) -> NotifizzClient:
    """A new client, with more than one secret or without.

    Raises NotifizzTokenError or TypeError if the settings are wrong.
    """
    return NotifizzClient(
        getattr(settings, "NOTIFIZZ_AUTH_SECRET_KEY", ""),
        token_scheme=getattr(settings, "NOTIFIZZ_TOKEN_SCHEME", "hmac-sha256"),
        previous_auth_secret_keys=getattr(settings, "NOTIFIZZ_PREVIOUS_AUTH_SECRET_KEYS", None) if more else None,
        webhook_signing_secret=getattr(settings, "NOTIFIZZ_WEBHOOK_SIGNING_SECRET", None) if more else None,
    )


def check_previous_keys() -> None:
    """Raises NotifizzTokenError or TypeError if NOTIFIZZ_PREVIOUS_AUTH_SECRET_KEYS is wrong."""
    NotifizzClient(
        "no auth secret key",
        previous_auth_secret_keys=getattr(settings, "NOTIFIZZ_PREVIOUS_AUTH_SECRET_KEYS", None),
    )


def check_webhook_signing_secret() -> None:
    """Raises NotifizzTokenError or TypeError if NOTIFIZZ_WEBHOOK_SIGNING_SECRET is wrong. It may be missing."""
    if getattr(settings, "NOTIFIZZ_WEBHOOK_SIGNING_SECRET", None) is not None:
        create_receiver()


def create_receiver() -> DispatchReceiver:
    """A new receiver. Raises NotifizzTokenError or TypeError if the setting is wrong or missing."""
    return DispatchReceiver(getattr(settings, "NOTIFIZZ_WEBHOOK_SIGNING_SECRET", None))  # type: ignore[arg-type]


def front_api_key() -> Any:
    """The Front API Key, or None if the page has it already."""
    return getattr(settings, "NOTIFIZZ_FRONT_API_KEY", None)


def hook(name: str, default: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The function of the user that a setting holds or names.

    Raises ImportError or TypeError if the setting is wrong.
    """
    function = getattr(settings, name, None)
    if function is None:
        return default
    if isinstance(function, str):
        function = import_string(function)
    if not callable(function):
        raise TypeError("it is neither a function nor the name of one")
    return function  # type: ignore[no-any-return]
