"""Every row of vectors/hostile.json: inputs of any type and size, with the documented answer."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from common import MEASURES_MEMORY, PeakMemory, decode, load
from notifizz_token import NotifizzClient, NotifizzTokenError

HOSTILE = load("hostile.json")
ROWS = [row for row in HOSTILE["rows"] if "python" in row["languages"]]


class Plain:
    pass


class Throwing:
    """Raises at every conversion."""

    def fail(self, *_: Any) -> Any:
        raise RuntimeError("it was converted")

    __str__ = __repr__ = __bytes__ = __iter__ = __len__ = __bool__ = fail
    __int__ = __index__ = __float__ = __format__ = __getattr__ = __eq__ = fail
    __hash__ = None  # type: ignore[assignment]


class Lying:
    """Converts to the text, whatever the conversion."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__

    def __bytes__(self) -> bytes:
        return self.text.encode()

    def encode(self, *_: Any) -> bytes:
        return self.text.encode()


class LyingText(str):
    """A subclass whose conversions give another text than it holds."""

    __slots__ = ()

    def __str__(self) -> str:
        return "user_43"

    __repr__ = __str__

    def __len__(self) -> int:
        return 7

    def encode(self, *_: Any, **__: Any) -> bytes:
        return b"user_43"

    def fail(self, *_: Any) -> Any:
        raise RuntimeError("it was converted")

    __format__ = __iter__ = __getitem__ = __eq__ = __bytes__ = fail
    __hash__ = None  # type: ignore[assignment]


SPECIAL: dict[str, Callable[[str], object]] = {
    "absent": lambda _: None,
    "integer": lambda _: 42,
    "float": lambda _: 42.5,
    "nan": lambda _: float("nan"),
    "boolean": lambda _: True,
    "list": lambda content: [content],
    "map": lambda content: {"a": content},
    "bytes": str.encode,
    "uuid": lambda _: uuid.UUID(int=42),
    "object": lambda _: Plain(),
    "object_that_throws": lambda _: Throwing(),
    "object_that_lies": Lying,
    "text_subclass": LyingText,
    "function": lambda _: str.upper,
}


def build(given: Any) -> Any:
    """The value that a row describes."""
    if isinstance(given, dict) and "times" in given:
        return given["before"] + given["repeat"] * given["times"] + given["after"]
    if isinstance(given, dict) and "special" in given:
        if given["special"] == "raw_bytes":
            return bytes.fromhex(given["bytes_hex"])
        return SPECIAL[given["special"]](given.get("text", ""))
    return decode(given)


def call(row: Any, arguments: dict[str, Any]) -> object:
    if row["call"] == "new":
        return NotifizzClient(**arguments, token_scheme=row["token_scheme"])
    client = NotifizzClient(
        HOSTILE["auth_secret_key"],
        token_scheme=row["token_scheme"],
        webhook_signing_secret=HOSTILE["webhook_signing_secret"],
    )
    # By position, as most code calls them; only the key of the widget options has a name.
    named = {"api_key": arguments["api_key"]} if "api_key" in arguments else {}
    positional = [argument for name, argument in arguments.items() if name != "api_key"]
    return getattr(client, row["call"])(*positional, **named)


def texts_of(given: Any, argument: Any) -> list[str]:
    """The texts of an argument, which no message may contain."""
    texts = [given.get("text", "")] if isinstance(given, dict) else []
    if isinstance(argument, str):
        texts.append(str.__str__(argument))
    return [text for text in texts if len(text) > 8]


def test_every_row_is_a_case() -> None:
    assert len(ROWS) == HOSTILE["counts"]["python"] > 0
    assert len({(row["name"], row["token_scheme"]) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['name']} ({row['token_scheme']})")
def test_row(row: Any) -> None:
    arguments = {name: build(given) for name, given in row["arguments"].items()}
    answer = row["answer"]
    if "error" in answer or "type_error" in answer:
        with pytest.raises(NotifizzTokenError if "error" in answer else TypeError) as caught:
            call(row, arguments)
        message = str(caught.value)
        if "error" in answer:
            assert getattr(caught.value, "code", None) == answer["error"]
        elif "sdk_secret_key" not in arguments:
            (name,) = (name for name in arguments if message.startswith(f"{name} must be str"))
            kind = type(arguments[name]).__name__
            assert f"not {kind}" in message
            assert message.endswith(": decode it first") is (kind == "bytes")
            assert "42" not in message
        for name, given in row["arguments"].items():
            for part in texts_of(given, arguments[name]):
                assert part not in message
        return
    peak = PeakMemory()
    result = call(row, arguments)
    growth = peak.growth()
    if "growth_bytes" in row:
        assert growth < row["growth_bytes"]
    if "is" in answer:
        assert result is answer["is"]
    elif "token" in answer:
        assert (result["token"] if isinstance(result, dict) else result) == answer["token"]
    else:
        assert answer == {"ok": True}
        assert isinstance(result, NotifizzClient)


@pytest.mark.skipif(not MEASURES_MEMORY, reason="needs Linux: memory is measured in /proc")
def test_the_length_of_a_token_is_that_of_its_content() -> None:
    class Long(str):
        __slots__ = ()

        def __len__(self) -> int:
            return 64

    client = NotifizzClient(HOSTILE["auth_secret_key"])
    token = Long("é" * 2**26)
    peak = PeakMemory()
    assert client.verify_hashed_token("user_42", token) is False
    assert peak.growth() < 2**20
