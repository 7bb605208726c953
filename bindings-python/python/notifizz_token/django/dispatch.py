"""A view that receives dispatch webhooks."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.core.exceptions import ImproperlyConfigured, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notifizz_token import DispatchEvent, DispatchReceiver, NotifizzTokenError, _web

from ._settings import create_receiver


@cache
def receiver() -> DispatchReceiver:
    """The receiver of this process. Raises ImproperlyConfigured if the setting is wrong or missing."""
    try:
        return create_receiver()
    except (NotifizzTokenError, TypeError) as error:
        raise ImproperlyConfigured(f"NOTIFIZZ_WEBHOOK_SIGNING_SECRET: {error}") from None


def dispatch_view(function: Callable[..., Any]) -> Callable[..., Any]:
    """Makes a function of the request and the event a view that receives dispatch webhooks.

    The function, which may be async, is called only for a webhook that Notifizz signed in the last
    five minutes; if it returns None, the answer is 204. Every other POST request gets 400 and
    {"error": "dispatch_rejected"}, and the logger "notifizz_token" says why. The same webhook may
    arrive twice within the five minutes.

    The view needs no CSRF token, which the signature replaces, and no login. It raises
    ImproperlyConfigured if NOTIFIZZ_WEBHOOK_SIGNING_SECRET is wrong or missing.
    """
    if iscoroutinefunction(function):

        @wraps(function)
        async def async_view(request: HttpRequest, **arguments: Any) -> Any:
            event = receive(request)
            return rejected() if event is None else answer(await function(request, event, **arguments))

        return prepared(async_view)

    @wraps(function)
    def view(request: HttpRequest, **arguments: Any) -> Any:
        event = receive(request)
        return rejected() if event is None else answer(function(request, event, **arguments))

    return prepared(view)


def prepared(view: Callable[..., Any]) -> Callable[..., Any]:
    view = csrf_exempt(require_POST(view))
    # LoginRequiredMiddleware would redirect to the login page.
    view.login_required = False  # type: ignore[attr-defined]
    return view


def receive(request: HttpRequest) -> DispatchEvent | None:
    try:
        return _web.receive_dispatch(receiver(), request.body)
    except RequestDataTooBig:
        _web.reject_dispatch("the body is larger than DATA_UPLOAD_MAX_MEMORY_SIZE")
        return None


def rejected() -> JsonResponse:
    return JsonResponse({"error": _web.DISPATCH_REJECTED}, status=400)


def answer(response: Any) -> Any:
    return HttpResponse(status=204) if response is None else response
