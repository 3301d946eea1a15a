"""Pages of lists, and the formats of pages and releases: by Accept, and links to the others.

The cursor of a page is bound to one selection and sort.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Path, Request
from pydantic import BaseModel
from starlette.responses import Response

from app.base import pagination
from app.base.addresses import ReleaseAddresses
from app.base.problems import Fault, Gone, Invalid, NotFound
from app.base.settings import Settings
from app.db.database import from_microseconds, to_microseconds
from app.formats import ndjson, ninjs
from app.formats.offers import (
    LIST_FORMATS,
    RELEASE_FORMATS,
    WITH_HUB,
    ListFormat,
    ReleaseFormat,
    essence,
)
from app.http.cache_tags import OF_LISTS
from app.http.caching import Target, link_header, moved
from app.http.contract.openapi import Responses
from app.http.negotiation import choose_media_type
from app.http.routing import JSON
from app.public.read_route import Read
from app.published.index.ordering import Position
from app.published.labels.labels import WantedLanguage, wanted_language
from app.published.reading.document_json import Document, linked
from app.published.reading.filters import applied_filters, hints
from app.published.reading.presented import Presenter, read_shape
from app.published.reading.queries import Moved, Withdrawn
from app.published.reading.reader import Page
from app.published.selection.facet_schemas import FacetOptions
from app.published.selection.grammar import Selection, read_sort
from app.published.selection.list_schemas import ListParameters
from app.published.selection.parameters import PageParameters, SelectionParameters, Sort
from app.published.selection.shape_parameters import SearchShapeParameters, ShapeParameters

PATH = "/v1/releases"
# What cursors of releases are told from others by.
_LIST = "releases"
VARY = {"Vary": "Accept"}
# Under a longer query the addresses of other formats would not fit into the head of an answer.
LONGEST_WITH_ALTERNATES = 500
# A longer `Accept` is no browser's, and its result is not cached.
LONG_ACCEPT = 200

# The fields of parameters that only lists in JSON have.
OF_JSON = (*SearchShapeParameters.model_fields, *FacetOptions.model_fields)
_ONLY_JSON = {
    field.alias or name for name, field in ListParameters.model_fields.items() if name in OF_JSON
}

Address = Annotated[
    str,
    Path(
        description="Id, or slug of today or of earlier.",
        examples=["winter-supplies-reach-edirne"],
        # What follows a dot is a format.
        pattern="^[^./]+$",
    ),
]
MOVED: Responses = {
    301: {
        "description": "The slug is an earlier one, or another release took the place of this.",
        "headers": {"Location": {"description": "Where it is.", "schema": {"type": "string"}}},
    }
}

Format = TypeVar("Format", ListFormat, ReleaseFormat)


@dataclass(frozen=True)
class Listing:
    """A page, its selection and order, and the addresses of its neighbours."""

    page: Page
    selection: Selection
    sort: Sort
    links: dict[str, str]


def read_listing(read: Read, given: PageParameters, suffix: str = "") -> Listing:
    """Return the page that `given` names, with links to the format `suffix`. Raises Invalid."""
    selection = read.reader.selection(given, read.settings.zone)
    # Feeds are followed for new releases, so they are never ordered by relevance by default.
    sort = read_sort(given, by_words=suffix.removeprefix(".") not in WITH_HUB)
    position = read_cursor(given.cursor, selection, sort, read.cursor_key)
    page = read.reader.page(selection, sort, given.limit, position)
    neighbours = {
        relation: write_cursor(place, selection, sort, read.cursor_key) if place else None
        for relation, place in (("prev", page.prev), ("next", page.next))
    }
    address = f"{read.settings.base_url}{PATH}{suffix}"
    parameters = read.query_params.multi_items()
    return Listing(page, selection, sort, page_links(address, parameters, neighbours))


def read_cursor(
    cursor: str | None, selection: Selection, sort: Sort, key: bytes
) -> Position | None:
    """Return the position of a cursor; None without one. Raises Invalid for one of another list."""
    if cursor is None:
        return None
    bound = _bound_to(selection, sort)
    at, release_id, backwards, score = pagination.decode(cursor, _LIST, bound, key)
    instant = from_microseconds(int(at or 0))
    return Position(instant, UUID(str(release_id)), bool(backwards), int(score or 0))


def write_cursor(position: Position, selection: Selection, sort: Sort, key: bytes) -> str:
    """Return a cursor for `position` in `selection` under `sort`; no other list accepts it."""
    values = (
        to_microseconds(position.at),
        position.id.hex,
        int(position.backwards),
        position.score,
    )
    return pagination.encode(_LIST, _bound_to(selection, sort), values, key)


def page_links(
    address: str, parameters: Iterable[tuple[str, str]], neighbours: Mapping[str, str | None]
) -> dict[str, str]:
    """Return absolute links: `self`, `first` and those of `neighbours` that have a cursor."""
    given = list(parameters)
    rest = [(name, value) for name, value in given if name != "cursor"]
    links = {"self": with_parameters(address, given), "first": with_parameters(address, rest)}
    for relation, cursor in neighbours.items():
        if cursor is not None:
            links[relation] = with_parameters(address, [*rest, ("cursor", cursor)])
    return links


def self_link(settings: Settings, request: Request) -> str:
    """Return the absolute address of a request, made from the public address, never from Host."""
    address = f"{settings.base_url}{request.url.path}"
    return with_parameters(address, request.query_params.multi_items())


def with_parameters(address: str, parameters: Iterable[tuple[str, str]]) -> str:
    """Return `address` with these parameters, in this order."""
    query = "&".join(
        _known_written(pair) if len(pair[1]) <= _LONGEST_KNOWN else _written(pair)
        for pair in parameters
    )
    return f"{address}?{query}" if query else address


def _written(parameter: tuple[str, str]) -> str:
    # Commas, colons and slashes may stand in a query (RFC 3986 section 3.4) and read better so.
    return urlencode((parameter,), safe=",:/")


# The dozen links of an answer have the same parameters. Longer ones are not cached, so that the
# cache is bounded by bytes.
_LONGEST_KNOWN = 200
_known_written = lru_cache(maxsize=1_024)(_written)


def _bound_to(selection: Selection, sort: Sort) -> str:
    return f"{selection.fingerprint}:{sort.value}"


def selection_meta(
    read: Read, selection: Selection, given: SelectionParameters, language: WantedLanguage
) -> dict[str, Any]:
    """Return what `meta` says of a selection: its filters as understood, and hints if any."""
    zone = read.settings.zone
    filters = applied_filters(read.reader, selection, given, language, zone)
    found = hints(read.reader, selection, given.q)
    return {"filters": filters, **({"hints": found} if found else {})}


def choose_format(request: Request, formats: Sequence[Format], *more: str) -> Format | str:
    """Return what Accept prefers: one of `formats`, or the media type JSON or one of `more`.

    Raises Problem (`not-acceptable`). A range may name the profile of ninjs, which is JSON too.
    """
    accept = request.headers.get("accept")
    offers = (JSON, *(one.media_type for one in formats if one.suffix != "ninjs"), *more)
    choose = _choose_cached if len(accept or "") <= LONG_ACCEPT else choose_media_type
    chosen = choose(accept, offers)
    if chosen == JSON and ninjs.SCHEMA in (accept or ""):
        chosen = ninjs.MEDIA_TYPE
    return next((one for one in formats if one.media_type == chosen), chosen)


# Clients of one kind send the same header.
_choose_cached = lru_cache(maxsize=256)(choose_media_type)


def list_alternates(read: Read, but: str = "") -> Sequence[Target]:
    """Return this page in the other formats, and the whole selection in NDJSON, as link targets.

    Returns none of them if they would make the header too long.
    """
    if len(read.scope["query_string"]) > LONGEST_WITH_ALTERNATES:
        return ()
    given = tuple(read.query_params.multi_items())
    return _alternates(f"{read.settings.base_url}{PATH}", given, but)


# An address has the same alternates whatever its page holds.
@lru_cache(maxsize=256)
def _alternates(address: str, given: tuple[tuple[str, str], ...], but: str) -> tuple[Target, ...]:
    others = [pair for pair in given if pair[0] not in _ONLY_JSON]
    whole = [pair for pair in others if pair[0] not in ("limit", "cursor")]
    page = with_parameters("", others)
    targets = [
        Target(with_parameters(address, given), JSON),
        *(Target(f"{address}.{suffix}{page}", kind) for suffix, kind in _LIST_KINDS.items()),
        Target(with_parameters(f"{address}.ndjson", whole), ndjson.MEDIA_TYPE),
    ]
    targets = [target for target, suffix in zip(targets, _SUFFIXES, strict=True) if suffix != but]
    return tuple(targets)


_LIST_KINDS = {form.suffix: essence(form.media_type) for form in LIST_FORMATS}
_SUFFIXES = ("", *_LIST_KINDS, "ndjson")


def release_alternates(url: str, web_url: str, but: str = "") -> list[Target]:
    """Return the addresses of a release in the other formats; in HTML the one for people."""
    targets = [Target(url, JSON)] if but else []
    return targets + [
        Target(web_url if suffix == "html" else f"{url}.{suffix}", kind)
        for suffix, kind in _RELEASE_KINDS.items()
        if suffix != but
    ]


def translation_targets(
    addresses: ReleaseAddresses, translations: Iterable[Mapping[str, Any]], suffix: str = ""
) -> list[Target]:
    """Return the addresses of translations in the same format; in HTML those for people."""
    ending, kind = (f".{suffix}", _RELEASE_KINDS[suffix]) if suffix else ("", JSON)
    return [
        Target(
            one["web_url"] if suffix == "html" else f"{one['url']}{ending}", kind, one["language"]
        )
        for one in linked(translations, addresses)
    ]


def release_links(addresses: ReleaseAddresses, document: Document) -> str:
    """Return the value of `Link` for a release in JSON."""
    if translations := document.translations:
        # First: what does not fit into the head of an answer is left out from the end.
        targets = translation_targets(addresses, translations)
        own = release_alternates(addresses.url(document.id), document.web_url(addresses))
        return link_header({"alternate": [*targets, *own]})
    if addresses.site is None:
        return _links_of_any(addresses).replace(_ANY, document.name.decode())
    url, web_url = addresses.url(document.id), document.web_url(addresses)
    return link_header({"alternate": release_alternates(url, web_url)})


_ANY = str(UUID(int=0))


@lru_cache(maxsize=16)
def _links_of_any(addresses: ReleaseAddresses) -> str:
    url, web_url = addresses.url(_ANY), addresses.web_url(_ANY, "", "")
    return link_header({"alternate": release_alternates(url, web_url)})


_RELEASE_KINDS = {form.suffix: essence(form.media_type) for form in RELEASE_FORMATS}


def refuse(given: BaseModel, names: Sequence[str], form: str) -> None:
    """Raises Invalid if any of the parameters `names` is given, as the format `form` has none."""
    fields = type(given).model_fields
    faults = [
        Fault(f"{form} takes no {written!r}. Leave it out.", parameter=written)
        for name in names
        if name in given.model_fields_set
        for written in (fields[name].alias or name,)
    ]
    if faults:
        raise Invalid(faults)


def readable(found: Document | Withdrawn | None) -> tuple[Document, str | None]:
    """Return the document to show and its notice, if any. Raises NotFound, Gone."""
    if found is None:
        raise NotFound
    if isinstance(found, Document):
        return found, None
    if found.document is None:
        raise Gone(json.loads(found.notice))
    return found.document, found.notice


def presenter_for(read: Read, given: ShapeParameters) -> tuple[Presenter, WantedLanguage]:
    """Return what presents releases as `given` asks for, and the language of labels.

    Raises Invalid.
    """
    shape = read_shape(given)
    language = wanted_language(read.headers, given.lang, read.settings)
    return Presenter(shape, read.reader.labels(language), read.settings.addresses), language


def vary_by(language: WantedLanguage, *others: str) -> dict[str, str]:
    """Return `Vary` of an answer with labels in `language`, which depends on `others` too."""
    names = (*others, *language.vary.values())
    return {"Vary": ", ".join(names)} if names else {}


def redirect(read: Read, moved_to: Moved, below: str = "") -> Response:
    """Return a 301 to the lasting address of another release, or to what is `below` it.

    What was asked of it is asked there too.
    """
    address = read.settings.addresses.url(moved_to.id) + below
    location = with_parameters(address, read.query_params.multi_items())
    # A replaced release may be published again, so this 301 is cached like a list.
    return moved(location, OF_LISTS)
