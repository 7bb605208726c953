"""The views for webhooks of all frameworks, with every body of vectors/dispatches.json."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from typing import Annotated, Any, NamedTuple

import flask
import pytest
from asgiref.sync import async_to_sync
from common import WEBHOOK_SECRET, build_text, load, token_of
from django.core.exceptions import ImproperlyConfigured
from django.test import AsyncClient, Client, override_settings
from django.urls import resolve
from django_views import EVENTS
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from notifizz_token import DispatchReceiver, NotifizzClient, starlette
from notifizz_token._web import DISPATCH_ERRORS
from notifizz_token.django import dispatch
from notifizz_token.fastapi import dispatch_event
from notifizz_token.flask import dispatch_view
from sites import configured
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

DISPATCHES = load("dispatches.json")
SECRET = DISPATCHES["webhook_signing_secret"]


class Answer(NamedTuple):
    status: int
    text: str


class At:
    """A receiver whose clock shows the time of a row."""

    def __init__(self, row: Any) -> None:
        self.now, self.tolerance = (row.get(name, DISPATCHES[name]) / 1000 for name in ("now_ms", "tolerance_ms"))

    def receive_dispatch(self, body: bytes) -> Any:
        return DispatchReceiver(SECRET).receive_dispatch(body, now=self.now, tolerance=self.tolerance)


class DjangoSite:
    rejected = ("error", "dispatch_rejected")
    limit = 2_621_440

    def __init__(self) -> None:
        self.events = EVENTS

    def post(self, body: bytes, receiver: Any = None) -> Answer:
        with pytest.MonkeyPatch.context() as patch:
            if receiver:
                patch.setattr(dispatch, "receiver", lambda: receiver)
            # With the CSRF check, which the test client leaves out otherwise.
            client = Client(enforce_csrf_checks=True)
            response = client.post("/webhook", body, content_type="application/json")
        return Answer(response.status_code, response.content.decode())


class AsyncDjangoSite(DjangoSite):
    def post(self, body: bytes, receiver: Any = None) -> Answer:
        with pytest.MonkeyPatch.context() as patch:
            if receiver:
                patch.setattr(dispatch, "receiver", lambda: receiver)
            client = AsyncClient(enforce_csrf_checks=True)
            response = async_to_sync(client.post)("/async-webhook/a", body, content_type="application/json")
        if response.status_code == 202:
            assert response.content == b"for a"
            return Answer(204, "")
        return Answer(response.status_code, response.content.decode())


class FlaskSite:
    rejected = ("error", "dispatch_rejected")
    limit = 1 << 20

    def __init__(self) -> None:
        self.events: list[Any] = []
        self.app = configured(NOTIFIZZ_WEBHOOK_SIGNING_SECRET=["new", SECRET], MAX_CONTENT_LENGTH=self.limit)
        self.app.add_url_rule("/webhook", "webhook", dispatch_view(self.handle), methods=["POST"])

    def handle(self, event: Any) -> None:
        self.events.append(event)

    def post(self, body: bytes, receiver: Any = None) -> Answer:
        if receiver:
            self.app.extensions["notifizz_token.dispatch"] = receiver
        response = self.app.test_client().post("/webhook", data=body, content_type="application/json")
        return Answer(response.status_code, response.text)


class AsyncFlaskSite(FlaskSite):
    async def handle(self, event: Any) -> Any:  # type: ignore[override]
        self.events.append(event)
        return "", 204


class FastApiSite:
    rejected = ("detail", "dispatch_rejected")
    limit = 10 << 20

    def __init__(self) -> None:
        self.events: list[Any] = []
        self.app = FastAPI()
        self.app.state.notifizz = NotifizzClient("key", webhook_signing_secret=["new", SECRET])

        @self.app.post("/webhook", status_code=204)
        def webhook(event: Annotated[dict[str, Any], Depends(dispatch_event)]) -> None:
            self.events.append(event)

    def post(self, body: bytes, receiver: Any = None) -> Answer:
        if receiver:
            self.app.state.notifizz = receiver
        response = TestClient(self.app).post("/webhook", content=body)
        return Answer(response.status_code, response.text)


class StarletteSite(FastApiSite):
    rejected = ("error", "dispatch_rejected")

    def __init__(self) -> None:
        self.events = []
        view = starlette.dispatch_view(self.handle)
        self.app = Starlette(routes=[Route("/webhook", view, methods=["POST"])])  # type: ignore[assignment]
        self.app.state.notifizz = DispatchReceiver(["new", SECRET])

    async def handle(self, request: Request, event: Any) -> Any:
        assert request.method == "POST"
        self.events.append(event)


class BlockingStarletteSite(StarletteSite):
    def handle(self, _: Request, event: Any) -> Any:
        self.events.append(event)
        return PlainTextResponse("", 204)


Site = DjangoSite | FlaskSite | FastApiSite
SITES = [DjangoSite, AsyncDjangoSite, FlaskSite, AsyncFlaskSite, FastApiSite, StarletteSite, BlockingStarletteSite]


@pytest.fixture(params=SITES, ids=lambda site: site.__name__)
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    EVENTS.clear()
    with override_settings(NOTIFIZZ_WEBHOOK_SIGNING_SECRET=["new", SECRET]):
        created: Site = request.param()
        yield created


def reasons(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The messages of the package, which say why a webhook was rejected."""
    records = [record for record in caplog.records if record.name == "notifizz_token"]
    assert all(record.levelno == logging.WARNING for record in records)
    return [record.getMessage() for record in records]


