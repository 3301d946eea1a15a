"""The columns that every table of an outbox has."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.db.database import UtcInstant


class OutboxRow(SQLModel):
    """A receiver: when it is attempted next, and which process has claimed it."""

    id: Any = Field(primary_key=True)
    # Failures in a row.
    failures: int = 0
    # Nothing is attempted before this.
    due_at: datetime = Field(sa_type=UtcInstant)
    # The process that works on the row, and until when, unless it renews its claim.
    claimed_by: UUID | None = None
    claimed_until: datetime | None = Field(default=None, sa_type=UtcInstant)
