"""The section timestamps: what check_dispatch_timestamp says of numbers."""

import math
from collections.abc import Iterator

from .body import MISSING, NOW, OUT, TOLERANCE

SPECIAL = {"nan": math.nan, "infinity": math.inf, "-infinity": -math.inf}


def row(name: str, timestamp: object, now_ms: float = NOW, tolerance_ms: float = TOLERANCE) -> dict:
    number = SPECIAL[timestamp["special"]] if isinstance(timestamp, dict) else timestamp
    if number is None or not math.isfinite(number):  # type: ignore[arg-type]
        error = MISSING
    else:
        error = None if abs(now_ms - number) <= tolerance_ms else OUT  # type: ignore[operator]
    return {"name": name, "timestamp_ms": timestamp, "now_ms": now_ms, "tolerance_ms": tolerance_ms, "error": error}


def rows() -> Iterator[dict]:
    for offset in (0, 1, TOLERANCE - 1, TOLERANCE, TOLERANCE + 1, 2 * TOLERANCE, NOW, 2 * NOW):
        for sign in (1, -1):
            if offset or sign == 1:
                yield row(f"{sign * offset} ms from now", NOW + sign * offset)
    yield row("a fraction inside", NOW - TOLERANCE + 0.25)
    yield row("a fraction outside", NOW - TOLERANCE - 0.25)
    yield row("nothing", None)
    for name in SPECIAL:
        yield row(name, {"special": name})
    for number in (1.7976931348623157e308, -1.7976931348623157e308, 5e-324, NOW / 1000, NOW * 1000):
        yield row(f"{number}", number)
    yield row("no tolerance, now", NOW, tolerance_ms=0)
    yield row("no tolerance, a millisecond ago", NOW - 1, tolerance_ms=0)
    yield row("a negative tolerance", NOW, tolerance_ms=-1)
    yield row("an hour of tolerance", NOW - 3_600_000, tolerance_ms=3_600_000)
    yield row("a clock at zero", 0, now_ms=0)
    yield row("a clock before zero", -1, now_ms=-TOLERANCE)
