"""Releases for readers: the list of any selection, one release, its public history."""

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import Annotated, Any

from fastapi import Query
from starlette.responses import Response

from app.base.examples import load_example
from app.base.problems import GONE, INVALID, NOT_ACCEPTABLE, NOT_FOUND, Fault, Invalid, excerpt
from app.formats import ndjson
from app.formats.offers import LIST_FORMATS, RELEASE_FORMATS, ListFormat, ReleaseFormat
from app.http.cache_tags import OF_LISTS, of_release
from app.http.caching import Links, answer, etag_of
from app.http.contract.openapi import problems
from app.http.routing import JSON
from app.http.wanted_language import wanted_language
from app.public.format_answers import export_answer, list_answer, release_answer
from app.public.read_route import Read, ReadRouter
from app.public.representations import (
    MOVED,
    OF_JSON,
    PATH,
    VARY,
    Address,
    choose_format,
    list_alternates,
    read_listing,
    readable,
    redirect,
    refuse,
    release_links,
    selection_meta,
)
from app.published.document import PublicRelease
from app.published.reading import document_json
from app.published.reading.facet_counts import count_facets, facets_json, read_names
from app.published.reading.queries import Moved, find_release, list_versions
from app.published.reading.reader import Page
from app.published.selection.grammar import Selection, first_names
from app.published.selection.list_schemas import Highlights, ListParameters, ReleaseList
from app.published.selection.parameters import ReadRelease, VersionEntry, VersionList
from app.published.words.highlights import Highlighter, highlights_of

# Asked for most, and so the first that the app looks at: FastAPI tries one router after another.
collection = ReadRouter(prefix=PATH, tags=["releases"])
router = ReadRouter(prefix=PATH, tags=["releases"])

HIGHLIGHTS = "highlights"


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
    fields = document_json.read_fields(given.fields)
    names = () if given.facets is None else read_names(given.facets)
    highlights = given.include is not None and _read_include(given.include)
    language = wanted_language(read.headers, given.lang, read.settings)
    more: dict[str, str] = {}
    # The list and its facets are made from one state.
    with read.reader.steady() if names else nullcontext():
        listing = read_listing(read, given)
        chosen_by = (read.reader, listing.selection, names, given, listing.sort)
        counted = count_facets(*chosen_by) if names else None
    if counted is not None:
        more["facets"] = facets_json(read.reader, counted, given, language)
    page = listing.page
    told = {name: getattr(page, name) for name in ("all_words", "most_words_from")}
    meta: dict[str, Any] = {"total": page.total, "limit": given.limit}
    meta |= selection_meta(read, listing.selection, given, language)
    meta |= {name: value for name, value in told.items() if value is not None}
    if page.suggestion is not None:
        meta["did_you_mean"] = page.suggestion
    end, etag = document_json.PageEnd(meta, listing.links, more), None
    if fields or highlights:
        texts = document_json.releases_json(page.documents, read.settings.addresses, fields)
        texts = _with_highlights(texts, page, listing.selection) if highlights else texts
        body = document_json.list_json(texts, end)
    else:
        body, parts = document_json.page_json(page.documents, read.settings.addresses, end)
        etag = etag_of(*parts, JSON)
    links: Links = {**listing.links, "alternate": list_alternates(read)}
    headers = VARY
    if names or meta["filters"]:
        headers = {"Vary": ", ".join(("Accept", *language.vary.values()))}
    return answer(read, body, JSON, OF_LISTS, etag=etag, links=links, headers=headers)


def _in_other_format(read: Read, given: ListParameters, chosen: ListFormat | str) -> Response:
    if isinstance(chosen, ListFormat):
        refuse(given, OF_JSON, chosen.name)
        return list_answer(read, given, chosen, negotiated=True)
    refuse(given, ("limit", "cursor", *OF_JSON), "NDJSON")
    return export_answer(read, given, negotiated=True)


@router.get(
    "/{id_or_slug}",
    summary="Get a release",
    response_model=ReadRelease,
    responses={
        200: {
            "description": "The release.",
            "content": {JSON: {"example": load_example("public", "release")}},
        },
        **MOVED,
        **problems(NOT_FOUND, GONE, NOT_ACCEPTABLE),
    },
)
def get_release(read: Read, id_or_slug: Address) -> Response:
    """One release by its id or slug.

    A withdrawn release answers 410 with its notice, 301 to the release that took its place, or,
    when its publisher keeps it to be read, 200 with the member `notice`. `Accept` can ask for the
    formats of `/v1/releases/{id_or_slug}.{format}` here too.
    """
    chosen = choose_format(read, RELEASE_FORMATS)
    found = find_release(read.reader.session, id_or_slug)
    if isinstance(found, Moved):
        return redirect(read.settings, found.slug)
    document, notice = readable(found)
    if isinstance(chosen, ReleaseFormat):
        return release_answer(read, document, notice, read.settings, chosen, negotiated=True)
    body = document_json.release_json(document, read.settings.addresses, notice)
    links = release_links(read.settings.addresses, document)
    return answer(read, body, JSON, of_release(document.id), links=links, headers=VARY)


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
        return redirect(read.settings, f"{found.slug}/versions")
    document, _ = readable(found)
    entries = tuple(
        VersionEntry(version=entry.version, kind=entry.kind, at=entry.at, note=entry.note)
        for entry in list_versions(read.reader.session, document.id)
    )
    history = VersionList(release_id=document.id, data=entries)
    return answer(read, history.model_dump_json().encode(), JSON, of_release(document.id))


def _read_include(given: Iterable[str] | None) -> bool:
    """Return whether `include` names highlights. Raises Invalid for any other name."""
    names = first_names(given)
    faults = [
        Fault(
            f"{excerpt(name)!r} is no extra; known: {HIGHLIGHTS}.",
            parameter="include",
            suggestion=HIGHLIGHTS,
        )
        for name in names
        if name != HIGHLIGHTS
    ]
    if faults:
        raise Invalid(faults)
    return bool(names)


def _with_highlights(texts: Iterable[bytes], page: Page, selection: Selection) -> Iterator[bytes]:
    """Yield the JSON text of each release of `page` with its highlights, if `q` has words."""
    if selection.text is None or page.hits is None:
        yield from texts
        return
    highlighter = Highlighter(selection.text, page.hits.names)
    for text, document in zip(texts, page.documents, strict=True):
        found = highlights_of(PublicRelease.model_validate_json(document.raw), highlighter)
        shown = Highlights(**found).model_dump_json(exclude_unset=True)
        yield text[:-1] + f',"{HIGHLIGHTS}":{shown}}}'.encode()
