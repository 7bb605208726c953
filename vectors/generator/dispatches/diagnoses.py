"""The section diagnoses: signatures with a mistake in them, and the code that names it."""

import base64
import json
from collections.abc import Iterator

from ..samples import KEY, WEBHOOK_SECRET
from .body import NOW, PAYLOAD, body, event, sign

RIGHT = sign(PAYLOAD)
# Its strings differ from one serialiser to the next.
DOCUMENT = {
    "timestamp": NOW,
    "title": "\u00e9 \U0001f514 <b>/",
    "list": [1, "a, b: c", None],
    "o": {},
    "q": 'a "b" \\ c',
}


def row(name: str, code: str, *, payload: str = PAYLOAD, signature: str = RIGHT, secret: str = WEBHOOK_SECRET) -> dict:
    return {
        "name": name,
        "payload": payload,
        "signature": signature,
        "webhook_signing_secret": secret,
        "code": code,
    }


def serialisations(document: object) -> dict[str, str]:
    compact = {"separators": (",", ":")}
    texts = {
        "JSON.stringify": json.dumps(document, ensure_ascii=False, **compact),  # type: ignore[arg-type]
        "Python": json.dumps(document),
        "Python, unescaped": json.dumps(document, ensure_ascii=False),
        "Python, compact": json.dumps(document, **compact),  # type: ignore[arg-type]
    }
    texts["PHP"] = texts["Python, compact"].replace("/", "\\/")
    texts["Go"] = texts["JSON.stringify"].replace("<", "\\u003c").replace(">", "\\u003e")
    return texts


def bodies() -> Iterator[dict]:
    text = body(PAYLOAD)
    yield row("correct", "correct")
    yield row("correct, the empty payload", "correct", payload="", signature=sign(""))
    yield row("correct, no JSON", "correct", payload="x", signature=sign("x"))
    yield row("the body verified", "body_signed", payload=text)
    yield row("the body verified, compact", "body_signed", payload=json.dumps(json.loads(text), separators=(",", ":")))
    inner = event()
    yield row("a payload without escapes", "body_signed", payload='{"payload":"x"}', signature=sign("x"))
    yield row("the body signed", "body_signed", signature=sign(json.dumps({"payload": PAYLOAD})))
    compact = json.dumps({"payload": inner}, separators=(",", ":"))
    yield row("the body signed, compact", "body_signed", payload=inner, signature=sign(compact))


def payloads() -> Iterator[dict]:
    texts = serialisations(DOCUMENT)
    pretty = json.dumps(DOCUMENT, indent=2, ensure_ascii=False)
    for signed_name, signed in texts.items():
        for given_name, given in {**texts, "indented": pretty}.items():
            code = "correct" if given == signed else "payload_reserialised"
            name = f"signed as {signed_name} writes it, given as {given_name} does"
            yield row(name, code, payload=given, signature=sign(signed))
    code = "payload_whitespace"
    yield row("a newline signed", code, payload="x", signature=sign("x\n"))
    yield row("a newline given", code, payload="x\n", signature=sign("x"))
    yield row("a newline given after JSON", code, payload=PAYLOAD + "\n")
    yield row("spaces signed", code, payload="x", signature=sign(" x "))
    code = "payload_escaped"
    yield row("the payload signed with its quotes and escapes", code, signature=sign(json.dumps(PAYLOAD)))
    yield row("the payload given with its quotes and escapes", code, payload=json.dumps(PAYLOAD))
    yield row("the payload given with its escapes", code, payload=json.dumps(PAYLOAD)[1:-1])


def secrets() -> Iterator[dict]:
    for name, end, changed in (
        ("a newline", "whitespace", WEBHOOK_SECRET + "\n"),
        ("CR LF", "whitespace", WEBHOOK_SECRET + "\r\n"),
        ("a space", "whitespace", " " + WEBHOOK_SECRET),
        ("quotes", "quoted", f'"{WEBHOOK_SECRET}"'),
        ("single quotes", "quoted", f"'{WEBHOOK_SECRET}'"),
        ("a byte order mark", "invisible_character", "\ufeff" + WEBHOOK_SECRET),
        ("a zero-width space", "invisible_character", WEBHOOK_SECRET + "\u200b"),
        ("hex", "encoded", WEBHOOK_SECRET.encode().hex()),
        ("base64", "encoded", base64.b64encode(WEBHOOK_SECRET.encode()).decode()),
    ):
        code = f"webhook_signing_secret_{end}"
        yield row(f"the secret given with {name}", code, secret=changed)
        yield row(f"the secret used with {name}", code, signature=sign(PAYLOAD, changed))
    yield row("another secret", "no_known_cause", signature=sign(PAYLOAD, KEY))
    yield row("another payload", "no_known_cause", signature=sign(event()))
    yield row(
        "the secret with a newline, and the body", "no_known_cause", payload=body(PAYLOAD), secret=WEBHOOK_SECRET + "\n"
    )


def signatures() -> Iterator[dict]:
    raw = bytes.fromhex(RIGHT)
    for prefix in ("sha256=", "v1,", "Signature: "):
        yield row(f"{prefix} before it", "signature_prefixed", signature=prefix + RIGHT)
    for name, signature in {
        "upper case": RIGHT.upper(),
        "base64": base64.b64encode(raw).decode(),
        "URL-safe base64": base64.urlsafe_b64encode(raw).decode().rstrip("="),
        "quotes": f'"{RIGHT}"',
        "a newline": RIGHT + "\n",
    }.items():
        yield row(f"in another form, {name}", "signature_form", signature=signature)
    for name, signature in {
        "empty": "",
        "zeros": "0" * 64,
        "cut": RIGHT[:-1],
        "no hex": "x" * 64,
        "long": "a" * 9999,
    }.items():
        yield row(f"no signature, {name}", "no_known_cause", signature=signature)
    # Two mistakes: the form is undone first.
    both = sign(PAYLOAD, WEBHOOK_SECRET + "\n").upper()
    yield row("upper case, and a newline after the secret", "webhook_signing_secret_whitespace", signature=both)


def timestamps() -> Iterator[dict]:
    for name, code, payload in (
        ("seconds", "timestamp_in_seconds", event(NOW // 1000)),
        ("seconds with a fraction", "timestamp_in_seconds", event(NOW / 1000 + 0.5)),
        (
            "seconds, after another field",
            "timestamp_in_seconds",
            json.dumps({"a": [{"timestamp": NOW}], "timestamp": NOW // 1000}),
        ),
        ("seconds inside another object", "correct", json.dumps({"a": {"timestamp": NOW // 1000}, "timestamp": NOW})),
        ("microseconds", "correct", event(NOW * 1000)),
        ("text", "correct", event(str(NOW // 1000))),
        ("nothing", "correct", "{}"),
    ):
        yield row(f"timestamp is {name}", code, payload=payload, signature=sign(payload))
    text = event(NOW // 1000)
    yield row("seconds, and upper case", "signature_form", payload=text, signature=sign(text).upper())


def rows() -> Iterator[dict]:
    for section in (bodies, payloads, secrets, signatures, timestamps):
        yield from section()
