"""The document rotations.json: clients with several keys, of which the first signs and any verifies."""

from collections.abc import Iterator

from .mac import SCHEMES, hashed_token, hmac_sha256, key_fingerprint, other_scheme
from .samples import EMAIL, KEY, LONE_HIGH, USER_ID, WEBHOOK_SECRET, filler

RESOURCE, PAYLOAD = "project_7", '{"timestamp": 1764115200000}'
OLD, OLDER, OLDEST, NEVER = "PREVIOUS_AUTH_SECRET_KEY", "sk_\u00e9", filler(131, 9), "NEVER_A_KEY"

DESCRIPTION = {
    "about": "Key rotation of notifizz-token, read by the tests of every language.",
    "generated_by": "vectors/generate.py, with CPython's hmac and hashlib",
    "counts": "How many rows each section has. A suite must run them all and compare.",
    "sections": {
        "keys": "A client of auth_secret_key and previous_auth_secret_keys generates hashed_token and subscribe_token, has "
        "key_fingerprint and previous_key_fingerprints, and verifies each token of hashed_tokens and subscribe_tokens, or not.",
        "webhooks": "A client of webhook_signing_secrets, and a receiver, sign payload with signature, and verify each of "
        "signatures, or not.",
        "errors": "call fails with error. new builds a client from the given arguments; widget_options is called on it.",
    },
}


def subscribe_token(key: str) -> str:
    return hmac_sha256(key.encode(), (USER_ID + RESOURCE).encode())


def keys() -> Iterator[dict]:
    for name, previous in {
        "no previous key": [],
        "one previous key": [OLD],
        "three previous keys": [OLD, OLDER, OLDEST],
        "the same key twice": [KEY, OLD, OLD],
        "twenty previous keys": [f"key_{number}" for number in range(20)],
    }.items():
        for scheme in SCHEMES:
            known = [KEY, *previous]
            hashed = {hashed_token(scheme, key, USER_ID): True for key in known}
            subscribed = {subscribe_token(key): True for key in known}
            hashed |= {
                hashed_token(scheme, NEVER, USER_ID): False,
                hashed_token(scheme, KEY + "x", USER_ID): False,
                hashed_token(other_scheme(scheme), KEY, USER_ID): False,
                hashed_token(scheme, known[-1], USER_ID).upper(): False,
                hashed_token(scheme, known[-1], "user_43"): False,
                "": False,
            }
            if scheme == "sha256-concat" and OLD in previous:
                hashed[hashed_token("hmac-sha256", OLD, USER_ID)] = False
            subscribed |= {subscribe_token(NEVER): False, subscribe_token(known[-1]).upper(): False, "": False}
            yield {
                "name": f"{name}, {scheme}",
                "token_scheme": scheme,
                "auth_secret_key": KEY,
                "previous_auth_secret_keys": previous,
                "key_fingerprint": key_fingerprint(KEY),
                "previous_key_fingerprints": [key_fingerprint(key) for key in previous],
                "user_id": USER_ID,
                "subscriber_id": USER_ID,
                "resource_id": RESOURCE,
                "hashed_token": hashed_token(scheme, KEY, USER_ID),
                "subscribe_token": subscribe_token(KEY),
                "hashed_tokens": hashed,
                "subscribe_tokens": subscribed,
            }


def webhooks() -> Iterator[dict]:
    for name, secrets in {
        "one secret": [WEBHOOK_SECRET],
        "two secrets": [WEBHOOK_SECRET, "whsec_PREVIOUS"],
        "four secrets": [WEBHOOK_SECRET, "whsec_PREVIOUS", OLDER, OLDEST],
        "the same secret twice": [WEBHOOK_SECRET, WEBHOOK_SECRET],
    }.items():
        signatures = {hmac_sha256(secret.encode(), PAYLOAD.encode()): True for secret in secrets}
        wrong = hmac_sha256(NEVER.encode(), PAYLOAD.encode())
        last = hmac_sha256(secrets[-1].encode(), PAYLOAD.encode())
        yield {
            "name": name,
            "webhook_signing_secrets": secrets,
            "payload": PAYLOAD,
            "signature": hmac_sha256(WEBHOOK_SECRET.encode(), PAYLOAD.encode()),
            "signatures": {**signatures, wrong: False, last.upper(): False, "": False},
        }


def errors() -> Iterator[dict]:
    def failing(name: str, call: str, error: str, **arguments: object) -> dict:
        return {"name": name, "call": call, "error": error, "auth_secret_key": KEY, **arguments}

    for name, key, code in (
        ("empty", "", "empty_auth_secret_key"),
        ("newline", OLD + "\n", "auth_secret_key_whitespace"),
        ("byte order mark", "\ufeff" + OLD, "auth_secret_key_invisible_character"),
        ("quotes", f'"{OLD}"', "auth_secret_key_quoted"),
        ("surrogate", LONE_HIGH, "invalid_text"),
    ):
        for place, previous in (("first", [key, OLDER]), ("last", [OLDER, key])):
            yield failing(f"previous key, {name}, {place}", "new", code, previous_auth_secret_keys=previous)
    for name, secret, code in (
        ("empty", "", "missing_webhook_signing_secret"),
        ("newline", "whsec\n", "webhook_signing_secret_whitespace"),
        ("byte order mark", "\ufeffwhsec", "webhook_signing_secret_invisible_character"),
        ("quotes", "'whsec'", "webhook_signing_secret_quoted"),
        ("surrogate", LONE_HIGH, "invalid_text"),
    ):
        for place, secrets in (("first", [secret, WEBHOOK_SECRET]), ("last", [WEBHOOK_SECRET, secret])):
            yield failing(f"webhook secret, {name}, {place}", "new", code, webhook_signing_secrets=secrets)
    yield failing("no webhook secret", "new", "missing_webhook_signing_secret", webhook_signing_secrets=[])
    user = {"user_id": USER_ID, "user_email": EMAIL}
    for text in (OLD, OLD.lower(), f'"{OLDER}"\n'):
        arguments = {"previous_auth_secret_keys": [OLD, OLDER], **user, "api_key": text}
        name = f"the Front API Key is a previous key, {text!r}"
        yield failing(name, "widget_options", "front_api_key_is_secret", **arguments)


def document() -> dict:
    sections = {"keys": list(keys()), "webhooks": list(webhooks()), "errors": list(errors())}
    assert DESCRIPTION["sections"].keys() == sections.keys()
    return {**DESCRIPTION, "counts": {name: len(rows) for name, rows in sections.items()}, **sections}
