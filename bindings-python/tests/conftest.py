"""Makes sure that the suite tests the package that it is meant to test."""

import os
import signal
from importlib.metadata import distribution
from pathlib import Path

import django
import notifizz_token
import pytest

# Where the tests run in the background, interrupts are ignored, and the programs that they start would
# inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

os.environ["DJANGO_SETTINGS_MODULE"] = "django_settings"
django.setup()

SOURCE = Path(__file__).resolve().parents[1] / "python"


def pytest_configure() -> None:
    package = Path(notifizz_token.__file__).resolve().parent
    installed = os.environ.get("NOTIFIZZ_PACKAGE")
    if installed not in (None, "", "installed"):
        raise pytest.UsageError(f"NOTIFIZZ_PACKAGE is {installed!r}: set it to 'installed' or not at all")
    if not installed and not package.is_relative_to(SOURCE):
        raise pytest.UsageError(
            f"the package under test is {package}, not that of the source tree: run `pip install -e .`, or set"
            " NOTIFIZZ_PACKAGE=installed"
        )
    located = Path(str(distribution("notifizz-token").locate_file("notifizz_token"))).resolve()
    if installed and (package != located or package.is_relative_to(SOURCE)):
        raise pytest.UsageError(f"the package under test is {package}, not the installed one: run `pip install .`")


def pytest_report_header() -> str:
    return f"notifizz_token: {notifizz_token.__file__}"
