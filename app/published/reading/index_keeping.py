"""Saves the index beside the read model, and merges the segments of the full text.

A process that starts reads the saved index, which is faster than to build it from the documents.
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

# Fewer releases are indexed anew in a second or two.
FEWEST = 50_000
# The index is saved again when the log is ahead of it by this part of the releases; to follow a
# thousand facts takes some hundredths of a second.
_PART = 100
_SECONDS = 60.0

events = structlog.get_logger("dateline.published")


class IndexKeeper:
    """Saves the index every minute, and at the end, if the log is far ahead of the saved one."""

    def __init__(self, database: Database, index: Index, *, fewest: int = FEWEST) -> None:
        self._database, self._index = database, index
        self._fewest = fewest
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to work in a thread."""
        self._thread = threading.Thread(target=self._run, name="index", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Save the index a last time if it is far behind, and end the thread."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def save(self) -> bool:
        """Save the index if the saved one is far behind. Returns whether it did."""
        epoch, seq, listed = self._reached()
        if listed < self._fewest:
            return False
        # Facts that are quickly followed are no reason to save.
        enough = listed // _PART
        with self._database.read() as session:
            if seq - saved_index.saved_until(session, epoch) <= enough:
                return False
        saved = self._taken()
        with self._database.write() as session:
            # A rebuild may have begun a new epoch, or another process may have saved the index.
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
                self.save()
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
