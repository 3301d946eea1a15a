"""Matches one release with a selection, by the facts of the release and without its words.

The log stores these facts with every change, so that a partner learns that a release has left a
selection. For lists the index finds the same releases (`index/sets.py`).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from app.db.database import from_microseconds
from app.published import terms
from app.published.selection.date_range import DateRange
from app.published.selection.geometry import Box, Near
from app.published.selection.grammar import Selection, Terms


@dataclass(frozen=True)
class Facts:
    """The terms of a release, and its instant, or the first and last day of a less exact date."""

    terms: frozenset[str]
    instant: datetime | None = None
    first_day: int | None = None
    last_day: int | None = None

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what the log stores (`store/rows.py` writes it)."""
        words, instant, first_day, last_day = json.loads(text)
        at = None if instant is None else from_microseconds(instant)
        return cls(frozenset(words.split(" ")), at, first_day, last_day)


def matches(selection: Selection, facts: Facts) -> bool:
    """Return whether a release with these facts is in `selection`; `q` is ignored."""
    place = terms.OF_ROLE[selection.location_role]
    return (
        _fits(selection.location, place, facts)
        and _fits(selection.theme, terms.THEME, facts)
        and _fits(selection.kind, terms.KIND, facts)
        and _fits(selection.language, terms.LANGUAGE, facts)
        and _any(selection.organisation, terms.ORGANISATION, facts)
        and _any(selection.story, terms.STORY, facts)
        and _dated(selection, facts)
        and (selection.between is None or within(selection.between, facts))
        and (not selection.near or any(_somewhere(near, facts) for near in selection.near))
        and (not selection.bbox or any(_somewhere(box, facts) for box in selection.bbox))
    )


def _dated(selection: Selection, facts: Facts) -> bool:
    if selection.undated and facts.instant is None and facts.first_day is None:
        return True
    is_free = not selection.dates and not selection.undated
    return is_free or any(within(dates, facts) for dates in selection.dates)


def within(dates: DateRange, facts: Facts) -> bool:
    """Return whether the instant is in the range, or the days overlap it; False if unknown."""
    if facts.instant is not None:
        after_start = dates.start is None or facts.instant >= dates.start
        return after_start and (dates.end is None or facts.instant < dates.end)
    if facts.first_day is None or facts.last_day is None:
        return False
    after_first = dates.first_day is None or facts.last_day >= dates.first_day
    return after_first and (dates.last_day is None or facts.first_day <= dates.last_day)


def _somewhere(area: Near | Box, facts: Facts) -> bool:
    points = (terms.degrees(term) for term in facts.terms if term.startswith(terms.POINT))
    return any(area.holds(*degrees) for degrees in points)


def _fits(filter_terms: Terms, kind: str, facts: Facts) -> bool:
    return (
        _any(filter_terms.any, kind, facts)
        and all(f"{kind}{value}" in facts.terms for value in filter_terms.all)
        and not any(f"{kind}{value}" in facts.terms for value in filter_terms.none)
    )


def _any(values: Iterable[str], kind: str, facts: Facts) -> bool:
    values = tuple(values)
    return not values or any(f"{kind}{value}" in facts.terms for value in values)
