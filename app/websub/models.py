"""The table of the WebSub hub."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Text, UniqueConstraint
from sqlmodel import Field

from app.db.database import UtcInstant
from app.outbox.models import OutboxRow


class WebsubSubscription(OutboxRow, table=True):
    """A subscriber to a topic, with its newest request while that is not verified yet."""

    __tablename__ = "websub_subscription"
    __table_args__ = (UniqueConstraint("callback", "topic"),)

    id: UUID = Field(primary_key=True)
    topic: str = Field(sa_column=Column(Text, nullable=False))
    callback: str = Field(sa_column=Column(Text, nullable=False))
    # The host of the callback: each host has a bounded number of subscriptions.
    host: str = Field(index=True)
    # The end of the lease; null until the first subscription was verified.
    until: datetime | None = Field(default=None, sa_type=UtcInstant, index=True)
    secret: str | None = Field(default=None, sa_column=Column(Text))
    # The request that waits for verification: `subscribe` or `unsubscribe`, its lease and secret.
    wanted: str | None = Field(default=None, index=True)
    wanted_seconds: int | None = None
    wanted_secret: str | None = Field(default=None, sa_column=Column(Text))
    # Grows with each request, so that an older verification does not count for a newer request.
    asked: int = 0
    # The subscriber has the topic as it was at this number of the log; `digest` is its SHA-256.
    seen: int = Field(sa_column=Column(BigInteger, nullable=False))
    digest: str | None = None
