"""Secrets that are rejected when a client is created, and secrets that are no text."""

from collections.abc import Iterator

from ..mac import CONCAT, SCHEMES
from ..samples import big
from .row import ALL, KEY, LARGE, MIB, TYPE_ERROR, row
from .values import EVERY_VALUE, ILL_FORMED, is_absent, languages_with, special

# Languages whose clients take several webhook signing secrets.
TAKING_LISTS = ("python", "node", "ruby")
INVISIBLE = "auth_secret_key_invisible_character"

# (name, key, error, languages)
REJECTED_KEYS = (
    ("byte order mark", "\ufeff" + KEY, INVISIBLE, ALL),
    ("zero-width space", KEY + "\u200b", INVISIBLE, ALL),
    ("right-to-left mark", "\u200f" + KEY, INVISIBLE, ALL),
    ("NUL", KEY + "\0", INVISIBLE, ALL),
    ("newline", KEY + "\n", "auth_secret_key_whitespace", ALL),
    ("quotes", f'"{KEY}"', "auth_secret_key_quoted", ALL),
    ("64 MiB and a newline", big("a", 64 * MIB, after="\n"), "auth_secret_key_whitespace", LARGE),
    *((name, text, "invalid_text", ALL) for name, text in ILL_FORMED.items()),
)


def missing() -> Iterator[dict]:
    empty = {"error": "empty_auth_secret_key"}
    nullable = ("python", "node", "c", "kotlin", "ruby")
    yield row("key, nothing", "new", empty, nullable, auth_secret_key=special("absent"))
    yield row("key, null", "new", empty, ("node",), auth_secret_key=special("null"))
    yield row("key, the empty text", "new", empty, auth_secret_key="")


def other_values() -> Iterator[dict]:
    for name, value in EVERY_VALUE.items():
        if not is_absent(name):
            languages = languages_with(name)
            yield row(f"key, {name}", "new", TYPE_ERROR, languages, auth_secret_key=value)
            secrets = {"auth_secret_key": KEY, "webhook_signing_secret": value}
            title = f"webhook signing secret, {name}"
            taking = tuple(language for language in languages if name == "list" and language in TAKING_LISTS)
            others = tuple(language for language in languages if language not in taking)
            for chosen, answer in ((others, TYPE_ERROR), (taking, {"ok": True})):
                if chosen:
                    yield row(title, "new", answer, chosen, **secrets)


def rejected_keys() -> Iterator[dict]:
    for name, key, code, languages in REJECTED_KEYS:
        yield row(f"key, {name}", "new", {"error": code}, languages, auth_secret_key=key)


def long_keys() -> Iterator[dict]:
    """The C library's client has room for 256 bytes of the key; under HMAC it keeps none of them."""
    longest, too_long = {"auth_secret_key": big("k", 256)}, {"auth_secret_key": big("k", 257)}
    others = ("rust", "python", "node", "kotlin", "ruby", "swift")
    error = {"error": "auth_secret_key_too_long"}
    yield row("key of 257 bytes", "new", {"ok": True}, others, CONCAT, **too_long)
    yield row("key of 257 bytes", "new", error, ("c", "go"), CONCAT, **too_long)
    yield row("key of 257 bytes", "new", {"ok": True}, **too_long)
    yield row("key of 256 bytes", "new", {"ok": True}, scheme=CONCAT, **longest)


def schemes_as_sdk_keys() -> Iterator[dict]:
    """The second argument of the vendor's SDK is its SDK Secret Key, and no token scheme."""
    for scheme in SCHEMES:
        secrets = {"auth_secret_key": KEY, "sdk_secret_key": scheme}
        yield row(f"SDK key, {scheme}", "new", TYPE_ERROR, ("python", "node"), **secrets)


def rows() -> Iterator[dict]:
    for section in (missing, other_values, rejected_keys, long_keys, schemes_as_sdk_keys):
        yield from section()
