"""What the Django and the Flask integration have in common, on a site in each."""

import json
import uuid
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from common import CONCAT_TOKEN, MARKER
from django.core.checks import run_checks
from django.test import override_settings
from html_page import MARKUP, Page
from notifizz_token import NotifizzTokenError
from notifizz_token._web import EmailMissingError
from notifizz_token.flask import Notifizz
from sites import ALICE, BOB, URL, Answer, DjangoSite, FlaskSite, User, configured, options_of, our_locals

Site = DjangoSite | FlaskSite
NO_ID = ("empty_user_id", "<!-- Notifizz: the signed-in user has no ID -->")
NO_EMAIL = ("empty_user_email", "<!-- Notifizz: the signed-in user has no e-mail address -->")


@pytest.fixture(params=[DjangoSite, FlaskSite])
def site(request: pytest.FixtureRequest) -> Site:
    created: Site = request.param()
    return created


def get(site: Site, path: str = URL, user: Any = ALICE, **config: Any) -> Answer:
    return site.request("GET", path, user, {}, **config)


def json_of(answer: Answer) -> Any:
    assert answer.status == 200
    return json.loads(answer.text)


def test_the_options_of_the_signed_in_user(site: Site) -> None:
    for user, expected in ((ALICE, options_of()), (BOB, options_of("user_42", "bob@example.com"))):
        answer = get(site, user=user)
        assert answer[:3] == (200, "application/json", site.no_store)
        assert json_of(answer) == expected == site.options(user)
        page = get(site, "/page", user)
        assert page[:3] == (200, "text/html", site.no_store)
        assert Page(page.text).options() == expected


def test_a_visitor_gets_401_and_a_page_that_caches_may_keep(site: Site) -> None:
    answer = get(site, user=None)
    assert answer[:3] == (401, "application/json", site.no_store)
    assert json.loads(answer.text) == {"error": "login_required"}
    assert get(site, "/page", None) == (200, "text/html", None, "")
    assert site.options(None) is None


def test_nothing_in_the_request_but_the_session_counts(site: Site) -> None:
    headers = {"x-user-id": "user_42", "remote-user": "bob"}
    answer = site.request("GET", URL + "?userId=user_42&user_id=user_42&pk=user_42&id=user_42", ALICE, headers)
    assert json_of(answer) == options_of()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_only_reading_is_allowed(site: Site, method: str) -> None:
    assert site.request("HEAD", URL, ALICE, {}).status == 200
    assert site.request(method, URL, ALICE, {}).status == 405


class Nothing:
    """A user without attributes."""

    is_authenticated = True


@pytest.mark.parametrize(
    ("user", "config", "expected"),
    [
        *((User(missing), {}, NO_ID) for missing in (None, "")),
        (Nothing(), {}, NO_ID),
        *((User(42, missing), {}, NO_EMAIL) for missing in (None, "", " ", "\n", "\u3000\t")),
        *((ALICE, {"NOTIFIZZ_GET_USER_ID": lambda _, missing=missing: missing}, NO_ID) for missing in (None, "")),
        *((ALICE, {"NOTIFIZZ_GET_USER_EMAIL": lambda _, missing=missing: missing}, NO_EMAIL) for missing in (None, "")),
    ],
)
def test_an_incomplete_user_gets_409_and_a_page_that_says_so(
    site: Site, user: Any, config: dict[str, Any], expected: tuple[str, str]
) -> None:
    code, comment = expected
    answer = get(site, user=user, **config)
    assert answer[:3] == (409, "application/json", site.no_store)
    assert json.loads(answer.text) == {"error": code}
    assert get(site, "/page", user, **config) == (200, "text/html", site.no_store, comment)
    with pytest.raises(NotifizzTokenError) as caught:
        site.options(user, **config)
    assert caught.value.code == code
    assert isinstance(caught.value, EmailMissingError) == (expected is NO_EMAIL)


@pytest.mark.parametrize("text", MARKUP)
def test_a_page_escapes_the_id_and_the_email(site: Site, text: str) -> None:
    user = User(text, text)
    assert Page(get(site, "/page", user).text).options() == options_of(text, text)
    element_id = text.replace("\r", "").replace("\0", "")  # a parser changes these
    page = Page(get(site, f"/named?id={quote(element_id)}", user).text)
    assert page.options(element_id) == options_of(text, text)


