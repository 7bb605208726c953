"""Generates and verifies Notifizz hashed tokens. Unofficial, independent project.

>>> from notifizz_token import NotifizzClient
>>> client = NotifizzClient("YOUR_AUTH_SECRET_KEY")
>>> token = client.generate_hashed_token("user_42")
>>> client.verify_hashed_token("user_42", token)
True

NotifizzClient      generates and verifies tokens
diagnose            names the mistake that a token was computed with
NotifizzTokenError  what both raise, with a stable .code
notifizz_token.django, notifizz_token.flask
                    the widget options in a page or from a view
"""

from ._native import Diagnosis, NotifizzClient, __version__, diagnose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import TokenScheme, WidgetOptions

__all__ = [
    "Diagnosis",
    "NotifizzClient",
    "NotifizzTokenError",
    "TokenScheme",
    "WidgetOptions",
    "__version__",
    "diagnose",
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
        if name in ("TokenScheme", "WidgetOptions"):
            from . import _types

            value = globals()[name] = getattr(_types, name)
            return value
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
