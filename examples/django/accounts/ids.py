from typing import Any


def notifizz_id(user: Any) -> str:
    """The ID under which Notifizz knows a user; chosen once and never changed."""
    return f"user_{user.pk}"
