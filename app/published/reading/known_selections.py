"""Selections that addresses asked for before, so that they are read once.

Known by the very object that the parameters of an address were read into: equal addresses share it
(`http/server/parameters.py`). A selection is good as long as what its names meant stands.
"""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.published.selection.grammar import Selection
from app.published.selection.parameters import SelectionParameters

MOST_SELECTIONS = 256


class Known(NamedTuple):
    """A selection in days of `zone`; `vocabulary` is that of its names, None without names."""

    given: SelectionParameters
    zone: ZoneInfo
    selection: Selection
    vocabulary: int | None


class KnownSelections:
    """The last ones. Safe to use from any thread."""

    def __init__(self) -> None:
        self._kept: dict[int, Known] = {}

    def find(self, given: SelectionParameters, zone: ZoneInfo, vocabulary: int) -> Known | None:
        """What `given` asked for before, if it still asks for the same in `vocabulary`."""
        found = self._kept.get(id(given))
        if found is None or found.given is not given or found.zone is not zone:
            return None
        return found if found.vocabulary in (None, vocabulary) else None

    def keep(self, known: Known) -> None:
        """Keep one more."""
        if len(self._kept) >= MOST_SELECTIONS:
            self._kept.clear()
        self._kept[id(known.given)] = known

    def forget(self) -> None:
        """Keep nothing: the database went back to a state with other names."""
        self._kept.clear()
