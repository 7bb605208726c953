import copy
import doctest
import importlib.metadata
import inspect
import json
import pickle
import typing
import uuid
from collections.abc import Callable
from enum import Enum
from typing import Any

import notifizz_token
import pytest
from common import CONCAT_TOKEN, KEY, TOKEN, VECTORS, WEBHOOK_SECRET, token_of
from notifizz_token import (
    Diagnosis,
    DispatchReceiver,
    NotifizzClient,
    NotifizzTokenError,
    diagnose,
    diagnose_dispatch,
)
from notifizz_token._web import DISPATCH_ERRORS

CLIENT = NotifizzClient(KEY, webhook_signing_secret=WEBHOOK_SECRET)
EVIDENCE: dict[str, Any] = {"token": TOKEN, "user_id": "user_42", "auth_secret_key": KEY}


class Hostile:
    """Raises at every access, conversion and comparison."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(f"{name} was read")

    def __str__(self) -> str:
        raise RuntimeError("str() was called")

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("== was called")

    __hash__ = None  # type: ignore[assignment]


class Text(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "another text"

    def encode(self, *_: Any, **__: Any) -> bytes:
        return b"other bytes"


class Plan(str, Enum):
    USER = "user_42"


class Id(int):
    pass


def message_of(call: Callable[..., object], *arguments: Any, **named: Any) -> str:
    """The message of the TypeError, which repeats no value."""
    with pytest.raises(TypeError) as caught:
        call(*arguments, **named)
    message = str(caught.value)
    assert "secret-" not in message
    assert "42" not in message
    return message


def code_of(call: Callable[..., object], *arguments: Any, **named: Any) -> str:
    with pytest.raises(NotifizzTokenError) as caught:
        call(*arguments, **named)
    return caught.value.code


# The arguments that are not in hostile.json.
@pytest.mark.parametrize(
    ("name", "call", "rest"),
    [
        ("token_scheme", NotifizzClient, {"auth_secret_key": KEY}),
        ("sdk_secret_key", NotifizzClient, {"auth_secret_key": KEY}),
        ("auth_secret_key", NotifizzClient, {}),
        *((name, diagnose, EVIDENCE) for name in (*EVIDENCE, "token_scheme", "sdk_secret_key", "user_email")),
    ],
)
def test_a_wrong_type_is_a_type_error_that_repeats_no_value(
    name: str, call: Callable[..., object], rest: dict[str, Any]
) -> None:
    for value in (42, 4.2, True, b"secret-bytes", bytearray(b"secret-bytes"), ["secret-element"], str, Hostile()):
        message = message_of(call, **{**rest, name: value})
        assert message.startswith(f"{name} must be str, not {type(value).__name__}")
        assert message.endswith(": decode it first") is (type(value) in (bytes, bytearray))
    if name in ("token", "user_id", "token_scheme"):
        assert message_of(call, **{**rest, name: None}).startswith(f"{name} must be str, not NoneType")
    elif name == "auth_secret_key":
        assert code_of(call, **{**rest, name: None}) == "empty_auth_secret_key"


USER, RESOURCE = (f": pass str({pk}), if {pk} is not None" for pk in ("user.pk", "resource.pk"))
NO_USER, NO_RESOURCE = ": it is missing. Is the user saved, and logged in?", ": it is missing. Is the resource saved?"


@pytest.mark.parametrize(
    ("call", "number", "missing"),
    [
        (CLIENT.generate_hashed_token, USER, NO_USER),
        (lambda value: CLIENT.widget_options(value, "alice@example.com"), USER, NO_USER),
        (lambda value: CLIENT.generate_subscribe_token(value, "project_7"), USER, NO_USER),
        (lambda value: CLIENT.generate_subscribe_token("user_42", value), RESOURCE, NO_RESOURCE),
        (lambda value: CLIENT.widget_options("user_42", value), "", ": it is missing"),
        (CLIENT.sign_dispatch_payload, "", ": it is missing"),
    ],
    ids=["user_id", "user_id of widget options", "subscriber_id", "resource_id", "user_email", "payload"],
)
def test_the_error_says_how_to_convert_a_number_and_never_a_missing_value(
    call: Callable[[Any], object], number: str, missing: str
) -> None:
    for value in (42, Id(42), uuid.UUID(int=7)):
        assert message_of(call, value).endswith(f"not {type(value).__name__}{number}")
    assert message_of(call, True).endswith("not bool")
    assert message_of(call, None).endswith(f"not NoneType{missing}")


@pytest.mark.parametrize("scheme", ["hmac-sha256", "sha256-concat", Text("sha256-concat")])
def test_a_scheme_in_the_place_of_the_sdk_key_is_a_type_error(scheme: str) -> None:
    with pytest.raises(TypeError, match="token_scheme="):
        NotifizzClient(KEY, scheme)
    assert NotifizzClient(KEY, f"{scheme} ").generate_hashed_token("user_42") == TOKEN


def test_verify_takes_whatever_json_holds() -> None:
    tokens: list[Any] = [10**5000, "é" * 70_000, TOKEN.encode(), memoryview(TOKEN.encode()), [TOKEN], Hostile()]
    for value in tokens:
        assert CLIENT.verify_hashed_token("user_42", value) is False
    ids: list[Any] = [bytearray(b"user_42"), ("user_42",), {"user_42"}, Hostile()]
    for value in ids:
        # No JSON holds these, so they are the developer's mistake, whatever the token.
        for token in (TOKEN, "", None):
            assert message_of(CLIENT.verify_hashed_token, value, token).startswith("user_id must be str")
            assert message_of(CLIENT.verify_subscribe_token, value, None, token).startswith("subscriber_id must be str")
            assert message_of(CLIENT.verify_subscribe_token, None, value, token).startswith("resource_id must be str")


def test_bytes_of_any_type_are_the_payload() -> None:
    payload = '{"timestamp": 1764000000000, "name": "é"}'.encode()
    signature = token_of(payload.decode(), WEBHOOK_SECRET)

    class Bytes(bytes):
        def __bytes__(self) -> bytes:
            return b"other bytes"

    for given in (Bytes(payload), bytearray(payload), memoryview(payload), memoryview(payload[::-1])[::-1]):
        assert CLIENT.sign_dispatch_payload(given) == signature
        assert CLIENT.verify_dispatch_signature(given, signature) is True
        assert CLIENT.verify_dispatch_signature(given, TOKEN) is False
    released = memoryview(b"{}")
    released.release()
    with pytest.raises(ValueError, match="released"):
        CLIENT.verify_dispatch_signature(released, TOKEN)


def test_a_parsed_payload_is_a_type_error_that_says_so() -> None:
    for call in (CLIENT.sign_dispatch_payload, lambda payload: CLIENT.verify_dispatch_signature(payload, None)):
        message = message_of(call, {"secret-key": 42})
        assert message.startswith("payload must be str or bytes, not dict")
        assert message.endswith("not parsed yet")
        assert "parsed" not in message_of(call, 42)


def test_a_missing_webhook_secret_raises_even_where_the_answer_could_only_be_false() -> None:
    for payload in ("{}", b"{}", None, 42, "\ud800", Hostile()):
        for signature in (TOKEN, None):
            call = NotifizzClient(KEY).verify_dispatch_signature
            assert code_of(call, payload, signature) == "missing_webhook_signing_secret"


def test_a_subclass_of_str_counts_as_the_text_that_it_holds() -> None:
    for user_id in (Text("user_42"), Plan.USER):
        assert CLIENT.generate_hashed_token(user_id) == TOKEN
        assert CLIENT.verify_hashed_token(user_id, Text(TOKEN)) is True


def test_the_constructor() -> None:
    assert NotifizzClient(KEY, "sdk").generate_hashed_token("user_42") == TOKEN
    assert NotifizzClient(auth_secret_key=KEY, sdk_secret_key=None).token_scheme == "hmac-sha256"
    concat = NotifizzClient(KEY, token_scheme="sha256-concat")
    assert concat.generate_hashed_token(user_id="user_42") == CONCAT_TOKEN
    with pytest.raises(TypeError):
        NotifizzClient()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        NotifizzClient(KEY, "sdk", "sha256-concat")  # type: ignore[call-arg]


def test_a_client_is_immutable_and_final() -> None:
    for name in ("token_scheme", "key_fingerprint", "another"):
        with pytest.raises(AttributeError):
            setattr(CLIENT, name, "x")
    with pytest.raises(TypeError):
        type("Sub", (NotifizzClient,), {})
    assert not hasattr(CLIENT, "__dict__")


def test_widget_options_have_the_widgets_own_names_in_the_order_of_its_documentation() -> None:
    plain = {"authType": "backendToken", "token": TOKEN, "userId": "user_42", "userEmail": "alice@example.com"}
    options = CLIENT.widget_options("user_42", "alice@example.com")
    assert list(options.items()) == list(plain.items())
    options = CLIENT.widget_options(user_id="user_42", user_email="alice@example.com", api_key="front")
    assert list(options.items()) == [("apiKey", "front"), *plain.items()]
    assert json.loads(json.dumps(options)) == {"apiKey": "front", **plain}
    # Each call returns a new dict.
    options["apiKey"] = "changed"
    assert "apiKey" not in CLIENT.widget_options("user_42", "alice@example.com")
    # The same object that was signed, not a copy.
    user_id = "".join(("user", "_42"))
    assert CLIENT.widget_options(user_id, "alice@example.com")["userId"] is user_id
    # The e-mail address does not change the token.
    assert CLIENT.widget_options("user_42", "bob@example.com")["token"] == TOKEN


@pytest.mark.parametrize("character", ["a", "é", "用", "🔑"])
def test_a_user_id_of_any_width_and_length(character: str) -> None:
    for length in (*range(1, 140), 1000):
        token = CLIENT.generate_hashed_token(character * length)
        assert token == token_of(character * length)
        assert CLIENT.verify_hashed_token(character * length, token) is True


def test_diagnosis() -> None:
    diagnosis = diagnose(**{**EVIDENCE, "token": CONCAT_TOKEN})
    unknown = diagnose(**{**EVIDENCE, "token": "0" * 64})
    assert isinstance(diagnosis, Diagnosis)
    assert (diagnosis.code, diagnosis.scheme) == ("other_scheme", "sha256-concat")
    assert str(diagnosis) == diagnosis.message
    assert repr(diagnosis) == "<Diagnosis code='other_scheme' scheme='sha256-concat'>"
    assert repr(unknown) == "<Diagnosis code='no_known_cause' scheme=None>"
    assert hash(diagnosis) == hash(diagnose(**{**EVIDENCE, "token": CONCAT_TOKEN}))
    assert diagnosis not in (unknown, "other_scheme")
    dispatches = [
        diagnose_dispatch(
            payload=payload, signature=token_of("x", WEBHOOK_SECRET), webhook_signing_secret=WEBHOOK_SECRET
        )
        for payload in ("x", "y")
    ]
    assert [repr(diagnosis) for diagnosis in dispatches] == [
        "<Diagnosis code='correct' scheme=None>",
        "<Diagnosis code='no_known_cause' scheme=None>",
    ]
    assert dispatches[1] != unknown
    for original in (diagnosis, unknown, *dispatches):
        data = [pickle.dumps(original, protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
        twins = [copy.copy(original), copy.deepcopy(original), *map(pickle.loads, data)]
        for twin in twins:
            assert (twin, repr(twin), str(twin)) == (original, repr(original), str(original))
    for known, name in ((diagnosis, b"other_scheme"), (dispatches[0], b"correct")):
        newer = pickle.dumps(known, 0).replace(name, b"newer_cause")
        with pytest.raises(ValueError, match="pickled by a newer version"):
            pickle.loads(newer)  # noqa: S301
    with pytest.raises(AttributeError):
        diagnosis.code = "correct"  # type: ignore[misc]
    with pytest.raises(TypeError):
        Diagnosis()
    with pytest.raises(TypeError):
        diagnose(TOKEN, "user_42", KEY)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("argument", "value", "code"),
    [
        ("user_id", "", "empty_user_id"),
        ("auth_secret_key", "", "empty_auth_secret_key"),
        ("token", "\ud800", "invalid_text"),
        ("sdk_secret_key", "\ud800", "invalid_text"),
        ("token_scheme", "md5", "unknown_token_scheme"),
    ],
)
def test_diagnose_rejects_wrong_evidence(argument: str, value: str, code: str) -> None:
    assert code_of(diagnose, **{**EVIDENCE, argument: value}) == code


def test_the_error_class() -> None:
    with pytest.raises(ValueError, match="the user ID is empty") as caught:
        CLIENT.generate_hashed_token("")
    error = caught.value
    assert type(error) is NotifizzTokenError
    assert error.code == "empty_user_id"
    assert error.__cause__ is None
    assert error.__context__ is None
    documented = NotifizzTokenError.__doc__ or ""
    codes = {row["error"] for row in VECTORS["errors"]} | DISPATCH_ERRORS
    assert codes
    for code in codes:
        assert f'"{code}"' in documented


def test_names() -> None:
    assert notifizz_token.__version__ == importlib.metadata.version("notifizz-token")
    assert set(notifizz_token.__all__) <= set(dir(notifizz_token))
    namespace: dict[str, Any] = {}
    exec("from notifizz_token import *", namespace)  # noqa: S102
    assert set(notifizz_token.__all__) <= namespace.keys()
    assert notifizz_token.DispatchEvent == dict[str, Any]
    assert typing.get_args(notifizz_token.TokenScheme) == ("hmac-sha256", "sha256-concat")
    assert notifizz_token.WidgetOptions.__required_keys__ == {"authType", "token", "userId", "userEmail"}
    assert notifizz_token.WidgetOptions.__optional_keys__ == {"apiKey"}
    with pytest.raises(AttributeError, match="no attribute 'another'"):
        notifizz_token.another  # type: ignore[attr-defined] # noqa: B018


def test_help_is_a_manual() -> None:
    missing = [
        f"{owner.__name__}.{name}"
        for owner in (NotifizzClient, DispatchReceiver, Diagnosis)
        for name, member in vars(owner).items()
        if not name.startswith("__") and not (member.__doc__ or "").strip()
    ]
    assert missing == []
    things = (NotifizzClient, DispatchReceiver, diagnose, diagnose_dispatch)
    for thing in (notifizz_token, Diagnosis, NotifizzTokenError, *things):
        assert (thing.__doc__ or "").strip()
    assert str(inspect.signature(NotifizzClient)) == (
        "(auth_secret_key, sdk_secret_key=None, *, token_scheme='hmac-sha256', webhook_signing_secret=None,"
        " previous_auth_secret_keys=None)"
    )
    assert str(inspect.signature(NotifizzClient.generate_hashed_token)) == "(self, /, user_id)"
    runner = doctest.DocTestRunner()
    secret, payload = "YOUR_WEBHOOK_SIGNING_SECRET", '{"timestamp":1764115200000}'
    signature = token_of(payload, secret)
    names: dict[str, Any] = {"TOKEN": TOKEN, "KEY": KEY, "SECRET": secret, "SIGNATURE": signature}
    names["BODY"] = json.dumps({"payload": payload, "signature": signature})
    names |= {thing.__name__: thing for thing in things}
    for thing in (notifizz_token, *things):
        for test in doctest.DocTestFinder(recurse=False).find(thing, globs=dict(names)):
            runner.run(test)
    assert runner.failures == 0
    assert runner.tries >= 11
