"""The widget options of a request's user. Everything that is taken from settings is taken here."""

from collections.abc import Callable
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.module_loading import import_string

from notifizz_token import NotifizzClient, NotifizzTokenError, WidgetOptions

# No function here keeps the key in a local variable: Django's error page shows those.


def create_client() -> NotifizzClient:
    """A new client. Raises NotifizzTokenError or TypeError if the settings are wrong."""
    return NotifizzClient(
        getattr(settings, "NOTIFIZZ_AUTH_SECRET_KEY", ""),
        token_scheme=getattr(settings, "NOTIFIZZ_TOKEN_SCHEME", "hmac-sha256"),
    )


def front_api_key_is_the_secret() -> bool:
    return getattr(settings, "NOTIFIZZ_FRONT_API_KEY", None) == getattr(settings, "NOTIFIZZ_AUTH_SECRET_KEY", "")


@cache
def client() -> NotifizzClient:
    """The client of this process."""
    # Not left to the system checks, which a server does not run.
    if front_api_key_is_the_secret():
        raise ImproperlyConfigured("notifizz_token: NOTIFIZZ_FRONT_API_KEY is the auth secret key")
    try:
        return create_client()
    except (NotifizzTokenError, TypeError) as error:
        raise ImproperlyConfigured(f"notifizz_token: {error} (run manage.py check)") from None


def forget_client(*, setting: str, **_: object) -> None:
    """Settings change in tests only."""
    if setting.startswith("NOTIFIZZ_"):
        client.cache_clear()


def get_user_id() -> Callable[[Any], str]:
    """The function that makes a user's ID. Raises ImportError or TypeError if the setting is wrong."""
    hook = getattr(settings, "NOTIFIZZ_GET_USER_ID", None)
    if hook is None:
        return user_id
    if isinstance(hook, str):
        hook = import_string(hook)
    if not callable(hook):
        raise TypeError("it is neither a function nor the name of one")
    return cast("Callable[[Any], str]", hook)


def user_id(user: Any) -> str:
    """The ID that is signed, and that the widget gets: the primary key as text.

    42 becomes "42"; a UUID becomes 36 lower-case characters with dashes. Notifizz knows users by
    this text, so set NOTIFIZZ_GET_USER_ID from the start if you may ever change the primary key.
    """
    return str(user.pk)


class EmailMissingError(Exception):
    """The signed-in user has no e-mail address, without which the widget does not work."""


def widget_options(request: HttpRequest) -> WidgetOptions | None:
    """The options for the user of the session, or None for a visitor.

    Raises EmailMissingError, and ImproperlyConfigured if the settings are wrong.
    """
    if not hasattr(request, "user"):
        raise ImproperlyConfigured(
            "notifizz_token: the request has no user; add"
            " django.contrib.auth.middleware.AuthenticationMiddleware to MIDDLEWARE"
        )
    if not request.user.is_authenticated:
        return None
    email = getattr(request.user, request.user.get_email_field_name(), "")
    if not email:
        raise EmailMissingError
    return client().widget_options(
        get_user_id()(request.user), email, api_key=getattr(settings, "NOTIFIZZ_FRONT_API_KEY", None)
    )
