"""Claims on rows: one process at a time works on a row.

A process renews its claims while it lives; those of a killed process expire soon after. So no row
is attempted twice at the same time, and another process takes over.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Update, or_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.base.ids import new_id
from app.db.database import Database
from app.outbox.models import OutboxRow

# How long a claim holds; it is renewed three times within that.
LEASE = timedelta(seconds=6)
# Marks sessions that write for an outbox, in their `info`: their commits do not wake it.
OWN = "outbox"

Row = TypeVar("Row", bound=OutboxRow)
Ids = Collection[Any]


@contextmanager
def writing(database: Database) -> Iterator[Session]:
    """Gives a session in a transaction of an outbox."""
    with database.write() as session:
        session.info[OWN] = True
        yield session


def lock(session: Session, table: type[Row], ids: Ids) -> None:
    """Lock rows in the order of their ids, so that no two transactions wait for each other."""
    chosen = select(col(table.id)).where(col(table.id).in_(list(ids))).order_by(col(table.id))
    session.exec(chosen.with_for_update()).all()


class Claims(Generic[Row]):
    """The claims of one process on the rows of one table.

    A claim is only renewed while `lasts` holds of its row.
    """

    def __init__(self, database: Database, table: type[Row], lasts: ColumnElement[bool]) -> None:
        self.owner = new_id()
        self._database, self._table, self._lasts = database, table, lasts

    def take(
        self,
        due: Callable[[Session], SelectOfScalar[Row]],
        finished: Ids,
        now: datetime,
        limit: int,
    ) -> list[Row]:
        """Release what is finished, and claim at most `limit` of the rows that `due` selects.

        Takes no write lock when there is nothing to do. Returns the claimed rows.
        """
        until = col(self._table.claimed_until)
        is_free = or_(until.is_(None), until <= now)
        with self._database.read() as session:
            is_idle = session.exec(due(session).where(is_free).limit(1)).first() is None
        if is_idle and not finished:
            return []
        with writing(self._database) as session:
            if finished:
                self._release(session, finished)
            wanted = due(session).where(is_free).limit(limit)
            rows = list(session.exec(wanted.with_for_update(skip_locked=True)))
            for row in rows:
                row.claimed_by, row.claimed_until = self.owner, now + LEASE
        return rows

    def renew(self, held: Ids, now: datetime) -> set[Any]:
        """Keep claims for another lease. Returns the ids of those that still stand."""
        with writing(self._database) as session:
            lock(session, self._table, held)
            kept = self._mine(held).where(self._lasts).values(claimed_until=now + LEASE)
            return set(session.scalars(kept.returning(col(self._table.id))))

    def release_all(self) -> None:
        """Release every claim of this process, so that others can take the rows at once."""
        mine = select(col(self._table.id)).where(col(self._table.claimed_by) == self.owner)
        with writing(self._database) as session:
            self._release(session, session.exec(mine).all())

    def lock_mine(self, session: Session, ids: Ids) -> dict[Any, Row]:
        """Lock rows. Returns those that this process still has claimed, by their ids."""
        table = self._table
        mine = col(table.claimed_by) == self.owner, col(table.id).in_(list(ids))
        chosen = select(table).where(*mine).order_by(col(table.id))
        return {row.id: row for row in session.exec(chosen.with_for_update())}

    def _release(self, session: Session, ids: Ids) -> None:
        lock(session, self._table, ids)
        session.execute(self._mine(ids).values(claimed_by=None, claimed_until=None))

    def _mine(self, ids: Ids) -> Update:
        owned = col(self._table.claimed_by) == self.owner
        return update(self._table).where(owned, col(self._table.id).in_(list(ids)))
