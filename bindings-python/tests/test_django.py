"""The Django integration, in a project with the usual middleware."""

import hashlib
import hmac
import json
import logging
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import django
import pytest
from asgiref.sync import async_to_sync
from common import CONCAT_TOKEN, KEY, TOKEN, VECTORS
from django.conf import settings
from html_page import MARKUP, Page

MARKER = "MARKER-7f3b-auth-secret"
TAG = "{% load notifizz cache %}{% notifizz_widget_options %}"
# The tag is inside a {% cache %} in several ways.
TEMPLATES = {
    "page.html": TAG,
    "500.html": "{% extends 'base.html' %}{% block content %}sorry{% endblock %}",
    "base.html": TAG + "{% block content %}{% endblock %}",
    "cached.html": "{% load notifizz cache %}{% cache 600 direct %}{% notifizz_widget_options %}{% endcache %}",
    "cached-forever.html": "{% load cache %}{% cache None forever using='default' %}" + TAG + "{% endcache %}",
    "cached-include.html": "{% load cache %}{% cache 600 include %}{% include 'includes.html' %}{% endcache %}",
    "includes.html": "{% with name='page.html' %}{% include name %}{% endwith %}",
    "cached-block.html": "{% load cache %}{% cache 600 block %}{% block header %}{% endblock %}{% endcache %}",
    "fills-block.html": "{% extends 'cached-block.html' %}{% block header %}" + TAG + "{% endblock %}",
    "fills-block-again.html": "{% extends 'fills-block.html' %}{% block header %}{{ block.super }}{% endblock %}",
}
CACHED = [name for name in TEMPLATES if name.startswith(("cached", "fills")) and name != "cached-block.html"]

settings.configure(
    SECRET_KEY="django-own-key",
    ALLOWED_HOSTS=["testserver"],
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "notifizz_token.django",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    ROOT_URLCONF=__name__,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request"],
                "loaders": [("django.template.loaders.locmem.Loader", TEMPLATES)],
            },
        }
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    NOTIFIZZ_AUTH_SECRET_KEY=KEY,
    NOTIFIZZ_FRONT_API_KEY="front-api-key",
)
django.setup()

# Django must be set up before these are imported.
from django.contrib.auth.base_user import AbstractBaseUser  # noqa: E402
from django.contrib.auth.models import AnonymousUser, User  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.checks import run_checks  # noqa: E402
from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse  # noqa: E402
from django.http.response import HttpResponseBase  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.template import engines  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.template.response import TemplateResponse  # noqa: E402
from django.test import AsyncClient, Client, RequestFactory, override_settings  # noqa: E402
from django.urls import include, path, reverse  # noqa: E402
from django.views.debug import ExceptionReporter  # noqa: E402
from django.views.decorators.cache import cache_page, never_cache  # noqa: E402
from notifizz_token import NotifizzTokenError  # noqa: E402
from notifizz_token.django import get_client, middleware, widget, widget_options  # noqa: E402
from notifizz_token.django.checks import REJECTIONS  # noqa: E402
from notifizz_token.django.views import widget_options as view  # noqa: E402

PAGE = "{% load notifizz %}{% notifizz_widget_options %}"
URL = "/notifizz/widget-options"
NO_STORE = "no-store, private"


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "page.html")


def lazy_page(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "page.html")


def page_of_template(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, name)


def own_view(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"options": widget_options(request)})


