"""Facets for readers: how many releases of a selection have each value, for menus and maps."""

from typing import Annotated

import orjson
from fastapi import Query, Request
from starlette.responses import Response

from app.base.problems import INVALID
from app.changes.tags import OF_LISTS
from app.http.caching import answer
from app.http.contract.openapi import problems
from app.http.deps import AppSettings
from app.http.routing import JSON, Router
from app.http.wanted_language import wanted_language
from app.public import facet_examples
from app.public.paging import with_parameters
from app.public.representations import PATH
from app.published.facets.facet_counts import count_facets, facets_json, read_names
from app.published.index.facets import FacetName
from app.published.reading.deps import PublicReader
from app.published.selection.facet_schemas import FacetAnswer, FacetOptions, FacetParameters

router = Router(prefix=PATH, tags=["releases"])

# What is said of facets, and nothing of the list that they are of.
_ALL = tuple(FacetName)
OPTIONS = frozenset(field.alias or name for name, field in FacetOptions.model_fields.items())


@router.get(
    "/facets",
    summary="Count facets",
    response_model=FacetAnswer,
    responses={
        200: {"description": "Counts.", "content": {JSON: {"example": facet_examples.ANSWER}}},
        **problems(INVALID),
    },
)
def count_release_facets(
    request: Request,
    given: Annotated[FacetParameters, Query()],
    reader: PublicReader,
    settings: AppSettings,
) -> Response:
    """How many releases of a selection have each place, theme, kind, language and date.

    Each facet is counted under all filters but its own, so that the alternatives to what was chosen
    can be shown. Every number is the `total` that the list has with that value alone in its filter.
    """
    names = read_names(given.facets) or _ALL
    language = wanted_language(request.headers, given.lang, settings)
    counted = reader.of_selection(
        given, settings.zone, lambda selection: count_facets(reader, selection, names, given)
    )
    asked = request.query_params.multi_items()
    filters = [pair for pair in asked if pair[0] not in OPTIONS]
    # The path as it was asked for: a prefix of this installation is in it.
    link = with_parameters(f"{settings.base_url}{request.scope['path']}", asked)
    releases = with_parameters(f"{settings.base_url}{PATH}", filters)
    content = orjson.dumps(
        {
            "facets": orjson.Fragment(facets_json(reader, counted, given, language)),
            "meta": {"total": counted.total},
            "links": {"self": link, "releases": releases},
        }
    )
    headers = language.vary
    return answer(request, content, JSON, OF_LISTS, links={"self": link}, headers=headers)
