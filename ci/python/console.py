"""Runs the console blocks of the pages: python3 ci/python/console.py PROGRAM

In a block of `console`, what follows `$ ` is a command and the lines after it are its output. Each
block is run by sh as one script, with PROGRAM as notifizz-token and the placeholder as the key.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from pages import parse, read, tracked

# Between the outputs of two commands.
SEPARATOR = "--- next command"


def commands(block: str) -> list[tuple[str, str]]:
    """Each command with the output that the page shows."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)
    if parts[0]:
        raise SystemExit(f"a console block does not begin with a command: {parts[0]!r}")
    return [(command, output.strip()) for command, _, output in (part.partition("\n") for part in parts[1:])]


def run(script: list[str], folder: str) -> list[str]:
    environment = {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "NOTIFIZZ_AUTH_SECRET_KEY": "YOUR_AUTH_SECRET_KEY",
    }
    text = f"\necho '{SEPARATOR}'\n".join(script)
    done = subprocess.run(
        ["sh"], check=False, input=text, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return [output.strip() for output in done.stdout.split(SEPARATOR)]


def main(program: str) -> int:
    count, problems = 0, []
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "notifizz-token").symlink_to(Path(program).resolve())
        for name in tracked("*.md"):
            for token in parse(read(name)):
                if token.type != "fence" or token.info != "console":
                    continue
                lines = commands(token.content)
                for (command, expected), output in zip(lines, run([line for line, _ in lines], folder), strict=True):
                    count += 1
                    if output != expected:
                        problems.append(f"{name}: `{command}` prints\n{output}\nwhere the page shows\n{expected}")
    print(f"{count} commands")
    print("\n".join(problems))
    return 1 if problems or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
