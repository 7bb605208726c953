import copy
import doctest
import hashlib
import hmac
import importlib.metadata
import inspect
import json
import pickle
import typing
import uuid
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, cast

import notifizz_token
import pytest
from common import CONCAT_TOKEN, KEY, TOKEN, VECTORS, WEBHOOK_SECRET
from notifizz_token import Diagnosis, NotifizzClient, NotifizzTokenError, diagnose

CLIENT = NotifizzClient(KEY, webhook_signing_secret=WEBHOOK_SECRET)


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


WRONG_TYPES: list[Any] = [
    None,
    42,
    True,
    4.2,
    b"secret-bytes",
    bytearray(b"secret-bytes"),
    ["secret-element"],
    {"secret-key": "secret-value"},
    uuid.UUID(int=7),
    object(),
    str,
    Hostile(),
]

REJECTING: dict[str, Callable[[Any], object]] = {
    "token_scheme": lambda value: NotifizzClient(KEY, token_scheme=value),
    "user_id": CLIENT.generate_hashed_token,
    "subscriber_id": lambda value: CLIENT.generate_subscribe_token(value, "project_7"),
    "resource_id": lambda value: CLIENT.generate_subscribe_token("user_42", value),
    "user_email": lambda value: CLIENT.widget_options("user_42", value),
    "token": lambda value: diagnose(token=value, user_id="user_42", auth_secret_key=KEY),
}
REJECTING_BUT_NONE: dict[str, Callable[[Any], object]] = {
    "auth_secret_key": NotifizzClient,
    "sdk_secret_key": lambda value: NotifizzClient(KEY, value),
    "webhook_signing_secret": lambda value: NotifizzClient(KEY, webhook_signing_secret=value),
    "api_key": lambda value: CLIENT.widget_options("user_42", "alice@example.com", api_key=value),
    # The same name as diagnose's first, in another function.
    "user_email": lambda value: diagnose(token=TOKEN, user_id="user_42", auth_secret_key=KEY, user_email=value),
}


def type_name(value: Any) -> str:
    return type(value).__name__


def each(values: Iterable[Any]) -> pytest.MarkDecorator:
    """Makes a case of every value. It is in a list, because pytest inspects what is not, and Hostile raises."""
    cases = [pytest.param([value], id=f"{number} {type_name(value)}") for number, value in enumerate(values)]
    return pytest.mark.parametrize("boxed", cases)


@pytest.mark.parametrize(
    ("name", "call", "boxed"),
    [
        pytest.param(name, call, [value], id=f"{kind}{name}-{type_name(value)}")
        for kind, calls in (("", REJECTING), ("optional ", REJECTING_BUT_NONE))
        for name, call in calls.items()
        for value in WRONG_TYPES
        if value is not None or calls is REJECTING
    ],
)
def test_a_wrong_type_is_a_type_error_that_repeats_no_value(
    name: str, call: Callable[[Any], object], boxed: list[Any]
) -> None:
    (value,) = boxed
    with pytest.raises(TypeError) as caught:
        call(value)
    message = str(caught.value)
    assert message.startswith(f"{name} must be str, not {type_name(value)}")
    assert "secret" not in message.removeprefix(name)
    assert "42" not in message
    assert message.endswith(": decode it first") is (type(value) in (bytes, bytearray))


@pytest.mark.parametrize(
    "call",
    [NotifizzClient, lambda key: diagnose(token=TOKEN, user_id="user_42", auth_secret_key=key)],
    ids=["NotifizzClient", "diagnose"],
)
def test_a_missing_key_is_an_empty_one(call: Callable[[Any], object]) -> None:
    with pytest.raises(NotifizzTokenError, match="environment variable") as caught:
        call(None)
    assert caught.value.code == "empty_auth_secret_key"


NO_USER = ": it is missing. Is the user saved, and logged in?"


