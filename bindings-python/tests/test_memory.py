"""Searches the memory of a process for what it keeps of a key, from outside, in /proc/PID/mem."""

import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from common import environment

KEY = "MEMORY-MARKER-0123456789-abcdefghijklmnopqrstuvwxyz"
WEBHOOK_SECRET = "MEMORY-WEBHOOK-MARKER-0123456789"

# The first 32 bits of the fractional parts of the cube roots and square roots of primes: FIPS 180-4.
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


def compress(block: bytes) -> list[int]:
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
    return [(old + new) & 0xFFFFFFFF for old, new in zip(INITIAL, (a, b, c, d, e, f, g, h), strict=True)]


def traces(secret: str) -> dict[str, bytes]:
    """HMAC's two key states, from which tokens can be computed, and the blocks that they hash.

    The states are in halves, in the order of FIPS 180-4 and in that of x86's SHA instructions.
    """
    parts = {}
    for pad, name in ((0x36, "inner"), (0x5C, "outer")):
        block = bytes(byte ^ pad for byte in secret.encode().ljust(64, b"\0"))
        a, b, c, d, e, f, g, h = compress(block)
        parts[f"{name} abcd"] = struct.pack("=4I", a, b, c, d)
        parts[f"{name} efgh"] = struct.pack("=4I", e, f, g, h)
        parts[f"{name} feba"] = struct.pack("=4I", f, e, b, a)
        parts[f"{name} hgdc"] = struct.pack("=4I", h, g, d, c)
        parts[f"{name} block"] = block[:16]
    return parts


def memory(pid: int) -> Iterator[bytes]:
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as file:
        for line in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines():
            addresses, access = line.split()[:2]
            if access.startswith("rw"):
                start, end = (int(address, 16) for address in addresses.split("-"))
                file.seek(start)
                yield file.read(end - start)


CHILD = """\
import gc, sys, notifizz_token
def step(name):
    sys.stdout.write(name + "\\n")
    sys.stdout.flush()
    sys.stdin.readline()
scheme, key, webhook_secret = sys.argv[1:]
step("before")
client = notifizz_token.NotifizzClient(key, token_scheme=scheme, webhook_signing_secret=webhook_secret)
step("living")
token = client.generate_hashed_token("user_42")
client.verify_hashed_token("user_42", token)
client.verify_subscribe_token("user_42", "project_7", client.generate_subscribe_token("user_42", "project_7"))
client.verify_dispatch_signature("{}", client.sign_dispatch_payload(b"{}"))
client.widget_options("user_42", "alice@example.com", api_key="FRONT_KEY")
repr(client)
del client
gc.collect()
step("gone")
try:
    notifizz_token.NotifizzClient(key, token_scheme=scheme, webhook_signing_secret=webhook_secret + "\\t")
except ValueError:
    step("rejected")
"""


def search(scheme: str) -> dict[str, Counter[str]]:
    """How often each part of a secret is in the memory of a process, step by step."""
    parts = {f"key {name}": part for name, part in traces(KEY).items()}
    parts |= {f"webhook {name}": part for name, part in traces(WEBHOOK_SECRET).items()}
    # Only the end of it, because free() overwrites the beginning of a block.
    parts["key"] = KEY[-24:].encode()
    command = [sys.executable, "-c", CHILD, scheme, KEY, WEBHOOK_SECRET]
    steps: dict[str, Counter[str]] = {}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
    ) as child:
        stdin, stdout = child.stdin, child.stdout
        assert stdin is not None
        assert stdout is not None
        for name in stdout:
            counts: Counter[str] = Counter()
            for region in memory(child.pid):
                counts.update({part: region.count(content) for part, content in parts.items()})
            steps[name.strip()] = +counts
            stdin.write("go\n")
            stdin.flush()
    return steps


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: reads /proc/PID/mem")
@pytest.mark.parametrize("scheme", ["hmac-sha256", "sha256-concat"])
def test_nothing_of_a_secret_outlives_its_client(scheme: str) -> None:
    steps = search(scheme)
    assert list(steps) == ["before", "living", "gone", "rejected"]
    living = steps["living"]
    before = Counter({"key": steps["before"]["key"]})
    # Python's own copies stay: the argument, and the str with its content.
    assert steps["before"] == before
    assert before["key"] > 0
    # A control: the search finds the states of a living client.
    for secret in ("key", "webhook"):
        for state in ("inner", "outer"):
            kept = [living[f"{secret} {state} {half}"] for half in ("abcd", "efgh", "feba", "hgdc")]
            assert sum(kept) == 2, kept
    # Only sha256-concat needs the key itself.
    assert living["key"] - before["key"] == (scheme == "sha256-concat")
    assert steps["gone"] == before
    assert steps["rejected"] == before
