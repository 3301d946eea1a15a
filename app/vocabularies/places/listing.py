"""Lists places for editors: those that they made or changed, or those that begin as typed."""

from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from app.base import pagination
from app.places.completion import complete
from app.places.gazetteer import shipped_gazetteer
from app.places.models import Location
from app.places.spelling import complete_stored
from app.vocabularies.places.mapping import show_places
from app.vocabularies.places.schemas import EditorialPlaces

KIND = "editorial-locations"


class EditorialPlacesQuery(BaseModel):
    """Which places."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[
        str | None,
        Field(
            max_length=200,
            description="The beginning of a name in any language: of all places that are known,"
            " hidden ones too, the biggest first, on one page.",
        ),
    ] = None
    limit: Annotated[int, Field(ge=1, le=100, description="How many on a page.")] = 20
    cursor: Annotated[
        str | None, Field(max_length=1_000, description="Where a page begins; from `links`.")
    ] = None


def list_edited(
    session: Session, query: EditorialPlacesQuery, key: bytes, address: str, *, hidden: bool
) -> EditorialPlaces:
    """Returns places that editors made or changed, by id. Raises Invalid for a foreign cursor."""
    wanted = _wanted(hidden=hidden)
    total = session.exec(select(func.count()).select_from(Location).where(*wanted)).one()
    if query.cursor is not None:
        (last,) = pagination.decode(query.cursor, KIND, str(hidden), key)
        wanted.append(col(Location.id) > str(last))
    asked = select(Location.id).where(*wanted).order_by(col(Location.id)).limit(query.limit + 1)
    ids = list(session.exec(asked))
    page = ids[: query.limit]
    links = {}
    if len(ids) > len(page):
        cursor = pagination.encode(KIND, str(hidden), (page[-1],), key)
        links["next"] = f"{address}?{urlencode({'limit': query.limit, 'cursor': cursor})}"
    return EditorialPlaces(
        data=show_places(session, page), meta={"total": total, "limit": query.limit}, links=links
    )


def list_typed(
    session: Session, query: EditorialPlacesQuery, language: str, *, hidden: bool
) -> EditorialPlaces:
    """Returns all known places with a name that begins as typed, the biggest first."""
    typed = query.q or ""
    found = complete(shipped_gazetteer(), typed, language, query.limit)
    found += complete_stored(session, typed, hidden=hidden)
    found.sort(key=lambda each: (-each.weight, each.place_id))
    ids = list(dict.fromkeys(each.place_id for each in found))[: query.limit]
    data = show_places(session, ids)
    return EditorialPlaces(data=data, meta={"total": len(data), "limit": query.limit}, links={})


def _wanted(*, hidden: bool) -> list[ColumnElement[bool]]:
    edited: Any = or_(col(Location.source) == "own", col(Location.lock) > 1)
    wanted = [edited, col(Location.merged_into).is_(None)]
    return wanted if hidden else [*wanted, col(Location.is_public).is_(True)]
