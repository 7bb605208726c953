"""Bodies of dispatch webhooks, and what CPython's json and hmac say of them."""

import hmac
import json
import math

from ..mac import hmac_sha256
from ..samples import WEBHOOK_SECRET

NOW, TOLERANCE = 1764115200000, 300000
PAYLOAD = json.dumps({"timestamp": NOW, "event": "notification.created", "userId": "user_42"})

MALFORMED, MISMATCH = "dispatch_body_malformed", "dispatch_signature_mismatch"
MISSING, OUT = "dispatch_timestamp_missing", "dispatch_timestamp_out_of_tolerance"


def sign(payload: str, secret: str = WEBHOOK_SECRET) -> str:
    return hmac_sha256(secret.encode(), payload.encode())


def body(payload: str, **more: object) -> str:
    return json.dumps({"payload": payload, "signature": sign(payload), **more})


def event(timestamp: object = NOW, **more: object) -> str:
    return json.dumps({"timestamp": timestamp, **more})


def no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def parse(text: str) -> object:
    """Parses JSON and nothing that only CPython takes for it."""
    return json.loads(text, parse_constant=no_constant)


def check_names(value: object) -> None:
    """Raises ValueError if a name of an object is ill-formed text; inside of other objects it may be."""
    for name in value if isinstance(value, dict) else ():
        name.encode()


def error_of(raw: bytes, now_ms: float, tolerance_ms: float) -> str | None:
    """The error of a body by the rules of docs/webhooks.md, without any code of this project."""
    try:
        webhook = parse(raw.decode())
        payload, signature = webhook["payload"], webhook["signature"]  # type: ignore[index]
        # Ill-formed text raises an error.
        message, known = payload.encode(), signature.encode()
        check_names(webhook)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return MALFORMED
    if not hmac.compare_digest(hmac.digest(WEBHOOK_SECRET.encode(), message, "sha256").hex().encode(), known):
        return MISMATCH
    try:
        content = parse(payload)
        check_names(content)
    except (ValueError, RecursionError):
        return MISSING
    timestamp = content.get("timestamp") if isinstance(content, dict) else None
    # The exact type, because a bool is an int too.
    if type(timestamp) not in (int, float):
        return MISSING
    try:
        timestamp = float(timestamp)
    except OverflowError:
        return MISSING
    if not math.isfinite(timestamp):
        return MISSING
    return None if abs(now_ms - timestamp) <= tolerance_ms else OUT
