"""Page cursors, each bound to one selection and sort, and links between pages."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request

from app.base import pagination
from app.base.settings import Settings
from app.db.database import from_microseconds, to_microseconds
from app.published.index.ordering import Position
from app.published.selection.grammar import Selection
from app.published.selection.parameters import Sort

_LIST = "releases"


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
