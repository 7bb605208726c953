"""The Flask integration, where it is not like Django's: test_web.py has the rest."""

import html
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import flask_login  # type: ignore[import-untyped]
import notifizz_token.flask
import pytest
from common import MARKER, token_of
from flask import Flask, Response, render_template_string, session, stream_template_string, stream_with_context
from flask.testing import FlaskClient
from flask_caching import Cache
from html_page import Page
from notifizz_token import NotifizzTokenError
from notifizz_token.flask import Notifizz, user_id
from sites import ALICE, BOB, URL, User, configured, flask_app, options_of, our_locals
from werkzeug.debug import DebuggedApplication
from werkzeug.test import Client as WerkzeugClient

PAGE = "{{ notifizz_widget_options() }}"


def signed_in(app: Flask, username: str = "alice") -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as transaction:
        transaction["username"] = username
    return client


def public_id(user: User) -> str:
    return f"user_{user.id}"


def test_names_of_functions_and_the_prefix_of_the_route() -> None:
    app = flask_app(ALICE, NOTIFIZZ_GET_USER_ID=f"{__name__}:public_id", NOTIFIZZ_URL_PREFIX="/api/n")
    assert app.test_client().get("/api/n/widget-options").json == options_of("user_42")
    assert user_id(ALICE) == "42"


@pytest.mark.parametrize(("given", "error"), [(b"user_42", TypeError), ("\ud800", NotifizzTokenError)])
def test_a_page_raises_what_the_route_raises(given: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        flask_app(User(given)).test_client().get("/page")


def test_functions_may_be_async() -> None:
    async def user() -> User:
        return ALICE

    async def public_id(user: User) -> str:
        return f"user_{user.id}"

    for get_user in (user, partial(user)):
        app = configured(NOTIFIZZ_GET_USER_ID=public_id)
        Notifizz(app).get_user(get_user)
        assert app.test_client().get(URL).json == options_of("user_42")


@pytest.mark.parametrize("nobody", [None, False, 0, "", {}, []])
def test_a_false_user_is_a_visitor(nobody: Any) -> None:
    async def async_nobody() -> Any:
        return nobody

    for get_user in (lambda: nobody, async_nobody):
        app = configured()
        Notifizz(app).get_user(get_user)
        assert app.test_client().get(URL).status_code == 401


def test_a_missing_key_is_rejected_at_the_start() -> None:
    with pytest.raises(RuntimeError, match="the auth secret key is empty"):
        Notifizz(Flask(__name__))


def test_one_extension_serves_several_apps() -> None:
    notifizz = Notifizz()
    notifizz.get_user(lambda: ALICE)
    for key in ("YOUR_AUTH_SECRET_KEY", "another"):
        app = configured(NOTIFIZZ_AUTH_SECRET_KEY=key)
        notifizz.init_app(app)
        assert app.test_client().get(URL).json == {**options_of(), "token": token_of("42", key)}


def test_without_a_user_function_the_error_says_what_to_do() -> None:
    app = configured()
    Notifizz(app)
    with pytest.raises(RuntimeError, match=r"@notifizz\.get_user, or set Flask-Login up"):
        app.test_client().get(URL)


@pytest.mark.parametrize("create", [Notifizz, lambda app: Notifizz(app).get_user(lambda: flask_login.current_user)])
def test_flask_login_needs_no_function(create: Callable[[Flask], object]) -> None:
    class Account(flask_login.UserMixin):  # type: ignore[misc]
        id = 42
        email = "alice@example.com"

        def get_id(self) -> str:
            return "a-session-token"

    app = configured()
    manager = flask_login.LoginManager(app)
    manager.user_loader(lambda session_token: Account() if session_token == "a-session-token" else None)
    create(app)
    app.add_url_rule("/login", "login", lambda: str(flask_login.login_user(Account())))
    client = app.test_client()
    assert client.get(URL).status_code == 401
    client.get("/login")
    assert client.get(URL).json == options_of()


@pytest.mark.parametrize("url", [URL, "/page"])
def test_the_debugger_never_shows_the_secret(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    def failing(_: User) -> str:
        raise RuntimeError("the hook fails")

    app = flask_app(ALICE, NOTIFIZZ_AUTH_SECRET_KEY=MARKER, NOTIFIZZ_GET_USER_ID=failing, TESTING=False)
    app.debug = True
    browser = WerkzeugClient(DebuggedApplication(app, evalex=True, pin_security=False))
    response = browser.get(url, headers={"Accept": "text/html"})
    assert response.status_code == 500
    assert "the hook fails" in response.text
    assert html.escape(notifizz_token.flask.__file__) in response.text
    app.testing = True
    with pytest.raises(RuntimeError, match="the hook fails") as caught:
        app.test_client().get(url)
    shown = our_locals(caught.value)
    assert "    user = User(id=42" in shown  # the locals are in it
    captured = capsys.readouterr()
    extension = app.extensions["notifizz_token"]
    for text in (response.text, shown, captured.out, captured.err, f"{extension!r} {app.extensions}"):
        assert MARKER not in text


def test_a_stream_has_a_token_only_if_it_is_not_stored() -> None:
    app = flask_app()

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
    assert Page(response.text.removeprefix("a")).options() == options_of()
    assert response.headers["Cache-Control"] == "private, no-store"


def test_no_other_function_changes_the_header_afterwards() -> None:
    app = configured()

    def cache_everything(response: Response) -> Response:
        response.headers["Cache-Control"] = "public, max-age=600"
        return response

    app.after_request(cache_everything)
    Notifizz(app).get_user(lambda: ALICE)
    app.after_request(cache_everything)
    app.add_url_rule("/page", "page", lambda: render_template_string(PAGE))
    for url in (URL, "/page"):
        assert app.test_client().get(url).headers["Cache-Control"] == "no-store, private"


def test_flask_caching_never_keeps_a_token() -> None:
    app = flask_app(CACHE_TYPE="SimpleCache")
    cache = Cache(app)
    pages: dict[str, Callable[[], str]] = {
        "cached": cache.cached(600)(lambda: render_template_string(PAGE)),
        "memoized": cache.memoize(600)(lambda: render_template_string(PAGE)),
        "fragment": partial(render_template_string, "{% cache 600, 'fragment' %}" + PAGE + "{% endcache %}"),
        "macro": partial(
            render_template_string,
            "{% macro m() %}" + PAGE + "{% endmacro %}{% cache 600, 'macro' %}{{ m() }}{% endcache %}",
        ),
    }
    for name, page in pages.items():
        app.add_url_rule(f"/{name}", name, page)
    for name in pages:
        for username in ("alice", "bob"):
            with pytest.raises(RuntimeError, match="Flask-Caching would give the token of one user to others"):
                signed_in(app, username).get(f"/{name}")
        assert app.test_client().get(f"/{name}").text == ""


def test_flask_caching_may_keep_the_page_of_a_visitor() -> None:
    app = flask_app(CACHE_TYPE="SimpleCache")
    calls = []

    @app.get("/for-visitors")
    @Cache(app).cached(600, unless=lambda: session.get("username") is not None)
    def for_visitors() -> str:
        calls.append(session.get("username"))
        return render_template_string(PAGE)

    for _ in range(2):
        for username, user in (("alice", ALICE), ("bob", BOB)):
            response = signed_in(app, username).get("/for-visitors")
            assert Page(response.text).options() == options_of(str(user.id), user.email)
            assert response.headers["Cache-Control"] == "no-store, private"
        assert app.test_client().get("/for-visitors").text == ""
    assert calls == ["alice", "bob", None, "alice", "bob"]
