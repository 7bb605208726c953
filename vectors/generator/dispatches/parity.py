"""The section parity: a thousand bodies, and whether the vendor's PHP SDK accepts each.

The rule is written here as PHP has it: json_decode, hash_hmac with hash_equals, and a timestamp that is a number
within five minutes of now. Text that spells a number is left out, because what is known of the SDK does not say.
"""

import hashlib
import hmac
import json
import random
from collections.abc import Iterator

from ..samples import KEY, WEBHOOK_SECRET
from .body import NOW, TOLERANCE, sign

COUNT = 1000
TITLES = (
    "plain",
    "\u00e9t\u00e9",
    "\u7528\u6237",
    "\U0001f514",
    'a "quote"',
    "a/b\\c",
    "<b>&amp;</b>",
    "line\nline",
    "",
)
NO_TIMESTAMPS = (None, True, False, "soon", "", [], [NOW], {}, {"ms": NOW})
OFFSETS = (0, 1, 250, 60_000, TOLERANCE - 1, TOLERANCE, TOLERANCE + 1, TOLERANCE + 999, 3_600_000, 86_400_000)


def accepts(text: str, now_ms: int) -> bool:
    try:
        webhook = json.loads(text)
    except ValueError:
        return False
    if not isinstance(webhook, dict):
        return False
    payload, signature = webhook.get("payload"), webhook.get("signature")
    if not isinstance(payload, str) or not isinstance(signature, str):
        return False
    expected = hmac.new(WEBHOOK_SECRET.encode(), payload.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        return False
    try:
        event = json.loads(payload)
    except ValueError:
        return False
    timestamp = event.get("timestamp") if isinstance(event, dict) else None
    if isinstance(timestamp, bool) or not isinstance(timestamp, (int, float)):
        return False
    return abs(now_ms - timestamp) <= 5 * 60 * 1000


def serialised(source: random.Random, value: object) -> str:
    text = json.dumps(
        value,
        ensure_ascii=source.random() < 0.5,
        separators=source.choice(((",", ":"), (", ", ": "))),
        indent=source.choice((None, None, None, 2)),
    )
    return text.replace("/", "\\/") if source.random() < 0.2 else text


def rows() -> Iterator[dict]:
    source = random.Random("notifizz-token dispatches")
    outcomes = set()
    for number in range(COUNT):
        timestamp: object = NOW + source.choice(OFFSETS) * source.choice((1, -1))
        if source.random() < 0.15:
            timestamp = source.choice(NO_TIMESTAMPS)
        elif source.random() < 0.1:
            timestamp = source.choice((NOW / 1000, NOW // 1000, NOW * 1000, NOW + 0.5, float(NOW), 0, -NOW))
        event = {
            "event": "notification.created",
            "title": source.choice(TITLES),
            "n": source.random(),
            "list": [1, None],
        }
        if source.random() < 0.95:
            event["timestamp"] = timestamp
        payload = serialised(source, event)
        signature = sign(payload, WEBHOOK_SECRET if source.random() < 0.9 else KEY)
        match source.randrange(14):
            case 0:
                payload = serialised(source, event)
            case 1:
                payload = payload.replace("created", "deleted")
            case 2:
                payload += source.choice("\n x")
            case 3:
                signature = source.choice(
                    (signature.upper(), signature[:-1], f"sha256={signature}", "", signature + "\n")
                )
        webhook: dict[str, object] = {"payload": payload, "signature": signature}
        match source.randrange(20):
            case 0:
                webhook["payload"] = event
            case 1:
                webhook["signature"] = None
            case 2:
                del webhook[source.choice(("payload", "signature"))]
            case 3:
                webhook = {"id": number, **webhook, "extra": [webhook]}
        text = serialised(source, webhook)
        match source.randrange(30):
            case 0:
                text = text[: source.randrange(len(text))]
            case 1:
                text += source.choice(("\n", " ", "x", "{}"))
        now = NOW + source.choice((0, 0, 0, 1, -1, TOLERANCE, -TOLERANCE))
        accepted = accepts(text, now)
        outcomes.add(accepted)
        yield {"name": f"{number}", "body": text, "now_ms": now, "accepted": accepted}
    assert outcomes == {True, False}
