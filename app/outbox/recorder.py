"""Records the outcomes of attempts, many in one transaction."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from sqlmodel import Session

from app.db.database import Database
from app.outbox.claims import Claims, Row, writing


class AttemptOutcome(ABC, Generic[Row]):
    """The outcome of an attempt for the row `row_id`."""

    row_id: Any

    @abstractmethod
    def write(self, session: Session, row: Row) -> None:
        """Write the outcome. `row` has its present values, and is locked."""


@dataclass(frozen=True)
class RowChange(AttemptOutcome[Row]):
    """An outcome that concerns the row alone: `change` alters it, and False deletes it."""

    row_id: Any
    change: Callable[[Row], bool]

    def write(self, session: Session, row: Row) -> None:
        """Alter the row, or delete it."""
        if not self.change(row):
            session.delete(row)


class Recorder(Generic[Row]):
    """Writes outcomes as they come. For one event loop.

    It writes nothing to a row whose claim was lost: the process that has the row now attempts it
    anew.
    """

    def __init__(self, database: Database, claims: Claims[Row]) -> None:
        self._database, self._claims = database, claims
        self._waiting: list[tuple[AttemptOutcome[Row], asyncio.Future[None]]] = []
        self._flushing: asyncio.Task[None] | None = None

    async def put(self, outcome: AttemptOutcome[Row]) -> None:
        """Return once the outcome is committed. Raises what the database raises."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, done))
        if self._flushing is None:
            self._flushing = asyncio.create_task(self._flush())
        await done

    async def _flush(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            error: Exception | None = None
            try:
                await asyncio.to_thread(self._commit, [outcome for outcome, _ in batch])
            except Exception as failed:  # an outcome that is not written is attempted again
                error = failed
            for _, done in batch:
                _end(done, error)
        self._flushing = None

    def _commit(self, outcomes: Sequence[AttemptOutcome[Row]]) -> None:
        with writing(self._database) as session:
            rows = self._claims.lock_mine(session, {one.row_id for one in outcomes})
            for one in outcomes:
                if one.row_id in rows:
                    one.write(session, rows[one.row_id])


def _end(done: "asyncio.Future[None]", error: Exception | None) -> None:
    if done.done():  # the attempt that waited was cancelled
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
