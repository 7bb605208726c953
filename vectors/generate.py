#!/usr/bin/env python3
"""Writes vectors.json, the test vectors that every language reads.

Expected values come from CPython's hmac and hashlib, never from this project's code, and are
checked against answers of two more implementations: PHP's hash_hmac and the vendor's PHP SDK
(KNOWN_ANSWERS), and RFC 4231's own test cases (RFC_4231).

    python3 vectors/generate.py            write vectors.json
    python3 vectors/generate.py --check    fail if vectors.json differs
"""

import base64
import hashlib
import hmac
import html
import json
import sys
import unicodedata
import urllib.parse
import uuid
from pathlib import Path
from xml.sax import saxutils

FILE = Path(__file__).with_name("vectors.json")
HMAC, CONCAT = "hmac-sha256", "sha256-concat"
SCHEMES = (HMAC, CONCAT)

DESCRIPTION = {
    "about": "Test vectors of notifizz-token, read by the tests of every language.",
    "generated_by": "vectors/generate.py, with CPython's hmac and hashlib",
    "also_confirmed_by": {
        "known_answer_*": "the vendor's PHP SDK 1.2.0 (sha256-concat) and PHP 8.2's hash_hmac (hmac-sha256)",
        "rfc4231": "RFC 4231, section 4",
    },
    "text": "Text is JSON text, used as its UTF-8 bytes. Text that has no UTF-8 form stands as "
    "{utf16_hex, bytes_hex} instead: its UTF-16 code units (big-endian) for languages whose strings "
    "hold those, and bytes that are not UTF-8 for languages whose strings hold bytes.",
    "counts": "How many entries each section has. A suite must run them all and compare.",
    "sections": {
        "hashed_tokens": "generate_hashed_token(user_id) is tokens[scheme], and verifies under that scheme only.",
        "subscribe_tokens": "generate_subscribe_token(subscriber_id, resource_id) is token, under either scheme.",
        "dispatch_signatures": "sign_dispatch_payload(payload) is signature, on a client with that webhook_signing_secret.",
        "key_fingerprints": "key_fingerprint of a client with that auth_secret_key, under either scheme.",
        "rejected_tokens": "verify_hashed_token(user_id, token) is false; why says what the token is.",
        "errors": "call fails with error, a stable code. new builds a client from auth_secret_key, token_scheme and "
        "webhook_signing_secret; any other call is made on such a client with the given arguments, where api_key of "
        "widget_options is the Front API Key.",
        "diagnoses": "diagnose finds code and scheme, the scheme that the token was made under or null. Rows with unicode "
        "true need Unicode tables for case or normalisation, which the C library leaves out (it finds no_known_cause).",
        "rfc4231": "HMAC-SHA256 over bytes, as hex. Cases 1 to 7 of RFC 4231 with a full tag.",
    },
}


def hmac_sha256(key: bytes, message: bytes) -> str:
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def hashed_token(scheme: str, key: str, user_id: str) -> str:
    secret, message = key.encode(), user_id.encode()
    if scheme == HMAC:
        return hmac_sha256(secret, message)
    return hashlib.sha256(message + secret).hexdigest()


KNOWN_ANSWERS = {
    ("YOUR_AUTH_SECRET_KEY", "user_42"): (
        "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c",
        "9af0024baac874ae75c79b106baa1e71578f92c27549ab5d4dbe775d62b0b8b9",
    ),
    ("your-auth-secret", "user_123"): (
        "6149b419c513f4adbed330558dc39b6997ee5c27771b6ece813a28a151ede63a",
        "77ec816766b9f85baea45598df89bb75e902f6be4498deb844c69bbf76c29e18",
    ),
    ("sk_é", "用户_42"): (
        "fcf0e32699a5bf4ba918bf96b488b6311dceeb0643e47615f0630c71b6bf55d5",
        "b9210dc4cdecf547c8e5ac03b631496eba25c4bd5a3caf3ccae9a3bbe61bc5a7",
    ),
    ("k", "a\0b"): (
        "982872ff8422d2d84de2d26d7900850ff9f3b3275079b02813b572f9ff0ef0b2",
        "ed74b2751e2baf549acc921547a1bd6252492b190744278d5fba400ce2e8fa14",
    ),
}

