"""The places of a selection as GeoJSON points with exact counts."""

from collections.abc import Iterator

from starlette.responses import JSONResponse

from app.base.settings import Settings
from app.places.gazetteer import ATTRIBUTION, shipped_gazetteer
from app.places.points import point_of
from app.places.queries import find_flat
from app.public.places.listing import check_kind
from app.public.places.schemas import (
    MapFeature,
    MapOptions,
    MapParameters,
    MapPlaces,
    MapPoint,
    MapProperties,
)
from app.published.labels.labels import Labels, WantedLanguage
from app.published.reading.reader import Reader
from app.published.selection.grammar import split

# What is drawn unless others are asked for: all others are areas, which contain these.
DRAWN = frozenset({"city", "site"})
# RFC 7946 section 12.
GEOJSON = "application/geo+json"


class GeoJson(JSONResponse):
    """Gives the contract the media type of a map."""

    media_type = GEOJSON


def map_places(
    reader: Reader, given: MapParameters, language: WantedLanguage, settings: Settings
) -> MapPlaces:
    """Return the places of a selection that have a point, the most used first. Raises Invalid."""
    kinds = _read_kinds(given)
    selection = reader.selection(given, settings.zone)
    counts = reader.count_by_place(selection)
    labels = reader.labels(language)
    features = _features(reader, counts, kinds, labels, settings)
    ordered = sorted(features, key=lambda each: (-each.properties.releases, each.id))
    return MapPlaces(
        type="FeatureCollection",
        features=tuple(ordered),
        language=labels.language,
        attribution=ATTRIBUTION,
    )


def _features(
    reader: Reader,
    counts: dict[str, int],
    kinds: frozenset[str],
    labels: Labels,
    settings: Settings,
) -> Iterator[MapFeature]:
    known = shipped_gazetteer()
    for place in find_flat(reader.session, counts).values():
        point = point_of(place, known) if place.kind in kinds else None
        if point is None:
            continue
        latitude, longitude = point
        yield MapFeature(
            type="Feature",
            id=place.id,
            geometry=MapPoint(type="Point", coordinates=[longitude, latitude]),
            properties=MapProperties(
                id=place.id,
                kind=place.kind,
                **labels.members(labels.place(place.id, place.name), "name"),
                slug=place.slug,
                releases=counts[place.id],
                code=place.code,
                country=place.country,
                parent=place.parent,
                url=f"{settings.base_url}/v1/locations/{place.id}",
            ),
        )


def _read_kinds(given: MapOptions) -> frozenset[str]:
    kinds = split(given.place_kind)
    for kind in kinds:
        check_kind(kind, "place.kind")
    return frozenset(kinds) or DRAWN
