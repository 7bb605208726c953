"""Checks the third-party notices and the SBOM in released packages:

    ci/python/notices.py FOLDER=PACKAGE...

Each PACKAGE of the binding in FOLDER has both files, as they are committed there; the SBOM is one by the
schema of CycloneDX, and lists each crate that a file in the package names: the place of a panic is the path of
its source, and the release's flags let paths begin with /cargo and those inside of Rust's standard library
with /rust. Crates that cannot panic are named nowhere, so this proves that nothing is missing that is seen.
Each crate that is seen is once removed from the list, and has to be found missing.
"""

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from binaries import is_binary, members
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

NOTICES, SBOM = "THIRD-PARTY-NOTICES.txt", "sbom.cdx.json"
CRATE = re.compile(rb"/cargo/registry/src/[^/\0]+/([\w-]+?)-([0-9]+\.[0-9]+\.[0-9]+[^/\0]*)/")
STD = re.compile(rb"/rust/deps/([\w-]+?)-[0-9]+\.[0-9]+\.[0-9]+[^/\0]*/|/rustc/[0-9a-f]{40}/library/(std)/")


def listed(components: list[dict]) -> set[str]:
    """The crates, and those in Rust's standard library, of which the version is that of Rust."""
    names = {f"{each['name']} {each.get('version', '(std)')}" for each in components}
    return names.union(*(listed(each.get("components", [])) for each in components))


def named(content: bytes) -> set[str]:
    crates = {f"{name.decode()} {version.decode()}" for name, version in CRATE.findall(content)}
    std = {"rust-std" if itself else name.decode() for name, itself in STD.findall(content)}
    return crates | {f"{name} (std)" for name in std}


def missing(crates: set[str], components: list[dict]) -> list[str]:
    return [f"it does not list {name}" for name in sorted(crates - listed(components))]


def without(crate: str, components: Iterable[dict]) -> list[dict]:
    others = [each for each in components if f"{each['name']} {each.get('version', '(std)')}" != crate]
    return [{**each, "components": without(crate, each.get("components", []))} for each in others]


def check(folder: Path, package: Path) -> tuple[set[str], list[str]]:
    """The crates that the package names, and what is wrong with it."""
    found: dict[str, list[bytes]] = {NOTICES: [], SBOM: []}
    crates: set[str] = set()
    compiled = False
    for name, content in members(package):
        if PurePosixPath(name).name in found:
            found[PurePosixPath(name).name].append(content)
        crates |= named(content)
        compiled |= is_binary(content) or content.startswith(b"!<arch>")
    problems = [
        f"it has {len(contents)} files {name}, not those of {folder}"
        for name, contents in found.items()
        if set(contents) != {(folder / name).read_bytes()}
    ]
    text = (folder / SBOM).read_text(encoding="utf-8")
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    if error := validator.validate_str(text):
        problems.append(f"the SBOM is none: {error}")
    if not validator.validate_str(text.replace('"library"', '"lib"')):
        problems.append("CONTROL: a wrong SBOM was not found")
    components = json.loads(text)["components"]
    # Without it there is nothing that prints the place of a panic, and no crate is named.
    if compiled and not crates and "rust-std (std)" in listed(components):
        problems.append("it names no crate")
    problems += missing(crates, components)
    for crate in sorted(crates):
        if f"it does not list {crate}" not in missing(crates, without(crate, components)):
            problems.append(f"CONTROL: {crate} was removed and not found missing")
    return crates, problems


def main(arguments: list[str]) -> int:
    failed = 0
    for argument in arguments:
        folder, _, package = argument.partition("=")
        crates, problems = check(Path(folder), Path(package))
        print(f"{Path(package).name}: names {len(crates)} crates, {len(problems)} problems")
        print("".join(f"  {problem}\n" for problem in problems), end="")
        failed += len(problems)
    return 1 if failed or not arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
