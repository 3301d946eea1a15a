"""Stored documents, and their JSON as copies have it."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any
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
        slug, language = self._head[:2] if addresses.site else ("", "")
        return addresses.web_url(self.id, slug, language)

    @property
    def language(self) -> str:
        """Return the language of its text (BCP 47)."""
        return self._head[1]

    @property
    def translations(self) -> Sequence[Mapping[str, Any]]:
        """Return the other public releases of its story, as they are stored."""
        return self._head[2]

    @cached_property
    def _head(self) -> tuple[str, str, Sequence[Mapping[str, Any]]]:
        members = orjson.loads(self.raw)
        return members["slug"], members["language"], members.get("translations", ())

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
    added: dict[str, Any] = {
        **labels.members(labels.kind(members["kind"]), "kind_label"),
        "date_text": labels.date_text(members["date"], members["date_precision"]),
        "url": addresses.url(document.id),
        "web_url": addresses.web_url(document.id, members["slug"], members["language"]),
        "image": None,
    }
    if translations := linked(members.get("translations", ()), addresses):
        added["translations"] = translations
    if members["media"]:
        add_addresses(members, addresses.base_url)
        added["image"] = members["image"]
    if members["media"] or translations:
        return orjson.dumps(members | added)
    # Stored documents are objects and never empty, so members can be added before the brace.
    return b"".join((document.raw[:-1], b",", orjson.dumps(added)[1:]))


def linked(
    translations: Iterable[Mapping[str, Any]], addresses: ReleaseAddresses
) -> list[dict[str, Any]]:
    """Return stored translations with their addresses."""
    return [
        {
            **one,
            "url": addresses.url(one["id"]),
            "web_url": addresses.web_url(one["id"], one["slug"], one["language"]),
        }
        for one in translations
    ]


@lru_cache(maxsize=64)
def _labels_in(language: str) -> Labels:
    return Labels(WantedLanguage(language, None, language))