@pytest.mark.parametrize(
    ("call", "end"),
    [
        (CLIENT.generate_hashed_token, NO_USER),
        (lambda missing: CLIENT.widget_options(missing, "alice@example.com"), NO_USER),
        (lambda missing: CLIENT.generate_subscribe_token(missing, "project_7"), NO_USER),
        (
            lambda missing: CLIENT.generate_subscribe_token("user_42", missing),
            ": it is missing. Is the resource saved?",
        ),
        (lambda missing: CLIENT.widget_options("user_42", missing), ": it is missing"),
        (CLIENT.sign_dispatch_payload, ": it is missing"),
    ],
    ids=["user_id", "user_id of widget options", "subscriber_id", "resource_id", "user_email", "payload"],
)
def test_a_missing_value_is_called_missing_and_never_converted(call: Callable[[Any], object], end: str) -> None:
    with pytest.raises(TypeError) as caught:
        call(None)
    assert str(caught.value).endswith(f"not NoneType{end}")
    assert "str(" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["hmac-sha256", "sha256-concat", Text("sha256-concat")])
def test_a_scheme_in_the_place_of_the_sdk_key_is_a_type_error(scheme: str) -> None:
    with pytest.raises(TypeError, match="token_scheme="):
        NotifizzClient(KEY, scheme)
    assert NotifizzClient(KEY, f"{scheme} ").generate_hashed_token("user_42") == TOKEN


def test_the_error_for_a_number_or_uuid_says_how_to_convert_it() -> None:
    def message(call: Callable[[], object]) -> str:
        with pytest.raises(TypeError) as caught:
            call()
        return str(caught.value)

    number, identifier = cast("Any", 42), cast("Any", uuid.uuid4())

    class Id(int):
        pass

    user, resource = (f": pass str({pk}), if {pk} is not None" for pk in ("user.pk", "resource.pk"))
    assert message(lambda: CLIENT.generate_hashed_token(number)) == f"user_id must be str, not int{user}"
    assert message(lambda: CLIENT.generate_hashed_token(cast("Any", Id(42)))).endswith(f"not Id{user}")
    assert message(lambda: CLIENT.generate_hashed_token(identifier)).endswith(f"not UUID{user}")
    assert message(lambda: CLIENT.generate_subscribe_token("u", number)).endswith(f"not int{resource}")
    assert message(lambda: CLIENT.generate_subscribe_token(number, "r")).endswith(f"not int{user}")
    assert message(lambda: CLIENT.widget_options(number, "e")).endswith(f"not int{user}")
    assert message(lambda: CLIENT.widget_options("u", number)).endswith("not int")
    assert message(lambda: CLIENT.generate_hashed_token(cast("Any", True))).endswith("not bool")


JSON_VALUES: list[Any] = ["", "\ud800", "\0", None, 42, 10**5000, True, 4.2, float("nan"), ["user_42"], {"a": "b"}]
WRONG_TOKENS: list[Any] = [
    *WRONG_TYPES,
    *JSON_VALUES,
    "a" * 70_000,
    "é" * 70_000,
    TOKEN + "\n",
    TOKEN.upper(),
    TOKEN.encode(),
    bytearray(TOKEN.encode()),
    memoryview(TOKEN.encode()),
    [TOKEN],
    "\ud800" + TOKEN[1:],
]


@each(WRONG_TOKENS)
def test_verify_never_raises_for_an_untrusted_token(boxed: list[Any]) -> None:
    (token,) = boxed
    assert CLIENT.verify_hashed_token("user_42", token) is False
    assert CLIENT.verify_subscribe_token("user_42", "project_7", token) is False
    assert CLIENT.verify_dispatch_signature("{}", token) is False


@each(JSON_VALUES)
def test_verify_never_raises_for_an_id_from_json(boxed: list[Any]) -> None:
    (value,) = boxed
    assert CLIENT.verify_hashed_token(value, TOKEN) is False
    assert CLIENT.verify_subscribe_token(value, "project_7", TOKEN) is False
    assert CLIENT.verify_subscribe_token("user_42", value, TOKEN) is False


NO_JSON: list[Any] = [b"user_42", bytearray(b"user_42"), uuid.UUID(int=7), ("user_42",), {"user_42"}, str, Hostile()]


