import json
from html.parser import HTMLParser
from typing import Any


class Page(HTMLParser):
    """A page as a browser parses it: its elements, the contents of its scripts, and its comments."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.comments: list[str] = []
        self._in_script = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in_script = tag == "script"
        if self._in_script:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts[-1] += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def options(self, element_id: str = "notifizz-widget-options") -> Any:
        """The JSON of the page's only element, a script."""
        assert self.elements == [("script", {"id": element_id, "type": "application/json"})]
        return json.loads(self.scripts[0])


# Texts that could end an element, a string or a comment in HTML, JavaScript or JSON.
MARKUP = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "-->",
    "]]>",
    "\"quoted\" 'single' `back`",
    "\\u003c/script\\u003e \\",
    "&lt;/script&gt;&amp;&quot;",
    "line\u2028separator\u2029\n\r\t\0\x0b",
    "用户\U0001f511é",
    "{{ 7 * 7 }}{% now 'Y' %}",
    "a" * 10_000,
)