class WrappedRequest:
    """As Django REST framework's: attributes that it does not have are those of Django's."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __getattr__(self, name: str) -> Any:
        return getattr(self._request, name)


def rest_view(request: HttpRequest) -> HttpResponse:
    return own_view(cast("HttpRequest", WrappedRequest(request)))


def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(render_to_string(name, {}, request) for name in ("page.html",))


async def async_page(request: HttpRequest) -> HttpResponse:
    if request.GET:
        await request.auser()
    return render(request, "page.html")


def failing_view(_: HttpRequest) -> HttpResponse:
    raise RuntimeError("the view fails")


urlpatterns = [
    path("notifizz/", include("notifizz_token.django.urls")),
    path("page", page),
    path("cached-page", cache_page(600)(page)),
    path("cached-lazy-page", cache_page(600)(lazy_page)),
    path("cached-view", cache_page(600)(own_view)),
    path("cached-rest-view", cache_page(600)(rest_view)),
    path("lazy-page", lazy_page),
    path("own-view", own_view),
    path("rest-view", rest_view),
    path("stream", stream),
    path("uncached-stream", never_cache(stream)),
    path("async-page", async_page),
    path("failing", failing_view),
    path("templates/<name>", page_of_template),
]


class Person:
    """A user who is no model, as from a token of another service."""

    is_authenticated = True

    def __init__(self, pk: Any, email: Any = "person@example.com") -> None:
        self.pk = pk
        self.email = email


PEOPLE: dict[str, Any] = {
    "alice": Person(42, "alice@example.com"),
    "bob": Person("user_42", "bob@example.com"),
    "none": Person(None),
    "empty": Person(""),
    "unsaved": User(username="new", email="new@example.com"),
    "other-unsaved": User(username="other", email="other@example.com"),
    "nobody": None,
}


def header_user(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Any:
    """A middleware that takes the user from a header."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.user = PEOPLE[request.headers["X-User"]] if "X-User" in request.headers else AnonymousUser()
        return get_response(request)

    return middleware


CACHED_SITE = [
    "django.middleware.cache.UpdateCacheMiddleware",
    f"{__name__}.header_user",
    "django.middleware.cache.FetchFromCacheMiddleware",
]


@pytest.fixture(scope="module", autouse=True)
def _database() -> None:
    call_command("migrate", verbosity=0)


@pytest.fixture(autouse=True)
def _users() -> Iterator[None]:
    User.objects.create_user("alice", "alice@example.com", "wonderland", pk=42)
    yield
    User.objects.all().delete()
    cache.clear()


@pytest.fixture
def alice() -> Client:
    client = Client()
    assert client.login(username="alice", password="wonderland")
    return client


def request_of(user: Any) -> HttpRequest:
    request = RequestFactory().get(URL)
    request.user = user
    return request


def token_of(user_id: str, key: str = KEY) -> str:
    return hmac.new(key.encode(), user_id.encode(), hashlib.sha256).hexdigest()


def options_of(user_id: str, email: str) -> dict[str, str]:
    return {
        "apiKey": "front-api-key",
        "authType": "backendToken",
        "token": token_of(user_id),
        "userId": user_id,
        "userEmail": email,
    }


def test_the_view_answers_with_the_options_of_the_signed_in_user(alice: Client) -> None:
    response = alice.get(URL)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == NO_STORE
    assert response.json() == options_of("42", "alice@example.com")
    assert reverse("notifizz_token:widget_options") == URL


def test_nothing_in_the_request_but_the_session_counts(alice: Client) -> None:
    User.objects.create_user("bob", "bob@example.com", "builder", pk=43)
    for response in (
        alice.get(URL + "?userId=43&user_id=43&pk=43&id=43"),
        alice.get(URL, headers={"x-user-id": "43", "remote-user": "bob"}),
        alice.get(URL, REMOTE_USER="bob"),
    ):
        assert response.json() == options_of("42", "alice@example.com")


def test_a_visitor_gets_401(alice: Client) -> None:
    alice.logout()
    for client in (Client(), alice):
        response = client.get(URL)
        assert response.status_code == 401
        assert response.json() == {"error": "login_required"}
        assert response["Cache-Control"] == NO_STORE
    User.objects.update(is_active=False)
    client = Client()
    client.force_login(User.objects.get(pk=42), "django.contrib.auth.backends.ModelBackend")
    assert client.get(URL).status_code == 401


def test_a_user_without_an_email_gets_409_and_a_page_that_says_so(alice: Client) -> None:
    User.objects.update(email="")
    response = alice.get(URL)
    assert response.status_code == 409
    assert response.json() == {"error": "empty_user_email"}
    assert response["Cache-Control"] == NO_STORE
    content = alice.get("/page").content.decode()
    assert content == "<!-- Notifizz: the signed-in user has no e-mail address -->"


def test_only_reading_is_allowed(alice: Client) -> None:
    assert alice.head(URL).status_code == 200
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert alice.generic(method, URL).status_code == 405


def test_the_middleware_that_requires_a_login_does_not_redirect() -> None:
    middleware = [*settings.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]
    with override_settings(MIDDLEWARE=middleware):
        assert Client().get("/page").status_code == 302
        assert Client().get(URL).status_code == 401


