"""Sitemaps for search engines: an index of stable parts, and the news of the last two days."""

import re
from datetime import timedelta
from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from app.base.language import canonical_language
from app.base.problems import NOT_FOUND, NotFound
from app.formats import sitemap
from app.formats.item import Item, alternates, original_of
from app.formats.sitemap import SitemapUrl
from app.http.cache_tags import OF_LISTS, OF_MOVING_LISTS
from app.http.caching import answer
from app.http.contract.openapi import Responses, problems
from app.public.read_route import Read, ReadRouter
from app.published import media
from app.published.reading.number_ranges import list_addresses, list_ranges, list_since

INDEX_PATH, NEWS_PATH = "/sitemap.xml", "/sitemap-news.xml"
# A sitemap may hold 50,000 addresses; fewer, since a change of one release changes the whole part.
PART_SIZE = 10_000
NEWS_AGE = timedelta(hours=48)
MOST_NEWS = 1_000
MAX_DIGITS = 12

router = ReadRouter(tags=["discovery"])


def _content(example: bytes) -> Responses:
    kind = {"schema": {"type": "string"}, "example": example.decode()}
    return {200: {"description": "The sitemap.", "content": {sitemap.MEDIA_TYPE: kind}}}


@router.get(
    INDEX_PATH,
    summary="Get the sitemap index",
    response_class=Response,
    responses=_content(sitemap.write_index([])),
)
def get_sitemap_index(read: Read) -> Response:
    """The sitemaps of all public releases, each with the instant of its last change.

    A release stays in the same sitemap for ever: fetch those again whose `lastmod` has grown.
    """
    parts = [
        SitemapUrl(f"{read.settings.base_url}/sitemap-{found.position}.xml", found.modified_at)
        for found in list_ranges(read.reader.session, PART_SIZE)
    ]
    return answer(read, sitemap.write_index(parts), sitemap.MEDIA_TYPE, OF_LISTS)


@router.get(
    NEWS_PATH,
    summary="Get the news sitemap",
    response_class=Response,
    responses=_content(sitemap.write_news([], "Relief Network")),
)
def get_news_sitemap(read: Read) -> Response:
    """The releases whose date of publication lies in the last 48 hours, the newest 1,000 at most.

    One that is known by its day counts from the first instant of that day (UTC).
    """
    since = read.now - NEWS_AGE
    base, site = read.settings.base_url, read.settings.site_url_template
    listed = (
        Item.of(document.text, base, site=site)
        for document in list_since(read.reader.session, since, MOST_NEWS)
    )
    news = [item for item in listed if item.published is not None and item.published >= since]
    body = sitemap.write_news(news, read.settings.title)
    return answer(read, body, sitemap.MEDIA_TYPE, OF_MOVING_LISTS)


@router.get(
    "/sitemap-{part}.xml",
    summary="Get a sitemap",
    response_class=Response,
    responses={
        **_content(sitemap.write([])),
        **problems(NOT_FOUND),
    },
)
def get_sitemap(
    read: Read,
    part: Annotated[str, Path(description="Number of the part, from the index.", examples=["0"])],
) -> Response:
    """The addresses of up to 10,000 public releases, each with the instant of its last change."""
    if not re.fullmatch(rf"0|[1-9][0-9]{{0,{MAX_DIGITS - 1}}}", part, re.ASCII):
        raise NotFound
    web_url = read.settings.addresses.web_url
    pages = []
    for story in list_addresses(read.reader.session, int(part), PART_SIZE):
        one = story[0]
        named = [
            (each.id, canonical_language(each.language), web_url(each.id, each.slug, each.language))
            for each in story
        ]
        original = original_of(one.story_id, (each.id for each in story))
        image = f"{read.settings.base_url}{media.PATH}{one.lead}" if one.lead else None
        languages = alternates(named, original)
        pages.append(SitemapUrl(named[0][2], one.modified_at, languages, image))
    if not pages:
        raise NotFound
    return answer(read, sitemap.write(pages), sitemap.MEDIA_TYPE, OF_LISTS)
