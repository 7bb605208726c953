#!/usr/bin/env python3
"""Random cases for core/tests/differential.rs, with the answers of CPython's hmac and hashlib.

    python3 vectors/differential.py CASES [SEED]

A case is five texts or byte strings of 0 to 300 bytes and five digests, each with its length as
two bytes, little-endian, in front: auth secret key (bytes), user ID (text), resource ID (text),
webhook signing secret (bytes), payload (bytes); then the HMAC and the concatenated hashed token,
the subscribe token, the dispatch signature and the key's HMAC of the fingerprint message, raw.
"""

import hashlib
import random
import sys
from hmac import digest

MAXIMUM = 300


def text_pool(rng: random.Random) -> str:
    """Characters of one to four bytes, unassigned ones too, without surrogates."""
    ranges = ((0x00, 0x7F), (0x80, 0x7FF), (0x800, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF))
    return "".join(chr(rng.randint(*rng.choice(ranges))) for _ in range(1 << 16))


def main() -> None:
    cases = int(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().getrandbits(32)
    print(f"differential.py: {cases} cases, seed {seed}", file=sys.stderr)
    rng = random.Random(seed)
    pool, raw = text_pool(rng), rng.randbytes(1 << 20)
    sha256, write = hashlib.sha256, sys.stdout.buffer.write

    def some_bytes() -> bytes:
        start = rng.randrange(len(raw) - MAXIMUM)
        return raw[start : start + rng.randrange(MAXIMUM + 1)]

    def some_text() -> bytes:
        start = rng.randrange(len(pool) - MAXIMUM)
        encoded = pool[start : start + MAXIMUM].encode()[: rng.randrange(MAXIMUM + 1)]
        # A cut may have gone through a character: drop its beginning.
        return encoded.decode("utf-8", "ignore").encode()

    for _ in range(cases):
        key, user_id, resource, secret, payload = some_bytes(), some_text(), some_text(), some_bytes(), some_bytes()
        fields = (
            key,
            user_id,
            resource,
            secret,
            payload,
            digest(key, user_id, "sha256"),
            sha256(user_id + key).digest(),
            digest(key, user_id + resource, "sha256"),
            digest(secret, payload, "sha256"),
            digest(key, b"notifizz-token key fingerprint v1", "sha256"),
        )
        write(b"".join(len(field).to_bytes(2, "little") + field for field in fields))


if __name__ == "__main__":
    main()
