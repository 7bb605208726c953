"""The answers of servers whose code stands in docs/webhooks.md and docs/add-to-your-app.md.

Expected values are CPython's.
"""

import contextlib
import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Callable
from email.message import Message

from scenarios.server import running

KEY, SECRET = "EXAMPLE_AUTH_SECRET_KEY_7f3b", "EXAMPLE_WEBHOOK_SIGNING_SECRET_9c1d"


def sign(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def call(port: int, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, Message, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response.status, response.headers, content


def webhook(payload: object, signature: object = None) -> bytes:
    """A body in the form that Notifizz sends. Without a signature, it is the right one."""
    if signature is None:
        signature = sign(SECRET, payload if isinstance(payload, str) else "")
    return json.dumps({"payload": payload, "signature": signature}).encode()


def webhooks() -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Bodies to accept and bodies to reject, each with what distinguishes it."""
    now = time.time_ns() // 1_000_000

    def event(timestamp: object) -> str:
        return json.dumps({"timestamp": timestamp, "type": "dispatch"})

    payload = event(now)
    signature, unsigned = sign(SECRET, payload), {"payload": payload}
    other = f'{{ "type":"\u00e9 \u7528 \U0001f600 \\u00e9\\u0000", "timestamp" : {now} }}'
    right = {
        "signed now": webhook(payload),
        "a fraction of a millisecond": webhook(event(now + 0.5)),
        "four minutes old": webhook(event(now - 240_000)),
        "four minutes ahead": webhook(event(now + 240_000)),
        "another way to write JSON": webhook(other),
        "not escaped": json.dumps({"signature": sign(SECRET, other), "payload": other}, ensure_ascii=False).encode(),
        "spaces, and a field more": b' \n{ "id": 1, ' + webhook(payload)[1:],
        "half a megabyte": webhook(f'{{"timestamp": {now}, "text": "{"x" * 500_000}"}}'),
    }
    wrong = {
        "forged": webhook(payload, sign("another secret", payload)),
        "signed with the auth secret key": webhook(payload, sign(KEY, payload)),
        "the body signed": webhook(payload, sign(SECRET, json.dumps(unsigned))),
        "the payload written again": webhook(payload, sign(SECRET, json.dumps(json.loads(payload), indent=1))),
        "another payload": webhook(event(now + 1), signature),
        "an upper-case signature": webhook(payload, signature.upper()),
        "a prefixed signature": webhook(payload, f"sha256={signature}"),
        "a signature with a newline": webhook(payload, f"{signature}\n"),
        "no signature": json.dumps(unsigned).encode(),
        "a null signature": json.dumps({**unsigned, "signature": None}).encode(),
        "five minutes and a half old": webhook(event(now - 330_000)),
        "five minutes and a half ahead": webhook(event(now + 330_000)),
        "a timestamp in seconds": webhook(event(now // 1000)),
        "a timestamp in microseconds": webhook(event(now * 1000)),
        "no timestamp": webhook('{"type": "dispatch"}'),
        "the timestamp 1e999": webhook('{"timestamp": 1e999}'),
        "a body that is cut off": b'{"payload": "' + b"x" * 100_000,
        "a deep body": b"[" * 100_000,
        "a deep payload": webhook("[" * 100_000),
        "a lone surrogate": webhook(f'{{"timestamp": {now}, "a": "\ud800"}}'),
        "a body that is no UTF-8": webhook(payload).replace(b"dispatch", b"\xff\xfe"),
    }
    value: object
    for value in (None, True, False, str(now), [now], {}, float("nan"), float("inf"), -float("inf"), 10**400, 0, -1):
        wrong[f"the timestamp {str(value)[:20]}"] = webhook(event(value))
    for value in (0, 1.5, True, [], [signature], {}, {"a": signature}, ""):
        wrong[f"the signature {value}"] = webhook(payload, value)
    for value in (None, 0, 1.5, True, [], [payload], {}, json.loads(payload)):
        wrong[f"the payload {value}"] = webhook(value)
    for text in ("", "no JSON", "null", "[]", "42", '"text"', "true"):
        wrong[f"the signed payload {text!r}"] = webhook(text)
        wrong[f"the body {text!r}"] = text.encode()
    return right, wrong


def check_large_webhook(port: int) -> None:
    """Frameworks have different limits of a body, but a forged one of 10 MiB is never accepted."""
    body = webhook(json.dumps({"timestamp": time.time_ns() // 1_000_000, "text": "x" * (10 << 20)}), sign(SECRET, ""))
    # A server may answer before it has read all, and close the connection.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        status, *_ = call(port, "POST", "/notifizz/webhook", body, {"Content-Type": "application/json"})
        assert status in {400, 413}, f"forged, of 10 MiB: {status}, neither 400 nor 413"


def check_webhook(port: int, _name: str) -> int:
    right, wrong = webhooks()
    check_large_webhook(port)
    count = 1
    for bodies, expected in ((right, 204), (wrong, 400), (right, 204)):
        for case, body in bodies.items():
            for kind in ("application/json", "text/plain"):
                status, _, answer = call(port, "POST", "/notifizz/webhook", body, {"Content-Type": kind})
                assert status == expected, f"{case}: {status}, not {expected}"
                assert SECRET.encode() not in answer, f"{case}: the secret was sent out"
                count += 1
    return count


def check_widget_options(port: int, name: str) -> int:
    email = "alice@example.com"

    def options(user_id: str) -> dict[str, str]:
        shown = {"apiKey": "YOUR_FRONT_API_KEY", "authType": "backendToken", "token": sign(KEY, user_id)}
        return {**shown, "userId": user_id, "userEmail": email}

    no_id, no_email = {"error": "empty_user_id"}, {"error": "empty_user_email"}
    cases: list[tuple[object, int, dict[str, str]]] = [
        (None, 401, {"error": "login_required"}),
        ({"id": "user_42", "email": email}, 200, options("user_42")),
        ({"id": "0", "email": email}, 200, options("0")),
        ({"email": email}, 409, no_id),
        ({"id": None, "email": email}, 409, no_id),
        ({"id": "", "email": email}, 409, no_id),
        ({}, 409, no_id),
        ({"id": "user_44"}, 409, no_email),
        ({"id": "user_44", "email": None}, 409, no_email),
        ({"id": "user_44", "email": ""}, 409, no_email),
        ({"id": "user_44", "email": " "}, 409, no_email),
    ]
    if name != "go":  # whose IDs are strings
        cases += [({"id": 42, "email": email}, 200, options("42")), ({"id": 0, "email": email}, 200, options("0"))]
    for user, expected, content in cases:
        headers = {"X-User": json.dumps(user)}
        status, answered, answer = call(port, "GET", "/notifizz/widget-options", None, headers)
        assert (status, json.loads(answer)) == (expected, content), f"{user}: {status} {answer!r}"
        assert answered.get_content_type() == "application/json", f"{user}: no JSON"
        assert answered["Cache-Control"] == "no-store, private", f"{user}: no Cache-Control: no-store, private"
    return len(cases)


def run(check: Callable[[int, str], int], name: str, command: list[str]) -> str:
    environment = {"NOTIFIZZ_AUTH_SECRET_KEY": KEY, "NOTIFIZZ_WEBHOOK_SIGNING_SECRET": SECRET}
    with running(command, environment, [KEY, SECRET]) as port:
        return f"{check(port, name)} requests answered as documented"
