"""Prints what each call does with text for which memory does not suffice, and whether the client still works."""

import resource
from collections.abc import Callable
from pathlib import Path

from notifizz_token import NotifizzClient, NotifizzTokenError, diagnose

client = NotifizzClient("key", webhook_signing_secret="secret")
token = client.generate_hashed_token("user_42")
text = "\xe9" * 2**26
plain = '{"payload": "' + "a" * 2**26 + '", "signature": ""}'
escaped = '{"payload": "' + "\\n" * 2**25 + '", "signature": ""}'
named = '{"' + "\\n" * 2**25 + '": 1}'
used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 2**25, resource.RLIM_INFINITY))

calls: list[Callable[[], object]] = [
    lambda: client.generate_hashed_token(text),
    lambda: client.generate_subscribe_token("user_42", text),
    lambda: client.sign_dispatch_payload(text),
    lambda: client.widget_options(text, "alice@example.com"),
    lambda: client.widget_options("user_42", text),
    lambda: NotifizzClient(text),
    lambda: NotifizzClient("key", webhook_signing_secret=text),
    lambda: diagnose(token=token, user_id=text, auth_secret_key="key"),
    lambda: client.verify_hashed_token(text, token),
    lambda: client.verify_dispatch_signature(text, token),
    lambda: client.receive_dispatch(text),
    lambda: client.receive_dispatch(plain),
    lambda: client.receive_dispatch(escaped),
    lambda: client.receive_dispatch(named),
    lambda: client.generate_hashed_token("user_42") == token,
]
for call in calls:
    try:
        print(call())
    except NotifizzTokenError as error:
        print(error.code)
    except MemoryError:
        print("MemoryError")
