"""Routes for each format by name: `/v1/releases.rss?location=TR`, `/v1/releases/{id}.html`."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from app.base.problems import GONE, INVALID, NOT_FOUND
from app.formats.offers import LIST_FORMATS, RELEASE_FORMATS, ListFormat, ReleaseFormat
from app.http.contract.openapi import Responses, problems
from app.public import format_examples
from app.public.format_answers import export_answer, list_answer, release_answer
from app.public.read_route import Read, ReadRouter
from app.public.representations import (
    MOVED,
    PATH,
    Address,
    readable,
    redirect,
)
from app.published.reading.queries import Moved, find_release
from app.published.selection.parameters import OrderedParameters, PageParameters

# Included before the router of `/v1/releases/{id_or_slug}`, which would take `ID.html` for a slug;
# no slug holds a dot.
router = ReadRouter(tags=["releases"])


def _list_endpoint(form: ListFormat) -> Callable[..., Response]:
    def list_in_form(
        read: Read,
        given: Annotated[PageParameters, Query()],
    ) -> Response:
        return list_answer(read, given, form)

    return list_in_form


def _release_endpoint(form: ReleaseFormat) -> Callable[..., Response]:
    def release_in_form(read: Read, id_or_slug: Address) -> Response:
        found = find_release(read.reader.session, id_or_slug)
        if isinstance(found, Moved):
            return redirect(read, found, f".{form.suffix}")
        document, notice = readable(found)
        return release_answer(read, document, notice, read.settings, form)

    return release_in_form


@router.get(
    f"{PATH}.ndjson",
    summary="Export releases as NDJSON",
    response_class=Response,
    responses={
        200: {"description": "All of them.", "content": format_examples.of_export()},
        **problems(INVALID),
    },
)
def export_releases(
    read: Read,
    given: Annotated[OrderedParameters, Query()],
) -> Response:
    """Every release of the selection, one JSON document a line, as they stood at one moment.

    There is no limit and no cursor. `ETag` is of that moment: `If-None-Match` saves the transfer
    when nothing changed. Few long exports are sent at a time; above that it is 503.
    """
    return export_answer(read, given)


for _form in LIST_FORMATS:
    _content = format_examples.of_list(_form)
    _listed: Responses = {200: {"description": "A page.", "content": _content}}
    router.add_api_route(
        f"{PATH}.{_form.suffix}",
        _list_endpoint(_form),
        name=f"list_releases_as_{_form.suffix}",
        summary=f"List releases as {_form.name}",
        description="The page that `/v1/releases` has under the same parameters. The `Link` header"
        " leads to the next page and to the other formats.",
        response_class=Response,
        responses={**_listed, **problems(INVALID)},
    )

for _one in RELEASE_FORMATS:
    _read: Responses = {
        200: {"description": "The release.", "content": format_examples.of_release(_one)}
    }
    router.add_api_route(
        f"{PATH}/{{id_or_slug}}.{_one.suffix}",
        _release_endpoint(_one),
        name=f"get_release_as_{_one.suffix}",
        summary=f"Read a release as {_one.name}",
        description="The release that `/v1/releases/{id_or_slug}` has, withdrawn, moved and kept"
        " under a notice as there.",
        response_class=Response,
        responses={**_read, **MOVED, **problems(NOT_FOUND, GONE)},
    )
