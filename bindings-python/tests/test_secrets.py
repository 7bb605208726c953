"""No representation of an object, and no message, shows a secret."""

import copy
import gc
import json
import logging
import pickle
import pprint
import reprlib
import sys
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from common import MARKER
from notifizz_token import DispatchReceiver, NotifizzClient, NotifizzTokenError, diagnose, diagnose_dispatch

SDK_MARKER = "MARKER-7f3b-sdk-secret"
WEBHOOK_MARKER = "MARKER-7f3b-webhook-secret"


def new_client() -> NotifizzClient:
    secrets = {"webhook_signing_secret": [WEBHOOK_MARKER], "previous_auth_secret_keys": [f"{MARKER}-previous"]}
    return NotifizzClient(MARKER, SDK_MARKER, **secrets)  # type: ignore[arg-type]


def outcome(call: Callable[[], object]) -> str:
    """The result or the error, with the locals of every frame but this file's."""
    try:
        result = call()
    except Exception as error:  # noqa: BLE001
        shown = traceback.TracebackException.from_exception(error, capture_locals=True)
        shown.stack = traceback.StackSummary.from_list([f for f in shown.stack if f.filename != __file__])
        return "".join(shown.format()) + repr(error) + repr(error.args) + repr(vars(error))
    return result.decode("latin-1") if isinstance(result, bytes) else f"{result!r} {result}"


@pytest.mark.parametrize("create", [new_client, lambda: DispatchReceiver(WEBHOOK_MARKER)])
def test_no_operation_on_a_client_shows_a_secret(create: Callable[[], Any]) -> None:
    client = create()

    class Record:
        def __init__(self) -> None:
            self.client = client

    copies: list[Callable[[], object]] = [
        *(lambda protocol=protocol: pickle.dumps(client, protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)),
        lambda: copy.copy(client),
        lambda: copy.deepcopy(client),
        lambda: copy.deepcopy(Record()),
        client.__reduce__,
    ]
    others: list[Callable[[], object]] = [
        lambda: f"{client} {client!r} {client!a}",
        lambda: ascii(client),
        lambda: bytes(client),
        lambda: vars(client),
        lambda: [(name, getattr(client, name)) for name in dir(client)],
        lambda: json.dumps(client),
        lambda: json.dumps({"client": client}, default=repr),
        lambda: pprint.pformat({"nested": [client]}),
        lambda: reprlib.repr(client),
        lambda: memoryview(client),
        lambda: gc.get_referents(client),
        lambda: hash(client),
        lambda: sys.getsizeof(client),
        lambda: list(client),
        lambda: client.__getstate__(),  # noqa: PLW0108
        lambda: logging.LogRecord("x", 10, "x", 1, "%s %r", (client, client), None).getMessage(),
    ]
    for call in (*copies, *others):
        shown = outcome(call)
        assert "MARKER" not in shown
        assert MARKER.encode().hex() not in shown
        assert call in others or "can be neither copied nor pickled" in shown
    if isinstance(client, NotifizzClient):
        (previous,) = client.previous_key_fingerprints
        fingerprints = f"key_fingerprint='{client.key_fingerprint}' previous_key_fingerprints='{previous}'"
        assert repr(client) == str(client) == f"<NotifizzClient token_scheme='hmac-sha256' {fingerprints}>"
    else:
        assert repr(client) == str(client) == "<DispatchReceiver>"


def test_no_error_shows_a_secret() -> None:
    client = new_client()
    bad: list[Any] = [MARKER + "\n", MARKER + "\ud800", MARKER.encode(), [MARKER], {MARKER: MARKER}, float("nan")]
    calls: list[Callable[[Any], object]] = [
        NotifizzClient,
        lambda value: NotifizzClient(MARKER, value),
        lambda value: NotifizzClient(MARKER, token_scheme=value),
        lambda value: NotifizzClient(MARKER, webhook_signing_secret=value),
        lambda value: NotifizzClient(MARKER, webhook_signing_secret=[MARKER, value]),
        lambda value: NotifizzClient(MARKER, previous_auth_secret_keys=value),
        lambda value: NotifizzClient(MARKER, previous_auth_secret_keys=[MARKER, value]),
        DispatchReceiver,
        client.receive_dispatch,
        lambda value: diagnose_dispatch(payload=value, signature=value, webhook_signing_secret=value),
        lambda value: NotifizzClient(MARKER, value, value),  # type: ignore[call-arg]
        lambda value: client.generate_hashed_token(user_id=value),
        lambda value: client.generate_subscribe_token(value, value),
        client.sign_dispatch_payload,
        lambda value: client.widget_options(value, value, api_key=value),
        lambda value: diagnose(token=value, user_id=value, auth_secret_key=value),
        lambda value: diagnose(token=MARKER, user_id="u", auth_secret_key=MARKER, sdk_secret_key=value),
        lambda value: client.generate_hashed_token(value, value),  # type: ignore[call-arg]
    ]
    rejected = 0
    for call in calls:
        for value in bad:
            text = outcome(lambda call=call, value=value: call(value))  # type: ignore[misc]
            if text.startswith("Traceback") or "Error: " in text:
                assert "MARKER" not in text
                rejected += 1
    assert rejected > 50


def test_an_error_keeps_no_context() -> None:
    """A UnicodeEncodeError there would contain the text."""
    with pytest.raises(NotifizzTokenError) as caught:
        NotifizzClient(MARKER + "\ud800")
    assert caught.value.code == "invalid_text"
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
    assert not hasattr(caught.value, "object")


def test_no_diagnosis_shows_a_secret() -> None:
    for token in (MARKER, SDK_MARKER, MARKER + "\n", "0" * 64, "user"):
        diagnosis = diagnose(token=token, user_id="user", auth_secret_key=MARKER, sdk_secret_key=SDK_MARKER)
        assert "MARKER" not in outcome(lambda diagnosis=diagnosis: diagnosis)  # type: ignore[misc]


def test_an_error_can_be_pickled_and_copied() -> None:
    with pytest.raises(NotifizzTokenError) as caught:
        new_client().generate_hashed_token("")
    pickled = [pickle.dumps(caught.value, protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    twins = [pickle.loads(data) for data in pickled]  # noqa: S301
    for twin in (*twins, copy.copy(caught.value), copy.deepcopy(caught.value)):
        assert type(twin) is NotifizzTokenError
        assert (str(twin), twin.code) == (str(caught.value), "empty_user_id")
