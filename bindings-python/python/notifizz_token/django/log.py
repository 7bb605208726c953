"""Logs errors where nothing may be raised."""

import traceback
from pathlib import Path

from notifizz_token._web import logger

PACKAGE = Path(__file__).parents[1]

_logged: set[str] = set()


def error_once(error: Exception) -> None:
    """Logs an error, unless this process has logged the same text before."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    if Path(place.filename).is_relative_to(PACKAGE):
        text = str(error)
    else:
        # The message of another package's error may contain a user's data.
        text = f"{type(error).__name__} in {place.name}, line {place.lineno} of {place.filename}"
    if text not in _logged:
        _logged.add(text)
        logger.error("{%% notifizz_widget_options %%} wrote nothing: %s", text)


def forget() -> None:
    _logged.clear()
