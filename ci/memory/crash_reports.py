"""Sends crash reports with the local variables of all frames, as Sentry's client does, but to files here.

The secrets are in the settings of Django and of Flask, and in a client. Prints the number of events.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import django
import flask
import notifizz_token.django
import sentry_sdk
from django.conf import settings
from django.test import RequestFactory, override_settings
from notifizz_token import NotifizzClient, diagnose
from notifizz_token.django import dispatch_view
from notifizz_token.flask import Notifizz
from sentry_sdk.scrubber import EventScrubber
from sentry_sdk.transport import Transport

USER = SimpleNamespace(id=42, pk=42, email="alice@example.com", is_authenticated=True)
SECRETS = ["".join(chr(ord(character) ^ 1) for character in masked) for masked in sys.argv[1:]]
events: list[bytes] = []


class ToMemory(Transport):
    def capture_envelope(self, envelope: sentry_sdk.envelope.Envelope) -> None:
        events.append(envelope.serialize())


def only_ours(event: dict, _: object) -> dict:
    """Leaves out this program's own frames, which have the settings, and those of Django's test tools."""
    for error in event["exception"]["values"]:
        frames = error["stacktrace"]["frames"]
        frames[:] = [
            frame
            for frame in frames
            if frame["module"].startswith("notifizz_token") or frame["function"] == "show_the_key"
        ]
    return event


def report(call: Callable[[], object]) -> None:
    try:
        call()
    except Exception as error:  # noqa: BLE001
        sentry_sdk.capture_exception(error)


def fail(_: object) -> str:
    raise RuntimeError("the hook fails")


def show_the_key() -> None:
    text = SECRETS[0]
    raise RuntimeError(len(text))


def in_django(**changed: object) -> object:
    request = RequestFactory().post("/", "{}", content_type="application/json")
    request.user = USER
    with override_settings(**{**CONFIG, **changed}):
        return notifizz_token.django.widget_options(request), dispatch_view(fail)(request)


def in_flask(**changed: object) -> object:
    app = flask.Flask(__name__)
    app.config.update(CONFIG | changed)
    extension = Notifizz(app)
    extension.get_user(lambda: USER)
    with app.test_request_context("/", method="POST", data="{}"):
        return extension.widget_options()


# Nothing is left out because of its name.
scrubber = EventScrubber(denylist=[], pii_denylist=[])
options = {"transport": ToMemory, "before_send": only_ours, "event_scrubber": scrubber, "send_default_pii": True}
sentry_sdk.init("https://public@sentry.invalid/1", **options)
KEY, CONFIG = "NOTIFIZZ_AUTH_SECRET_KEY", {"NOTIFIZZ_AUTH_SECRET_KEY": SECRETS[0]}
CONFIG["NOTIFIZZ_WEBHOOK_SIGNING_SECRET"] = SECRETS[2]
settings.configure(INSTALLED_APPS=["notifizz_token.django"])
django.setup()
wrong = [
    {"NOTIFIZZ_GET_USER_ID": fail},
    {"NOTIFIZZ_GET_USER_EMAIL": fail},
    {"NOTIFIZZ_TOKEN_SCHEME": "md5"},
    {"NOTIFIZZ_FRONT_API_KEY": SECRETS[0]},
    {"NOTIFIZZ_PREVIOUS_AUTH_SECRET_KEYS": [SECRETS[1], ""]},
    {"NOTIFIZZ_WEBHOOK_SIGNING_SECRET": SECRETS[2] + "\n"},
    {KEY: SECRETS[0] + "\n"},
    {KEY: SECRETS[0].encode()},
]
for site in (in_django, in_flask):
    for changed in wrong:
        report(lambda site=site, changed=changed: site(**changed))
client = NotifizzClient(SECRETS[0], previous_auth_secret_keys=[SECRETS[1]], webhook_signing_secret=SECRETS[2])
report(lambda: client.generate_hashed_token(""))
report(lambda: client.widget_options("user_42", "alice@example.com", api_key=SECRETS[0]))
report(lambda: NotifizzClient(SECRETS[0] + "\n", client))
report(lambda: diagnose(token="", user_id="", auth_secret_key=SECRETS[0]))
Path("events.json").write_bytes(b"\n".join(events))
print(len(events))
report(show_the_key)
Path("kept.json").write_bytes(events[-1])