def test_the_template_tag(alice: Client) -> None:
    response = alice.get("/page")
    assert Page(response.content.decode()).options() == options_of("42", "alice@example.com")
    assert response["Cache-Control"] == NO_STORE
    response = Client().get("/page")
    assert response.content == b""
    # The response contains nothing personal, so its caching is left to the page.
    assert "Cache-Control" not in response


@pytest.mark.parametrize("text", MARKUP)
def test_the_template_tag_escapes_an_id_and_an_email(text: str) -> None:
    request = RequestFactory().get("/")
    request.user = User(pk=42, email=text)
    with override_settings(NOTIFIZZ_GET_USER_ID=lambda _: text):
        rendered = engines["django"].from_string(PAGE).render({}, request)
    assert Page(rendered).options() == options_of(text, text)
    with override_settings(NOTIFIZZ_GET_USER_ID=lambda _: text):
        escaped = engines["django"].from_string("{% load notifizz %}{% notifizz_widget_options id %}")
        element_id = text.replace("\r", "").replace("\0", "")  # a parser changes these
        rendered = escaped.render({"id": element_id}, request)
    assert Page(rendered).options(element_id) == options_of(text, text)


def test_a_request_needs_a_user() -> None:
    with pytest.raises(ImproperlyConfigured, match="AuthenticationMiddleware to MIDDLEWARE"):
        widget.widget_options(RequestFactory().get("/"))


class UuidUser(AbstractBaseUser):
    id: "models.UUIDField[Any, Any]" = models.UUIDField(primary_key=True, default=uuid.uuid4)
    mail: "models.EmailField[Any, Any]" = models.EmailField()
    EMAIL_FIELD = "mail"

    class Meta:
        app_label = "notifizz_token"


def test_a_user_model_of_ones_own_with_a_uuid_and_another_email_field() -> None:
    request = RequestFactory().get("/")
    pk = uuid.UUID("7F3B1C1E-9F0A-4C5E-8D1B-2A6E5F4C3B2A")
    request.user = cast("User", UuidUser(id=pk, mail="carol@example.com"))
    text = "7f3b1c1e-9f0a-4c5e-8d1b-2a6e5f4c3b2a"
    assert widget.widget_options(request) == options_of(text, "carol@example.com")
    assert widget.user_id(request.user) == text
    request.user = AnonymousUser()
    assert widget.widget_options(request) is None


def public_id(user: Any) -> str:
    return f"user_{user.pk}"


def test_a_hook_for_the_id(alice: Client) -> None:
    for hook in (public_id, f"{__name__}.public_id"):
        with override_settings(NOTIFIZZ_GET_USER_ID=hook):
            assert alice.get(URL).json() == options_of("user_42", "alice@example.com")
    assert token_of("user_42") == TOKEN


@pytest.mark.parametrize("name", ["none", "empty", "unsaved", "other-unsaved"])
def test_a_user_without_an_id_gets_409_and_a_page_that_says_so(name: str) -> None:
    with override_settings(MIDDLEWARE=[f"{__name__}.header_user"]):
        response: Any = Client().get(URL, headers={"x-user": name})
        assert response.status_code == 409
        assert response.json() == {"error": "empty_user_id"}
        assert response["Cache-Control"] == NO_STORE
        response = Client().get("/page", headers={"x-user": name})
        assert response.content == b"<!-- Notifizz: the signed-in user has no ID -->"
        assert response["Cache-Control"] == NO_STORE
        assert Client().get(URL, headers={"x-user": "nobody"}).status_code == 401


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize(
    ("setting", "code"), [("NOTIFIZZ_GET_USER_ID", "empty_user_id"), ("NOTIFIZZ_GET_USER_EMAIL", "empty_user_email")]
)
def test_a_hook_that_finds_nothing(alice: Client, setting: str, code: str, value: Any) -> None:
    with override_settings(**{setting: lambda _: value}):
        response = alice.get(URL)
        assert response.status_code == 409
        assert response.json() == {"error": code}
        with pytest.raises(NotifizzTokenError) as caught:
            widget_options(request_of(User.objects.get()))
    assert caught.value.code == code
    assert isinstance(caught.value, widget.EmailMissingError) == (code == "empty_user_email")


