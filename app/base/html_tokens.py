"""The start tags, end tags and text of HTML, however it is written. Pure.

Not a tree by libxml2 (`lxml.html`): it closes `<b>`, `<h2>` or `<a>` before a `<p>` or `<table>`
inside, writes `&nbsp;` and quotes in another way, and stops reading 2,048 elements deep.
"""

import re
from html.parser import HTMLParser
from typing import NamedTuple

Attributes = list[tuple[str, str | None]]


class StartTag(NamedTuple):
    """`<p lang="en">` or `<br/>`; `written` is its source, which stands at the offset `at`."""

    tag: str
    attributes: Attributes
    at: int
    written: str


class EndTag(NamedTuple):
    """`</p>`."""

    tag: str


Token = StartTag | EndTag | str


def tokens_of(html: str) -> list[Token]:
    """Returns what `html` consists of; text is a `str`, its character references resolved."""
    reader = _Reader(html)
    reader.feed(html)
    reader.close()
    return reader.tokens


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[Token] = []
        self._lines = [0, *(found.end() for found in re.finditer("\n", html))]

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        line, column = self.getpos()
        at = self._lines[line - 1] + column
        self.tokens.append(StartTag(tag, attrs, at, self.get_starttag_text() or ""))

    def handle_endtag(self, tag: str) -> None:
        self.tokens.append(EndTag(tag))

    def handle_data(self, data: str) -> None:
        self.tokens.append(data)
