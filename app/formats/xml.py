"""Writes XML with lxml that every strict parser accepts: text is cleaned on its way in."""

import re
from collections.abc import Mapping

from lxml import etree

# What is no Char of XML 1.0 (section 2.2), and what XML discourages and HTML forbids: controls and
# noncharacters.
_NO_CHAR = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd"
    + "".join(f"{chr(start)}-{chr(start + 0xFFFD)}" for start in range(0x10000, 0x110000, 0x10000))
    + "]"
)
_LINE_END = re.compile("\r\n?")


def clean(text: str) -> str:
    """Returns `text` without what XML or HTML cannot hold, each line end as `\\n`."""
    return _NO_CHAR.sub("", _LINE_END.sub("\n", text))


def root(tag: str, namespaces: Mapping[str | None, str], **attributes: str) -> etree._Element:
    """Returns a root element; a tag of a namespace is written `{namespace}name`."""
    element = etree.Element(tag, nsmap=dict(namespaces))
    for name, value in attributes.items():
        element.set(name, clean(value))
    return element


def add(
    parent: etree._Element,
    tag: str,
    text: str | None = None,
    attributes: Mapping[str, str | None] | None = None,
) -> etree._Element:
    """Append a child to `parent` and return it; attributes without a value are left out."""
    child = etree.SubElement(parent, tag)
    for name, value in (attributes or {}).items():
        if value is not None:
            child.set(name, clean(value))
    if text is not None:
        child.text = clean(text)
    return child


def add_cdata(parent: etree._Element, tag: str, html: str) -> etree._Element:
    """Append a child that holds `html` as CDATA, and return it: readers unescape it once."""
    child = etree.SubElement(parent, tag)
    child.text = etree.CDATA(clean(html))
    return child


def serialise(document: etree._Element) -> bytes:
    """Returns the document in UTF-8, beginning with its declaration."""
    return etree.tostring(document, xml_declaration=True, encoding="utf-8")
