"""Functions that the integrations share."""

import logging
from typing import Any
from uuid import UUID

from . import DispatchEvent, DispatchReceiver, NotifizzClient, NotifizzTokenError, WidgetOptions

logger = logging.getLogger("notifizz_token")

# Both, because before Django 6 its own cache middleware looks only for "private".
NO_STORE = "no-store, private"

# The errors for a signed-in user who gets no token, and what that user lacks. A view answers with the
# code and the status 409; in a page, a comment says what is missing.
INCOMPLETE_USER = {"empty_user_id": "ID", "empty_user_email": "e-mail address"}

# The answer to every webhook that is rejected, with the status 400. Only the log says why.
DISPATCH_REJECTED = "dispatch_rejected"
DISPATCH_ERRORS = {
    "dispatch_body_malformed",
    "dispatch_signature_mismatch",
    "dispatch_timestamp_missing",
    "dispatch_timestamp_out_of_tolerance",
}


class EmailMissingError(NotifizzTokenError):
    """The signed-in user has no e-mail address, without which the widget does not work."""

    def __init__(
        self,
        message: str = "the signed-in user has no e-mail address: is it elsewhere? NOTIFIZZ_GET_USER_EMAIL can name a"
        " function that returns it; in FastAPI and Starlette, pass it as get_user_email",
        code: str = "empty_user_email",
    ) -> None:
        super().__init__(message, code)


def id_text(value: Any) -> str | None:
    """A primary key as the text that is signed, or None if there is none.

    Text stays as it is, 42 becomes "42", and a UUID becomes 36 lower-case characters with dashes.
    Every other type raises TypeError: only the developer knows how Notifizz writes it.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return int.__repr__(value)
    if isinstance(value, UUID):
        return UUID.__str__(value)
    raise TypeError(
        f"the user's ID must be str, int or UUID, not {type(value).__name__}: name a function of the user that"
        " returns it as text in NOTIFIZZ_GET_USER_ID, or in FastAPI and Starlette pass it as get_user_id"
    )


def check_front_api_key(client: NotifizzClient, api_key: Any) -> None:
    """Raises the client's error for a Front API Key that it would reject in every call."""
    client.widget_options("check", "check@example.com", api_key=api_key)


def widget_options(client: NotifizzClient, user_id: Any, user_email: Any, api_key: Any) -> WidgetOptions:
    """The widget options of a user whose ID or e-mail address may be missing.

    Raises NotifizzTokenError with the code "empty_user_id", or EmailMissingError.
    """
    if user_id is None:
        raise NotifizzTokenError(
            "the signed-in user has no ID: is the user saved? NOTIFIZZ_GET_USER_ID can name a function that returns it;"
            " in FastAPI and Starlette, pass it as get_user_id",
            "empty_user_id",
        )
    if user_email is None:
        raise EmailMissingError
    try:
        return client.widget_options(user_id, user_email, api_key=api_key)
    except NotifizzTokenError as error:
        if error.code == "empty_user_email":
            raise EmailMissingError from None
        raise


def receive_dispatch(receiver: NotifizzClient | DispatchReceiver, body: bytes | bytearray) -> DispatchEvent | None:
    """The event of a webhook, or None for one that is to be rejected. The log says why."""
    try:
        return receiver.receive_dispatch(body)
    except NotifizzTokenError as error:
        if error.code not in DISPATCH_ERRORS:
            raise
        reject_dispatch(f"{error.code}: {error}")
        return None


def reject_dispatch(reason: str) -> None:
    logger.warning("a dispatch webhook was rejected: %s", reason)
