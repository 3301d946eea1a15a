"""Names that editors gave to places, and labels of themes, in memory: search looks words up there.

Good as long as the vocabulary of the log's mark stands.
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

# Spellings that are kept, 300 bytes each; where editors gave more, they are asked for by word.
MOST_SPELLINGS = 20_000


class Called(NamedTuple):
    """What is called so: its term, and its names as they are written."""

    term: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class _Kept:
    vocabulary: int
    # None where there are too many.
    places: Mapping[str, Sequence[Called]] | None
    themes: Mapping[str, Sequence[Called]]


class CalledNames:
    """Who is called what. Whoever uses it holds the lock of its index."""

    def __init__(self, most: int = MOST_SPELLINGS) -> None:
        self._most = most
        self._kept: _Kept | None = None

    def called(
        self, connect: Callable[[], Session], vocabulary: int, keys: Collection[str]
    ) -> Iterator[tuple[str, Called]]:
        """Places that editors made or renamed, then themes, by these look-up forms.

        The session of `connect` sees a state with this vocabulary. Mostly no statement.
        """
        kept = self._kept
        if kept is None or kept.vocabulary != vocabulary:
            kept = self._kept = _read(connect(), vocabulary, self._most)
        places = _places(connect(), keys) if kept.places is None else kept.places
        for known in (places, kept.themes):
            for key in sorted(keys):
                for called in known.get(key, ()):
                    yield key, called

    def forget(self) -> None:
        """Keep nothing: the database went back to a state with other names."""
        self._kept = None


def _read(session: Session, vocabulary: int, most: int) -> _Kept:
    count = len(session.exec(select(LocationSpelling.key).limit(most + 1)).all())
    places = None if count > most else _places(session)
    return _Kept(vocabulary, places, _themes(session))


def _places(
    session: Session, keys: Collection[str] | None = None
) -> Mapping[str, Sequence[Called]]:
    # Of a place that was merged the other.
    asked = (
        select(LocationSpelling.key, Location.id, Location.merged_into, Location.name)
        .join(Location, col(Location.id) == col(LocationSpelling.location_id))
        .where(col(LocationSpelling.whole))
        .order_by(col(LocationSpelling.key), col(Location.id))
    )
    if keys is not None:
        asked = asked.where(col(LocationSpelling.key).in_(sorted(keys)))
    found: defaultdict[str, list[Called]] = defaultdict(list)
    for key, place_id, merged_into, name in session.exec(asked):
        found[key].append(Called(f"{WHERE}{merged_into or place_id}", (name,)))
    return found


def _themes(session: Session) -> Mapping[str, Sequence[Called]]:
    found: defaultdict[str, list[Called]] = defaultdict(list)
    asked = select(Theme.id, Theme.merged_into, Theme.labels)
    for theme_id, merged_into, labels in session.exec(asked):
        written: dict[str, str] = json.loads(labels)
        known = {place_key(label): label for label in written.values()}
        names = tuple(known.values())
        for key in known:
            found[key].append(Called(f"{THEME}{merged_into or theme_id}", names))
    return found
