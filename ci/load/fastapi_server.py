"""FastAPI, for load.py."""

import os
from types import SimpleNamespace
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from notifizz_token import NotifizzClient
from notifizz_token.fastapi import dispatch_event, widget_router

app = FastAPI()
app.state.notifizz = NotifizzClient(
    os.environ["NOTIFIZZ_AUTH_SECRET_KEY"], webhook_signing_secret=os.environ["NOTIFIZZ_WEBHOOK_SIGNING_SECRET"]
)


def user(request: Request) -> SimpleNamespace | None:
    user_id = request.headers.get("X-User")
    return None if user_id is None else SimpleNamespace(id=user_id, email=f"{user_id}@example.com")


app.include_router(widget_router(user, api_key=os.environ["NOTIFIZZ_FRONT_API_KEY"]), prefix="/notifizz")


@app.post("/notifizz/webhook", status_code=204)
def webhook(_event: Annotated[dict[str, Any], Depends(dispatch_event)]) -> None:
    pass
