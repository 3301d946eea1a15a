"""Writes OPML 2.0: a list of feeds that a feed reader imports in one step."""

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from app.formats.xml import add, root, serialise

MEDIA_TYPE = "text/x-opml"


@dataclass(frozen=True)
class Outline:
    """A feed at its own address, and the page that it belongs to."""

    text: str
    feed_url: str
    page_url: str
    description: str | None = None


@dataclass(frozen=True)
class OutlineGroup:
    """Feeds under a heading."""

    text: str
    feeds: tuple[Outline, ...]


def write(title: str, entries: Iterable[Outline | OutlineGroup], docs: str) -> bytes:
    """Returns the list; a group without feeds is left out."""
    document = root("opml", {}, version="2.0")
    head = add(document, "head")
    add(head, "title", title)
    add(head, "docs", docs)
    body = add(document, "body")
    for entry in entries:
        if isinstance(entry, Outline):
            _add_feed(body, entry)
        elif entry.feeds:
            group = add(body, "outline", attributes={"text": entry.text})
            for feed in entry.feeds:
                _add_feed(group, feed)
    return serialise(document)


def _add_feed(parent: etree._Element, feed: Outline) -> None:
    given = {
        # `rss` is the only type that feed readers know; it stands for every kind of feed.
        "type": "rss",
        "text": feed.text,
        "title": feed.text,
        "description": feed.description,
        "xmlUrl": feed.feed_url,
        "htmlUrl": feed.page_url,
    }
    add(parent, "outline", attributes=given)