@pytest.mark.parametrize("email", [None, "", " ", "\n", "\u3000\t"])
def test_an_email_of_whitespace_counts_as_missing(email: Any) -> None:
    response = view(request_of(Person(42, email)))
    assert response.status_code == 409
    assert json.loads(response.content) == {"error": "empty_user_email"}


def test_ill_formed_text_is_an_error_of_its_own() -> None:
    with pytest.raises(NotifizzTokenError, match="not valid Unicode"):
        view(request_of(Person("\ud800")))


class Number(int):
    def __str__(self) -> str:
        return "43"

    __repr__ = __str__


class Text(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "user_43"


@pytest.mark.parametrize(
    ("pk", "text"),
    [
        (42, "42"),
        (0, "0"),
        (-1, "-1"),
        (10**30, "1" + "0" * 30),
        (Number(42), "42"),
        ("user_42", "user_42"),
        (" None ", " None "),
        pytest.param(Text("user_42"), "user_42", id="a subclass of str"),
        (uuid.UUID(int=10), "00000000-0000-0000-0000-00000000000a"),
    ],
)
def test_ids_become_text_in_one_way(pk: Any, text: str) -> None:
    options = json.loads(view(request_of(Person(pk))).content)
    assert options == options_of(text, "person@example.com")


@pytest.mark.parametrize("pk", [b"user_42", bytearray(b"user_42"), True, False, 42.0, Decimal(42), object(), [42], {}])
def test_ids_of_other_types_are_type_errors(pk: Any) -> None:
    request = request_of(Person(pk))
    with pytest.raises(TypeError, match=f"not {type(pk).__name__}: name a function .* in NOTIFIZZ_GET_USER_ID"):
        widget_options(request)
    with override_settings(NOTIFIZZ_GET_USER_ID=lambda user: user.pk), pytest.raises(TypeError, match="must be str"):
        widget_options(request)


def test_the_unsaved_user_of_a_uuid_gets_the_id_that_will_be_saved() -> None:
    user = UuidUser()
    assert widget.user_id(user) == str(user.id)


class TokenUser:
    """simplejwt's: whatever it does not have is a claim of the token, or None."""

    is_authenticated = True
    pk = "user_42"

    def __init__(self, **claims: str) -> None:
        self.claims = claims

    def __getattr__(self, name: str) -> str | None:
        return self.claims.get(name)


class ProfileUser(AbstractBaseUser):
    """A model without an e-mail field; the address is on a profile."""

    class Meta:
        app_label = "notifizz_token"


def test_the_email_of_users_who_are_no_model_or_have_none_in_it() -> None:
    request = request_of(TokenUser(email="token@example.com", is_staff="yes"))
    assert widget_options(request) == options_of("user_42", "token@example.com")
    profiles = {"user_42": "profile@example.com", "43": "other@example.com"}
    for user in (TokenUser(), ProfileUser(id=43)):
        request = request_of(user)
        assert json.loads(view(request).content) == {"error": "empty_user_email"}
        with override_settings(NOTIFIZZ_GET_USER_EMAIL=lambda user: profiles[str(user.pk)]):
            assert widget_options(request) == options_of(str(user.pk), profiles[str(user.pk)])


@pytest.mark.parametrize("email", [b"alice@example.com", 42, True, object()])
def test_an_email_that_is_no_text_is_a_type_error(email: Any) -> None:
    with pytest.raises(TypeError, match="user_email must be str"):
        widget_options(request_of(Person(42, email)))


def test_the_scheme_and_changed_settings(alice: Client) -> None:
    with override_settings(NOTIFIZZ_TOKEN_SCHEME="sha256-concat", NOTIFIZZ_GET_USER_ID=public_id):
        assert alice.get(URL).json()["token"] == CONCAT_TOKEN
    with override_settings(NOTIFIZZ_AUTH_SECRET_KEY="another"):
        assert alice.get(URL).json()["token"] == token_of("42", "another")
    with override_settings(NOTIFIZZ_FRONT_API_KEY=None):
        assert "apiKey" not in alice.get(URL).json()
    assert alice.get(URL).json()["token"] == token_of("42")


def test_one_client_serves_all_requests(alice: Client) -> None:
    alice.get(URL)
    first = widget.client()
    with override_settings(USE_TZ=True):
        alice.get(URL)
    assert widget.client() is first is get_client()


@pytest.mark.parametrize(
    ("changed", "ids"),
    [
        ({}, []),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": ""}, ["E001"]),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER + "\n"}, ["E002"]),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER + "\ud800"}, ["E003"]),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": None}, ["E001"]),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": None, "NOTIFIZZ_FRONT_API_KEY": None}, ["E001"]),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": "", "NOTIFIZZ_FRONT_API_KEY": ""}, ["E001", "E005"]),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": "\ufeff" + MARKER}, ["E008"]),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": f'"{MARKER}"'}, ["E009"]),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER.encode()}, ["E003"]),
        ({"NOTIFIZZ_TOKEN_SCHEME": "md5"}, ["E004"]),
        ({"NOTIFIZZ_TOKEN_SCHEME": None}, ["E003"]),
        ({"NOTIFIZZ_FRONT_API_KEY": ""}, ["E005"]),
        ({"NOTIFIZZ_FRONT_API_KEY": 42}, ["E005"]),
        ({"NOTIFIZZ_FRONT_API_KEY": b"front-api-key"}, ["E005"]),
        ({"NOTIFIZZ_FRONT_API_KEY": "\ud800"}, ["E005"]),
        ({"NOTIFIZZ_FRONT_API_KEY": None}, []),
        ({"NOTIFIZZ_FRONT_API_KEY": MARKER, "NOTIFIZZ_AUTH_SECRET_KEY": MARKER}, ["E006"]),
        ({"NOTIFIZZ_FRONT_API_KEY": MARKER + "\n", "NOTIFIZZ_AUTH_SECRET_KEY": MARKER}, ["E006"]),
        ({"NOTIFIZZ_FRONT_API_KEY": f"'{MARKER}'", "NOTIFIZZ_AUTH_SECRET_KEY": MARKER}, ["E006"]),
        ({"NOTIFIZZ_FRONT_API_KEY": MARKER.upper(), "NOTIFIZZ_AUTH_SECRET_KEY": MARKER}, ["E006"]),
        ({"NOTIFIZZ_GET_USER_ID": f"{__name__}.public_id"}, []),
        ({"NOTIFIZZ_GET_USER_ID": "no.such.function"}, ["E007"]),
        ({"NOTIFIZZ_GET_USER_ID": 42}, ["E007"]),
        ({"NOTIFIZZ_GET_USER_EMAIL": f"{__name__}.public_id"}, []),
        ({"NOTIFIZZ_GET_USER_EMAIL": "no.such.function"}, ["E010"]),
        ({"NOTIFIZZ_GET_USER_EMAIL": 42}, ["E010"]),
        (
            {"NOTIFIZZ_AUTH_SECRET_KEY": "", "NOTIFIZZ_FRONT_API_KEY": 1, "NOTIFIZZ_GET_USER_ID": 1},
            ["E001", "E005", "E007"],
        ),
    ],
)
def test_system_checks(changed: dict[str, Any], ids: list[str]) -> None:
    with override_settings(**changed):
        found = [message for message in run_checks() if (message.id or "").startswith("notifizz_token.")]
    assert [message.id for message in found] == [f"notifizz_token.{number}" for number in ids]
    for message in found:
        assert "NOTIFIZZ_" in message.msg
        assert MARKER not in str(message)


