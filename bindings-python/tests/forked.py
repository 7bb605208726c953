"""A WSGI app for gunicorn --preload: its client is made, and used, before the workers are forked."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from common import KEY, TOKEN
from notifizz_token import NotifizzClient

client = NotifizzClient(KEY)
assert client.generate_hashed_token("user_42") == TOKEN
Path(os.environ["PARENT_PID_FILE"]).write_text(str(os.getpid()), encoding="ascii")


def app(environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
    token = client.generate_hashed_token(environ["PATH_INFO"].removeprefix("/"))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(token)))])
    environ["wsgi.errors"].write(f"served by {os.getpid()}\n")
    return [token.encode()]
