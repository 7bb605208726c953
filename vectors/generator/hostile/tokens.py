"""Whatever stands in the place of a token or signature is no token, and costs no memory."""

from collections.abc import Iterator

from ..mac import HMAC, SCHEMES
from ..samples import USER_ID, big
from .row import MIB, NO, PAYLOAD, RESOURCE, RIGHT, YES, row
from .values import EVERY_VALUE, ILL_FORMED, languages_with, special

HUGE = big("a", 64 * MIB)
SUBSCRIPTION = {"subscriber_id": USER_ID, "resource_id": RESOURCE}


def wrong_texts(right: str) -> dict[str, object]:
    return {
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
        **ILL_FORMED,
    }


def texts() -> Iterator[dict]:
    for scheme in SCHEMES:
        right = RIGHT[scheme]
        yield row("right", "verify_hashed_token", YES, scheme=scheme, user_id=USER_ID, token=right)
        for name, text in wrong_texts(right).items():
            yield row(f"token, {name}", "verify_hashed_token", NO, scheme=scheme, user_id=USER_ID, token=text)


def huge_texts() -> Iterator[dict]:
    for name, text in {
        "64 MiB of ASCII": HUGE,
        "64 MiB of Latin-1": big("\u00e9", 64 * MIB),
        "64 Mi characters of three bytes": big("\u7528", 64 * MIB),
        "16 Mi surrogate pairs": big("\U0001f511", 16 * MIB),
        "64 MiB after the right one": big("0", 64 * MIB, before=RIGHT[HMAC]),
        "64 MiB before the right one": big("0", 64 * MIB, after=RIGHT[HMAC]),
    }.items():
        yield row(f"token, {name}", "verify_hashed_token", NO, user_id=USER_ID, token=text, growth_bytes=MIB)
    name = "64 MiB of ASCII"
    yield row(f"token, {name}", "verify_subscribe_token", NO, **SUBSCRIPTION, token=HUGE, growth_bytes=MIB)
    signature = {"payload": PAYLOAD, "signature": HUGE}
    yield row(f"signature, {name}", "verify_dispatch_signature", NO, **signature, growth_bytes=MIB)


def other_values() -> Iterator[dict]:
    cases = [(name, value, languages_with(name)) for name, value in EVERY_VALUE.items()]
    cases.append(("right token as bytes", special("bytes", RIGHT[HMAC]), ("python", "node")))
    for name, value, languages in cases:
        yield row(f"token, {name}", "verify_hashed_token", NO, languages, user_id=USER_ID, token=value)
        yield row(f"token, {name}", "verify_subscribe_token", NO, languages, **SUBSCRIPTION, token=value)
        yield row(f"signature, {name}", "verify_dispatch_signature", NO, languages, payload=PAYLOAD, signature=value)


def null_pointers() -> Iterator[dict]:
    """A NULL pointer is no token in C, and no text in Java."""
    null, languages = special("absent"), ("c", "kotlin")
    yield row("token, null", "verify_hashed_token", NO, languages, user_id=USER_ID, token=null)
    yield row("user_id, null", "verify_hashed_token", NO, languages, user_id=null, token=RIGHT[HMAC])
    yield row("signature, null", "verify_dispatch_signature", NO, languages, payload=PAYLOAD, signature=null)


def rows() -> Iterator[dict]:
    for section in (texts, huge_texts, other_values, null_pointers):
        yield from section()