def test_every_key_that_a_client_rejects_has_a_check() -> None:
    codes = {case["error"] for case in VECTORS["errors"] if case["call"] == "new"}
    assert {code for code in codes if "webhook" not in code} == set(REJECTIONS)
    assert len({number for number, _ in REJECTIONS.values()}) == len(REJECTIONS)


def test_a_missing_key_fails_the_check_and_every_request(alice: Client) -> None:
    with override_settings():
        del settings.NOTIFIZZ_AUTH_SECRET_KEY
        widget.client.cache_clear()
        assert [message.id for message in run_checks()] == ["notifizz_token.E001"]
        with pytest.raises(ImproperlyConfigured, match="the auth secret key is empty"):
            alice.get(URL)
        # Visitors need no key.
        assert Client().get(URL).status_code == 401
    widget.client.cache_clear()


def test_the_secret_as_front_api_key_is_never_sent(alice: Client) -> None:
    changed = {"NOTIFIZZ_FRONT_API_KEY": MARKER, "NOTIFIZZ_AUTH_SECRET_KEY": MARKER}
    with (
        override_settings(**changed),
        pytest.raises(ImproperlyConfigured, match="NOTIFIZZ_FRONT_API_KEY is the auth secret key") as caught,
    ):
        alice.get(URL)
    assert MARKER not in str(caught.value)


