"""The section bodies: each a body, when it arrives, and the event or the error."""

import json
from collections.abc import Iterator

from ..mac import hmac_sha256
from ..samples import KEY, WEBHOOK_SECRET, big
from .body import MALFORMED, MISMATCH, MISSING, NOW, OUT, PAYLOAD, TOLERANCE, body, error_of, event, sign

SIGNATURE = sign(PAYLOAD)
MIB = 1 << 20
DEEP = 100_000


def raw(text: object) -> bytes:
    if isinstance(text, str):
        return text.encode()
    assert isinstance(text, dict)
    if "bytes_hex" in text:
        return bytes.fromhex(text["bytes_hex"])
    return (text["before"] + text["repeat"] * text["times"] + text["after"]).encode()


def row(name: str, text: object, answer: dict, now_ms: int = NOW, tolerance_ms: int = TOLERANCE) -> dict:
    content = raw(text)
    # Deeper than CPython parses, which is malformed for it whatever else is in the body.
    assert error_of(content, now_ms, tolerance_ms) == answer.get("error"), name
    times = {"now_ms": now_ms, "tolerance_ms": tolerance_ms}
    changed = {key: value for key, value in times.items() if value != {"now_ms": NOW, "tolerance_ms": TOLERANCE}[key]}
    return {"name": name, "body": text, **changed, **answer}


def accepted(name: str, text: object, payload: object = PAYLOAD, **times: int) -> dict:
    return row(f"accepted: {name}", text, {"payload": payload}, **times)


def rejected(error: str, name: str, text: object, **times: int) -> dict:
    return row(f"{error.removeprefix('dispatch_')}: {name}", text, {"error": error}, **times)


def right() -> Iterator[dict]:
    pair = {"payload": PAYLOAD, "signature": SIGNATURE}
    plain = json.dumps(pair)
    yield accepted("plain", plain)
    yield accepted("compact", json.dumps(pair, separators=(",", ":")))
    yield accepted("indented, with a trailing newline", json.dumps(pair, indent=2) + "\r\n")
    yield accepted("whitespace around it", f" \t\r\n{plain}\n\n")
    yield accepted("signature first", json.dumps(dict(reversed(pair.items()))))
    yield accepted("more fields", json.dumps({"id": 7, "x": None, **pair, "nested": {"payload": "x", "signature": []}}))
    yield accepted("a huge number in another field", f'{plain[:-1]}, "n": 1e400, "m": {"9" * 400}}}')
    yield accepted(
        "escaped names", plain.replace('"payload"', '"pay\\u006coad"').replace('"signature"', '"\\u0073ignature"')
    )
    yield accepted("every character escaped", f'{{"payload":"{escaped(PAYLOAD)}","signature":"{escaped(SIGNATURE)}"}}')
    yield accepted("the last payload counts", plain.replace("{", '{"payload": "{}", ', 1))
    yield accepted("the last signature counts", plain.replace("{", '{"signature": null, ', 1))
    yield accepted("__proto__ beside it", plain.replace("{", '{"__proto__": {"payload": "{}"}, ', 1))
    yield accepted("lone surrogates inside other members", plain[:-1] + ', "x": "\\ud800", "y": {"\\ud800": 1}}')
    for name, payload in {
        "text beyond ASCII": event(title="\u7528\u6237 \u00e9 \U0001f514"),
        "text beyond ASCII, unescaped": json.dumps(
            {"timestamp": NOW, "title": "\u00e9 \U0001f514"}, ensure_ascii=False
        ),
        "escaped surrogates and NUL": event(title="\ud83d\udd14 \0"),
        "line separators": json.dumps({"timestamp": NOW, "title": "a\u2028b\u2029c"}, ensure_ascii=False),
        "whitespace around the payload": f" \n{PAYLOAD}\r\n",
        "indented payload": json.dumps(json.loads(PAYLOAD), indent=4),
        "nothing but a timestamp": event(),
        "timestamp last": json.dumps({"event": {"timestamp": "inner"}, "timestamp": NOW}),
        "timestamp with a fraction": event(NOW + 0.5),
        "timestamp with an exponent": '{"timestamp": 1.7641152e12}',
        "timestamp with an exponent and a sign": '{"timestamp": 17641152E+5}',
        "the last timestamp counts": f'{{"timestamp": "x", "timestamp": 1, "timestamp": {NOW}}}',
        "an escaped name": f'{{"times\\u0074amp": {NOW}}}',
        "another timestamp inside": event(data={"timestamp": 1}),
        "__proto__ in the event": f'{{"timestamp": {NOW}, "__proto__": {{"admin": true}}}}',
        "a nested event": f'{{"timestamp": {NOW}, "a": {"[" * 50}{"]" * 50}}}',
    }.items():
        yield accepted(name, body(payload), payload)
        if not payload.isascii():
            text = json.dumps({"payload": payload, "signature": sign(payload)}, ensure_ascii=False)
            yield accepted(f"{name}, in a body that is unescaped, too", text, payload)
    yield accepted("10 MiB", *large())


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(character):04X}" for character in text)


