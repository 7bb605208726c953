"""Fails if a Linux library or program needs a glibc newer than 2.17: python3 ci/python/glibc.py FILE...

Prints the highest version that each file needs. Exits with 1 if one of them is above 2.17, and with 2
if a file has no dynamic symbols, because then nothing is known about it.
"""

import re
import subprocess
import sys

FLOOR = (2, 17)
# No version satisfies a named one, such as GLIBC_PRIVATE or GLIBC_ABI_DT_RELR.
VERSION = re.compile(r"\bGLIBC_(?:([0-9]+(?:\.[0-9]+)+)|([A-Z][A-Z0-9_]*))\b")


def objdump(path: str) -> str:
    """The dynamic symbols, and the versions that the loader checks before it looks at any symbol."""
    command = ["objdump", "--dynamic-syms", "--private-headers", path]
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout


def needed(path: str) -> list[tuple[tuple[int, ...], str]] | None:
    """The versions of glibc that the file needs, lowest first; None if it has no dynamic symbols."""
    symbols = objdump(path)
    if not re.search(r"^DYNAMIC SYMBOL TABLE:\n[0-9a-f]+ ", symbols, re.MULTILINE):
        return None
    versions = set()
    for number, name in VERSION.findall(symbols):
        # A name counts as higher than every number.
        key = tuple(map(int, number.split("."))) if number else (sys.maxsize,)
        versions.add((key, f"GLIBC_{number or name}"))
    return sorted(versions)


def main(paths: list[str]) -> int:
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    status = 0
    for path in paths:
        versions = needed(path)
        if versions is None:
            print(f"{path}: no dynamic symbols")
            status = 2
        elif not versions:
            print(f"{path}: no version of glibc")
        elif versions[-1][0] > FLOOR:
            print(f"{path}: {versions[-1][1]}, which is above GLIBC_{'.'.join(map(str, FLOOR))}")
            status = max(status, 1)
        else:
            print(f"{path}: {versions[-1][1]}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
