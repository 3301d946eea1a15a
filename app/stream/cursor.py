"""Places in the log as partners hold them: cursors that are bound to one selection."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.base import pagination
from app.base.problems import Invalid
from app.db.database import to_microseconds
from app.published.selection.grammar import Selection

_LIST = "changes"
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)

Cursors = Callable[["Place"], str]


@dataclass(frozen=True)
class Place:
    """A fact by its number, and when it was told (microseconds since 1970; None: not known)."""

    seq: int
    at: int | None = None


START = Place(0)


@dataclass(frozen=True)
class Sign:
    """Makes and reads cursors."""

    key: bytes
    base_url: str

    def bound(self, selection: Selection) -> Cursors:
        """What makes the cursors of one selection."""
        fingerprint = selection.fingerprint
        return lambda place: pagination.encode(_LIST, fingerprint, (place.seq, place.at), self.key)

    def read(self, text: str, selection: Selection, parameter: str) -> Place:
        """The place that a number or a cursor names. Raises Invalid for a foreign cursor."""
        if _NUMBER.fullmatch(text):
            return Place(int(text))
        try:
            seq, at = pagination.decode(text, _LIST, selection.fingerprint, self.key)
        except Invalid as problem:
            raise Invalid.of(problem.faults[0].detail, parameter=parameter) from None
        return Place(int(seq or 0), None if at is None else int(at))


def check_place(
    place: Place, head: int, instant_of: Callable[[int], datetime | None], parameter: str
) -> None:
    """Raises Invalid for a place that this log does not have.

    It comes from another installation, or from a stretch that a backup took back.
    """
    if place.seq > head:
        detail = f"The newest fact has the number {head}. Copy everything anew from 0."
        raise Invalid.of(detail, parameter=parameter, suggestion="0")
    if place.at is None:
        return
    at = instant_of(place.seq)
    if at is None or to_microseconds(at) != place.at:
        detail = "The log went another way since: a backup was restored. Copy everything anew."
        raise Invalid.of(detail, parameter=parameter, suggestion="0")
