"""Names for type checkers, apart from the rest because importing typing takes longer than all of it."""

from typing import Literal, TypeAlias, TypedDict

TokenScheme: TypeAlias = Literal["hmac-sha256", "sha256-concat"]
"""How a hashed token is computed: HMAC-SHA256 (the default), or SHA-256 of the user ID and the key."""


class _Always(TypedDict):
    authType: Literal["backendToken"]
    token: str
    userId: str
    userEmail: str


class WidgetOptions(_Always, total=False):
    """What the widget needs to authenticate a user, under the widget's own names."""

    apiKey: str
