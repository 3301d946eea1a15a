"""Wire shapes of the change log."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.schemas import Instant, Output

DEFAULT_LIMIT = 100
MAX_LIMIT = 1_000


class ChangesParameters(BaseModel):
    """Where to go on in the log."""

    since: int = Field(
        0,
        ge=0,
        description="The number of the last fact that you have: the `seq` of an entry, or 0 to get"
        " everything. Facts after it are answered.",
        examples=[42],
    )
    limit: int = Field(
        DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="How many facts an answer holds at most."
    )


class ChangeEntry(Output):
    """One public fact."""

    seq: int = Field(description="Numbers grow in the order in which facts became public.")
    kind: str = Field(
        description="`published`, `updated`, `corrected`, `withdrawn`; an open list: treat a kind"
        " that you do not know as `updated`.",
        examples=["published"],
    )
    release_id: UUID
    version: int = Field(description="The version of the release that the fact made public.")
    at: Instant
    note: dict[str, Any] | None = Field(
        description="Of a correction its note, severity and action; of a withdrawal its notice."
        " Null otherwise, and for facts about a release that was withdrawn later."
    )
    url: str = Field(description="Where the release is; 410 once it is withdrawn.")


class ChangesMeta(Output):
    """Where the log stands."""

    head: int = Field(description="The number of the newest fact.")


class ChangesLinks(Output):
    """Addresses of this stretch of the log and of the one after it."""

    self: str
    next: str = Field(
        description="Where to go on, now or later: always there. When `data` is empty you have"
        " everything; ask again there."
    )


class Changes(Output):
    """A stretch of the log, in order."""

    data: tuple[ChangeEntry, ...]
    meta: ChangesMeta
    links: ChangesLinks
