#!/usr/bin/env python3
"""Writes the test vectors that every language reads.

    python3 vectors/generate.py [FILE...]            write the JSON files beside this one, or only these
    python3 vectors/generate.py --check [FILE...]    fail if one of them is not what this would write

Expected values come from CPython's hmac and hashlib, never from this project's code. They are checked
against the answers of PHP's hash_hmac and of the vendor's PHP SDK, and against RFC 4231's own test cases.
"""

import argparse
import json
import sys
from pathlib import Path

from generator import command_line, dispatches, hostile, key_states, rotations, vectors

FOLDER = Path(__file__).parent
DOCUMENTS = {
    "vectors.json": vectors.document,
    "hostile.json": hostile.document,
    "dispatches.json": dispatches.document,
    "rotations.json": rotations.document,
    "cli.json": command_line.document,
    "key_states.json": key_states.document,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("names", nargs="*", metavar="FILE")
    arguments = parser.parse_args()
    names = [Path(name).name for name in arguments.names] or list(DOCUMENTS)
    if unknown := set(names) - DOCUMENTS.keys():
        parser.error(f"{', '.join(sorted(unknown))}: the files are {', '.join(DOCUMENTS)}")

    status = 0
    for name in names:
        file, text = FOLDER / name, json.dumps(DOCUMENTS[name](), indent=1) + "\n"
        if not arguments.check:
            file.write_text(text, encoding="ascii", newline="\n")
        elif file.read_text(encoding="ascii") != text:
            print(f"{name} is stale: run python3 vectors/generate.py {name}", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
