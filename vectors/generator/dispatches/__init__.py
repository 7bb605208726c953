"""The document dispatches.json: bodies of dispatch webhooks, and what receiving each of them gives."""

from ..samples import WEBHOOK_SECRET
from . import bodies, diagnoses, parity, timestamps
from .body import NOW, TOLERANCE

DESCRIPTION = {
    "about": "Bodies of dispatch webhooks, read by the tests of every language that receives them.",
    "generated_by": "vectors/generate.py, with CPython's hmac, json and arithmetic",
    "also_confirmed_by": {"parity": "PHP 8.2's json_decode, hash_hmac and hash_equals"},
    "values": "A JSON text is that text in UTF-8. {bytes_hex} is bytes that are no text. {before, repeat, times, after} is "
    "before + repeat * times + after. Times are milliseconds since 1970, and now_ms and tolerance_ms those of the "
    "document where a row has none.",
    "counts": "How many rows each section has. A suite must run them all and compare.",
    "sections": {
        "bodies": "Receiving body at now_ms with tolerance_ms gives the event that payload spells as JSON, or error.",
        "parity": "The vendor's PHP SDK accepts body at now_ms, or does not: hash_hmac, and a numeric timestamp within five "
        "minutes.",
        "timestamps": "check_dispatch_timestamp gives error, or null for none. A timestamp_ms of null is one that is missing "
        "or no number; {special} is nan, infinity or -infinity.",
        "diagnoses": "diagnose_dispatch of payload, signature and webhook_signing_secret finds code.",
    },
}


def document() -> dict:
    sections = {
        "bodies": list(bodies.rows()),
        "parity": list(parity.rows()),
        "timestamps": list(timestamps.rows()),
        "diagnoses": list(diagnoses.rows()),
    }
    assert DESCRIPTION["sections"].keys() == sections.keys()
    for name, rows in sections.items():
        names = [row["name"] for row in rows]
        assert len(names) == len(set(names)), (name, [name for name in names if names.count(name) > 1])
    given = {"webhook_signing_secret": WEBHOOK_SECRET, "now_ms": NOW, "tolerance_ms": TOLERANCE}
    return {**DESCRIPTION, "counts": {name: len(rows) for name, rows in sections.items()}, **given, **sections}
