"""The table of the purge hook."""

from datetime import datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from app.db.database import UtcInstant


class PurgePosition(SQLModel, table=True):
    """The one row: how far the CDN has been told of the log, and until when a process tells it."""

    __tablename__ = "purge_position"

    id: int = Field(primary_key=True)
    # The mark of the log up to which everything stale was purged; see `changes.log.Mark`.
    epoch: int
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    vocabulary: int = Field(sa_column=Column(BigInteger, nullable=False))
    # A digest of the version and the settings that the purged answers were made by.
    made_by: str
    failures: int = 0
    # Not before this; `claimed_until` is the time that a process has for one call.
    due_at: datetime = Field(sa_type=UtcInstant)
    claimed_until: datetime | None = Field(default=None, sa_type=UtcInstant)
