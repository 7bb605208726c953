"""FastAPI and Starlette: the types of the package in annotations, the router and the endpoint."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from common import KEY, TOKEN
from fastapi import FastAPI, Header
from fastapi.testclient import TestClient
from notifizz_token import NotifizzClient, NotifizzTokenError, TokenScheme, WidgetOptions
from notifizz_token.fastapi import widget_router
from notifizz_token.starlette import widget_view
from pydantic import TypeAdapter, ValidationError
from sites import ALICE, BOB, URL, User, options_of
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

CLIENT = NotifizzClient(KEY)
OPTIONS = {"authType": "backendToken", "token": TOKEN, "userId": "user_42", "userEmail": "alice@example.com"}


def test_widget_options_are_a_response_type() -> None:
    app = FastAPI()

    @app.get("/options")
    def options(api_key: str | None = None) -> WidgetOptions:
        return CLIENT.widget_options("user_42", "alice@example.com", api_key=api_key)

    requests = TestClient(app)
    assert requests.get("/options").json() == OPTIONS
    assert requests.get("/options?api_key=front").json() == {**OPTIONS, "apiKey": "front"}
    schema = app.openapi()["components"]["schemas"]["WidgetOptions"]
    assert sorted(schema["required"]) == sorted(OPTIONS)
    assert schema["properties"].keys() == {*OPTIONS, "apiKey"}


def test_both_types_are_checked() -> None:
    assert TypeAdapter(WidgetOptions).validate_python(OPTIONS) == OPTIONS
    with pytest.raises(ValidationError):
        TypeAdapter(WidgetOptions).validate_python({**OPTIONS, "authType": "another"})
    with pytest.raises(ValidationError):
        TypeAdapter(TokenScheme).validate_python("md5")


USERS: dict[str | None, Any] = {
    "alice": ALICE,
    "bob": BOB,
    "uuid": User(uuid.UUID(int=7)),
    "no-id": User(None),
    "no-email": User(42, None),
    "blank-email": User(42, " "),
    "bytes": User(b"user_42"),
    "false": False,
}
USERS["anonymous"] = User()
USERS["anonymous"].is_authenticated = False


def fastapi_app(**options: Any) -> FastAPI:
    def user(x_user: str | None = Header(None)) -> Any:
        return USERS.get(x_user)

    app = FastAPI()
    app.include_router(widget_router(user, **options), prefix="/notifizz")
    return app


def starlette_app(**options: Any) -> Starlette:
    def user(request: Request) -> Any:
        return USERS.get(request.headers.get("x-user"))

    return Starlette(routes=[Route(URL, widget_view(user, **options))])


def async_starlette_app(**options: Any) -> Starlette:
    async def user(request: Request) -> Any:
        return USERS.get(request.headers.get("x-user"))

    return Starlette(routes=[Route(URL, widget_view(user, **options))])


class AsyncUser:
    async def __call__(self, request: Request) -> Any:
        return USERS.get(request.headers.get("x-user"))


def async_object_starlette_app(**options: Any) -> Starlette:
    return Starlette(routes=[Route(URL, widget_view(AsyncUser(), **options))])


App = Callable[..., FastAPI | Starlette]


@pytest.fixture(params=[fastapi_app, starlette_app, async_starlette_app, async_object_starlette_app])
def create(request: pytest.FixtureRequest) -> App:
    chosen: App = request.param
    return chosen


def get(app: FastAPI | Starlette, user: str | None, client: Any = CLIENT) -> tuple[int, Any]:
    app.state.notifizz = client
    response = TestClient(app).get(URL, headers={"x-user": user} if user else {})
    assert response.headers["cache-control"] == "no-store, private"
    assert response.headers["content-type"] == "application/json"
    return response.status_code, response.json()


def test_the_answers_are_those_of_the_other_frameworks(create: App) -> None:
    app = create(api_key="front-api-key")
    assert get(app, "alice") == (200, options_of())
    assert get(app, "bob") == (200, options_of("user_42", "bob@example.com"))
    assert get(app, "uuid") == (200, options_of(str(uuid.UUID(int=7))))
    for visitor in (None, "false", "anonymous"):
        assert get(app, visitor) == (401, {"error": "login_required"})
    assert get(app, "no-id") == (409, {"error": "empty_user_id"})
    for user in ("no-email", "blank-email"):
        assert get(app, user) == (409, {"error": "empty_user_email"})


def test_functions_for_the_id_and_the_email(create: App) -> None:
    hooks = {"get_user_id": lambda user: f"user_{user.id}", "get_user_email": lambda _: "alice@example.com"}
    assert get(create(**hooks), "no-email") == (200, OPTIONS)


def test_mistakes_of_the_developer_are_raised(create: App) -> None:
    for app, user, client, error, message in (
        (create(), "alice", None, RuntimeError, r"app\.state\.notifizz"),
        (create(), "bytes", CLIENT, TypeError, "NOTIFIZZ_GET_USER_ID"),
        (create(api_key=KEY), "alice", CLIENT, NotifizzTokenError, "is the auth secret key"),
    ):
        with pytest.raises(error, match=message):
            get(app, user, client)


def test_the_router_has_a_schema() -> None:
    operation = fastapi_app().openapi()["paths"][URL]["get"]
    assert operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith("/WidgetOptions")
