"""The list of feeds as OPML, for a feed reader: all, by theme, by country, by organisation."""

import json
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from starlette.responses import Response

from app.base.problems import INVALID
from app.base.settings import Settings
from app.base.text import fold
from app.formats import opml
from app.formats.opml import Outline, OutlineGroup
from app.http.cache_tags import OF_LISTS
from app.http.caching import answer
from app.http.contract.openapi import problems
from app.places.queries import find_paths
from app.public.read_route import Read, ReadRouter
from app.public.representations import PATH
from app.published.labels.labels import LabelParameters, Labels, wanted_language
from app.published.reading.facet_counts import name_of_organisations
from app.published.reading.reader import Reader
from app.themes.queries import list_themes

OPML_PATH = "/v1/feeds.opml"

router = ReadRouter(tags=["discovery"])

_EXAMPLE = opml.write(
    "Relief Network",
    [
        Outline(
            "Relief Network",
            "https://press.example/v1/releases.atom",
            "https://press.example/v1/releases",
        )
    ],
    "https://press.example/docs",
).decode()


@router.get(
    OPML_PATH,
    summary="List the feeds in OPML",
    response_class=Response,
    responses={
        200: {
            "description": "The feeds.",
            "content": {opml.MEDIA_TYPE: {"schema": {"type": "string"}, "example": _EXAMPLE}},
        },
        **problems(INVALID),
    },
)
def list_feeds(
    read: Read,
    given: Annotated[LabelParameters, Query()],
) -> Response:
    """Atom feeds of all releases, and of each theme, country and organisation that has some.

    Any other selection has a feed too: put the filters of `/v1/releases` behind the address.
    """
    language = wanted_language(read.headers, given.lang, read.settings)
    labels = read.reader.labels(language)
    entries = (
        _feed(read.settings, read.settings.title),
        OutlineGroup("Themes", tuple(_of_themes(read.reader, read.settings, labels))),
        OutlineGroup("Countries", tuple(_of_countries(read.reader, read.settings, labels))),
        OutlineGroup("Organisations", tuple(_of_organisations(read.reader, read.settings, labels))),
    )
    body = opml.write(read.settings.title, entries, f"{read.settings.base_url}/docs")
    kind = f"{opml.MEDIA_TYPE}; charset=utf-8"
    return answer(read, body, kind, OF_LISTS, headers=language.vary)


def _of_themes(reader: Reader, settings: Settings, labels: Labels) -> list[Outline]:
    counts = reader.count_by_theme()
    return [
        _feed(settings, labels.theme(theme.id, json.loads(theme.labels)).text, theme=theme.id)
        for theme in list_themes(reader.session, retired=True)
        if counts.get(theme.id)
    ]


def _of_countries(reader: Reader, settings: Settings, labels: Labels) -> list[Outline]:
    paths = find_paths(reader.session, sorted(reader.count_by_place())).values()
    named = sorted(
        (fold(label), label, path.place.id)
        for path in paths
        if path.place.kind == "country"
        for label in [labels.place(path.place.id, path.place.name).text]
    )
    return [_feed(settings, label, location=place_id) for _, label, place_id in named]


def _of_organisations(reader: Reader, settings: Settings, labels: Labels) -> list[Outline]:
    called = name_of_organisations(reader, reader.count_by_issuer())
    named = sorted(
        (fold(label), label, issuer_id)
        for issuer_id, each in called.items()
        for label in [labels.organisation(*each).text]
    )
    return [_feed(settings, label, organisation=issuer_id) for _, label, issuer_id in named]


def _feed(settings: Settings, text: str, **filters: str) -> Outline:
    query = f"?{urlencode(filters)}" if filters else ""
    address = f"{settings.base_url}{PATH}"
    return Outline(text, f"{address}.atom{query}", f"{address}{query}")
