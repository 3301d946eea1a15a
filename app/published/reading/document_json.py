"""Stored documents, and their JSON as copies have it."""

from functools import cached_property, lru_cache
from uuid import UUID

import orjson

from app.base.addresses import ReleaseAddresses
from app.published.labels.labels import Labels, WantedLanguage
from app.published.media import add_addresses


class Document:
    """A stored document: its release's id, and its JSON text in UTF-8 as `raw`.

    Immutable. Derived values are cached, since a document is usually part of many pages; `card` is
    the card that was made last, and what it was made for.
    """

    card: tuple[object, bytes] | None = None

    def __init__(self, id: UUID, raw: str | bytes) -> None:
        self.id = id
        self.raw = raw if isinstance(raw, bytes) else raw.encode()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Document):
            return NotImplemented
        return (self.id, self.raw) == (other.id, other.raw)

    def __hash__(self) -> int:
        return hash(self.id)

    @cached_property
    def name(self) -> bytes:
        """Return the id as it is written in addresses."""
        return str(self.id).encode()

    def web_url(self, addresses: ReleaseAddresses) -> str:
        """Return where people read the release."""
        # Without a site the address is made of the id alone, and the text need not be parsed.
        slug, language = self._slug_and_language if addresses.site else ("", "")
        return addresses.web_url(self.id, slug, language)

    @cached_property
    def _slug_and_language(self) -> tuple[str, str]:
        members = orjson.loads(self.raw)
        return members["slug"], members["language"]

    @property
    def text(self) -> str:
        """Return the JSON text."""
        return self.raw.decode()


def release_json(document: Document, addresses: ReleaseAddresses) -> bytes:
    """Return a document as copies have it (NDJSON, changes, webhooks): whole, the same for all.

    Its names and labels are stored in the release's own language; what is added is in that too.
    """
    members = orjson.loads(document.raw)
    labels = _labels_in(members["language"])
    added = {
        **labels.members(labels.kind(members["kind"]), "kind_label"),
        "date_text": labels.date_text(members["date"], members["date_precision"]),
        "url": addresses.url(document.id),
        "web_url": addresses.web_url(document.id, members["slug"], members["language"]),
        "image": None,
    }
    if members["media"]:
        add_addresses(members, addresses.base_url)
        return orjson.dumps(members | added | {"image": members["image"]})
    # Stored documents are objects and never empty, so members can be added before the brace.
    return b"".join((document.raw[:-1], b",", orjson.dumps(added)[1:]))


@lru_cache(maxsize=64)
def _labels_in(language: str) -> Labels:
    return Labels(WantedLanguage(language, None, language))
