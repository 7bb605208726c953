"""The Django integration, where it is not like Flask's: test_web.py has the rest."""

import logging
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync
from common import MARKER, VECTORS, environment, token_of
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User as Account
from django.core.asgi import get_asgi_application
from django.core.cache import cache
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.test import AsyncClient, Client, RequestFactory, override_settings
from django.urls import reverse
from django.views.debug import ExceptionReporter
from django_settings import CACHED_PAGES
from django_views import VIEWS
from html_page import Page
from notifizz_token.django import get_client, middleware, widget, widget_options
from notifizz_token.django.checks import REJECTIONS
from sites import ALICE, BOB, URL, DjangoSite, current, options_of, request_of

NO_STORE = DjangoSite.no_store


@pytest.fixture(scope="module", autouse=True)
def _database() -> None:
    call_command("migrate", verbosity=0)


@pytest.fixture(autouse=True)
def _account() -> Iterator[None]:
    Account.objects.create_user("alice", "alice@example.com", "wonderland", pk=42)
    yield
    Account.objects.all().delete()
    cache.clear()


@pytest.fixture
def alice() -> Client:
    client = Client(raise_request_exception=False)
    assert client.login(username="alice", password="wonderland")
    return client


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Returns the messages of the package so far, all of which must be errors."""

    def messages() -> list[str]:
        records = [record for record in caplog.records if record.name == "notifizz_token"]
        assert all(record.levelno == logging.ERROR for record in records)
        return [record.getMessage() for record in records]

    return messages


def test_accounts_of_django(alice: Client) -> None:
    assert reverse("notifizz_token:widget_options") == URL
    assert alice.get(URL).json() == options_of()
    assert Page(alice.get("/page").content.decode()).options() == options_of()
    alice.logout()
    assert alice.get(URL).status_code == 401
    Account.objects.update(is_active=False)
    alice.force_login(Account.objects.get(), "django.contrib.auth.backends.ModelBackend")
    assert alice.get(URL).status_code == 401
    # Without an ID, two of them would share a token.
    assert widget.user_id(Account(username="unsaved")) is None


def test_the_middleware_that_requires_a_login_does_not_redirect() -> None:
    required = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, required]):
        assert Client().get("/page").status_code == 302
        assert Client().get(URL).status_code == 401


def test_jinja2_templates_have_a_function_with_the_rules_of_the_tag(
    alice: Client, logged: Callable[[], list[str]]
) -> None:
    response = alice.get("/jinja2/jinja2-page")
    assert Page(response.content.decode()).options() == options_of()
    assert response["Cache-Control"] == NO_STORE
    name = "a\"'<b>"
    assert Page(alice.get("/jinja2/jinja2-named", {"id": name}).content.decode()).options(name) == options_of()
    assert Client().get("/jinja2/jinja2-page").content == b""
    assert logged() == []
    with override_settings(NOTIFIZZ_GET_USER_ID="no.such.function"):
        assert alice.get("/jinja2/jinja2-page").content == b""
    (message,) = logged()
    assert "NOTIFIZZ_GET_USER_ID cannot be used" in message


class UuidUser(AbstractBaseUser):
    id: "models.UUIDField[Any, Any]" = models.UUIDField(primary_key=True, default=uuid.uuid4)
    mail: "models.EmailField[Any, Any]" = models.EmailField()
    EMAIL_FIELD = "mail"

    class Meta:
        app_label = "notifizz_token"


class ProfileUser(AbstractBaseUser):
    """A model without an e-mail field; the address is on a profile."""

    class Meta:
        app_label = "notifizz_token"


class TokenUser:
    """simplejwt's: whatever it does not have is a claim of the token, or None."""

    is_authenticated = True
    pk = "user_42"

    def __init__(self, **claims: str) -> None:
        self.claims = claims

    def __getattr__(self, name: str) -> str | None:
        return self.claims.get(name)


