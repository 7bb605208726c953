#!/usr/bin/env python3
"""Writes hostile.json, one table of inputs that no developer means to pass, with the documented
answer for each. The tests of every language run the rows that name it.

    python3 vectors/hostile.py            write hostile.json
    python3 vectors/hostile.py --check    fail if hostile.json differs

Expected tokens come from CPython's hmac and hashlib, never from this project's code.
"""

import json
import sys
from pathlib import Path

from generate import (
    HMAC,
    LONE_HIGH,
    LONE_LOW_INSIDE,
    PAIR_REVERSED,
    SCHEMES,
    hashed_token,
    hmac_sha256,
    write_or_check,
)

FILE = Path(__file__).with_name("hostile.json")
KEY, WEBHOOK = "TESTKEY", "whsec_TESTSECRET"
USER, RESOURCE, EMAIL, PAYLOAD = "user_42", "project_7", "alice@example.com", '{"timestamp": 1764000000000}'
MIB = 1 << 20

# Languages whose type system keeps a value that is no text out of a text parameter.
TYPED = ("rust", "c", "go", "kotlin")
UNTYPED = ("python", "node", "ruby")
ALL = ("rust", "python", "node", "c", "go", "kotlin", "ruby")

DESCRIPTION = {
    "about": "Hostile inputs of notifizz-token, with the documented answer for each.",
    "generated_by": "vectors/hostile.py, with CPython's hmac and hashlib",
    "calls": "Each row is one call with the named arguments. All but new are made on a client of auth_secret_key, "
    "webhook_signing_secret and the row's token_scheme. A language runs the rows whose languages name it.",
    "values": "A JSON text is that text. {utf16_hex, bytes_hex} is ill-formed text, as in vectors.json. {before, repeat, "
    "times, after} is before + repeat * times + after. {special, text} is a value that is no ordinary text: absent "
    "(None, undefined, nil, null, NULL), null, integer (42), float (42.5), nan, boolean (true), list ([text]), map "
    "({a: text}), bytes (text's UTF-8 bytes in the type for bytes), raw_bytes (the bytes that bytes_hex spells), uuid, "
    "object, object_that_throws and object_that_lies (when they are converted; the lie is text), text_subclass (a "
    "subclass of the type for text with the content text, whose conversions lie or throw), text_object, proxy "
    "(whose traps throw), revoked_proxy, symbol, bigint, function.",
    "answers": "{is} is what a verify function returns, {token} what a generate or sign function returns or what stands "
    "as token in the widget options, {ok} a call that succeeds, {error} the stable code of this project's error, "
    "{type_error} the language's own error for a wrong type.",
    "growth_bytes": "By how much less than this the call may raise the peak memory of the process, beyond the arguments.",
    "prototype": "Properties that Object.prototype has during the call.",
    "counts": "How many rows each language has. A suite must run them all and compare.",
}

rows: list[dict] = []


def special(kind: str, text: str | None = None, **more: str) -> dict:
    return {"special": kind, **({} if text is None else {"text": text}), **more}


def big(repeat: str, times: int, before: str = "", after: str = "") -> dict:
    return {"before": before, "repeat": repeat, "times": times, "after": after}


def add(
    name: str, call: str, answer: dict, languages: tuple[str, ...] = ALL, scheme: str = HMAC, **more: object
) -> None:
    extra = {field: more.pop(field) for field in ("growth_bytes", "prototype") if field in more}
    row = {"name": f"{call}: {name}", "call": call, "token_scheme": scheme, "arguments": more, "answer": answer}
    rows.append({**row, "languages": list(languages), **extra})


def mac(message: bytes, key: str = KEY) -> str:
    return hmac_sha256(key.encode(), message)


RIGHT = {scheme: hashed_token(scheme, KEY, USER) for scheme in SCHEMES}
NO, YES, TYPE_ERROR = {"is": False}, {"is": True}, {"type_error": True}

