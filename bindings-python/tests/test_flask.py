"""The Flask integration, with and without Flask-Login."""

import hashlib
import hmac
import html
import traceback
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import flask_login  # type: ignore[import-untyped]
import notifizz_token.flask
import pytest
from common import CONCAT_TOKEN, KEY
from flask import (
    Flask,
    Response,
    render_template_string,
    request,
    session,
    stream_template_string,
    stream_with_context,
)
from flask.testing import FlaskClient
from flask_caching import Cache
from html_page import MARKUP, Page
from notifizz_token import NotifizzTokenError
from notifizz_token.flask import EmailMissingError, Notifizz, user_id
from werkzeug.debug import DebuggedApplication
from werkzeug.test import Client as WerkzeugClient

MARKER = "MARKER-7f3b-auth-secret"
URL = "/notifizz/widget-options"


@dataclass
class User:
    id: Any
    email: Any


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
    # The response contains nothing personal, so its caching is left to the page.
    assert "Cache-Control" not in response.headers


@pytest.mark.parametrize("text", MARKUP)
def test_the_template_global_escapes_an_id_and_an_email(text: str) -> None:
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
    with pytest.raises(TypeError, match="user_id must be str, not int"):
        signed_in(app).get(URL)


class Nothing:
    """A user without attributes."""


@pytest.mark.parametrize("user", [User(None, "new@example.com"), User("", "new@example.com"), Nothing()])
def test_a_user_without_an_id_gets_409_and_a_page_that_says_so(user: Any) -> None:
    client = signed_in(created({"alice": user}))
    response = client.get(URL)
    assert response.status_code == 409
    assert response.json == {"error": "empty_user_id"}
    assert response.headers["Cache-Control"] == "no-store"
    response = client.get("/page")
    assert response.text == "<!-- Notifizz: the signed-in user has no ID -->"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize(
    ("setting", "code"), [("NOTIFIZZ_GET_USER_ID", "empty_user_id"), ("NOTIFIZZ_GET_USER_EMAIL", "empty_user_email")]
)
def test_a_hook_that_finds_nothing(setting: str, code: str, value: Any) -> None:
    config: dict[str, Any] = {setting: lambda _: value}
    response = signed_in(created(**config)).get(URL)
    assert response.status_code == 409
    assert response.json == {"error": code}


@pytest.mark.parametrize("email", [None, "", " ", "\u3000\n"])
def test_an_email_of_whitespace_counts_as_missing(email: Any) -> None:
    response = signed_in(created({"alice": User(42, email)})).get(URL)
    assert response.status_code == 409
    assert response.json == {"error": "empty_user_email"}


@pytest.mark.parametrize("value", [b"user_42", True, 42.0, Decimal(42), object(), [42], {}])
def test_ids_of_other_types_are_type_errors(value: Any) -> None:
    client = signed_in(created({"alice": User(value, "alice@example.com")}))
    for url in (URL, "/page"):
        with pytest.raises(TypeError, match=f"not {type(value).__name__}: .* in NOTIFIZZ_GET_USER_ID"):
            client.get(url)


def test_ill_formed_text_is_an_error_of_its_own() -> None:
    client = signed_in(created({"alice": User("\ud800", "alice@example.com")}))
    for url in (URL, "/page"):
        with pytest.raises(NotifizzTokenError, match="not valid Unicode"):
            client.get(url)


def profile_email(user: User) -> str:
    return f"{user.id}@profile.example.com"


def test_a_hook_for_the_email() -> None:
    for hook in (profile_email, f"{__name__}:profile_email"):
        app = created({"alice": User(42, None)}, NOTIFIZZ_GET_USER_EMAIL=hook)
        assert signed_in(app).get(URL).json == options_of("42", "42@profile.example.com")


async def async_user() -> User:
    return USERS["alice"]


async def async_public_id(user: User) -> str:
    return f"user_{user.id}"


def test_functions_may_be_async() -> None:
    for get_user in (async_user, partial(async_user)):
        app = configured(NOTIFIZZ_GET_USER_ID=async_public_id)
        Notifizz(app).get_user(get_user)
        assert app.test_client().get(URL).json == options_of("user_42", "alice@example.com")


@pytest.mark.parametrize("nobody", [None, False, 0, "", {}, []])
def test_a_false_user_is_a_visitor(nobody: Any) -> None:
    async def async_nobody() -> Any:
        return nobody

    for get_user in (lambda: nobody, async_nobody):
        app = configured()
        Notifizz(app).get_user(get_user)
        response = app.test_client().get(URL)
        assert response.status_code == 401
        assert response.json == {"error": "login_required"}


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"NOTIFIZZ_AUTH_SECRET_KEY": ""}, "NOTIFIZZ_AUTH_SECRET_KEY.*the auth secret key is empty"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER + "\n"}, "begins or ends with whitespace"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER + "\ud800"}, "not valid Unicode"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER.encode()}, "auth_secret_key must be str, not bytes"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": None}, "NOTIFIZZ_AUTH_SECRET_KEY.*the auth secret key is empty"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": None, "NOTIFIZZ_FRONT_API_KEY": None}, "the auth secret key is empty"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": "\ufeff" + MARKER}, "begins or ends with an invisible character"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": f'"{MARKER}"'}, "is in quotes"),
        ({"NOTIFIZZ_TOKEN_SCHEME": "md5"}, "the token scheme is unknown"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER, "NOTIFIZZ_FRONT_API_KEY": MARKER}, "is the auth secret key"),
        (
            {"NOTIFIZZ_AUTH_SECRET_KEY": MARKER, "NOTIFIZZ_FRONT_API_KEY": f" '{MARKER.lower()}'\n"},
            "is the auth secret",
        ),
        ({"NOTIFIZZ_FRONT_API_KEY": ""}, "NOTIFIZZ_FRONT_API_KEY: the Front API Key is empty"),
        ({"NOTIFIZZ_FRONT_API_KEY": 42}, "NOTIFIZZ_FRONT_API_KEY: api_key must be str, not int"),
        ({"NOTIFIZZ_GET_USER_ID": 42}, "neither a function nor the name of one"),
        ({"NOTIFIZZ_GET_USER_EMAIL": 42}, "NOTIFIZZ_GET_USER_EMAIL is neither a function nor the name of one"),
    ],
)
def test_a_wrong_configuration_is_rejected_at_the_start(config: dict[str, Any], message: str) -> None:
    with pytest.raises(RuntimeError, match=message) as caught:
        Notifizz(configured(**config))
    assert MARKER not in str(caught.value)
    assert MARKER not in our_locals(caught.value)
    assert caught.value.__cause__ is None


