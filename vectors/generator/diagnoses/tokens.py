"""Mistakes in the form of the token."""

import base64
import hmac
from collections.abc import Iterator

from ..mac import HMAC, SCHEMES, hashed_token, other_scheme
from ..samples import KEY, SDK_KEY, USER_ID

# (name, code, token, the scheme that diagnose finds, what it is given)
Case = tuple[str, str, str, str | None, dict]

# Text that services and frameworks put before a signature.
PREFIXES = ("sha256=", "sha256:", "hmac-sha256=", "HMAC-SHA256 ", "Bearer ", "v1=", "0x", "t=1764000000,v1=", "token: ")

# The base64 of this user's token has both characters in which the two alphabets differ.
BASE64_USER_ID = "user_6"


def base64_forms(raw: bytes) -> tuple[str, str]:
    return base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()


def forms(right: str) -> Iterator[tuple[str, str, str]]:
    """The right token in another form."""
    standard, url = base64_forms(bytes.fromhex(right))
    yield from (
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
    )


def other_hash_functions() -> Iterator[tuple[str, str]]:
    """The MAC of the same message with hash functions whose digests have another length than SHA-256's."""
    for name in ("md5", "sha1", "sha224", "sha384", "sha512"):
        digest = hmac.new(KEY.encode(), USER_ID.encode(), name)
        yield name, digest.hexdigest()
        yield f"{name}_upper", digest.hexdigest().upper()
        # The base64 of SHA-384 has 64 characters without padding, so its length tells nothing.
        if name != "sha384":
            yield f"{name}_base64", base64.b64encode(digest.digest()).decode()


def under_each_scheme() -> Iterator[Case]:
    for scheme in SCHEMES:
        right, given = hashed_token(scheme, KEY, USER_ID), {"token_scheme": scheme}
        for name, code, token in forms(right):
            yield f"token_{name}_{scheme}", code, token, scheme, given
        for name, token in other_hash_functions():
            yield f"token_{name}_{scheme}", "token_wrong_length", token, None, given
        other = other_scheme(scheme)
        expects_other = {"token_scheme": other}
        yield f"upper_case_and_other_scheme_{scheme}", "other_scheme", right.upper(), scheme, expects_other
        truncated = hashed_token(other, KEY, USER_ID)[:50]
        yield f"truncated_other_scheme_{scheme}", "token_truncated", truncated, other, given


def base64_alphabets() -> Iterator[Case]:
    standard, url = base64_forms(bytes.fromhex(hashed_token(HMAC, KEY, BASE64_USER_ID)))
    assert "+" in standard
    assert "/" in standard
    for name, code, token in (
        ("standard_padded", "token_base64", standard),
        ("standard_unpadded", "token_base64", standard.rstrip("=")),
        ("url_padded", "token_base64url", url),
        ("url_unpadded", "token_base64url", url.rstrip("=")),
    ):
        yield f"token_{name}", code, token, HMAC, {"user_id": BASE64_USER_ID}


def no_tokens() -> Iterator[Case]:
    """Texts that are a token of no kind, or of an unknown one."""
    right, zeros = hashed_token(HMAC, KEY, USER_ID), base64.b64encode(bytes(32)).decode()
    for name, code, token, given in (
        ("user_id", "token_is_user_id", USER_ID, {}),
        ("quoted_user_id", "token_is_user_id", f'"{USER_ID}"', {}),
        ("auth_secret_key", "token_is_secret", KEY, {}),
        ("auth_secret_key_with_lf", "token_is_secret", KEY + "\n", {"auth_secret_key": KEY + "\n"}),
        ("sdk_secret_key", "token_is_secret", SDK_KEY, {"sdk_secret_key": SDK_KEY}),
        ("empty", "token_not_hex", "", {}),
        ("blank", "token_not_hex", " ", {}),
        ("words", "token_not_hex", "not a token", {}),
        ("jwt", "token_not_hex", "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl", {}),
        ("g", "token_not_hex", "g" * 64, {}),
        ("nul", "token_not_hex", "\0", {}),
        ("one_quote", "token_not_hex", '"', {}),
        ("non_ascii", "token_not_hex", "\u00e9" * 32, {}),
        ("seven_characters", "token_wrong_length", right[:7], {}),
        ("too_long", "token_wrong_length", right + "0", {}),
        ("zeros", "no_known_cause", "0" * 64, {}),
        ("base64_of_another", "no_known_cause", zeros, {}),
        ("long_jwt", "token_not_hex", f"eyJhbGciOiJIUzI1NiJ9.e30.{zeros[:43]}", {}),
        ("prefixed_but_wrong", "token_not_hex", "sha256=" + "0" * 64, {}),
        ("huge", "token_not_hex", "\u00e9" * 5000, {}),
        ("huge_hex", "token_wrong_length", "ab" * 5000, {}),
    ):
        yield f"token_{name}", code, token, None, given


def cases() -> Iterator[Case]:
    yield from under_each_scheme()
    yield from base64_alphabets()
    yield from no_tokens()
