"""Checks lock files of npm: python3 ci/python/npm_lock.py FILE...

Every locked package must come from the registry and be pinned by a SHA-512 hash. A package from the
registry has no `resolved` here, because the option omit-lockfile-registry-resolved leaves it out; one
from git, an address or a folder always has. The only folder is that of this project's own package.
Exits with 1 if a file breaks these rules.
"""

import json
import re
import sys
from pathlib import Path

BINDING = Path(__file__).parents[2] / "bindings-node"
SHA512 = re.compile(r"sha512-[A-Za-z0-9+/]{86}==")


def is_own(path: str, folder: Path) -> bool:
    """Whether the path, seen from the folder of the lock file, is a package of this project."""
    package = (folder / path.removeprefix("file:")).resolve()
    return package == BINDING


def problems(lock: dict, folder: Path) -> list[str]:
    packages = lock.get("packages")
    if not packages:
        return ["it has no packages: the format must be lockfileVersion 2 or 3"]
    lines = []
    for name, entry in packages.items():
        # The name is where the package is installed, or for a workspace its own folder.
        source = entry.get("resolved", name if "node_modules/" not in name else None)
        if name == "" or (source is not None and is_own(source, folder)):
            continue
        if source is not None or entry.get("link"):
            lines.append(f"{name} is not from the registry: {source}")
        if not SHA512.fullmatch(entry.get("integrity", "")):
            lines.append(f"{name} has no SHA-512 integrity")
    return lines


def main(paths: list[str]) -> int:
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    status = 0
    for path in paths:
        lock = json.loads(Path(path).read_text(encoding="utf-8"))
        lines = problems(lock, Path(path).parent)
        if lines:
            status = 1
        print(f"{path}: {len(lock.get('packages', {}))} packages, {len(lines)} problems")
        for line in lines:
            print(f"  {line}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
