"""Finds what readers may have of files: the bytes that public releases use."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from app.published.models import PublishedMedia

_COLUMNS = [
    col(PublishedMedia.media_type),
    col(PublishedMedia.bytes),
    col(PublishedMedia.file_name),
    col(PublishedMedia.release_id),
]
_AT = (
    select(*_COLUMNS)
    .where(col(PublishedMedia.address) == bindparam("address"))
    .order_by(col(PublishedMedia.release_id))
)


@dataclass(frozen=True)
class PublicFile:
    """A file at its address: what it is, and the public releases that use it."""

    address: str
    media_type: str
    bytes: int
    file_name: str
    release_ids: Sequence[UUID]

    @property
    def sha256(self) -> str:
        """Return the hash that it lies under in the store."""
        return self.address.partition(".")[0]

    @property
    def etag(self) -> str:
        """Return its entity tag: other bytes have another address."""
        return f'"{self.sha256}"'


def find_file(session: Session, address: str) -> PublicFile | None:
    """Return the file at the last part of an address; None if no public release uses it."""
    rows = session.connection().execute(_AT, {"address": address}).all()
    if not rows:
        return None
    first = rows[0]
    ids = [row.release_id for row in rows]
    return PublicFile(address, first.media_type, first.bytes, first.file_name, ids)
