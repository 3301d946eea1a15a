"""Answers in formats beside JSON: feeds and tables of a list, one release, the export as NDJSON."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from uuid import UUID, uuid5

from fastapi import Request
from starlette.responses import Response

from app.base.language import nearest_language
from app.base.settings import Settings
from app.changes.queries import instant_of
from app.formats import ndjson
from app.formats.item import Author, Feed, Item, Tombstone
from app.formats.offers import ATOM, WITH_HUB, ListFormat, ReleaseFormat
from app.http.cache_tags import OF_LISTS, of_release
from app.http.caching import Links, answer, etag_of
from app.http.long_answers import StreamedAnswer
from app.public.read_route import Read
from app.public.representations import (
    PATH,
    VARY,
    list_alternates,
    read_listing,
    release_alternates,
    self_link,
    translation_targets,
    with_parameters,
)
from app.published.labels.labels import WantedLanguage
from app.published.reading import document_json
from app.published.reading.document_json import Document
from app.published.reading.facet_counts import name_of_organisations
from app.published.reading.history import list_withdrawals, newest_part
from app.published.reading.reader import AT_ONCE, Reader
from app.published.selection.grammar import Selection, read_sort
from app.published.selection.parameters import OrderedParameters, PageParameters, Sort
from app.published.selection.title import describe

ARCHIVE = "/v1/archive"


def list_answer(
    read: Read, given: PageParameters, form: ListFormat, *, negotiated: bool = False
) -> Response:
    """Return the page that `given` names as a feed or a table."""
    listing = read_listing(read, given, f".{form.suffix}")
    feed = feed_of(read, listing.selection, listing.sort, listing.links, listing.page.documents)
    if form.suffix in WITH_HUB and given.cursor is None:
        parameters = read.query_params.multi_items()
        feed = replace(feed, hub=_hub_of(read.settings, parameters, listing.selection))
    if form is ATOM and given.cursor is None:
        feed = _with_history(read.reader, read, feed, listing.selection)
    body = form.write(feed)
    links: Links = {
        **listing.links,
        "hub": feed.hub,
        "alternate": list_alternates(read, form.suffix),
    }
    headers = VARY if negotiated else {}
    kind = _content_type(form.media_type)
    return answer(read, body, kind, OF_LISTS, links=links, headers=headers)


def release_answer(
    request: Request,
    document: Document,
    notice: str | None,
    settings: Settings,
    form: ReleaseFormat,
    *,
    negotiated: bool = False,
) -> Response:
    """Return one release, with its notice, in `form`."""
    ours = {"newsroom": settings.title, "site": settings.site_url_template}
    item = Item.of(document.text, settings.base_url, notice, **ours)
    headers = {"Content-Language": document.language, **(VARY if negotiated else {})}
    if form.policy is not None:
        headers["Content-Security-Policy"] = form.policy
    others = translation_targets(settings.addresses, document.translations, form.suffix)
    own = release_alternates(item.url, item.web_url, form.suffix)
    links = {"alternate": [*others, *own]}
    body = form.write(item)
    kind = _content_type(form.media_type)
    return answer(request, body, kind, of_release(document.id), links=links, headers=headers)


def _content_type(media_type: str) -> str:
    """Return the value of Content-Type; XML states its encoding there too."""
    return f"{media_type}; charset=utf-8" if media_type.endswith("xml") else media_type


def export_answer(read: Read, given: OrderedParameters, *, negotiated: bool = False) -> Response:
    """Return every release of a selection, one per line. Raises Invalid."""
    selection, sort = read.reader.selection(given, read.settings.zone), read_sort(given)
    links: Links = {
        "self": self_link(read.settings, read),
        "alternate": list_alternates(read, "ndjson"),
    }
    headers, addresses = VARY if negotiated else {}, read.settings.addresses

    def lines(documents: Iterable[Document]) -> Iterator[bytes]:
        return ndjson.write(document_json.release_json(each, addresses) for each in documents)

    def of(body: bytes, etag: str | None = None) -> Response:
        kind = ndjson.MEDIA_TYPE
        return answer(read, body, kind, OF_LISTS, etag=etag, links=links, headers=headers)

    def begin(owned: ExitStack) -> tuple[Response, Iterator[bytes]]:
        session = owned.enter_context(read.app.state.database.read_public())
        reader = Reader(session, read.app.state.follower.snapshot)
        mark, documents = reader.stream(selection, sort)
        # What the lines are made of; the instant, as a restored backup gives numbers twice.
        state = repr((mark, instant_of(session, mark.seq), selection.fingerprint, sort, addresses))
        etag = etag_of(state, read.app.version, ndjson.MEDIA_TYPE)
        return of(b"", etag), (b"".join(lines(some)) for some in documents)

    page = read.reader.page(selection, sort, AT_ONCE, None)
    if page.total <= AT_ONCE:
        return of(b"".join(lines(page.documents)))
    return StreamedAnswer(begin, read.app.state.exports, read.settings.export_seconds)


def feed_of(
    read: Read,
    selection: Selection,
    sort: Sort,
    links: Mapping[str, str],
    documents: Iterable[Document],
) -> Feed:
    """Return a feed of `documents`, with a title that describes their selection."""
    settings = read.settings
    language = _language(read, selection)
    issuers = _issuers(read, selection, language)
    names = {id: issuer.name for id, issuer in issuers.items()}
    words = describe(selection, language, settings.default_language, names)
    # Of other languages no word is known that says it.
    everything = "All releases." if language.partition("-")[0] == "en" else settings.title
    given = read.query_params.multi_items()
    filters = [pair for pair in given if pair[0] not in ("limit", "cursor")]
    return Feed(
        id=_feed_id(selection, sort, read.cursor_key),
        author=next(iter(issuers.values())) if len(issuers) == 1 else Author(settings.title),
        title=f"{settings.title}: {words}" if words else settings.title,
        description=f"{words}." if words else everything,
        language=language,
        base_url=settings.base_url,
        page_url=settings.site_url or with_parameters(f"{settings.base_url}{PATH}", filters),
        self_url=links["self"],
        first_url=links["first"],
        items=tuple(
            Item.of(document.text, settings.base_url, site=settings.site_url_template)
            for document in documents
        ),
        next_url=links.get("next"),
        prev_url=links.get("prev"),
    )


def _issuers(read: Read, selection: Selection, language: str) -> Mapping[str, Author]:
    """Return the organisations that a selection names, as releases with them call them."""
    if not selection.organisation:
        return {}
    labels = read.reader.labels(WantedLanguage(language, None, read.settings.default_language))
    called = name_of_organisations(read.reader, selection.organisation)
    return {
        id: Author(
            labels.organisation(members, written).text,
            members.get("home_page"),
            members.get("logo"),
        )
        for id, (members, written) in called.items()
    }


def _language(read: Read, selection: Selection) -> str:
    """Return the language of all releases of a feed, or the one asked for, or the newsroom's."""
    asked = selection.language.any
    asked_for = nearest_language(asked[0]) if len(asked) == 1 else None
    return read.reader.language(selection) or asked_for or read.settings.default_language


