"""The document hostile.json: inputs that no developer means to pass, with the documented answer for each."""

from . import clients, dispatches, tokens, user_ids, widgets
from .row import ALL, KEY, WEBHOOK_SECRET

DESCRIPTION = {
    "about": "Hostile inputs of notifizz-token, with the documented answer for each.",
    "generated_by": "vectors/generate.py, with CPython's hmac and hashlib",
    "calls": "Each row is one call with the named arguments. All but new are made on a client of auth_secret_key, "
    "webhook_signing_secret and the row's token_scheme. A language runs the rows whose languages name it.",
    "values": "A JSON text is that text. {utf16_hex, bytes_hex} is ill-formed text, as in vectors.json, which no value of "
    "Swift's type for text holds. {before, repeat, "
    "times, after} is before + repeat * times + after. {special, text} is a value that is no ordinary text: absent "
    "(None, undefined, nil, null, NULL), null, integer (42), float (42.5), nan, boolean (true), list ([text]), map "
    "({a: text}), bytes (text's UTF-8 bytes in the type for bytes), raw_bytes (the bytes that bytes_hex spells), uuid, "
    "object, object_that_throws and object_that_lies (when they are converted; the lie is text), text_subclass (a "
    "subclass of the type for text with the content text, whose conversions lie or throw), text_object, proxy "
    "(whose traps throw), revoked_proxy, symbol, bigint, function.",
    "answers": "{is} is what a verify function returns, {token} what a generate or sign function returns or what stands "
    "as token in the widget options, {ok} a call that succeeds, {error} the stable code of this project's error, "
    "{type_error} the language's own error for a wrong type.",
    "growth_bytes": "By how much less than this the call may raise the peak memory of the process, beyond the arguments.",
    "prototype": "Properties that Object.prototype has during the call.",
    "counts": "How many rows each language has. A suite must run them all and compare.",
}


def document() -> dict:
    rows = [row for section in (tokens, user_ids, dispatches, clients, widgets) for row in section.rows()]
    names = [(row["name"], row["token_scheme"], language) for row in rows for language in row["languages"]]
    assert len(names) == len(set(names)), [name for name in names if names.count(name) > 1][:3]
    counts = {language: sum(language in row["languages"] for row in rows) for language in ALL}
    secrets = {"auth_secret_key": KEY, "webhook_signing_secret": WEBHOOK_SECRET}
    return {**DESCRIPTION, "counts": counts, **secrets, "rows": rows}
