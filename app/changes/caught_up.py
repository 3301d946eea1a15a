"""How far a replica has to be for a reader: at least where this process knows the primary to be."""

from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Connection

from app.changes.log import MARK, Mark, mark
from app.db.database import Database


class Known(Protocol):
    """Who may know the primary's mark."""

    def mark(self) -> Mark | None:
        """The mark, when it is known without asking."""


def measure_by(database: Database, known: Known) -> Callable[[], Callable[[Connection], bool]]:
    """The measure for `database.replica`: the mark that is `known`, or else the primary's present.

    So whoever has written by this process reads it by this process; answers that are kept under a
    mark are made from no state before it; and the replica gives the answers as soon as it is there.
    """

    def settle() -> Callable[[Connection], bool]:
        needed = known.mark()
        if needed is None:
            with database.read() as session:
                needed = mark(session)
        return lambda connection: Mark(*connection.execute(MARK).one()) >= needed

    return settle
