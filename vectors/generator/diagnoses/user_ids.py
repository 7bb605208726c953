"""Mistakes in the user ID."""

import json
import unicodedata
import uuid
from collections.abc import Iterator

from ..samples import USER_ID
from .mistake import Mistake, wrong_id

WHITESPACE = {"lf": USER_ID + "\n", "crlf": USER_ID + "\r\n", "blank": USER_ID + " ", "leading_blank": " " + USER_ID}

UNICODE = {"unicode": True}

# (name, signed, given, flags)
LETTER_CASE = (
    ("lower", "user_42", "USER_42", {}),
    ("upper", "USER_42", "user_42", {}),
    ("mixed_to_lower", "alice@example.com", "Alice@Example.com", {}),
    ("first_upper", "Alice", "alice", {}),
    ("capitalized", "Alice", "ALICE", {}),
    ("non_ascii_lower", "\u00e9lodie", "\u00c9LODIE", UNICODE),
    ("non_ascii_upper", "\u00c9LODIE", "\u00e9lodie", UNICODE),
    ("ascii_only", "\u00c9lodie", "\u00c9LODIE", {}),
    ("sharp_s", "STRASSE", "stra\u00dfe", UNICODE),
)

# (name, form of the signed ID, given)
UNICODE_FORMS = (
    ("nfc", "NFC", "andre\u0301"),
    ("nfd", "NFD", "andr\u00e9"),
    ("nfkc", "NFKC", "o\ufb03ce"),
    ("nfkd", "NFKD", "\ufb01anc\u00e9"),
    ("hangul_nfd", "NFD", "\ud55c\uae00"),
    ("hangul_nfc", "NFC", "\u1112\u1161\u11ab\u1100\u1173\u11af"),
)

# What a missing value, or a value of another type, turns into when a language converts it to text.
STRINGIFIED = {
    "none": str(None),
    "undefined": "undefined",
    "null": "null",
    "object": "[object Object]",
    "promise": "[object Promise]",
    "nothing": "",
    "nil": "nil",
    "go_nil": "<nil>",
    "go_nil_verb": "%!s(<nil>)",
    "nan": "NaN",
    "python_nan": str(float("nan")),
    "false": "false",
    "python_false": str(False),
    "zero": "0",
    "zero_uuid": str(uuid.UUID(int=0)),
    "django_visitor": "AnonymousUser",
    "bytes": str(USER_ID.encode()),
    "list": str([USER_ID]),
    "json_list": json.dumps([USER_ID]),
    "tuple": str((USER_ID,)),
    "swift_optional": f'Optional("{USER_ID}")',
    "java_optional": f"Optional[{USER_ID}]",
    "rust_option": f'Some("{USER_ID}")',
    "symbol": f":{USER_ID}",
    "django_model": f"User object ({USER_ID})",
}

IDENTITY = uuid.UUID("7f3b1c1e-9f0a-4c5e-8d1b-2a6e5f4c3b2a")
UUID_FORMS = {
    "dashes": str(IDENTITY),
    "hex": IDENTITY.hex,
    "urn": IDENTITY.urn,
    "braces": f"{{{IDENTITY}}}",
    "upper": str(IDENTITY).upper(),
    "upper_hex": IDENTITY.hex.upper(),
    "upper_braces": f"{{{IDENTITY}}}".upper(),
}


def whitespace() -> Iterator[Mistake]:
    for name, user_id in WHITESPACE.items():
        yield wrong_id(f"signed_with_{name}", "user_id_whitespace", signed=user_id)
        yield wrong_id(f"given_with_{name}", "user_id_whitespace", given=user_id)


def letter_case() -> Iterator[Mistake]:
    for name, signed, given, flags in LETTER_CASE:
        yield wrong_id(f"case_{name}", "user_id_case", signed=signed, given=given, **flags)


def unicode_forms() -> Iterator[Mistake]:
    for name, form, given in UNICODE_FORMS:
        signed = unicodedata.normalize(form, given)
        assert signed != given
        yield wrong_id(name, "user_id_unicode_form", signed=signed, given=given, unicode=True)


def stringified() -> Iterator[Mistake]:
    code = "user_id_stringified"
    for name, text in STRINGIFIED.items():
        yield wrong_id(f"signed_as_{name}", code, signed=text)
        if USER_ID in text:
            yield wrong_id(f"given_as_{name}", code, given=text)
    yield wrong_id("signed_as_float", code, signed=str(float(42)), given="42")
    yield wrong_id("given_as_float", code, signed="42", given=str(float(42)))


def quotes() -> Iterator[Mistake]:
    for name, plain, quoted in (
        ("json_plain", USER_ID, json.dumps(USER_ID)),
        ("json_with_quote", 'o"brien', json.dumps('o"brien')),
        ("json_non_ascii", "ren\u00e9", json.dumps("ren\u00e9", ensure_ascii=False)),
        ("ascii_json_non_ascii", "ren\u00e9", json.dumps("ren\u00e9")),
        ("single_quotes", USER_ID, f"'{USER_ID}'"),
        ("backtick_quotes", USER_ID, f"`{USER_ID}`"),
    ):
        yield wrong_id(f"signed_in_{name}", "user_id_quoted", signed=quoted, given=plain)
        yield wrong_id(f"given_in_{name}", "user_id_quoted", signed=plain, given=quoted)


def uuid_forms() -> Iterator[Mistake]:
    for name, signed in UUID_FORMS.items():
        for other, given in UUID_FORMS.items():
            code = "user_id_case" if signed.lower() == given.lower() else "user_id_uuid_form"
            if name != other:
                yield wrong_id(f"signed_as_{name}_for_{other}", code, signed=signed, given=given)