def test_the_id_and_the_email_of_other_users() -> None:
    user = UuidUser(mail="carol@example.com")
    # The random ID under which the user will be saved.
    assert widget.user_id(user) == str(user.id)
    assert widget_options(request_of(user)) == options_of(str(user.id), "carol@example.com")
    claims = TokenUser(email="token@example.com", is_staff="yes")
    assert widget_options(request_of(claims)) == options_of("user_42", "token@example.com")
    for other in (TokenUser(), ProfileUser(id=43)):
        request = request_of(other)
        with pytest.raises(widget.EmailMissingError):
            widget_options(request)
        with override_settings(NOTIFIZZ_GET_USER_EMAIL=lambda user: f"{user.pk}@profile.example.com"):
            assert widget_options(request) == options_of(str(other.pk), f"{other.pk}@profile.example.com")


def test_one_client_serves_all_requests_until_a_setting_changes(alice: Client) -> None:
    alice.get(URL)
    first = widget.client()
    with override_settings(USE_TZ=True):
        alice.get(URL)
    assert widget.client() is first is get_client()
    with override_settings(NOTIFIZZ_AUTH_SECRET_KEY="another"):
        assert alice.get(URL).json()["token"] == token_of("42", "another")
    assert alice.get(URL).json() == options_of()


def test_every_key_that_a_client_rejects_has_a_check() -> None:
    codes = {case["error"] for case in VECTORS["errors"] if case["call"] == "new"}
    assert {code for code in codes if "webhook" not in code} == set(REJECTIONS)
    assert len({number for number, _ in REJECTIONS.values()}) == len(REJECTIONS)


def test_a_missing_key_fails_the_check_and_every_request(alice: Client) -> None:
    alice.raise_request_exception = True
    with override_settings():
        del settings.NOTIFIZZ_AUTH_SECRET_KEY
        widget.client.cache_clear()
        assert [message.id for message in run_checks()] == ["notifizz_token.E001"]
        with pytest.raises(ImproperlyConfigured, match="the auth secret key is empty"):
            alice.get(URL)
        # Visitors need no key.
        assert Client().get(URL).status_code == 401
    widget.client.cache_clear()


def failing_hook(user: Any) -> str:
    raise ValueError(f"no ID for {user.email}")


PLANTED = {"NOTIFIZZ_AUTH_SECRET_KEY": MARKER}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"NOTIFIZZ_GET_USER_ID": failing_hook}, "no ID for"),
        ({"NOTIFIZZ_GET_USER_EMAIL": failing_hook}, "no ID for"),
        ({"NOTIFIZZ_GET_USER_ID": lambda _: 42}, "user_id must be str, not int"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER + "\n"}, "begins or ends with whitespace"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER + "\ud800"}, "not valid Unicode"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER.encode()}, "auth_secret_key must be str, not bytes"),
        ({"NOTIFIZZ_TOKEN_SCHEME": "md5"}, "the token scheme is unknown"),
        ({"NOTIFIZZ_FRONT_API_KEY": MARKER}, "NOTIFIZZ_FRONT_API_KEY is the auth secret key"),
    ],
)
@pytest.mark.parametrize("url", [URL, "/own-view"])
def test_the_error_page_never_shows_the_secret(url: str, changed: dict[str, Any], expected: str, alice: Client) -> None:
    reports = []
    with override_settings(DEBUG=True, DEBUG_PROPAGATE_EXCEPTIONS=False, **{**PLANTED, **changed}):
        for accept in ("text/html", "text/plain"):
            # The page shows the environment, too, which may contain the secret.
            response = cast("Any", alice).get(url, headers={"accept": accept}, **PLANTED)
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