def test_every_body(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    rows = DISPATCHES["bodies"]
    assert len(rows) == DISPATCHES["counts"]["bodies"] > 100
    for row in rows:
        caplog.clear()
        site.events.clear()
        body = build_text(row["body"])
        body = body.encode() if isinstance(body, str) else body
        answer = site.post(body, At(row))
        if len(body) > site.limit:
            (reason,) = reasons(caplog)
            assert "the body is larger than" in reason, row["name"]
        elif "error" in row:
            (reason,) = reasons(caplog)
            assert f": {row['error']}: " in reason, row["name"]
        else:
            assert answer == (204, ""), row["name"]
            assert site.events == [json.loads(build_text(row["payload"]))]
            assert reasons(caplog) == []
            continue
        # One answer, whatever is wrong.
        assert answer.status == 400, row["name"]
        assert json.loads(answer.text) == dict([site.rejected])
        assert site.events == []


def test_the_clock_of_the_server(site: Site) -> None:
    now = time.time_ns() // 1_000_000
    for offset, status in ((0, 204), (-290_000, 204), (290_000, 204), (-310_000, 400), (310_000, 400)):
        payload = json.dumps({"timestamp": now + offset})
        body = json.dumps({"payload": payload, "signature": token_of(payload, SECRET)})
        assert site.post(body.encode()).status == status
    assert len(site.events) == 3


def test_ten_mebibytes(site: Site) -> None:
    assert site.post(b" " * (10 << 20) + b"x").status == 400
    assert site.post(b'{"payload":"' + b"a" * (10 << 20)).status == 400
    assert site.events == []


def test_the_codes_that_are_answered_alike() -> None:
    assert {row["error"] for row in DISPATCHES["bodies"] if "error" in row} == DISPATCH_ERRORS


def test_django_takes_only_post_and_needs_no_login() -> None:
    required = ["django.contrib.sessions.middleware.SessionMiddleware"]
    required += [f"django.contrib.auth.middleware.{name}Middleware" for name in ("Authentication", "LoginRequired")]
    with override_settings(NOTIFIZZ_WEBHOOK_SIGNING_SECRET=SECRET, MIDDLEWARE=required):
        assert Client().get("/webhook").status_code == 405
        assert resolve("/webhook").view_name == "django_views.webhook"
        assert Client().post("/webhook", b"", content_type="text/plain").status_code == 400


@pytest.mark.parametrize("secret", [None, "", "whsec\n", 42])
def test_a_wrong_secret_is_an_error_of_the_server(secret: Any) -> None:
    expected = pytest.raises(ImproperlyConfigured, match=r"^NOTIFIZZ_WEBHOOK_SIGNING_SECRET: ")
    with override_settings(NOTIFIZZ_WEBHOOK_SIGNING_SECRET=secret), expected:
        Client().post("/webhook", b"{}", content_type="application/json")
    app = configured(NOTIFIZZ_WEBHOOK_SIGNING_SECRET=secret)
    app.add_url_rule("/webhook", "webhook", dispatch_view(lambda _: None), methods=["POST"])
    with pytest.raises(RuntimeError, match=r"^NOTIFIZZ_WEBHOOK_SIGNING_SECRET: "):
        app.test_client().post("/webhook")


@pytest.mark.parametrize("create", [FastApiSite, StarletteSite])
def test_an_app_without_a_client_is_an_error_of_the_server(create: Callable[[], FastApiSite]) -> None:
    site = create()
    site.app.state.notifizz = None
    with pytest.raises(RuntimeError, match=r"set app\.state\.notifizz to a NotifizzClient"):
        site.post(b"{}")
    site.app.state.notifizz = NotifizzClient("key")
    with pytest.raises(ValueError, match="the webhook signing secret is missing"):
        site.post(b"{}")


def test_flask_passes_the_arguments_of_the_route() -> None:
    app = configured(NOTIFIZZ_WEBHOOK_SIGNING_SECRET=WEBHOOK_SECRET)

    @app.post("/webhook/<tenant>")
    @dispatch_view
    def webhook(event: Any, tenant: str) -> flask.Response:
        return flask.jsonify(tenant=tenant, event=event)

    payload = json.dumps({"timestamp": time.time() * 1000})
    body = {"payload": payload, "signature": token_of(payload, WEBHOOK_SECRET)}
    assert app.test_client().post("/webhook/a", json=body).json == {"tenant": "a", "event": json.loads(payload)}
