"""A Flask server with a login, whose page shows the Notifizz widget. What it answers: ../README.md

python -m flask --app app run --port 8000
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, send_from_directory, session
from notifizz_token.flask import Notifizz, dispatch_view
from werkzeug.exceptions import NotFound
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__, static_folder=None)
app.config.update(
    # The key that signs Flask's own cookies. Keep one, or every restart ends all sessions.
    SECRET_KEY=os.environ.get("FLASK_SECRET_KEY") or secrets.token_hex(),
    SESSION_COOKIE_SAMESITE="Lax",
    # If it is not set, Notifizz(app) says so.
    NOTIFIZZ_AUTH_SECRET_KEY=os.environ.get("NOTIFIZZ_AUTH_SECRET_KEY"),
    NOTIFIZZ_FRONT_API_KEY=os.environ.get("NOTIFIZZ_FRONT_API_KEY"),
    NOTIFIZZ_TOKEN_SCHEME=os.environ.get("NOTIFIZZ_TOKEN_SCHEME") or "hmac-sha256",
    # For the webhook.
    NOTIFIZZ_WEBHOOK_SIGNING_SECRET=os.environ.get("NOTIFIZZ_WEBHOOK_SIGNING_SECRET"),
    MAX_CONTENT_LENGTH=1_000_000,
)
notifizz = Notifizz(app)  # serves /notifizz/widget-options


@dataclass(frozen=True)
class User:
    id: str | None
    email: str | None
    password_hash: str


# In place of a database. The last three get no token: two have no ID yet, one has no e-mail address.
USERS = {
    "alice": User("user_42", "alice@example.com", generate_password_hash("wonderland")),
    "bob": User("user_43", "bob@example.com", generate_password_hash("builder")),
    "carol": User(None, "carol@example.com", generate_password_hash("unsaved")),
    "dave": User(None, "dave@example.com", generate_password_hash("unsaved")),
    "erin": User("user_44", None, generate_password_hash("postless")),
}
# The names of those who are logged in, by the ID in their cookie. Kept here and not in the cookie alone,
# so that a copy of it is worth nothing after the logout.
SESSIONS: dict[str, str] = {}


@notifizz.get_user
def signed_in_user() -> User | None:
    """From the session only, never from what a request says."""
    return USERS.get(SESSIONS.get(session.get("id", ""), ""))


@app.post("/notifizz/webhook")
@dispatch_view
def webhook(event: dict[str, Any]) -> None:
    """Called only for a webhook that Notifizz signed in the last five minutes. Yours: queue the event."""


@app.before_request
def reject_other_sites() -> Response | None:
    """Rejects the forms that pages of other sites send: a login would make the visitor somebody else's user."""
    other_site = request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")
    return Response(status=403) if request.method == "POST" and other_site else None


@app.post("/login")
def login() -> Response:
    user = USERS.get(request.form.get("username", ""))
    if user is None or not check_password_hash(user.password_hash, request.form.get("password", "")):
        return Response(status=401)
    session["id"] = secrets.token_hex()
    SESSIONS[session["id"]] = request.form["username"]
    return Response(status=204)


@app.post("/logout")
def logout() -> Response:
    SESSIONS.pop(session.pop("id", ""), None)
    return Response(status=204)


@app.get("/")
def page() -> Response:
    try:
        return asset("index.html")
    except NotFound:
        return Response("The page is not built: set WIDGET_DIR to the folder that has it.\n", mimetype="text/plain")


@app.get("/<path:name>")
def asset(name: str) -> Response:
    """A file of the page: no hidden one, and none that a link leads to outside of its folder."""
    if "WIDGET_DIR" not in os.environ:
        raise NotFound
    folder = Path(os.environ["WIDGET_DIR"]).resolve()
    try:
        file = (folder / name).resolve()
    except ValueError:  # a NUL in the name
        raise NotFound from None
    if not file.is_relative_to(folder) or any(part.startswith(".") for part in Path(name).parts):
        raise NotFound
    return send_from_directory(folder, file.relative_to(folder))