class Number(int):
    def __str__(self) -> str:
        return "43"

    __repr__ = __str__


class Text(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "user_43"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-1, "-1"),
        (10**30, "1" + "0" * 30),
        (Number(42), "42"),
        (" None ", " None "),
        pytest.param(Text("user_42"), "user_42", id="a subclass of str"),
        (uuid.UUID("7F3B1C1E-9F0A-4C5E-8D1B-2A6E5F4C3B2A"), "7f3b1c1e-9f0a-4c5e-8d1b-2a6e5f4c3b2a"),
    ],
)
def test_ids_become_text_in_one_way(site: Site, value: Any, text: str) -> None:
    assert json_of(get(site, user=User(value))) == options_of(text)


@pytest.mark.parametrize(
    "value", [b"user_42", bytearray(b"u"), True, False, 42.0, Decimal(42), object(), [42], {"a": 1}]
)
def test_ids_of_other_types_are_type_errors(site: Site, value: Any) -> None:
    with pytest.raises(TypeError, match=f"not {type(value).__name__}: name a function .* in NOTIFIZZ_GET_USER_ID"):
        get(site, user=User(value))
    with pytest.raises(TypeError, match=f"user_id must be str, not {type(value).__name__}"):
        get(site, user=User(value), NOTIFIZZ_GET_USER_ID=lambda user: user.id)


@pytest.mark.parametrize("email", [b"alice@example.com", 42, True, object()])
def test_an_email_that_is_no_text_is_a_type_error(site: Site, email: Any) -> None:
    with pytest.raises(TypeError, match="user_email must be str"):
        get(site, user=User(42, email))


def test_ill_formed_text_is_an_error_of_its_own(site: Site) -> None:
    with pytest.raises(NotifizzTokenError, match="not valid Unicode"):
        get(site, user=User("\ud800"))


def public_id(user: Any) -> str:
    return f"user_{user.id}"


def profile_email(user: Any) -> str:
    return f"{user.id}@profile.example.com"


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"NOTIFIZZ_GET_USER_ID": public_id}, options_of("user_42")),
        ({"NOTIFIZZ_GET_USER_ID": f"{__name__}.public_id"}, options_of("user_42")),
        ({"NOTIFIZZ_GET_USER_EMAIL": profile_email}, options_of(email="42@profile.example.com")),
        ({"NOTIFIZZ_GET_USER_EMAIL": f"{__name__}.profile_email"}, options_of(email="42@profile.example.com")),
        (
            {"NOTIFIZZ_GET_USER_ID": public_id, "NOTIFIZZ_TOKEN_SCHEME": "sha256-concat"},
            {**options_of("user_42"), "token": CONCAT_TOKEN},
        ),
        (
            {"NOTIFIZZ_FRONT_API_KEY": None},
            {name: value for name, value in options_of().items() if name != "apiKey"},
        ),
    ],
    ids=lambda value: " ".join(map(str, value.items())) if "apiKey" not in value else "",
)
def test_settings_change_the_options(site: Site, config: dict[str, Any], expected: Any) -> None:
    assert json_of(get(site, **config)) == expected


