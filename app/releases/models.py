"""Tables of the write side: what a release is, all texts of it, every public act, who reads it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Column, Index, Text, UniqueConstraint, literal_column
from sqlmodel import Field, SQLModel

from app.db.database import UtcInstant
from app.releases.states import State

# Waits for its instant. Written out: SQLite uses a partial index only where it can prove its
# condition, and it proves nothing of parameters.
AWAITED = literal_column("state = 'scheduled' AND held_back IS NULL", Boolean)


class Release(SQLModel, table=True):
    """Identity, state and lock of a release. Its words are in its revisions."""

    __tablename__ = "release"
    __table_args__ = (
        # What is due is asked for all the time: only rows that wait for their instant are in it.
        Index("ix_release_due", "scheduled_at", sqlite_where=AWAITED, postgresql_where=AWAITED),
        Index("ix_release_newest", "updated_at", "id"),
        UniqueConstraint("slug", "slug_scope"),
    )

    id: UUID = Field(primary_key=True)
    # Of the newest words, and of those that readers see; as `ids.story_of` makes it.
    story_id: UUID = Field(index=True)
    live_story_id: UUID | None = Field(default=None, index=True)
    organisation_id: str | None = Field(index=True)
    state: str = Field(default=State.DRAFT)
    # Of working copies a slug is taken within one organisation only (its id, or empty): a refusal
    # must tell no other organisation's key what is not public yet.
    slug: str
    slug_scope: str = ""
    # A slug that an editor chose, or that was public, no longer follows the title.
    slug_fixed: bool = False
    # Grows with every change of anything an editor sees; it is the entity tag.
    lock: int = 1
    # The newest saved revision, and the one that readers see.
    revision: int = 1
    live_revision: int | None = None
    public_version: int = 0
    first_public_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    scheduled_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    # The wall-clock time and IANA zone that were asked for: changed zone rules move the instant.
    scheduled_local: str | None = None
    scheduled_zone: str | None = None
    # Scheduled, it is read before its instant by groups alone: those of its accreditations.
    accredited_only: bool = False
    # Why it did not become public at its instant; null again with the next edit or schedule.
    held_back: str | None = None
    # An advisory mark: who said to be at work on it, and until when that is believed.
    editing_by: str | None = None
    editing_until: datetime | None = Field(default=None, sa_type=UtcInstant)
    created_at: datetime = Field(sa_type=UtcInstant)
    updated_at: datetime = Field(sa_type=UtcInstant)


class Revision(SQLModel, table=True):
    """One saved text of a release; never changed, never removed while the release exists."""

    __tablename__ = "revision"

    release_id: UUID = Field(primary_key=True, foreign_key="release.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcInstant)
    author: str
    # `person`, `import` or `restore`: an import overwrites only what an import wrote.
    origin: str
    note: str | None
    content: str = Field(sa_column=Column(Text, nullable=False))


class PublicAct(SQLModel, table=True):
    """One act that the public saw: enough to render every public fact again."""

    __tablename__ = "public_act"

    release_id: UUID = Field(primary_key=True, foreign_key="release.id")
    version: int = Field(primary_key=True)
    kind: str
    at: datetime = Field(sa_type=UtcInstant)
    # The instant a release was scheduled for: what it is dated with, however late the server woke.
    due_at: datetime | None = Field(sa_type=UtcInstant)
    author: str
    revision: int
    slug: str
    # Change log number: the order of acts over all releases.
    seq: int = Field(unique=True)
    # A correction's or a withdrawal's note, JSON as readers get it; of an update the plain words.
    note: str | None = Field(sa_column=Column(Text))
    # The document that stays readable under a notice of the kind `kept`, JSON: its labels are those
    # of the day, whatever becomes of places and themes.
    kept: str | None = Field(default=None, sa_column=Column(Text))


class PreviewLink(SQLModel, table=True):
    """A secret address that shows one revision for a limited time."""

    __tablename__ = "preview_link"

    id: UUID = Field(primary_key=True)
    release_id: UUID = Field(foreign_key="release.id", index=True, ondelete="CASCADE")
    revision: int
    # SHA-256 of the token: who reads the database cannot open the preview.
    token_hash: str = Field(unique=True)
    created_by: str
    created_at: datetime = Field(sa_type=UtcInstant)
    expires_at: datetime = Field(sa_type=UtcInstant)
    revoked_at: datetime | None = Field(sa_type=UtcInstant)


class Accreditation(SQLModel, table=True):
    """A group that may read a scheduled release before its instant, and from when on."""

    __tablename__ = "accreditation"

    release_id: UUID = Field(primary_key=True, foreign_key="release.id", ondelete="CASCADE")
    group_id: str = Field(
        primary_key=True, foreign_key="embargo_group.id", ondelete="CASCADE", index=True
    )
    # Null: at once.
    readable_from: datetime | None = Field(sa_type=UtcInstant)
    # The wall-clock time and IANA zone that were asked for: changed zone rules move the instant.
    local_time: str | None
    zone: str | None


class ReleaseSketch(SQLModel, table=True):
    """Sixteen hashes of a release's newest text: two texts that share some are much alike."""

    __tablename__ = "release_sketch"

    release_id: UUID = Field(primary_key=True, foreign_key="release.id", ondelete="CASCADE")
    hash: int = Field(sa_column=Column(BigInteger, primary_key=True, index=True))
