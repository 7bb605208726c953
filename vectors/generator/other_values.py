"""The sections subscribe_tokens, dispatch_signatures and key_fingerprints, which depend on no token scheme."""

import json

from .mac import hmac_sha256, key_fingerprint
from .samples import KEY, LENGTHS, USER_ID, WEBHOOK_SECRET, filler

# (name, auth secret key, subscriber ID, resource ID)
SUBSCRIPTIONS = (
    ("plain", KEY, USER_ID, "project_7"),
    ("no_separator_first", KEY, "user_1", "2proj"),
    ("no_separator_second", KEY, "user_12", "proj"),
    ("one_character_each", "k", "a", "b"),
    ("non_ascii", "sk_\u00e9", "\u7528\u6237_42", "\u9879\u76ee"),
    ("inner_nul", KEY, "a\0b", "\0"),
    ("long_key", filler(131, 9), USER_ID, "project_7"),
    *((f"lengths_{n}_and_{64 - n % 64}", KEY, filler(n, 2), filler(64 - n % 64, 4)) for n in LENGTHS),
)

PAYLOAD = json.dumps({"timestamp": 1764000000000, "event": "notification.created", "userId": USER_ID})

# (name, webhook signing secret, payload)
DISPATCHES = (
    ("json_payload", WEBHOOK_SECRET, PAYLOAD),
    ("empty_payload", WEBHOOK_SECRET, ""),
    ("payload_with_line_end", WEBHOOK_SECRET, PAYLOAD + "\n"),
    ("non_ascii_payload", WEBHOOK_SECRET, '{"title":"\u7528\u6237 \u00e9 \U0001f514"}'),
    ("inner_nul", WEBHOOK_SECRET, "a\0b"),
    ("long_secret", filler(131, 6), PAYLOAD),
    *((f"payload_length_{n}", WEBHOOK_SECRET, filler(n, 8)) for n in (*LENGTHS, 70_000)),
)

FINGERPRINT_KEYS = (KEY, "your-auth-secret", "k", "sk_\u00e9", "se\0cret", filler(64, 5), filler(65, 5))


def subscribe_tokens() -> list[dict]:
    rows = [
        {
            "name": name,
            "auth_secret_key": key,
            "subscriber_id": subscriber,
            "resource_id": resource,
            "token": hmac_sha256(key.encode(), (subscriber + resource).encode()),
        }
        for name, key, subscriber, resource in SUBSCRIPTIONS
    ]
    assert rows[1]["token"] == rows[2]["token"]
    return rows


def dispatch_signatures() -> list[dict]:
    return [
        {
            "name": name,
            "webhook_signing_secret": secret,
            "payload": payload,
            "signature": hmac_sha256(secret.encode(), payload.encode()),
        }
        for name, secret, payload in DISPATCHES
    ]


def key_fingerprints() -> list[dict]:
    return [{"auth_secret_key": key, "fingerprint": key_fingerprint(key)} for key in FINGERPRINT_KEYS]