# Text that is unusual and all the same text, and so is signed as it is.
UNUSUAL = {
    "inner NUL": "user\0_42",
    "only NUL": "\0",
    "right-to-left override": "\u202euser_42",
    "right-to-left letters": "\u0645\u0633\u062a\u062e\u062f\u0645",
    "zero-width space": "user\u200b_42",
    "zero-width joiner at the end": "user_42\u200d",
    "byte order mark": "\ufeffuser_42",
    "soft hyphen": "user\u00ad_42",
    "decomposed": "andre\u0301",
    "noncharacter": "\uffff",
    "last code point": "\U0010ffff",
    "replacement character": "\ufffd",
    "line separators": "a\u2028b\u2029c\u0085d",
    "a percent sign": "%s%n%00",
    "HTML": "<script>alert('1')</script>",
    "__proto__": "__proto__",
    "constructor": "constructor",
    "None": "None",
    "undefined": "undefined",
}
ILL_FORMED = {"lone surrogate": LONE_HIGH, "surrogate inside": LONE_LOW_INSIDE, "reversed pair": PAIR_REVERSED}

# Values that untrusted JSON can carry.
JSON_VALUES = {
    "nothing": special("absent"),
    "integer": special("integer"),
    "float": special("float"),
    "not a number": special("nan"),
    "boolean": special("boolean"),
    "list": special("list", USER),
    "map": special("map", USER),
}
# Values that only a developer can choose.
OTHER_VALUES = {
    "object": special("object"),
    "object whose conversion throws": special("object_that_throws"),
    "object whose conversion lies": special("object_that_lies", USER),
    "symbol": special("symbol", USER),
}
PYTHON_NODE_VALUES = {"bytes": special("bytes", USER), "function": special("function")}
NODE_VALUES = {
    "text object": special("text_object", USER),
    "proxy": special("proxy"),
    "revoked proxy": special("revoked_proxy"),
    "bigint": special("bigint"),
}


def values_of(language: str) -> dict[str, dict]:
    """Everything that is no text, in a language without static types."""
    found = {**JSON_VALUES, **OTHER_VALUES}
    if language in ("python", "node"):
        found |= PYTHON_NODE_VALUES
    if language == "python":
        found |= {"UUID": special("uuid")}
        del found["symbol"]
    if language == "node":
        found |= NODE_VALUES | {"null": special("null")}
    return found


def languages_of(name: str) -> tuple[str, ...]:
    return tuple(language for language in UNTYPED if name in values_of(language))


def every_value() -> dict[str, dict]:
    return {name: value for language in UNTYPED for name, value in values_of(language).items()}


def tokens() -> None:
    """Anything at all in the place of a token is no token."""
    for scheme in SCHEMES:
        right = RIGHT[scheme]
        add("right", "verify_hashed_token", YES, scheme=scheme, user_id=USER, token=right)
        for name, text in {
            "NUL after it": right + "\0",
            "NUL for its end": right[:-1] + "\0",
            "zero-width space after it": right + "\u200b",
            "zero-width space for its end": right[:-1] + "\u200b",
            "byte order mark before it": "\ufeff" + right,
            "right-to-left override before it": "\u202e" + right,
            "64 full-width digits": "\uff11" * 64,
            "64 surrogate pairs": "\U0001f511" * 64,
            "32 surrogate pairs": "\U0001f511" * 32,
            "the empty text": "",
        }.items():
            add(f"token, {name}", "verify_hashed_token", NO, scheme=scheme, user_id=USER, token=text)
        for name, text in ILL_FORMED.items():
            add(f"token, {name}", "verify_hashed_token", NO, scheme=scheme, user_id=USER, token=text)
    for name, text in {
        "64 MiB of ASCII": big("a", 64 * MIB),
        "64 MiB of Latin-1": big("\u00e9", 64 * MIB),
        "64 Mi characters of three bytes": big("\u7528", 64 * MIB),
        "16 Mi surrogate pairs": big("\U0001f511", 16 * MIB),
        "64 MiB after the right one": big("0", 64 * MIB, before=RIGHT[HMAC]),
        "64 MiB before the right one": big("0", 64 * MIB, after=RIGHT[HMAC]),
    }.items():
        add(f"token, {name}", "verify_hashed_token", NO, user_id=USER, token=text, growth_bytes=MIB)
    huge = big("a", 64 * MIB)
    add(
        "token, 64 MiB of ASCII",
        "verify_subscribe_token",
        NO,
        subscriber_id=USER,
        resource_id=RESOURCE,
        token=huge,
        growth_bytes=MIB,
    )
    add(
        "signature, 64 MiB of ASCII",
        "verify_dispatch_signature",
        NO,
        payload=PAYLOAD,
        signature=huge,
        growth_bytes=MIB,
    )
    for name, value in {**every_value(), "right token as bytes": special("bytes", RIGHT[HMAC])}.items():
        languages = ("python", "node") if name == "right token as bytes" else languages_of(name)
        add(f"token, {name}", "verify_hashed_token", NO, languages, user_id=USER, token=value)
        add(
            f"token, {name}",
            "verify_subscribe_token",
            NO,
            languages,
            subscriber_id=USER,
            resource_id=RESOURCE,
            token=value,
        )
        add(f"signature, {name}", "verify_dispatch_signature", NO, languages, payload=PAYLOAD, signature=value)
    # A NULL pointer is no token in C, and no text in Java.
    for call, arguments in (
        ("verify_hashed_token", {"user_id": USER, "token": special("absent")}),
        ("verify_hashed_token", {"user_id": special("absent"), "token": RIGHT[HMAC]}),
        ("verify_dispatch_signature", {"payload": PAYLOAD, "signature": special("absent")}),
    ):
        which = next(name for name, value in arguments.items() if isinstance(value, dict))
        add(f"{which}, null", call, NO, ("c", "kotlin"), **arguments)


