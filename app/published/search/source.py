"""The data of a search: the index, postings and names in memory, and the database."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from app.published.index.sets import Index
from app.published.search.called_names import CalledNames
from app.published.search.postings import Postings

# Returns the session of a reader. Raises NeedsDatabase if it has none.
Connect = Callable[[], Session]


@dataclass(frozen=True)
class Source:
    """All parts are of one state (`Reader.steady`); `connect` gives access to what they lack."""

    connect: Connect
    index: Index
    postings: Postings
    called: CalledNames
