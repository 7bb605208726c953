"""The Django integration, in a project with the usual middleware."""

import hashlib
import hmac
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import django
import pytest
from common import CONCAT_TOKEN, KEY, TOKEN
from django.conf import settings
from html_page import NASTY, Page

MARKER = "MARKER-7f3b-auth-secret"

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
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    NOTIFIZZ_AUTH_SECRET_KEY=KEY,
    NOTIFIZZ_FRONT_API_KEY="front-api-key",
)
django.setup()

# Django wants to be set up before any of these.
from django.contrib.auth.base_user import AbstractBaseUser  # noqa: E402
from django.contrib.auth.models import AnonymousUser, User  # noqa: E402
from django.core.checks import run_checks  # noqa: E402
from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import models  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.test import Client, RequestFactory, override_settings  # noqa: E402
from django.urls import include, path, reverse  # noqa: E402
from django.views.debug import ExceptionReporter  # noqa: E402
from notifizz_token.django import widget  # noqa: E402

PAGE = "{% load notifizz %}{% notifizz_widget_options %}"
URL = "/notifizz/widget-options"


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(PAGE).render({}, request))


urlpatterns = [path("notifizz/", include("notifizz_token.django.urls")), path("page", page)]


@pytest.fixture(scope="module", autouse=True)
def _database() -> None:
    call_command("migrate", verbosity=0)


@pytest.fixture(autouse=True)
def _users() -> Iterator[None]:
    User.objects.create_user("alice", "alice@example.com", "wonderland", pk=42)
    yield
    User.objects.all().delete()


@pytest.fixture
def alice() -> Client:
    client = Client()
    assert client.login(username="alice", password="wonderland")
    return client


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
    assert response["Cache-Control"] == "no-store"
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
        assert response["Cache-Control"] == "no-store"
    User.objects.update(is_active=False)
    client = Client()
    client.force_login(User.objects.get(pk=42), "django.contrib.auth.backends.ModelBackend")
    assert client.get(URL).status_code == 401


def test_a_user_without_an_email_gets_409_and_a_page_that_says_so(alice: Client) -> None:
    User.objects.update(email="")
    response = alice.get(URL)
    assert response.status_code == 409
    assert response.json() == {"error": "empty_user_email"}
    assert response["Cache-Control"] == "no-store"
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
    assert Page(alice.get("/page").content.decode()).options() == options_of("42", "alice@example.com")
    assert Client().get("/page").content == b""


@pytest.mark.parametrize("text", NASTY)
def test_the_template_tag_survives_what_is_in_an_id_or_email(text: str) -> None:
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


def test_the_template_tag_needs_a_request() -> None:
    with pytest.raises(ImproperlyConfigured, match="the template has no request"):
        engines["django"].from_string(PAGE).render({})


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
    with (
        override_settings(NOTIFIZZ_GET_USER_ID=lambda user: user.pk),
        pytest.raises(TypeError, match=r"user_id must be str, not int: pass str\(user.pk\)"),
    ):
        alice.get(URL)


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
    assert widget.client() is first


@pytest.mark.parametrize(
    ("changed", "ids"),
    [
        ({}, []),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": ""}, ["E001"]),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER + "\n"}, ["E002"]),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER + "\ud800"}, ["E003"]),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": None}, ["E003"]),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER.encode()}, ["E003"]),
        ({"NOTIFIZZ_TOKEN_SCHEME": "md5"}, ["E004"]),
        ({"NOTIFIZZ_TOKEN_SCHEME": None}, ["E003"]),
        ({"NOTIFIZZ_FRONT_API_KEY": ""}, ["E005"]),
        ({"NOTIFIZZ_FRONT_API_KEY": 42}, ["E005"]),
        ({"NOTIFIZZ_FRONT_API_KEY": None}, []),
        ({"NOTIFIZZ_FRONT_API_KEY": MARKER, "NOTIFIZZ_AUTH_SECRET_KEY": MARKER}, ["E006"]),
        ({"NOTIFIZZ_GET_USER_ID": f"{__name__}.public_id"}, []),
        ({"NOTIFIZZ_GET_USER_ID": "no.such.function"}, ["E007"]),
        ({"NOTIFIZZ_GET_USER_ID": 42}, ["E007"]),
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
        ({"NOTIFIZZ_GET_USER_ID": lambda _: ""}, "the user ID is empty"),
        ({"NOTIFIZZ_GET_USER_ID": lambda _: 42}, "user_id must be str, not int"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER + "\n"}, "begins or ends with whitespace"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER + "\ud800"}, "not valid Unicode"),
        ({"NOTIFIZZ_AUTH_SECRET_KEY": MARKER.encode()}, "auth_secret_key must be str, not bytes"),
        ({"NOTIFIZZ_TOKEN_SCHEME": "md5"}, "the token scheme is unknown"),
        ({"NOTIFIZZ_FRONT_API_KEY": MARKER}, "NOTIFIZZ_FRONT_API_KEY is the auth secret key"),
    ],
)
@pytest.mark.parametrize("url", [URL, "/page"])
def test_the_error_page_never_shows_the_secret(url: str, changed: dict[str, Any], expected: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=42))
    planted = {"NOTIFIZZ_AUTH_SECRET_KEY": MARKER, **changed}
    # A server that was started with the secret in its environment shows that, too.
    environment = {"NOTIFIZZ_AUTH_SECRET_KEY": MARKER}
    reports = []
    with override_settings(DEBUG=True, DEBUG_PROPAGATE_EXCEPTIONS=False, **planted):
        for accept in ("text/html", "text/plain"):
            response: Any = client.get(url, headers={"accept": accept}, **environment)  # type: ignore[arg-type]
            assert response.status_code == 500
            reports.append(response.content.decode("utf-8", "surrogatepass"))
            # The same as it is sent to the administrators.
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
