"""Cursors of the change stream: positions in the log, each bound to one selection."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.base import pagination
from app.base.addresses import ReleaseAddresses
from app.base.problems import Invalid
from app.db.database import to_microseconds
from app.published.selection.grammar import Selection

_LIST = "changes"
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)

CursorMaker = Callable[["LogPosition"], str]


@dataclass(frozen=True)
class LogPosition:
    """A fact's number, and its instant in microseconds since 1970; None where that is not known."""

    seq: int
    at: int | None = None


START = LogPosition(0)


@dataclass(frozen=True)
class CursorSigner:
    """Makes and reads cursors, signed with the key of the installation."""

    key: bytes
    addresses: ReleaseAddresses

    def bound(self, selection: Selection) -> CursorMaker:
        """Returns a function that makes the cursors of one selection."""
        fingerprint = selection.fingerprint
        return lambda position: pagination.encode(
            _LIST, fingerprint, (position.seq, position.at), self.key
        )

    def read(self, text: str, selection: Selection, parameter: str) -> LogPosition:
        """Returns the position that `text` names. Raises Invalid for a foreign cursor."""
        if _NUMBER.fullmatch(text):
            return LogPosition(int(text))
        try:
            seq, at = pagination.decode(text, _LIST, selection.fingerprint, self.key)
        except Invalid as problem:
            raise Invalid.of(problem.faults[0].detail, parameter=parameter) from None
        return LogPosition(int(seq or 0), None if at is None else int(at))


def check_position(
    position: LogPosition, head: int, instant_of: Callable[[int], datetime | None], parameter: str
) -> None:
    """Raises Invalid for a position that this log does not have.

    It comes from another installation, or from after the backup that was restored here.
    """
    if position.seq > head:
        detail = f"The newest fact has the number {head}. Copy everything anew from 0."
        raise Invalid.of(detail, parameter=parameter, suggestion="0")
    if position.at is None:
        return
    at = instant_of(position.seq)
    if at is None or to_microseconds(at) != position.at:
        detail = "The log went another way since: a backup was restored. Copy everything anew."
        raise Invalid.of(detail, parameter=parameter, suggestion="0")
