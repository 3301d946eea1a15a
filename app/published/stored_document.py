"""A document as the database keeps it: JSON text that is passed on and seldom read."""

import hashlib
from uuid import UUID

from app.db.look import as_text, as_uuid


class Document:
    """A stored document, JSON as the database gave it, with its id as that gave it.

    Not to be changed. What is made of it is made once: a page has twenty, most of them more than
    once.
    """

    __slots__ = ("_digest", "_name", "key", "stored")

    def __init__(self, key: UUID | str | bytes, stored: str | bytes) -> None:
        self.key = key
        self.stored = stored
        self._name = self._digest = b""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Document):
            return NotImplemented
        return (self.key, self.stored) == (other.key, other.stored)

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def id(self) -> UUID:
        """The id of the release."""
        return as_uuid(self.key)

    @property
    def name(self) -> bytes:
        """The id as it stands in addresses."""
        if not self._name:
            key = self.key
            digits = key.hex if isinstance(key, UUID) else as_text(key)
            parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
            self._name = "-".join(parts).encode()
        return self._name

    @property
    def digest(self) -> bytes:
        """SHA-256 of the JSON text, with the id."""
        if not self._digest:
            self._digest = hashlib.sha256(self.name + self.raw).digest()
        return self._digest

    @property
    def text(self) -> str:
        """The JSON text."""
        return as_text(self.stored)

    @property
    def raw(self) -> bytes:
        """The JSON text in UTF-8."""
        return self.stored if isinstance(self.stored, bytes) else self.stored.encode()
