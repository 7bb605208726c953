"""The types of the package in annotations that FastAPI and Pydantic read when a program starts."""

import subprocess
import sys

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


def test_the_types_need_no_other_package() -> None:
    code = (
        "import sys; sys.modules['typing_extensions'] = None\n"
        "import notifizz_token; print(sorted(notifizz_token.WidgetOptions.__required_keys__))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{sorted(OPTIONS)}\n"
