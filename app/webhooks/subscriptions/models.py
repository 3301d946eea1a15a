"""The tables of webhooks: who is told of what, and what is to be told or was."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field, SQLModel

from app.db.database import UtcInstant
from app.outbox.models import OutboxRow


class WebhookSubscription(OutboxRow, table=True):
    """One receiver, what it wants, how far in the log it was told, and how it fares."""

    __tablename__ = "webhook_subscription"

    id: UUID = Field(primary_key=True)
    # As `Caller.id`; a key sees its own.
    owner: str = Field(index=True)
    url: str = Field(sa_column=Column(Text, nullable=False))
    # The canonical query string of `/v1/releases`.
    selection: str = Field(sa_column=Column(Text, nullable=False))
    # Separated by spaces.
    kinds: str
    format: str
    description: str | None = Field(sa_column=Column(Text))
    # Grows with each change by its owner: what the entity tag is made of.
    lock: int = 1
    created_at: datetime = Field(sa_type=UtcInstant)
    # One of `states.SubscriptionState`.
    state: str = Field(index=True)
    verified_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    # `whsec_` and base64; signing needs them as they are. The former signs until its end.
    secret: str = Field(sa_column=Column(Text, nullable=False))
    former_secret: str | None = Field(default=None, sa_column=Column(Text))
    former_until: datetime | None = Field(default=None, sa_type=UtcInstant)
    # For every fact up to this number of the log there is a row in `webhook_delivery`, if it is
    # to be told: both are written in one transaction.
    seen: int = Field(sa_column=Column(BigInteger, nullable=False))
    # When the failures in a row began, and what the last one was.
    failing_since: datetime | None = Field(default=None, sa_type=UtcInstant)
    last_success_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    last_failure_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    last_failure: str | None = None


class WebhookDelivery(SQLModel, table=True):
    """One fact that is told to one subscription. Its id is made of both, so it is never another."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index("ix_webhook_delivery_waiting", "subscription_id", "state", "seq"),
        Index("ix_webhook_delivery_newest", "subscription_id", "seq", "id"),
        Index("ix_webhook_delivery_release", "release_id", "subscription_id", "seq"),
    )

    id: UUID = Field(primary_key=True)
    subscription_id: UUID = Field(foreign_key="webhook_subscription.id")
    # The number of the fact; 0 of a test event.
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    release_id: UUID | None
    # What it is told as: a kind of change, `left`, or `test`.
    kind: str
    # One of `states.Told`.
    state: str
    tries: int = 0
    noted_at: datetime = Field(sa_type=UtcInstant)
    # When it is tried next, while it waits.
    due_at: datetime = Field(sa_type=UtcInstant)
    first_tried_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    last_tried_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    last_status: int | None = None
    last_failure: str | None = None
    settled_at: datetime | None = Field(default=None, sa_type=UtcInstant, index=True)
