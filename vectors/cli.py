#!/usr/bin/env python3
"""Writes cli.json, what the command line `notifizz-token` prints, whichever package it comes from.

The tokens are CPython's (see generate.py). Refusals are the messages of core/src/error.rs, and
diagnoses those of core/src/diagnose/cause.rs, read from there. The help of the crate `cli` is its
file help.txt.

    python3 vectors/cli.py            write cli.json
    python3 vectors/cli.py --check    fail if cli.json differs
"""

import json
import re
import sys
from pathlib import Path

from generate import CONCAT, HMAC, hashed_token, hmac_sha256, write_or_check

FILE = Path(__file__).with_name("cli.json")
SOURCES = Path(__file__).parents[1] / "core/src"
HELP = (Path(__file__).parents[1] / "cli/help.txt").read_text(encoding="ascii")
USAGE = HELP[: HELP.index("\n\n") + 1]
KEY, USER_ID, SDK_KEY, EMAIL = "YOUR_AUTH_SECRET_KEY", "user_42", "YOUR_SDK_SECRET_KEY", "alice@example.com"
WEBHOOK_SECRET = "whsec_YOUR_WEBHOOK_SIGNING_SECRET"


def messages(file: str, pattern: str) -> dict[str, str]:
    text = (SOURCES / file).read_text(encoding="utf-8")
    return {a: b.replace('\\"', '"') for a, b in re.findall(pattern, text)}


ERRORS = messages("error.rs", r'Self::(\w+) => \{\s*"((?:[^"\\]|\\.)*)"\s*\}')
CAUSES = messages("diagnose/cause.rs", r'= "(\w+)":\s*"((?:[^"\\]|\\.)*)"')
OTHER_SCHEME = messages("diagnose/cause.rs", r'Some\(TokenScheme::(\w+)\)\) => \{\s*"((?:[^"\\]|\\.)*)"')


def fingerprint(key: str) -> str:
    return hmac_sha256(key.encode(), b"notifizz-token key fingerprint v1")[:8]


def as_json(**fields: object) -> str:
    return json.dumps(fields, separators=(",", ":")) + "\n"


def big(text: str, times: int, before: str = "") -> dict:
    return {"before": before, "repeat": text, "times": times, "after": ""}


