"""Values that are no ordinary text, by the languages that have them."""

from ..samples import LONE_HIGH, LONE_LOW_INSIDE, PAIR_REVERSED, USER_ID

# Languages whose type system lets a value that is no text into a text parameter.
UNTYPED = ("python", "node", "ruby")

# Text that is unusual but well-formed, and so is signed as it is.
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
REPLACEMENTS = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
ILL_FORMED = {"lone surrogate": LONE_HIGH, "surrogate inside": LONE_LOW_INSIDE, "reversed pair": PAIR_REVERSED}


def replaced(ill_formed: dict[str, str]) -> str:
    """The text that a careless conversion makes of ill-formed Unicode: U+FFFD is in place of what is wrong."""
    return bytes.fromhex(ill_formed["utf16_hex"]).decode("utf-16-be", "surrogatepass").translate(REPLACEMENTS)


def special(kind: str, text: str | None = None, **more: str) -> dict[str, str]:
    return {"special": kind, **({} if text is None else {"text": text}), **more}


# Values that untrusted JSON can carry.
JSON_VALUES = {
    "nothing": special("absent"),
    "integer": special("integer"),
    "float": special("float"),
    "not a number": special("nan"),
    "boolean": special("boolean"),
    "list": special("list", USER_ID),
    "map": special("map", USER_ID),
}
# Values that only a developer can choose.
OTHER_VALUES = {
    "object": special("object"),
    "object whose conversion throws": special("object_that_throws"),
    "object whose conversion lies": special("object_that_lies", USER_ID),
    "symbol": special("symbol", USER_ID),
}
PYTHON_NODE_VALUES = {"bytes": special("bytes", USER_ID), "function": special("function")}
NODE_VALUES = {
    "text object": special("text_object", USER_ID),
    "proxy": special("proxy"),
    "revoked proxy": special("revoked_proxy"),
    "bigint": special("bigint"),
    "null": special("null"),
}

VALUES_OF = {
    "python": {
        **JSON_VALUES,
        **{name: value for name, value in OTHER_VALUES.items() if name != "symbol"},
        **PYTHON_NODE_VALUES,
        "UUID": special("uuid"),
    },
    "node": {**JSON_VALUES, **OTHER_VALUES, **PYTHON_NODE_VALUES, **NODE_VALUES},
    "ruby": {**JSON_VALUES, **OTHER_VALUES},
}
EVERY_VALUE = {name: value for language in UNTYPED for name, value in VALUES_OF[language].items()}


def languages_with(name: str) -> tuple[str, ...]:
    return tuple(language for language in UNTYPED if name in VALUES_OF[language])


def is_absent(name: str) -> bool:
    return name in ("nothing", "null")


def is_json(name: str) -> bool:
    return name in JSON_VALUES or is_absent(name)
