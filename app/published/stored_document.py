"""A document as the database stores it: JSON text that is passed on and seldom parsed."""

import hashlib
from functools import cached_property
from uuid import UUID


class Document:
    """A stored document: its release's id, and its JSON text in UTF-8 as `raw`.

    Immutable. Derived values are cached, since a document is usually part of many pages.
    """

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

    @cached_property
    def digest(self) -> bytes:
        """Return the SHA-256 of the id and the JSON text."""
        return hashlib.sha256(self.name + self.raw).digest()

    @property
    def text(self) -> str:
        """Return the JSON text."""
        return self.raw.decode()
