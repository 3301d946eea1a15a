"""Keys: who may call, stored without the secret itself."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from app.db.database import UtcInstant


def _instant(*, nullable: bool = True) -> Column[datetime]:
    return Column(UtcInstant, nullable=nullable)


class ApiKey(SQLModel, table=True):
    """One key. `secret_hash` is SHA-256 in hexadecimal of a random secret of 256 bits.

    A slow password hash guards secrets that can be guessed. 256 random bits cannot, so a fast hash
    loses nothing and costs no 100 ms at every request.
    """

    __tablename__ = "api_key"

    id: UUID = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    # Shown in lists and logs; finds the row without comparing secrets in the database.
    prefix: str = Field(sa_type=Text, unique=True)
    secret_hash: str = Field(sa_type=Text)
    # JSON array of scopes as they were given, without the implied ones.
    scopes: str = Field(sa_type=Text)
    # Slug of the organisation that the key is limited to.
    organisation: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_column=_instant(nullable=False))
    expires_at: datetime | None = Field(default=None, sa_column=_instant())
    revoked_at: datetime | None = Field(default=None, sa_column=_instant())
    last_used_at: datetime | None = Field(default=None, sa_column=_instant())
    # Rotation: the new key names the old one; the old one works until its overlap ends.
    rotated_from: UUID | None = Field(default=None, foreign_key="api_key.id")
    overlap_ends_at: datetime | None = Field(default=None, sa_column=_instant())


class AccreditedGroup(SQLModel, table=True):
    """Partners who may read some scheduled releases before their instant."""

    __tablename__ = "embargo_group"

    # Made from the name; of an organisation's group after the organisation's slug and a colon, so
    # that no organisation learns from an id in use what another has.
    id: str = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    # Slug of the organisation that it belongs to; null: of the newsroom.
    organisation: str | None = Field(index=True)
    # Grows with every change of what is shown of it; it is the entity tag.
    lock: int = 1
    created_at: datetime = Field(sa_column=_instant(nullable=False))


class AccreditedMember(SQLModel, table=True):
    """One key, or one subject of tokens, in one group."""

    __tablename__ = "embargo_member"

    group_id: str = Field(primary_key=True, foreign_key="embargo_group.id", ondelete="CASCADE")
    # As `Caller.id`: `key:…` or `oidc:…`.
    principal: str = Field(primary_key=True, index=True)
    added_at: datetime = Field(sa_column=_instant(nullable=False))


class AuditEntry(SQLModel, table=True):
    """Who did what, when, with which key. Triggers refuse to change or delete an entry."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_newest", "at", "id"),
        Index("ix_audit_entry_organisation", "organisation", "at", "id"),
    )

    id: UUID = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcInstant)
    # As `Caller.id`: `key:…`, `oidc:…`, or the name of what acts by itself, such as `schedule`.
    principal: str = Field(index=True)
    act: str
    # What was acted on: `release`, `key`, `preview`, and its id.
    subject_kind: str
    subject_id: str = Field(index=True)
    # Slug of the organisation that it belonged to after the act; null of places and themes.
    organisation: str | None = None
    request_id: str | None
    # JSON: what matters of the act, never words of a release.
    details: str | None = Field(sa_column=Column(Text))


class IdempotentAnswer(SQLModel, table=True):
    """The answer that a POST with an Idempotency-Key was given; a repetition gets it again."""

    __tablename__ = "idempotent_answer"

    principal: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    # SHA-256 over method, path, query and body: the same key with another request is refused.
    fingerprint: str
    status: int
    headers: str = Field(sa_column=Column(Text, nullable=False))
    # Null when it held a secret.
    body: str | None = Field(sa_column=Column(Text))
    answered_at: datetime = Field(sa_type=UtcInstant, index=True)