KEY, FRONT = "NOTIFIZZ_AUTH_SECRET_KEY", "NOTIFIZZ_FRONT_API_KEY"
SCHEME, ID, EMAIL = "NOTIFIZZ_TOKEN_SCHEME", "NOTIFIZZ_GET_USER_ID", "NOTIFIZZ_GET_USER_EMAIL"
PREVIOUS, WEBHOOK = "NOTIFIZZ_PREVIOUS_AUTH_SECRET_KEYS", "NOTIFIZZ_WEBHOOK_SIGNING_SECRET"
EMPTY, SECRET, NO_FUNCTION = "the auth secret key is empty", "is the auth secret key", "neither a function nor the name"
# Wrong settings, the numbers of the checks in Django, and the first error in Flask.
WRONG: list[tuple[dict[str, Any], list[int], str]] = [
    ({KEY: ""}, [1], f"{KEY}.*{EMPTY}"),
    ({KEY: None}, [1], f"{KEY}.*{EMPTY}"),
    ({KEY: None, FRONT: None}, [1], EMPTY),
    ({KEY: "", FRONT: ""}, [1, 5], EMPTY),
    ({KEY: "", FRONT: 1, ID: 1}, [1, 5, 7], EMPTY),
    ({KEY: MARKER + "\n"}, [2], "begins or ends with whitespace"),
    ({KEY: MARKER + "\ud800"}, [3], "not valid Unicode"),
    ({KEY: MARKER.encode()}, [3], "auth_secret_key must be str, not bytes"),
    ({KEY: "\ufeff" + MARKER}, [8], "begins or ends with an invisible character"),
    ({KEY: f'"{MARKER}"'}, [9], "is in quotes"),
    ({SCHEME: "md5"}, [4], "the token scheme is unknown"),
    ({SCHEME: None}, [3], "token_scheme must be str"),
    ({FRONT: ""}, [5], f"{FRONT}: the Front API Key is empty"),
    ({FRONT: 42}, [5], f"{FRONT}: api_key must be str, not int"),
    ({FRONT: b"front-api-key"}, [5], "api_key must be str, not bytes"),
    ({FRONT: "\ud800"}, [5], "not valid Unicode"),
    *(({KEY: MARKER, FRONT: key}, [6], SECRET) for key in (MARKER, MARKER + "\n", f" '{MARKER.lower()}'\n")),
    ({ID: "no.such.function"}, [7], "no"),
    ({ID: 42}, [7], f"{ID} is {NO_FUNCTION}"),
    ({EMAIL: "no.such.function"}, [10], "no"),
    ({EMAIL: 42}, [10], f"{EMAIL} is {NO_FUNCTION}"),
    ({WEBHOOK: ""}, [11], f"{WEBHOOK}: the webhook signing secret is missing"),
    ({WEBHOOK: []}, [11], f"{WEBHOOK}: the webhook signing secret is missing"),
    (
        {WEBHOOK: ["whsec", MARKER + "\n"]},
        [11],
        f"{WEBHOOK}: the webhook signing secret begins or ends with whitespace",
    ),
    ({WEBHOOK: MARKER.encode()}, [11], f"{WEBHOOK}: webhook_signing_secret must be str, not bytes"),
    ({PREVIOUS: [MARKER, None]}, [12], f"{PREVIOUS}: the auth secret key is empty or missing"),
    ({PREVIOUS: [f'"{MARKER}"']}, [12], f"{PREVIOUS}: the auth secret key is in quotes"),
    ({PREVIOUS: MARKER}, [12], f"{PREVIOUS}: previous_auth_secret_keys must be a list of str, not str"),
    ({PREVIOUS: {MARKER}}, [12], "previous_auth_secret_keys must be a list of str, not set"),
    ({PREVIOUS: [MARKER], FRONT: MARKER}, [6], SECRET),
    ({PREVIOUS: ["old"], WEBHOOK: "", FRONT: ""}, [11, 5], "the webhook signing secret is missing"),
]


@pytest.mark.parametrize(
    ("config", "numbers", "_"),
    [*WRONG, ({}, [], ""), ({FRONT: None}, [], ""), ({PREVIOUS: ["old"], WEBHOOK: ("new", "old")}, [], "")],
)
def test_djangos_checks_find_what_is_wrong(config: dict[str, Any], numbers: list[int], _: str) -> None:
    with override_settings(**config):
        found = [message for message in run_checks() if (message.id or "").startswith("notifizz_token.")]
    assert [message.id for message in found] == [f"notifizz_token.E{number:03}" for number in numbers]
    for message in found:
        assert "NOTIFIZZ_" in message.msg
        assert MARKER not in str(message)


@pytest.mark.parametrize(("config", "_", "message"), WRONG)
def test_a_flask_app_does_not_start_with_wrong_settings(config: dict[str, Any], _: list[int], message: str) -> None:
    with pytest.raises((RuntimeError, ImportError), match=message) as caught:
        Notifizz(configured(**config))
    assert isinstance(caught.value, RuntimeError) == (message != "no")
    assert MARKER not in str(caught.value) + our_locals(caught.value)
    assert isinstance(caught.value, ImportError) or caught.value.__cause__ is None
