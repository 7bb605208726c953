"""Webhook payloads that are unusual, or that are no text."""

from collections.abc import Iterator

from ..samples import big
from .row import LARGE, MIB, NO, PAYLOAD, TYPE_ERROR, WEBHOOK_SECRET, YES, mac, row
from .values import EVERY_VALUE, ILL_FORMED, UNUSUAL, is_absent, languages_with, replaced, special

SIGN, VERIFY = "sign_dispatch_payload", "verify_dispatch_signature"


def sign(payload: bytes) -> str:
    return mac(payload, WEBHOOK_SECRET)


def texts() -> Iterator[dict]:
    right = sign(PAYLOAD.encode())
    yield row("right", VERIFY, YES, payload=PAYLOAD, signature=right)
    for name, text in {**UNUSUAL, "the empty text": "", "a byte order mark": "\ufeff{}"}.items():
        signature = sign(text.encode())
        yield row(f"payload, {name}", SIGN, {"token": signature}, payload=text)
        yield row(f"payload, {name}", VERIFY, YES, payload=text, signature=signature)
    # In Ruby, text that is not UTF-8 is bytes.
    languages = ("rust", "python", "node", "c", "go", "kotlin", "swift")
    for name, text in ILL_FORMED.items():
        yield row(f"payload, {name}", SIGN, {"error": "invalid_text"}, languages, payload=text)
        yield row(f"payload, {name}", VERIFY, NO, languages, payload=text, signature=sign(replaced(text).encode()))


def bytes_as_payload() -> Iterator[dict]:
    """Bytes are signed as they are, whether or not they are text."""
    languages = ("python", "node", "ruby", "swift")
    for name, value, raw in (
        ("its bytes", special("bytes", PAYLOAD), PAYLOAD.encode()),
        ("no bytes", special("bytes", ""), b""),
        ("bytes that are no text", special("raw_bytes", bytes_hex="ff00fe80"), b"\xff\x00\xfe\x80"),
    ):
        title, signature = f"payload, {name}", sign(raw)
        yield row(title, SIGN, {"token": signature}, languages, payload=value)
        yield row(title, VERIFY, YES, languages, payload=value, signature=signature)
        yield row(f"{title}, another signature", VERIFY, NO, languages, payload=value, signature=sign(b"x"))


def other_values() -> Iterator[dict]:
    for name, value in EVERY_VALUE.items():
        if name != "bytes":
            languages, answer = languages_with(name), NO if is_absent(name) else TYPE_ERROR
            yield row(f"payload, {name}", SIGN, TYPE_ERROR, languages, payload=value)
            yield row(f"payload, {name}", VERIFY, answer, languages, payload=value, signature=sign(b""))


def huge_payload() -> Iterator[dict]:
    size = 64 * MIB
    arguments = {"payload": big("a", size), "signature": sign(b"a" * size), "growth_bytes": 2 * size + MIB}
    yield row("payload, 64 MiB", VERIFY, YES, LARGE, **arguments)


def rows() -> Iterator[dict]:
    for section in (texts, bytes_as_payload, other_values, huge_payload):
        yield from section()
