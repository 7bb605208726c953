"""The webhook commands, with the payload or body from a file and from standard input."""

import json
from collections.abc import Iterator

from ..mac import hmac_sha256
from ..samples import KEY, WEBHOOK_SECRET, big
from .messages import DISPATCH_CAUSES, ERRORS
from .row import ILL_FORMED, IS_FOLDER, NO_FILE, WEBHOOK, Text, as_json, as_text_and_json, ends, rejected, usage_error

PAYLOAD = '{"timestamp":1764000000000,"event":"\u00e9"}'
SIGN, VERIFY = ["webhook", "sign"], ["webhook", "verify"]
RECEIVE, DIAGNOSE = ["webhook", "receive"], ["webhook", "diagnose"]
NOW = 1764000000000
ALL_BYTES, MANY = bytes(range(256)), 10000

# (name, as the row has it, its bytes)
PAYLOADS: tuple[tuple[str, Text, bytes], ...] = (
    ("payload", PAYLOAD, PAYLOAD.encode()),
    ("newline", PAYLOAD + "\n", PAYLOAD.encode() + b"\n"),
    ("empty", "", b""),
    ("bytes", {"bytes_hex": ALL_BYTES.hex()}, ALL_BYTES),
    ("large", big(PAYLOAD, MANY), PAYLOAD.encode() * MANY),
)


def sign(payload: bytes, secret: str = WEBHOOK_SECRET) -> str:
    return hmac_sha256(secret.encode(), payload)


def payloads() -> Iterator[dict]:
    for name, content, raw in PAYLOADS:
        signature = sign(raw)
        for source, args, given in (
            ("file", ["f"], {**WEBHOOK, "files": {"f": content}}),
            ("stdin", [], {**WEBHOOK, "stdin": content}),
            ("dash", ["-"], {**WEBHOOK, "stdin": content, "files": {"-": "not this"}}),
        ):
            row, fields = f"{name}_{source}", {"signature": signature}
            yield from as_text_and_json(f"webhook_sign_{row}", [*SIGN, *args], 0, signature, fields, **given)
            command, fields = [*VERIFY, signature, *args], {"valid": True}
            yield from as_text_and_json(f"webhook_verify_{row}", command, 0, "valid", fields, **given)


def wrong_signatures() -> Iterator[dict]:
    right = sign(PAYLOAD.encode())
    wrong: dict[str, Text] = {
        "upper": right.upper(),
        "short": right[:-1],
        "empty": "",
        "prefixed": f"sha256={right}",
        "other_secret": sign(PAYLOAD.encode(), KEY),
        "ill_formed": ILL_FORMED,
    }
    given = {**WEBHOOK, "files": {"f": PAYLOAD}}
    for name, signature in wrong.items():
        args, fields = [*VERIFY, signature, "f"], {"valid": False}
        yield from as_text_and_json(f"webhook_verify_{name}", args, 1, "not valid", fields, **given)
    given = {**WEBHOOK, "stdin": PAYLOAD + "\n"}
    yield ends("webhook_verify_newline_added", [*VERIFY, right], 1, "not valid\n", **given)


def files() -> Iterator[dict]:
    """The file of --webhook-secret-file takes precedence, and after -- a dash is the name of a file."""
    given = {
        "files": {"f": PAYLOAD, "s": WEBHOOK_SECRET, "-": PAYLOAD},
        "env": {"NOTIFIZZ_WEBHOOK_SIGNING_SECRET": "another"},
    }
    signature = sign(PAYLOAD.encode()) + "\n"
    yield ends("webhook_secret_file", [*SIGN, "f", "--webhook-secret-file", "s"], 0, signature, **given)
    args = [*SIGN, "--webhook-secret-file=s", "--", "-"]
    yield ends("webhook_file_called_dash", args, 0, signature, **given)


def errors() -> Iterator[dict]:
    yield usage_error("webhook_no_payload_file", [*SIGN, "MARKER"], f"the payload file {NO_FILE}", **WEBHOOK)
    args = [*VERIFY, sign(PAYLOAD.encode()), "."]
    yield usage_error("webhook_payload_folder", args, f"the payload file {IS_FOLDER}", **WEBHOOK)
    given = {"env": {"NOTIFIZZ_WEBHOOK_SIGNING_SECRET": ""}, "files": {"f": ""}}
    yield rejected("webhook_empty_secret", [*SIGN, "f"], "missing_webhook_signing_secret", **given)
    too_large, stderr = big("x", (16 << 20) + 1), "notifizz-token: the payload is larger than 16 MiB\n"
    for source, args, given in (("file", ["f"], {"files": {"f": too_large}}), ("stdin", [], {"stdin": too_large})):
        yield ends(f"webhook_too_large_{source}", [*SIGN, *args], 2, stderr=stderr, **WEBHOOK, **given)


