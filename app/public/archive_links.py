"""What the Atom feed of a selection says of the past: the way to its archive, and withdrawals."""

from dataclasses import replace

from fastapi import Request

from app.formats.item import Feed, Tombstone
from app.public.paging import with_parameters
from app.published.reading.archive import newest_part
from app.published.reading.reader import Reader
from app.published.reading.tombstones import list_withdrawals
from app.published.selection.grammar import Selection

ARCHIVE = "/v1/archive"


def with_history(reader: Reader, request: Request, feed: Feed, selection: Selection) -> Feed:
    """`feed` with its tombstones, and the address of the newest part of its archive."""
    newest = newest_part(reader, selection)
    address = None if newest is None else part_url(feed.base_url, newest, request)
    tombstones = tuple(
        Tombstone(withdrawal.release_id.urn, withdrawal.at, withdrawal.text)
        for withdrawal in list_withdrawals(reader.session, selection)
    )
    return replace(feed, prev_archive_url=address, tombstones=tombstones)


def part_url(base_url: str, position: int, request: Request) -> str:
    """The address of a part of the archive under the filters of `request`."""
    kept = [
        pair for pair in request.query_params.multi_items() if pair[0] not in ("limit", "cursor")
    ]
    return with_parameters(f"{base_url}{ARCHIVE}/{position}.atom", kept)