def failing_hook(_: Any) -> str:
    raise RuntimeError("the hook fails")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"NOTIFIZZ_GET_USER_ID": failing_hook}, "the hook fails"),
        ({"NOTIFIZZ_GET_USER_EMAIL": failing_hook}, "the hook fails"),
        ({"NOTIFIZZ_GET_USER_ID": lambda _: 42}, "user_id must be str, not int"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER + "\n"}, "begins or ends with whitespace"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER + "\ud800"}, "not valid Unicode"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER.encode()}, "auth_secret_key must be str, not bytes"),
        ({"NOTIFIZZ_TOKEN_SCHEME": "md5"}, "the token scheme is unknown"),
        ({"NOTIFIZZ_FRONT_API_KEY": MARKER}, "NOTIFIZZ_FRONT_API_KEY is the auth secret key"),
    ],
)
@pytest.mark.parametrize("url", [URL, "/own-view"])
def test_the_error_page_never_shows_the_secret(url: str, changed: dict[str, Any], expected: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=42))
    planted = {"NOTIFIZZ_AUTH_SECRET_KEY": MARKER, **changed}
    # The page shows the environment, too, which may contain the secret.
    environment = {"NOTIFIZZ_AUTH_SECRET_KEY": MARKER}
    reports = []
    with override_settings(DEBUG=True, DEBUG_PROPAGATE_EXCEPTIONS=False, **planted):
        for accept in ("text/html", "text/plain"):
            response: Any = client.get(url, headers={"accept": accept}, **environment)  # type: ignore[arg-type]
            assert response.status_code == 500
            reports.append(response.content.decode("utf-8", "surrogatepass"))
            # The report that is mailed to the administrators.
            kind, error, frames = response.exc_info
            reporter = ExceptionReporter(RequestFactory().get(url), kind, error, frames, is_email=True)
            reports += [reporter.get_traceback_html(), reporter.get_traceback_text()]
    for report in reports:
        assert "widget.py" in report  # our frames are in it
        assert expected.replace("'", "&#x27;") in report
        assert "NOTIFIZZ_AUTH_SECRET_KEY" in report
        assert MARKER not in report


def test_importing_the_package_imports_neither_framework() -> None:
    code = (
        "import sys, notifizz_token, notifizz_token.__main__\n"
        "print(sorted({'django', 'flask'} & set(sys.modules)))\n"
        "import notifizz_token.flask\n"
        "print('django' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n") == ["[]", "False", ""]