PROJECT = """\
import os, sys
from django.conf import settings
settings.configure(INSTALLED_APPS=['django.contrib.staticfiles', 'notifizz_token.django'],
    ROOT_URLCONF='notifizz_token.django.urls', STATIC_URL='static/', STATIC_ROOT='static',
    NOTIFIZZ_AUTH_SECRET_KEY=os.environ.get('NOTIFIZZ_AUTH_SECRET_KEY'),
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'db.sqlite3'}})
if __name__ == '__main__':
    from django.core.management import execute_from_command_line
    execute_from_command_line(sys.argv)
else:
    from django.core.wsgi import get_wsgi_application
    application = get_wsgi_application()
"""


@pytest.mark.parametrize(
    ("key", "number"), [(None, "E001"), (MARKER + "\n", "E002"), ("key", None)], ids=["missing", "wrong", "right"]
)
def test_a_wrong_key_stops_servers_and_checks_and_nothing_else(
    tmp_path: Path, key: str | None, number: str | None
) -> None:
    (tmp_path / "manage.py").write_text(PROJECT, encoding="utf-8")

    def fails(*command: str) -> bool:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=tmp_path,
            env={**environment(), **({"NOTIFIZZ_AUTH_SECRET_KEY": key} if key else {})},
            capture_output=True,
            text=True,
            check=False,
        )
        assert MARKER not in done.stdout + done.stderr
        if done.returncode != 0:
            assert f"(notifizz_token.{number})" in done.stderr
        return done.returncode != 0

    rejected = number is not None
    assert fails("manage.py", "check") is rejected
    assert fails("manage.py", "migrate") is rejected
    assert not fails("manage.py", "migrate", "--skip-checks")
    assert not fails("manage.py", "collectstatic", "--noinput")
    if os.name == "posix":
        assert fails("-m", "gunicorn", "--check-config", "manage") is rejected


@pytest.mark.parametrize("get_application", [get_wsgi_application, get_asgi_application])
def test_a_server_does_not_start_with_wrong_settings(get_application: Callable[[], object]) -> None:
    get_application()
    with override_settings(NOTIFIZZ_AUTH_SECRET_KEY=MARKER + "\n", NOTIFIZZ_GET_USER_ID="no.such.function"):
        with pytest.raises(ImproperlyConfigured, match=r"notifizz_token\.E002.* .*notifizz_token\.E007") as caught:
            get_application()
        assert MARKER not in str(caught.value)
        with override_settings(SILENCED_SYSTEM_CHECKS=["notifizz_token.E002", "notifizz_token.E007"]):
            get_application()


CACHED_SITE = [
    "django.middleware.cache.UpdateCacheMiddleware",
    "sites.set_user",
    "django.middleware.cache.FetchFromCacheMiddleware",
]


def page_of(url: str, user: Any) -> Any:
    current[:] = [user]
    return Client().get(url)


@override_settings(MIDDLEWARE=CACHED_SITE)
@pytest.mark.parametrize("url", [URL, *(f"/{cached}{name}" for cached in ("", "cached-") for name in VIEWS)])
def test_no_cache_of_djangos_gives_a_token_to_others(url: str) -> None:
    tokens = {token_of(user.pk if isinstance(user.pk, str) else str(user.pk)): user for user in (ALICE, BOB)}
    for user in (ALICE, BOB, ALICE, None):
        response = page_of(url, user)
        if user:
            assert response["Cache-Control"] == NO_STORE
        for token, owner in tokens.items():
            assert (token in response.content.decode()) == (owner is user)


@override_settings(MIDDLEWARE=CACHED_SITE)
def test_the_cache_keeps_the_page_of_a_visitor() -> None:
    """A control of the test above: the cache works, and ignores the user."""
    first, second = page_of("/page", None), page_of("/page", ALICE)
    assert first["Cache-Control"] == second["Cache-Control"] == "max-age=600"
    assert first["Expires"] == second["Expires"]