def cases() -> list[dict]:
    rows: list[dict] = []
    right = {scheme: hashed_token(scheme, KEY, USER_ID) for scheme in (HMAC, CONCAT)}
    environment = {"NOTIFIZZ_AUTH_SECRET_KEY": KEY}
    ill_formed = {"bytes_hex": b"user_\xff".hex()}

    def add(name: str, args: list, status: int, stdout: str | dict = "", stderr: str = "", **given: object) -> None:
        row = {"name": name, "args": args, "env": environment, "files": {}, **given}
        rows.append({**row, "exit": status, "stdout": stdout, "stderr": stderr})

    def refused(name: str, args: list, error: str, **given: object) -> None:
        add(name, args, 2, stderr=f"notifizz-token: {ERRORS[error]}\n", **given)

    def usage(name: str, args: list, reason: str, **given: object) -> None:
        add(name, args, 2, **given)
        del rows[-1]["stderr"]
        rows[-1]["usage_error"] = reason

    def both(name: str, args: list, status: int, text: str, fields: dict, **given: object) -> None:
        add(name, args, status, text + "\n", **given)
        add(f"{name}_json", [*args, "--json"], status, as_json(**fields), **given)

    dashes = "write -- before a USER_ID, TOKEN or other operand that begins with a dash"
    unknown = f"unknown option: {dashes}"

    for name, args in (
        ("help", ["--help"]),
        ("help_of_a_command", ["verify", "--help"]),
        ("help_short", ["-h"]),
        ("help_short_of_a_command", ["generate", "-h"]),
        ("help_of_a_group", ["webhook", "--help"]),
        ("help_of_two_words", ["webhook", "sign", "-h"]),
        ("help_of_an_unknown_command", ["MARKER", "-h"]),
    ):
        add(name, args, 0, HELP, env={})
    # What a remote party sends must not make "yes" of a verify.
    for name, token in (("help", "--help"), ("help_short", "-h"), ("version", "--version"), ("version_short", "-V")):
        alone = "--help" if "help" in name else "--version"
        usage(f"verify_token_{name}", ["verify", USER_ID, token], f"{alone} stands alone: {dashes}")
        usage(f"verify_id_{name}", ["verify", token, right[HMAC]], f"{alone} stands alone: {dashes}")
        usage(f"verify_both_{name}", ["verify", token, token], f"{alone} stands alone: {dashes}")
        add(f"verify_dashes_{name}", ["verify", "--", USER_ID, token], 1, "not valid\n")
    usage("help_with_an_option", ["generate", "--json", "--help"], f"--help stands alone: {dashes}")
    usage("webhook_verify_help", ["webhook", "verify", "x", "--help"], f"--help stands alone: {dashes}")

    # generate, verify, diagnose
    key_file = {"env": {}, "files": {"secret": KEY}}
    add("generate", ["generate", USER_ID], 0, right[HMAC] + "\n")
    add("generate_concat", ["generate", USER_ID, "--scheme", CONCAT], 0, right[CONCAT] + "\n")
    add("generate_option_first", ["generate", f"--scheme={CONCAT}", USER_ID], 0, right[CONCAT] + "\n")
    add("generate_json", ["generate", USER_ID, "--json"], 0, as_json(token=right[HMAC], scheme=HMAC))
    add("generate_from_file", ["generate", USER_ID, "--secret-file", "secret"], 0, right[HMAC] + "\n", **key_file)
    other = {"env": {"NOTIFIZZ_AUTH_SECRET_KEY": "ANOTHER_KEY"}, "files": {"secret": KEY}}
    add("the_file_takes_precedence", ["generate", USER_ID, "--secret-file", "secret"], 0, right[HMAC] + "\n", **other)
    add("generate_dash", ["generate", "--", "-42"], 0, hashed_token(HMAC, KEY, "-42") + "\n")
    add("generate_non_ascii", ["generate", "\u7528\u6237_42"], 0, hashed_token(HMAC, KEY, "\u7528\u6237_42") + "\n")
    add("generate_spaces", ["generate", " user_42 "], 0, hashed_token(HMAC, KEY, " user_42 ") + "\n")
    refused("generate_empty_id", ["generate", ""], "EmptyUserId")
    refused("generate_empty_key", ["generate", USER_ID], "EmptyAuthSecretKey", env={"NOTIFIZZ_AUTH_SECRET_KEY": ""})
    trailing_newline = {"env": {}, "files": {"secret": KEY + "\n"}}
    refused(
        "generate_trailing_newline",
        ["generate", USER_ID, "--secret-file", "secret"],
        "AuthSecretKeyWhitespace",
        **trailing_newline,
    )
    refused("generate_unknown_scheme", ["generate", USER_ID, "--scheme", "md5"], "UnknownTokenScheme")

    add("verify_right", ["verify", USER_ID, right[HMAC]], 0, "valid\n")
    add("verify_right_concat", ["verify", USER_ID, right[CONCAT], "--scheme", CONCAT], 0, "valid\n")
    add("verify_other_scheme", ["verify", USER_ID, right[CONCAT]], 1, "not valid\n")
    add("verify_upper_case", ["verify", USER_ID, right[HMAC].upper()], 1, "not valid\n")
    add("verify_empty", ["verify", "", ""], 1, "not valid\n")
    add("verify_json", ["verify", "--json", USER_ID, right[HMAC]], 0, as_json(valid=True, scheme=HMAC))
    add("verify_json_no", ["verify", "--json", "user_43", right[HMAC]], 1, as_json(valid=False, scheme=HMAC))
    refused(
        "verify_bad_key",
        ["verify", USER_ID, "x", "--secret-file", "secret"],
        "AuthSecretKeyWhitespace",
        **trailing_newline,
    )

    def diagnosed(name: str, code: str, scheme: str | None, args: list[str], **given: dict) -> None:
        message = CAUSES[code]
        if code == "other_scheme":
            message = OTHER_SCHEME["HmacSha256" if scheme == HMAC else "Sha256Concat"]
        status = 0 if code == "correct" else 1
        fields = {"code": code, "scheme": scheme, "message": message}
        both(f"diagnose_{name}", ["diagnose", *args], status, f"{code}: {message}", fields, **given)

    diagnosed("correct", "correct", HMAC, [USER_ID, right[HMAC]])
    diagnosed("other", "other_scheme", CONCAT, [USER_ID, right[CONCAT]])
    diagnosed("other_way", "other_scheme", HMAC, [USER_ID, right[HMAC], "--scheme", CONCAT])
    diagnosed("upper", "token_upper_case", HMAC, [USER_ID, right[HMAC].upper()])
    diagnosed("unknown", "no_known_cause", None, ["user_43", right[HMAC]])
    file = ["--secret-file", "secret"]
    diagnosed("trailing_newline", "auth_secret_key_whitespace", HMAC, [USER_ID, right[HMAC], *file], **trailing_newline)
    sdk = hashed_token(HMAC, SDK_KEY, USER_ID)
    diagnosed("sdk_unknown", "no_known_cause", None, [USER_ID, sdk])
    with_sdk = {"env": {**environment, "NOTIFIZZ_SDK_SECRET_KEY": SDK_KEY}}
    diagnosed("sdk", "sdk_secret_key_used", HMAC, [USER_ID, sdk], **with_sdk)
    sdk_file = {"files": {"sdk": SDK_KEY}}
    diagnosed("sdk_file", "sdk_secret_key_used", HMAC, [USER_ID, sdk, "--sdk-secret-file", "sdk"], **sdk_file)
    email = hashed_token(HMAC, KEY, EMAIL)
    diagnosed("email", "user_email_signed", HMAC, [USER_ID, email, "--user-email", EMAIL])
    nfd = hashed_token(HMAC, KEY, "andre\u0301")
    diagnosed("unicode_form", "user_id_unicode_form", HMAC, ["andr\u00e9", nfd])
    refused("diagnose_empty_id", ["diagnose", "", "x"], "EmptyUserId")

    # Operands that begin with a dash.
    for name, token in (
        ("base64url", "-1xcnc3V2JLtlQHRactlRgai1mzf84785vsXwrrOs4o"),
        ("short_and_more", "-hxcnc3V2JLtlQHRactlRgai1mzf84785vsXwrrOs4o"),
        ("version_and_more", "-Vxcnc3V2JLtlQHRactlRgai1mzf84785vsXwrrOs4o"),
        ("short_with_value", "-h=MARKER"),
        ("two_dashes", "--xcnc3V2JLtlQHRactlRgai1mzf84785vsXwrrOs4o"),
        ("three_dashes", "---"),
        ("not_utf8", {"bytes_hex": b"-\xff".hex()}),
        ("long_not_utf8", {"bytes_hex": b"--json\xff".hex()}),
    ):
        usage(f"verify_dash_{name}", ["verify", USER_ID, token], unknown)
        usage(f"diagnose_dash_{name}", ["diagnose", USER_ID, token], unknown)
        add(f"verify_after_dashes_{name}", ["verify", "--", USER_ID, token], 1, "not valid\n")
    usage("generate_dash_without_dashes", ["generate", "-42"], unknown)
    usage("webhook_verify_dash", ["webhook", "verify", "-x"], unknown)
    usage("subscribe_dash", ["subscribe", "-1", "project_7"], unknown)
    add("generate_options_after_dashes", ["generate", "--", "--json"], 0, hashed_token(HMAC, KEY, "--json") + "\n")
    add("verify_dash_alone", ["verify", "-", "-"], 1, "not valid\n")

    # Usage errors, with their reasons.
    usage("no_command", [], "no command")
    usage("unknown_command", ["MARKER"], "unknown command")
    usage("unknown_command_not_utf8", [{"bytes_hex": b"MARKER\xff".hex()}], "unknown command")
    usage("beginning_of_a_command", ["gen", USER_ID], "unknown command")
    usage("empty_command", ["", USER_ID], "unknown command")
    usage("unknown_command_of_object", ["constructor", USER_ID], "unknown command")
    usage("webhook_alone", ["webhook"], "webhook needs sign or verify")
    usage("webhook_unknown", ["webhook", "MARKER"], "unknown command")
    usage("no_user_id", ["generate"], "generate needs a USER_ID")
    usage("no_token", ["verify", USER_ID], "verify needs a TOKEN")
    usage("diagnose_no_token", ["diagnose", USER_ID], "diagnose needs a TOKEN")
    usage("no_resource_id", ["subscribe", USER_ID], "subscribe needs a RESOURCE_ID")
    usage("no_signature", ["webhook", "verify"], "webhook verify needs a SIGNATURE")
    usage("too_many", ["generate", USER_ID, "MARKER"], "generate takes no more than USER_ID")
    usage("verify_too_many", ["verify", USER_ID, "x", "MARKER"], "verify takes no more than USER_ID and TOKEN")
    usage("fingerprint_too_many", ["fingerprint", "MARKER"], "fingerprint takes no operand")
    usage("webhook_sign_too_many", ["webhook", "sign", "a", "MARKER"], "webhook sign takes no more than FILE")
    usage("unknown_option", ["generate", USER_ID, "--MARKER"], unknown)
    usage("abbreviated_option", ["generate", USER_ID, f"--sch={HMAC}"], unknown)
    usage("option_without_value", ["generate", USER_ID, "--scheme"], "--scheme needs a value")
    usage("flag_with_value", ["generate", USER_ID, "--json=MARKER"], "--json takes no value")
    usage("flag_with_empty_value", ["generate", USER_ID, "--json="], "--json takes no value")
    usage("help_with_value", ["--help=MARKER"], "--help takes no value")
    usage(
        "diagnose_option_elsewhere", ["generate", USER_ID, "--user-email", "MARKER"], "generate takes no --user-email"
    )
    usage("webhook_scheme", ["webhook", "sign", "--scheme", "MARKER"], "webhook sign takes no --scheme")
    usage(
        "webhook_secret_elsewhere",
        ["verify", USER_ID, "x", "--webhook-secret-file=MARKER"],
        "verify takes no --webhook-secret-file",
    )
    for option in ("--secret", "--key", "--webhook-secret", "--sdk-secret-key"):
        usage(f"no_option{option}", ["diagnose", USER_ID, "x", f"{option}=MARKER"], unknown)
        usage(f"no_option{option}_apart", ["diagnose", USER_ID, "x", option, "MARKER"], unknown)

    # Secrets from files.
    no_file = "cannot be read (No such file or directory)"
    no_key = "no auth secret key: set NOTIFIZZ_AUTH_SECRET_KEY, or pass --secret-file FILE"
    no_webhook = "no webhook signing secret: set NOTIFIZZ_WEBHOOK_SIGNING_SECRET, or pass --webhook-secret-file FILE"
    webhook_env = {"env": {"NOTIFIZZ_WEBHOOK_SIGNING_SECRET": WEBHOOK_SECRET}}
    for name, args in (("generate", ["generate", USER_ID]), ("fingerprint", ["fingerprint"])):
        usage(f"{name}_no_secret", args, no_key, env={})
        usage(f"{name}_no_secret_but_others", args, no_key, **webhook_env)
    usage("webhook_no_secret", ["webhook", "sign"], no_webhook)
    usage("no_secret_file", ["generate", USER_ID, "--secret-file", "MARKER"], f"the file of --secret-file {no_file}")
    usage("empty_secret_file_name", ["generate", USER_ID, "--secret-file="], f"the file of --secret-file {no_file}")
    usage(
        "secret_folder",
        ["generate", USER_ID, "--secret-file", "."],
        "the file of --secret-file cannot be read (Is a directory)",
    )
    usage(
        "no_sdk_file",
        ["diagnose", USER_ID, "x", "--sdk-secret-file=MARKER"],
        f"the file of --sdk-secret-file {no_file}",
    )
    usage(
        "no_webhook_file",
        ["webhook", "sign", "--webhook-secret-file=MARKER"],
        f"the file of --webhook-secret-file {no_file}",
    )
    largest = big("k", 1 << 16)
    add(
        "largest_secret",
        ["generate", USER_ID, "--secret-file", "f"],
        0,
        hashed_token(HMAC, "k" * (1 << 16), USER_ID) + "\n",
        files={"f": largest},
        env={},
    )
    too_large = {"files": {"f": big("k", (1 << 16) + 1)}}
    for option, args in (
        ("--secret-file", ["fingerprint"]),
        ("--sdk-secret-file", ["diagnose", USER_ID, "x"]),
        ("--webhook-secret-file", ["webhook", "sign"]),
    ):
        usage(
            f"too_large{option}",
            [*args, option, "f"],
            f"the file of {option} is larger than 64 KiB: it must hold the secret and nothing else",
            **too_large,
        )
    refused("empty_secret_file", ["generate", USER_ID, "--secret-file", "f"], "EmptyAuthSecretKey", files={"f": ""})
    for name, text, error in (
        ("crlf", KEY + "\r\n", "AuthSecretKeyWhitespace"),
        ("bom", "\ufeff" + KEY, "AuthSecretKeyInvisibleCharacter"),
        ("nul", KEY + "\0", "AuthSecretKeyInvisibleCharacter"),
        ("quotes", f'"{KEY}"', "AuthSecretKeyQuoted"),
        ("not_utf8", {"bytes_hex": b"key\xff".hex()}, "InvalidText"),
        ("utf16", {"bytes_hex": KEY.encode("utf-16").hex()}, "InvalidText"),
    ):
        given = {"files": {"f": text}}
        for command in (["generate", USER_ID], ["verify", USER_ID, "x"], ["subscribe", "a", "b"], ["fingerprint"]):
            refused(f"secret_{name}_{command[0]}", [*command, "--secret-file", "f"], error, **given)
        webhook_error = error.replace("AuthSecretKey", "WebhookSigningSecret")
        for command in (["webhook", "sign"], ["webhook", "verify", "x"]):
            refused(
                f"secret_{name}_webhook_{command[1]}", [*command, "--webhook-secret-file", "f"], webhook_error, **given
            )
    inner = "k\u00e9 \0y"
    add(
        "secret_with_inner_characters",
        ["generate", USER_ID, "--secret-file", "f"],
        0,
        hashed_token(HMAC, inner, USER_ID) + "\n",
        files={"f": inner},
    )

    # Text that is not UTF-8.
    bad_key = {"env": {"NOTIFIZZ_AUTH_SECRET_KEY": ill_formed}}
    refused("ill_formed_id", ["generate", ill_formed], "InvalidText")
    refused("ill_formed_id_verify", ["verify", ill_formed, "x"], "InvalidText")
    add("ill_formed_token", ["verify", USER_ID, ill_formed], 1, "not valid\n")
    refused("ill_formed_token_diagnose", ["diagnose", USER_ID, ill_formed], "InvalidText")
    refused("ill_formed_email", ["diagnose", USER_ID, "x", "--user-email", ill_formed], "InvalidText")
    refused("ill_formed_scheme", ["generate", USER_ID, "--scheme", ill_formed], "UnknownTokenScheme")
    refused("ill_formed_key", ["generate", USER_ID], "InvalidText", **bad_key)
    refused(
        "ill_formed_sdk_key",
        ["diagnose", USER_ID, "x"],
        "InvalidText",
        env={**environment, "NOTIFIZZ_SDK_SECRET_KEY": ill_formed},
    )
    add(
        "ill_formed_but_not_used",
        ["generate", USER_ID, "--secret-file", "f"],
        0,
        right[HMAC] + "\n",
        files={"f": KEY},
        env={"NOTIFIZZ_AUTH_SECRET_KEY": ill_formed, "NOTIFIZZ_SDK_SECRET_KEY": ill_formed},
    )
    replacement = "user_\ufffd"
    add("replacement_character", ["generate", replacement], 0, hashed_token(HMAC, KEY, replacement) + "\n")

    # The last of two options counts.
    add("scheme_twice", ["generate", USER_ID, f"--scheme={CONCAT}", f"--scheme={HMAC}"], 0, right[HMAC] + "\n")
    refused("scheme_case", ["generate", USER_ID, "--scheme", "HMAC-SHA256"], "UnknownTokenScheme")
    refused("scheme_empty", ["generate", USER_ID, "--scheme="], "UnknownTokenScheme")

    # fingerprint, subscribe
    for scheme in (HMAC, CONCAT):
        both(
            f"fingerprint_{scheme}",
            ["fingerprint", "--scheme", scheme],
            0,
            fingerprint(KEY),
            {"fingerprint": fingerprint(KEY)},
        )
        token = hmac_sha256(KEY.encode(), b"user_42project_7")
        both(f"subscribe_{scheme}", ["subscribe", USER_ID, "project_7", "--scheme", scheme], 0, token, {"token": token})
    for key in ("sk_\u00e9", "k" * 65):
        add(
            f"fingerprint_{len(key)}",
            ["fingerprint", "--secret-file", "f"],
            0,
            fingerprint(key) + "\n",
            files={"f": key},
        )
    add(
        "subscribe_non_ascii",
        ["subscribe", "\u7528", "\u6237"],
        0,
        hmac_sha256(KEY.encode(), "\u7528\u6237".encode()) + "\n",
    )
    refused("subscribe_empty_id", ["subscribe", "", "project_7"], "EmptyUserId")
    refused("subscribe_empty_resource", ["subscribe", USER_ID, ""], "EmptyResourceId")
    refused("subscribe_ill_formed", ["subscribe", USER_ID, ill_formed], "InvalidText")

    # webhook sign, webhook verify
    payload = '{"timestamp":1764000000000,"event":"\u00e9"}'
    for name, text in (
        ("payload", payload),
        ("newline", payload + "\n"),
        ("empty", ""),
        ("bytes", {"bytes_hex": bytes(range(256)).hex()}),
        ("large", big(payload, 10000)),
    ):
        if isinstance(text, str):
            content = text.encode()
        elif "bytes_hex" in text:
            content = bytes.fromhex(text["bytes_hex"])
        else:
            content = payload.encode() * 10000
        signature = hmac_sha256(WEBHOOK_SECRET.encode(), content)
        sources = (
            ("file", ["f"], {"files": {"f": text}}),
            ("stdin", [], {"stdin": text}),
            ("dash", ["-"], {"stdin": text, "files": {"-": "not this"}}),
        )
        for source, args, source_given in sources:
            given = {**webhook_env, **source_given}
            sign, verify = ["webhook", "sign", *args], ["webhook", "verify", signature, *args]
            both(f"webhook_sign_{name}_{source}", sign, 0, signature, {"signature": signature}, **given)
            both(f"webhook_verify_{name}_{source}", verify, 0, "valid", {"valid": True}, **given)
    signature = hmac_sha256(WEBHOOK_SECRET.encode(), payload.encode())
    for name, wrong in (
        ("upper", signature.upper()),
        ("short", signature[:-1]),
        ("empty", ""),
        ("prefixed", f"sha256={signature}"),
        ("other_secret", hmac_sha256(KEY.encode(), payload.encode())),
        ("ill_formed", ill_formed),
    ):
        given = {**webhook_env, "files": {"f": payload}}
        both(f"webhook_verify_{name}", ["webhook", "verify", wrong, "f"], 1, "not valid", {"valid": False}, **given)
    given = {**webhook_env, "stdin": payload + "\n"}
    add("webhook_verify_newline_added", ["webhook", "verify", signature], 1, "not valid\n", **given)
    given = {
        "files": {"f": payload, "s": WEBHOOK_SECRET, "-": payload},
        "env": {"NOTIFIZZ_WEBHOOK_SIGNING_SECRET": "another"},
    }
    add("webhook_secret_file", ["webhook", "sign", "f", "--webhook-secret-file", "s"], 0, signature + "\n", **given)
    add(
        "webhook_file_called_dash",
        ["webhook", "sign", "--webhook-secret-file=s", "--", "-"],
        0,
        signature + "\n",
        **given,
    )
    usage("webhook_no_payload_file", ["webhook", "sign", "MARKER"], f"the payload file {no_file}", **webhook_env)
    usage(
        "webhook_payload_folder",
        ["webhook", "verify", signature, "."],
        "the payload file cannot be read (Is a directory)",
        **webhook_env,
    )
    refused(
        "webhook_empty_secret",
        ["webhook", "sign", "f"],
        "MissingWebhookSigningSecret",
        env={"NOTIFIZZ_WEBHOOK_SIGNING_SECRET": ""},
        files={"f": ""},
    )
    for source, args, given in (
        ("file", ["f"], {"files": {"f": big("x", (16 << 20) + 1)}}),
        ("stdin", [], {"stdin": big("x", (16 << 20) + 1)}),
    ):
        add(
            f"webhook_too_large_{source}",
            ["webhook", "sign", *args],
            2,
            stderr="notifizz-token: the payload is larger than 16 MiB\n",
            **webhook_env,
            **given,
        )

    # User IDs on standard input
    def tokens(scheme: str, *user_ids: str) -> str:
        return "".join(hashed_token(scheme, KEY, user_id) + "\n" for user_id in user_ids)

    ids = ["user_1", " user_2 ", "\u7528\u6237", "a\0b", "-42", "-", "--json", "\ufeffuser", "a\rb", "user_1"]
    assert not ids[0].startswith("\ufeff")
    lines = "".join(f"{user_id}\n" for user_id in ids)
    for scheme in (HMAC, CONCAT):
        add(f"lines_{scheme}", ["generate", "-", "--scheme", scheme], 0, tokens(scheme, *ids), stdin=lines)
        jsons = "".join(as_json(token=hashed_token(scheme, KEY, user_id), scheme=scheme) for user_id in ids)
        add(f"lines_{scheme}_json", ["generate", "-", "--json", "--scheme", scheme], 0, jsons, stdin=lines)
    add("lines_without_the_last_newline", ["generate", "-"], 0, tokens(HMAC, "a", "b"), stdin="a\nb")
    add("lines_one", ["generate", "-"], 0, tokens(HMAC, "a"), stdin="a")
    add("lines_none", ["generate", "-"], 0, stdin="")
    add("lines_many", ["generate", "-"], 0, big(tokens(HMAC, USER_ID), 5000), stdin=big("user_42\n", 5000))
    add("a_dash_as_an_id", ["generate", "--", "-"], 0, tokens(HMAC, "-"), stdin="user_42\n")
    longest = "x" * (1 << 16)
    add("lines_longest", ["generate", "-"], 0, tokens(HMAC, "a", longest), stdin=big("x", 1 << 16, before="a\n"))

    def rejected(name: str, text: object, line: int, reason: str, *before: str) -> None:
        stderr = f"notifizz-token: line {line}: {reason}\n"
        add(f"lines_{name}", ["generate", "-"], 2, tokens(HMAC, *before), stderr, stdin=text)

    long = "the line is longer than 64 KiB"
    carriage = (
        "the line ends with a carriage return: end lines with a line feed alone, as nothing is removed from a user ID"
    )
    mark = "the line begins with a byte order mark: save the file without it, as nothing is removed from a user ID"
    rejected("empty", "\n", 1, ERRORS["EmptyUserId"])
    rejected("empty_third", "a\nb\n\nc\n", 3, ERRORS["EmptyUserId"], "a", "b")
    rejected("crlf", "a\r\nb\r\n", 1, carriage)
    rejected("crlf_empty", "a\n\r\n", 2, carriage, "a")
    rejected("crlf_without_lf", "a\nb\r", 2, carriage, "a")
    rejected("bom", "\ufeffa\nb\n", 1, mark)
    rejected("not_utf8", {"bytes_hex": b"a\nb\xff\nc\n".hex()}, 2, ERRORS["InvalidText"], "a")
    rejected("utf16", {"bytes_hex": "a\n".encode("utf-16").hex()}, 1, ERRORS["InvalidText"])
    rejected("too_long", big("x", (1 << 16) + 1, before="a\nb\n"), 3, long, "a", "b")
    rejected("endless", big("\0", 1 << 20), 1, long)
    refused(
        "lines_bad_key",
        ["generate", "-"],
        "AuthSecretKeyQuoted",
        env={"NOTIFIZZ_AUTH_SECRET_KEY": f"'{KEY}'"},
        stdin="a\n",
    )
    refused("lines_unknown_scheme", ["generate", "-", "--scheme", "md5"], "UnknownTokenScheme", stdin="a\n")
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names)), [name for name in names if names.count(name) > 1]
    return rows


def document() -> str:
    rows = cases()
    return (
        json.dumps(
            {
                "about": "The command line of notifizz-token, the same from every package; see docs/command-line.md.",
                "generated_by": "vectors/cli.py, with CPython's hmac and hashlib",
                "how": "In an empty folder with these files, with no NOTIFIZZ_ variables but those in env, and with "
                "stdin (empty in rows without it) as standard input: run notifizz-token with args, and compare exit "
                "status, stdout and stderr. In rows with usage_error instead of stderr, stderr is 'notifizz-token: ', "
                "that reason, a newline and usage. Text is a string, {bytes_hex}, or {before, repeat, times, after} for "
                "before + repeat * times + after. No stderr contains MARKER.",
                "usage": USAGE,
                "count": len(rows),
                "cases": rows,
            },
            indent=1,
        )
        + "\n"
    )


if __name__ == "__main__":
    sys.exit(write_or_check(FILE, document()))
