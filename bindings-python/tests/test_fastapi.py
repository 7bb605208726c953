"""The types of the package in annotations that FastAPI and Pydantic read when a program starts."""

import pytest
from common import KEY, TOKEN
from fastapi import FastAPI
from fastapi.testclient import TestClient
from notifizz_token import NotifizzClient, TokenScheme, WidgetOptions
from pydantic import TypeAdapter, ValidationError

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
