"""Formats by their own addresses: `/v1/releases.rss?location=TR`, `/v1/releases/{id}.html`."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Path, Query
from starlette.responses import Response

from app.base.problems import GONE, INVALID, NOT_FOUND, NotFound
from app.formats.offers import LIST_FORMATS, RELEASE_FORMATS, ListFormat, ReleaseFormat
from app.http.contract.openapi import problems
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

_LISTS = {form.suffix: form for form in LIST_FORMATS}
_RELEASES = {form.suffix: form for form in RELEASE_FORMATS}


def _ending(formats: Sequence[ListFormat | ReleaseFormat]) -> Any:
    """Return how the contract describes the parameter that names one of `formats`."""
    names = [form.suffix for form in formats]
    meanings = ", ".join(f"`{form.suffix}` ({form.name})" for form in formats)
    return Path(
        description=f"The format: {meanings}.",
        examples=names[:1],
        json_schema_extra={"enum": names},
    )


ListEnding = Annotated[str, _ending(LIST_FORMATS)]
ReleaseEnding = Annotated[str, _ending(RELEASE_FORMATS)]


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


@router.get(
    f"{PATH}.{{format}}",
    summary="List releases in another format",
    response_class=Response,
    responses={
        200: {"description": "A page, in the format.", "content": format_examples.of_lists()},
        **problems(NOT_FOUND, INVALID),
    },
)
def list_releases_in_format(
    read: Read, format: ListEnding, given: Annotated[PageParameters, Query()]
) -> Response:
    """The page that `/v1/releases` has under the same parameters, as a feed or a table.

    The `Link` header leads to the next page and to the other formats.
    """
    if format not in _LISTS:
        raise NotFound
    return list_answer(read, given, _LISTS[format])


@router.get(
    f"{PATH}/{{id_or_slug}}.{{format}}",
    summary="Get a release in another format",
    response_class=Response,
    responses={
        200: {"description": "The release, in the format.", "content": format_examples.of_each()},
        **MOVED,
        **problems(NOT_FOUND, GONE),
    },
)
def get_release_in_format(read: Read, id_or_slug: Address, format: ReleaseEnding) -> Response:
    """The release that `/v1/releases/{id_or_slug}` has, as a page, a text or a news document.

    Withdrawn, moved and kept under a notice as there.
    """
    if format not in _RELEASES:
        raise NotFound
    form = _RELEASES[format]
    found = find_release(read.reader.session, id_or_slug)
    if isinstance(found, Moved):
        return redirect(read, found, f".{form.suffix}")
    document, notice = readable(found)
    return release_answer(read, document, notice, read.settings, form)
