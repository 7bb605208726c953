"""Fills in the manual's code where a template names it: python3 ci/python/snippets.py TEMPLATE OUTPUT

A line such as `// snippet: webhooks.md | Go | go | 2` in the template stands for the second block of
Go under the heading "Go" of docs/webhooks.md.
"""

import re
import sys
from pathlib import Path

from markdown_it import MarkdownIt

DOCS = Path(__file__).parents[2] / "docs"
PLACE = re.compile(
    r"^(?://|#) snippet: (?P<page>\S+) \| (?P<heading>.+) \| (?P<language>\w+) \| (?P<number>\d+)\n", re.MULTILINE
)


def blocks(page: Path, heading: str, language: str) -> list[str]:
    """The blocks of code in that language between the heading and the next one."""
    headings, inside, contents = 0, False, []
    tokens = MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            inside = tokens[index + 1].content == heading
            headings += inside
        elif inside and token.type == "fence" and token.info == language:
            contents.append(token.content)
    if headings != 1:
        raise SystemExit(f"{page}: {headings} headings {heading!r}")
    return contents


def block(place: re.Match[str]) -> str:
    page, number = DOCS / place["page"], int(place["number"])
    contents = blocks(page, place["heading"], place["language"])
    if not 1 <= number <= len(contents):
        raise SystemExit(
            f"{page}: {place['heading']!r} has {len(contents)} blocks of {place['language']}, not {number}"
        )
    return contents[number - 1]


def main(template: str, output: str) -> None:
    program, count = PLACE.subn(block, Path(template).read_text(encoding="utf-8"))
    if count == 0:
        raise SystemExit(f"{template} names no snippet")
    Path(output).parent.mkdir(parents=True, exist_ok=True)
    Path(output).write_text(program, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
