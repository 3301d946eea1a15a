"""The public facts in memory, as they are at one position of the change log.

Derived and never the truth: made from the read model when a process begins to read, and after that
it follows the log (`follower.py`), always as a whole. One for each process.
"""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.changes.log import Mark
from app.published.facets.facet_labels import FacetLabels
from app.published.index.sets import LOOSE, Index
from app.published.reading.document_cache import DocumentCache
from app.published.reading.name_cache import NameCache
from app.published.search.called_names import CalledNames
from app.published.search.postings import Postings


class State(NamedTuple):
    """A state of the public facts, as one process knows it.

    A database that went back, as with a backup restored under the process, may come to an equal
    mark with other facts: the generation is another one then.
    """

    generation: int
    mark: Mark


class Snapshot:
    """Index, postings, names, labels and documents of one state. Callers hold `lock`."""

    def __init__(self, zone: ZoneInfo, *, loose: int = LOOSE) -> None:
        self.index = Index(zone, loose=loose)
        self.lock = self.index.lock
        self.postings = Postings()
        self.called = CalledNames()
        self.names = NameCache()
        self.labels = FacetLabels()
        self.documents = DocumentCache()
        # May be read without the lock: while the snapshot is read anew, it is the state before.
        self.state = State(0, self.index.mark)

    @property
    def mark(self) -> Mark:
        """The position in the change log; its epoch is -1 before anything was read."""
        return self.state.mark

    @property
    def is_whole(self) -> bool:
        """Whether all parts are of `state`: not before the first `follow`, nor after one failed."""
        return self.mark.epoch >= 0 and self.index.mark == self.mark

    def follow(self, session: Session) -> bool:
        """Come to the state that `session` sees; False when this snapshot is ahead of it."""
        before = self.index.mark
        if not self.index.follow(session):
            return False
        if self.index.mark != before:
            if self.index.changed is None:
                self.documents.clear()
            else:
                self.documents.drop(self.index.changed)
        self.postings.follow(session, self.index.mark)
        self.state = self.state._replace(mark=self.index.mark)
        return True

    def forget(self) -> None:
        """Read everything anew with the next `follow`: the database itself went back."""
        self.index.forget()
        self.postings.forget()
        self.names.clear()
        self.labels.forget()
        self.called.forget()
        self.state = self.state._replace(generation=self.state.generation + 1)
