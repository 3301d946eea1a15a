"""The archive of a selection in Atom (RFC 5005 section 4), in parts that get no new releases."""

import re
from dataclasses import replace
from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from app.base.problems import INVALID, NOT_FOUND, NotFound
from app.formats import atom
from app.formats.offers import ATOM
from app.http.cache_tags import OF_LISTS
from app.http.caching import answer
from app.http.contract.openapi import problems
from app.public import format_examples
from app.public.format_answers import ARCHIVE, feed_of, part_url
from app.public.read_route import Read, ReadRouter
from app.public.representations import PATH, page_links, with_parameters
from app.published.reading.history import find_part
from app.published.selection.grammar import read_sort
from app.published.selection.parameters import OrderedParameters

_NUMBER = re.compile(r"0|[1-9][0-9]{0,11}", re.ASCII)

router = ReadRouter(tags=["releases"])


@router.get(
    f"{ARCHIVE}/{{part}}.atom",
    summary="Get a part of the archive in Atom",
    response_class=Response,
    responses={
        200: {"description": "The part.", "content": format_examples.of_list(ATOM)},
        **problems(INVALID, NOT_FOUND),
    },
)
def get_archive_part(
    read: Read,
    part: Annotated[str, Path(description="Number of the part.", examples=["0"])],
    given: Annotated[OrderedParameters, Query()],
) -> Response:
    """Releases of a selection that became public one after the other.

    Begin with `/v1/releases.atom` and follow `prev-archive`. A release never moves to another part
    and none comes into a part that says `fh:archive`: keep those. Only the newest can still grow.
    """
    selection = read.reader.selection(given, read.settings.zone)
    found = find_part(read.reader, selection, int(part)) if _NUMBER.fullmatch(part) else None
    if found is None:
        raise NotFound
    base_url, parameters = read.settings.base_url, read.query_params.multi_items()
    links = page_links(f"{base_url}{ARCHIVE}/{part}.atom", parameters, {})
    neighbours = [
        None if position is None else part_url(base_url, position, read)
        for position in (found.previous, found.next)
    ]
    feed = replace(
        feed_of(read, selection, read_sort(given, by_words=False), links, found.documents),
        current_url=with_parameters(f"{base_url}{PATH}.atom", parameters),
        prev_archive_url=neighbours[0],
        next_archive_url=neighbours[1],
        is_full=found.is_full,
    )
    kind = f"{atom.MEDIA_TYPE}; charset=utf-8"
    return answer(read, atom.write(feed), kind, OF_LISTS, links=feed.links)
