"""generate -, which reads a user ID from each line of standard input."""

from collections.abc import Iterator

from ..mac import HMAC, SCHEMES, hashed_token
from ..samples import KEY, USER_ID, big
from .messages import ERRORS
from .row import Text, as_json, ends, rejected, token_line

ARGS: list[Text] = ["generate", "-"]
# A byte order mark is rejected in the first line only, so the ID with one is not the first.
USER_IDS = ("user_1", " user_2 ", "\u7528\u6237", "a\0b", "-42", "-", "--json", "\ufeffuser", "a\rb", "user_1")
LONGEST = 1 << 16
TOO_LONG = "the line is longer than 64 KiB"
CARRIAGE_RETURN = (
    "the line ends with a carriage return: end lines with a line feed alone, as nothing is removed from a user ID"
)
BYTE_ORDER_MARK = (
    "the line begins with a byte order mark: save the file without it, as nothing is removed from a user ID"
)

# (name, standard input, number of the rejected line, reason, user IDs of the lines before it)
REJECTED: tuple[tuple[str, Text, int, str, tuple[str, ...]], ...] = (
    ("empty", "\n", 1, ERRORS["empty_user_id"], ()),
    ("empty_third", "a\nb\n\nc\n", 3, ERRORS["empty_user_id"], ("a", "b")),
    ("crlf", "a\r\nb\r\n", 1, CARRIAGE_RETURN, ()),
    ("crlf_empty", "a\n\r\n", 2, CARRIAGE_RETURN, ("a",)),
    ("crlf_without_lf", "a\nb\r", 2, CARRIAGE_RETURN, ("a",)),
    ("bom", "\ufeffa\nb\n", 1, BYTE_ORDER_MARK, ()),
    ("not_utf8", {"bytes_hex": b"a\nb\xff\nc\n".hex()}, 2, ERRORS["invalid_text"], ("a",)),
    ("utf16", {"bytes_hex": "a\n".encode("utf-16").hex()}, 1, ERRORS["invalid_text"], ()),
    ("too_long", big("x", LONGEST + 1, before="a\nb\n"), 3, TOO_LONG, ("a", "b")),
    ("endless", big("\0", 1 << 20), 1, TOO_LONG, ()),
)


def tokens(*user_ids: str, scheme: str = HMAC) -> str:
    return "".join(token_line(user_id, scheme) for user_id in user_ids)


def accepted() -> Iterator[dict]:
    stdin = "".join(f"{user_id}\n" for user_id in USER_IDS)
    for scheme in SCHEMES:
        yield ends(f"lines_{scheme}", [*ARGS, "--scheme", scheme], 0, tokens(*USER_IDS, scheme=scheme), stdin=stdin)
        objects = "".join(as_json(token=hashed_token(scheme, KEY, user_id), scheme=scheme) for user_id in USER_IDS)
        yield ends(f"lines_{scheme}_json", [*ARGS, "--json", "--scheme", scheme], 0, objects, stdin=stdin)
    yield ends("lines_without_the_last_newline", ARGS, 0, tokens("a", "b"), stdin="a\nb")
    yield ends("lines_one", ARGS, 0, tokens("a"), stdin="a")
    yield ends("lines_none", ARGS, 0, stdin="")
    yield ends("lines_many", ARGS, 0, big(tokens(USER_ID), 5000), stdin=big(f"{USER_ID}\n", 5000))
    yield ends("a_dash_as_an_id", ["generate", "--", "-"], 0, tokens("-"), stdin=f"{USER_ID}\n")
    longest = big("x", LONGEST, before="a\n")
    yield ends("lines_longest", ARGS, 0, tokens("a", "x" * LONGEST), stdin=longest)


def rejected_lines() -> Iterator[dict]:
    for name, stdin, number, reason, before in REJECTED:
        stderr = f"notifizz-token: line {number}: {reason}\n"
        yield ends(f"lines_{name}", ARGS, 2, tokens(*before), stderr, stdin=stdin)
    quoted = {"env": {"NOTIFIZZ_AUTH_SECRET_KEY": f"'{KEY}'"}, "stdin": "a\n"}
    yield rejected("lines_bad_key", ARGS, "auth_secret_key_quoted", **quoted)
    yield rejected("lines_unknown_scheme", [*ARGS, "--scheme", "md5"], "unknown_token_scheme", stdin="a\n")
