"""What else a reader of a release may want: releases that are near to it."""

from typing import Annotated, Any

from fastapi import Query, Request
from pydantic import Field
from starlette.responses import Response

from app.base.examples import load_example
from app.base.problems import GONE, INVALID, NOT_FOUND
from app.changes.tags import OF_LISTS
from app.http.caching import answer
from app.http.contract.openapi import EXAMPLE_BASE, problems
from app.http.deps import AppSettings
from app.http.routing import JSON, Router
from app.public.paging import self_link
from app.public.representations import MOVED, PATH, Address, readable, redirect
from app.public.schemas import SelfLink
from app.published.document import Part, PublicRelease
from app.published.reading import answers
from app.published.reading.deps import PublicReader
from app.published.reading.queries import Moved, find_release
from app.published.reading.related import find_related
from app.published.selection.parameters import Many, PartialRelease, Release

router = Router(prefix=PATH, tags=["releases"])

_FEW, _MOST = 5, 20
_EXAMPLE: dict[str, Any] = {
    "data": [load_example("public", "release")],
    "meta": {"limit": _FEW},
    "links": {"self": f"{EXAMPLE_BASE}{PATH}/winter-supplies-reach-edirne/related"},
}


class RelatedMeta(Part):
    """What the answer says of itself."""

    limit: int = Field(examples=[_FEW])


class RelatedReleases(Part):
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
    request: Request,
    id_or_slug: Address,
    reader: PublicReader,
    settings: AppSettings,
    limit: Annotated[
        int, Query(ge=1, le=_MOST, description="How many releases an answer holds at most.")
    ] = _FEW,
    fields: Annotated[
        Many,
        Query(
            description="Only these members of each release, with commas; `id` always comes along.",
            examples=[["title,summary,published_at"]],
        ),
    ] = None,
) -> Response:
    """Releases with places, themes or rare words in common, what few others have first.

    A translation of the release is never among them, and of other stories there is one language,
    the same if it can be. The list may be shorter than `limit`, or empty.
    """
    wanted = answers.read_fields(fields)
    found = find_release(reader.session, id_or_slug)
    if isinstance(found, Moved):
        return redirect(settings, f"{found.slug}/related")
    document, _ = readable(found)
    near = find_related(reader, PublicRelease.model_validate_json(document.text), limit)
    links = {"self": self_link(settings, request)}
    texts = answers.releases_json(near, settings.base_url, wanted)
    body = answers.list_json(texts, answers.Beside({"limit": limit}, links))
    links["up"] = answers.address_of(settings.base_url, document.id)
    return answer(request, body, JSON, OF_LISTS, links=links)
