"""A page of releases, or one of them, in the format that was asked for by its name or by Accept."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar
from uuid import UUID, uuid5

from fastapi import Path, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.caching import CachePolicy, answer
from app.core.links import Links, Target
from app.core.negotiation import choose_media_type
from app.core.openapi import Responses
from app.core.problems import Fault, Gone, Invalid, NotFound
from app.core.routing import JSON
from app.core.settings import Settings
from app.formats import ndjson, ninjs
from app.formats.item import Feed, Item
from app.formats.offers import LIST_FORMATS, RELEASE_FORMATS, ListFormat, ReleaseFormat, essence
from app.public.paging import page_links, read_cursor, write_cursor
from app.published.queries import Document, Page, Withdrawn, list_page, read_selection
from app.published.schemas import PageParameters, SelectionParameters
from app.published.selection import Selection, split

PATH = "/v1/releases"
VARY = {"Vary": "Accept"}
# A header that outgrows this is refused by proxies; the addresses of other formats go first.
MAX_ALTERNATES = 3_000

Address = Annotated[
    str,
    Path(
        description="Id, or slug of today or of earlier.", examples=["winter-supplies-reach-edirne"]
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
class Asked:
    """What an answer is made from beside its parameters."""

    request: Request
    session: Session
    settings: Settings
    key: bytes


@dataclass(frozen=True)
class Listing:
    """A page, the selection that it is of, and the addresses of its neighbours."""

    page: Page
    selection: Selection
    links: dict[str, str]


def read_listing(asked: Asked, given: PageParameters, suffix: str = "") -> Listing:
    """The page that `given` names; its links lead to the format `suffix`. Raises Invalid."""
    selection = read_selection(asked.session, given, asked.settings.zone)
    position = read_cursor(given.cursor, selection, given.sort, asked.key)
    page = list_page(asked.session, selection, given.sort, given.limit, position)
    neighbours = {
        relation: write_cursor(place, selection, given.sort, asked.key) if place else None
        for relation, place in (("prev", page.prev), ("next", page.next))
    }
    address = f"{asked.settings.base_url}{PATH}{suffix}"
    parameters = asked.request.query_params.multi_items()
    return Listing(page, selection, page_links(address, parameters, neighbours))


def chosen(request: Request, formats: Sequence[Format], *more: str) -> Format | str:
    """What Accept wants: one of `formats`, or the media type JSON or one of `more`.

    Raises Problem (`not-acceptable`). A range may name the profile of ninjs, which is JSON too.
    """
    accept = request.headers.get("accept")
    offers = [JSON, *(one.media_type for one in formats if one.suffix != "ninjs"), *more]
    wanted = choose_media_type(accept, offers)
    if wanted == JSON and ninjs.SCHEMA in (accept or ""):
        wanted = ninjs.MEDIA_TYPE
    return next((one for one in formats if one.media_type == wanted), wanted)


def list_answer(
    asked: Asked, given: PageParameters, form: ListFormat, *, negotiated: bool = False
) -> Response:
    """The page that `given` names as a feed or a table."""
    listing = read_listing(asked, given, f".{form.suffix}")
    body = form.write(_feed(asked, given, listing))
    links: Links = {**listing.links, "alternate": list_alternates(asked, form.suffix)}
    headers = VARY if negotiated else {}
    kind = _told(form.media_type)
    return answer(asked.request, body, kind, CachePolicy.PUBLIC, links=links, headers=headers)


def release_answer(
    request: Request, item: Item, form: ReleaseFormat, *, negotiated: bool = False
) -> Response:
    """One release in `form`."""
    headers = dict(VARY) if negotiated else {}
    if form.policy is not None:
        headers["Content-Security-Policy"] = form.policy
    links = {"alternate": release_alternates(item.url, form.suffix)}
    body = form.write(item)
    kind = _told(form.media_type)
    return answer(request, body, kind, CachePolicy.PUBLIC, links=links, headers=headers)


def _told(media_type: str) -> str:
    """The value of Content-Type: XML says its encoding there too, for who reads no further."""
    return f"{media_type}; charset=utf-8" if media_type.endswith("xml") else media_type


def list_alternates(asked: Asked, but: str = "") -> list[Target]:
    """The addresses of this page in the other formats, of the whole selection in NDJSON.

    None when they would fill the header.
    """
    kinds = {"": JSON, **{form.suffix: essence(form.media_type) for form in LIST_FORMATS}}
    kinds["ndjson"] = ndjson.MEDIA_TYPE
    given = asked.request.query_params.multi_items()
    targets = [
        Target(_address(asked, suffix, given), kind)
        for suffix, kind in kinds.items()
        if suffix != but
    ]
    return targets if sum(len(target.url) for target in targets) <= MAX_ALTERNATES else []


def _address(asked: Asked, suffix: str, given: Iterable[tuple[str, str]]) -> str:
    dropped = {"fields"} | ({"limit", "cursor"} if suffix == "ndjson" else set())
    kept = [(name, value) for name, value in given if name not in dropped]
    dotted = f".{suffix}" if suffix else ""
    return page_links(f"{asked.settings.base_url}{PATH}{dotted}", kept, {})["self"]


def release_alternates(url: str, but: str = "") -> list[Target]:
    """The addresses of a release in the other formats."""
    targets = [Target(url, JSON)] if but else []
    return targets + [
        Target(f"{url}.{form.suffix}", essence(form.media_type))
        for form in RELEASE_FORMATS
        if form.suffix != but
    ]


def refuse(given: SelectionParameters, names: Sequence[str], form: str) -> None:
    """Raises Invalid for each of the parameters `names` that was given though `form` has none."""
    faults = [
        Fault(f"{form} takes no {name!r}. Leave it out.", parameter=name)
        for name in names
        if name in given.model_fields_set
    ]
    if faults:
        raise Invalid(faults)


def readable(found: Document | Withdrawn | None) -> tuple[Document, str | None]:
    """What there is to read and the notice that stands over it. Raises NotFound, Gone."""
    if found is None:
        raise NotFound
    if isinstance(found, Document):
        return found, None
    if found.document is None:
        raise Gone(json.loads(found.notice))
    return found.document, found.notice


def redirect(settings: Settings, path: str) -> Response:
    """301 to another release address."""
    location = f"{settings.base_url}{PATH}/{path}"
    # Not kept by caches: a release that was replaced can be published again.
    return Response(
        status_code=301, headers={"Location": location, "Cache-Control": CachePolicy.PUBLIC.value}
    )


def _feed(asked: Asked, given: PageParameters, listing: Listing) -> Feed:
    settings, links = asked.settings, listing.links
    words = "; ".join(_words(given))
    return Feed(
        id=_feed_id(listing.selection, given, asked.key),
        newsroom=settings.title,
        title=f"{settings.title}: {words}" if words else settings.title,
        description=f"Releases with {words}." if words else "All releases.",
        language=settings.default_language,
        base_url=settings.base_url,
        self_url=links["self"],
        first_url=links["first"],
        items=tuple(
            Item.of(document.text, settings.base_url) for document in listing.page.documents
        ),
        next_url=links.get("next"),
        prev_url=links.get("prev"),
    )


def _words(given: SelectionParameters) -> Iterator[str]:
    """The filters as they were asked for, each by its name."""
    filters = given.model_dump(
        mode="json", include=set(SelectionParameters.model_fields), exclude_none=True
    )
    for name, value in filters.items():
        values = split(value if isinstance(value, list) else [value])
        joined = " and " if name.endswith("_all") else " or "
        yield f"{name.replace('_', ' ')} {joined.join(values)}"


def _feed_id(selection: Selection, given: PageParameters, key: bytes) -> str:
    """The same for every page and every spelling of a selection, on whichever host it is read."""
    # One way: the key of this installation cannot be told from the id.
    installation = UUID(bytes=hmac.digest(key, b"feeds", hashlib.sha256)[:16])
    return uuid5(installation, f"{selection.fingerprint}:{given.sort.value}").urn
