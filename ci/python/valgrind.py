"""Counts what valgrind's memcheck reports about a library: prints four numbers on one line.

Arguments: the file that `valgrind --xml=yes --xml-file=` wrote, and the end of the library's path.

- jumps on undefined values, and addresses from them, in the library itself: its frame is the innermost one but
  for the C library's and valgrind's own, such as memcmp;
- reports of other kinds but leaks with any frame of the library;
- blocks that it allocated and that are lost for certain.
"""

import sys
from collections import Counter
from pathlib import PurePath
from xml.etree import ElementTree

KINDS = {"UninitCondition": "jumps", "UninitValue": "addresses", "Leak_DefinitelyLost": "lost"}


def count(report: ElementTree.Element, library: str) -> Counter[str]:
    occurrences = {pair.findtext("unique"): int(pair.findtext("count", "")) for pair in report.iter("pair")}
    found: Counter[str] = Counter()
    for error in report.iter("error"):
        kind = KINDS.get(error.findtext("kind", ""), "other")
        if kind == "other" and error.findtext("kind", "").startswith("Leak_"):
            continue  # reachable, or not for certain
        files = [frame.findtext("obj", "") for frame in error.iterfind("stack[1]/frame")]
        own = [file for file in files if not PurePath(file).name.startswith(("vgpreload_", "libc.so", "libc-"))]
        if any(file.endswith(library) for file in (files if kind == "other" else own[:1])):
            found[kind] += occurrences.get(error.findtext("unique"), 1)
    return found


found = count(ElementTree.parse(sys.argv[1]).getroot(), sys.argv[2])  # noqa: S314
print(*(found[kind] for kind in ("jumps", "addresses", "other", "lost")))
