"""The tables of webhooks: subscriptions, and the deliveries to each."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field, SQLModel

from app.db.database import UtcInstant
from app.outbox.models import OutboxRow


class WebhookSubscription(OutboxRow, table=True):
    """One receiver: its selection, its position in the log, its secrets and its health."""

    __tablename__ = "webhook_subscription"

    id: UUID = Field(primary_key=True)
    # `Caller.id` of the owner; a key sees its own subscriptions.
    owner: str = Field(index=True)
    # Slug of the organisation that the owner is limited to, whose administrators see it too.
    organisation: str | None = None
    url: str = Field(sa_column=Column(Text, nullable=False))
    # The canonical query string of `/v1/releases`.
    selection: str = Field(sa_column=Column(Text, nullable=False))
    # Separated by spaces.
    kinds: str
    format: str
    description: str | None = Field(sa_column=Column(Text))
    # Grows with each change by the owner; it is the entity tag.
    lock: int = 1
    created_at: datetime = Field(sa_type=UtcInstant)
    # One of `states.SubscriptionState`.
    state: str = Field(index=True)
    verified_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    # `whsec_` and base64, unhashed since they sign. The former one signs until `former_until`.
    secret: str = Field(sa_column=Column(Text, nullable=False))
    former_secret: str | None = Field(default=None, sa_column=Column(Text))
    former_until: datetime | None = Field(default=None, sa_type=UtcInstant)
    # The log is planned up to this number: each fact that the receiver gets has a row in
    # `webhook_delivery`, written in the transaction that moved this number.
    seen: int = Field(sa_column=Column(BigInteger, nullable=False))
    # When the failures in a row began, and what the last one was.
    failing_since: datetime | None = Field(default=None, sa_type=UtcInstant)
    last_success_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    last_failure_at: datetime | None = Field(default=None, sa_type=UtcInstant)
    last_failure: str | None = None


class WebhookDelivery(SQLModel, table=True):
    """One fact for one subscription. The id is derived from both, so a replay has the same id."""

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
    # The type of the event: a kind of change, `left`, or `test`.
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
