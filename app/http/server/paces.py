"""How long functions take, as their last calls have shown."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

# What one call changes of the opinion on how long a function takes.
_STEP = 0.0002
_IN_VAIN = 10 * _STEP
# Few sets of parameters are asked with; whoever tries them all is not followed.
_MOST_PACES = 256


class Pace:
    """How long a function mostly takes: about the median of its last calls, in seconds.

    Long, before it was called some times.
    """

    def __init__(self) -> None:
        self.seconds = 20 * _STEP

    def took(self, seconds: float) -> None:
        """Tell of one call."""
        self._move(_STEP if seconds > self.seconds else -_STEP)

    def was_in_vain(self) -> None:
        """Tell of a call that came to nothing: some go another way before the next attempt."""
        self._move(_IN_VAIN)

    def _move(self, seconds: float) -> None:
        self.seconds = max(0.0, self.seconds + seconds)


class Paces:
    """How long one function takes, by which parameters are given: a search is no list."""

    def __init__(self) -> None:
        self._by_names: dict[frozenset[str], Pace] = {}
        self._of_others = Pace()

    def of(self, given: Mapping[str, Any]) -> Pace:
        """The pace with these arguments, those in models among them."""
        names = frozenset(
            name
            for value in given.values()
            if isinstance(value, BaseModel)
            for name in value.model_fields_set
        )
        found = self._by_names.get(names)
        if found is None and len(self._by_names) < _MOST_PACES:
            found = self._by_names[names] = Pace()
        return found or self._of_others
