"""The widget options of a request's user."""

import sys
from functools import cache
from typing import Any

from django.core.exceptions import ImproperlyConfigured, SynchronousOnlyOperation
from django.http import HttpRequest
from django.templatetags.cache import CacheNode

from notifizz_token import NotifizzClient, WidgetOptions, _web
from notifizz_token._web import EmailMissingError

from . import middleware
from ._settings import create_client, front_api_key, hook
from .checks import check_settings

__all__ = ["EmailMissingError", "client", "user_email", "user_id", "widget_options"]


@cache
def client() -> NotifizzClient:
    """The client of this process. Raises ImproperlyConfigured if any of the settings is wrong."""
    # Checked here because a server does not run the system checks.
    for problem in check_settings():
        raise ImproperlyConfigured(f"notifizz_token: {problem.msg} ({problem.id})")
    return create_client()


def user_id(user: Any) -> str | None:
    """The ID that is signed, and that the widget gets: the primary key as text, or None without one.

    Text stays as it is, 42 becomes "42", and a UUID becomes 36 lower-case characters with dashes.
    Every other type raises TypeError. A user who is not saved has no ID, unless there is a primary
    key already: one from a JSON Web Token, or the random UUID under which the user will be saved.

    Notifizz knows users by this text, so set NOTIFIZZ_GET_USER_ID from the start if you may ever
    change the primary key.
    """
    return _web.id_text(getattr(user, "pk", None))


def user_email(user: Any) -> Any:
    """The e-mail address: the field that the user model calls its e-mail field, or else "email"."""
    field_name = getattr(user, "get_email_field_name", None)
    return getattr(user, field_name() if callable(field_name) else "email", None)


def widget_options(request: HttpRequest) -> WidgetOptions | None:
    """The options for the request's user, or None for a visitor.

    The response to the request becomes Cache-Control: no-store, private.

    Raises NotifizzTokenError with the code "empty_user_id" or "empty_user_email" (this one is an
    EmailMissingError) for a user without an ID or an e-mail address, and ImproperlyConfigured if
    the settings are wrong, or if a cache could keep the token.
    """
    user = signed_in_user(request)
    if user is None:
        return None
    if in_cached_fragment():
        raise ImproperlyConfigured(
            "notifizz_token: the widget options are inside {% cache %}, which would give the token of one user to"
            " others; move them out of it"
        )
    middleware.keep_out_of_caches(request)
    return _web.widget_options(
        client(),
        hook("NOTIFIZZ_GET_USER_ID", user_id)(user),
        hook("NOTIFIZZ_GET_USER_EMAIL", user_email)(user),
        front_api_key(),
    )


def signed_in_user(request: HttpRequest) -> Any:
    if not hasattr(request, "user"):
        raise ImproperlyConfigured(
            "notifizz_token: the request has no user; add"
            " django.contrib.auth.middleware.AuthenticationMiddleware to MIDDLEWARE"
        )
    user: Any = request.user
    try:
        return user if getattr(user, "is_authenticated", False) else None
    except SynchronousOnlyOperation:
        # In an async view, only the view itself can wait for the database.
        user = getattr(request, "_acached_user", None)
        if user is None:
            raise ImproperlyConfigured(
                "notifizz_token: the user is not loaded yet; in an async view, `await request.auser()` first"
            ) from None
        return user if user.is_authenticated else None


def in_cached_fragment() -> bool:
    """Whether this is called while a {% cache %} renders the fragment that it will keep.

    Looks at the call stack, because includes, blocks of other templates and tags may lie between the two.
    """
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code is CacheNode.render.__code__:
            return True
    return False
