"""Releases that are related to one, for its readers."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.base.examples import EXAMPLE_BASE, load_example
from app.base.problems import GONE, INVALID, NOT_FOUND
from app.http.cache_tags import OF_LISTS
from app.http.caching import answer
from app.http.contract.openapi import problems
from app.http.routing import JSON
from app.public.paging import self_link
from app.public.read_route import Read, ReadRouter
from app.public.representations import MOVED, PATH, Address, readable, redirect
from app.public.schemas import SelfLink
from app.published.document import PublicModel, PublicRelease
from app.published.reading import document_json
from app.published.reading.queries import Moved, find_release
from app.published.reading.related import find_related
from app.published.selection.parameters import Many, PartialRelease, Release

router = ReadRouter(prefix=PATH, tags=["releases"])

_FEW, _MOST = 5, 20
_EXAMPLE: dict[str, Any] = {
    "data": [load_example("public", "release")],
    "meta": {"limit": _FEW},
    "links": {"self": f"{EXAMPLE_BASE}{PATH}/winter-supplies-reach-edirne/related"},
}


class RelatedParameters(BaseModel):
    """How many releases are wanted, and what of them."""

    limit: int = Field(
        _FEW, ge=1, le=_MOST, description="How many releases an answer holds at most."
    )
    fields: Many = Field(
        None,
        description="Only these members of each release, with commas; `id` always comes along.",
        examples=[["title,summary,published_at"]],
    )


class RelatedMeta(PublicModel):
    """What the answer says of itself."""

    limit: int = Field(examples=[_FEW])


class RelatedReleases(PublicModel):
    """Releases that are near to one, the nearest first."""

    data: tuple[Release | PartialRelease, ...]
    meta: RelatedMeta
    links: SelfLink


@router.get(
    "/{id_or_slug}/related",
    summary="List related releases",
    response_model=RelatedReleases,
    responses={
        200: {"description": "The nearest ones.", "content": {JSON: {"example": _EXAMPLE}}},
        **MOVED,
        **problems(NOT_FOUND, GONE, INVALID),
    },
)
def list_related_releases(
    read: Read,
    id_or_slug: Address,
    given: Annotated[RelatedParameters, Query()],
) -> Response:
    """Releases with places, themes or rare words in common, what few others have first.

    A translation of the release is never among them, and of other stories there is one language,
    the same if it can be. The list may be shorter than `limit`, or empty.
    """
    fields = document_json.read_fields(given.fields)
    found = find_release(read.reader.session, id_or_slug)
    if isinstance(found, Moved):
        return redirect(read.settings, f"{found.slug}/related")
    document, _ = readable(found)
    near = find_related(read.reader, PublicRelease.model_validate_json(document.text), given.limit)
    links = {"self": self_link(read.settings, read)}
    texts = document_json.releases_json(near, read.settings.addresses, fields)
    body = document_json.list_json(texts, document_json.PageEnd({"limit": given.limit}, links))
    links["up"] = read.settings.addresses.url(document.id)
    return answer(read, body, JSON, OF_LISTS, links=links)
