"""A document as the database keeps it: JSON text that is passed on and seldom read."""

import hashlib
from functools import cached_property
from uuid import UUID


class Document:
    """A stored document: its release's id, and its JSON text in UTF-8 as `raw`.

    Not to be changed. What is derived from it is derived once: a page has twenty, most of them more
    than once.
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
        """The id as it stands in addresses."""
        return str(self.id).encode()

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the JSON text, with the id."""
        return hashlib.sha256(self.name + self.raw).digest()

    @property
    def text(self) -> str:
        """The JSON text."""
        return self.raw.decode()