def ids() -> None:
    for scheme in SCHEMES:
        for name, text in UNUSUAL.items():
            token = hashed_token(scheme, KEY, text)
            add(f"ID, {name}", "generate_hashed_token", {"token": token}, scheme=scheme, user_id=text)
            add(f"ID, {name}", "verify_hashed_token", YES, scheme=scheme, user_id=text, token=token)
        for name, text in ILL_FORMED.items():
            error = {"error": "invalid_text"}
            add(f"ID, {name}", "generate_hashed_token", error, scheme=scheme, user_id=text)
            replaced = hashed_token(scheme, KEY, "\ufffd")
            add(f"ID, {name}", "verify_hashed_token", NO, scheme=scheme, user_id=text, token=replaced)
        add("ID, the empty text", "generate_hashed_token", {"error": "empty_user_id"}, scheme=scheme, user_id="")
        for text in ("", "None", "undefined", "null", "[object Object]", "nil", "b'user_42'", "user_43", "42"):
            # Whatever is no text is not the text that it might be converted to.
            token = hashed_token(scheme, KEY, text)
            for name, value in every_value().items():
                if name in JSON_VALUES or name == "null":
                    add(
                        f"ID, {name}, with the token of {text!r}",
                        "verify_hashed_token",
                        NO,
                        languages_of(name),
                        scheme,
                        user_id=value,
                        token=token,
                    )
    for name, value in every_value().items():
        languages = languages_of(name)
        json = name in JSON_VALUES or name == "null"
        add(f"ID, {name}", "generate_hashed_token", TYPE_ERROR, languages, user_id=value)
        add(f"ID, {name}", "widget_options", TYPE_ERROR, languages, user_id=value, user_email=EMAIL)
        add(f"e-mail, {name}", "widget_options", TYPE_ERROR, languages, user_id=USER, user_email=value)
        add(
            f"subscriber ID, {name}",
            "generate_subscribe_token",
            TYPE_ERROR,
            languages,
            subscriber_id=value,
            resource_id=RESOURCE,
        )
        add(
            f"resource ID, {name}",
            "generate_subscribe_token",
            TYPE_ERROR,
            languages,
            subscriber_id=USER,
            resource_id=value,
        )
        if not json:
            add(f"ID, {name}", "verify_hashed_token", TYPE_ERROR, languages, user_id=value, token=RIGHT[HMAC])
        subscribe = {"resource_id": value, "token": mac((USER + RESOURCE).encode())}
        answer = NO if json else TYPE_ERROR
        add(f"resource ID, {name}", "verify_subscribe_token", answer, languages, subscriber_id=USER, **subscribe)
    for text in (USER, "user_7"):
        value = special("text_subclass", text)
        languages = ("python", "ruby")
        token = {"token": hashed_token(HMAC, KEY, text)}
        add(f"ID, a subclass of text with {text}", "generate_hashed_token", token, languages, user_id=value)
        add(
            f"ID, a subclass of text with {text}",
            "verify_hashed_token",
            YES,
            languages,
            user_id=value,
            token=token["token"],
        )
    add(
        "the right token in a subclass of text",
        "verify_hashed_token",
        YES,
        ("python", "ruby"),
        user_id=USER,
        token=special("text_subclass", RIGHT[HMAC]),
    )
    add("ID, NULL", "generate_hashed_token", {"error": "empty_user_id"}, ("c",), user_id=special("absent"))
    # The growth that a conversion may cost: none where the text is UTF-8 already.
    for name, text, size in (("ASCII", "a", 64 * MIB), ("three bytes each", "\u7528", 16 * MIB)):
        message = (text * size).encode()
        languages = ("rust", "python", "node", "c", "go")
        growth = 4 * len(message) + MIB
        token = {"token": mac(message)}
        arguments = {"user_id": big(text, size), "growth_bytes": growth}
        add(f"ID, {size // MIB} Mi characters, {name}", "generate_hashed_token", token, languages, **arguments)