def test_manage_py_check_fails_in_a_process_of_its_own(tmp_path: Path) -> None:
    code = (
        "from django.conf import settings\n"
        "settings.configure(INSTALLED_APPS=['notifizz_token.django'], NOTIFIZZ_AUTH_SECRET_KEY='secret\\n')\n"
        "from django.core.management import execute_from_command_line\n"
        "execute_from_command_line(['manage.py', 'check'])\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "(notifizz_token.E002)" in done.stderr


@pytest.mark.parametrize(("setting", "exit_status"), [("None", 1), ("'key'", 0)])
def test_management_commands_need_no_key_but_check_does(tmp_path: Path, setting: str, exit_status: int) -> None:
    code = (
        "import sys\n"
        "from django.conf import settings\n"
        "settings.configure(INSTALLED_APPS=['django.contrib.staticfiles', 'notifizz_token.django'],\n"
        f"    NOTIFIZZ_AUTH_SECRET_KEY={setting}, STATIC_URL='static/', STATIC_ROOT='static',\n"
        "    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'db.sqlite3'}})\n"
        "from django.core.management import execute_from_command_line\n"
        "execute_from_command_line(['manage.py', *sys.argv[1:]])\n"
    )

    def manage(*arguments: str) -> int:
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode

    assert manage("check") == exit_status
    assert manage("collectstatic", "--noinput") == 0
    assert manage("migrate") == exit_status
    assert manage("migrate", "--skip-checks") == 0


WRONG = {"NOTIFIZZ_AUTH_SECRET_KEY": MARKER + "\n", "NOTIFIZZ_GET_USER_ID": "no.such.function"}


@pytest.mark.parametrize("get_application", [get_wsgi_application, get_asgi_application])
def test_a_server_does_not_start_with_wrong_settings(get_application: Callable[[], object]) -> None:
    get_application()
    with override_settings(**WRONG):
        with pytest.raises(ImproperlyConfigured, match=r"notifizz_token\.E002.* .*notifizz_token\.E007") as caught:
            get_application()
        assert MARKER not in str(caught.value)
        with override_settings(SILENCED_SYSTEM_CHECKS=["notifizz_token.E002", "notifizz_token.E007"]):
            get_application()


def start_gunicorn(folder: Path, key: str) -> tuple[int | None, str]:
    """The exit status, or None if it serves, and the log."""
    (folder / "project.py").write_text(
        "import os\n"
        "from django.conf import settings\n"
        "settings.configure(INSTALLED_APPS=['notifizz_token.django'], ROOT_URLCONF='notifizz_token.django.urls',\n"
        "    NOTIFIZZ_AUTH_SECRET_KEY=os.environ['NOTIFIZZ_AUTH_SECRET_KEY'])\n"
        "from django.core.wsgi import get_wsgi_application\n"
        "application = get_wsgi_application()\n"
        "print('loaded', flush=True)\n",
        encoding="utf-8",
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "log"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "COVERAGE_"))}
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--no-control-socket", f"--bind=127.0.0.1:{port}", "project"],
            cwd=folder,
            env={**environment, "NOTIFIZZ_AUTH_SECRET_KEY": key},
            stdout=output,
            stderr=output,
        )
    try:
        deadline = time.monotonic() + 60
        # A worker that cannot load the project ends the server; one that can leaves it running.
        while server.poll() is None and "loaded" not in log.read_text():
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        return server.poll(), log.read_text()
    finally:
        server.terminate()
        server.wait(30)


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX: gunicorn forks")
def test_gunicorn_does_not_start_with_a_wrong_key(tmp_path: Path) -> None:
    status, log = start_gunicorn(tmp_path, "key")
    assert status is None, log
    status, log = start_gunicorn(tmp_path, MARKER + "\n")
    assert status not in (None, 0), log
    assert "ImproperlyConfigured: notifizz_token: NOTIFIZZ_AUTH_SECRET_KEY: the auth secret key begins" in log
    assert MARKER not in log


@pytest.fixture
def cached_site() -> Iterator[None]:
    with override_settings(MIDDLEWARE=CACHED_SITE):
        yield


def bodies(url: str) -> dict[str, bytes]:
    """The pages of two users in turn, and then of a visitor, whose page a cache may keep."""
    client = Client()
    found = {}
    for name in ("alice", "bob", "alice", ""):
        response: Any = client.get(url, headers={"x-user": name} if name else {})
        found[name] = response.content
        if name:
            assert response["Cache-Control"] == NO_STORE
    return found


PAGES = ["/page", "/lazy-page", "/own-view", "/rest-view"]
CACHED_PAGES = ["/cached-page", "/cached-lazy-page", "/cached-view", "/cached-rest-view"]


@pytest.mark.usefixtures("cached_site")
@pytest.mark.parametrize("url", [URL, *PAGES, *CACHED_PAGES])
def test_no_cache_of_djangos_gives_a_token_to_others(url: str) -> None:
    found = bodies(url)
    assert token_of("42").encode() in found["alice"]
    assert token_of("user_42").encode() in found["bob"]
    assert token_of("42").encode() not in found["bob"] + found[""]
    assert token_of("user_42").encode() not in found["alice"] + found[""]


@pytest.mark.usefixtures("cached_site")
def test_the_cache_keeps_the_page_of_a_visitor() -> None:
    """A control of the test above: the cache works, and ignores the header."""
    first = Client().get("/page")
    second = Client().get("/page", headers={"x-user": "alice"})
    assert first["Cache-Control"] == second["Cache-Control"] == "max-age=600"
    assert first["Expires"] == second["Expires"]