def test_the_middleware_is_installed_once_and_last() -> None:
    name = "notifizz_token.django.middleware.no_store"
    middleware.install()
    assert settings.MIDDLEWARE[-1] == name
    assert settings.MIDDLEWARE.count(name) == 1
    with override_settings(MIDDLEWARE=["django.middleware.common.CommonMiddleware"]):
        assert ["django.middleware.common.CommonMiddleware", name] == settings.MIDDLEWARE


@pytest.mark.parametrize("name", CACHED_PAGES)
@override_settings(MIDDLEWARE=["sites.set_user"])
def test_a_cached_fragment_never_holds_a_token(name: str, logged: Callable[[], list[str]]) -> None:
    with override_settings(NOTIFIZZ_GET_USER_ID=None):  # forgets what has been logged
        for user in (ALICE, BOB, ALICE):
            response = page_of("/templates/" + name, user)
            assert response.status_code == 200
            assert b"token" not in response.content
    (message,) = logged()
    assert "inside {% cache %}" in message


def test_a_stream_has_a_token_only_if_it_is_not_stored(alice: Client, logged: Callable[[], list[str]]) -> None:
    response: Any = alice.get("/uncached-stream")
    assert Page(response.getvalue().decode()).options() == options_of()
    assert "no-store" in response["Cache-Control"]
    assert logged() == []
    response = alice.get("/stream")
    assert response.getvalue() == b""
    assert "no-store" not in response.get("Cache-Control", "")
    (message,) = logged()
    assert "decorate its view with django.views.decorators.cache.never_cache" in message


def test_an_async_view_waits_for_the_user(alice: Client, logged: Callable[[], list[str]]) -> None:
    client = AsyncClient()
    client.cookies = alice.cookies
    get = async_to_sync(client.get)
    response = get("/async-page?loaded=1")
    assert Page(response.content.decode()).options() == options_of()
    assert response["Cache-Control"] == NO_STORE
    assert get(URL).json() == options_of()
    assert logged() == []
    assert get("/async-page").content == b""
    (message,) = logged()
    assert "`await request.auser()` first" in message
    client.cookies.clear()
    assert get("/async-page?loaded=1").content == b""
    assert len(logged()) == 1


@pytest.mark.parametrize(
    ("url", "changed", "expected"),
    [
        ("/page", {"NOTIFIZZ_AUTH_SECRET_KEY": MARKER + "\n"}, "begins or ends with whitespace"),
        ("/page", {"NOTIFIZZ_AUTH_SECRET_KEY": None}, "the auth secret key is empty or missing"),
        ("/page", {**PLANTED, "NOTIFIZZ_FRONT_API_KEY": MARKER}, "is the auth secret key"),
        ("/page", {"NOTIFIZZ_TOKEN_SCHEME": "md5"}, "the token scheme is unknown"),
        ("/page", {"NOTIFIZZ_GET_USER_ID": "no.such.function"}, "NOTIFIZZ_GET_USER_ID cannot be used"),
        ("/page", {"NOTIFIZZ_GET_USER_ID": failing_hook}, "ValueError in failing_hook, line"),
        ("/page", {"NOTIFIZZ_GET_USER_ID": lambda user: user.pk}, "user_id must be str, not int"),
        ("/page", {"NOTIFIZZ_GET_USER_ID": lambda _: "\ud800"}, "not valid Unicode"),
        ("/page", {"MIDDLEWARE": []}, "the request has no user; add django.contrib.auth.middleware.Auth"),
        # Its page has the tag, too, but no request.
        ("/failing", {"NOTIFIZZ_GET_USER_ID": None}, "the template has no request"),
    ],
)
def test_the_template_tag_never_raises_and_logs_once(
    url: str, changed: dict[str, Any], expected: str, alice: Client, logged: Callable[[], list[str]]
) -> None:
    with override_settings(**changed):
        for _ in range(2):
            response = alice.get(url)
            assert (response.status_code, response.content) == ((500, b"sorry") if url == "/failing" else (200, b""))
    (message,) = logged()
    assert expected in message
    assert MARKER not in message
    assert "alice" not in message