@each(NO_JSON)
@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("user_id", CLIENT.verify_hashed_token),
        ("subscriber_id", lambda value, token: CLIENT.verify_subscribe_token(value, None, token)),
        ("resource_id", lambda value, token: CLIENT.verify_subscribe_token(None, value, token)),
    ],
    ids=["user_id", "subscriber_id", "resource_id"],
)
def test_verify_is_a_type_error_for_an_id_that_json_cannot_hold(
    name: str, call: Callable[[Any, object], object], boxed: list[Any]
) -> None:
    (value,) = boxed
    for token in (TOKEN, "", None):
        with pytest.raises(TypeError, match=f"^{name} must be str, not {type_name(value)}"):
            call(value, token)


def test_bytes_of_any_type_are_the_payload() -> None:
    payload = '{"timestamp": 1764000000000, "name": "é"}'.encode()
    signature = hmac.new(WEBHOOK_SECRET.encode(), payload, hashlib.sha256).hexdigest()

    class Bytes(bytes):
        def __bytes__(self) -> bytes:
            return b"other bytes"

    for given in (
        payload.decode(),
        payload,
        Bytes(payload),
        bytearray(payload),
        memoryview(payload),
        memoryview(payload[::-1])[::-1],
    ):
        assert CLIENT.sign_dispatch_payload(given) == signature
        assert CLIENT.verify_dispatch_signature(given, signature) is True
        assert CLIENT.verify_dispatch_signature(given, CLIENT.sign_dispatch_payload(b"another")) is False
    no_text = hmac.new(WEBHOOK_SECRET.encode(), b"\xff", hashlib.sha256).hexdigest()
    assert CLIENT.verify_dispatch_signature(b"\xff", no_text) is True


@each(value for value in WRONG_TYPES if value is not None and type(value) not in (bytes, bytearray))
def test_a_payload_that_is_neither_text_nor_bytes_is_a_type_error(boxed: list[Any]) -> None:
    (value,) = boxed
    calls: list[Callable[[Any], object]] = [
        CLIENT.sign_dispatch_payload,
        lambda value: CLIENT.verify_dispatch_signature(value, TOKEN),
        lambda value: CLIENT.verify_dispatch_signature(value, None),
    ]
    for call in calls:
        with pytest.raises(TypeError, match=r"^payload must be str or bytes, not ") as caught:
            call(value)
        assert str(caught.value).endswith("not parsed yet") is (type(value) is dict)


def test_a_missing_or_ill_formed_payload_is_never_verified() -> None:
    for signature in (TOKEN, None):
        assert CLIENT.verify_dispatch_signature(None, signature) is False
        assert CLIENT.verify_dispatch_signature("\ud800", signature) is False


def test_a_released_memoryview_is_a_value_error() -> None:
    released = memoryview(b"{}")
    released.release()
    with pytest.raises(ValueError, match="released"):
        CLIENT.verify_dispatch_signature(released, TOKEN)


@each(["{}", b"{}", None, 42, "\ud800", Hostile()])
def test_a_missing_webhook_secret_raises_even_where_the_answer_could_only_be_false(boxed: list[Any]) -> None:
    (payload,) = boxed
    client = NotifizzClient(KEY)
    for signature in (TOKEN, None):
        with pytest.raises(NotifizzTokenError) as caught:
            client.verify_dispatch_signature(payload, signature)
        assert caught.value.code == "missing_webhook_signing_secret"


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
        user_id = character * length
        expected = hmac.new(KEY.encode(), user_id.encode(), hashlib.sha256).hexdigest()
        token = CLIENT.generate_hashed_token(user_id)
        assert token == expected
        assert CLIENT.verify_hashed_token(user_id, token) is True


