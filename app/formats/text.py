"""Writes plain text as a news wire does, with the dateline before the first word."""

from collections.abc import Iterator

from app.formats.item import Item
from app.published.labels.contact_text import line_of
from app.published.media import Media

MEDIA_TYPE = "text/plain"
DASH = " – "


def write_one(item: Item) -> bytes:
    """Returns the release as lines of UTF-8, without the parts that it does not have."""
    return ("\n\n".join(part for part in _parts(item) if part) + "\n").encode()


def dateline_before(item: Item) -> str:
    """Returns the dateline with its dash, or an empty text."""
    return f"{item.release.dateline.text}{DASH}" if item.release.dateline else ""


def _parts(item: Item) -> Iterator[str | None]:
    release = item.release
    yield item.issuer
    yield release.date
    yield item.editors_note
    yield "\n".join(filter(None, (release.title, release.subtitle)))
    yield f"{dateline_before(item)}{release.body_text}".strip()
    for one in item.media:
        yield _file(one)
    yield "\n".join(line_of(contact, release.language) for contact in release.contacts)
    yield "\n".join(f"{link.title}: {item.absolute(link.url)}" for link in release.links)
    yield release.usage_terms
    yield f"{item.web_url}\n{item.uri}, version {release.version}"


def _file(one: Media) -> str:
    whose = filter(None, (one.credit, one.licence))
    return "\n".join(filter(None, (one.caption or one.alt, ", ".join(whose), one.url)))
