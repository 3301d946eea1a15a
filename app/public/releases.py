"""Releases for readers: the list of any selection, one release, its public history."""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Annotated, Any

import orjson
from fastapi import Query
from starlette.responses import Response

from app.base.examples import load_example
from app.base.problems import GONE, INVALID, NOT_ACCEPTABLE, NOT_FOUND
from app.formats import ndjson
from app.formats.offers import LIST_FORMATS, RELEASE_FORMATS, ListFormat, ReleaseFormat
from app.http.cache_tags import OF_LISTS, of_release
from app.http.caching import Links, answer
from app.http.contract.openapi import problems
from app.http.routing import JSON
from app.public.format_answers import export_answer, list_answer, release_answer
from app.public.read_route import Read, ReadRouter
from app.public.representations import (
    MOVED,
    OF_JSON,
    PATH,
    Address,
    choose_format,
    list_alternates,
    presenter_for,
    read_listing,
    readable,
    redirect,
    refuse,
    release_links,
    selection_meta,
    self_link,
    vary_by,
)
from app.published.document import PublicRelease
from app.published.reading.facet_counts import count_facets, facets_json, read_names
from app.published.reading.presented import Presenter
from app.published.reading.queries import Moved, find_release, list_versions
from app.published.reading.reader import Page
from app.published.selection.facet_schemas import FacetName
from app.published.selection.grammar import Selection, first_names
from app.published.selection.list_schemas import ListParameters, ReleaseList
from app.published.selection.release_schemas import (
    Highlights,
    Release,
    VersionEntry,
    VersionLinks,
    VersionList,
    VersionMeta,
)
from app.published.selection.shape_parameters import Extra, ReleaseParameters
from app.published.words.highlights import Highlighter, highlights_of

# Asked for most, and so the first that the app looks at: FastAPI tries one router after another.
collection = ReadRouter(prefix=PATH, tags=["releases"])
router = ReadRouter(prefix=PATH, tags=["releases"])


@collection.get(
    "",
    summary="List releases",
    response_model=ReleaseList,
    responses={
        200: {
            "description": "A page.",
            "content": {JSON: {"example": load_example("public", "release_list")}},
        },
        **problems(INVALID, NOT_ACCEPTABLE),
    },
)
def list_releases(
    read: Read,
    given: Annotated[ListParameters, Query()],
) -> Response:
    """Public releases, the newest first.

    One parameter with several values (repeated, or with commas) means any of them; different
    parameters mean all of them; `.all` means every one of its values, `.not` none of them. Pages
    neither repeat nor skip a release while others are published or withdrawn.

    `Accept` can ask for the other formats here too: those of `/v1/releases.{format}`, and
    `application/x-ndjson`.
    """
    chosen = choose_format(read, LIST_FORMATS, ndjson.MEDIA_TYPE)
    if chosen != JSON:
        return _in_other_format(read, given, chosen)
    presenter, language = presenter_for(read, given)
    names = () if given.facets is None else read_names(given.facets)
    if given.facets is None and Extra.FACETS in first_names(given.include):
        names = tuple(FacetName)
    # The list and its facets are made from one state.
    with read.reader.steady() if names else nullcontext():
        listing = read_listing(read, given)
        chosen_by = (read.reader, listing.selection, names, given, listing.sort)
        counted = count_facets(*chosen_by) if names else None
    more: dict[str, orjson.Fragment] = {}
    if counted is not None:
        more["facets"] = orjson.Fragment(facets_json(read.reader, counted, given, language))
    page = listing.page
    meta: dict[str, Any] = {
        "total": page.total,
        "limit": given.limit,
        "language": presenter.labels.language,
    }
    meta |= selection_meta(read, listing.selection, given, language) | _of_page(page)
    data = list(map(orjson.Fragment, _presented(page, listing.selection, presenter)))
    body = orjson.dumps({"data": data, **more, "meta": meta, "links": listing.links})
    links: Links = {**listing.links, "alternate": list_alternates(read)}
    return answer(read, body, JSON, OF_LISTS, links=links, headers=vary_by(language, "Accept"))


