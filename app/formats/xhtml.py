"""Turns the HTML of a body into a tree of elements; even malformed HTML loses no word."""

import re

from lxml import etree

from app.base.html_tokens import EndTag, StartTag, tokens_of
from app.formats.xml import clean

VOID = {"br", "hr", "img", "source", "wbr", "col"}
# libxml2 and the parsers built on it refuse documents that nest deeper than 256 elements.
MAX_DEPTH = 200
_NAME = re.compile(r"[a-z][a-z0-9]*", re.ASCII)
_ATTRIBUTE = re.compile(r"[a-z][a-z0-9-]*", re.ASCII)


def fill(parent: etree._Element, html: str, namespace: str | None = None) -> None:
    """Append the content of `html` to `parent`, in `namespace` when one is given.

    An element whose name XML cannot hold, or that lies too deep, is left out and its text kept.
    """
    prefix = f"{{{namespace}}}" if namespace else ""
    builder = etree.TreeBuilder()
    builder.start(str(parent.tag), {})
    opened = [str(parent.tag)]
    for token in tokens_of(html):
        match token:
            case str():
                builder.data(clean(token))
            case StartTag(tag) if _NAME.fullmatch(tag) and len(opened) < MAX_DEPTH:
                builder.start(prefix + tag, _attributes(token))
                opened.append(prefix + tag)
                if tag in VOID:
                    builder.end(opened.pop())
            case EndTag(tag) if prefix + tag in opened[1:]:
                _end(builder, opened, prefix + tag)
    for name in reversed(opened):
        builder.end(name)
    root = builder.close()
    parent.text = root.text
    parent.extend(root)


def _end(builder: etree.TreeBuilder, opened: list[str], name: str) -> None:
    """End the innermost open element of this name, and all that are open inside of it."""
    ended = None
    while ended != name:
        ended = opened.pop()
        builder.end(ended)


def _attributes(token: StartTag) -> dict[str, str]:
    return {
        name: clean(name if value is None else value)
        for name, value in token.attributes
        if _ATTRIBUTE.fullmatch(name)
    }
