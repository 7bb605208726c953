"""The Flask integration, with and without Flask-Login."""

import hashlib
import hmac
import traceback
import uuid
from dataclasses import dataclass
from typing import Any

import flask_login  # type: ignore[import-untyped]
import pytest
from common import CONCAT_TOKEN, KEY
from flask import Flask, render_template_string, request, session
from flask.testing import FlaskClient
from html_page import NASTY, Page
from notifizz_token.flask import EmailMissingError, Notifizz, user_id
from werkzeug.debug import DebuggedApplication
from werkzeug.test import Client as WerkzeugClient

MARKER = "MARKER-7f3b-auth-secret"
URL = "/notifizz/widget-options"


@dataclass
class User:
    id: Any
    email: str


USERS = {"alice": User(42, "alice@example.com"), "bob": User("user_42", "bob@example.com")}


def configured(**config: Any) -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="flask-own-key", TESTING=True)
    app.config.update({"NOTIFIZZ_AUTH_SECRET_KEY": KEY, "NOTIFIZZ_FRONT_API_KEY": "front-api-key", **config})
    return app


def created(users: dict[str, Any] = USERS, **config: Any) -> Flask:
    app = configured(**config)
    notifizz = Notifizz(app)

    @notifizz.get_user
    def signed_in_user() -> Any:
        return users.get(session.get("username", ""))

    @app.get("/page")
    def page() -> str:
        return render_template_string("{{ notifizz_widget_options() }}")

    @app.get("/page-with-id")
    def page_with_id() -> str:
        return render_template_string("{{ notifizz_widget_options(id) }}", id=request.args["id"])

    return app


def signed_in(app: Flask, username: str = "alice") -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as transaction:
        transaction["username"] = username
    return client


def options_of(user_id: str, email: str, **more: str) -> dict[str, str]:
    token = hmac.new(KEY.encode(), user_id.encode(), hashlib.sha256).hexdigest()
    always = {"authType": "backendToken", "token": token, "userId": user_id, "userEmail": email}
    return {"apiKey": "front-api-key", **always, **more}


def test_the_route_answers_with_the_options_of_the_signed_in_user() -> None:
    app = created()
    for username, expected in (("alice", ("42", "alice@example.com")), ("bob", ("user_42", "bob@example.com"))):
        response = signed_in(app, username).get(URL)
        assert response.status_code == 200
        assert response.mimetype == "application/json"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.json == options_of(*expected)


def test_nothing_in_the_request_but_the_session_counts() -> None:
    response = signed_in(created()).get(URL + "?userId=user_42&id=user_42", headers={"X-User-Id": "user_42"})
    assert response.json == options_of("42", "alice@example.com")


def test_a_visitor_gets_401() -> None:
    app = created()
    for client in (app.test_client(), signed_in(app, "nobody")):
        response = client.get(URL)
        assert response.status_code == 401
        assert response.json == {"error": "login_required"}
        assert response.headers["Cache-Control"] == "no-store"


def test_a_user_without_an_email_gets_409_and_a_page_that_says_so() -> None:
    client = signed_in(created({"alice": User(42, "")}))
    response = client.get(URL)
    assert response.status_code == 409
    assert response.json == {"error": "empty_user_email"}
    assert response.headers["Cache-Control"] == "no-store"
    assert client.get("/page").text == "<!-- Notifizz: the signed-in user has no e-mail address -->"


def test_only_reading_is_allowed() -> None:
    client = signed_in(created())
    assert client.head(URL).status_code == 200
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.open(URL, method=method).status_code == 405


def test_the_template_global() -> None:
    app = created()
    response = signed_in(app).get("/page")
    assert Page(response.text).options() == options_of("42", "alice@example.com")
    assert response.headers["Cache-Control"] == "no-store"
    response = app.test_client().get("/page")
    assert response.text == ""
    # Nothing personal in it, so caching is the page's own business.
    assert "Cache-Control" not in response.headers


@pytest.mark.parametrize("text", NASTY)
def test_the_template_global_survives_what_is_in_an_id_or_email(text: str) -> None:
    app = created({"alice": User(text, text)})
    assert Page(signed_in(app).get("/page").text).options() == options_of(text, text)
    element_id = text.replace("\r", "").replace("\0", "")  # a parser changes these
    response = signed_in(app).get("/page-with-id", query_string={"id": element_id})
    assert Page(response.text).options(element_id) == options_of(text, text)


def test_without_a_front_api_key_and_under_the_other_scheme() -> None:
    app = created(NOTIFIZZ_FRONT_API_KEY=None, NOTIFIZZ_TOKEN_SCHEME="sha256-concat", NOTIFIZZ_URL_PREFIX="/api/n")
    expected = options_of("user_42", "bob@example.com", token=CONCAT_TOKEN)
    del expected["apiKey"]
    assert signed_in(app, "bob").get("/api/n/widget-options").json == expected


def public_id(user: User) -> str:
    return f"user_{user.id}"


