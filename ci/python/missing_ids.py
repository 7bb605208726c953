"""Finds code that turns a missing ID into text, in each language.

"None", "undefined" and "null" are IDs like any other, which all users without an ID would share.
Ruby's nil.to_s is fine: it is the empty text, which every package rejects.
"""

import re
from collections.abc import Iterator

SOURCES = ("*.md", "examples", ":!examples/**/test/*", ":!examples/**/package-lock.json")

FIELD = r"[\w.]*(?:\b|_|[a-z](?=[IE]))(?:pk|[iI]d|ID|[eE]mail)(?:\(\))?"
CONVERSIONS = (
    re.compile(rf"\bstr\({FIELD}\)"),
    re.compile(rf"\bf(?P<quote>[\"']).*?\{{{FIELD}\}}.*?(?P=quote)"),
    re.compile(rf"\bString\({FIELD}\)"),
    re.compile(rf"\bString\.valueOf\({FIELD}\)"),
    re.compile(rf"{FIELD}\.toString\(\)"),
    re.compile(rf"\$\{{{FIELD}\}}"),
    re.compile(rf"#\{{{FIELD}\}}"),
    re.compile(rf"\bfmt\.Sprint\w*\(.*{FIELD}\)"),
)
# A check for a missing value, on the same line or on the two above it.
GUARD = re.compile(rf"{FIELD}(?: == null| is None| is not None|\.nil\?)")


def conversions(text: str) -> Iterator[tuple[int, str]]:
    """The number and the content of each line that converts an unchecked value."""
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        guarded = GUARD.search("\n".join(lines[max(0, number - 3) : number]))
        if not guarded and any(conversion.search(line) for conversion in CONVERSIONS):
            yield number, line.strip()
