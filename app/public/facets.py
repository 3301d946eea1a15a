"""Facets for readers: how many releases of a selection have each value, for menus and maps."""

from typing import Annotated

import orjson
from fastapi import Query
from starlette.responses import Response

from app.base.examples import load_example
from app.base.problems import INVALID
from app.http.cache_tags import OF_LISTS
from app.http.caching import answer
from app.http.contract.openapi import problems
from app.http.routing import JSON
from app.public.read_route import Read, ReadRouter
from app.public.representations import PATH, selection_meta, with_parameters
from app.published.labels.labels import wanted_language
from app.published.reading.facet_counts import count_facets, facets_json, read_names
from app.published.selection.facet_schemas import (
    FacetAnswer,
    FacetName,
    FacetOptions,
    FacetParameters,
)

router = ReadRouter(prefix=PATH, tags=["releases"])

_ALL = tuple(FacetName)
# Parameters that do not select releases, so the link to the list leaves them out.
OPTIONS = frozenset(field.alias or name for name, field in FacetOptions.model_fields.items())


@router.get(
    "/facets",
    summary="Count facets",
    response_model=FacetAnswer,
    responses={
        200: {
            "description": "Counts.",
            "content": {JSON: {"example": load_example("public", "facets")}},
        },
        **problems(INVALID),
    },
)
def count_release_facets(
    read: Read,
    given: Annotated[FacetParameters, Query()],
) -> Response:
    """How many releases of a selection have each place, theme, kind, language and date.

    Each facet is counted under all filters but its own, so that the alternatives to what was chosen
    can be shown. Every number is the `total` that the list has with that value alone in its filter.
    """
    names = read_names(given.facets) or _ALL
    language = wanted_language(read.headers, given.lang, read.settings)
    selection = read.reader.selection(given, read.settings.zone)
    counted = count_facets(read.reader, selection, names, given)
    meta = {
        "total": counted.total,
        "language": language.language,
        **selection_meta(read, selection, given, language),
    }
    parameters = read.query_params.multi_items()
    filters = [pair for pair in parameters if pair[0] not in OPTIONS]
    # The path of the request, with any prefix of this installation.
    link = with_parameters(f"{read.settings.base_url}{read.scope['path']}", parameters)
    releases = with_parameters(f"{read.settings.base_url}{PATH}", filters)
    content = orjson.dumps(
        {
            "facets": orjson.Fragment(facets_json(read.reader, counted, given, language)),
            "meta": meta,
            "links": {"self": link, "releases": releases},
        }
    )
    headers = language.vary
    return answer(read, content, JSON, OF_LISTS, links={"self": link}, headers=headers)
