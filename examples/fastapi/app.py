"""A FastAPI server with a login, whose page shows the Notifizz widget. What it answers: ../README.md

python -m uvicorn app:app --port 8000
"""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import FileResponse, PlainTextResponse
from notifizz_token import NotifizzClient
from notifizz_token.fastapi import dispatch_event, widget_router
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI(openapi_url=None)
# The key that signs the cookies. Keep one, or every restart ends all sessions.
app.add_middleware(SessionMiddleware, secret_key=os.environ.get("SESSION_SECRET_KEY") or secrets.token_hex())
# It raises if the key is not set.
app.state.notifizz = NotifizzClient(
    os.environ.get("NOTIFIZZ_AUTH_SECRET_KEY", ""),
    token_scheme=os.environ.get("NOTIFIZZ_TOKEN_SCHEME") or "hmac-sha256",  # type: ignore[arg-type]
    webhook_signing_secret=os.environ.get("NOTIFIZZ_WEBHOOK_SIGNING_SECRET"),
)


def hashed(password: str) -> bytes:
    return hashlib.scrypt(password.encode(errors="replace"), salt=b"one per user", n=2**14, r=8, p=1)


@dataclass(frozen=True)
class User:
    id: str | None
    email: str | None
    password_hash: bytes


# In place of a database. The last three get no token: two have no ID yet, one has no e-mail address.
USERS = {
    "alice": User("user_42", "alice@example.com", hashed("wonderland")),
    "bob": User("user_43", "bob@example.com", hashed("builder")),
    "carol": User(None, "carol@example.com", hashed("unsaved")),
    "dave": User(None, "dave@example.com", hashed("unsaved")),
    "erin": User("user_44", None, hashed("postless")),
}
# The names of those who are logged in, by the ID in their cookie. Kept here and not in the cookie alone,
# so that a copy of it is worth nothing after the logout.
SESSIONS: dict[str, str] = {}


def signed_in_user(request: Request) -> User | None:
    """From the session only, never from what a request says."""
    return USERS.get(SESSIONS.get(request.session.get("id", ""), ""))


# Serves /notifizz/widget-options.
app.include_router(widget_router(signed_in_user, api_key=os.environ.get("NOTIFIZZ_FRONT_API_KEY")), prefix="/notifizz")


@app.post("/notifizz/webhook", status_code=204)
def webhook(event: Annotated[dict[str, Any], Depends(dispatch_event)]) -> None:
    """Called only for a webhook that Notifizz signed in the last five minutes. Yours: queue the event."""


def same_site(request: Request) -> bool:
    """Whether no page of another site sent it: a login would make the visitor somebody else's user."""
    return request.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")


async def form_of(request: Request) -> dict[str, str]:
    """The last value of each field. A form of more than 64 KiB is empty."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > 1 << 16:
            return {}
    try:
        fields = parse_qs(body.decode(), max_num_fields=10)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in fields.items()}


@app.post("/login")
def login(request: Request, form: Annotated[dict[str, str], Depends(form_of)]) -> Response:
    if not same_site(request):
        return Response(status_code=403)
    user = USERS.get(form.get("username", ""))
    if user is None or not secrets.compare_digest(user.password_hash, hashed(form.get("password", ""))):
        return Response(status_code=401)
    request.session["id"] = secrets.token_hex()
    SESSIONS[request.session["id"]] = form["username"]
    return Response(status_code=204)


@app.post("/logout")
def logout(request: Request) -> Response:
    if not same_site(request):
        return Response(status_code=403)
    SESSIONS.pop(request.session.pop("id", ""), None)
    return Response(status_code=204)


@app.get("/")
def page() -> Response:
    response = asset("index.html")
    if response.status_code == 404:
        return PlainTextResponse("The page is not built: set WIDGET_DIR to the folder that has it.\n")
    return response


@app.get("/{name:path}")
def asset(name: str) -> Response:
    """A file of the page: no hidden one, and none that a link leads to outside of its folder."""
    missing = Response(status_code=404)
    if "WIDGET_DIR" not in os.environ:
        return missing
    folder = Path(os.environ["WIDGET_DIR"]).resolve()
    try:
        file = (folder / name).resolve()
    except ValueError:  # a NUL in the name
        return missing
    is_hidden = any(part.startswith(".") for part in Path(name).parts)
    return FileResponse(file) if file.is_file() and file.is_relative_to(folder) and not is_hidden else missing
