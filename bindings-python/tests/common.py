"""What the test files share. They run beside the installed wheel, outside the source tree."""

import json
import os
from pathlib import Path
from typing import Any

import notifizz_token

HERE = Path(__file__).parent
VECTORS: dict[str, Any] = json.loads(HERE.with_name("vectors.json").read_text(encoding="utf-8"))

# The suite proves nothing about the wheel if Python finds another copy first.
assert "site-packages" in Path(notifizz_token.__file__).parts, notifizz_token.__file__

KEY = "YOUR_AUTH_SECRET_KEY"
WEBHOOK_SECRET = "whsec_YOUR_WEBHOOK_SIGNING_SECRET"
TOKEN = "fb535c9ddcd5d892ed9501d169cb654906a2d66cfdf38efcfb17c2baceb38a2c"
CONCAT_TOKEN = "9af0024baac874ae75c79b106baa1e71578f92c27549ab5d4dbe775d62b0b8b9"


def environment() -> dict[str, str]:
    """Without what measures the coverage of started programs, where that would be measured, too."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def text(value: Any) -> Any:
    """Text of a vector; text without a UTF-8 form stands as its UTF-16 code units."""
    if isinstance(value, dict):
        return bytes.fromhex(value["utf16_hex"]).decode("utf-16-be", "surrogatepass")
    return value
