"""Relevance of the releases that a search found: its words, and a little for being new."""

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.published.index.columns import Columns, Ordinals, array_of
from app.published.search.fulltext import Hits

# A point of a word (`fulltext_needles.py`) weighs as much as four years of age: enough to put the
# newer of two that match alike first, too little to outdo a title. Measured from 1970 on and not
# from today, so that a score, and with it a cursor, holds for ever.
YEARS_A_POINT = 4
_YEAR = 31_556_952_000_000  # microseconds, of the Gregorian year
_MOST_YEARS = 255


class Scores:
    """The score of each release of `matched`, read by its ordinal."""

    def __init__(self, columns: Columns, hits: Hits, matched: BitMap) -> None:
        self._ordinals = array_of(matched)
        numbers = columns["number"][self._ordinals]
        order = numbers.argsort()
        words = np.empty(len(numbers), np.int64)
        words[order] = hits.scores(numbers[order])
        years = columns["sort_at"][self._ordinals] // _YEAR
        self._scores = words * YEARS_A_POINT + np.minimum(np.maximum(years, 0), _MOST_YEARS)

    def __call__(self, ordinals: Ordinals) -> NDArray[np.int64]:
        """The scores at `ordinals`, which are all of `matched`."""
        found: NDArray[np.int64] = self._scores[self._ordinals.searchsorted(ordinals)]
        return found
