"""Checks the built libraries: what they export and import, their size and their ABI.

Run by ctest, a check at a time; by hand:
python3 artifact.py CHECK --shared libnotifizz_token.so --static libnotifizz_token.a --include ../include
"""

import argparse
import itertools
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1]
SONAME = "libnotifizz_token.so.0"
MEMORY_FUNCTIONS = {"memcpy", "memmove", "memset", "memcmp", "bcmp"}
# A limit just above the size, 141 KiB, shows when something large has come in unnoticed. Four fifths of
# it are the two diagnoses with their tables, and SHA-256 in two forms.
SIZE_LIMIT = 144 * 1024


def run(tool: str, *arguments: str | Path) -> str:
    """The output of a tool, which a variable of its name in capitals may replace, as CMake sets it."""
    command = [os.environ.get(tool.upper()) or tool, *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def names(nm_output: str) -> set[str]:
    """The symbols of nm's output, without versions."""
    return {line.split()[-1].partition("@")[0] for line in nm_output.splitlines() if re.match(r"[0-9a-f]* +\w ", line)}


def difference(what: str, actual: set[str], expected: set[str]) -> Iterator[str]:
    yield from (f"{what}: {name} is too many" for name in sorted(actual - expected))
    yield from (f"{what}: {name} is missing" for name in sorted(expected - actual))


def listed() -> set[str]:
    return set((FOLDER / "symbols.txt").read_text().split())


def symbols(arguments: argparse.Namespace) -> Iterator[str]:
    """The libraries export what symbols.txt lists, and import memory functions only.

    On arm64 the processor's features are known from getauxval only, which every libc of Linux has.
    """
    allowed = set(MEMORY_FUNCTIONS)
    if "AArch64" in run("readelf", "--file-header", arguments.shared):
        allowed.add("getauxval")
    for kind, options in (("shared", ["--dynamic"]), ("static", ["--extern-only"])):
        library = getattr(arguments, kind)
        exports = names(run("nm", *options, "--defined-only", library))
        imports = names(run("nm", *options, "--undefined-only", library))
        print(f"{kind}: {len(exports)} exports; imports: {', '.join(sorted(imports))}")
        yield from difference(f"export of the {kind} library", exports, listed())
        yield from (f"the {kind} library imports {name}" for name in sorted(imports - allowed))


def header(arguments: argparse.Namespace) -> Iterator[str]:
    """The header declares every function that symbols.txt lists, and no other."""
    text = (arguments.include / "notifizz_token.h").read_text()
    declared = set(re.findall(r"\b(notifizz_[a-z_]+)\(", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)))
    yield from difference("declaration", declared, listed())


def elf(arguments: argparse.Namespace) -> Iterator[str]:
    """The shared library is hardened, stripped of nothing that it needs, and depends on no file."""
    text = run("readelf", "--dynamic", "--segments", "--wide", arguments.shared)
    required = {
        f"soname: [{SONAME}]": re.escape(f"soname: [{SONAME}]"),
        "immediate binding": r"\(FLAGS\).*BIND_NOW",
        "a read-only relocation segment": r"GNU_RELRO",
        "a stack that is not executable": r"GNU_STACK.* RW +0",
        "unwind tables": r"GNU_EH_FRAME",
    }
    forbidden = {
        "a dependency": r"\(NEEDED\).*",
        "a search path": r"\((?:RPATH|RUNPATH)\).*",
        "text relocations": r"TEXTREL",
        "a segment that is writable and executable": r".* RWE .*",
    }
    yield from (f"{name} is missing" for name, pattern in required.items() if not re.search(pattern, text))
    for name, pattern in forbidden.items():
        if match := re.search(pattern, text):
            yield f"{name}: {match.group()}"


def size(arguments: argparse.Namespace) -> Iterator[str]:
    """The shared library, stripped, is within the limit."""
    with tempfile.TemporaryDirectory() as folder:
        stripped = Path(folder, "stripped.so")
        run("strip", "-o", stripped, arguments.shared)
        actual = stripped.stat().st_size
    print(f"{actual} bytes")
    if actual > SIZE_LIMIT:
        yield f"{actual} bytes are more than {SIZE_LIMIT}"


def abi(arguments: argparse.Namespace) -> Iterator[str]:
    """Programs that are linked to the last release run with this library.

    abi.xml is the interface that the last release had. Functions may be added; nothing that a compiled
    program relies on may change under one SONAME.
    """
    command = ["abidiff", "--no-added-syms", FOLDER / "abi.xml", arguments.shared]
    result = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if result.returncode != 0:
        yield (
            f"{result.stdout}\nPrograms that are linked to {SONAME} would break. If that has to be, raise soversion in"
            " bindings-c/CMakeLists.txt and regenerate abi.xml: python3 artifact.py write-abi --shared LIBRARY"
        )


def write_abi(arguments: argparse.Namespace) -> Iterator[str]:
    """Regenerates abi.xml, without the functions that are not exported and this machine's paths."""
    text = run("abidw", "--no-corpus-path", "--no-comp-dir-path", "--no-show-locs", arguments.shared)
    inner = re.compile(r"^ *<function-decl (?![^>]*elf-symbol-id)[^>]*>.*?</function-decl>\n", re.DOTALL | re.MULTILINE)
    units = itertools.count()
    text = re.sub(r" path='[^']*'", lambda _: f" path='unit-{next(units)}'", inner.sub("", text))
    (FOLDER / "abi.xml").write_text(text)
    yield from ()


CHECKS: dict[str, Callable[[argparse.Namespace], Iterator[str]]] = {
    "symbols": symbols,
    "header": header,
    "elf": elf,
    "size": size,
    "abi": abi,
    "write-abi": write_abi,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("check", choices=CHECKS)
    for option in ("--shared", "--static", "--include"):
        parser.add_argument(option, type=Path)
    arguments = parser.parse_args()
    failures = list(CHECKS[arguments.check](arguments))
    for failure in failures:
        print(f"FAIL {failure}", file=sys.stderr)
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
