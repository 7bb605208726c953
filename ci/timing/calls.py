"""Generates and verifies with clients whose key states are marked as undefined, under valgrind.

Arguments: the library of mark.c and the file of keys. Each key signs in turn, with the others as previous ones.
"""

import ctypes
import sys
from pathlib import Path

from notifizz_token import NotifizzClient

library = ctypes.CDLL(sys.argv[1])
keys = Path(sys.argv[2]).read_text(encoding="ascii").split()
utf8 = ctypes.pythonapi.PyUnicode_AsUTF8
utf8.restype = ctypes.c_void_p
utf8.argtypes = [ctypes.py_object]
library.reached.argtypes = [ctypes.c_void_p, ctypes.c_size_t]


def generate(client: NotifizzClient) -> list[str]:
    return [
        client.generate_hashed_token("user_42"),
        client.generate_subscribe_token("user_42", "project_7"),
        client.sign_dispatch_payload("{}"),
        client.widget_options("user_42", "a@example.com")["token"],
    ]


def verify(client: NotifizzClient, tokens: list[str]) -> list[bool]:
    return [
        client.verify_hashed_token("user_42", tokens[0]),
        not client.verify_hashed_token("user_43", tokens[0]),
        client.verify_subscribe_token("user_42", "project_7", tokens[1]),
        not client.verify_subscribe_token("user_4", "project_7", tokens[1]),
        client.verify_dispatch_signature("{}", tokens[2]),
        not client.verify_dispatch_signature("[]", tokens[2]),
    ]


clients = []
for scheme in ("hmac-sha256", "sha256-concat"):
    for first in range(len(keys)):
        rotated = keys[first:] + keys[:first]
        clients.append(
            NotifizzClient(
                rotated[0],
                token_scheme=scheme,
                previous_auth_secret_keys=rotated[1:],
                webhook_signing_secret=rotated,
            )
        )
expected = [generate(client) for client in clients]
# The two states of five keys and of five secrets in ten clients.
marked = library.mark()
assert marked >= 200, marked
for number, client in enumerate(clients):
    tokens = generate(client)
    for token in tokens:
        assert library.reached(utf8(token), 64) == 64
    assert tokens == expected[number]
    assert all(verify(client, tokens))
    # Those of a previous key.
    assert all(verify(client, expected[number // 5 * 5 + (number + 2) % 5]))
print(len(clients), "clients,", marked, "copies marked")
