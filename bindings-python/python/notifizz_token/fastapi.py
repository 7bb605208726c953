"""The Notifizz widget and its webhooks in FastAPI: a router and a dependency.

    app.state.notifizz = NotifizzClient(KEY, webhook_signing_secret=SECRET)

    def signed_in_user(request: Request):  # any dependency: None for a visitor, else any object with .id and .email
        return users.get(request.session.get("user"))

    app.include_router(widget_router(signed_in_user, api_key="..."), prefix="/notifizz")

    @app.post("/notifizz/webhook", status_code=204)
    def webhook(event: Annotated[dict, Depends(dispatch_event)]):
        ...  # queue the event

For an app that only receives webhooks, app.state.notifizz may be a DispatchReceiver.
"""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse

from . import DispatchEvent, WidgetOptions, _web
from .starlette import EmailMissingError, receive, user_email, user_id, widget_response

__all__ = ["EmailMissingError", "dispatch_event", "user_email", "user_id", "widget_router"]


def widget_router(
    get_user: Callable[..., Any],
    *,
    api_key: str | None = None,
    get_user_id: Callable[[Any], str | None] = user_id,
    get_user_email: Callable[[Any], Any] = user_email,
) -> APIRouter:
    """A router with GET /widget-options, which answers with the widget options of the session's user.

    get_user is a dependency that returns that user, or something false, such as None, for a visitor. If
    it raises an HTTPException instead, that is the answer. Otherwise the answers are those of
    notifizz_token.starlette.widget_view.
    """
    router = APIRouter()

    @router.get("/widget-options", response_model=WidgetOptions)
    def widget_options(request: Request, user: Annotated[Any, Depends(get_user)]) -> JSONResponse:
        return widget_response(request, user, api_key, get_user_id, get_user_email)

    return router


async def dispatch_event(request: Request) -> DispatchEvent:
    """The event of a dispatch webhook that Notifizz signed in the last five minutes: a dependency.

    Every other request gets 400 and {"detail": "dispatch_rejected"}, and the logger "notifizz_token"
    says why; so does a body of more than 10 MiB. The same webhook may arrive twice within the five
    minutes.
    """
    event = await receive(request)
    if event is None:
        raise HTTPException(400, _web.DISPATCH_REJECTED)
    return event
