"""The Notifizz widget and its webhooks in Starlette. notifizz_token.fastapi has the same for FastAPI.

    def signed_in_user(request):  # or async; None for a visitor, else any object with .id and .email
        return users.get(request.session.get("user"))

    async def webhook(request, event):  # or not async
        ...  # queue the event

    app = Starlette(routes=[
        Route("/notifizz/widget-options", widget_view(signed_in_user, api_key="...")),
        Route("/notifizz/webhook", dispatch_view(webhook), methods=["POST"]),
    ])
    app.state.notifizz = NotifizzClient(KEY, webhook_signing_secret=SECRET)

For an app that only receives webhooks, app.state.notifizz may be a DispatchReceiver.
"""

import inspect
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from . import DispatchEvent, NotifizzTokenError, _web
from ._web import INCOMPLETE_USER, NO_STORE, EmailMissingError

__all__ = ["EmailMissingError", "dispatch_view", "user_email", "user_id", "widget_view"]

# Starlette itself has no limit for the size of a body.
MAX_BODY = 10 << 20


def user_id(user: Any) -> str | None:
    """The ID that is signed, and that the widget gets: the user's id as text, or None without one.

    Text stays as it is, 42 becomes "42", and a UUID becomes 36 lower-case characters with dashes.
    Every other type raises TypeError.
    """
    return _web.id_text(getattr(user, "id", None))


def user_email(user: Any) -> Any:
    """The e-mail address: the user's email, or None without one."""
    return getattr(user, "email", None)


def widget_view(
    get_user: Callable[[Request], Any],
    *,
    api_key: str | None = None,
    get_user_id: Callable[[Any], str | None] = user_id,
    get_user_email: Callable[[Any], Any] = user_email,
) -> Callable[[Request], Any]:
    """An endpoint that answers with the widget options of the session's user.

    get_user returns that user, or something false, such as None, for a visitor. The answers are 200 with
    the options; 401 and {"error": "login_required"} for a visitor; 409 and {"error": "empty_user_id"}
    or {"error": "empty_user_email"} for a user without an ID or an e-mail address; always with
    Cache-Control: no-store, private.
    """

    async def view(request: Request) -> Response:
        user = await called(get_user, request)
        return widget_response(request, user, api_key, get_user_id, get_user_email)

    return view


def dispatch_view(function: Callable[[Request, DispatchEvent], Any]) -> Callable[[Request], Any]:
    """Makes a function of the request and the event an endpoint that receives dispatch webhooks.

    It is called only for a webhook that Notifizz signed in the last five minutes; if it returns None,
    the answer is 204. Every other request gets 400 and {"error": "dispatch_rejected"}, and the logger
    "notifizz_token" says why; so does a body of more than 10 MiB. The same webhook may arrive twice
    within the five minutes.
    """

    async def view(request: Request) -> Response:
        event = await receive(request)
        if event is None:
            return JSONResponse({"error": _web.DISPATCH_REJECTED}, 400)
        response = await called(function, request, event)
        return Response(status_code=204) if response is None else response

    return view


async def called(function: Callable[..., Any], *arguments: Any) -> Any:
    """The result of a function that may be async, or may block."""
    if inspect.iscoroutinefunction(function):
        return await function(*arguments)
    result = await run_in_threadpool(function, *arguments)
    # As of an object whose __call__ is async.
    return await result if inspect.isawaitable(result) else result


def client_of(request: Request) -> Any:
    client = getattr(request.app.state, "notifizz", None)
    if client is None:
        raise RuntimeError("notifizz_token: set app.state.notifizz to a NotifizzClient when you create the app")
    return client


def widget_response(
    request: Request,
    user: Any,
    api_key: str | None,
    get_user_id: Callable[[Any], str | None],
    get_user_email: Callable[[Any], Any],
) -> JSONResponse:
    headers = {"Cache-Control": NO_STORE}
    if not user or not getattr(user, "is_authenticated", True):
        return JSONResponse({"error": "login_required"}, 401, headers)
    try:
        options = _web.widget_options(client_of(request), get_user_id(user), get_user_email(user), api_key)
    except NotifizzTokenError as error:
        if error.code not in INCOMPLETE_USER:
            raise
        return JSONResponse({"error": error.code}, 409, headers)
    return JSONResponse(options, headers=headers)


async def receive(request: Request) -> DispatchEvent | None:
    """The event of a request, or None for one that is to be rejected. The log says why."""
    client = client_of(request)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            _web.reject_dispatch("the body is larger than 10 MiB")
            return None
    return _web.receive_dispatch(client, body)
