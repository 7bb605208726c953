"""Generates and verifies Notifizz hashed tokens. Unofficial, independent project.

>>> from notifizz_token import NotifizzClient
>>> client = NotifizzClient("YOUR_AUTH_SECRET_KEY")
>>> token = client.generate_hashed_token("user_42")
>>> client.verify_hashed_token("user_42", token)
True

NotifizzClient      generates and verifies tokens, and receives dispatch webhooks
DispatchReceiver    only receives dispatch webhooks
diagnose, diagnose_dispatch
                    name the mistake that a token or a dispatch signature was computed with
NotifizzTokenError  what all of them raise, with a stable .code
notifizz_token.django, .flask, .fastapi, .starlette
                    the widget options in a page or from a view, and a view for webhooks
"""

from ._native import Diagnosis, DispatchReceiver, NotifizzClient, __version__, diagnose, diagnose_dispatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import DispatchEvent, TokenScheme, WidgetOptions

__all__ = [
    "Diagnosis",
    "DispatchEvent",
    "DispatchReceiver",
    "NotifizzClient",
    "NotifizzTokenError",
    "TokenScheme",
    "WidgetOptions",
    "__version__",
    "diagnose",
    "diagnose_dispatch",
]


class NotifizzTokenError(ValueError):
    """An input was rejected. str() says what to do and never contains any part of the input.

    code is stable, the same in every language, and meant to be compared:

    "empty_auth_secret_key"                       or None: is the environment variable set?
    "auth_secret_key_whitespace"                  it begins or ends with whitespace
    "auth_secret_key_invisible_character"         or with a byte order mark or the like
    "auth_secret_key_quoted"                      it is in quotes
    "empty_user_id"                               or subscriber ID
    "empty_resource_id"
    "empty_user_email"                            or whitespace alone
    "empty_front_api_key"
    "front_api_key_is_secret"                     it is the Auth Secret Key
    "invalid_text"                                a lone surrogate
    "unknown_token_scheme"
    "missing_webhook_signing_secret"              empty, or the client was created without it
    "webhook_signing_secret_whitespace"           as for the Auth Secret Key
    "webhook_signing_secret_invisible_character"
    "webhook_signing_secret_quoted"

    Of a dispatch webhook that was received:

    "dispatch_body_malformed"                     no JSON object with the texts payload and signature
    "dispatch_signature_mismatch"
    "dispatch_timestamp_missing"                  the payload has no finite number as its timestamp
    "dispatch_timestamp_out_of_tolerance"         it is too old, or too far in the future
    """

    code: str

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message, code)
        self.code = code

    def __str__(self) -> str:
        return str(self.args[0])


if not TYPE_CHECKING:  # a type checker would take every name for an attribute

    def __getattr__(name: str) -> object:
        # Only type checkers and annotations need these, and they would double the time to import.
        if name in ("DispatchEvent", "TokenScheme", "WidgetOptions"):
            from . import _types

            value = globals()[name] = getattr(_types, name)
            return value
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
