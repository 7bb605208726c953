"""Sites in Django, Flask, FastAPI and Starlette, which behave alike: what all must answer is in test_web.py."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import flask
import notifizz_token.flask
from common import token_of
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory, override_settings
from django_settings import NOTIFIZZ_AUTH_SECRET_KEY, NOTIFIZZ_FRONT_API_KEY
from notifizz_token.django import widget_options
from notifizz_token.flask import Notifizz

URL = "/notifizz/widget-options"


@dataclass
class User:
    """A user who is no model, as from a token of another service."""

    id: Any = 42
    email: Any = "alice@example.com"
    is_authenticated = True

    @property
    def pk(self) -> Any:
        return self.id


ALICE, BOB = User(), User("user_42", "bob@example.com")


def options_of(user_id: str = "42", email: str = "alice@example.com") -> dict[str, str]:
    """The widget options, under the names of the widget."""
    always = {"authType": "backendToken", "token": token_of(user_id), "userId": user_id, "userEmail": email}
    return {"apiKey": "front-api-key", **always}


class Answer(NamedTuple):
    status: int
    type: str | None
    cache_control: str | None
    text: str


def request_of(user: Any) -> HttpRequest:
    request = RequestFactory().get(URL)
    request.user = user
    return request


# The user of the next request to the Django site.
current: list[Any] = [None]


def set_user(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Any:
    """A middleware in place of Django's own."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.user = AnonymousUser() if current[0] is None else current[0]
        return get_response(request)

    return middleware


class DjangoSite:
    no_store = "no-store, private"

    def request(self, method: str, path: str, user: Any, headers: dict[str, str], **config: Any) -> Answer:
        current[:] = [user]
        with override_settings(MIDDLEWARE=["sites.set_user"], **config):
            response = cast("Any", Client()).generic(method, path, headers=headers, REMOTE_USER="bob")
        kind = response["Content-Type"].partition(";")[0]
        return Answer(response.status_code, kind, response.get("Cache-Control"), response.content.decode())

    def options(self, user: Any, **config: Any) -> Any:
        with override_settings(**config):
            return widget_options(request_of(AnonymousUser() if user is None else user))


class FlaskSite:
    no_store = "no-store, private"

    def request(self, method: str, path: str, user: Any, headers: dict[str, str], **config: Any) -> Answer:
        client = flask_app(user, **config).test_client()
        response = client.open(path, method=method, headers=headers, environ_overrides={"REMOTE_USER": "bob"})
        return Answer(response.status_code, response.mimetype, response.headers.get("Cache-Control"), response.text)

    def options(self, user: Any, **config: Any) -> Any:
        app = flask_app(user, **config)
        with app.test_request_context():
            return app.config["extension"].widget_options()


def configured(**config: Any) -> flask.Flask:
    app = flask.Flask(__name__)
    app.config.update(
        SECRET_KEY="flask-own-key",
        TESTING=True,
        NOTIFIZZ_AUTH_SECRET_KEY=NOTIFIZZ_AUTH_SECRET_KEY,
        NOTIFIZZ_FRONT_API_KEY=NOTIFIZZ_FRONT_API_KEY,
    )
    app.config.update(config)
    return app


def flask_app(user: Any = None, **config: Any) -> flask.Flask:
    """An app for one user, or for the one that the session names."""
    app = configured(**config)
    app.config["extension"] = Notifizz(app)
    users = {"alice": ALICE, "bob": BOB}
    app.config["extension"].get_user(lambda: user or users.get(flask.session.get("username", "")))
    for url, call in (("/page", "()"), ("/named", "(request.args.id)")):
        template = "{{ notifizz_widget_options" + call + " }}"
        app.add_url_rule(url, url, lambda template=template: flask.render_template_string(template))
    return app


def our_locals(error: BaseException) -> str:
    """The frames of the Flask integration, with their local variables, which error trackers send."""
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [frame for frame in shown.stack if frame.filename == notifizz_token.flask.__file__]
    assert ours
    shown.stack = traceback.StackSummary.from_list(ours)
    return "".join(shown.format())