def bodies() -> Iterator[dict]:
    body = json.dumps({"payload": PAYLOAD, "signature": sign(PAYLOAD.encode())})
    at_now, given = [*RECEIVE, "f", "--now", str(NOW)], {**WEBHOOK, "files": {"f": body}}
    yield from as_text_and_json("webhook_receive", at_now, 0, "valid", {"valid": True}, **given)
    yield ends("webhook_receive_stdin", [*RECEIVE, f"--now={NOW + 300_000}"], 0, "valid\n", **WEBHOOK, stdin=body)
    args = [*RECEIVE, "-", f"--now={NOW - 300_000}"]
    yield ends("webhook_receive_dash", args, 0, "valid\n", **WEBHOOK, stdin=body)
    no_timestamp = json.dumps({"payload": "{}", "signature": sign(b"{}")})
    for name, content, now, code in (
        ("empty", "", NOW, "dispatch_body_malformed"),
        ("payload", PAYLOAD, NOW, "dispatch_body_malformed"),
        ("not_utf8", ILL_FORMED, NOW, "dispatch_body_malformed"),
        ("forged", body.replace("\\u00e9", "e"), NOW, "dispatch_signature_mismatch"),
        ("no_timestamp", no_timestamp, NOW, "dispatch_timestamp_missing"),
        ("late", body, NOW + 300_001, "dispatch_timestamp_out_of_tolerance"),
        ("early", body, NOW - 300_001, "dispatch_timestamp_out_of_tolerance"),
        ("replayed", body, None, "dispatch_timestamp_out_of_tolerance"),
    ):
        args, given = [*RECEIVE, "f"] + ([] if now is None else [f"--now={now}"]), {**WEBHOOK, "files": {"f": content}}
        fields = {"valid": False, "code": code, "message": ERRORS[code]}
        text = f"{code}: {ERRORS[code]}"
        yield from as_text_and_json(f"webhook_receive_{name}", args, 1, text, fields, **given)
    reason = "--now needs milliseconds since 1970, as digits"
    for name, now in (("empty", ""), ("text", "MARKER"), ("negative", "-1"), ("fraction", "1.5"), ("nan", "nan")):
        yield usage_error(f"webhook_receive_now_{name}", [*RECEIVE, f"--now={now}"], reason, **WEBHOOK)
    yield usage_error("webhook_receive_now_not_utf8", [*RECEIVE, "--now", ILL_FORMED], reason, **WEBHOOK)
    yield usage_error("webhook_verify_now", [*VERIFY, "x", "--now=MARKER"], "webhook verify takes no --now", **WEBHOOK)


def diagnoses() -> Iterator[dict]:
    signature, body = sign(PAYLOAD.encode()), json.dumps({"payload": PAYLOAD})
    seconds = '{"timestamp":1764000000}'
    for name, given_signature, payload, secret, code in (
        ("correct", signature, PAYLOAD, WEBHOOK_SECRET, "correct"),
        ("body", signature, body, WEBHOOK_SECRET, "body_signed"),
        ("reserialised", signature, json.dumps(json.loads(PAYLOAD)), WEBHOOK_SECRET, "payload_reserialised"),
        ("newline", signature, PAYLOAD + "\n", WEBHOOK_SECRET, "payload_whitespace"),
        ("secret_newline", signature, PAYLOAD, WEBHOOK_SECRET + "\n", "webhook_signing_secret_whitespace"),
        ("prefixed", f"sha256={signature}", PAYLOAD, WEBHOOK_SECRET, "signature_prefixed"),
        ("seconds", sign(seconds.encode()), seconds, WEBHOOK_SECRET, "timestamp_in_seconds"),
        ("other_secret", signature, PAYLOAD, KEY, "no_known_cause"),
    ):
        args = [*DIAGNOSE, "--webhook-secret-file", "s", "--", given_signature, "f"]
        message = DISPATCH_CAUSES[code]
        stdout, given = f"{code}: {message}", {"env": {}, "files": {"f": payload, "s": secret}}
        status, fields = int(code != "correct"), {"code": code, "message": message}
        yield ends(f"webhook_diagnose_{name}", args, status, stdout + "\n", **given)
        yield ends(
            f"webhook_diagnose_{name}_json", [*DIAGNOSE, "--json", *args[2:]], status, as_json(**fields), **given
        )
    yield ends(
        "webhook_diagnose_stdin",
        [*DIAGNOSE, signature],
        0,
        f"correct: {DISPATCH_CAUSES['correct']}\n",
        **WEBHOOK,
        stdin=PAYLOAD,
    )
    given = {**WEBHOOK, "files": {"f": ILL_FORMED}}
    yield rejected("webhook_diagnose_not_utf8", [*DIAGNOSE, "x", "f"], "invalid_text", **given)
    empty = {"env": {"NOTIFIZZ_WEBHOOK_SIGNING_SECRET": ""}}
    yield rejected("webhook_diagnose_empty_secret", [*DIAGNOSE, "x"], "missing_webhook_signing_secret", **empty)
