"""Mistakes in the key."""

import base64
from collections.abc import Iterator

from ..samples import KEY, filler
from .mistake import Mistake, wrong_key

WHITESPACE = {
    "lf": KEY + "\n",
    "crlf": KEY + "\r\n",
    "blank": KEY + " ",
    "leading_blank": " " + KEY,
    "tab": KEY + "\t",
    "both_blanks": f" {KEY} ",
}


def whitespace() -> Iterator[Mistake]:
    code = "auth_secret_key_whitespace"
    for name, key in WHITESPACE.items():
        concat_code = "user_id_whitespace" if name == "leading_blank" else None
        yield wrong_key(f"used_with_{name}", code, used=key, concat_code=concat_code)
        yield wrong_key(f"given_with_{name}", code, given=key)
    yield wrong_key("lf_for_crlf", code, used=KEY + "\n", given=KEY + "\r\n")
    yield wrong_key("given_with_blank_at_start", code, used=KEY + "\u2028", given=f"\u3000{KEY}\u2028")
    yield wrong_key("given_with_blank_at_end", code, used="\u3000" + KEY, given=f"\u3000{KEY}\u2028")


def in_quotes(name: str, quote: str) -> Iterator[Mistake]:
    key, code = quote + KEY + quote, "auth_secret_key_quoted"
    yield wrong_key(f"used_in_{name}_quotes", code, used=key)
    yield wrong_key(f"given_in_{name}_quotes", code, given=key)


def quotes() -> Iterator[Mistake]:
    yield from in_quotes("double", '"')
    yield from in_quotes("single", "'")
    yield wrong_key("given_quoted_with_lf", "auth_secret_key_quoted", given=f'"{KEY}"\n')


def backticks() -> Iterator[Mistake]:
    yield from in_quotes("backtick", "`")


def encodings_of_bytes() -> Iterator[Mistake]:
    """The key is binary, and diagnose is given its hex or base64."""
    for length in (16, 32, 64, 65, 100):
        raw = bytes((7 * i + 129) % 256 for i in range(length))
        standard, url = base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()
        for name, encoding, text in (
            ("hex", "hex", raw.hex()),
            ("hex_upper", "hex", raw.hex().upper()),
            ("base64_padded", "base64", standard),
            ("base64_unpadded", "base64", standard.rstrip("=")),
            ("base64_url", "base64", url),
            ("base64_url_unpadded", "base64", url.rstrip("=")),
        ):
            yield wrong_key(f"{name}_{length}", f"auth_secret_key_{encoding}_decoded", used=raw, given=text)


def encodings_of_text() -> Iterator[Mistake]:
    """The key is text, and either the token or the key that diagnose is given has its hex or base64."""
    for key in (KEY, "K_7", filler(64, 3), filler(100, 7), "sk_\u00e9"):
        raw, length = key.encode(), len(key)
        standard, url = base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()
        for name, encoding, text in (
            ("hex", "hex", raw.hex()),
            ("hex_upper", "hex", raw.hex().upper()),
            ("base64", "base64", standard),
            ("base64_unpadded", "base64", standard.rstrip("=")),
            ("base64url", "base64", url),
            ("base64url_unpadded", "base64", url.rstrip("=")),
        ):
            code = f"auth_secret_key_{encoding}"
            yield wrong_key(f"used_in_{name}_{length}", f"{code}_encoded", used=text, given=key)
            # Hex is valid base64 as well, and diagnose tries hex first.
            yield wrong_key(f"given_in_{name}_{length}", f"{code}_decoded", used=key, given=text)
    encoded = base64.b64encode(KEY.encode()).decode()
    yield wrong_key("given_in_base64_with_newline", "auth_secret_key_base64_decoded", given=encoded + "\n")


def files() -> Iterator[Mistake]:
    """Keys as some editors save them."""
    for name, key in (
        ("bom_and_newline", f"\ufeff{KEY}\r\n"),
        ("bom_and_quotes", f'\ufeff"{KEY}"'),
        ("utf_16", "".join(character + "\0" for character in KEY)),
    ):
        yield wrong_key(f"given_with_{name}", "auth_secret_key_invisible_character", given=key)