def large() -> tuple[dict, dict]:
    """A body of 10 MiB and its payload."""
    before, times = f'{{"timestamp": {NOW}, "text": "', 10 * MIB
    signature = sign(before + "a" * times + '"}')
    inner = json.dumps(before)
    return (
        big("a", times, before=f'{{"payload": {inner[:-1]}', after=f'\\"}}", "signature": "{signature}"}}'),
        big("a", times, before=before, after='"}'),
    )


def times() -> Iterator[dict]:
    plain, day = body(PAYLOAD), 86_400_000
    for name, now in {
        "five minutes late": NOW + TOLERANCE,
        "five minutes early": NOW - TOLERANCE,
        "four minutes late": NOW + 240_000,
    }.items():
        yield accepted(name, plain, now_ms=now)
    for name, now in {
        "late by a millisecond": NOW + TOLERANCE + 1,
        "early by a millisecond": NOW - TOLERANCE - 1,
        "late": NOW + 600_000,
        "early": NOW - 600_000,
        "replayed a day later": NOW + day,
        "replayed a year later": NOW + 365 * day,
        "at the clock's zero": 0,
    }.items():
        yield rejected(OUT, name, plain, now_ms=now)
    yield accepted("late, with a tolerance of ten minutes", plain, now_ms=NOW + 600_000, tolerance_ms=600_000)
    yield rejected(OUT, "late, with a tolerance of a minute", plain, now_ms=NOW + 60_001, tolerance_ms=60_000)
    yield accepted("at the same moment, without tolerance", plain, tolerance_ms=0)
    yield rejected(OUT, "a millisecond late, without tolerance", plain, now_ms=NOW + 1, tolerance_ms=0)
    for name, timestamp in {
        "seconds": NOW // 1000,
        "seconds with a fraction": NOW / 1000,
        "microseconds": NOW * 1000,
        "nanoseconds": NOW * 10**6,
        "zero": 0,
        "negative": -NOW,
        "the greatest double": 1.7976931348623157e308,
        "300 digits": 10**299,
    }.items():
        yield rejected(OUT, f"timestamp is {name}", body(event(timestamp)))


def missing_timestamps() -> Iterator[dict]:
    for name, payload in {
        "no timestamp": json.dumps({"event": "notification.created"}),
        "empty object": "{}",
        **{
            f"timestamp is {name}": json.dumps({"timestamp": value})
            for name, value in {
                "null": None,
                "true": True,
                "false": False,
                "text": str(NOW),
                "the empty text": "",
                "an ISO date": "2025-11-26T00:00:00Z",
                "a list": [NOW],
                "an object": {"ms": NOW},
            }.items()
        },
        **{
            f"timestamp is {value[:9]}": f'{{"timestamp": {value}}}'
            for value in (
                "NaN",
                "Infinity",
                "-Infinity",
                "1e400",
                "-1e400",
                "9" * 400,
                "0x1",
                "+1",
                "01",
                ".5",
                "1.",
                "nan",
            )
        },
        "name in another case": f'{{"Timestamp": {NOW}, "TIMESTAMP": {NOW}}}',
        "a name that is a lone surrogate": f'{{"\\udfff": 1, "timestamp": {NOW}}}',
        "timestamp inside another object": f'{{"data": {{"timestamp": {NOW}}}}}',
        "the last timestamp is null": f'{{"timestamp": {NOW}, "timestamp": null}}',
        "timestamp on __proto__": f'{{"__proto__": {{"timestamp": {NOW}}}}}',
        "event in a list": f'[{{"timestamp": {NOW}}}]',
        **{
            f"payload is {payload or 'empty'}": payload
            for payload in ("", "null", "true", str(NOW), '"text"', "[]", " ")
        },
        "payload is no JSON": "timestamp=1764115200000",
        "payload without its end": PAYLOAD[:-1],
        "payload with text after it": PAYLOAD + "x",
        "payload twice": PAYLOAD * 2,
        "payload with a trailing comma": f'{{"timestamp": {NOW},}}',
        "payload in single quotes": f"{{'timestamp': {NOW}}}",
        "payload after a byte order mark": "\ufeff" + PAYLOAD,
        "payload is a body": body(PAYLOAD),
    }.items():
        yield rejected(MISSING, name, body(payload))


