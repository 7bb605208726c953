"""Tokens and fingerprints: generate, verify, diagnose, fingerprint and subscribe."""

from collections.abc import Iterator

from ..mac import CONCAT, HMAC, SCHEMES, hashed_token, hmac_sha256, key_fingerprint
from ..samples import EMAIL, KEY, SDK_KEY, USER_ID
from .messages import CAUSES, OTHER_SCHEME
from .row import (
    ENVIRONMENT,
    ILL_FORMED,
    RIGHT,
    TRAILING_NEWLINE,
    Text,
    as_json,
    as_text_and_json,
    ends,
    rejected,
    token_line,
)

SECRET_FILE = ["--secret-file", "secret"]


def generate() -> Iterator[dict]:
    args = ["generate", USER_ID]
    right = RIGHT[HMAC] + "\n"
    yield ends("generate", args, 0, right)
    yield ends("generate_concat", [*args, "--scheme", CONCAT], 0, RIGHT[CONCAT] + "\n")
    yield ends("generate_option_first", ["generate", f"--scheme={CONCAT}", USER_ID], 0, RIGHT[CONCAT] + "\n")
    yield ends("generate_json", [*args, "--json"], 0, as_json(token=RIGHT[HMAC], scheme=HMAC))
    files = {"secret": KEY}
    yield ends("generate_from_file", [*args, *SECRET_FILE], 0, right, env={}, files=files)
    another = {"NOTIFIZZ_AUTH_SECRET_KEY": "ANOTHER_KEY"}
    yield ends("the_file_takes_precedence", [*args, *SECRET_FILE], 0, right, env=another, files=files)
    yield ends("generate_dash", ["generate", "--", "-42"], 0, token_line("-42"))
    yield ends("generate_non_ascii", ["generate", "\u7528\u6237_42"], 0, token_line("\u7528\u6237_42"))
    yield ends("generate_spaces", ["generate", " user_42 "], 0, token_line(" user_42 "))
    yield rejected("generate_empty_id", ["generate", ""], "empty_user_id")
    yield rejected("generate_empty_key", args, "empty_auth_secret_key", env={"NOTIFIZZ_AUTH_SECRET_KEY": ""})
    code = "auth_secret_key_whitespace"
    yield rejected("generate_trailing_newline", [*args, *SECRET_FILE], code, **TRAILING_NEWLINE)
    yield rejected("generate_unknown_scheme", [*args, "--scheme", "md5"], "unknown_token_scheme")


def verify() -> Iterator[dict]:
    right = RIGHT[HMAC]
    yield ends("verify_right", ["verify", USER_ID, right], 0, "valid\n")
    yield ends("verify_right_concat", ["verify", USER_ID, RIGHT[CONCAT], "--scheme", CONCAT], 0, "valid\n")
    yield ends("verify_other_scheme", ["verify", USER_ID, RIGHT[CONCAT]], 1, "not valid\n")
    yield ends("verify_upper_case", ["verify", USER_ID, right.upper()], 1, "not valid\n")
    yield ends("verify_empty", ["verify", "", ""], 1, "not valid\n")
    yield ends("verify_json", ["verify", "--json", USER_ID, right], 0, as_json(valid=True, scheme=HMAC))
    yield ends("verify_json_no", ["verify", "--json", "user_43", right], 1, as_json(valid=False, scheme=HMAC))
    args, code = ["verify", USER_ID, "x", *SECRET_FILE], "auth_secret_key_whitespace"
    yield rejected("verify_bad_key", args, code, **TRAILING_NEWLINE)


def diagnosed(name: str, code: str, scheme: str | None, operands: list[Text], **given: dict) -> Iterator[dict]:
    message = OTHER_SCHEME[scheme] if code == "other_scheme" else CAUSES[code]
    status = 0 if code == "correct" else 1
    fields = {"code": code, "scheme": scheme, "message": message}
    yield from as_text_and_json(
        f"diagnose_{name}", ["diagnose", *operands], status, f"{code}: {message}", fields, **given
    )


def diagnose() -> Iterator[dict]:
    right = RIGHT[HMAC]
    yield from diagnosed("correct", "correct", HMAC, [USER_ID, right])
    yield from diagnosed("other", "other_scheme", CONCAT, [USER_ID, RIGHT[CONCAT]])
    yield from diagnosed("other_way", "other_scheme", HMAC, [USER_ID, right, "--scheme", CONCAT])
    yield from diagnosed("upper", "token_upper_case", HMAC, [USER_ID, right.upper()])
    yield from diagnosed("unknown", "no_known_cause", None, ["user_43", right])
    operands, code = [USER_ID, right, *SECRET_FILE], "auth_secret_key_whitespace"
    yield from diagnosed("trailing_newline", code, HMAC, operands, **TRAILING_NEWLINE)

    sdk, code = hashed_token(HMAC, SDK_KEY, USER_ID), "sdk_secret_key_used"
    yield from diagnosed("sdk_unknown", "no_known_cause", None, [USER_ID, sdk])
    yield from diagnosed("sdk", code, HMAC, [USER_ID, sdk], env={**ENVIRONMENT, "NOTIFIZZ_SDK_SECRET_KEY": SDK_KEY})
    yield from diagnosed("sdk_file", code, HMAC, [USER_ID, sdk, "--sdk-secret-file", "sdk"], files={"sdk": SDK_KEY})

    email = hashed_token(HMAC, KEY, EMAIL)
    yield from diagnosed("email", "user_email_signed", HMAC, [USER_ID, email, "--user-email", EMAIL])
    decomposed = hashed_token(HMAC, KEY, "andre\u0301")
    yield from diagnosed("unicode_form", "user_id_unicode_form", HMAC, ["andr\u00e9", decomposed])
    yield rejected("diagnose_empty_id", ["diagnose", "", "x"], "empty_user_id")


def without_a_user_id() -> Iterator[dict]:
    """fingerprint and subscribe, which give the same under both schemes."""
    fingerprint = key_fingerprint(KEY)
    token = hmac_sha256(KEY.encode(), b"user_42project_7")
    for scheme in SCHEMES:
        args = ["fingerprint", "--scheme", scheme]
        yield from as_text_and_json(f"fingerprint_{scheme}", args, 0, fingerprint, {"fingerprint": fingerprint})
        args = ["subscribe", USER_ID, "project_7", "--scheme", scheme]
        yield from as_text_and_json(f"subscribe_{scheme}", args, 0, token, {"token": token})
    for key in ("sk_\u00e9", "k" * 65):
        args = ["fingerprint", "--secret-file", "f"]
        yield ends(f"fingerprint_{len(key)}", args, 0, key_fingerprint(key) + "\n", files={"f": key})
    token = hmac_sha256(KEY.encode(), "\u7528\u6237".encode())
    yield ends("subscribe_non_ascii", ["subscribe", "\u7528", "\u6237"], 0, token + "\n")
    yield rejected("subscribe_empty_id", ["subscribe", "", "project_7"], "empty_user_id")
    yield rejected("subscribe_empty_resource", ["subscribe", USER_ID, ""], "empty_resource_id")
    yield rejected("subscribe_ill_formed", ["subscribe", USER_ID, ILL_FORMED], "invalid_text")
