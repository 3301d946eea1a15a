"""The audit log as it is read: filters, order, pages."""

import json
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, tuple_
from sqlmodel import Session, col, select

from app.auth.caller import Caller
from app.auth.models import AuditEntry
from app.base import pagination
from app.base.wire import Instant, Output
from app.db.database import from_microseconds, to_microseconds

KIND = "audit"
_ENTRY: dict[str, Any] = {
    "id": "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a12",
    "at": "2026-11-03T09:30:00Z",
    "principal": "key:019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11",
    "act": "publish",
    "subject_kind": "release",
    "subject_id": "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a13",
    "request_id": "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a14",
    "details": {"lock": 4, "state": "published", "revision": 3, "version": 1},
}

Text = Annotated[str | None, Field(max_length=300)]


class AuditPageQuery(BaseModel):
    """Which part of the list."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    limit: Annotated[int, Field(ge=1, le=100, description="How many on a page.")] = 20
    cursor: Annotated[
        str | None, Field(max_length=1_000, description="Where a page begins; from `links`.")
    ] = None


class AuditQuery(AuditPageQuery):
    """Which entries: all filters that are given have to match."""

    subject: Text = Field(None, description="Id of the release, key, preview or theme acted on.")
    principal: Text = Field(
        None, description="Who acted, as entries name it: `key:…`, `oidc:…`, `schedule`."
    )
    act: Text = Field(None, description="What was done.", examples=["publish"])
    since: Instant | None = Field(None, alias="from", description="From this instant on.")
    until: Instant | None = Field(None, alias="to", description="Before this instant.")


class AuditItem(Output):
    """One act: who did what, when, in which request. It holds no words of a release."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ENTRY]})

    id: UUID
    at: Instant
    principal: str = Field(description="The key, the token's subject, or what acts by itself.")
    act: str = Field(description="An open list; docs/audit.md has those of today.")
    subject_kind: str = Field(description="`release`, `key`, `preview`, `theme`; an open list.")
    subject_id: str
    request_id: str | None = Field(description="`X-Request-Id` of the answer.")
    details: dict[str, Any] = Field(
        description="Of a release: its state, revision and version after the act. Further members"
        " depend on the act."
    )


class AuditPage(Output):
    """Entries, the newest first."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"data": [_ENTRY], "meta": {"limit": 20}, "links": {}}]}
    )

    data: list[AuditItem]
    meta: dict[str, int]
    links: dict[str, str]


def list_entries(
    session: Session,
    query: AuditPageQuery,
    key: bytes,
    address: str,
    caller: Caller,
    subject: tuple[str, UUID] | None = None,
) -> AuditPage:
    """One page of what exists for `caller`, or of all acts on a `subject` that exists for it.

    Raises Invalid for a cursor of another list.
    """
    filters = query.model_dump(mode="json", by_alias=True, exclude={"limit", "cursor"})
    if subject is None:
        bound_to, wanted = caller.organisation, caller.owned(col(AuditEntry.organisation))
    else:
        kind, bound_to = subject[0], str(subject[1])
        wanted = [col(AuditEntry.subject_id) == bound_to, col(AuditEntry.subject_kind) == kind]
    fingerprint = repr((filters, bound_to))
    wanted += _filters(query)
    keys = (col(AuditEntry.at), col(AuditEntry.id))
    if query.cursor is not None:
        at, entry_id = pagination.decode(query.cursor, KIND, fingerprint, key)
        wanted.append(tuple_(*keys) < (from_microseconds(int(at or 0)), UUID(str(entry_id))))
    asked = select(AuditEntry).where(*wanted).order_by(*(column.desc() for column in keys))
    rows = session.exec(asked.limit(query.limit + 1)).all()
    page = rows[: query.limit]
    links = {}
    if len(rows) > len(page):
        position = (to_microseconds(page[-1].at), str(page[-1].id))
        cursor = pagination.encode(KIND, fingerprint, position, key)
        given = {name: value for name, value in filters.items() if value is not None}
        links["next"] = f"{address}?{urlencode(given | {'limit': query.limit, 'cursor': cursor})}"
    return AuditPage(data=list(map(_item, page)), meta={"limit": query.limit}, links=links)


def _filters(query: AuditPageQuery) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if isinstance(query, AuditQuery):
        columns = {"subject": AuditEntry.subject_id, "principal": AuditEntry.principal}
        for name, column in (columns | {"act": AuditEntry.act}).items():
            value = getattr(query, name)
            if value is not None:
                wanted.append(col(column) == value)
        if query.since is not None:
            wanted.append(col(AuditEntry.at) >= query.since)
        if query.until is not None:
            wanted.append(col(AuditEntry.at) < query.until)
    return wanted


def _item(row: AuditEntry) -> AuditItem:
    return AuditItem(
        **row.model_dump(exclude={"details", "organisation"}),
        details=json.loads(row.details or "{}"),
    )
