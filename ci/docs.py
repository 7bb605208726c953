"""Fails if a page of the project says what is not so: a link to nowhere, a script or a step that
does not exist, or a help text that the command line does not print. Prints what it looked at.
"""

import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[1]
wrong: list[str] = []
counts = {"pages": 0, "links": 0, "commands": 0}


def flat(tokens: list[Token]) -> list[Token]:
    return [inner for token in tokens for inner in (token, *flat(token.children or []))]


def anchors(page: Path) -> set[str]:
    """As the usual hosts make them of headings."""
    tokens = MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))
    titles = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def check_links(page: Path, tokens: list[Token]) -> None:
    for token in tokens:
        target = token.attrs.get("href") or token.attrs.get("src")
        # Items of the crate's API are links for rustdoc only, which checks them itself.
        if not isinstance(target, str) or re.match(r"[a-z]+:", target) or "::" in target:
            continue
        counts["links"] += 1
        path, _, anchor = unquote(target).partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists():
            wrong.append(f"{page.relative_to(ROOT)}: {target} does not exist")
        elif anchor and file.suffix == ".md" and anchor not in anchors(file):
            wrong.append(f"{page.relative_to(ROOT)}: {target} has no such heading")


def check_commands(page: Path, text: str, steps: set[str]) -> None:
    for command, arguments in re.findall(r"\./((?:ci|examples)/[\w/.-]*\w)((?: [a-z]+)*)", text):
        counts["commands"] += 1
        if not (ROOT / command).exists():
            wrong.append(f"{page.relative_to(ROOT)}: there is no ./{command}")
        if command == "ci/check" and not set(arguments.split()) <= steps:
            wrong.append(f"{page.relative_to(ROOT)}: ./ci/check has no step{arguments}")


def main() -> int:
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    steps = re.search(r"^STEPS=\(([^)]*)\)", (ROOT / "ci/check").read_text(encoding="utf-8"), re.MULTILINE)
    if steps is None:
        raise SystemExit("ci/check has no list of steps")
    for name in listed.splitlines():
        page = ROOT / name
        text = page.read_text(encoding="utf-8")
        counts["pages"] += 1
        check_links(page, flat(MarkdownIt("commonmark").enable("table").parse(text)))
        check_commands(page, text, set(steps[1].split()))

    cases = json.loads((ROOT / "core/vectors/cli.json").read_text(encoding="utf-8"))["cases"]
    help_text = next(case["stdout"] for case in cases if case["name"] == "help")
    if help_text not in (ROOT / "docs/command-line.md").read_text(encoding="utf-8"):
        wrong.append("docs/command-line.md does not have the text of --help")

    causes = re.findall(
        r'^    \w+ = "(\w+)":', (ROOT / "core/src/diagnose.rs").read_text(encoding="utf-8"), re.MULTILINE
    )
    counts["causes"] = len(causes)
    troubleshooting = (ROOT / "docs/troubleshooting.md").read_text(encoding="utf-8")
    wrong.extend(
        f"docs/troubleshooting.md has no row for {code}" for code in causes if f"| `{code}` |" not in troubleshooting
    )

    print(", ".join(f"{count} {what}" for what, count in counts.items()))
    print("\n".join(wrong))
    return 1 if wrong or 0 in counts.values() else 0


if __name__ == "__main__":
    sys.exit(main())
