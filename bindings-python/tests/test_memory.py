"""Searches the memory of a process for what it keeps of a key, from outside, in /proc/PID/mem."""

import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from common import environment, load

STATES = load("key_states.json")["states"]
KEY, WEBHOOK_SECRET = (state["key"] for state in STATES)


def traces(name: str, state: dict[str, str]) -> dict[str, bytes]:
    """HMAC's two key states, from which tokens can be computed, and the blocks that they hash.

    The states are in halves, in the order of FIPS 180-4 and in that of x86's SHA instructions.
    """
    parts = {}
    for pad, kind in ((0x36, "inner"), (0x5C, "outer")):
        a, b, c, d, e, f, g, h = struct.unpack(">8I", bytes.fromhex(state[kind]))
        for order, words in (
            ("abcd", (a, b, c, d)),
            ("efgh", (e, f, g, h)),
            ("feba", (f, e, b, a)),
            ("hgdc", (h, g, d, c)),
        ):
            parts[f"{name} {kind} {order}"] = struct.pack("=4I", *words)
        parts[f"{name} {kind} block"] = bytes(byte ^ pad for byte in state["key"].encode()[:16])
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
# So many that a vector of them would have to grow, and leave copies where it was.
secrets = {"webhook_signing_secret": ["new", webhook_secret, *"abcdefgh"], "previous_auth_secret_keys": [key, *"abcdefgh"]}
client = notifizz_token.NotifizzClient("new", token_scheme=scheme, **secrets)
step("living")
token = client.generate_hashed_token("user_42")
client.verify_hashed_token("user_42", token)
client.verify_subscribe_token("user_42", "project_7", client.generate_subscribe_token("user_42", "project_7"))
client.verify_dispatch_signature("{}", client.sign_dispatch_payload(b"{}"))
client.widget_options("user_42", "alice@example.com", api_key="FRONT_KEY")
try:
    client.receive_dispatch('{"payload": "", "signature": ""}')
except ValueError:
    repr(client)
del client
gc.collect()
step("gone")
try:
    secrets["webhook_signing_secret"].append("\\t")
    notifizz_token.NotifizzClient(key, token_scheme=scheme, **secrets)
except ValueError:
    step("rejected")
"""


def search(scheme: str) -> dict[str, Counter[str]]:
    """How often each part of a secret is in the memory of a process, step by step."""
    parts = traces("key", STATES[0]) | traces("webhook", STATES[1])
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
