"""Releases that are related to one, for its readers."""

from typing import Annotated, Any

import orjson
from fastapi import Query
from pydantic import Field
from starlette.responses import Response

from app.base.examples import EXAMPLE_BASE, load_example
from app.base.problems import GONE, INVALID, NOT_FOUND
from app.http.cache_tags import OF_LISTS
from app.http.caching import Links, answer
from app.http.contract.openapi import problems
from app.http.routing import JSON
from app.public.read_route import Read, ReadRouter
from app.public.representations import (
    MOVED,
    PATH,
    Address,
    presenter_for,
    readable,
    redirect,
    self_link,
    vary_by,
)
from app.published.document import PublicRelease
from app.published.public_model import PublicModel, Uri
from app.published.reading.queries import Moved, find_release
from app.published.reading.related import find_related
from app.published.selection.release_schemas import Release
from app.published.selection.shape_parameters import ShapeParameters

router = ReadRouter(prefix=PATH, tags=["releases"])

_FEW, _MOST = 5, 20
_EXAMPLE: dict[str, Any] = {
    "data": load_example("public", "release_list")["data"],
    "meta": {"total": 1, "limit": _FEW, "language": "en"},
    "links": {
        "self": f"{EXAMPLE_BASE}{PATH}/winter-supplies-reach-edirne/related",
        "release": f"{EXAMPLE_BASE}{PATH}/019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a12",
    },
}


class RelatedParameters(ShapeParameters):
    """How many releases are wanted, and what of them."""

    limit: int = Field(
        _FEW, ge=1, le=_MOST, description="How many releases an answer holds at most."
    )


class RelatedMeta(PublicModel):
    """What the answer says of itself."""

    total: int = Field(description="How many were found, at most `limit`.", examples=[_FEW])
    limit: int = Field(description="How many `data` holds at most.", examples=[_FEW])
    language: str = Field(
        description="The language of names, labels and `date_text` (BCP 47). One in another says so"
        " beside it.",
        examples=["en"],
    )


class RelatedLinks(PublicModel):
    """Where the answer and the release are."""

    self: Uri = Field(description="The address of this answer.")
    release: Uri = Field(description="The lasting address of the release that they are near to.")


class RelatedReleases(PublicModel):
    """Releases that are near to one, the nearest first."""

    data: tuple[Release, ...] = Field(
        description="Cards, unless `profile`, `fields` or `include` say otherwise."
    )
    meta: RelatedMeta = Field(description="What the answer says of itself.")
    links: RelatedLinks = Field(description="Addresses that belong to the answer.")


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
    presenter, language = presenter_for(read, given)
    found = find_release(read.reader.session, id_or_slug)
    if isinstance(found, Moved):
        return redirect(read, found, "/related")
    document, _ = readable(found)
    near = find_related(read.reader, PublicRelease.model_validate_json(document.text), given.limit)
    url = read.settings.addresses.url(document.id)
    links = {"self": self_link(read.settings, read), "release": url}
    meta = {"total": len(near), "limit": given.limit, "language": presenter.labels.language}
    data = [orjson.Fragment(presenter.json(document)) for document in near]
    body = orjson.dumps({"data": data, "meta": meta, "links": links})
    linked: Links = {"self": links["self"], "up": url}
    return answer(read, body, JSON, OF_LISTS, links=linked, headers=vary_by(language))
