"""Table by which an import knows what it brought in before."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.db.database import UtcInstant


class ImportedItem(SQLModel, table=True):
    """One item of one source and the release that it became. Headline and slug are no identity."""

    __tablename__ = "imported_item"

    source: str = Field(primary_key=True)
    # The source's own id; where it has none, as a page of text, a digest of the first reading.
    key: str = Field(primary_key=True)
    release_id: UUID = Field(foreign_key="release.id", unique=True, ondelete="CASCADE")
    # Digests of the newest reading: what a page is matched by when its headline or text changed.
    title_digest: str
    body_digest: str
    content_digest: str
    # The revision that the import wrote last; a newer one is an editor's, and is not overwritten.
    revision: int
    imported_at: datetime = Field(sa_type=UtcInstant)


class FollowedSource(SQLModel, table=True):
    """Another installation whose releases are taken in, and how far it was followed."""

    __tablename__ = "followed_source"

    url: str = Field(primary_key=True)
    selection: str
    # Written in the same transaction as the releases up to there.
    since: str
