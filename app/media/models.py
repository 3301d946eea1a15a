"""The table of files: pictures, documents, films and sound that releases may use."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Text, text
from sqlmodel import Field, SQLModel

from app.db.database import UtcInstant

_OF_NEWSROOM = text("organisation IS NULL")


class MediaFile(SQLModel, table=True):
    """One file of an organisation; its bytes lie in the store, under their SHA-256.

    An organisation has the same bytes once. Several organisations may have a row for them.
    """

    __tablename__ = "media_file"
    __table_args__ = (
        Index("uq_media_file_organisation_sha256", "organisation", "sha256", unique=True),
        # A unique index takes two rows without an organisation for different ones.
        Index(
            "uq_media_file_newsroom_sha256",
            "sha256",
            unique=True,
            sqlite_where=_OF_NEWSROOM,
            postgresql_where=_OF_NEWSROOM,
        ),
        Index("ix_media_file_newest", "created_at", "id"),
        CheckConstraint("focal_x BETWEEN 0 AND 1", name="focal_x"),
        CheckConstraint("focal_y BETWEEN 0 AND 1", name="focal_y"),
    )

    id: UUID = Field(primary_key=True)
    # Of the stored bytes, in hexadecimal digits.
    sha256: str = Field(max_length=64, index=True)
    # As IANA lists it, found from the content.
    media_type: str = Field(max_length=40)
    bytes: int = Field(sa_column=Column(BigInteger, nullable=False))
    # Of a picture as it is shown, in pixels; None of all else.
    width: int | None = None
    height: int | None = None
    # Of films and sound, where the file says it.
    duration_seconds: float | None = None
    # Letters, digits and a few signs; safe in every file system and header.
    file_name: str = Field(max_length=120)
    # The slug of the organisation that it belongs to; None: of the whole newsroom.
    organisation: str | None = Field(default=None, max_length=120)
    # What must stay in a cropped picture, from its upper left corner, 0 to 1; None: its middle.
    focal_x: float | None = None
    focal_y: float | None = None
    # JSON, by language: {"en": {"alt": "...", "caption": "..."}}.
    texts: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    credit: str | None = Field(default=None, max_length=500)
    licence: str | None = Field(default=None, max_length=500)
    # The last day on which it may be used.
    rights_end: date | None = None
    # JSON: [{"name": "thumb", "media_type": "image/webp", "sha256": "...", "width": 320,
    # "height": 240, "bytes": 9021}]; names are thumb, small, large and, of a PDF, page1.
    renditions: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    # Whether the file says where it was made, as its editor wanted.
    location_kept: bool = False
    created_at: datetime = Field(sa_type=UtcInstant)
    # `Caller.id` of who uploaded it.
    created_by: str = Field(max_length=200)
    # Grows with every change; it is the entity tag.
    lock: int = 1


class MediaObject(SQLModel, table=True):
    """An object of the store that a file needs: its bytes, or one of its renditions.

    What no row names is swept from the store.
    """

    __tablename__ = "media_object"

    sha256: str = Field(primary_key=True, max_length=64)
    file_id: UUID = Field(
        primary_key=True, foreign_key="media_file.id", index=True, ondelete="CASCADE"
    )


class MediaUpload(SQLModel, table=True):
    """A file that arrives in parts. Nobody can have it before it is complete.

    Its parts are objects that no file names: they are swept with it when it is never completed.
    """

    __tablename__ = "media_upload"

    id: UUID = Field(primary_key=True)
    # `Caller.id` of who sends it.
    owner: str = Field(max_length=200)
    # JSON, in their order: [["SHA-256", bytes], ...].
    parts: str = Field(sa_column=Column(Text, nullable=False))
    created_at: datetime = Field(sa_type=UtcInstant)
