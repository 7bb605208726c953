"""Checks that no command of the project asks a registry for one of its names: whoever registers one of them
first runs code in the servers of those who install it, with their key. And that the pages say so.

    ci/python/registry_names.py

Goes when step 1 of RELEASING.md, to reserve the names, is done. Exits with 1 if something is wrong.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAME = r"(?:notifizz[-_]token|notifizz\.token)"
ASKS = re.compile(
    # A command that installs, shows or publishes what has the name.
    r"\b(?:pip3?|pipx|uv|poetry|npm|yarn|pnpm|bun|deno|cargo|gem|bundle)\}?(?: -[^ ]*| pip| tool)*"
    rf" (?:install|add|i|get|download|view|info|exec|dlx|x|fetch|search) [^;&|`\n]*{NAME}"
    rf"|\bcargo (?:package|publish) [^;&|`\n]*{NAME}"
    # A command that runs it, from the registry if it is not installed.
    rf"|\b(?:npx|bunx|uvx|pipx run|uv tool run) [^;&|`\n]*{NAME}"
    # A requirement of pip, npm, Bundler or Cargo.
    rf"|^{NAME}(?:\[[\w,-]+\])? *(?:(?:[=~!]=|[<>;@]).*)?$"
    rf"""|npm:{NAME}|^\s*gem ["']{NAME}|"{NAME}[\w-]*": "[\^~>=<*]*[0-9*]|^{NAME}[\w-]* = "[\^~>=<*]*[0-9*]"""
)
LOCAL = re.compile(r"--no-index|--offline|--path\b|--local\b|--no |\bdist/|\bpkg/|file:")
# What publishes runs only after a maintainer has approved it.
EXCEPT = {".github/workflows/release.yml", "ci/python/registry_names.py"}
# The pages that say how a package is installed.
PAGES = ("", "bindings-python/", "bindings-node/", "bindings-jvm/", "bindings-ruby/", "cli/", "core/")
MARK = "not ours yet"

# What has to be found, and what is no question to a registry.
SEEDED = (
    "pip install notifizz-token",
    "pip install 'notifizz-token[django]'",
    "python -m pip install --upgrade notifizz-token",
    "uv pip install notifizz_token",
    "npm install @notifizz/nodejs@npm:notifizz-token",
    "npm i notifizz-token-linux-x64-gnu",
    "npx notifizz-token generate user_42",
    "pnpm dlx notifizz-token",
    "cargo add notifizz-token",
    "cargo publish --dry-run -p notifizz-token",
    "cargo package --no-verify -p notifizz-token",
    "gem install notifizz-token",
    'gem "notifizz-token", "~> 0.1"',
    "notifizz-token[flask]",
    '    "notifizz-token": "^0.1.0",',
    'notifizz-token = "0.1"',
)
HARMLESS = (
    "pip install --no-index --find-links dist notifizz-token",
    "npm install --offline ./dist/notifizz-token-*.tgz",
    "npx --no notifizz-token generate user_42",
    "cargo add notifizz-token --path core",
    "cargo test -p notifizz-token",
    "gem install pkg/notifizz-token-*.gem",
    'notifizz-token = { path = "core", version = "0.1.0" }',
    '    "notifizz-token": "file:../../bindings-node",',
)


def asks(line: str) -> bool:
    return bool(ASKS.search(line)) and not LOCAL.search(line)


def main() -> int:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    problems = [f"CONTROL: not found: {line}" for line in SEEDED if not asks(line)]
    problems += [f"CONTROL: found, but harmless: {line}" for line in HARMLESS if asks(line)]
    looked = 0
    for name in files:
        file = ROOT / name
        if name in EXCEPT or not file.is_file():
            continue
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        looked += 1
        problems += [f"{name}:{number}: {line.strip()}" for number, line in enumerate(lines, 1) if asks(line)]
    for page in PAGES:
        if MARK not in (ROOT / page / "README.md").read_text(encoding="utf-8"):
            problems.append(f"{page}README.md does not say that its name is {MARK}")
    print(f"{looked} files, {len(problems)} problems")
    print("\n".join(problems))
    return 1 if problems or looked < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
