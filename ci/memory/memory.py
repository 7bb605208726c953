"""Has secrets, wipes its own copies of them, and waits at each step for a search of its memory."""

import base64
import ctypes
import gc
import hashlib
import struct
import sys
from pathlib import Path

import notifizz_token
from notifizz_token import NotifizzClient

sys.path.append(str(Path(__file__).resolve().parents[2] / "vectors"))

from generator.key_states import compress


def unmask(masked: str) -> str:
    # Only the result has more than one character of the secret.
    return "".join(chr(ord(character) ^ 1) for character in masked)


def wipe(text: str) -> None:
    # The characters of a str in ASCII are at its end, before a NUL.
    ctypes.memset(id(text) + sys.getsizeof(text) - len(text) - 1, 0, len(text))


def step(name: str) -> None:
    print(name, flush=True)
    sys.stdin.readline()


def use(scheme: str) -> NotifizzClient:
    key, previous, webhook = secrets = [unmask(masked) for masked in sys.argv[1:]]
    options = {"token_scheme": scheme, "previous_auth_secret_keys": [previous], "webhook_signing_secret": [webhook]}
    client = NotifizzClient(key, **options)
    token = client.generate_hashed_token("user_42")
    client.verify_hashed_token("user_42", token)
    client.verify_subscribe_token("user_42", "project_7", client.generate_subscribe_token("user_42", "project_7"))
    client.verify_dispatch_signature("{}", client.sign_dispatch_payload("{}"))
    client.widget_options("user_42", "alice@example.com", api_key="FRONT_KEY")
    notifizz_token.diagnose(token=token, user_id="user_43", auth_secret_key=key, sdk_secret_key=previous)
    notifizz_token.diagnose_dispatch(payload="{}", signature=token, webhook_signing_secret=webhook)
    # Secrets in the place of something else, which are causes.
    notifizz_token.diagnose(token=previous, user_id=webhook, auth_secret_key=key, user_email=previous)
    notifizz_token.diagnose_dispatch(payload=key, signature=previous, webhook_signing_secret=webhook)
    secrets.append(rejected := unmask(sys.argv[3] + "\b"))
    for call in (
        lambda: NotifizzClient(key, **{**options, "webhook_signing_secret": [webhook, rejected]}),
        lambda: client.widget_options("user_42", "alice@example.com", api_key=key),
        lambda: client.receive_dispatch('{"payload": "{}", "signature": ""}'),
    ):
        try:
            call()
        except ValueError:
            continue
        raise AssertionError("it was accepted")
    for secret in secrets:
        wipe(secret)
    return client


step("before")
clients = [use("hmac-sha256"), use("sha256-concat")]
step("living")
clients.clear()
gc.collect()
step("gone")
# All that the search looks for, from CPython's own modules and the generator of the test vectors.
kept = []
for number, secret in enumerate(unmask(masked).encode() for masked in sys.argv[1:]):
    key = hashlib.sha256(secret).digest() if len(secret) > 64 else secret
    blocks = [bytes(byte ^ pad for byte in key.ljust(64, b"\0")) for pad in (0x36, 0x5C)]
    states = [struct.pack("=8I", *struct.unpack(">8I", compress(block))) for block in blocks]
    text = [secret.decode().encode(encoding) for encoding in ("utf-16-le", "utf-16-be")]
    kept += [secret, key, *blocks, *states, *text, secret.hex().upper(), base64.b64encode(bytes(number) + secret)]
step("kept: UTF-16, base64, hash, hex, inner block, inner state, outer block, outer state, text")
