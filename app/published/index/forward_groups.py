"""What releases have of each group of kinds: made from the sets, then kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.published import terms
from app.published.index.columns import labels_of
from app.published.index.forward import Forward

# Kinds that may have thousands of terms; the places of a release tell all of its terms of places.
GROUPS = (
    (terms.WHERE, terms.DATELINE, terms.ABOUT, terms.POINT),
    (terms.THEME,),
    (terms.ORGANISATION,),
)
_GROUP_OF = {kind: number for number, kinds in enumerate(GROUPS) for kind in kinds}
_PART = "forward"

SetsOf = Callable[[str], Mapping[str, BitMap]]


class ForwardGroups:
    """The profiles of each group, of releases at the same labels as in the sets of their terms."""

    def __init__(self, sets_of: SetsOf) -> None:
        self._sets_of = sets_of
        self._made: dict[int, Forward] = {}

    def of(self, kind: str, size: int) -> Forward | None:
        """What releases at `size` labels have of a kind, if it may have many terms."""
        group = _GROUP_OF.get(kind)
        return None if group is None else self._of_group(group, size)

    def _of_group(self, group: int, size: int) -> Forward:
        made = self._made.get(group)
        if made is None:
            sets = {kind: self._sets_of(kind) for kind in GROUPS[group]}
            made = self._made[group] = Forward.made(sets, size)
        return made

    def make(self, size: int) -> None:
        """Make all of it that is not there."""
        for group in range(len(GROUPS)):
            self._of_group(group, size)

    def put(self, label: int, found: Iterable[str]) -> None:
        """Take in a release at its label, or its new terms."""
        for made in self._made.values():
            made.put(label, found)

    def held_by(self, labels: BitMap) -> Iterator[str]:
        """All terms that some of `labels` have, of the kinds that are known."""
        asked = labels_of(labels).astype(np.intp)
        for made in self._made.values():
            yield from made.held_by(asked)

    def knows(self, kind: str) -> bool:
        """Whether `held_by` tells of this kind."""
        return _GROUP_OF.get(kind) in self._made

    def reorder(self, moved: NDArray[np.int64], size: int) -> None:
        """Follow releases to their new labels; `size` of them are left."""
        for made in self._made.values():
            made.reorder(moved, size)

    def shrink(self, most: int) -> None:
        """Make anew, when it is asked for, what has more than so many later profiles."""
        self._made = {group: made for group, made in self._made.items() if made.later <= most}

    def pack(self, size: int) -> dict[str, bytes]:
        """All of it as bytes, by name."""
        return {
            f"{_PART}{group} {name}": data
            for group in range(len(GROUPS))
            for name, data in self._of_group(group, size).pack().items()
        }

    def unpack(self, parts: Mapping[str, bytes]) -> None:
        """Take what `pack` gave."""
        for group in range(len(GROUPS)):
            begins = f"{_PART}{group} "
            own = {
                name.removeprefix(begins): parts[name] for name in parts if name.startswith(begins)
            }
            self._made[group] = Forward.unpack(own)