def _of_page(page: Page) -> dict[str, Any]:
    told = {
        "all_words": page.all_words,
        "most_words_from": page.most_words_from,
        "did_you_mean": page.suggestion,
    }
    return {name: value for name, value in told.items() if value is not None}


def _in_other_format(read: Read, given: ListParameters, chosen: ListFormat | str) -> Response:
    if isinstance(chosen, ListFormat):
        refuse(given, OF_JSON, chosen.name)
        return list_answer(read, given, chosen, negotiated=True)
    refuse(given, ("limit", "cursor", *OF_JSON), "NDJSON")
    return export_answer(read, given, negotiated=True)


@router.get(
    "/{id_or_slug}",
    summary="Get a release",
    response_model=Release,
    responses={
        200: {
            "description": "The release.",
            "content": {JSON: {"example": load_example("public", "release")}},
        },
        **MOVED,
        **problems(NOT_FOUND, GONE, INVALID, NOT_ACCEPTABLE),
    },
)
def get_release(
    read: Read,
    id_or_slug: Address,
    given: Annotated[ReleaseParameters, Query()],
) -> Response:
    """One release by its id or slug.

    A withdrawn release answers 410 with its notice, 301 to the release that took its place, or,
    when its publisher keeps it to be read, 200 with the member `notice`. `Accept` can ask for the
    formats of `/v1/releases/{id_or_slug}.{format}` here too.
    """
    # No release is in memory by its address, so that nothing else is worth doing without one.
    session = read.reader.session
    chosen = choose_format(read, RELEASE_FORMATS)
    if isinstance(chosen, ReleaseFormat):
        refuse(given, tuple(ReleaseParameters.model_fields), chosen.name)
    presenter, language = presenter_for(read, given)
    found = find_release(session, id_or_slug)
    if isinstance(found, Moved):
        return redirect(read, found)
    document, notice = readable(found)
    if isinstance(chosen, ReleaseFormat):
        return release_answer(read, document, notice, read.settings, chosen, negotiated=True)
    body = presenter.one(document, notice)
    links = release_links(read.settings.addresses, document)
    headers = {**vary_by(language, "Accept"), "Content-Language": document.language}
    return answer(read, body, JSON, of_release(document.id), links=links, headers=headers)


@router.get(
    "/{id_or_slug}/versions",
    summary="List the versions of a release",
    response_model=VersionList,
    responses={
        200: {
            "description": "All of them.",
            "content": {JSON: {"example": load_example("public", "versions")}},
        },
        **MOVED,
        **problems(NOT_FOUND, GONE),
    },
)
def list_release_versions(read: Read, id_or_slug: Address) -> Response:
    """The public history of a release, the oldest first: when, what kind of change, which note."""
    found = find_release(read.reader.session, id_or_slug)
    if isinstance(found, Moved):
        return redirect(read, found, "/versions")
    document, _ = readable(found)
    entries = tuple(
        VersionEntry(version=entry.version, kind=entry.kind, at=entry.at, note=entry.note)
        for entry in list_versions(read.reader.session, document.id)
    )
    links = {
        "self": self_link(read.settings, read),
        "release": read.settings.addresses.url(document.id),
    }
    history = VersionList(
        data=entries,
        meta=VersionMeta(total=len(entries), release_id=document.id),
        links=VersionLinks(**links),
    )
    body = history.model_dump_json().encode()
    linked: Links = {"self": links["self"], "up": links["release"]}
    return answer(read, body, JSON, of_release(document.id), links=linked)


def _presented(page: Page, selection: Selection, presenter: Presenter) -> Iterator[bytes]:
    """Yield the JSON of each release of `page`, with its highlights if they were asked for."""
    wanted = Extra.HIGHLIGHTS in presenter.shape.extras
    if not wanted or selection.text is None or page.hits is None:
        yield from map(presenter.json, page.documents)
        return
    highlighter = Highlighter(selection.text, page.hits.names)
    for document in page.documents:
        found = highlights_of(PublicRelease.model_validate_json(document.raw), highlighter)
        shown = Highlights(**found).model_dump(exclude_unset=True)
        yield presenter.json(document, {"highlights": shown})
