"""Runs examples/c as a web server would: example.py PROGRAM. Expected tokens are CPython's."""

import hashlib
import hmac
import json
import subprocess
import sys

KEY = "EXAMPLE_AUTH_SECRET_KEY_7f3b"
ALICE = {"REMOTE_USER": "user_42", "REMOTE_USER_EMAIL": "alice@example.com"}
# User IDs with characters that JSON has to escape, and with some that only look so.
USERS = ["user_42", 'quote" and \\ backslash', "line\nend\ttab\x01", "用户_42 é 🔔", "</script>", "%s%n"]


def token(scheme: str, user: str) -> str:
    if scheme == "sha256-concat":
        return hashlib.sha256((user + KEY).encode()).hexdigest()
    return hmac.new(KEY.encode(), user.encode(), hashlib.sha256).hexdigest()


def call(program: str, environment: dict[str, object]) -> tuple[dict[str, str], bytes, bytes]:
    done = subprocess.run([program], env=environment, capture_output=True, check=True, timeout=60)
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
    assert headers["Content-Type"] == "application/json", headers
    assert headers["Cache-Control"] == "no-store", headers
    assert KEY.encode() not in done.stdout + done.stderr, "the key was printed"
    return headers, body, done.stderr


def main() -> int:
    (program,) = sys.argv[1:]
    base = {"NOTIFIZZ_AUTH_SECRET_KEY": KEY}
    runs = 0
    for scheme in ("", "hmac-sha256", "sha256-concat"):
        for user in USERS:
            for extra in ({}, {"NOTIFIZZ_FRONT_API_KEY": "front"}):
                given = {**base, **ALICE, "NOTIFIZZ_TOKEN_SCHEME": scheme, "REMOTE_USER": user, **extra}
                headers, body, stderr = call(program, given)
                expected = {"authType": "backendToken", "token": token(scheme, user), "userId": user}
                expected["userEmail"] = "alice@example.com"
                if extra:
                    expected["apiKey"] = "front"
                assert headers["Status"] == "200 OK", headers
                assert json.loads(body) == expected, body
                assert stderr == b"", stderr
                runs += 1

    for nobody in ({}, {"REMOTE_USER": ""}, {"QUERY_STRING": "REMOTE_USER=user_42", "HTTP_REMOTE_USER": "user_42"}):
        headers, body, _ = call(program, {**base, **nobody})
        assert headers["Status"] == "401 Unauthorized", headers
        assert json.loads(body) == {"error": "login_required"}, body
        runs += 1

    for email in ({}, {"REMOTE_USER_EMAIL": ""}, {"REMOTE_USER_EMAIL": " "}):
        headers, body, _ = call(program, {**base, "REMOTE_USER": "user_44", **email})
        assert headers["Status"] == "409 Conflict", headers
        assert json.loads(body) == {"error": "empty_user_email"}, body
        runs += 1

    broken = {
        "the auth secret key is empty": {"NOTIFIZZ_AUTH_SECRET_KEY": ""},
        "begins or ends with whitespace": {"NOTIFIZZ_AUTH_SECRET_KEY": KEY + "\n"},
        "begins or ends with an invisible character": {"NOTIFIZZ_AUTH_SECRET_KEY": "\ufeff" + KEY},
        "the Front API Key is the auth secret key": {"NOTIFIZZ_FRONT_API_KEY": f"'{KEY}'"},
        "the token scheme is unknown": {"NOTIFIZZ_TOKEN_SCHEME": "md5"},
        "not valid Unicode": {"REMOTE_USER": b"user_\xff"},
    }
    for message, change in broken.items():
        headers, body, stderr = call(program, {**base, **ALICE, **change})
        assert headers["Status"] == "500 Internal Server Error", headers
        assert json.loads(body) == {"error": "not_configured"}, body
        assert message in stderr.decode(), stderr
        runs += 1

    print(f"{runs} calls of {program}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
