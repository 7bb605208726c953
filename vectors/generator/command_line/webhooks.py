"""webhook sign and webhook verify, with the payload from a file and from standard input."""

from collections.abc import Iterator

from ..mac import hmac_sha256
from ..samples import KEY, WEBHOOK_SECRET, big
from .row import ILL_FORMED, IS_FOLDER, NO_FILE, WEBHOOK, Text, as_text_and_json, ends, rejected, usage_error

PAYLOAD = '{"timestamp":1764000000000,"event":"\u00e9"}'
SIGN, VERIFY = ["webhook", "sign"], ["webhook", "verify"]
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