def mismatches() -> Iterator[dict]:
    for name, signature in {
        "zeros": "0" * 64,
        "empty": "",
        "one digit changed": SIGNATURE[:-1] + ("0" if SIGNATURE[-1] != "0" else "1"),
        "upper case": SIGNATURE.upper(),
        "without its last digit": SIGNATURE[:-1],
        "with one digit more": SIGNATURE + "0",
        "with a newline": SIGNATURE + "\n",
        "after sha256=": f"sha256={SIGNATURE}",
        "twice": SIGNATURE * 2,
        "not hex": "g" * 64,
        "64 characters beyond ASCII": "\u7528" * 64,
        "with the Auth Secret Key": sign(PAYLOAD, KEY),
        "with a newline after the secret": sign(PAYLOAD, WEBHOOK_SECRET + "\n"),
        "of another payload": sign(event()),
        "of a body": sign(json.dumps({"payload": PAYLOAD})),
        "of the payload in quotes": sign(json.dumps(PAYLOAD)),
        "the secret": WEBHOOK_SECRET,
        "the exchanged HMAC": hmac_sha256(PAYLOAD.encode(), WEBHOOK_SECRET.encode()),
    }.items():
        yield rejected(MISMATCH, f"forged, {name}", body(PAYLOAD, signature=signature))
    for name, payload in {
        "truncated": PAYLOAD[:-1],
        "one character changed": PAYLOAD.replace("user_42", "user_43"),
        "re-encoded without spaces": json.dumps(json.loads(PAYLOAD), separators=(",", ":")),
        "re-encoded with sorted keys": json.dumps(json.loads(PAYLOAD), sort_keys=True),
        "with a newline": PAYLOAD + "\n",
        "empty": "",
        "with a new timestamp": PAYLOAD.replace(str(NOW), str(NOW + 1)),
    }.items():
        yield rejected(MISMATCH, f"payload, {name}", json.dumps({"payload": payload, "signature": SIGNATURE}))
    title = "\u00e9 \u7528"
    escaped_title = event(title=title)
    unescaped = json.dumps({"timestamp": NOW, "title": title}, ensure_ascii=False)
    for name, sent, signed in (("escaped", escaped_title, unescaped), ("unescaped", unescaped, escaped_title)):
        yield rejected(MISMATCH, f"payload, re-encoded, {name}", body(sent, signature=sign(signed)))
    # The signature is verified before anything parses the payload.
    yield rejected(MISMATCH, "forged, late", body(PAYLOAD, signature="0" * 64), now_ms=NOW * 2)
    yield rejected(MISMATCH, "forged, without a timestamp", body("{}", signature="0" * 64))
    yield rejected(MISMATCH, "forged, no JSON", body("{", signature="0" * 64))
    nested = {"payload": "[" * DEEP, "signature": "0" * 64}
    yield rejected(MISMATCH, "forged, a deeply nested payload", json.dumps(nested))
    long = big("a", 10 * MIB, before=f'{{"payload": {json.dumps(PAYLOAD)}, "signature": "', after='"}')
    yield rejected(MISMATCH, "forged, a signature of 10 MiB", long)
    long = big("a", 10 * MIB, before='{"payload": "', after=f'", "signature": "{SIGNATURE}"}}')
    yield rejected(MISMATCH, "forged, a payload of 10 MiB", long)


