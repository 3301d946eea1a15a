"""The list of working copies: filters, order, pages."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, func, tuple_
from sqlmodel import Session, col, select

from app.auth.caller import Caller
from app.base import pagination
from app.db.database import from_microseconds, to_microseconds
from app.releases.acts.queries import accreditations_of, contents_of
from app.releases.desk.editorial_request import shown
from app.releases.desk.schemas import EditorialPage
from app.releases.models import Release
from app.releases.states import State

KIND = "editorial"


class EditorialQuery(BaseModel):
    """Which working copies."""

    model_config = ConfigDict(extra="forbid")

    state: Annotated[list[State] | None, Field(description="Any of these states.")] = None
    slug: Annotated[str | None, Field(max_length=96, description="The one with this slug.")] = None
    limit: Annotated[int, Field(ge=1, le=100, description="How many on a page.")] = 20
    cursor: Annotated[
        str | None, Field(max_length=1_000, description="Where a page begins; from `links`.")
    ] = None


def list_releases(
    session: Session,
    query: EditorialQuery,
    key: bytes,
    address: str,
    *,
    caller: Caller,
    now: datetime,
) -> EditorialPage:
    """One page, the newest change first. Raises Invalid for a cursor of another list."""
    filters = {"state": sorted(query.state or ()), "slug": query.slug}
    fingerprint = repr((filters, caller.organisation))
    wanted: list[ColumnElement[bool]] = caller.owned(col(Release.organisation_id))
    if query.state:
        wanted.append(col(Release.state).in_(query.state))
    if query.slug is not None:
        wanted.append(col(Release.slug) == query.slug)
    total = session.exec(select(func.count()).select_from(Release).where(*wanted)).one()
    if query.cursor is not None:
        at, release_id = pagination.decode(query.cursor, KIND, fingerprint, key)
        after = tuple_(col(Release.updated_at), col(Release.id))
        wanted.append(after < (from_microseconds(int(at or 0)), UUID(str(release_id))))
    order = (col(Release.updated_at).desc(), col(Release.id).desc())
    rows = session.exec(
        select(Release).where(*wanted).order_by(*order).limit(query.limit + 1)
    ).all()
    page = rows[: query.limit]
    contents = contents_of(session, page) if page else {}
    groups = accreditations_of(session, page)
    links = {}
    if len(rows) > len(page):
        last = page[-1]
        position = (to_microseconds(last.updated_at), str(last.id))
        cursor = pagination.encode(KIND, fingerprint, position, key)
        links["next"] = f"{address}?{_parameters(query, cursor)}"
    return EditorialPage(
        data=[
            shown(release, contents[release.id], now, groups=groups.get(release.id))
            for release in page
        ],
        meta={"total": total, "limit": query.limit},
        links=links,
    )


def _parameters(query: EditorialQuery, cursor: str) -> str:
    given = query.model_dump(mode="json", exclude_none=True) | {"cursor": cursor}
    return urlencode(given, doseq=True)
