"""The table of the purge hook."""

from sqlalchemy import BigInteger, Column
from sqlmodel import Field

from app.outbox.models import OutboxRow


class PurgePosition(OutboxRow, table=True):
    """The one row: the position in the log up to which the CDN was purged."""

    __tablename__ = "purge_position"

    id: int = Field(primary_key=True)
    # Everything that was stale at this state of the log was purged; see `changes.log.Mark`.
    epoch: int
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    vocabulary: int = Field(sa_column=Column(BigInteger, nullable=False))
    # `purge.made_by` of the version and settings that purged last.
    made_by: str