def malformed() -> Iterator[dict]:
    plain = body(PAYLOAD)
    pair = {"payload": PAYLOAD, "signature": SIGNATURE}
    for text in ("", " ", "null", "true", "42", '"text"', "[]", "{}", "x", "{", '{"', "NaN"):
        yield rejected(MALFORMED, f"the body is {text or 'empty'}", text)
    for name, text in {
        "the pair in a list": [PAYLOAD, SIGNATURE],
        "the webhook in a list": [pair],
        "no payload": {"signature": SIGNATURE},
        "no signature": {"payload": PAYLOAD},
        "names in another case": {"Payload": PAYLOAD, "SIGNATURE": SIGNATURE},
        "the webhook on __proto__": {"__proto__": pair},
        "the webhook inside another": {"webhook": pair},
        "the event alone": json.loads(PAYLOAD),
        **{f"the payload is {value!r}": {**pair, "payload": value} for value in (None, True, 42, [PAYLOAD])},
        "the payload is parsed already": {**pair, "payload": json.loads(PAYLOAD)},
        **{
            f"the signature is {value!r:.9}": {**pair, "signature": value}
            for value in (None, True, 42, [SIGNATURE], {})
        },
    }.items():
        yield rejected(MALFORMED, name, json.dumps(text))
    for name, text in {
        "without its end": plain[:-1],
        "cut in the payload": plain[:40],
        "text after it": plain + "x",
        "twice": plain * 2,
        "a trailing comma": plain[:-1] + ",}",
        "single quotes": plain.replace('"', "'"),
        "NaN in another field": plain[:-1] + ', "x": NaN}',
        "after a byte order mark": "\ufeff" + plain,
        "the last payload is null": plain[:-1] + ', "payload": null}',
        "the last signature is a number": plain[:-1] + ', "signature": 0}',
        "a lone surrogate in the payload": json.dumps({"payload": "\ud800", "signature": sign("\ufffd")}),
        "a reversed pair in the payload": json.dumps({"payload": "\udc00\ud800", "signature": sign("\ufffd" * 2)}),
        "a lone surrogate in the signature": json.dumps({"payload": PAYLOAD, "signature": SIGNATURE[:63] + "\udc00"}),
        "a name that is a lone surrogate": plain[:-1] + ', "\\ud800": 1}',
        "a name with a reversed pair": plain.replace("{", '{"a\\udc00\\ud800": null, ', 1),
        "a form": f"payload={PAYLOAD}&signature={SIGNATURE}",
        "NUL bytes": plain.replace(" ", "\0"),
        "lists in lists": "[" * DEEP + "]" * DEEP,
        "lists without end": "[" * DEEP,
        "objects in objects": '{"a":' * DEEP + "1" + "}" * DEEP,
        "a payload of nested lists": '{"payload":' + "[" * DEEP + "]" * DEEP + f', "signature": "{SIGNATURE}"}}',
    }.items():
        if len(text) > DEEP:
            assert error_of(text.encode(), NOW, TOLERANCE) == MALFORMED
            yield {"name": f"body_malformed: {name}", "body": compress(text), "error": MALFORMED}
        else:
            yield rejected(MALFORMED, name, text)
    for name, content in {
        "UTF-16": plain.encode("utf-16"),
        "UTF-16 without a mark": plain.encode("utf-16-le"),
        "UTF-32": plain.encode("utf-32-be"),
        "ISO 8859-1": body(event(), name="\u00e9").encode().replace(b"\\u00e9", b"\xe9"),
        "a byte that is no UTF-8 in the payload": plain.encode().replace(b"user_42", b"user_\xff"),
        "a surrogate in UTF-8": plain.encode().replace(b"user_42", b"\xed\xa0\x80"),
        "nothing but bytes": bytes(range(256)),
        "gzip": bytes.fromhex("1f8b08000000000000ff"),
    }.items():
        yield rejected(MALFORMED, name, {"bytes_hex": content.hex()})
    yield rejected(MALFORMED, "10 MiB of spaces", big(" ", 10 * MIB))
    yield rejected(MALFORMED, "10 MiB of brackets", big("[", 10 * MIB))
    yield rejected(MALFORMED, "10 MiB of digits", big("9", 10 * MIB))
    yield rejected(MALFORMED, "10 MiB of names", big('"a":1,', 10 * MIB // 6, before="{", after=plain[1:-1]))


def compress(text: str) -> dict:
    """A text in which one piece is repeated many times, as the parts that a row has."""
    for piece in ("[", '{"a":'):
        start = text.find(piece * DEEP)
        if start >= 0:
            return big(piece, DEEP, before=text[:start], after=text[start + len(piece) * DEEP :])
    raise AssertionError(text[:40])


def rows() -> Iterator[dict]:
    for section in (right, times, missing_timestamps, mismatches, malformed):
        yield from section()
