"""Fails if the locked dependencies are not what the project promises. Prints what it looked at.

- Core depends on nothing but the crates listed here.
- All crates that packages ship are from the registry and under licences that ask for nothing but
  a notice.
- No npm package that is locked names an address.
"""

import json
import subprocess
import sys
from pathlib import Path

from license_expression import get_spdx_licensing

ROOT = Path(__file__).parents[1]
CORE = {
    # What it is for, and what these bring.
    *("hmac", "sha2", "digest", "crypto-common", "block-buffer", "hybrid-array", "typenum", "cmov", "ctutils"),
    *("cfg-if", "cpufeatures", "zeroize", "base16ct"),
    # diagnose; the last two only with the feature `unicode`.
    *("base64ct", "unicode-normalization", "tinyvec"),
}
SHIPPED = (
    "notifizz-token",
    "notifizz-token-c",
    "notifizz-token-cli",
    "notifizz-token-node",
    "notifizz-token-python",
    "notifizz-token-uniffi",
)
LICENCES = {"MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Zlib", "0BSD", "Unlicense", "BSL-1.0", "MIT-0"}
LICENCES |= {"CC0-1.0", "Unicode-3.0", "MPL-2.0", "Apache-2.0 WITH LLVM-exception"}

wrong: list[str] = []


def metadata() -> dict:
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--all-features"]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)


def below_core() -> set[str]:
    # Not from the metadata, which mixes in the features that other members of the workspace turn on.
    command = [
        "cargo",
        "tree",
        "--locked",
        "-p",
        "notifizz-token",
        "-e",
        "normal",
        "--all-features",
        "--prefix",
        "none",
    ]
    lines = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return {line.split()[0] for line in lines} - {"notifizz-token"}


def shipped_by(root: str, data: dict) -> set[str]:
    """The IDs of the packages that this one is built of: no dev-dependencies."""
    nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
    todo = [package["id"] for package in data["packages"] if package["name"] == root and package["source"] is None]
    seen: set[str] = set()
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            todo += [
                dependency["pkg"]
                for dependency in nodes[one]["deps"]
                if any(kind["kind"] in (None, "build") for kind in dependency["dep_kinds"])
            ]
    return seen


def acceptable(expression: str) -> bool:
    """Whether some choice of the alternatives asks for nothing but a notice."""
    parsed = get_spdx_licensing().parse(expression.replace("/", " OR "), validate=True)
    name = type(parsed).__name__
    if name in ("OR", "AND"):
        choices = [acceptable(str(argument)) for argument in parsed.args]
        return any(choices) if name == "OR" else all(choices)
    return str(parsed) in LICENCES


def main() -> int:
    data = metadata()
    packages = {package["id"]: package for package in data["packages"]}
    own = {package["name"] for package in data["packages"] if package["source"] is None}

    core = below_core()
    if extra := core - CORE:
        wrong.append(f"core depends on {', '.join(sorted(extra))}")

    looked_at = set()
    for root in SHIPPED:
        if root not in own:
            wrong.append(f"there is no crate {root}")
        looked_at |= shipped_by(root, data)
    for one in looked_at:
        package = packages[one]
        if package["source"] is not None and not package["source"].startswith("registry+"):
            wrong.append(f"{package['name']} is not from the registry")
        if not package["license"] or not acceptable(package["license"]):
            wrong.append(f"{package['name']} is under {package['license']}")

    locks = subprocess.run(
        ["git", "ls-files", "*package-lock.json"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    for lock in locks:
        for name, entry in json.loads((ROOT / lock).read_text(encoding="utf-8"))["packages"].items():
            if "resolved" in entry and entry["resolved"].startswith("http"):
                wrong.append(f"{lock}: {name} names an address")

    print(f"{len(core)} crates below core, {len(looked_at)} in all packages, {len(locks)} lock files of npm")
    print("\n".join(wrong))
    return 1 if wrong or not core or not locks else 0


if __name__ == "__main__":
    sys.exit(main())
