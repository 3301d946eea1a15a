"""The public facts in memory, as they are at one position of the change log.

Derived and never the truth: made from the read model when a process begins to read, and after that
it follows the log (`follower.py`), always as a whole. One for each process.
"""

from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.changes.log import Mark
from app.published.facets.facet_labels import FacetLabels
from app.published.index.sets import LOOSE, Index
from app.published.reading.document_cache import DocumentCache
from app.published.reading.name_cache import NameCache
from app.published.search.called_names import CalledNames
from app.published.search.postings import Postings


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

    @property
    def mark(self) -> Mark:
        """The position in the change log; its epoch is -1 before anything was read."""
        return self.index.mark

    def follow(self, session: Session) -> bool:
        """Come to the state that `session` sees; False when this snapshot is ahead of it."""
        before = self.mark
        if not self.index.follow(session):
            return False
        if self.mark != before:
            if self.index.changed is None:
                self.documents.clear()
            else:
                self.documents.drop(self.index.changed)
        self.postings.follow(session, self.mark)
        return True

    def forget(self) -> None:
        """Read everything anew with the next `follow`: the database itself went back."""
        self.index.forget()
        self.postings.forget()
        self.names.clear()
        self.labels.forget()
        self.called.forget()
