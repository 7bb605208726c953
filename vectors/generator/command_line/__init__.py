"""The document cli.json: what the command line `notifizz-token` prints, whichever package it comes from."""

from . import lines, secrets, tokens, usage, webhooks
from .row import USAGE

HOW = (
    "In an empty folder with these files, with no NOTIFIZZ_ variables but those in env, and with "
    "stdin (empty in rows without it) as standard input: run notifizz-token with args, and compare exit "
    "status, stdout and stderr. In rows with usage_error instead of stderr, stderr is 'notifizz-token: ', "
    "that reason, a newline and usage. Text is a string, {bytes_hex}, or {before, repeat, times, after} for "
    "before + repeat * times + after. No stderr contains MARKER."
)

SECTIONS = (
    usage.help_and_version,
    tokens.generate,
    tokens.verify,
    tokens.diagnose,
    usage.operands_with_a_dash,
    usage.usage_errors,
    secrets.missing,
    secrets.sizes,
    secrets.rejected_secrets,
    secrets.ill_formed_text,
    usage.options,
    tokens.without_a_user_id,
    webhooks.payloads,
    webhooks.wrong_signatures,
    webhooks.files,
    webhooks.errors,
    webhooks.bodies,
    webhooks.diagnoses,
    lines.accepted,
    lines.rejected_lines,
)


def document() -> dict:
    rows = [row for section in SECTIONS for row in section()]
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names)), [name for name in names if names.count(name) > 1]
    return {
        "about": "The command line of notifizz-token, the same from every package; see docs/command-line.md.",
        "generated_by": "vectors/generate.py, with CPython's hmac and hashlib",
        "how": HOW,
        "usage": USAGE,
        "count": len(rows),
        "cases": rows,
    }
