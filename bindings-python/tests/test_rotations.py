"""Every row of vectors/rotations.json; what it expects comes from CPython's hmac and hashlib."""

import json
from typing import Any

import pytest
from common import KEY, decode, load
from notifizz_token import DispatchReceiver, NotifizzClient, NotifizzTokenError

ROTATIONS = load("rotations.json")
cases: dict[str, int] = {}


def each_row(section: str) -> pytest.MarkDecorator:
    rows = ROTATIONS[section]
    cases[section] = len(rows)
    return pytest.mark.parametrize("row", rows, ids=lambda row: row["name"])


@each_row("keys")
def test_keys(row: Any) -> None:
    for form in (list, tuple):
        previous = form(row["previous_auth_secret_keys"])
        client = NotifizzClient(KEY, token_scheme=row["token_scheme"], previous_auth_secret_keys=previous)
        assert client.key_fingerprint == row["key_fingerprint"]
        assert client.previous_key_fingerprints == row["previous_key_fingerprints"]
        assert client.generate_hashed_token(row["user_id"]) == row["hashed_token"]
        assert client.widget_options(row["user_id"], "alice@example.com")["token"] == row["hashed_token"]
        ids = row["subscriber_id"], row["resource_id"]
        assert client.generate_subscribe_token(*ids) == row["subscribe_token"]
        for token, answer in row["hashed_tokens"].items():
            assert client.verify_hashed_token(row["user_id"], token) is answer
        for token, answer in row["subscribe_tokens"].items():
            assert client.verify_subscribe_token(*ids, token) is answer


@each_row("webhooks")
def test_webhooks(row: Any) -> None:
    payload = row["payload"]
    for form in (list, tuple):
        secrets = form(row["webhook_signing_secrets"])
        client = NotifizzClient(KEY, webhook_signing_secret=secrets)
        receiver = DispatchReceiver(secrets)
        assert client.sign_dispatch_payload(payload) == row["signature"]
        for signature, answer in row["signatures"].items():
            assert client.verify_dispatch_signature(payload, signature) is answer
            body = json.dumps({"payload": payload, "signature": signature})
            if answer:
                now = json.loads(payload)["timestamp"] / 1000
                assert receiver.receive_dispatch(body, now=now) == json.loads(payload)
            else:
                with pytest.raises(NotifizzTokenError, match="the signature of the dispatch webhook"):
                    receiver.receive_dispatch(body)


@each_row("errors")
def test_error(row: Any) -> None:
    def texts(name: str) -> Any:
        return [decode(text) for text in row[name]] if name in row else None

    def call() -> object:
        client = NotifizzClient(
            row["auth_secret_key"],
            previous_auth_secret_keys=texts("previous_auth_secret_keys"),
            webhook_signing_secret=texts("webhook_signing_secrets"),
        )
        return client.widget_options(row["user_id"], row["user_email"], api_key=row["api_key"])

    with pytest.raises(NotifizzTokenError) as caught:
        call()
    assert caught.value.code == row["error"]


def test_every_row_is_a_case() -> None:
    assert cases == ROTATIONS["counts"]
    assert all(cases.values())


@pytest.mark.parametrize(
    "value",
    ["secret-key", b"secret-key", {"secret-key"}, {"secret-key": 1}, 42, iter([])],
    ids=lambda value: type(value).__name__,
)
def test_a_list_of_another_type_is_a_type_error(value: Any) -> None:
    message = f"^previous_auth_secret_keys must be a list of str, not {type(value).__name__}"
    with pytest.raises(TypeError, match=message) as caught:
        NotifizzClient(KEY, previous_auth_secret_keys=value)
    assert "secret-key" not in str(caught.value)
    if not isinstance(value, str):
        with pytest.raises(TypeError, match=f"^webhook_signing_secret must be str, not {type(value).__name__}"):
            NotifizzClient(KEY, webhook_signing_secret=value)


def test_an_element_of_another_type_is_a_type_error() -> None:
    for value in (42, b"secret-key", ["secret-key"]):
        with pytest.raises(TypeError, match=r"^each of previous_auth_secret_keys must be str, not ") as caught:
            NotifizzClient(KEY, previous_auth_secret_keys=["old", value])  # type: ignore[list-item]
        assert "secret-key" not in str(caught.value)
    with pytest.raises(NotifizzTokenError) as missing:
        NotifizzClient(KEY, previous_auth_secret_keys=[None])  # type: ignore[list-item]
    assert missing.value.code == "empty_auth_secret_key"


def test_a_list_that_changes_later_changes_nothing() -> None:
    keys, secrets = ["old"], ["new", "old"]
    client = NotifizzClient(KEY, previous_auth_secret_keys=keys, webhook_signing_secret=secrets)
    token, signature = NotifizzClient("old").generate_hashed_token("u"), client.sign_dispatch_payload("x")
    keys[0] = secrets[0] = "another"
    keys.clear()
    assert client.verify_hashed_token("u", token)
    assert client.verify_dispatch_signature("x", signature)
