"""Names that editors gave to places, and labels of themes, in memory, for words of a search.

Valid as long as the vocabulary in the mark of the log stays the same.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.places.models import Location, LocationSpelling
from app.places.naming import place_key
from app.published.terms import THEME, WHERE
from app.themes.models import Theme

# Spellings in memory, 300 bytes each. If editors gave more, each search reads those it needs.
MOST_SPELLINGS = 20_000


class Called(NamedTuple):
    """The term of a place or theme, and its names as they are written."""

    term: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class _Names:
    vocabulary: int
    # None if there are too many.
    places: Mapping[str, Sequence[Called]] | None
    themes: Mapping[str, Sequence[Called]]


class CalledNames:
    """Finds places and themes by name. Callers hold the lock of the snapshot."""

    def __init__(self, most: int = MOST_SPELLINGS) -> None:
        self._most = most
        self._names: _Names | None = None

    def called(
        self, connect: Callable[[], Session], vocabulary: int, keys: Collection[str]
    ) -> Iterator[tuple[str, Called]]:
        """Yield places that editors made or renamed, then themes, by these look-up forms.

        The session of `connect` sees a state with this vocabulary. Usually runs no statement.
        """
        names = self._names
        if names is None or names.vocabulary != vocabulary:
            names = self._names = _read(connect(), vocabulary, self._most)
        places = _places(connect(), keys) if names.places is None else names.places
        for by_key in (places, names.themes):
            for key in sorted(keys):
                for called in by_key.get(key, ()):
                    yield key, called

    def forget(self) -> None:
        """Forget all names: the database went back to a state with others."""
        self._names = None


def _read(session: Session, vocabulary: int, most: int) -> _Names:
    count = len(session.exec(select(LocationSpelling.key).limit(most + 1)).all())
    places = None if count > most else _places(session)
    return _Names(vocabulary, places, _themes(session))


def _places(
    session: Session, keys: Collection[str] | None = None
) -> Mapping[str, Sequence[Called]]:
    # A place that was merged stands for the one that it was merged into.
    statement = (
        select(LocationSpelling.key, Location.id, Location.merged_into, Location.name)
        .join(Location, col(Location.id) == col(LocationSpelling.location_id))
        .where(col(LocationSpelling.whole))
        .order_by(col(LocationSpelling.key), col(Location.id))
    )
    if keys is not None:
        statement = statement.where(col(LocationSpelling.key).in_(sorted(keys)))
    found: defaultdict[str, list[Called]] = defaultdict(list)
    for key, place_id, merged_into, name in session.exec(statement):
        found[key].append(Called(f"{WHERE}{merged_into or place_id}", (name,)))
    return found


def _themes(session: Session) -> Mapping[str, Sequence[Called]]:
    found: defaultdict[str, list[Called]] = defaultdict(list)
    statement = select(Theme.id, Theme.merged_into, Theme.labels)
    for theme_id, merged_into, labels in session.exec(statement):
        written: dict[str, str] = json.loads(labels)
        known = {place_key(label): label for label in written.values()}
        names = tuple(known.values())
        for key in known:
            found[key].append(Called(f"{THEME}{merged_into or theme_id}", names))
    return found