def test_diagnosis() -> None:
    diagnosis = diagnose(token=CONCAT_TOKEN, user_id="user_42", auth_secret_key=KEY)
    assert isinstance(diagnosis, Diagnosis)
    assert (diagnosis.code, diagnosis.scheme) == ("other_scheme", "sha256-concat")
    assert str(diagnosis) == diagnosis.message
    assert repr(diagnosis) == "<Diagnosis code='other_scheme' scheme='sha256-concat'>"
    assert diagnosis == diagnose(token=CONCAT_TOKEN, user_id="user_42", auth_secret_key=KEY)
    assert hash(diagnosis) == hash(diagnose(token=CONCAT_TOKEN, user_id="user_42", auth_secret_key=KEY))
    unknown = diagnose(token="0" * 64, user_id="user_42", auth_secret_key=KEY)
    assert diagnosis != unknown
    assert diagnosis != "other_scheme"
    assert repr(unknown) == "<Diagnosis code='no_known_cause' scheme=None>"
    for twin in (copy.copy(diagnosis), copy.deepcopy(diagnosis), copy.copy(unknown)):
        assert twin in (diagnosis, unknown)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        for original in (diagnosis, unknown):
            twin = pickle.loads(pickle.dumps(original, protocol))  # noqa: S301
            assert (twin, repr(twin), str(twin)) == (original, repr(original), str(original))
    newer = pickle.dumps(diagnosis, 0).replace(b"other_scheme", b"newer_cause")
    with pytest.raises(ValueError, match="pickled by a newer version"):
        pickle.loads(newer)  # noqa: S301
    with pytest.raises(AttributeError):
        diagnosis.code = "correct"  # type: ignore[misc]
    with pytest.raises(TypeError):
        Diagnosis()
    with pytest.raises(TypeError):
        diagnose(TOKEN, "user_42", KEY)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"user_id": ""}, "empty_user_id"),
        ({"auth_secret_key": ""}, "empty_auth_secret_key"),
        ({"token": "\ud800"}, "invalid_text"),
        ({"sdk_secret_key": "\ud800"}, "invalid_text"),
        ({"token_scheme": "md5"}, "unknown_token_scheme"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_diagnose_rejects_wrong_evidence(arguments: dict[str, Any], code: str) -> None:
    evidence: dict[str, Any] = {"token": TOKEN, "user_id": "user_42", "auth_secret_key": KEY, **arguments}
    with pytest.raises(NotifizzTokenError) as caught:
        diagnose(**evidence)
    assert caught.value.code == code


def test_the_error_class() -> None:
    with pytest.raises(ValueError, match="the user ID is empty") as caught:
        CLIENT.generate_hashed_token("")
    error = caught.value
    assert type(error) is NotifizzTokenError
    assert error.code == "empty_user_id"
    assert error.__cause__ is None
    assert error.__context__ is None
    documented = NotifizzTokenError.__doc__ or ""
    codes = {row["error"] for row in VECTORS["errors"]}
    assert codes
    for code in codes:
        assert f'"{code}"' in documented


def test_names() -> None:
    assert notifizz_token.__version__ == importlib.metadata.version("notifizz-token")
    assert set(notifizz_token.__all__) <= set(dir(notifizz_token))
    namespace: dict[str, Any] = {}
    exec("from notifizz_token import *", namespace)  # noqa: S102
    assert set(notifizz_token.__all__) <= namespace.keys()
    assert typing.get_args(notifizz_token.TokenScheme) == ("hmac-sha256", "sha256-concat")
    assert notifizz_token.WidgetOptions.__required_keys__ == {"authType", "token", "userId", "userEmail"}
    assert notifizz_token.WidgetOptions.__optional_keys__ == {"apiKey"}
    with pytest.raises(AttributeError, match="no attribute 'another'"):
        notifizz_token.another  # type: ignore[attr-defined] # noqa: B018


def test_help_is_a_manual() -> None:
    missing = [
        f"{owner.__name__}.{name}"
        for owner in (NotifizzClient, Diagnosis)
        for name, member in vars(owner).items()
        if not name.startswith("__") and not (member.__doc__ or "").strip()
    ]
    assert missing == []
    for thing in (notifizz_token, NotifizzClient, Diagnosis, diagnose, NotifizzTokenError):
        assert (thing.__doc__ or "").strip()
    assert str(inspect.signature(NotifizzClient)) == (
        "(auth_secret_key, sdk_secret_key=None, *, token_scheme='hmac-sha256', webhook_signing_secret=None)"
    )
    assert str(inspect.signature(NotifizzClient.generate_hashed_token)) == "(self, /, user_id)"
    runner = doctest.DocTestRunner()
    names = {"NotifizzClient": NotifizzClient, "diagnose": diagnose, "TOKEN": TOKEN, "KEY": KEY}
    for thing in (notifizz_token, NotifizzClient, diagnose):
        for test in doctest.DocTestFinder(recurse=False).find(thing, globs=dict(names)):
            runner.run(test)
    assert runner.failures == 0
    assert runner.tries >= 8
