"""Shows that binaries.py finds faults: seeds one at a time in a good binary of dist/, and fails if it is not
reported:

    ci/python/binaries_controls.py PLATFORMS.json DIST
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import lief
from binaries import check, is_binary, members

Change = Callable[[bytes], bytes]


def replaced(old: bytes, new: bytes) -> Change:
    """Another name of the same length."""
    assert len(old) == len(new)

    def change(content: bytes) -> bytes:
        assert old in content, f"{old!r} is not there to be changed"
        return content.replace(old, new)

    return change


def first_page_changed(content: bytes) -> bytes:
    """One bit of code, after the load commands."""
    place = lief.MachO.parse(list(content)).at(0).get_section("__text").offset
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def unsigned(content: bytes) -> bytes:
    binary = lief.MachO.parse(list(content)).at(0)
    binary.remove_signature()
    return bytes(binary.write_to_bytes())


# The platform, the start of the package's name, the file in it, the fault, and what is said of it.
CONTROLS: list[tuple[str, str, str, Change, str]] = [
    (
        "linux-x86_64",
        "notifizz-token-c-",
        ".so.0",
        replaced(b"notifizz_wipe\0", b"notifizz_wipx\0"),
        "does not export notifizz_wipe",
    ),
    (
        "linux-x86_64",
        "notifizz-token-c-",
        ".so.0",
        replaced(b"notifizz_wipe\0", b"notifizz_wipx\0"),
        "exports notifizz_wipx",
    ),
    (
        "linux-x86_64",
        "notifizz-token-c-",
        "bin/notifizz-token",
        replaced(b"libc.so.6\0", b"libq.so.6\0"),
        "needs libq.so.6",
    ),
    (
        "linux-x86_64",
        "notifizz-token-c-",
        "bin/notifizz-token",
        replaced(b"GLIBC_2.14\0", b"GLIBC_2.18\0"),
        "needs GLIBC_2.18",
    ),
    (
        "linux-x86_64",
        "notifizz-token-c-",
        "bin/notifizz-token",
        lambda content: content + b"/home/builder/x",
        "/home/builder/x",
    ),
    ("macos-aarch64", "notifizz-token-c-", ".0.dylib", first_page_changed, "the signature of page"),
    ("macos-aarch64", "notifizz-token-c-", ".0.dylib", unsigned, "has no signature"),
    (
        "macos-aarch64",
        "notifizz-token-c-",
        ".0.dylib",
        replaced(b"_notifizz_wipe\0", b"_notifizz_wipx\0"),
        "does not export",
    ),
    (
        "macos-x86_64",
        "notifizz-token-c-",
        ".0.dylib",
        replaced(b"libSystem.B", b"libSystem.C"),
        "needs /usr/lib/libSystem.C",
    ),
    (
        "windows-x86_64",
        "notifizz-token-c-",
        "notifizz_token.dll",
        replaced(b"ntdll.dll\0", b"ntdlx.dll\0"),
        "needs ntdlx.dll",
    ),
    (
        "windows-aarch64",
        "notifizz-token-c-",
        "notifizz_token.dll",
        replaced(b"notifizz_wipe\0", b"notifizz_wipx\0"),
        "does not export",
    ),
]


def main(arguments: list[str]) -> int:
    platforms = {row["name"]: row for row in json.loads(Path(arguments[0]).read_text(encoding="utf-8"))}
    failed = 0
    for name, start, end, change, expected in CONTROLS:
        (package,) = Path(arguments[1]).glob(f"{start}*-{name}.tar.gz")
        (content,) = (content for file, content in members(package) if file.endswith(end) and is_binary(content))
        platform = platforms[name]
        before = list(check(f"x/{end}" if end.startswith("n") else f"lib/libnotifizz_token{end}", content, platform))
        after = list(
            check(f"x/{end}" if end.startswith("n") else f"lib/libnotifizz_token{end}", change(content), platform)
        )
        found = not before and any(expected in problem for problem in after)
        failed += not found
        print(f"{'found' if found else 'NOT FOUND'}: {name} {end}: {expected}: {before} {after}")
    # A file of one processor under the name of another.
    (package,) = Path(arguments[1]).glob("notifizz-token-c-*-linux-x86_64.tar.gz")
    content = next(content for file, content in members(package) if is_binary(content))
    wrong = list(check("lib/libnotifizz_token.so.0", content, platforms["linux-aarch64"]))
    if not any("it is for" in problem for problem in wrong):
        failed += 1
        print(f"NOT FOUND: another processor: {wrong}")
    return min(failed, 1)


if __name__ == "__main__":
    lief.logging.disable()
    sys.exit(main(sys.argv[1:]))
