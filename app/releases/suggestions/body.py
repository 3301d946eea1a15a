"""A body without the dateline that stands at its head, its markup kept. Pure."""

from collections.abc import Iterator
from typing import Any

from lxml import html

from app.releases.body import sanitise


def without_dateline(body_html: str, before: str, dateline: str) -> str:
    """`body_html` (sanitised) without the words `dateline`, which come after the words `before`.

    Both are as `body.to_text` has them; blanks do not count. An element that is left empty goes.
    The body comes back as it was when the words are not where they should be.
    """
    root = html.fragment_fromstring(body_html, create_parent="div")
    skipped, taken = _letters(before), _letters(dateline)
    if not _letters(root.text_content()).startswith(skipped + taken):
        return body_html
    _cut(root, len(skipped), len(taken))
    parts = [html.tostring(child, encoding="unicode") for child in root]
    return sanitise("".join([root.text or "", *parts]))


def _letters(text: str) -> str:
    return "".join(text.split())


def _cut(root: Any, skip: int, take: int) -> None:
    touched = []
    for element, side in list(_slots(root)):
        text = getattr(element, side) or ""
        kept, skip, take = _without(text, skip, take)
        if kept != text:
            setattr(element, side, kept)
            touched.append(element)
        if take == 0 and kept.strip():
            break
    for element in dict.fromkeys(reversed(touched)):
        _drop_empty(root, element)


def _drop_empty(root: Any, element: Any) -> None:
    """Take out an element with nothing in it, and those around it that are empty then."""
    while element is not root and not element.text and not len(element):
        emptied, element = element, element.getparent()
        if element is None:
            return
        emptied.drop_tree()


def _slots(element: Any) -> Iterator[tuple[Any, str]]:
    """Where text can stand in an element, in the order of reading."""
    yield element, "text"
    for child in element:
        yield from _slots(child)
        yield child, "tail"


def _without(text: str, skip: int, take: int) -> tuple[str, int, int]:
    """`text` with `take` letters less after the first `skip`; what is still to skip and to take."""
    kept = ""
    for at, char in enumerate(text):
        if skip == 0 and take == 0:
            return kept + text[at:].lstrip(), 0, 0
        if char.isspace():
            kept += char if skip else ""
        elif skip:
            skip -= 1
            kept += char
        else:
            take -= 1
    return kept, skip, take
