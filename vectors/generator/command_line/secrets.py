"""Secrets from files and the environment, and text that is not UTF-8."""

from collections.abc import Iterator

from ..mac import HMAC
from ..samples import KEY, USER_ID, big
from .row import (
    ENVIRONMENT,
    ILL_FORMED,
    IS_FOLDER,
    NO_FILE,
    RIGHT,
    WEBHOOK,
    Text,
    ends,
    rejected,
    token_line,
    usage_error,
)

NO_KEY = "no auth secret key: set NOTIFIZZ_AUTH_SECRET_KEY, or pass --secret-file FILE"
NO_WEBHOOK_SECRET = "no webhook signing secret: set NOTIFIZZ_WEBHOOK_SIGNING_SECRET, or pass --webhook-secret-file FILE"
LARGEST = 1 << 16

# (name, content, the end of the error codes, or one code for both secrets)
REJECTED_SECRETS: tuple[tuple[str, Text, str], ...] = (
    ("crlf", KEY + "\r\n", "{}_whitespace"),
    ("bom", "\ufeff" + KEY, "{}_invisible_character"),
    ("nul", KEY + "\0", "{}_invisible_character"),
    ("quotes", f'"{KEY}"', "{}_quoted"),
    ("not_utf8", {"bytes_hex": b"key\xff".hex()}, "invalid_text"),
    ("utf16", {"bytes_hex": KEY.encode("utf-16").hex()}, "invalid_text"),
)


def missing() -> Iterator[dict]:
    for name, args in (("generate", ["generate", USER_ID]), ("fingerprint", ["fingerprint"])):
        yield usage_error(f"{name}_no_secret", args, NO_KEY, env={})
        yield usage_error(f"{name}_no_secret_but_others", args, NO_KEY, **WEBHOOK)
    yield usage_error("webhook_no_secret", ["webhook", "sign"], NO_WEBHOOK_SECRET)
    generate, diagnose, sign = ["generate", USER_ID], ["diagnose", USER_ID, "x"], ["webhook", "sign"]
    for name, args, reason in (
        ("no_secret_file", [*generate, "--secret-file", "MARKER"], f"the file of --secret-file {NO_FILE}"),
        ("empty_secret_file_name", [*generate, "--secret-file="], f"the file of --secret-file {NO_FILE}"),
        ("secret_folder", [*generate, "--secret-file", "."], f"the file of --secret-file {IS_FOLDER}"),
        ("no_sdk_file", [*diagnose, "--sdk-secret-file=MARKER"], f"the file of --sdk-secret-file {NO_FILE}"),
        ("no_webhook_file", [*sign, "--webhook-secret-file=MARKER"], f"the file of --webhook-secret-file {NO_FILE}"),
    ):
        yield usage_error(name, args, reason)


def sizes() -> Iterator[dict]:
    token = token_line(USER_ID, key="k" * LARGEST)
    args = ["generate", USER_ID, "--secret-file", "f"]
    yield ends("largest_secret", args, 0, token, files={"f": big("k", LARGEST)}, env={})
    too_large = {"files": {"f": big("k", LARGEST + 1)}}
    for option, args in (
        ("--secret-file", ["fingerprint"]),
        ("--sdk-secret-file", ["diagnose", USER_ID, "x"]),
        ("--webhook-secret-file", ["webhook", "sign"]),
    ):
        reason = f"the file of {option} is larger than 64 KiB: it must hold the secret and nothing else"
        yield usage_error(f"too_large{option}", [*args, option, "f"], reason, **too_large)


def rejected_secrets() -> Iterator[dict]:
    args = ["generate", USER_ID, "--secret-file", "f"]
    yield rejected("empty_secret_file", args, "empty_auth_secret_key", files={"f": ""})
    for name, content, code in REJECTED_SECRETS:
        files = {"f": content}
        for command in (["generate", USER_ID], ["verify", USER_ID, "x"], ["subscribe", "a", "b"], ["fingerprint"]):
            key_code = code.format("auth_secret_key")
            yield rejected(f"secret_{name}_{command[0]}", [*command, "--secret-file", "f"], key_code, files=files)
        for command in (["webhook", "sign"], ["webhook", "verify", "x"]):
            webhook_code = code.format("webhook_signing_secret")
            row = f"secret_{name}_webhook_{command[1]}"
            yield rejected(row, [*command, "--webhook-secret-file", "f"], webhook_code, files=files)
    inner = "k\u00e9 \0y"
    yield ends("secret_with_inner_characters", args, 0, token_line(USER_ID, key=inner), files={"f": inner})


def ill_formed_text() -> Iterator[dict]:
    key, sdk = {"NOTIFIZZ_AUTH_SECRET_KEY": ILL_FORMED}, {"NOTIFIZZ_SDK_SECRET_KEY": ILL_FORMED}
    generate, diagnose = ["generate", USER_ID], ["diagnose", USER_ID, "x"]
    yield rejected("ill_formed_id", ["generate", ILL_FORMED], "invalid_text")
    yield rejected("ill_formed_id_verify", ["verify", ILL_FORMED, "x"], "invalid_text")
    yield ends("ill_formed_token", ["verify", USER_ID, ILL_FORMED], 1, "not valid\n")
    yield rejected("ill_formed_token_diagnose", ["diagnose", USER_ID, ILL_FORMED], "invalid_text")
    yield rejected("ill_formed_email", [*diagnose, "--user-email", ILL_FORMED], "invalid_text")
    yield rejected("ill_formed_scheme", [*generate, "--scheme", ILL_FORMED], "unknown_token_scheme")
    yield rejected("ill_formed_key", generate, "invalid_text", env=key)
    yield rejected("ill_formed_sdk_key", diagnose, "invalid_text", env={**ENVIRONMENT, **sdk})
    args, right = [*generate, "--secret-file", "f"], RIGHT[HMAC] + "\n"
    yield ends("ill_formed_but_not_used", args, 0, right, files={"f": KEY}, env={**key, **sdk})
    replacement = "user_\ufffd"
    yield ends("replacement_character", ["generate", replacement], 0, token_line(replacement))
