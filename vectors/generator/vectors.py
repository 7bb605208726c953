"""The document vectors.json: the answers of every function of the API."""

from .diagnoses import diagnoses
from .errors import errors
from .hashed_tokens import hashed_tokens, rfc4231
from .other_values import dispatch_signatures, key_fingerprints, subscribe_tokens
from .rejected_tokens import rejected_tokens

DESCRIPTION = {
    "about": "Test vectors of notifizz-token, read by the tests of every language.",
    "generated_by": "vectors/generate.py, with CPython's hmac and hashlib",
    "also_confirmed_by": {
        "known_answer_*": "the vendor's PHP SDK 1.2.0 (sha256-concat) and PHP 8.2's hash_hmac (hmac-sha256)",
        "rfc4231": "RFC 4231, section 4",
    },
    "text": "Text is JSON text, used as its UTF-8 bytes. Text that has no UTF-8 form stands as "
    "{utf16_hex, bytes_hex} instead: its UTF-16 code units (big-endian) for languages whose strings "
    "hold those, and bytes that are not UTF-8 for languages whose strings hold bytes.",
    "counts": "How many entries each section has. A suite must run them all and compare.",
    "sections": {
        "hashed_tokens": "generate_hashed_token(user_id) is tokens[scheme], and verifies under that scheme only.",
        "subscribe_tokens": "generate_subscribe_token(subscriber_id, resource_id) is token, under either scheme.",
        "dispatch_signatures": "sign_dispatch_payload(payload) is signature, on a client with that webhook_signing_secret.",
        "key_fingerprints": "key_fingerprint of a client with that auth_secret_key, under either scheme.",
        "rejected_tokens": "verify_hashed_token(user_id, token) is false; why says what the token is.",
        "errors": "call fails with error, a stable code. new builds a client from auth_secret_key, token_scheme and "
        "webhook_signing_secret; any other call is made on such a client with the given arguments, where api_key of "
        "widget_options is the Front API Key.",
        "diagnoses": "diagnose finds code and scheme, the scheme that the token was made under or null. Rows with unicode "
        "true need Unicode tables for case or normalisation, which the C library leaves out (it finds no_known_cause).",
        "rfc4231": "HMAC-SHA256 over bytes, as hex. Cases 1 to 7 of RFC 4231 with a full tag.",
    },
}


def document() -> dict:
    sections = {
        "hashed_tokens": hashed_tokens(),
        "subscribe_tokens": subscribe_tokens(),
        "dispatch_signatures": dispatch_signatures(),
        "key_fingerprints": key_fingerprints(),
        "rejected_tokens": rejected_tokens(),
        "errors": errors(),
        "diagnoses": diagnoses(),
        "rfc4231": rfc4231(),
    }
    assert DESCRIPTION["sections"].keys() == sections.keys()
    return {**DESCRIPTION, "counts": {name: len(rows) for name, rows in sections.items()}, **sections}
