"""Every row of vectors/vectors.json; expected values come from CPython's hmac and hashlib."""

from collections.abc import Callable
from typing import Any, Literal

import pytest
from common import KEY, VECTORS, decode
from notifizz_token import NotifizzClient, NotifizzTokenError, diagnose

SCHEMES: tuple[Literal["hmac-sha256"], Literal["sha256-concat"]] = ("hmac-sha256", "sha256-concat")

# How many cases the tests below have, by section.
cases: dict[str, int] = {}


def each_row(section: str, name: Callable[[Any], str] = lambda row: row["name"]) -> pytest.MarkDecorator:
    """Makes a case of every row of a section."""
    rows = VECTORS[section]
    cases[section] = len(rows)
    return pytest.mark.parametrize("row", rows, ids=name)


@each_row("hashed_tokens")
def test_hashed_token(row: Any) -> None:
    for scheme in SCHEMES:
        client = NotifizzClient(row["auth_secret_key"], token_scheme=scheme)
        assert client.generate_hashed_token(row["user_id"]) == row["tokens"][scheme]
        for other in SCHEMES:
            assert client.verify_hashed_token(row["user_id"], row["tokens"][other]) is (other == scheme)


@each_row("subscribe_tokens")
def test_subscribe_token(row: Any) -> None:
    subscriber, resource, token = row["subscriber_id"], row["resource_id"], row["token"]
    for scheme in SCHEMES:
        client = NotifizzClient(row["auth_secret_key"], token_scheme=scheme)
        assert client.generate_subscribe_token(subscriber, resource) == token
        assert client.verify_subscribe_token(subscriber, resource, token) is True
        assert client.verify_subscribe_token(subscriber, resource + "x", token) is False


@each_row("dispatch_signatures")
def test_dispatch_signature(row: Any) -> None:
    payload, signature = row["payload"], row["signature"]
    client = NotifizzClient(KEY, webhook_signing_secret=row["webhook_signing_secret"])
    assert client.sign_dispatch_payload(payload) == signature
    assert client.verify_dispatch_signature(payload, signature) is True
    assert client.verify_dispatch_signature(payload + "x", signature) is False


@each_row("key_fingerprints", name=lambda row: row["fingerprint"])
def test_key_fingerprint(row: Any) -> None:
    for scheme in SCHEMES:
        client = NotifizzClient(row["auth_secret_key"], token_scheme=scheme)
        assert client.key_fingerprint == row["fingerprint"]
        assert client.token_scheme == scheme


@each_row("rejected_tokens", name=lambda row: f"{row['why']} ({row['token_scheme']})")
def test_rejected_token(row: Any) -> None:
    client = NotifizzClient(row["auth_secret_key"], token_scheme=row["token_scheme"])
    assert client.verify_hashed_token(decode(row["user_id"]), decode(row["token"])) is False


CALLS: dict[str, Callable[[NotifizzClient, Any], object]] = {
    "generate_hashed_token": lambda client, row: client.generate_hashed_token(decode(row["user_id"])),
    "generate_subscribe_token": lambda client, row: client.generate_subscribe_token(
        decode(row["subscriber_id"]), decode(row["resource_id"])
    ),
    "sign_dispatch_payload": lambda client, row: client.sign_dispatch_payload(decode(row["payload"])),
    "verify_dispatch_signature": lambda client, row: client.verify_dispatch_signature(
        decode(row["payload"]), decode(row["signature"])
    ),
    "widget_options": lambda client, row: client.widget_options(
        decode(row["user_id"]), decode(row["user_email"]), api_key=decode(row.get("api_key"))
    ),
}


@each_row("errors")
def test_error(row: Any) -> None:
    def create() -> NotifizzClient:
        return NotifizzClient(
            decode(row["auth_secret_key"]),
            token_scheme=decode(row["token_scheme"]),
            webhook_signing_secret=decode(row.get("webhook_signing_secret")),
        )

    if row["call"] == "new":
        with pytest.raises(NotifizzTokenError) as caught:
            create()
    else:
        client = create()
        with pytest.raises(NotifizzTokenError) as caught:
            CALLS[row["call"]](client, row)
    assert caught.value.code == row["error"]


EVIDENCE = ("token", "user_id", "auth_secret_key", "token_scheme", "sdk_secret_key", "user_email")


@each_row("diagnoses")
def test_diagnosis(row: Any) -> None:
    diagnosis = diagnose(**{name: row[name] for name in EVIDENCE if name in row})
    assert (diagnosis.code, diagnosis.scheme) == (row["code"], row["scheme"])


@each_row("rfc4231", name=lambda row: f"case {row['case']}")
def test_rfc4231(row: Any) -> None:
    """The keys and messages are bytes: all but those of case 2 are no text, or no key that a client accepts."""
    key, message = bytes.fromhex(row["key_hex"]), bytes.fromhex(row["message_hex"])
    if row["case"] == 2:
        assert NotifizzClient(key.decode()).generate_hashed_token(message.decode()) == row["tag"]
    else:
        with pytest.raises((UnicodeDecodeError, NotifizzTokenError)):
            NotifizzClient(key.decode())


def test_every_row_is_a_case() -> None:
    assert cases == VECTORS["counts"]
    assert all(cases.values())
