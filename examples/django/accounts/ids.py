from typing import Any


def notifizz_id(user: Any) -> str | None:
    """The ID under which Notifizz knows a user, or None if there is none yet."""
    # Never f"user_{...}" of what may be None: that would be one ID for all who have none.
    notifizz_id: str | None = user.profile.notifizz_id
    return notifizz_id
