"""User, subscriber and resource IDs and e-mail addresses that are unusual, or that are no text."""

from collections.abc import Iterator

from ..mac import HMAC, SCHEMES, hashed_token
from ..samples import EMAIL, USER_ID, big
from .row import KEY, LARGE, MIB, NO, RESOURCE, RIGHT, TYPE_ERROR, YES, mac, row
from .values import EVERY_VALUE, ILL_FORMED, UNUSUAL, is_json, languages_with, replaced, special

GENERATE, VERIFY = "generate_hashed_token", "verify_hashed_token"

# What a careless conversion of a value to text gives.
CONVERSIONS = ("", "None", "undefined", "null", "[object Object]", "nil", "b'user_42'", "user_43", "42")
SUBSCRIPTION = mac((USER_ID + RESOURCE).encode())


def subscriptions(value: object) -> dict[str, dict]:
    """The value as either ID of a subscription."""
    return {
        "subscriber ID": {"subscriber_id": value, "resource_id": RESOURCE},
        "resource ID": {"subscriber_id": USER_ID, "resource_id": value},
    }


def texts(scheme: str) -> Iterator[dict]:
    for name, text in UNUSUAL.items():
        token = hashed_token(scheme, KEY, text)
        yield row(f"ID, {name}", GENERATE, {"token": token}, scheme=scheme, user_id=text)
        yield row(f"ID, {name}", VERIFY, YES, scheme=scheme, user_id=text, token=token)
    for name, text in ILL_FORMED.items():
        yield row(f"ID, {name}", GENERATE, {"error": "invalid_text"}, scheme=scheme, user_id=text)
        token = hashed_token(scheme, KEY, replaced(text))
        yield row(f"ID, {name}", VERIFY, NO, scheme=scheme, user_id=text, token=token)
    yield row("ID, the empty text", GENERATE, {"error": "empty_user_id"}, scheme=scheme, user_id="")


def conversions(scheme: str) -> Iterator[dict]:
    """A value that is no text does not verify with the token of the text that it might be converted to."""
    for text in CONVERSIONS:
        token = hashed_token(scheme, KEY, text)
        for name in filter(is_json, EVERY_VALUE):
            arguments = {"user_id": EVERY_VALUE[name], "token": token}
            title = f"ID, {name}, with the token of {text!r}"
            yield row(title, VERIFY, NO, languages_with(name), scheme, **arguments)


def other_values() -> Iterator[dict]:
    for name, value in EVERY_VALUE.items():
        languages = languages_with(name)
        yield row(f"ID, {name}", GENERATE, TYPE_ERROR, languages, user_id=value)
        yield row(f"ID, {name}", "widget_options", TYPE_ERROR, languages, user_id=value, user_email=EMAIL)
        yield row(f"e-mail, {name}", "widget_options", TYPE_ERROR, languages, user_id=USER_ID, user_email=value)
        answer = NO if is_json(name) else TYPE_ERROR
        if answer == TYPE_ERROR:
            yield row(f"ID, {name}", VERIFY, TYPE_ERROR, languages, user_id=value, token=RIGHT[HMAC])
        for title, ids in subscriptions(value).items():
            yield row(f"{title}, {name}", "generate_subscribe_token", TYPE_ERROR, languages, **ids)
            yield row(f"{title}, {name}", "verify_subscribe_token", answer, languages, **ids, token=SUBSCRIPTION)


def ill_formed_subscriptions() -> Iterator[dict]:
    languages = ("rust", "python", "node", "c", "go")
    for name, text in ILL_FORMED.items():
        converted = subscriptions(replaced(text))
        for title, ids in subscriptions(text).items():
            token = mac("".join(converted[title].values()).encode())
            yield row(f"{title}, {name}", "verify_subscribe_token", NO, languages, **ids, token=token)


def subclasses_of_text() -> Iterator[dict]:
    languages = ("python", "ruby")
    for text in (USER_ID, "user_7"):
        title, value = f"ID, a subclass of text with {text}", special("text_subclass", text)
        token = hashed_token(HMAC, KEY, text)
        yield row(title, GENERATE, {"token": token}, languages, user_id=value)
        yield row(title, VERIFY, YES, languages, user_id=value, token=token)
    token = special("text_subclass", RIGHT[HMAC])
    yield row("the right token in a subclass of text", VERIFY, YES, languages, user_id=USER_ID, token=token)


def null_pointer() -> Iterator[dict]:
    yield row("ID, NULL", GENERATE, {"error": "empty_user_id"}, ("c",), user_id=special("absent"))


def huge_texts() -> Iterator[dict]:
    """A conversion to UTF-8 may cost a few times the text."""
    for name, character, size in (("ASCII", "a", 64 * MIB), ("three bytes each", "\u7528", 16 * MIB)):
        message = (character * size).encode()
        arguments = {"user_id": big(character, size), "growth_bytes": 4 * len(message) + MIB}
        title = f"ID, {size // MIB} Mi characters, {name}"
        yield row(title, GENERATE, {"token": mac(message)}, LARGE, **arguments)


def rows() -> Iterator[dict]:
    for scheme in SCHEMES:
        yield from texts(scheme)
        yield from conversions(scheme)
    for section in (other_values, ill_formed_subscriptions, subclasses_of_text, null_pointer, huge_texts):
        yield from section()
