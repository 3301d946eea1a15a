"""Gives undated releases of a page a place in date order, between their dated neighbours. Pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from app.importers.draft import ImportedDraft
from app.published.date_order import undated_place

STEP = timedelta(seconds=1)


def sort_instants(drafts: Sequence[ImportedDraft], now: datetime) -> list[datetime]:
    """Returns an instant for each draft, falling down the page (rising if the oldest is first).

    A draft with a date of publication has that instant; one with an earliest possible day has that,
    if it fits the order. The others stand one second from their neighbour. The instants order a
    list and are never shown as dates. On a page without any date all stand after whatever is dated
    elsewhere (`published/date_order.py`), in the order of the page; the first one has `now`.
    """
    firm = [_published(draft) for draft in drafts]
    direction = -1 if _rises(firm) else 1
    anchors = _with_bounds(drafts, firm, direction)
    placed: list[datetime | None] = list(anchors)
    _fill_upwards(placed, direction)
    _fill_downwards(placed, direction, now)
    found = [instant for instant in placed if instant is not None]
    return found if any(anchors) else [undated_place(instant) for instant in found]


def _published(draft: ImportedDraft) -> datetime | None:
    if draft.published is None:
        return None
    return draft.published.instant or _midnight(draft.published.first)


def _rises(anchors: Sequence[datetime | None]) -> bool:
    known = [anchor for anchor in anchors if anchor is not None]
    pairs = list(pairwise(known))
    rising = sum(earlier < later for earlier, later in pairs)
    return rising > len(pairs) / 2


def _with_bounds(
    drafts: Sequence[ImportedDraft], firm: Sequence[datetime | None], direction: int
) -> list[datetime | None]:
    """Dates of publication, and earliest possible days that fit their order."""
    anchors = list(firm)
    for position, draft in enumerate(drafts):
        if anchors[position] is not None or not draft.bounds or not draft.bounds.not_before:
            continue
        bound = _midnight(draft.bounds.not_before)
        above = [anchor for anchor in anchors[:position] if anchor is not None]
        below = [anchor for anchor in anchors[position + 1 :] if anchor is not None]
        fits_above = not above or (above[-1] - bound) * direction >= timedelta(0)
        fits_below = not below or (bound - below[0]) * direction >= timedelta(0)
        if fits_above and fits_below:
            anchors[position] = bound
    return anchors


def _fill_upwards(placed: list[datetime | None], direction: int) -> None:
    """Place each draft above an anchor one step newer than the next one."""
    for position in range(len(placed) - 2, -1, -1):
        following = placed[position + 1]
        if placed[position] is None and following is not None:
            placed[position] = following + STEP * direction


def _fill_downwards(placed: list[datetime | None], direction: int, now: datetime) -> None:
    for position in range(len(placed)):
        if placed[position] is None:
            before = placed[position - 1] if position else None
            placed[position] = now if before is None else before - STEP * direction


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
