"""Constants and helpers of the test files."""

import hashlib
import hmac
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

# The variable is for runs where the repository is not around the tests.
VECTORS_FOLDER = Path(os.environ.get("NOTIFIZZ_VECTORS") or Path(__file__).resolve().parents[2] / "vectors")


def load(name: str) -> dict[str, Any]:
    """A file of the test data that every language reads."""
    content: dict[str, Any] = json.loads((VECTORS_FOLDER / name).read_text(encoding="utf-8"))
    return content


VECTORS = load("vectors.json")

KEY = "YOUR_AUTH_SECRET_KEY"
WEBHOOK_SECRET = "whsec_YOUR_WEBHOOK_SIGNING_SECRET"
TOKEN = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c"
CONCAT_TOKEN = "9af0024baac874ae75c79b106baa1e71578f92c27549ab5d4dbe775d62b0b8b9"
MARKER = "MARKER-7f3b-auth-secret"

# Elsewhere the tests run without the limit of their memory.
MEASURES_MEMORY = sys.platform == "linux"

IS_DEEP = os.environ.get("NOTIFIZZ_DEEP") == "1"
deep = pytest.mark.skipif(not IS_DEEP, reason="takes long: set NOTIFIZZ_DEEP=1")


def token_of(text: str, key: str = KEY) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def environment() -> dict[str, str]:
    """For a process whose coverage is not to be measured."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def run_python(code: str, *arguments: str, is_measured: bool = False) -> str:
    """What a program prints, which must succeed."""
    command, env = [sys.executable, "-c", code, *arguments], None if is_measured else environment()
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


class PeakMemory:
    """By how many bytes the memory of the process grows, at its peak."""

    def __init__(self) -> None:
        if MEASURES_MEMORY:
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # resets the high-water mark
        self.before = self.high_water_mark()

    @staticmethod
    def high_water_mark() -> int:
        if not MEASURES_MEMORY:
            return 0
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
        raise AssertionError("no VmHWM")

    def growth(self) -> int:
        return self.high_water_mark() - self.before


def build_text(given: Any) -> Any:
    """The text, or the bytes, that a row of dispatches.json describes."""
    if isinstance(given, str):
        return given
    if "bytes_hex" in given:
        return bytes.fromhex(given["bytes_hex"])
    return given["before"] + given["repeat"] * given["times"] + given["after"]


def decode(value: Any) -> Any:
    """A value of a test file as Python's. Ill-formed Unicode stands there as its UTF-16 code units."""
    if isinstance(value, dict):
        return bytes.fromhex(value["utf16_hex"]).decode("utf-16-be", "surrogatepass")
    return value
