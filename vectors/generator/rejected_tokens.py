"""The section rejected_tokens: what verify_hashed_token must answer with false."""

from .mac import SCHEMES, hashed_token, hashed_token_of_bytes, other_scheme
from .samples import KEY, LONE_HIGH, USER_ID


def another_digit(character: str) -> str:
    return "0" if character != "0" else "1"


def wrong_tokens(scheme: str) -> dict[str, str]:
    right = hashed_token(scheme, KEY, USER_ID)
    letter = next(i for i, c in enumerate(right) if c.isalpha())
    return {
        "empty": "",
        "upper_case": right.upper(),
        "one_letter_upper_case": right[:letter] + right[letter].upper() + right[letter + 1 :],
        "first_character_changed": another_digit(right[0]) + right[1:],
        "last_character_changed": right[:-1] + another_digit(right[-1]),
        "last_character_missing": right[:-1],
        "first_half": right[:32],
        "one_character_more": right + "0",
        "twice": right + right,
        "leading_blank": " " + right,
        "trailing_blank": right + " ",
        "trailing_line_end": right + "\n",
        "trailing_nul": right + "\0",
        "nul_for_the_last_character": right[:-1] + "\0",
        "hex_prefix": "0x" + right,
        "quoted": f'"{right}"',
        "not_hex": "g" * 64,
        "full_width_digits": "".join(chr(0xFEE0 + ord(c)) if c.isdigit() else c for c in right),
        "sixty_four_non_ascii_characters": "\u00e9" * 64,
        "thirty_two_two_byte_characters": "\u00e9" * 32,
        "all_zeros": "0" * 64,
        "other_scheme": hashed_token(other_scheme(scheme), KEY, USER_ID),
        "other_user": hashed_token(scheme, KEY, "user_43"),
        "other_key": hashed_token(scheme, "ANOTHER_AUTH_SECRET_KEY", USER_ID),
        "arguments_swapped": hashed_token(scheme, USER_ID, KEY),
        "user_id_with_line_end": hashed_token(scheme, KEY, USER_ID + "\n"),
        "the_user_id": USER_ID,
        "the_auth_secret_key": KEY,
        "70_kb": right + "0" * 70_000,
    }


def rejected_tokens() -> list[dict]:
    rows = []
    for scheme in SCHEMES:
        cases = [(why, USER_ID, token) for why, token in wrong_tokens(scheme).items()]
        # These are the tokens that a verifier would expect if it did not look at the user ID.
        cases += [
            ("the_user_id_is_empty", "", hashed_token_of_bytes(scheme, KEY.encode(), b"")),
            ("the_user_id_is_a_lone_surrogate", LONE_HIGH, hashed_token(scheme, KEY, "\ufffd")),
        ]
        rows += [
            {"why": why, "auth_secret_key": KEY, "token_scheme": scheme, "user_id": user_id, "token": token}
            for why, user_id, token in cases
        ]
    return rows
