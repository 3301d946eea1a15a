"""Tables of what was imported, and of the installations that are mirrored."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.db.database import UtcInstant


class ImportedItem(SQLModel, table=True):
    """One item of one source and its release. Neither headline nor slug identifies an item."""

    __tablename__ = "imported_item"

    source: str = Field(primary_key=True)
    # The source's own id; for a page of text, which has none, a digest of the first reading.
    key: str = Field(primary_key=True)
    release_id: UUID = Field(foreign_key="release.id", unique=True, ondelete="CASCADE")
    # Digests of the newest reading, which match a page whose headline or text has changed.
    title_digest: str
    body_digest: str
    content_digest: str
    # The revision that the import wrote last. A newer one is an editor's and is not overwritten.
    revision: int
    imported_at: datetime = Field(sa_type=UtcInstant)


class FollowedSource(SQLModel, table=True):
    """Another installation that is mirrored, and the position reached in its change log."""

    __tablename__ = "followed_source"

    url: str = Field(primary_key=True)
    selection: str
    # Written in the same transaction as the releases up to there.
    since: str
