"""Inputs that more than one section uses."""

import unicodedata

KEY, USER_ID, EMAIL = "YOUR_AUTH_SECRET_KEY", "user_42", "alice@example.com"
SDK_KEY, WEBHOOK_SECRET = "YOUR_SDK_SECRET_KEY", "whsec_YOUR_WEBHOOK_SIGNING_SECRET"

# SHA-256 pads into one more block between 55 and 56 bytes, and HMAC hashes a key above 64 bytes first.
LENGTHS = (1, 2, 31, 32, 33, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 255, 256, 300)

# Unicode's White_Space, all 25 characters of it.
WHITE_SPACE = (
    "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
# The first and the last of each range that Unicode's DerivedCoreProperties.txt calls
# Default_Ignorable_Code_Point and that is not in the categories Cc and Cf.
DEFAULT_IGNORABLE = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180d\u180f\u2065\u3164\ufe00\ufe0f\uffa0\ufff0\ufff8"
    "\U000e0000\U000e0002\U000e001f\U000e0080\U000e01ef\U000e0fff"
)
# The first and the last of each range of Cc and Cf, without those that are white space.
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


def filler(length: int, start: int) -> str:
    """Printable text that has no period of 64 and no space at either end."""
    return "".join(chr(33 + (start + 7 * i) % 89) for i in range(length))


def ill_formed(utf16: str, raw: bytes) -> dict[str, str]:
    """Ill-formed Unicode, for strings of UTF-16 code units and for strings of bytes."""
    return {"utf16_hex": utf16.encode("utf-16-be", "surrogatepass").hex(), "bytes_hex": raw.hex()}


LONE_HIGH = ill_formed("\ud800", b"\xed\xa0\x80")
LONE_LOW_INSIDE = ill_formed("user_\udfff_42", b"user_\xff_42")
PAIR_REVERSED = ill_formed("\udc00\ud800", b"\xc3\x28")


def big(repeat: str, times: int, before: str = "", after: str = "") -> dict[str, str | int]:
    """A text that is too long to stand in the file."""
    return {"before": before, "repeat": repeat, "times": times, "after": after}
