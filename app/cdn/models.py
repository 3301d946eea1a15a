"""The table of the purge hook."""

from sqlalchemy import BigInteger, Column
from sqlmodel import Field

from app.outbox.models import OutboxRow


class PurgePosition(OutboxRow, table=True):
    """The one row: how far the CDN has been told of the log."""

    __tablename__ = "purge_position"

    id: int = Field(primary_key=True)
    # The mark of the log up to which everything stale was purged; see `changes.log.Mark`.
    epoch: int
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    vocabulary: int = Field(sa_column=Column(BigInteger, nullable=False))
    # A digest of the version and the settings that the purged answers were made by.
    made_by: str
