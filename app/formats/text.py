"""Plain text as a wire prints it: the dateline stands before the first word again."""

from collections.abc import Iterator

from app.formats.item import Item
from app.published.document import Contact

MEDIA_TYPE = "text/plain"
DASH = " – "


def write_one(item: Item) -> bytes:
    """The release as lines of UTF-8; parts that it has not are left out."""
    return ("\n\n".join(part for part in _parts(item) if part) + "\n").encode()


def dateline_before(item: Item) -> str:
    """The dateline with its dash, or nothing."""
    return f"{item.release.dateline.text}{DASH}" if item.release.dateline else ""


def _parts(item: Item) -> Iterator[str | None]:
    release = item.release
    yield item.issuer
    yield release.date
    yield item.editors_note
    yield "\n".join(filter(None, (release.title, release.subtitle)))
    yield f"{dateline_before(item)}{release.body_text}".strip()
    yield "\n".join(_contact(contact) for contact in release.contacts)
    yield "\n".join(f"{link.title}: {item.absolute(link.url)}" for link in release.links)
    yield release.usage_terms
    yield f"{item.url}\n{item.uri}, version {release.version}"


def _contact(contact: Contact) -> str:
    return ", ".join(filter(None, (contact.name, contact.role, contact.email, contact.phone)))
