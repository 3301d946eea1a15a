"""Tables of the read model. Only `store/` writes them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field, SQLModel

from app.db.database import UtcInstant


class PublishedRelease(SQLModel, table=True):
    """One public document with the columns that it is found and ordered by."""

    __tablename__ = "published_release"
    __table_args__ = (
        Index("ix_published_release_newest", "listed", "sort_at", "id"),
        Index("ix_published_release_modified", "listed", "modified_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    # The number of its first fact in the log: small, dense and never reused.
    number: int = Field(sa_column=Column(BigInteger, nullable=False, unique=True))
    story_id: UUID = Field(index=True)
    slug: str = Field(unique=True)
    # False once withdrawn: the row then holds the notice, and the document only when it is kept.
    listed: bool
    version: int
    language: str
    # An exact instant, or the first and last day (proleptic ordinals, `date.toordinal`) of a date
    # that is known less exactly. All null if the date is unknown: then no date filter matches.
    instant: datetime | None = Field(sa_type=UtcInstant)
    first_day: int | None
    last_day: int | None
    # The place of the release in date order, even if its own date is not known.
    sort_at: datetime = Field(sa_type=UtcInstant)
    modified_at: datetime = Field(sa_type=UtcInstant)
    # The terms that it is found and counted by, separated by spaces (`terms.py`).
    terms: str = Field(sa_column=Column(Text, nullable=False))
    document: str | None = Field(sa_column=Column(Text))
    notice: str | None = Field(sa_column=Column(Text))
    replaced_by: UUID | None
    # How many rows it has in `published_media`: most have none, and are written without asking.
    files: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class PublishedMedia(SQLModel, table=True):
    """Bytes that a public release uses, by the last part of their address.

    Readers can have no others: a row is written and removed with the document that names it.
    """

    __tablename__ = "published_media"

    address: str = Field(primary_key=True, max_length=80)
    release_id: UUID = Field(primary_key=True, foreign_key="published_release.id", index=True)
    media_type: str = Field(max_length=40)
    bytes: int = Field(sa_column=Column(BigInteger, nullable=False))
    # To save it by.
    file_name: str = Field(max_length=160)
    # Whether it is the lead picture, at full size.
    is_lead: bool


class PublishedSlug(SQLModel, table=True):
    """A former slug of a public release; it leads to the release for ever."""

    __tablename__ = "published_slug"

    slug: str = Field(primary_key=True)
    release_id: UUID = Field(foreign_key="published_release.id", index=True)


class PublishedVersion(SQLModel, table=True):
    """The public history of a release: when, what kind, and the note that readers saw."""

    __tablename__ = "published_version"

    release_id: UUID = Field(primary_key=True, foreign_key="published_release.id")
    version: int = Field(primary_key=True)
    kind: str
    at: datetime = Field(sa_type=UtcInstant)
    note: str | None = Field(sa_column=Column(Text))


class IndexPiece(SQLModel, table=True):
    """A piece of the saved index (`index/saved_index.py`); number 0 says which state it is of."""

    __tablename__ = "index_piece"

    number: int = Field(primary_key=True)
    data: bytes


class PublishedWord(SQLModel, table=True):
    """A word as it is written (in lower case), and the number of listed releases that have it.

    The full text itself is no table of models: SQLite keeps it in `published_text` (FTS5, without
    content) with the same lexemes, compressed, in `published_text_kept`; PostgreSQL in
    `published_text` (tsvector). See `store/fulltext_storage.py`.
    """

    __tablename__ = "published_word"
    __table_args__ = (Index("ix_published_word_head", "head", "size"),)

    word: str = Field(primary_key=True)
    # The form that is compared with mistyped words, its first letter and its length.
    form: str
    head: str
    size: int
    releases: int