# Section 4.2 to 4.8: key, data, tag. Case 5 is left out: its tag is truncated, which is no token.
RFC_4231 = {
    1: ("0b" * 20, "4869205468657265", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    2: (
        "4a656665",
        "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    3: ("aa" * 20, "dd" * 50, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    4: (
        bytes(range(1, 26)).hex(),
        "cd" * 50,
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    ),
    6: (
        "aa" * 131,
        b"Test Using Larger Than Block-Size Key - Hash Key First".hex(),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
    7: (
        "aa" * 131,
        (
            b"This is a test using a larger than block-size key and a larger than block-size data. "
            b"The key needs to be hashed before being used by the HMAC algorithm."
        ).hex(),
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    ),
}

# What is often put before a signature.
PREFIXES = ("sha256=", "sha256:", "hmac-sha256=", "HMAC-SHA256 ", "Bearer ", "v1=", "0x", "t=1764000000,v1=", "token: ")

# Where SHA-256 pads into one more block (55/56) and where HMAC hashes the key first (64/65).
LENGTHS = (1, 2, 31, 32, 33, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 255, 256, 300)


def filler(length: int, start: int) -> str:
    """Printable, not periodic in 64, and never a blank at either end."""
    return "".join(chr(33 + (start + 7 * i) % 89) for i in range(length))


def texts() -> list[tuple[str, str, str]]:
    """(name, auth secret key, user ID)"""
    cases = [(f"known_answer_{n}", *pair) for n, pair in enumerate(KNOWN_ANSWERS, 1)]
    cases += [("rfc4231_case_2_as_text", "Jefe", "what do ya want for nothing?")]
    cases += [(f"key_length_{n}", filler(n, 5), "user_42") for n in LENGTHS]
    cases += [(f"user_id_length_{n}", "YOUR_AUTH_SECRET_KEY", filler(n, 11)) for n in LENGTHS]
    cases += [(f"both_lengths_{n}", filler(n, 17), filler(n, 23)) for n in LENGTHS]
    cases += [
        ("key_of_4096", filler(4096, 1), "user_42"),
        ("user_id_of_4096", "YOUR_AUTH_SECRET_KEY", filler(4096, 3)),
        ("precomposed_e_acute", "YOUR_AUTH_SECRET_KEY", "andr\u00e9"),
        ("combining_e_acute", "YOUR_AUTH_SECRET_KEY", "andre\u0301"),
        ("combining_in_key", "cle\u0301", "user_42"),
        ("stacked_combining_marks", "YOUR_AUTH_SECRET_KEY", "Z\u0351\u036b\u0343\u036a\u0302\u036b"),
        ("compatibility_ligature", "YOUR_AUTH_SECRET_KEY", "o\ufb03ce"),
        ("hangul_precomposed", "YOUR_AUTH_SECRET_KEY", "\ud55c\uae00"),
        ("hangul_jamo", "YOUR_AUTH_SECRET_KEY", "\u1112\u1161\u11ab\u1100\u1173\u11af"),
        ("emoji_zwj_sequence", "YOUR_AUTH_SECRET_KEY", "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"),
        ("astral_key", "\U0001f511\U00010348", "user_42"),
        ("right_to_left", "YOUR_AUTH_SECRET_KEY", "\u0645\u0633\u062a\u062e\u062f\u0645_42"),
        ("last_code_point", "YOUR_AUTH_SECRET_KEY", "\U0010ffff"),
        ("around_the_surrogates", "YOUR_AUTH_SECRET_KEY", "\ud7ff\ue000\uffff"),
        ("latin_1", "YOUR_AUTH_SECRET_KEY", "".join(map(chr, range(0xA1, 0x100)))),
        ("replacement_character", "YOUR_AUTH_SECRET_KEY", "user_\ufffd"),
        ("byte_order_mark", "YOUR_AUTH_SECRET_KEY", "\ufeffuser_42"),
        ("nul_only", "YOUR_AUTH_SECRET_KEY", "\0"),
        ("nul_first", "YOUR_AUTH_SECRET_KEY", "\0user_42"),
        ("nul_last", "YOUR_AUTH_SECRET_KEY", "user_42\0"),
        ("nul_in_key", "se\0cret", "user_42"),
        ("whitespace_in_key", "two words\tand\nlines", "user_42"),
        ("blank_user_id", "YOUR_AUTH_SECRET_KEY", " "),
        ("user_id_with_line_end", "YOUR_AUTH_SECRET_KEY", "user_42\n"),
        ("user_id_with_crlf", "YOUR_AUTH_SECRET_KEY", "user_42\r\n"),
        ("user_id_with_blanks", "YOUR_AUTH_SECRET_KEY", " user_42 "),
        ("user_id_upper_case", "YOUR_AUTH_SECRET_KEY", "USER_42"),
        ("user_id_digits", "YOUR_AUTH_SECRET_KEY", "42"),
        ("user_id_uuid", "YOUR_AUTH_SECRET_KEY", "7f3b1c1e-9f0a-4c5e-8d1b-2a6e5f4c3b2a"),
        ("user_id_email", "YOUR_AUTH_SECRET_KEY", "alice@example.com"),
        ("user_id_html", "YOUR_AUTH_SECRET_KEY", "</script><script>alert('1')</script>"),
        ("control_characters", "YOUR_AUTH_SECRET_KEY", "".join(map(chr, range(1, 32))) + "\x7f"),
        ("quote_at_one_end_of_the_key", '"secret', "user_42"),
        ("two_quotes_of_two_kinds_around_the_key", "'secret\"", "user_42"),
        ("one_quote_as_the_key", "'", "user_42"),
        ("invisible_characters_inside_the_key", "se\ufeff\u200b\u00adcret", "user_42"),
        ("hex_key", "5f4dcc3b5aa765d61d8327deb882cf99", "user_42"),
        ("key_is_user_id", "user_42", "user_42"),
    ]
    return cases


def hashed_tokens() -> list[dict]:
    rows = []
    for name, key, user_id in texts():
        tokens = {scheme: hashed_token(scheme, key, user_id) for scheme in SCHEMES}
        if known := KNOWN_ANSWERS.get((key, user_id)):
            assert tuple(tokens.values()) == known, name
        rows.append({"name": name, "auth_secret_key": key, "user_id": user_id, "tokens": tokens})
    return rows


def subscribe_tokens() -> list[dict]:
    key = "YOUR_AUTH_SECRET_KEY"
    cases = [
        ("plain", key, "user_42", "project_7"),
        ("no_separator_first", key, "user_1", "2proj"),
        ("no_separator_second", key, "user_12", "proj"),
        ("one_character_each", "k", "a", "b"),
        ("non_ascii", "sk_\u00e9", "\u7528\u6237_42", "\u9879\u76ee"),
        ("inner_nul", key, "a\0b", "\0"),
        ("long_key", filler(131, 9), "user_42", "project_7"),
    ]
    cases += [(f"lengths_{n}_and_{64 - n % 64}", key, filler(n, 2), filler(64 - n % 64, 4)) for n in LENGTHS]
    rows = [
        {
            "name": name,
            "auth_secret_key": secret,
            "subscriber_id": subscriber,
            "resource_id": resource,
            "token": hmac_sha256(secret.encode(), (subscriber + resource).encode()),
        }
        for name, secret, subscriber, resource in cases
    ]
    assert rows[1]["token"] == rows[2]["token"]
    return rows


def dispatch_signatures() -> list[dict]:
    secret = "whsec_YOUR_WEBHOOK_SIGNING_SECRET"
    body = json.dumps({"timestamp": 1764000000000, "event": "notification.created", "userId": "user_42"})
    cases = [
        ("json_payload", secret, body),
        ("empty_payload", secret, ""),
        ("payload_with_line_end", secret, body + "\n"),
        ("non_ascii_payload", secret, '{"title":"\u7528\u6237 \u00e9 \U0001f514"}'),
        ("inner_nul", secret, "a\0b"),
        ("long_secret", filler(131, 6), body),
    ]
    cases += [(f"payload_length_{n}", secret, filler(n, 8)) for n in (*LENGTHS, 70_000)]
    return [
        {
            "name": name,
            "webhook_signing_secret": key,
            "payload": payload,
            "signature": hmac_sha256(key.encode(), payload.encode()),
        }
        for name, key, payload in cases
    ]


def key_fingerprints() -> list[dict]:
    keys = ["YOUR_AUTH_SECRET_KEY", "your-auth-secret", "k", "sk_\u00e9", "se\0cret", filler(64, 5), filler(65, 5)]
    message = b"notifizz-token key fingerprint v1"
    return [{"auth_secret_key": key, "fingerprint": hmac_sha256(key.encode(), message)[:8]} for key in keys]


def rejected_tokens() -> list[dict]:
    key, user_id = "YOUR_AUTH_SECRET_KEY", "user_42"
    rows = []
    for scheme in SCHEMES:
        right = hashed_token(scheme, key, user_id)
        other = hashed_token(SCHEMES[1 - SCHEMES.index(scheme)], key, user_id)
        last = "0" if right[-1] != "0" else "1"
        first = "0" if right[0] != "0" else "1"
        letter = next(i for i, c in enumerate(right) if c.isalpha())
        wrong = {
            "empty": "",
            "upper_case": right.upper(),
            "one_letter_upper_case": right[:letter] + right[letter].upper() + right[letter + 1 :],
            "first_character_changed": first + right[1:],
            "last_character_changed": right[:-1] + last,
            "last_character_missing": right[:-1],
            "first_half": right[:32],
            "one_character_more": right + "0",
            "twice": right + right,
            "leading_blank": " " + right,
            "trailing_blank": right + " ",
            "trailing_line_end": right + "\n",
            "trailing_nul": right + "\0",
            "nul_for_the_last_character": right[:-1] + "\0",
            "hex_prefix": "0x" + right,
            "quoted": f'"{right}"',
            "not_hex": "g" * 64,
            "full_width_digits": "".join(chr(0xFEE0 + ord(c)) if c.isdigit() else c for c in right),
            "sixty_four_non_ascii_characters": "\u00e9" * 64,
            "thirty_two_two_byte_characters": "\u00e9" * 32,
            "all_zeros": "0" * 64,
            "other_scheme": other,
            "other_user": hashed_token(scheme, key, "user_43"),
            "other_key": hashed_token(scheme, "ANOTHER_AUTH_SECRET_KEY", user_id),
            "arguments_swapped": hashed_token(scheme, user_id, key),
            "user_id_with_line_end": hashed_token(scheme, key, user_id + "\n"),
            "the_user_id": user_id,
            "the_auth_secret_key": key,
            "70_kb": right + "0" * 70_000,
        }
        rows += [
            {
                "why": why,
                "auth_secret_key": key,
                "token_scheme": scheme,
                "user_id": user_id,
                "token": token,
            }
            for why, token in wrong.items()
        ]
        rows += [
            {
                "why": "the_user_id_is_empty",
                "auth_secret_key": key,
                "token_scheme": scheme,
                "user_id": "",
                "token": hmac_sha256(key.encode(), b"") if scheme == HMAC else hashlib.sha256(key.encode()).hexdigest(),
            },
            {
                "why": "the_user_id_is_a_lone_surrogate",
                "auth_secret_key": key,
                "token_scheme": scheme,
                "user_id": LONE_HIGH,
                "token": hashed_token(scheme, key, "\ufffd"),
            },
        ]
    return rows


def ill_formed(utf16: str, raw: bytes) -> dict:
    return {"utf16_hex": utf16.encode("utf-16-be", "surrogatepass").hex(), "bytes_hex": raw.hex()}


LONE_HIGH = ill_formed("\ud800", b"\xed\xa0\x80")
LONE_LOW_INSIDE = ill_formed("user_\udfff_42", b"user_\xff_42")
PAIR_REVERSED = ill_formed("\udc00\ud800", b"\xc3\x28")

# Unicode White_Space, all 25 of it.
WHITE_SPACE = (
    "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


# What Unicode's DerivedCoreProperties.txt calls Default_Ignorable_Code_Point and is not in the
# categories Cc and Cf: the first and the last of each range.
DEFAULT_IGNORABLE = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180d\u180f\u2065\u3164\ufe00\ufe0f\uffa0\ufff0\ufff8"
    "\U000e0000\U000e0002\U000e001f\U000e0080\U000e01ef\U000e0fff"
)
# The first and the last of each range of Cc and Cf, but for white space.
CONTROL_OR_FORMAT = (
    "\0\x08\x0e\x1b\x1f\x7f\x84\x86\x9f\u00ad\u0600\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200c"
    "\u200d\u200e\u200f\u202a\u202e\u2060\u2064\u2066\u206f\ufeff\ufff9\ufffb\U000110bd\U000110cd\U00013430"
    "\U00013438\U0001bca0\U0001bca3\U0001d173\U0001d17a\U000e0001\U000e0020\U000e007f"
)


def invisible_characters() -> str:
    for character in CONTROL_OR_FORMAT:
        assert unicodedata.category(character) in ("Cc", "Cf"), hex(ord(character))
    for character in DEFAULT_IGNORABLE:
        assert unicodedata.category(character) not in ("Cc", "Cf"), hex(ord(character))
    return CONTROL_OR_FORMAT + DEFAULT_IGNORABLE


def errors() -> list[dict]:
    key, user_id, webhook = "YOUR_AUTH_SECRET_KEY", "user_42", "whsec_YOUR_WEBHOOK_SIGNING_SECRET"
    rows: list[dict] = []

    def add(name: str, call: str, error: str, **arguments: object) -> None:
        client = {"auth_secret_key": key, "token_scheme": HMAC}
        rows.append({"name": name, "call": call, "error": error, **client, **arguments})

    add("empty_key", "new", "empty_auth_secret_key", auth_secret_key="")
    for blank in WHITE_SPACE:
        code = f"{ord(blank):04x}"
        add(f"key_ends_with_{code}", "new", "auth_secret_key_whitespace", auth_secret_key=key + blank)
        add(f"key_begins_with_{code}", "new", "auth_secret_key_whitespace", auth_secret_key=blank + key)
    add("key_is_blank", "new", "auth_secret_key_whitespace", auth_secret_key=" ")
    add("key_ends_with_crlf", "new", "auth_secret_key_whitespace", auth_secret_key=key + "\r\n")
    add("key_lone_surrogate", "new", "invalid_text", auth_secret_key=LONE_HIGH)
    add("key_lone_surrogate_inside", "new", "invalid_text", auth_secret_key=LONE_LOW_INSIDE)
    for character in invisible_characters():
        code, error = f"{ord(character):04x}", "auth_secret_key_invisible_character"
        add(f"key_ends_with_{code}", "new", error, auth_secret_key=key + character)
        add(f"key_begins_with_{code}", "new", error, auth_secret_key=character + key)
    add("key_is_invisible", "new", "auth_secret_key_invisible_character", auth_secret_key="\u200b")
    add("key_in_utf_16", "new", "auth_secret_key_invisible_character", auth_secret_key="K\0E\0Y\0")
    for name, text in (
        ("double", f'"{key}"'),
        ("single", f"'{key}'"),
        ("backtick", f"`{key}`"),
        ("twice", f'""{key}""'),
        ("two_kinds", f"""'"{key}"'"""),
        ("only", "''"),
    ):
        add(f"key_in_quotes_{name}", "new", "auth_secret_key_quoted", auth_secret_key=text)
    add("key_in_quotes_with_newline", "new", "auth_secret_key_whitespace", auth_secret_key=f'"{key}"\n')
    add("key_in_quotes_after_bom", "new", "auth_secret_key_invisible_character", auth_secret_key=f'\ufeff"{key}"')
    for scheme in ("", "sha256", "hmac", "HMAC-SHA256", "hmac_sha256", "hmac-sha256 ", "sha256-concat\0", "plain"):
        add(f"scheme_{scheme!r}", "new", "unknown_token_scheme", token_scheme=scheme)
    add("empty_webhook_signing_secret", "new", "missing_webhook_signing_secret", webhook_signing_secret="")
    for name, blank in (("newline", "\n"), ("crlf", "\r\n"), ("space", " "), ("ideographic_space", "\u3000")):
        error = "webhook_signing_secret_whitespace"
        add(f"webhook_secret_ends_with_{name}", "new", error, webhook_signing_secret=webhook + blank)
        add(f"webhook_secret_begins_with_{name}", "new", error, webhook_signing_secret=blank + webhook)
    for character in "\0\x1b\u00ad\u200b\u2060\ufeff\ufe0f":
        code, error = f"{ord(character):04x}", "webhook_signing_secret_invisible_character"
        add(f"webhook_secret_ends_with_{code}", "new", error, webhook_signing_secret=webhook + character)
        add(f"webhook_secret_begins_with_{code}", "new", error, webhook_signing_secret=character + webhook)
    for name, quote in (("double", '"'), ("single", "'"), ("backtick", "`")):
        text, error = quote + webhook + quote, "webhook_signing_secret_quoted"
        add(f"webhook_secret_in_quotes_{name}", "new", error, webhook_signing_secret=text)
    add("webhook_secret_lone_surrogate", "new", "invalid_text", webhook_signing_secret=LONE_HIGH)
    for scheme in SCHEMES:
        add(f"empty_user_id_{scheme}", "generate_hashed_token", "empty_user_id", token_scheme=scheme, user_id="")
        for name, text in (("lone", LONE_HIGH), ("inside", LONE_LOW_INSIDE), ("reversed", PAIR_REVERSED)):
            add(
                f"user_id_surrogate_{name}_{scheme}",
                "generate_hashed_token",
                "invalid_text",
                token_scheme=scheme,
                user_id=text,
            )
    call = "generate_subscribe_token"
    add("empty_subscriber_id", call, "empty_user_id", subscriber_id="", resource_id="project_7")
    add("empty_resource_id", call, "empty_resource_id", subscriber_id=user_id, resource_id="")
    add("both_ids_empty", call, "empty_user_id", subscriber_id="", resource_id="")
    add("subscriber_id_surrogate", call, "invalid_text", subscriber_id=LONE_HIGH, resource_id="project_7")
    add("resource_id_surrogate", call, "invalid_text", subscriber_id=user_id, resource_id=LONE_LOW_INSIDE)
    call = "sign_dispatch_payload"
    add("no_webhook_signing_secret", call, "missing_webhook_signing_secret", payload="{}")
    add("payload_surrogate", call, "invalid_text", webhook_signing_secret=webhook, payload=LONE_LOW_INSIDE)
    call = "widget_options"
    add("widget_empty_user_id", call, "empty_user_id", user_id="", user_email="alice@example.com")
    add("widget_empty_email", call, "empty_user_email", user_id=user_id, user_email="")
    for name, blank in (("space", " "), ("newline", "\n"), ("ideographic_space", "\u3000")):
        add(f"widget_email_of_a_{name}", call, "empty_user_email", user_id=user_id, user_email=blank)
    add("widget_email_surrogate", call, "invalid_text", user_id=user_id, user_email=LONE_HIGH)
    widget = {"user_id": user_id, "user_email": "alice@example.com"}
    add("widget_empty_front_api_key", call, "empty_front_api_key", **widget, api_key="")
    add("widget_front_api_key_surrogate", call, "invalid_text", **widget, api_key=LONE_HIGH)
    for scheme in SCHEMES:
        for name, text in (
            ("is_the_key", key),
            ("with_newline", key + "\n"),
            ("with_space", " " + key),
            ("quoted", f'"{key}"'),
            ("quoted_with_newline", f"'{key}'\r\n"),
            ("with_bom", "\ufeff" + key),
            ("lower_case", key.lower()),
            ("mixed_case_and_quoted", f"`{key.title()}`"),
        ):
            row = f"widget_front_api_key_{name}_{scheme}"
            add(row, call, "front_api_key_is_secret", token_scheme=scheme, **widget, api_key=text)
    return rows


def escaped() -> list[tuple[str, str, str]]:
    """(name, a text, the same as a template or an encoder writes it)"""
    text = "a&b<c>d\"e'f=g+h/i"
    rows = [
        ("html_python", text, html.escape(text)),
        ("html_rails", text, html.escape(text).replace("&#x27;", "&#39;")),
        ("html_php", text, html.escape(text).replace("&#x27;", "&#039;")),
        ("html_xml", text, saxutils.escape(text, {'"': "&quot;", "'": "&apos;"})),
        ("html_markupsafe", text, html.escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")),
        ("html_text", text, html.escape(text, quote=False)),
        ("json", text, json.dumps(text)[1:-1]),
        ("json_html_safe", text, json.dumps(text)[1:-1].translate({ord(c): f"\\u{ord(c):04x}" for c in "<>&"})),
        ("json_gson", text, json.dumps(text)[1:-1].translate({ord(c): f"\\u{ord(c):04x}" for c in "<>&'="})),
        ("url", text, urllib.parse.quote(text)),
        ("url_component", text, urllib.parse.quote(text, safe="-_.!~*'()")),
        ("url_all", text, urllib.parse.quote(text, safe="")),
        ("form", "two words & more", urllib.parse.quote_plus("two words & more")),
        ("url_non_ascii", "sk_\u00e9", urllib.parse.quote("sk_\u00e9")),
        ("json_non_ascii", "sk_\u00e9\U0001f511", json.dumps("sk_\u00e9\U0001f511")[1:-1]),
        ("template", "c2VjcmV0=", "c2VjcmV0\\u003D"),
        ("apostrophe", "o'brien", html.escape("o'brien")),
    ]
    assert all(plain != written for _, plain, written in rows)
    return rows


def diagnoses() -> list[dict]:
    key, user_id, sdk, email = "YOUR_AUTH_SECRET_KEY", "user_42", "YOUR_SDK_SECRET_KEY", "alice@example.com"
    rows: list[dict] = []

    def add(name: str, code: str, token: str, scheme: str | None, **given: object) -> None:
        row = {"auth_secret_key": key, "user_id": user_id, "token": token, "token_scheme": HMAC, **given}
        rows.append({"name": name, **row, "code": code, "scheme": scheme})

    def made(scheme: str, secret: bytes, message: bytes) -> str:
        return hmac_sha256(secret, message) if scheme == HMAC else hashlib.sha256(message + secret).hexdigest()

    for expected in SCHEMES:
        for scheme in SCHEMES:
            tag = f"{scheme}_for_{expected}"

            def case(
                name: str,
                code: str,
                used_key: str | bytes,
                signed: str,
                given: dict[str, object],
                scheme=scheme,
                tag=tag,
                expected=expected,
            ) -> None:
                secret = used_key if isinstance(used_key, bytes) else used_key.encode()
                add(
                    f"{name}_{tag}", code, made(scheme, secret, signed.encode()), scheme, token_scheme=expected, **given
                )

            case("right", "correct" if scheme == expected else "other_scheme", key, user_id, {})
            case("swapped", "key_and_user_id_swapped", user_id, key, {})
            case("sdk_key", "sdk_secret_key_used", sdk, user_id, {"sdk_secret_key": sdk})
            for name, used in {
                "lf": key + "\n",
                "crlf": key + "\r\n",
                "blank": key + " ",
                "leading_blank": " " + key,
                "tab": key + "\t",
                "both_blanks": f" {key} ",
            }.items():
                # A blank between the ID and the key could be either's under sha256-concat.
                between = name == "leading_blank" and scheme == CONCAT
                code = "user_id_whitespace" if between else "auth_secret_key_whitespace"
                case(f"key_used_with_{name}", code, used, user_id, {})
                case(f"key_given_with_{name}", "auth_secret_key_whitespace", key, user_id, {"auth_secret_key": used})
            case(
                "key_lf_for_crlf", "auth_secret_key_whitespace", key + "\n", user_id, {"auth_secret_key": key + "\r\n"}
            )
            for name, used in (("start", key + "\u2028"), ("end", "\u3000" + key)):
                given = {"auth_secret_key": f"\u3000{key}\u2028"}
                case(f"key_given_with_blank_at_{name}", "auth_secret_key_whitespace", used, user_id, given)
            for name, quote in (("double", '"'), ("single", "'")):
                quoted = quote + key + quote
                case(f"key_used_in_{name}_quotes", "auth_secret_key_quoted", quoted, user_id, {})
                case(f"key_given_in_{name}_quotes", "auth_secret_key_quoted", key, user_id, {"auth_secret_key": quoted})
            case("key_given_quoted_with_lf", "auth_secret_key_quoted", key, user_id, {"auth_secret_key": f'"{key}"\n'})
            for length in (16, 32, 64, 65, 100):
                raw = bytes((7 * i + 129) % 256 for i in range(length))
                given = {"auth_secret_key": raw.hex()}
                case(f"key_hex_{length}", "auth_secret_key_hex_decoded", raw, user_id, given)
                case(
                    f"key_hex_upper_{length}",
                    "auth_secret_key_hex_decoded",
                    raw,
                    user_id,
                    {"auth_secret_key": raw.hex().upper()},
                )
                for name, text in {
                    "padded": base64.b64encode(raw).decode(),
                    "unpadded": base64.b64encode(raw).decode().rstrip("="),
                    "url": base64.urlsafe_b64encode(raw).decode(),
                    "url_unpadded": base64.urlsafe_b64encode(raw).decode().rstrip("="),
                }.items():
                    case(
                        f"key_base64_{name}_{length}",
                        "auth_secret_key_base64_decoded",
                        raw,
                        user_id,
                        {"auth_secret_key": text},
                    )
            for name, changed in {
                "lf": "user_42\n",
                "crlf": "user_42\r\n",
                "blank": "user_42 ",
                "leading_blank": " user_42",
            }.items():
                case(f"id_signed_with_{name}", "user_id_whitespace", key, changed, {})
                case(f"id_given_with_{name}", "user_id_whitespace", key, user_id, {"user_id": changed})
            for name, signed, given in (
                ("lower", "user_42", "USER_42"),
                ("upper", "USER_42", "user_42"),
                ("mixed_to_lower", "alice@example.com", "Alice@Example.com"),
                ("first_upper", "Alice", "alice"),
                ("capitalized", "Alice", "ALICE"),
                ("non_ascii_lower", "\u00e9lodie", "\u00c9LODIE"),
                ("non_ascii_upper", "\u00c9LODIE", "\u00e9lodie"),
                ("ascii_only", "\u00c9lodie", "\u00c9LODIE"),
                ("sharp_s", "STRASSE", "stra\u00dfe"),
            ):
                unicode = (
                    {}
                    if (signed.upper() == given.upper() and given.isascii()) or name == "ascii_only"
                    else {"unicode": True}
                )
                case(f"id_case_{name}", "user_id_case", key, signed, {"user_id": given, **unicode})
            for name, form, given in (
                ("nfc", "NFC", "andre\u0301"),
                ("nfd", "NFD", "andr\u00e9"),
                ("nfkc", "NFKC", "o\ufb03ce"),
                ("nfkd", "NFKD", "\ufb01anc\u00e9"),
                ("hangul_nfd", "NFD", "\ud55c\uae00"),
                ("hangul_nfc", "NFC", "\u1112\u1161\u11ab\u1100\u1173\u11af"),
            ):
                signed = unicodedata.normalize(form, given)
                assert signed != given
                case(f"id_{name}", "user_id_unicode_form", key, signed, {"user_id": given, "unicode": True})
            for name, character in (
                ("bom", "\ufeff"),
                ("zero_width_space", "\u200b"),
                ("word_joiner", "\u2060"),
                ("soft_hyphen", "\u00ad"),
                ("left_to_right_mark", "\u200e"),
                ("escape", "\x1b"),
                ("delete", "\x7f"),
                ("variation_selector", "\ufe0f"),
            ):
                code = "auth_secret_key_invisible_character"
                for where, changed in (("first", character + key), ("last", key + character)):
                    case(f"key_used_with_{name}_{where}", code, changed, user_id, {})
                    case(f"key_given_with_{name}_{where}", code, key, user_id, {"auth_secret_key": changed})
                both = {"auth_secret_key": character + key + character}
                case(f"key_given_with_{name}_at_both_ends", code, key, user_id, both)
                inside = {"auth_secret_key": key[:4] + character + key[4:]}
                case(f"key_given_with_{name}_inside", code, key, user_id, inside)
                id_code = "user_id_invisible_character"
                case(f"id_signed_with_{name}_first", id_code, key, character + user_id, {})
                # Between the ID and the key it could be either's under sha256-concat.
                last = code if scheme == CONCAT else id_code
                case(f"id_signed_with_{name}_last", last, key, user_id + character, {})
                for where, changed in (
                    ("first", character + user_id),
                    ("last", user_id + character),
                    ("inside", user_id[:4] + character + user_id[4:]),
                ):
                    case(f"id_given_with_{name}_{where}", id_code, key, user_id, {"user_id": changed})
            for name, changed in (
                ("bom_and_newline", f"\ufeff{key}\r\n"),
                ("bom_and_quotes", f'\ufeff"{key}"'),
                ("utf_16", "".join(character + "\0" for character in key)),
            ):
                code = "auth_secret_key_invisible_character"
                case(f"key_given_with_{name}", code, key, user_id, {"auth_secret_key": changed})
            for name, quote in (("backtick", "`"),):
                quoted = quote + key + quote
                case(f"key_used_in_{name}_quotes", "auth_secret_key_quoted", quoted, user_id, {})
                case(f"key_given_in_{name}_quotes", "auth_secret_key_quoted", key, user_id, {"auth_secret_key": quoted})
            for name, plain, written in escaped():
                case(f"key_used_{name}", "auth_secret_key_escaped", written, user_id, {"auth_secret_key": plain})
                case(f"key_given_{name}", "auth_secret_key_escaped", plain, user_id, {"auth_secret_key": written})
                case(f"id_signed_{name}", "user_id_escaped", key, written, {"user_id": plain})
                case(f"id_given_{name}", "user_id_escaped", key, plain, {"user_id": written})
            for text in (key, "K_7", filler(64, 3), filler(100, 7), "sk_\u00e9"):
                given = {"auth_secret_key": text}
                raw, name = text.encode(), len(text)
                for label, code, written in (
                    ("hex", "hex", raw.hex()),
                    ("hex_upper", "hex", raw.hex().upper()),
                    ("base64", "base64", base64.b64encode(raw).decode()),
                    ("base64_unpadded", "base64", base64.b64encode(raw).decode().rstrip("=")),
                    ("base64url", "base64", base64.urlsafe_b64encode(raw).decode()),
                    ("base64url_unpadded", "base64", base64.urlsafe_b64encode(raw).decode().rstrip("=")),
                ):
                    other_code = f"auth_secret_key_{code}_encoded"
                    case(f"key_used_in_{label}_{name}", other_code, written, user_id, given)
                    # Text in hex is text of base64, too, and hex is tried first.
                    decoded_code = f"auth_secret_key_{code}_decoded"
                    case(f"key_given_in_{label}_{name}", decoded_code, text, user_id, {"auth_secret_key": written})
            encoded = base64.b64encode(key.encode()).decode()
            lines = {"auth_secret_key": encoded + "\n"}
            case("key_given_in_base64_with_newline", "auth_secret_key_base64_decoded", key, user_id, lines)
            for name, text in (
                ("none", str(None)),
                ("undefined", "undefined"),
                ("null", "null"),
                ("object", "[object Object]"),
                ("promise", "[object Promise]"),
                ("nothing", ""),
                ("nil", "nil"),
                ("go_nil", "<nil>"),
                ("go_nil_verb", "%!s(<nil>)"),
                ("nan", "NaN"),
                ("python_nan", str(float("nan"))),
                ("false", "false"),
                ("python_false", str(False)),
                ("zero", "0"),
                ("zero_uuid", str(uuid.UUID(int=0))),
                ("django_visitor", "AnonymousUser"),
                ("bytes", str(user_id.encode())),
                ("list", str([user_id])),
                ("json_list", json.dumps([user_id])),
                ("tuple", str((user_id,))),
                ("swift_optional", f'Optional("{user_id}")'),
                ("java_optional", f"Optional[{user_id}]"),
                ("rust_option", f'Some("{user_id}")'),
                ("symbol", f":{user_id}"),
                ("django_model", f"User object ({user_id})"),
            ):
                case(f"id_signed_as_{name}", "user_id_stringified", key, text, {})
                if user_id in text:
                    case(f"id_given_as_{name}", "user_id_stringified", key, user_id, {"user_id": text})
            case("id_signed_as_float", "user_id_stringified", key, str(float(42)), {"user_id": "42"})
            case("id_given_as_float", "user_id_stringified", key, "42", {"user_id": str(float(42))})
            for name, plain in (("plain", user_id), ("with_quote", 'o"brien'), ("non_ascii", "ren\u00e9")):
                for label, written in (
                    ("json", json.dumps(plain, ensure_ascii=False)),
                    ("ascii_json", json.dumps(plain)),
                ):
                    if label == "json" or name == "non_ascii":
                        case(f"id_signed_in_{label}_{name}", "user_id_quoted", key, written, {"user_id": plain})
                        case(f"id_given_in_{label}_{name}", "user_id_quoted", key, plain, {"user_id": written})
            for name, quote in (("single", "'"), ("backtick", "`")):
                case(f"id_signed_in_{name}_quotes", "user_id_quoted", key, quote + user_id + quote, {})
                case(f"id_given_in_{name}_quotes", "user_id_quoted", key, user_id, {"user_id": quote + user_id + quote})
            identity = uuid.UUID("7f3b1c1e-9f0a-4c5e-8d1b-2a6e5f4c3b2a")
            forms = {
                "dashes": str(identity),
                "hex": identity.hex,
                "urn": identity.urn,
                "braces": f"{{{identity}}}",
                "upper": str(identity).upper(),
                "upper_hex": identity.hex.upper(),
                "upper_braces": f"{{{identity}}}".upper(),
            }
            for name, signed in forms.items():
                for label, given in forms.items():
                    code = "user_id_case" if signed.lower() == given.lower() else "user_id_uuid_form"
                    if name != label:
                        case(f"id_signed_as_{name}_for_{label}", code, key, signed, {"user_id": given})
            case("email", "user_email_signed", key, email, {"user_email": email})
            case("another_key", "no_known_cause", "ANOTHER_KEY", user_id, {})
            case("another_user", "no_known_cause", key, "user_43", {})
            case("sdk_key_not_given", "no_known_cause", sdk, user_id, {})
            case("sdk_key_empty", "no_known_cause", b"", user_id, {"sdk_secret_key": ""})
            # Texts that only begin like hex or base64.
            for name, given, used in (
                ("hex", bytes(range(32)).hex() + "zz", bytes(range(32))),
                ("base64_and_one", "QUJDA", b"ABC"),
                ("base64_padded_twice", "QUI==", b"AB"),
            ):
                case(f"key_almost_{name}", "no_known_cause", used, user_id, {"auth_secret_key": given})
            case("email_not_given", "no_known_cause", key, email, {})
            for row in rows:
                if row["code"] == "no_known_cause":
                    row["scheme"] = None

    for scheme in SCHEMES:
        right = hashed_token(scheme, key, user_id)
        other = hashed_token(SCHEMES[1 - SCHEMES.index(scheme)], key, user_id)
        raw = bytes.fromhex(right)
        standard, url = base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()
        for name, code, token in (
            ("upper", "token_upper_case", right.upper()),
            ("double_quotes", "token_quoted", f'"{right}"'),
            ("single_quotes", "token_quoted", f"'{right}'"),
            ("quoted_upper", "token_quoted", f'"{right.upper()}"'),
            ("lf", "token_whitespace", right + "\n"),
            ("blanks", "token_whitespace", f" {right} "),
            ("ideographic_space", "token_whitespace", right + "\u3000"),
            ("blank_then_quotes", "token_whitespace", f' "{right}"'),
            ("base64", "token_base64", standard),
            ("base64url", "token_base64url", url.rstrip("=")),
            ("truncated_63", "token_truncated", right[:63]),
            ("truncated_32", "token_truncated", right[:32]),
            ("truncated_8", "token_truncated", right[:8]),
            ("truncated_upper", "token_truncated", right[:40].upper()),
            ("zero_width_space", "token_whitespace", right + "\u200b"),
            ("bom", "token_whitespace", "\ufeff" + right),
            ("backtick_quotes", "token_quoted", f"`{right}`"),
            *((f"prefix_{n}", "token_prefixed", prefix + right) for n, prefix in enumerate(PREFIXES)),
            ("prefix_base64", "token_prefixed", "sha256=" + standard),
            ("prefix_base64url", "token_prefixed", "v1," + url.rstrip("=")),
            ("prefix_upper", "token_prefixed", "sha256=" + right.upper()),
            ("prefix_and_lf", "token_whitespace", f"sha256={right}\n"),
            ("twice", "token_prefixed", right + right),
        ):
            add(f"token_{name}_{scheme}", code, token, scheme, token_scheme=scheme)
        # Hashes of the very message, of other lengths than SHA-256's.
        for name in ("md5", "sha1", "sha224", "sha384", "sha512"):
            digest = hmac.new(key.encode(), user_id.encode(), name)
            spelled = digest.hexdigest()
            add(f"token_{name}_{scheme}", "token_wrong_length", spelled, None, token_scheme=scheme)
            add(f"token_{name}_upper_{scheme}", "token_wrong_length", spelled.upper(), None, token_scheme=scheme)
            if name != "sha384":  # its base64 needs no padding, and is like any 64 characters
                spelled = base64.b64encode(digest.digest()).decode()
                add(f"token_{name}_base64_{scheme}", "token_wrong_length", spelled, None, token_scheme=scheme)
        add(
            f"upper_case_and_other_scheme_{scheme}",
            "other_scheme",
            right.upper(),
            scheme,
            token_scheme=SCHEMES[1 - SCHEMES.index(scheme)],
        )
        add(
            f"truncated_other_scheme_{scheme}",
            "token_truncated",
            other[:50],
            SCHEMES[1 - SCHEMES.index(scheme)],
            token_scheme=scheme,
        )
    # Tags whose base64 has the characters in which the two alphabets differ, padded and not.
    for n in range(1000):
        name = f"user_{n}"
        raw = bytes.fromhex(hashed_token(HMAC, key, name))
        if b"+" in base64.b64encode(raw) and b"/" in base64.b64encode(raw):
            standard, url = base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()
            for label, code, token in (
                ("standard_padded", "token_base64", standard),
                ("standard_unpadded", "token_base64", standard.rstrip("=")),
                ("url_padded", "token_base64url", url),
                ("url_unpadded", "token_base64url", url.rstrip("=")),
            ):
                add(f"token_{label}", code, token, HMAC, user_id=name)
            break
    for name, code, token, given in (
        ("user_id", "token_is_user_id", user_id, {}),
        ("quoted_user_id", "token_is_user_id", f'"{user_id}"', {}),
        ("auth_secret_key", "token_is_secret", key, {}),
        ("auth_secret_key_with_lf", "token_is_secret", key + "\n", {"auth_secret_key": key + "\n"}),
        ("sdk_secret_key", "token_is_secret", sdk, {"sdk_secret_key": sdk}),
        ("empty", "token_not_hex", "", {}),
        ("blank", "token_not_hex", " ", {}),
        ("words", "token_not_hex", "not a token", {}),
        ("jwt", "token_not_hex", "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl", {}),
        ("g", "token_not_hex", "g" * 64, {}),
        ("nul", "token_not_hex", "\0", {}),
        ("one_quote", "token_not_hex", '"', {}),
        ("non_ascii", "token_not_hex", "\u00e9" * 32, {}),
        ("seven_characters", "token_wrong_length", hashed_token(HMAC, key, user_id)[:7], {}),
        ("too_long", "token_wrong_length", hashed_token(HMAC, key, user_id) + "0", {}),
        ("zeros", "no_known_cause", "0" * 64, {}),
        ("base64_of_another", "no_known_cause", base64.b64encode(bytes(32)).decode(), {}),
        (
            "long_jwt",
            "token_not_hex",
            f"eyJhbGciOiJIUzI1NiJ9.e30.{base64.urlsafe_b64encode(bytes(32)).decode()[:43]}",
            {},
        ),
        ("prefixed_but_wrong", "token_not_hex", "sha256=" + "0" * 64, {}),
        ("huge", "token_not_hex", "\u00e9" * 5000, {}),
        ("huge_hex", "token_wrong_length", "ab" * 5000, {}),
    ):
        add(f"token_{name}", code, token, None, **given)
    return rows


def rfc4231() -> list[dict]:
    for case, (key, message, tag) in RFC_4231.items():
        assert hmac_sha256(bytes.fromhex(key), bytes.fromhex(message)) == tag, case
    return [
        {"case": case, "key_hex": key, "message_hex": message, "tag": tag}
        for case, (key, message, tag) in RFC_4231.items()
    ]


def document() -> str:
    sections = {
        function.__name__: function()
        for function in (
            hashed_tokens,
            subscribe_tokens,
            dispatch_signatures,
            key_fingerprints,
            rejected_tokens,
            errors,
            diagnoses,
            rfc4231,
        )
    }
    counts = {name: len(rows) for name, rows in sections.items()}
    assert DESCRIPTION["sections"].keys() == sections.keys()
    return json.dumps({**DESCRIPTION, "counts": counts, **sections}, indent=1, ensure_ascii=True) + "\n"


def write_or_check(file: Path, text: str) -> int:
    """Writes the file; with --check as the only argument, fails if it differs."""
    if sys.argv[1:] == ["--check"]:
        if file.read_text(encoding="ascii") != text:
            print(f"{file} is not what {Path(sys.argv[0]).name} writes", file=sys.stderr)
            return 1
        return 0
    file.write_text(text, encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(write_or_check(FILE, document()))
