"""Tables of the change log."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Text
from sqlmodel import Field, SQLModel

from app.db.database import UtcInstant


class Change(SQLModel, table=True):
    """One public fact: a release was published, updated, corrected or withdrawn."""

    __tablename__ = "change"

    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    kind: str
    release_id: UUID = Field(index=True)
    version: int
    at: datetime = Field(sa_type=UtcInstant)
    # What a reader may know beside the document: the note of a correction or withdrawal.
    note: str | None = Field(sa_column=Column(Text))
    # What selections match the release by after the fact, as JSON; null once it is withdrawn.
    facts: str | None = Field(sa_column=Column(Text))


class ChangeHead(SQLModel, table=True):
    """The one row whose lock puts numbers in commit order."""

    __tablename__ = "change_head"

    id: int = Field(primary_key=True)
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    # Grows when the read model is rebuilt, which writes no fact.
    epoch: int
    # Grows when names or parents of places and themes change, which may write no fact.
    vocabulary: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
