"""Wire shapes of the change stream."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from app.base.wire import Instant, Output
from app.published.selection.parameters import SelectionParameters
from app.published.selection.release_schemas import Release

MAX_LIMIT = 100
MAX_WAIT = 60


class ChangesParameters(SelectionParameters):
    """A selection, and where to go on in the log."""

    since: str = Field(
        "0",
        description="Where you have got to: the cursor in `links.next` of an earlier answer with"
        " the same filters, or the `seq` of a fact; 0 gets everything. Facts after it are answered."
        " A cursor is refused with other filters.",
        examples=["0"],
    )
    limit: int = Field(
        MAX_LIMIT, ge=1, le=MAX_LIMIT, description="How many entries an answer holds at most."
    )
    wait: Annotated[int, Field(ge=1, le=MAX_WAIT)] | SkipJsonSchema[None] = Field(
        None,
        description="When there is nothing new, wait so many seconds for something.",
        examples=[30],
    )


class ChangeEntry(Output):
    """What happened to a release, under the filters."""

    seq: int = Field(description="Numbers grow in the order in which facts became public.")
    cursor: str = Field(
        description="Goes on after this entry, as `since`: keep it with what you made of the entry."
    )
    kind: str = Field(
        description="`published`, `updated`, `corrected`, `withdrawn`, and `left`: the release no"
        " longer fits the filters. An open list: judge by `document`.",
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
    addresses: tuple[str, ...] | None = Field(
        description="Of a withdrawal every address that led to the release; otherwise null."
    )
    document: Release | None = Field(
        description="The whole release as this fact made it public. Null for `withdrawn` and"
        " `left`, and when a later fact of the same release follows in the stream."
    )


class ChangesMeta(Output):
    """Where the log stands."""

    head: int = Field(description="The number of the newest fact.")
    more: bool = Field(
        description="True when the log goes on after this answer, even one without entries; false"
        " when you have everything."
    )


class ChangesLinks(Output):
    """Addresses of this stretch of the log and of the one after it."""

    self: str
    next: str = Field(description="Where to go on, now or later: always there.")


class Changes(Output):
    """A stretch of the log, in order."""

    data: tuple[ChangeEntry, ...]
    meta: ChangesMeta
    links: ChangesLinks
