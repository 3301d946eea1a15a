"""What a newsroom says of itself: title, zone, languages, kinds, and where everything is."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from app.base.examples import load_example
from app.base.problems import INVALID
from app.base.settings import Settings
from app.formats import ndjson
from app.formats.offers import LIST_FORMATS, RELEASE_FORMATS
from app.http.cache_tags import OF_LISTS
from app.http.caching import answer
from app.http.contract.openapi import problems
from app.http.routing import JSON
from app.places import gazetteer, names
from app.public.discovery.newsroom_schemas import (
    Attribution,
    FormatOffer,
    Newsroom,
    NewsroomFormats,
    NewsroomLimits,
    NewsroomLinks,
)
from app.public.feeds.opml import OPML_PATH
from app.public.read_route import Read, ReadRouter
from app.public.representations import PATH, self_link
from app.published.document import KINDS
from app.published.labels.labels import LabelParameters, Labels, wanted_language
from app.published.reading.reader import Reader
from app.published.selection.facet_schemas import MAX_PLACES, FacetValue, LabelledValue
from app.published.selection.parameters import DEFAULT_LIMIT, MAX_LIMIT, MAX_VALUES
from app.published.words.text_query import LONGEST_QUERY

router = ReadRouter(tags=["discovery"])

NEWSROOM_PATH = "/v1"


@router.get(
    NEWSROOM_PATH,
    summary="Read the newsroom",
    response_model=Newsroom,
    responses={
        200: {
            "description": "The newsroom.",
            "content": {JSON: {"example": load_example("public/discovery", "newsroom")}},
        },
        **problems(INVALID),
    },
)
def get_newsroom(
    read: Read,
    given: Annotated[LabelParameters, Query()],
) -> Response:
    """What a page needs before its first list: title, time zone, languages, kinds, addresses.

    Also what has to be printed beside data of others, the formats that releases come in, and how
    much one request may ask for.
    """
    language = wanted_language(read.headers, given.lang, read.settings)
    labels, settings = read.reader.labels(language), read.settings
    body = Newsroom(
        title=settings.title,
        url=settings.base_url,
        site_url=settings.site_url,
        time_zone=settings.time_zone,
        default_language=settings.default_language,
        language=labels.language,
        languages=_languages(read.reader, labels),
        kinds=tuple(
            LabelledValue(value=kind, **labels.members(labels.kind(kind))) for kind in KINDS
        ),
        attribution=_attribution(settings),
        formats=_formats(),
        limits=NewsroomLimits(
            page=MAX_LIMIT,
            page_default=DEFAULT_LIMIT,
            filter_values=MAX_VALUES,
            query_characters=LONGEST_QUERY,
            facet_places=MAX_PLACES,
        ),
        links=_links(settings, self_link(settings, read)),
    )
    content = body.model_dump_json(exclude_unset=True).encode()
    return answer(read, content, JSON, OF_LISTS, headers=language.vary)


def _languages(reader: Reader, labels: Labels) -> tuple[FacetValue, ...]:
    counts = sorted(reader.count_by_language().items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        FacetValue(value=tag, releases=releases, **labels.members(labels.tag(tag)))
        for tag, releases in counts
    )


def _attribution(settings: Settings) -> tuple[Attribution, ...]:
    return (
        Attribution(of="releases", text=settings.title),
        Attribution(of="places", text=gazetteer.ATTRIBUTION),
        Attribution(of="place_names", text=names.ATTRIBUTION),
    )


def _formats() -> NewsroomFormats:
    whole = FormatOffer(name="NDJSON", suffix="ndjson", media_type=ndjson.MEDIA_TYPE)
    return NewsroomFormats(
        lists=(
            *(
                FormatOffer(name=form.name, suffix=form.suffix, media_type=form.media_type)
                for form in LIST_FORMATS
            ),
            whole,
        ),
        releases=tuple(
            FormatOffer(name=form.name, suffix=form.suffix, media_type=form.media_type)
            for form in RELEASE_FORMATS
        ),
    )


def _links(settings: Settings, own: str) -> NewsroomLinks:
    base = settings.base_url
    return NewsroomLinks(
        self=own,
        releases=f"{base}{PATH}",
        facets=f"{base}{PATH}/facets",
        locations=f"{base}/v1/locations",
        map=f"{base}/v1/locations.geojson",
        themes=f"{base}/v1/themes",
        organisations=f"{base}/v1/organisations",
        feeds=f"{base}{OPML_PATH}",
        changes=f"{base}/v1/changes",
        hub=settings.hub_url,
        sitemap=f"{base}/sitemap.xml",
        openapi=f"{base}/v1/openapi.json",
        docs=f"{base}/docs",
        health=f"{base}/health/ready",
    )
