"""Places for readers: those that releases have, and any that the gazetteer knows."""

from typing import Annotated, Any

from fastapi import Path, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.caching import CachePolicy, answer
from app.core.deps import AppSettings, ReadSession
from app.core.openapi import EXAMPLE_BASE, problems
from app.core.problems import INVALID, NOT_FOUND, Invalid, excerpt
from app.core.routing import JSON, Router
from app.core.text import nearest
from app.locations.gazetteer import shipped_gazetteer
from app.locations.place import KINDS
from app.locations.queries import find_paths, find_places, get_place, nearest_places
from app.locations.shapes import PlacePath, describe
from app.public.paging import self_link
from app.public.schemas import (
    PlaceDetail,
    PlaceEntry,
    PlaceList,
    PlacesParameters,
    SelfLink,
    WholeMeta,
)
from app.published.counts import count_by_place

router = Router(prefix="/v1/locations", tags=["locations"])

_ENTRY: dict[str, Any] = {
    "id": "TR-22",
    "kind": "division",
    "name": "Edirne",
    "slug": "edirne-tr",
    "code": "TR-22",
    "country": "TR",
    "coordinates": {"latitude": 41.25, "longitude": 26.5},
    "parent": "TR",
    "ancestors": [
        {"id": "TR", "kind": "country", "name": "Türkiye", "code": "TR"},
        {"id": "145", "kind": "region", "name": "Western Asia", "code": "145"},
    ],
    "releases": 2,
    "url": f"{EXAMPLE_BASE}/v1/locations/TR-22",
}
_LIST = {
    "data": [_ENTRY],
    "meta": {"total": 1},
    "links": {"self": f"{EXAMPLE_BASE}/v1/locations?parent=TR"},
}
_DETAIL = {**_ENTRY, "names": {"en": "Edirne"}}


@router.get(
    "",
    summary="List places",
    response_model=PlaceList,
    responses={
        200: {"description": "Places with counts.", "content": {JSON: {"example": _LIST}}},
        **problems(INVALID),
    },
)
def list_locations(
    request: Request,
    given: Annotated[PlacesParameters, Query()],
    session: ReadSession,
    settings: AppSettings,
) -> Response:
    """The places that public releases have, from regions down to cities, the most used first.

    `releases` counts what the filter `location` finds: a place contains its parts.
    """
    counts = count_by_place(session)
    parent = _read_parent(session, given.parent)
    _check_kind(given.kind)
    entries = [
        _entry(path, counts[path.place.id], settings.base_url)
        for path in find_paths(session, sorted(counts)).values()
        if given.kind in (None, path.place.kind)
        and parent in (None, path.place.parent)
        and (given.code is None or given.code.upper() == path.place.code)
    ]
    entries.sort(key=lambda entry: (KINDS.index(entry.kind), -entry.releases, entry.id))
    link = self_link(settings, request)
    body = PlaceList(
        data=tuple(entries), meta=WholeMeta(total=len(entries)), links=SelfLink(self=link)
    )
    content = body.model_dump_json().encode()
    return answer(request, content, JSON, CachePolicy.PUBLIC, links={"self": link})


@router.get(
    "/{location_id}",
    summary="Read a place",
    response_model=PlaceDetail,
    responses={
        200: {"description": "The place.", "content": {JSON: {"example": _DETAIL}}},
        **problems(NOT_FOUND),
    },
)
def get_location(
    request: Request,
    location_id: Annotated[
        str,
        Path(description="Id, ISO 3166 or UN M49 code, slug or name.", examples=["TR-22"]),
    ],
    session: ReadSession,
    settings: AppSettings,
) -> Response:
    """Any place that is known, also one that no release has; then `releases` is 0."""
    path = get_place(session, location_id)
    count = count_by_place(session, path.place.id).get(path.place.id, 0)
    body = PlaceDetail(
        **dict(_entry(path, count, settings.base_url)),
        names=shipped_gazetteer().names(path.place.id) or {"en": path.place.name},
    )
    return answer(request, body.model_dump_json().encode(), JSON, CachePolicy.PUBLIC)


def _entry(path: PlacePath, releases: int, base_url: str) -> PlaceEntry:
    return PlaceEntry(
        **describe(path),
        parent=path.place.parent,
        releases=releases,
        url=f"{base_url}{router.prefix}/{path.place.id}",
    )


def _read_parent(session: Session, value: str | None) -> str | None:
    if value is None:
        return None
    place = find_places(session, [value])[value]
    if place is None:
        suggestion = next(iter(nearest_places(value)), None)
        detail = f"{excerpt(value)!r} is no known location."
        raise Invalid.of(detail, parameter="parent", suggestion=suggestion)
    return place.id


def _check_kind(value: str | None) -> None:
    if value is not None and value not in KINDS:
        detail = f"{excerpt(value)!r} is no kind of place; known: {', '.join(KINDS)}."
        raise Invalid.of(detail, parameter="kind", suggestion=nearest(value[:100], KINDS))
