"""HTML of a body as a tree of elements, without losing a word of it however it is written."""

import re
from html.parser import HTMLParser

from lxml import etree

from app.formats.xml import clean

VOID = {"br", "hr", "img", "source", "wbr", "col"}
# libxml2 and the parsers built on it refuse documents that nest deeper than 256 elements.
MAX_DEPTH = 200
_NAME = re.compile(r"[a-z][a-z0-9]*", re.ASCII)
_ATTRIBUTE = re.compile(r"[a-z][a-z0-9-]*", re.ASCII)


def fill(parent: etree._Element, html: str, namespace: str | None = None) -> None:
    """Append what `html` holds to `parent`, in `namespace` when one is given.

    An element whose name XML cannot hold, or that lies too deep, is left out and its text kept.
    """
    builder = _Builder(parent, f"{{{namespace}}}" if namespace else "")
    builder.feed(html)
    builder.close()


class _Builder(HTMLParser):
    def __init__(self, parent: etree._Element, prefix: str) -> None:
        super().__init__(convert_charrefs=True)
        self._prefix = prefix
        self._open = [parent]
        self._names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fits = _NAME.fullmatch(tag) is not None and len(self._open) < MAX_DEPTH
        if not fits:
            return
        element = etree.SubElement(self._open[-1], self._prefix + tag)
        for name, value in attrs:
            if _ATTRIBUTE.fullmatch(name):
                element.set(name, clean(value if value is not None else name))
        if tag not in VOID:
            self._open.append(element)
            self._names.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._names:
            return
        while self._names.pop() != tag:
            self._open.pop()
        self._open.pop()

    def handle_data(self, data: str) -> None:
        text = clean(data)
        parent = self._open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text
