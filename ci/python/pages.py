"""Checks the pages of the project: python3 ci/python/pages.py --steps STEP... --commands COMMAND...

A page must not link to nowhere, name a script, a command or a step of `cargo ci` that does not exist,
or lack an error or a cause that it should explain; and no code may turn a missing ID into text.
Prints how much it looked at, and exits with 1 if something is wrong or if it looked at nothing.
"""

import argparse
import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import missing_ids
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
TROUBLESHOOTING = "docs/troubleshooting.md"


class Pages:
    """The problems that were found, and how much was looked at."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.counts: dict[str, int] = {}

    def count(self, what: str, number: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + number

    def report(self, where: str, problem: str) -> None:
        self.problems.append(f"{where}: {problem}")


def tracked(*patterns: str) -> list[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).exists()]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def parse(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def with_children(tokens: list[Token]) -> list[Token]:
    return [inner for token in tokens for inner in (token, *with_children(token.children or []))]


def anchors(text: str) -> set[str]:
    """The anchors that code hosts derive from headings."""
    titles = [following.content for token, following in pairwise(parse(text)) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def check_links(pages: Pages, name: str) -> None:
    page = ROOT / name
    for token in with_children(parse(read(name))):
        target = token.attrs.get("href") or token.attrs.get("src")
        # rustdoc checks the links to items of the crate's API.
        if not isinstance(target, str) or re.match(r"[a-z]+:", target) or "::" in target:
            continue
        pages.count("links")
        path, _, anchor = unquote(target).partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists():
            pages.report(name, f"{target} does not exist")
        elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text(encoding="utf-8")):
            pages.report(name, f"{target} has no such heading")


def check_commands(pages: Pages, name: str, commands: set[str], steps: set[str]) -> None:
    text = read(name)
    for script in re.findall(r"\./((?:ci|examples)/[\w/.-]*\w)", text):
        pages.count("commands")
        if not (ROOT / script).exists():
            pages.report(name, f"there is no ./{script}")
    for command, arguments in re.findall(r"\bcargo ci ([a-z][a-z-]*)((?: [a-z]+)*)", text):
        pages.count("commands")
        if command not in commands:
            pages.report(name, f"there is no command `cargo ci {command}`")
        if command == "check" and (unknown := set(arguments.split()) - steps):
            pages.report(name, f"`cargo ci check` has no step {', '.join(sorted(unknown))}")


def check_codes(pages: Pages) -> None:
    """Troubleshooting has a row for each error and each cause, and for nothing else."""
    vectors = json.loads(read("vectors/vectors.json"))
    # The C library has errors of its own, so its header lists all of them.
    header = read("bindings-c/include/notifizz_token.h")
    errors = {code.lower() for code in re.findall(r"^#define NOTIFIZZ_ERR_(\w+) ", header, re.MULTILINE)}
    codes = {
        "errors": (errors, "The client cannot be created, or an ID is rejected"),
        "causes": ({row["code"] for row in vectors["diagnoses"]}, "What its answers mean"),
    }
    for kind, (expected, heading) in codes.items():
        _, _, section = read(TROUBLESHOOTING).partition(f"\n## {heading}\n")
        rows = set(re.findall(r"^\| `([a-z0-9_]+)` \|", section.partition("\n## ")[0], re.MULTILINE))
        pages.count(kind, len(expected))
        for code in sorted(expected ^ rows):
            pages.report(
                TROUBLESHOOTING, f"{code} has no row" if code in expected else f"{code} is not one of the {kind}"
            )


def check_quoted_diagnoses(pages: Pages, names: list[str]) -> None:
    """A diagnosis in a comment of a code block is one that the command line prints."""
    printed = {
        case["stdout"] for case in json.loads(read("vectors/cli.json"))["cases"] if isinstance(case["stdout"], str)
    }
    for name in names:
        for diagnosis in re.findall(r"^(?:#|//) (\w+: (?:The|This|None) .*)$", read(name), re.MULTILINE):
            pages.count("diagnoses")
            if f"{diagnosis}\n" not in printed:
                pages.report(name, f"diagnose does not print {diagnosis!r}")


def check_help(pages: Pages) -> None:
    if read("cli/help.txt") not in read("docs/command-line.md"):
        pages.report("docs/command-line.md", "it does not have the text of --help")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", nargs="+", required=True)
    parser.add_argument("--commands", nargs="+", required=True)
    arguments = parser.parse_args()

    pages, names = Pages(), tracked("*.md")
    pages.count("pages", len(names))
    for name in names:
        check_links(pages, name)
        check_commands(pages, name, set(arguments.commands), set(arguments.steps))
    check_codes(pages)
    check_quoted_diagnoses(pages, names)
    check_help(pages)
    for name in tracked(*missing_ids.SOURCES):
        pages.count("sources")
        for number, line in missing_ids.conversions(read(name)):
            pages.report(f"{name}:{number}", f"it turns a value that may be missing into text: {line}")

    print(", ".join(f"{number} {what}" for what, number in pages.counts.items()))
    print("\n".join(pages.problems))
    return 1 if pages.problems or 0 in pages.counts.values() else 0


if __name__ == "__main__":
    sys.exit(main())