def test_ids_that_are_no_text_and_a_hook() -> None:
    pk = uuid.UUID("7F3B1C1E-9F0A-4C5E-8D1B-2A6E5F4C3B2A")
    app = created({"alice": User(pk, "carol@example.com")})
    expected = options_of("7f3b1c1e-9f0a-4c5e-8d1b-2a6e5f4c3b2a", "carol@example.com")
    assert signed_in(app).get(URL).json == expected
    assert user_id(USERS["alice"]) == "42"
    for hook in (public_id, f"{__name__}:public_id", f"{__name__}.public_id"):
        app = created(NOTIFIZZ_GET_USER_ID=hook)
        assert signed_in(app).get(URL).json == options_of("user_42", "alice@example.com")
    app = created(NOTIFIZZ_GET_USER_ID=lambda user: user.id)
    with pytest.raises(TypeError, match=r"user_id must be str, not int: pass str\(user.pk\)"):
        signed_in(app).get(URL)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"NOTIFIZZ_AUTH_SECRET_KEY": ""}, "NOTIFIZZ_AUTH_SECRET_KEY.*the auth secret key is empty"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER + "\n"}, "begins or ends with whitespace"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER + "\ud800"}, "not valid Unicode"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER.encode()}, "auth_secret_key must be str, not bytes"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": None}, "auth_secret_key must be str, not NoneType"),
        ({"NOTIFIZZ_TOKEN_SCHEME": "md5"}, "the token scheme is unknown"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER, "NOTIFIZZ_FRONT_API_KEY": MARKER}, "is the auth secret key"),
        ({"NOTIFIZZ_GET_USER_ID": 42}, "neither a function nor the name of one"),
    ],
)
def test_a_wrong_configuration_is_refused_at_the_start(config: dict[str, Any], message: str) -> None:
    with pytest.raises(RuntimeError, match=message) as caught:
        Notifizz(configured(**config))
    assert MARKER not in str(caught.value)
    assert MARKER not in our_locals(caught.value)
    assert caught.value.__cause__ is None


def test_a_missing_key_is_refused_at_the_start() -> None:
    with pytest.raises(RuntimeError, match="the auth secret key is empty"):
        Notifizz(Flask(__name__))
    with pytest.raises(ImportError):
        Notifizz(configured(NOTIFIZZ_GET_USER_ID="no.such.function"))


def test_one_extension_serves_several_apps() -> None:
    notifizz = Notifizz()
    notifizz.get_user(lambda: USERS["alice"])
    apps = [configured(), configured(NOTIFIZZ_AUTH_SECRET_KEY="another")]
    for app in apps:
        notifizz.init_app(app)
    first, second = (app.test_client().get(URL).json for app in apps)
    assert first == options_of("42", "alice@example.com")
    assert second is not None
    assert second["token"] == hmac.new(b"another", b"42", hashlib.sha256).hexdigest()


def test_the_options_are_there_for_code_too() -> None:
    app = configured()
    notifizz = Notifizz(app)
    user: User | None = None
    notifizz.get_user(lambda: user)
    with app.test_request_context():
        assert notifizz.widget_options() is None
        user = USERS["alice"]
        assert notifizz.widget_options() == options_of("42", "alice@example.com")
        user = User(42, "")
        with pytest.raises(EmailMissingError):
            notifizz.widget_options()


def test_without_a_way_to_the_user_the_error_says_what_to_do() -> None:
    app = configured()
    Notifizz(app)
    with pytest.raises(RuntimeError, match=r"@notifizz\.get_user, or set Flask-Login up"):
        app.test_client().get(URL)


def test_flask_login_needs_no_function() -> None:
    class Account(flask_login.UserMixin):  # type: ignore[misc]
        id = 42
        email = "alice@example.com"

        def get_id(self) -> str:
            return "a-session-token"

    app = configured()
    manager = flask_login.LoginManager(app)
    manager.user_loader(lambda session_token: Account() if session_token == "a-session-token" else None)
    Notifizz(app)

    @app.post("/login")
    def login() -> str:
        flask_login.login_user(Account())
        return ""

    client = app.test_client()
    assert client.get(URL).status_code == 401
    client.post("/login")
    assert client.get(URL).json == options_of("42", "alice@example.com")


def our_locals(error: BaseException) -> str:
    """The frames of the integration, with their local variables."""
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    shown.stack = traceback.StackSummary.from_list(
        [f for f in shown.stack if f.filename.endswith("notifizz_token/flask.py")]
    )
    assert shown.stack
    return "".join(shown.format())


def test_the_debugger_never_shows_the_secret(capsys: pytest.CaptureFixture[str]) -> None:
    def failing(_: User) -> str:
        raise RuntimeError("the hook fails")

    app = created(NOTIFIZZ_AUTH_SECRET_KEY=MARKER, NOTIFIZZ_GET_USER_ID=failing, TESTING=False)
    app.debug = True
    with app.test_client() as client, client.session_transaction() as transaction:
        transaction["username"] = "alice"
    cookie = client.get_cookie("session")
    assert cookie is not None
    browser = WerkzeugClient(DebuggedApplication(app, evalex=True, pin_security=False))
    browser.set_cookie("session", cookie.value)
    for url in (URL, "/page"):
        response = browser.get(url, headers={"Accept": "text/html"})
        assert response.status_code == 500
        assert "the hook fails" in response.text
        assert "notifizz_token/flask.py" in response.text
        assert MARKER not in response.text
    # What error trackers send.
    app.testing = True
    for url in (URL, "/page"):
        with pytest.raises(RuntimeError, match="the hook fails") as caught:
            signed_in(app).get(url)
        shown = our_locals(caught.value)
        assert "    user = User(id=42" in shown  # the locals are in it
        assert MARKER not in shown
    captured = capsys.readouterr()
    assert MARKER not in captured.out + captured.err
    extension = app.extensions["notifizz_token"]
    assert MARKER not in f"{extension!r} {app.extensions}"
