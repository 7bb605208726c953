"""Shows that binaries.py finds faults: seeds one at a time in a good binary of dist/, and fails if it is not
reported:

    ci/python/binaries_controls.py PLATFORMS.json DIST
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import lief
from binaries import ROOT, check, is_binary, members

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


# The platform, the file in its C archive, the fault, and what is said of it.
CONTROLS: list[tuple[str, str, Change, str]] = [
    ("linux-x86_64", ".so.0", replaced(b"notifizz_wipe\0", b"notifizz_wipx\0"), "does not export notifizz_wipe"),
    ("linux-x86_64", ".so.0", replaced(b"notifizz_wipe\0", b"notifizz_wipx\0"), "exports notifizz_wipx"),
    ("linux-x86_64", "bin/notifizz-token", replaced(b"libc.so.6\0", b"libq.so.6\0"), "needs libq.so.6"),
    ("linux-x86_64", "bin/notifizz-token", replaced(b"GLIBC_2.14\0", b"GLIBC_2.18\0"), "needs GLIBC_2.18"),
    ("linux-x86_64", "bin/notifizz-token", lambda content: content + b"/home/builder/x", "/home/builder/x"),
    (
        "linux-x86_64",
        "bin/notifizz-token",
        lambda content: content + rb"C:\Users\builder",
        rb"C:\Users\builder".decode(),
    ),
    ("linux-x86_64", "bin/notifizz-token", lambda content: content + bytes(ROOT), str(ROOT)),
    ("macos-aarch64", ".0.dylib", first_page_changed, "the signature of page"),
    ("macos-aarch64", ".0.dylib", unsigned, "has no signature"),
    ("macos-aarch64", ".0.dylib", replaced(b"_notifizz_wipe\0", b"_notifizz_wipx\0"), "does not export"),
    ("macos-x86_64", ".0.dylib", replaced(b"libSystem.B", b"libSystem.C"), "needs /usr/lib/libSystem.C"),
    ("windows-x86_64", "notifizz_token.dll", replaced(b"ntdll.dll\0", b"ntdlx.dll\0"), "needs ntdlx.dll"),
    ("windows-aarch64", "notifizz_token.dll", replaced(b"notifizz_wipe\0", b"notifizz_wipx\0"), "does not export"),
]


def file_of(dist: Path, platform: str, end: str) -> tuple[str, bytes]:
    """A file of a platform's C archive."""
    (archive,) = dist.glob(f"notifizz-token-c-*-{platform}.tar.gz")
    (found,) = ((name, content) for name, content in members(archive) if name.endswith(end) and is_binary(content))
    return found


def main(arguments: list[str]) -> int:
    platforms = {row["name"]: row for row in json.loads(Path(arguments[0]).read_text(encoding="utf-8"))}
    dist, failed = Path(arguments[1]), 0

    def control(found: bool, *about: object) -> None:
        nonlocal failed
        failed += not found
        print("found:" if found else "NOT FOUND:", *about)

    for platform, end, change, expected in CONTROLS:
        name, content = file_of(dist, platform, end)
        before, after = (list(check(name, each, platforms[platform])) for each in (content, change(content)))
        found = not before and any(expected in problem for problem in after)
        control(found, platform, name, expected, before, after)
    # A file of one processor under the name of another.
    name, content = file_of(dist, "linux-x86_64", ".so.0")
    wrong = list(check(name, content, platforms["linux-aarch64"]))
    control(any("it is for" in problem for problem in wrong), "another processor", wrong)
    return min(failed, 1)


if __name__ == "__main__":
    lief.logging.disable()
    sys.exit(main(sys.argv[1:]))
