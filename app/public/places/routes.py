"""Places for readers: those that releases have, and any that the gazetteer knows."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Query
from starlette.responses import Response

from app.base.examples import load_example
from app.base.problems import INVALID, NOT_FOUND
from app.base.settings import Settings
from app.http.cache_tags import OF_LISTS
from app.http.caching import answer, moved
from app.http.contract.openapi import Responses, problems
from app.http.routing import JSON
from app.places.labels import further_names, labels_of
from app.places.place import PlaceRecord
from app.places.queries import children_among, get_place
from app.places.shapes import coordinates, refer
from app.places.stored import merged_places
from app.public.places.listing import ListedPlace, list_places, read_query
from app.public.places.map import GEOJSON, GeoJson, map_places
from app.public.places.schemas import (
    LabelledPlace,
    MapParameters,
    MapPlaces,
    PlaceBelow,
    PlaceCounts,
    PlaceDetail,
    PlaceEntry,
    PlaceList,
    PlacesMeta,
    PlacesParameters,
)
from app.public.read_route import Read, ReadRouter
from app.public.representations import self_link, with_parameters
from app.public.schemas import SelfLink
from app.published.document import PlaceRole
from app.published.labels.labels import LabelParameters, Labels, wanted_language
from app.published.reading.reader import Reader
from app.published.selection.grammar import Selection, Terms

router = ReadRouter(prefix="/v1/locations", tags=["locations"])

MOVED: Responses = {
    301: {
        "description": "The place was merged into another.",
        "headers": {"Location": {"description": "Where it is.", "schema": {"type": "string"}}},
    }
}


@router.get(
    "",
    summary="List places",
    response_model=PlaceList,
    responses={
        200: {
            "description": "Places with counts.",
            "content": {JSON: {"example": load_example("public/places", "list")}},
        },
        **problems(INVALID),
    },
)
def list_locations(
    read: Read,
    given: Annotated[PlacesParameters, Query()],
) -> Response:
    """The places that public releases have, from regions down to cities, the most used first.

    With `q` those that have a name beginning so, in any language: the most used first, then the
    biggest. `releases` counts what the filter `location` finds: a place contains its parts.
    """
    language = wanted_language(read.headers, given.lang, read.settings)
    total, listed = list_places(read.reader, read_query(read.reader, given, language))
    link = self_link(read.settings, read)
    body = PlaceList(
        data=tuple(map(_PlaceView(read.reader.labels(language), read.settings).entry, listed)),
        meta=PlacesMeta(total=total, language=language.language),
        links=SelfLink(self=link),
    )
    content, headers = body.model_dump_json(exclude_unset=True).encode(), language.vary
    return answer(read, content, JSON, OF_LISTS, links={"self": link}, headers=headers)


@router.get(
    ".geojson",
    summary="List places as GeoJSON",
    response_model=MapPlaces,
    response_class=GeoJson,
    responses={
        200: {
            "description": "Points with counts (RFC 7946).",
            "content": {GEOJSON: {"example": load_example("public/places", "map")}},
        },
        **problems(INVALID),
    },
)
def list_locations_as_geojson(
    read: Read,
    given: Annotated[MapParameters, Query()],
) -> Response:
    """The places of the releases of a selection as points, with the number of releases of each.

    Takes every filter of `/v1/releases`. Cities and sites are drawn, or what `place.kind` says: a
    country, region or division stands where the city near the middle of its people is. A place
    without any point is left out.
    """
    language = wanted_language(read.headers, given.lang, read.settings)
    body = map_places(read.reader, given, language, read.settings)
    links = {"self": self_link(read.settings, read)}
    content, headers = body.model_dump_json(exclude_unset=True).encode(), language.vary
    return answer(read, content, GEOJSON, OF_LISTS, links=links, headers=headers)


@router.get(
    "/{location_id}",
    summary="Get a place",
    response_model=PlaceDetail,
    responses={
        200: {
            "description": "The place.",
            "content": {JSON: {"example": load_example("public/places", "detail")}},
        },
        **MOVED,
        **problems(NOT_FOUND, INVALID),
    },
)
def get_location(
    read: Read,
    location_id: Annotated[
        str,
        Path(description="Id, ISO 3166 or UN M49 code, slug or name.", examples=["TR-22"]),
    ],
    given: Annotated[LabelParameters, Query()],
) -> Response:
    """Any place that is known, also one that no release has; then `releases` is 0.

    The address of a place that was merged into another leads there for ever.
    """
    language = wanted_language(read.headers, given.lang, read.settings)
    path = get_place(read.reader.session, location_id)
    view = _PlaceView(read.reader.labels(language), read.settings)
    if location_id in merged_places(read.reader.session, [location_id]):
        parameters = read.query_params.multi_items()
        location = with_parameters(view.url(path.place), parameters)
        return moved(location, OF_LISTS)
    place_id, counts = path.place.id, read.reader.count_by_place()
    by_language = labels_of(path.place, read.settings.default_language)
    names = {path.place.name, *by_language.values()}
    others = further_names(path.place)
    body = PlaceDetail(
        **view.entry(ListedPlace(path, counts.get(place_id, 0))).model_dump(exclude_unset=True),
        language=language.language,
        names=by_language,
        other_names=tuple(name for name in others if name not in names),
        timezone=path.place.timezone,
        counts=_counts(read.reader, place_id, counts.get(place_id, 0)),
        children=_children(read.reader, place_id, counts, view),
    )
    content, headers = body.model_dump_json(exclude_unset=True).encode(), language.vary
    return answer(read, content, JSON, OF_LISTS, headers=headers)


class _PlaceView:
    """Makes the places of one answer. Many lie in the same few, whose labels are cached."""

    def __init__(self, labels: Labels, settings: Settings) -> None:
        self._labels = labels
        self._settings = settings
        self._above: dict[str, LabelledPlace] = {}

    def entry(self, listed: ListedPlace) -> PlaceEntry:
        """Return a place with those that contain it."""
        place = listed.path.place
        return PlaceEntry(
            **self._named(place),
            slug=place.slug,
            country=place.country,
            coordinates=coordinates(place),
            parent=place.parent,
            ancestors=tuple(map(self._container, listed.path.ancestors)),
            releases=listed.releases,
            matched=listed.matched,
            url=self.url(place),
        )

    def below(self, place: PlaceRecord, releases: int) -> PlaceBelow:
        """Return a place directly in the one that the answer is about."""
        return PlaceBelow(**self._named(place), releases=releases, url=self.url(place))

    def url(self, place: PlaceRecord) -> str:
        """Return the public address of a place."""
        return f"{self._settings.base_url}{router.prefix}/{place.id}"

    def _container(self, place: PlaceRecord) -> LabelledPlace:
        if place.id not in self._above:
            self._above[place.id] = LabelledPlace(**self._named(place))
        return self._above[place.id]

    def _named(self, place: PlaceRecord) -> dict[str, Any]:
        label = self._labels.place(place.id, place.name)
        return {**refer(place), **self._labels.members(label, "name")}


def _counts(reader: Reader, place_id: str, total: int) -> PlaceCounts:
    place = Terms(any=(place_id,))
    by_role = {
        role.value: reader.count(Selection(location=place, location_role=role))
        for role in PlaceRole
    }
    return PlaceCounts(total=total, **by_role)


def _children(
    reader: Reader, place_id: str, counts: Mapping[str, int], view: _PlaceView
) -> tuple[PlaceBelow, ...]:
    found = children_among(reader.session, place_id, counts)
    found.sort(key=lambda place: (-counts[place.id], place.id))
    return tuple(view.below(place, counts[place.id]) for place in found)
