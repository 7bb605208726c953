"""Fails if a page of the project says what is not so: a link to nowhere, a script or a step that
does not exist, a text that the command line does not print, a code that troubleshooting does not
explain; or if it shows code that turns a missing ID into text. Prints what it looked at.
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
counts = {"pages": 0, "links": 0, "commands": 0, "diagnoses": 0, "errors": 0, "causes": 0, "sources": 0}

# Code that makes a text of a value which may be missing, in each language, with a text that it has
# to find: "None", "undefined" and "null" are IDs that all users without one would share. Ruby's
# nil.to_s is not here: it is the empty text, which every package rejects.
FIELD = r"[\w.]*(?:\b|_|[a-z](?=[IE]))(?:pk|[iI]d|ID|[eE]mail)(?:\(\))?"
UNGUARDED = {
    rf"\bstr\({FIELD}\)": "str(user.pk)",
    rf"\bf(?P<quote>[\"']).*?\{{{FIELD}\}}.*?(?P=quote)": 'f"user_{user.pk}"',
    rf"\bString\({FIELD}\)": "String(user.id)",
    rf"\bString\.valueOf\({FIELD}\)": "String.valueOf(user.id())",
    rf"{FIELD}\.toString\(\)": "user.id.toString()",
    rf"\$\{{{FIELD}\}}": "user_${user.id}",
    rf"#\{{{FIELD}\}}": '"user_#{user.id}"',
    rf"\bfmt\.Sprint\w*\(.*{FIELD}\)": 'fmt.Sprintf("user_%d", user.ID)',
}
# What asks first, on the same line or just above.
GUARD = re.compile(rf"{FIELD}(?: == null| is None| is not None|\.nil\?)")
SOURCES = ("*.md", "examples", ":!examples/**/test/*", ":!examples/**/package-lock.json")


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


def check_missing_values() -> None:
    listed = subprocess.run(["git", "ls-files", *SOURCES], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in listed.splitlines():
        counts["sources"] += 1
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            guarded = GUARD.search("\n".join(lines[max(0, number - 3) : number]))
            for pattern in UNGUARDED:
                if re.search(pattern, line) and not guarded:
                    wrong.append(f"{name}:{number} makes text of a value that may be missing: {line.strip()}")


def check_codes() -> None:
    """Every error and every cause has a row in troubleshooting, and what diagnose prints is quoted as it is."""
    core, page = ROOT / "core/src", (ROOT / "docs/troubleshooting.md").read_text(encoding="utf-8")
    header = (ROOT / "bindings-c/include/notifizz_token.h").read_text(encoding="utf-8")
    causes = (core / "diagnose/cause.rs").read_text(encoding="utf-8")
    codes = {
        "errors": {
            *re.findall(r'=> \{?\s*"([a-z_]+)"', (core / "error.rs").read_text(encoding="utf-8")),
            # The library has some of its own.
            *(code.lower() for code in re.findall(r"^#define NOTIFIZZ_ERR_(\w+) ", header, re.MULTILINE)),
        },
        "causes": set(re.findall(r'^    \w+ = "(\w+)":', causes, re.MULTILINE)),
    }
    for kind, titles in (
        ("causes", "What its answers mean"),
        ("errors", "The client cannot be created, or an ID is rejected"),
    ):
        _, _, section = page.partition(f"\n## {titles}\n")
        section = section.partition("\n## ")[0]
        counts[kind] = len(codes[kind])
        rows = set(re.findall(r"^\| `([a-z0-9_]+)` \|", section, re.MULTILINE))
        wrong.extend(f"docs/troubleshooting.md has no row for {code}" for code in sorted(codes[kind] - rows))
        wrong.extend(f"docs/troubleshooting.md has a row for {code}" for code in sorted(rows - codes[kind]))

    messages = {
        json.loads(f'"{message}"') for message in re.findall(r'"((?:The|This|None) [^"\\]*(?:\\.[^"\\]*)*)"', causes)
    }
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in listed.splitlines():
        text = (ROOT / name).read_text(encoding="utf-8")
        for code, message in re.findall(r"^(?:# )?(\w+): ((?:The|This|None) .*)$", text, re.MULTILINE):
            counts["diagnoses"] += code in codes["causes"]
            if code in codes["causes"] and message not in messages:
                wrong.append(f"{name}: diagnose does not print {message!r}")


def main() -> int:
    for pattern, example in UNGUARDED.items():
        if not re.search(pattern, example):
            raise SystemExit(f"{pattern} does not find {example}")
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

    help_text = (ROOT / "cli/help.txt").read_text(encoding="ascii")
    if help_text not in (ROOT / "docs/command-line.md").read_text(encoding="utf-8"):
        wrong.append("docs/command-line.md does not have the text of --help")

    check_codes()
    check_missing_values()

    print(", ".join(f"{count} {what}" for what, count in counts.items()))
    print("\n".join(wrong))
    return 1 if wrong or 0 in counts.values() else 0


if __name__ == "__main__":
    sys.exit(main())