def dispatches() -> None:
    payload = PAYLOAD.encode()
    right = mac(payload, WEBHOOK)
    sign, verify = "sign_dispatch_payload", "verify_dispatch_signature"
    add("right", verify, YES, payload=PAYLOAD, signature=right)
    for name, text in {**UNUSUAL, "the empty text": "", "a byte order mark": "\ufeff{}"}.items():
        signature = mac(text.encode(), WEBHOOK)
        add(f"payload, {name}", sign, {"token": signature}, payload=text)
        add(f"payload, {name}", verify, YES, payload=text, signature=signature)
    for name, text in ILL_FORMED.items():
        add(
            f"payload, {name}",
            sign,
            {"error": "invalid_text"},
            ("rust", "python", "node", "c", "go", "kotlin"),
            payload=text,
        )
        add(
            f"payload, {name}",
            verify,
            NO,
            ("rust", "python", "node", "c", "go", "kotlin"),
            payload=text,
            signature=right,
        )
    # Bytes are the payload, whatever they are.
    for name, value, raw in (
        ("its bytes", special("bytes", PAYLOAD), payload),
        ("no bytes", special("bytes", ""), b""),
        ("bytes that are no text", special("raw_bytes", bytes_hex="ff00fe80"), b"\xff\x00\xfe\x80"),
    ):
        signature = mac(raw, WEBHOOK)
        languages = ("python", "node", "ruby")
        add(f"payload, {name}", sign, {"token": signature}, languages, payload=value)
        add(f"payload, {name}", verify, YES, languages, payload=value, signature=signature)
        add(f"payload, {name}, another signature", verify, NO, languages, payload=value, signature=mac(b"x", WEBHOOK))
    for name, value in every_value().items():
        if name == "bytes":
            continue
        languages = languages_of(name)
        absent = name in ("nothing", "null")
        add(f"payload, {name}", sign, TYPE_ERROR, languages, payload=value)
        add(
            f"payload, {name}",
            verify,
            NO if absent else TYPE_ERROR,
            languages,
            payload=value,
            signature=mac(b"", WEBHOOK),
        )
    message = b"a" * (64 * MIB)
    growth = 2 * len(message) + MIB
    languages = ("rust", "python", "node", "c", "go")
    signature = mac(message, WEBHOOK)
    add("payload, 64 MiB", verify, YES, languages, payload=big("a", 64 * MIB), signature=signature, growth_bytes=growth)


