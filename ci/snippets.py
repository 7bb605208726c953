"""Prints the code that stands under a heading of a page:

python3 ci/snippets.py PAGE HEADING LANGUAGE
"""

import sys
from pathlib import Path

from markdown_it import MarkdownIt


def snippets(page: Path, heading: str, language: str) -> list[str]:
    """The blocks of that language between the heading and the next one."""
    headings, inside, blocks = 0, False, []
    tokens = MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            inside = tokens[index + 1].content == heading
            headings += inside
        elif inside and token.type == "fence" and token.info == language:
            blocks.append(token.content)
    if headings != 1 or not blocks:
        raise SystemExit(f"{page}: {headings} headings {heading!r}, {len(blocks)} blocks of {language}")
    return blocks


if __name__ == "__main__":
    page, heading, language = sys.argv[1:]
    print("\n\n".join(snippets(Path(page), heading, language)))
