"""The document key_states.json: what HMAC keeps of a key, for tests that search memory for it."""

import hashlib
import struct

KEY, WEBHOOK_SECRET = "MEMORY-MARKER-0123456789-abcdefghijklmnopqrstuvwxyz", "MEMORY-WEBHOOK-MARKER-0123456789"
DESCRIPTION = {
    "about": "The two states of HMAC-SHA256 for a key, in hex, from which tokens can be computed.",
    "generated_by": "vectors/generate.py, after FIPS 180-4, checked against CPython's hashlib",
}
# Whose roots' fractional parts are the constants of FIPS 180-4.
PRIMES = [n for n in range(2, 312) if all(n % divisor for divisor in range(2, n))]


def root_bits(n: int, degree: int) -> int:
    """The first 32 bits after the point of the square or cube root, exactly."""
    low, high = 0, n << 32
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= n << 32 * degree else (low, middle)
    return low & 0xFFFFFFFF


ROUNDS = [root_bits(prime, 3) for prime in PRIMES]
INITIAL = [root_bits(prime, 2) for prime in PRIMES[:8]]


def compress(block: bytes) -> bytes:
    """The state of SHA-256 after one block, which hashlib does not show."""

    def rotate(word: int, bits: int) -> int:
        return (word >> bits | word << 32 - bits) & 0xFFFFFFFF

    words = list(struct.unpack(">16I", block))
    for n in range(16, 64):
        x, y = words[n - 15], words[n - 2]
        s0 = rotate(x, 7) ^ rotate(x, 18) ^ x >> 3
        s1 = rotate(y, 17) ^ rotate(y, 19) ^ y >> 10
        words.append((words[n - 16] + s0 + words[n - 7] + s1) & 0xFFFFFFFF)
    a, b, c, d, e, f, g, h = INITIAL
    for constant, word in zip(ROUNDS, words, strict=True):
        s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
        t1 = h + s1 + (e & f ^ ~e & g) + constant + word
        s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
        t2 = s0 + (a & b ^ a & c ^ b & c)
        a, b, c, d, e, f, g, h = (t1 + t2) & 0xFFFFFFFF, a, b, c, (d + t1) & 0xFFFFFFFF, e, f, g
    state = zip(INITIAL, (a, b, c, d, e, f, g, h), strict=True)
    return struct.pack(">8I", *((old + new) & 0xFFFFFFFF for old, new in state))


def padded(key: str, pad: int) -> bytes:
    return bytes(byte ^ pad for byte in key.encode().ljust(64, b"\0"))


def document() -> dict:
    assert compress(b"\x80".ljust(64, b"\0")) == hashlib.sha256().digest()
    pads = {"inner": 0x36, "outer": 0x5C}
    states = [
        {"key": key, **{name: compress(padded(key, pad)).hex() for name, pad in pads.items()}}
        for key in (KEY, WEBHOOK_SECRET)
    ]
    return {**DESCRIPTION, "states": states}