def clients() -> None:
    empty = {"error": "empty_auth_secret_key"}
    add("key, nothing", "new", empty, ("python", "node", "c", "kotlin", "ruby"), auth_secret_key=special("absent"))
    add("key, null", "new", empty, ("node",), auth_secret_key=special("null"))
    add("key, the empty text", "new", empty, auth_secret_key="")
    for name, value in every_value().items():
        if name not in ("nothing", "null"):
            add(f"key, {name}", "new", TYPE_ERROR, languages_of(name), auth_secret_key=value)
            languages = languages_of(name)
            add(
                f"webhook signing secret, {name}",
                "new",
                TYPE_ERROR,
                languages,
                auth_secret_key=KEY,
                webhook_signing_secret=value,
            )
    for name, key, code in (
        ("byte order mark", "\ufeff" + KEY, "auth_secret_key_invisible_character"),
        ("zero-width space", KEY + "\u200b", "auth_secret_key_invisible_character"),
        ("right-to-left mark", "\u200f" + KEY, "auth_secret_key_invisible_character"),
        ("NUL", KEY + "\0", "auth_secret_key_invisible_character"),
        ("newline", KEY + "\n", "auth_secret_key_whitespace"),
        ("quotes", f'"{KEY}"', "auth_secret_key_quoted"),
        ("64 MiB and a newline", big("a", 64 * MIB, after="\n"), "auth_secret_key_whitespace"),
    ):
        languages = ("rust", "python", "node", "c", "go") if name.startswith("64") else ALL
        add(f"key, {name}", "new", {"error": code}, languages, auth_secret_key=key)
    for name, text in ILL_FORMED.items():
        add(f"key, {name}", "new", {"error": "invalid_text"}, auth_secret_key=text)
    # The C library's client has room for 256 bytes; under HMAC it keeps none of them.
    long = big("k", 257)
    concat = SCHEMES[1]
    add(
        "key of 257 bytes",
        "new",
        {"ok": True},
        ("rust", "python", "node", "kotlin", "ruby"),
        concat,
        auth_secret_key=long,
    )
    add("key of 257 bytes", "new", {"error": "auth_secret_key_too_long"}, ("c", "go"), concat, auth_secret_key=long)
    add("key of 257 bytes", "new", {"ok": True}, auth_secret_key=long)
    add("key of 256 bytes", "new", {"ok": True}, scheme=concat, auth_secret_key=big("k", 256))
    for scheme in SCHEMES:
        add(
            f"SDK key, {scheme}",
            "new",
            TYPE_ERROR,
            ("python", "node"),
            auth_secret_key=KEY,
            sdk_secret_key=scheme,
        )


def pages() -> None:
    widget = {"user_id": USER, "user_email": EMAIL}
    everywhere = ("rust", "python", "node", "c", "go", "kotlin", "ruby")
    for scheme in SCHEMES:
        token = {"token": RIGHT[scheme]}
        add("right", "widget_options", token, everywhere, scheme, **widget, api_key="FRONT_KEY")
        for name, text, code in (
            ("empty", "", "empty_front_api_key"),
            ("the secret", KEY, "front_api_key_is_secret"),
            ("the secret and a newline", KEY + "\n", "front_api_key_is_secret"),
            ("the secret in quotes and lower case", f"'{KEY.lower()}'", "front_api_key_is_secret"),
            ("the secret after a zero-width space", "\u200b" + KEY, "front_api_key_is_secret"),
        ):
            add(f"Front API Key, {name}", "widget_options", {"error": code}, everywhere, scheme, **widget, api_key=text)
    for name, text in (("empty", ""), ("a space", " "), ("a no-break space", "\u00a0"), ("a newline", "\r\n")):
        answer = {"error": "empty_user_email"}
        add(f"e-mail, {name}", "widget_options", answer, user_id=USER, user_email=text)
    for name, value in every_value().items():
        if name not in ("nothing", "null"):
            add(f"Front API Key, {name}", "widget_options", TYPE_ERROR, languages_of(name), **widget, api_key=value)
    # What somebody puts on Object.prototype is no option and no argument.
    node = ("node",)
    polluted = {"userId": "admin", "userEmail": "admin@example.com", "apiKey": "EVIL"}
    add("userId on the prototype", "widget_options", TYPE_ERROR, node, user_email=EMAIL, prototype=polluted)
    add("userEmail on the prototype", "widget_options", TYPE_ERROR, node, user_id=USER, prototype=polluted)
    add("apiKey on the prototype", "widget_options", {"token": RIGHT[HMAC]}, node, **widget, prototype={"apiKey": ""})
    add(
        "tokenScheme on the prototype",
        "generate_hashed_token",
        {"token": RIGHT[HMAC]},
        node,
        user_id=USER,
        prototype={"tokenScheme": "sha256-concat", "webhookSigningSecret": ""},
    )


def document() -> str:
    for section in (tokens, ids, dispatches, clients, pages):
        section()
    names = [(row["name"], row["token_scheme"], language) for row in rows for language in row["languages"]]
    assert len(names) == len(set(names)), [name for name in names if names.count(name) > 1][:3]
    counts = {language: sum(language in row["languages"] for row in rows) for language in ALL}
    secrets = {"auth_secret_key": KEY, "webhook_signing_secret": WEBHOOK}
    table = {**DESCRIPTION, "counts": counts, **secrets, "rows": rows}
    return json.dumps(table, indent=1, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    sys.exit(write_or_check(FILE, document()))
