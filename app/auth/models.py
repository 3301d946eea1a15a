"""Keys: who may call, stored without the secret itself."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from app.core.db import UtcInstant


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
