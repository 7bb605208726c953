"""Types for annotations, in a module of their own because importing typing takes longer than all the rest."""

from typing import Any, Literal, TypeAlias

# Before Python 3.12 Pydantic, and so FastAPI, rejects the class of typing and installs this one.
try:
    from typing_extensions import TypedDict
except ImportError:
    from typing import TypedDict

TokenScheme: TypeAlias = Literal["hmac-sha256", "sha256-concat"]
"""How a hashed token is computed: HMAC-SHA256 (the default), or SHA-256 of the user ID and the key."""

ClaimedId: TypeAlias = str | float | list[Any] | dict[Any, Any] | None
"""An ID that a token is verified for: text, or another value that untrusted JSON can contain."""

Payload: TypeAlias = str | bytes | bytearray | memoryview
"""The payload of a dispatch webhook, as received."""

Secrets: TypeAlias = str | list[str] | tuple[str, ...]
"""A webhook signing secret, or while it is being replaced several, of which the first signs and any verifies."""

PreviousKeys: TypeAlias = list[str] | tuple[str, ...]
"""The auth secret keys that a new one replaces, which only verify."""

DispatchEvent: TypeAlias = dict[str, Any]
"""The event of a dispatch webhook, whose "timestamp" is a number of milliseconds since 1970."""


class _Always(TypedDict):
    authType: Literal["backendToken"]
    token: str
    userId: str
    userEmail: str


class WidgetOptions(_Always, total=False):
    """What the widget needs to authenticate a user, under the widget's own names."""

    apiKey: str