def _feed_id(selection: Selection, sort: Sort, key: bytes) -> str:
    """Return an id that is the same for every page, spelling and host of a selection."""
    # A one-way function: the id does not reveal the key of this installation.
    installation = UUID(bytes=hmac.digest(key, b"feeds", hashlib.sha256)[:16])
    return uuid5(installation, f"{selection.fingerprint}:{sort.value}").urn


def _with_history(reader: Reader, request: Request, feed: Feed, selection: Selection) -> Feed:
    """Return `feed` with its tombstones and the address of the newest part of its archive."""
    newest = newest_part(reader, selection)
    address = None if newest is None else part_url(feed.base_url, newest, request)
    tombstones = tuple(
        Tombstone(withdrawal.release_id.urn, withdrawal.at, withdrawal.text)
        for withdrawal in list_withdrawals(reader.session, selection)
    )
    return replace(feed, prev_archive_url=address, tombstones=tombstones)


def part_url(base_url: str, position: int, request: Request) -> str:
    """Return the address of a part of the archive under the filters of `request`."""
    filters = [
        pair for pair in request.query_params.multi_items() if pair[0] not in ("limit", "cursor")
    ]
    return with_parameters(f"{base_url}{ARCHIVE}/{position}.atom", filters)


def _hub_of(
    settings: Settings, parameters: Iterable[tuple[str, str]], selection: Selection
) -> str | None:
    """Return the WebSub hub of the feed with these query parameters, if a hub knows it.

    The built-in hub knows every feed. An outside one is notified of the feeds of all releases, of
    each theme and of each place, by their ids (`websub/announcing.py`).
    """
    if settings.websub_hub_url is None:
        return settings.hub_url
    given = list(parameters)
    announced: list[list[tuple[str, str]]] = [
        [],
        [("theme", theme) for theme in selection.theme.any],
        [("location", place) for place in selection.location.any],
    ]
    return settings.hub_url if len(given) <= 1 and given in announced else None