def test_the_middleware_is_installed_once_and_last() -> None:
    name = "notifizz_token.django.middleware.no_store"
    assert settings.MIDDLEWARE[-1] == name
    assert settings.MIDDLEWARE.count(name) == 1
    middleware.install()
    assert settings.MIDDLEWARE.count(name) == 1
    with override_settings(MIDDLEWARE=["django.middleware.common.CommonMiddleware"]):
        assert ["django.middleware.common.CommonMiddleware", name] == settings.MIDDLEWARE


def messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    assert all(record.levelno == logging.ERROR for record in caplog.records if record.name == "notifizz_token")
    return [record.getMessage() for record in caplog.records if record.name == "notifizz_token"]


@pytest.mark.parametrize("name", CACHED)
def test_a_cached_fragment_never_holds_a_token(name: str, caplog: pytest.LogCaptureFixture) -> None:
    with override_settings(MIDDLEWARE=[f"{__name__}.header_user"], NOTIFIZZ_GET_USER_ID=None):
        for user in ("alice", "bob", "alice"):
            response = Client().get("/templates/" + name, headers={"x-user": user})
            assert response.status_code == 200
            assert b"token" not in response.content
    (message,) = messages(caplog)
    assert "inside {% cache %}" in message


def test_a_stream_has_a_token_only_if_it_is_not_stored(alice: Client, caplog: pytest.LogCaptureFixture) -> None:
    response: Any = alice.get("/uncached-stream")
    assert Page(response.getvalue().decode()).options() == options_of("42", "alice@example.com")
    assert "no-store" in response["Cache-Control"]
    assert messages(caplog) == []
    response = alice.get("/stream")
    assert response.getvalue() == b""
    assert "no-store" not in response.get("Cache-Control", "")
    (message,) = messages(caplog)
    assert "decorate its view with django.views.decorators.cache.never_cache" in message


def test_an_async_view_waits_for_the_user(alice: Client, caplog: pytest.LogCaptureFixture) -> None:
    client = AsyncClient()
    client.cookies = alice.cookies
    get = async_to_sync(client.get)
    response = get("/async-page?loaded=1")
    assert Page(response.content.decode()).options() == options_of("42", "alice@example.com")
    assert response["Cache-Control"] == NO_STORE
    assert get(URL).json() == options_of("42", "alice@example.com")
    assert messages(caplog) == []
    assert get("/async-page").content == b""
    (message,) = messages(caplog)
    assert "`await request.auser()` first" in message
    client.cookies.clear()
    assert get("/async-page?loaded=1").content == b""
    assert len(messages(caplog)) == 1


def hook_that_tells(user: Any) -> str:
    raise ValueError(f"no ID for {user.email}")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER + "\n"}, "begins or ends with whitespace"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": None}, "the auth secret key is empty or missing"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER, "NOTIFIZZ_FRONT_API_KEY": MARKER}, "is the auth secret key"),
        ({"NOTIFIZZ_TOKEN_SCHEME": "md5"}, "the token scheme is unknown"),
        ({"NOTIFIZZ_GET_USER_ID": "no.such.function"}, "NOTIFIZZ_GET_USER_ID cannot be used"),
        ({"NOTIFIZZ_GET_USER_ID": hook_that_tells}, "ValueError in hook_that_tells, line"),
        ({"NOTIFIZZ_GET_USER_ID": lambda user: user.pk}, "user_id must be str, not int"),
        ({"NOTIFIZZ_GET_USER_ID": lambda _: "\ud800"}, "not valid Unicode"),
        ({"MIDDLEWARE": []}, "the request has no user"),
    ],
)
def test_the_template_tag_never_raises_and_logs_once(
    changed: dict[str, Any], expected: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=42))
    with override_settings(**changed):
        for _ in range(2):
            response = client.get("/page")
            assert response.status_code == 200
            assert response.content == b""
    (message,) = messages(caplog)
    assert expected in message
    assert MARKER not in message
    assert "alice" not in message


def test_the_page_of_an_error_has_no_request_and_is_shown(alice: Client, caplog: pytest.LogCaptureFixture) -> None:
    alice.raise_request_exception = False
    for _ in range(2):
        response = alice.get("/failing")
        assert response.status_code == 500
        assert response.content == b"sorry"
    (message,) = messages(caplog)
    assert "the template has no request" in message
