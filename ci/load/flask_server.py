"""Flask, for load.py."""

import os
from types import SimpleNamespace
from typing import Any

from flask import Flask, request
from notifizz_token.flask import Notifizz, dispatch_view

app = Flask(__name__)
for name in ("AUTH_SECRET_KEY", "FRONT_API_KEY", "WEBHOOK_SIGNING_SECRET"):
    app.config[f"NOTIFIZZ_{name}"] = os.environ[f"NOTIFIZZ_{name}"]
notifizz = Notifizz(app)


@notifizz.get_user
def user() -> SimpleNamespace | None:
    user_id = request.headers.get("X-User")
    return None if user_id is None else SimpleNamespace(id=user_id, email=f"{user_id}@example.com")


@app.post("/notifizz/webhook")
@dispatch_view
def webhook(_event: dict[str, Any]) -> None:
    pass
