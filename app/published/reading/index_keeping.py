"""Saves the index beside the read model, so that a process need not make it anew.

And the full text in few pieces.
"""

import threading

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.changes import log
from app.db.database import Database
from app.published.index import saved_index
from app.published.index.saved_index import SavedIndex
from app.published.index.sets import Index
from app.published.store.segments import merge_segments

# Fewer are read in a second or two.
FEWEST = 50_000
# The log is followed from the saved index: a thousand facts in some hundredths of a second.
_PART = 100
_SECONDS = 60.0

events = structlog.get_logger("dateline.published")


class IndexKeeper:
    """Looks from time to time how far the log is ahead of the saved index, and at the end."""

    def __init__(self, database: Database, index: Index, *, fewest: int = FEWEST) -> None:
        self._database, self._index = database, index
        self._fewest = fewest
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look."""
        self._thread = threading.Thread(target=self._run, name="index", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look a last time, and end the thread."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def keep(self) -> bool:
        """Save the index if the saved one is far behind. Returns whether it was."""
        epoch, seq, listed = self._reached()
        if listed < self._fewest:
            return False
        # Anew only for facts that would take a while to follow, in whatever process.
        enough = listed // _PART
        with self._database.read() as session:
            if seq - saved_index.saved_until(session, epoch) <= enough:
                return False
        saved = self._taken()
        with self._database.write() as session:
            # All may be told anew by now (`rebuild`), or another process have been faster.
            if log.mark(session).epoch != saved.epoch:
                return False
            if saved.seq - saved_index.saved_until(session, saved.epoch) <= enough:
                return False
            saved_index.write(session, saved)
        return True

    def _run(self) -> None:
        while True:
            is_last = self._ending.wait(_SECONDS)
            try:
                self.keep()
                merge_segments(self._database, self._ending)
            except SQLAlchemyError as error:
                events.warning("the index was not kept", reason=type(error).__name__)
            if is_last:
                return

    def _reached(self) -> tuple[int, int, int]:
        with self._index.lock:
            mark = self._index.mark
            return mark.epoch, mark.seq, len(self._index.listed)

    def _taken(self) -> SavedIndex:
        with self._index.lock:
            return self._index.to_save()
