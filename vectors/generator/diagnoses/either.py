"""Mistakes that a key and a user ID share, and tokens without a known mistake."""

import html
import json
import urllib.parse
from collections.abc import Iterator
from xml.sax import saxutils

from ..samples import EMAIL, KEY, SDK_KEY, USER_ID
from .mistake import Mistake, wrong_id, wrong_key

INVISIBLE = {
    "bom": "\ufeff",
    "zero_width_space": "\u200b",
    "word_joiner": "\u2060",
    "soft_hyphen": "\u00ad",
    "left_to_right_mark": "\u200e",
    "escape": "\x1b",
    "delete": "\x7f",
    "variation_selector": "\ufe0f",
}

PLAIN = "a&b<c>d\"e'f=g+h/i"


def exchanged() -> Iterator[Mistake]:
    yield Mistake("right", "correct", KEY, USER_ID, {})
    yield Mistake("swapped", "key_and_user_id_swapped", USER_ID, KEY, {})
    yield Mistake("sdk_key", "sdk_secret_key_used", SDK_KEY, USER_ID, {"sdk_secret_key": SDK_KEY})


def invisible_characters() -> Iterator[Mistake]:
    for name, character in INVISIBLE.items():
        code = "auth_secret_key_invisible_character"
        for where, key in (("first", character + KEY), ("last", KEY + character)):
            yield wrong_key(f"used_with_{name}_{where}", code, used=key)
            yield wrong_key(f"given_with_{name}_{where}", code, given=key)
        yield wrong_key(f"given_with_{name}_at_both_ends", code, given=character + KEY + character)
        yield wrong_key(f"given_with_{name}_inside", code, given=KEY[:4] + character + KEY[4:])
        first, last, id_code = character + USER_ID, USER_ID + character, "user_id_invisible_character"
        yield wrong_id(f"signed_with_{name}_first", id_code, signed=first)
        yield wrong_id(f"signed_with_{name}_last", id_code, signed=last, concat_code=code)
        yield wrong_id(f"given_with_{name}_first", id_code, given=first)
        yield wrong_id(f"given_with_{name}_last", id_code, given=last)
        yield wrong_id(f"given_with_{name}_inside", id_code, given=USER_ID[:4] + character + USER_ID[4:])


def json_escaped(text: str, also: str = "") -> str:
    return json.dumps(text)[1:-1].translate({ord(character): f"\\u{ord(character):04x}" for character in also})


def escaped() -> list[tuple[str, str, str]]:
    """(name, a text, the same text as a template or an encoder escapes it)"""
    python = html.escape(PLAIN)
    rows = [
        ("html_python", PLAIN, python),
        ("html_rails", PLAIN, python.replace("&#x27;", "&#39;")),
        ("html_php", PLAIN, python.replace("&#x27;", "&#039;")),
        ("html_xml", PLAIN, saxutils.escape(PLAIN, {'"': "&quot;", "'": "&apos;"})),
        ("html_markupsafe", PLAIN, python.replace("&#x27;", "&#39;").replace("&quot;", "&#34;")),
        ("html_text", PLAIN, html.escape(PLAIN, quote=False)),
        ("json", PLAIN, json_escaped(PLAIN)),
        ("json_html_safe", PLAIN, json_escaped(PLAIN, "<>&")),
        ("json_gson", PLAIN, json_escaped(PLAIN, "<>&'=")),
        ("url", PLAIN, urllib.parse.quote(PLAIN)),
        ("url_component", PLAIN, urllib.parse.quote(PLAIN, safe="-_.!~*'()")),
        ("url_all", PLAIN, urllib.parse.quote(PLAIN, safe="")),
        ("form", "two words & more", urllib.parse.quote_plus("two words & more")),
        ("url_non_ascii", "sk_\u00e9", urllib.parse.quote("sk_\u00e9")),
        ("json_non_ascii", "sk_\u00e9\U0001f511", json_escaped("sk_\u00e9\U0001f511")),
        ("template", "c2VjcmV0=", "c2VjcmV0\\u003D"),
        ("apostrophe", "o'brien", html.escape("o'brien")),
    ]
    assert all(plain != text for _, plain, text in rows)
    return rows


def escapes() -> Iterator[Mistake]:
    for name, plain, text in escaped():
        yield wrong_key(f"used_{name}", "auth_secret_key_escaped", used=text, given=plain)
        yield wrong_key(f"given_{name}", "auth_secret_key_escaped", used=plain, given=text)
        yield wrong_id(f"signed_{name}", "user_id_escaped", signed=text, given=plain)
        yield wrong_id(f"given_{name}", "user_id_escaped", signed=plain, given=text)


def others() -> Iterator[Mistake]:
    """The e-mail address in the place of the ID, and near misses that diagnose must not explain."""
    yield Mistake("email", "user_email_signed", KEY, EMAIL, {"user_email": EMAIL})
    code = "no_known_cause"
    yield Mistake("another_key", code, "ANOTHER_KEY", USER_ID, {})
    yield Mistake("another_user", code, KEY, "user_43", {})
    yield Mistake("sdk_key_not_given", code, SDK_KEY, USER_ID, {})
    yield Mistake("sdk_key_empty", code, "", USER_ID, {"sdk_secret_key": ""})
    # The beginning of these is hex or base64, and the rest is not.
    yield wrong_key("almost_hex", code, used=bytes(range(32)), given=bytes(range(32)).hex() + "zz")
    yield wrong_key("almost_base64_and_one", code, used=b"ABC", given="QUJDA")
    yield wrong_key("almost_base64_padded_twice", code, used=b"AB", given="QUI==")
    yield Mistake("email_not_given", code, KEY, EMAIL, {})
