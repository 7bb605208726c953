"""Keeps every response with a token out of caches, and a server with wrong settings from starting."""

import inspect
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from notifizz_token._web import NO_STORE

from .checks import check_settings

# Attributes of a request. The first: its response must become no-store. The second: its response is
# finished and is not no-store.
NO_STORE_REQUIRED = "_notifizz_token_no_store"
FINISHED = "_notifizz_token_finished"


def install() -> None:
    """Puts the middleware last, where it sees the response before any cache does."""
    name = f"{__name__}.{no_store.__name__}"
    if settings.MIDDLEWARE[-1:] != [name]:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, name]


@sync_and_async_middleware
def no_store(get_response: Any) -> Any:
    require_valid_settings(get_response)

    if iscoroutinefunction(get_response):

        async def async_middleware(request: HttpRequest) -> HttpResponseBase:
            return finish(request, await get_response(request))

        return async_middleware

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return finish(request, get_response(request))

    return middleware


def require_valid_settings(get_response: Any) -> None:
    """Raises ImproperlyConfigured if a server starts with wrong settings.

    A server loads its middleware when it starts. Management commands do not, and need no key. The test
    client of a project does, but may work without a key.
    """
    handler = getattr(inspect.unwrap(get_response), "__self__", None)
    if isinstance(handler, (ASGIHandler, WSGIHandler)):
        problems = [f"{problem.msg} ({problem.id})" for problem in check_settings() if not problem.is_silenced()]
        if problems:
            raise ImproperlyConfigured("notifizz_token: " + " ".join(problems))


def keep_out_of_caches(request: HttpRequest) -> None:
    """Makes the response to the request no-store, whatever renders it.

    Raises ImproperlyConfigured if it is too late for that.
    """
    # Django REST framework has a request of its own around Django's.
    inner: Any = getattr(request, "_request", request)
    if getattr(inner, FINISHED, False):
        raise ImproperlyConfigured(
            "notifizz_token: the response is finished, as in a stream, without Cache-Control: no-store; decorate its"
            " view with django.views.decorators.cache.never_cache"
        )
    setattr(inner, NO_STORE_REQUIRED, True)
    # cache_page stores the response before any middleware has set a header.
    inner._cache_update_cache = False


def finish(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if getattr(request, NO_STORE_REQUIRED, False):
        response.headers["Cache-Control"] = NO_STORE
    elif "no-store" not in response.headers.get("Cache-Control", ""):
        setattr(request, FINISHED, True)
    return response
