"""Hashed tokens and MACs as CPython's hmac and hashlib compute them."""

import hashlib
import hmac

HMAC, CONCAT = "hmac-sha256", "sha256-concat"
SCHEMES = (HMAC, CONCAT)


def hmac_sha256(key: bytes, message: bytes) -> str:
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def hashed_token_of_bytes(scheme: str, key: bytes, user_id: bytes) -> str:
    if scheme == HMAC:
        return hmac_sha256(key, user_id)
    return hashlib.sha256(user_id + key).hexdigest()


def hashed_token(scheme: str, key: str, user_id: str) -> str:
    return hashed_token_of_bytes(scheme, key.encode(), user_id.encode())


def key_fingerprint(key: str) -> str:
    return hmac_sha256(key.encode(), b"notifizz-token key fingerprint v1")[:8]


def other_scheme(scheme: str) -> str:
    return CONCAT if scheme == HMAC else HMAC
