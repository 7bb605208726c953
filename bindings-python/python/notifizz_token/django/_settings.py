"""Reads Django's settings."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from notifizz_token import NotifizzClient

# No function here keeps the key in a local variable: Django's error page shows those.


def create_client() -> NotifizzClient:
    """A new client. Raises NotifizzTokenError or TypeError if the settings are wrong."""
    return NotifizzClient(
        getattr(settings, "NOTIFIZZ_AUTH_SECRET_KEY", ""),
        token_scheme=getattr(settings, "NOTIFIZZ_TOKEN_SCHEME", "hmac-sha256"),
    )


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
