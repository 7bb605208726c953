"""Random text, compared with CPython's hmac. NOTIFIZZ_SEED repeats a run, NOTIFIZZ_CASES changes its length."""

import hashlib
import hmac
import os
import random
from collections.abc import Callable

import pytest
from common import token_of
from notifizz_token import NotifizzClient, NotifizzTokenError

CASES = int(os.environ.get("NOTIFIZZ_CASES") or 20_000)
SEED = int(os.environ.get("NOTIFIZZ_SEED") or random.SystemRandom().getrandbits(32))
chance = random.Random(SEED)


class Text(str):
    """A str whose own conversions must not decide what is signed."""

    __slots__ = ()

    def encode(self, *_: object, **__: object) -> bytes:
        return b"another"

    def __str__(self) -> str:
        return "another"


def characters(first: int, last: int, most: int = 80) -> str:
    """Text of scalar values from first to last."""
    codes = (chance.randint(first, last) for _ in range(chance.randint(1, most)))
    return "".join(chr(code) for code in codes if not 0xD800 <= code < 0xE000) or "a"


def encoded_already() -> str:
    """CPython keeps the UTF-8 of a text that was asked for it."""
    text = characters(0, 0x10FFFF)
    text.isidentifier(), hash(text), text.encode()
    return text


# Kinds of text that CPython stores in different ways, and Unicode that programs often get wrong.
KINDS: dict[str, Callable[[], str]] = {
    "ascii": lambda: characters(0x20, 0x7E),
    "latin1": lambda: characters(0, 0xFF) + "\xff",
    "two_byte": lambda: characters(0x20, 0xD7FF) + "用",
    "four_byte": lambda: characters(0x10000, 0x10FFFF),
    "combining": lambda: characters(0x300, 0x36F),
    "nul": lambda: characters(0, 0x7F, 20) + "\0" + characters(0, 0x10FFFF, 20),
    "any": lambda: characters(0, 0x10FFFF),
    "non_characters": lambda: "".join(chance.choices("\ufffd\ufffe\uffff\ufeff\u2028\U0010ffff", k=9)),
    "near_a_block": lambda: characters(0x20, 0x7E, 1) * chance.randint(40, 130),
    "long": lambda: characters(0, 0x10FFFF, 16) * chance.randint(1, 300),
    "slice": lambda: (characters(0xA0, 0x2FFF) + "xyz")[1:],
    "subclass": lambda: Text(characters(0, 0x10FFFF)),
    "encoded_already": encoded_already,
}


def changed(token: str) -> str:
    """Another text that someone could send in the place of a token."""
    digit = chance.randrange(64)
    other = "1" if token[digit] == "0" else "0"
    return chance.choice(
        (
            token[:digit] + other + token[digit + 1 :],
            token[:digit] + chr(ord(token[digit]) + 0xFF00 - 0x20) + token[digit + 1 :],  # its full-width form
            token[:digit] + "\ud800" + token[digit + 1 :],
            token[:-1],
            token + characters(0, 0x10FFFF, 2),
            token[:digit] + "\0" + token[digit:],
            characters(0, 0x10FFFF),
        )
    )


def is_right(key: str, signer: NotifizzClient, concat: NotifizzClient, user_id: str) -> bool:
    data = str.encode(user_id)
    token, wrong = hmac.new(key.encode(), data, hashlib.sha256).hexdigest(), changed(token_of("user_42", key))
    cut = chance.randrange(len(user_id))
    start, rest = str.__getitem__(user_id, slice(cut)), str.__getitem__(user_id, slice(cut, None))
    return (
        signer.generate_hashed_token(user_id) == token
        and signer.verify_hashed_token(user_id, Text(token))
        and not signer.verify_hashed_token(user_id, changed(token))
        and not signer.verify_hashed_token(user_id, wrong)
        and concat.generate_hashed_token(user_id) == hashlib.sha256(data + key.encode()).hexdigest()
        and (not start or signer.generate_subscribe_token(start, rest) == token)
        and signer.sign_dispatch_payload(user_id) == token
    )


def is_rejected(signer: NotifizzClient, user_id: str) -> bool:
    """Whether text that has no UTF-8 is an error when it is signed and never the ID of a token."""
    with pytest.raises(NotifizzTokenError) as caught:
        signer.generate_hashed_token(user_id)
    replaced = token_of(str(user_id).encode("utf-8", "replace").decode())
    return caught.value.code == "invalid_text" and not signer.verify_hashed_token(user_id, replaced)


def test_random_text() -> None:
    kinds = list(KINDS.items())
    for case in range(CASES):
        if case % 100 == 0:
            # Whitespace, quotes and invisible characters at the ends are rejected in either secret, so the
            # ends are letters.
            key = f"k{characters(0, 0x10FFFF, 200)}k"
            signer = NotifizzClient(key, webhook_signing_secret=key)
            concat = NotifizzClient(key, token_scheme="sha256-concat")
        kind, text = kinds[case % len(kinds)]
        user_id = text()
        label = f"case {case} ({kind}), seed {SEED}: {(key, user_id)!r}"
        assert is_right(key, signer, concat, user_id), label
        at = chance.randrange(len(user_id) + 1)
        surrogate = chr(chance.randint(0xD800, 0xDFFF))
        assert is_rejected(signer, user_id[:at] + surrogate + user_id[at:]), label