def test_a_missing_key_is_rejected_at_the_start() -> None:
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


def test_the_options_as_a_dict() -> None:
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


def test_without_a_user_function_the_error_says_what_to_do() -> None:
    app = configured()
    Notifizz(app)
    with pytest.raises(RuntimeError, match=r"@notifizz\.get_user, or set Flask-Login up"):
        app.test_client().get(URL)


def test_flask_login_needs_no_function() -> None:
    flask_login_works(Notifizz)


def test_a_function_may_return_flask_logins_current_user() -> None:
    def create(app: Flask) -> None:
        Notifizz(app).get_user(lambda: flask_login.current_user)

    flask_login_works(create)


def flask_login_works(create: Callable[[Flask], object]) -> None:
    class Account(flask_login.UserMixin):  # type: ignore[misc]
        id = 42
        email = "alice@example.com"

        def get_id(self) -> str:
            return "a-session-token"

    app = configured()
    manager = flask_login.LoginManager(app)
    manager.user_loader(lambda session_token: Account() if session_token == "a-session-token" else None)
    create(app)

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
        [f for f in shown.stack if f.filename == notifizz_token.flask.__file__]
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
        assert html.escape(notifizz_token.flask.__file__) in response.text
        assert MARKER not in response.text
    # Error trackers send the local variables.
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


PAGE = "{{ notifizz_widget_options() }}"


def test_a_stream_has_a_token_only_if_it_is_not_stored() -> None:
    app = created()

    @app.get("/template")
    def template() -> Response:
        return Response(stream_template_string("a" + PAGE))

    @app.get("/generator")
    def generator() -> Response:
        def parts() -> Iterator[str]:
            yield "a"
            yield render_template_string(PAGE)

        return Response(stream_with_context(parts()))

    @app.get("/uncached")
    def uncached() -> Response:
        response = template()
        response.headers["Cache-Control"] = "private, no-store"
        return response

    client = signed_in(app)
    for url in ("/template", "/generator"):
        with pytest.raises(RuntimeError, match="the response is finished, as in a stream"):
            client.get(url).get_data()
        # Nothing is written for a visitor, so nothing is rejected.
        assert app.test_client().get(url).text == "a"
    response = client.get("/uncached")
    assert Page(response.text.removeprefix("a")).options() == options_of("42", "alice@example.com")
    assert response.headers["Cache-Control"] == "private, no-store"


def test_no_other_function_changes_the_header_afterwards() -> None:
    app = configured()

    def cache_everything(response: Response) -> Response:
        response.headers["Cache-Control"] = "public, max-age=600"
        return response

    app.after_request(cache_everything)
    Notifizz(app).get_user(lambda: USERS["alice"])
    app.after_request(cache_everything)
    app.add_url_rule("/page", "page", lambda: render_template_string(PAGE))
    for url in (URL, "/page"):
        assert app.test_client().get(url).headers["Cache-Control"] == "no-store"


def test_flask_caching_never_keeps_a_token() -> None:
    app = created(CACHE_TYPE="SimpleCache")
    cache = Cache(app)
    app.add_url_rule("/cached", "cached", cache.cached(600)(lambda: render_template_string(PAGE)))
    app.add_url_rule("/memoized", "memoized", cache.memoize(600)(lambda: render_template_string(PAGE)))
    templates = {
        "/fragment": "{% cache 600, 'fragment' %}" + PAGE + "{% endcache %}",
        "/macro": "{% macro m() %}" + PAGE + "{% endmacro %}{% cache 600, 'macro' %}{{ m() }}{% endcache %}",
    }
    for url, template in templates.items():
        app.add_url_rule(url, url, partial(render_template_string, template))
    for url in ("/cached", "/memoized", *templates):
        for username in ("alice", "bob"):
            with pytest.raises(RuntimeError, match="Flask-Caching would give the token of one user to others"):
                signed_in(app, username).get(url)
        assert app.test_client().get(url).text == ""


def test_flask_caching_may_keep_the_page_of_a_visitor() -> None:
    app = created(CACHE_TYPE="SimpleCache")
    calls = []

    @app.get("/for-visitors")
    @Cache(app).cached(600, unless=lambda: session.get("username") is not None)
    def for_visitors() -> str:
        calls.append(session.get("username"))
        return render_template_string(PAGE)

    for _ in range(2):
        for username, expected in (("alice", ("42", "alice@example.com")), ("bob", ("user_42", "bob@example.com"))):
            response = signed_in(app, username).get("/for-visitors")
            assert Page(response.text).options() == options_of(*expected)
            assert response.headers["Cache-Control"] == "no-store"
        assert app.test_client().get("/for-visitors").text == ""
    assert calls == ["alice", "bob", None, "alice", "bob"]
