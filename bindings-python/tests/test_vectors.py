"""Every section of vectors/vectors.json; expected values come from CPython's hmac and hashlib."""

from collections.abc import Callable
from typing import Any, Literal

import pytest
from common import KEY, VECTORS, text
from notifizz_token import NotifizzClient, NotifizzTokenError, diagnose

SCHEMES: tuple[Literal["hmac-sha256"], Literal["sha256-concat"]] = ("hmac-sha256", "sha256-concat")


def every(section: str, check: Callable[[Any], None]) -> None:
    """Runs every row, and fails if that is not as many as the file promises."""
    ran = 0
    for row in VECTORS[section]:
        try:
            check(row)
        except BaseException as error:
            raise AssertionError(f"{section}: {row}") from error
        ran += 1
    assert ran > 0
    assert ran == VECTORS["counts"][section]
    print(f"{section}: {ran} vectors")


def test_hashed_tokens() -> None:
    def check(row: Any) -> None:
        for scheme in SCHEMES:
            client = NotifizzClient(row["auth_secret_key"], token_scheme=scheme)
            assert client.generate_hashed_token(row["user_id"]) == row["tokens"][scheme]
            for other in SCHEMES:
                assert client.verify_hashed_token(row["user_id"], row["tokens"][other]) is (other == scheme)

    every("hashed_tokens", check)


def test_subscribe_tokens() -> None:
    def check(row: Any) -> None:
        subscriber, resource, token = row["subscriber_id"], row["resource_id"], row["token"]
        for scheme in SCHEMES:
            client = NotifizzClient(row["auth_secret_key"], token_scheme=scheme)
            assert client.generate_subscribe_token(subscriber, resource) == token
            assert client.verify_subscribe_token(subscriber, resource, token) is True
            assert client.verify_subscribe_token(subscriber, resource + "x", token) is False

    every("subscribe_tokens", check)


def test_dispatch_signatures() -> None:
    def check(row: Any) -> None:
        payload, signature = row["payload"], row["signature"]
        client = NotifizzClient(KEY, webhook_signing_secret=row["webhook_signing_secret"])
        assert client.sign_dispatch_payload(payload) == signature
        assert client.verify_dispatch_signature(payload, signature) is True
        assert client.verify_dispatch_signature(payload + "x", signature) is False

    every("dispatch_signatures", check)


def test_key_fingerprints() -> None:
    def check(row: Any) -> None:
        for scheme in SCHEMES:
            client = NotifizzClient(row["auth_secret_key"], token_scheme=scheme)
            assert client.key_fingerprint == row["fingerprint"]
            assert client.token_scheme == scheme

    every("key_fingerprints", check)


def test_rejected_tokens() -> None:
    def check(row: Any) -> None:
        client = NotifizzClient(row["auth_secret_key"], token_scheme=row["token_scheme"])
        assert client.verify_hashed_token(text(row["user_id"]), text(row["token"])) is False

    every("rejected_tokens", check)


CALLS: dict[str, Callable[[NotifizzClient, Any], object]] = {
    "generate_hashed_token": lambda client, row: client.generate_hashed_token(text(row["user_id"])),
    "generate_subscribe_token": lambda client, row: client.generate_subscribe_token(
        text(row["subscriber_id"]), text(row["resource_id"])
    ),
    "sign_dispatch_payload": lambda client, row: client.sign_dispatch_payload(text(row["payload"])),
    "verify_dispatch_signature": lambda client, row: client.verify_dispatch_signature(
        text(row["payload"]), text(row["signature"])
    ),
    "widget_options": lambda client, row: client.widget_options(
        text(row["user_id"]), text(row["user_email"]), api_key=text(row.get("api_key"))
    ),
}


def test_errors() -> None:
    def check(row: Any) -> None:
        def create() -> NotifizzClient:
            return NotifizzClient(
                text(row["auth_secret_key"]),
                token_scheme=text(row["token_scheme"]),
                webhook_signing_secret=text(row.get("webhook_signing_secret")),
            )

        if row["call"] == "new":
            with pytest.raises(NotifizzTokenError) as caught:
                create()
        else:
            client = create()
            with pytest.raises(NotifizzTokenError) as caught:
                CALLS[row["call"]](client, row)
        assert caught.value.code == row["error"]

    every("errors", check)


def test_diagnoses() -> None:
    given = ("token", "user_id", "auth_secret_key", "token_scheme", "sdk_secret_key", "user_email")

    def check(row: Any) -> None:
        found = diagnose(**{name: row[name] for name in given if name in row})
        assert (found.code, found.scheme) == (row["code"], row["scheme"])

    every("diagnoses", check)


def test_rfc4231_where_key_and_message_are_text() -> None:
    ran = []
    for row in VECTORS["rfc4231"]:
        try:
            key, message = (bytes.fromhex(row[name]).decode() for name in ("key_hex", "message_hex"))
        except UnicodeDecodeError:
            continue
        if key.strip() == key:
            assert NotifizzClient(key).generate_hashed_token(message) == row["tag"]
            ran.append(row["case"])
    assert ran == [2]


def test_no_section_is_forgotten() -> None:
    tested = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    assert VECTORS["counts"].keys() - tested == {"rfc4231"}
