"""What each release has, by its label: the other side of the sets of the index.

What a release has of a group of kinds is its profile there, and releases that have the same share
it. So a release takes one small number for each group, and the terms of a profile are held once.
"""

import json
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.published.index.columns import labels_of
from app.published.index.forward_terms import Counts, Numbers, Places, Rows, Terms

_ROWS = ("first", "further")


class Forward:
    """The profile of each release in a group of kinds, and the terms of each profile."""

    def __init__(self, terms_of_kinds: Mapping[str, Terms], of: Numbers, first: int) -> None:
        self.kinds = dict(terms_of_kinds)
        self._of = of
        # The profiles that were found together, no two the same. Later ones are compared only with
        # each other, by their terms, as far as this process has seen them.
        self._first = first
        self._later: dict[tuple[str, ...], int] = {}

    @classmethod
    def made(cls, sets: Mapping[str, Mapping[str, BitMap]], size: int) -> "Forward":
        """From the sets of `size` labels by kind and term."""
        found = None
        # Of a million releases, two would be taken for the same once in forty million times.
        while found is None:
            found = cls._guessed(sets, size)
        return found

    @classmethod
    def _guessed(cls, sets: Mapping[str, Mapping[str, BitMap]], size: int) -> "Forward | None":
        profiles, shown = _alike(sets, size)
        releases = np.bincount(profiles, minlength=len(shown))
        every, chosen = np.arange(len(shown)), BitMap(np.sort(shown))
        kinds = {}
        for kind, held in sets.items():
            profiles_of = {term: profiles[labels_of(had & chosen)] for term, had in held.items()}
            kinds[kind] = Terms.of(profiles_of, len(shown))
            counts = kinds[kind].count(every, releases)[1:]
            if counts.tolist() != [len(had) for had in held.values()]:
                return None
        return cls(kinds, Numbers(profiles), len(shown))

    @property
    def size(self) -> int:
        """How many profiles there are."""
        return next(iter(self.kinds.values())).size

    @property
    def later(self) -> int:
        """How many of them came after it was made; some may be as others, or of no release."""
        return self.size - self._first

    def pack(self) -> dict[str, bytes]:
        """All of it as bytes, by name."""
        arrays = {"of": self._of}
        for kind, terms_of_kind in self.kinds.items():
            for name, rows in zip(_ROWS, (terms_of_kind.first, terms_of_kind.further), strict=True):
                arrays |= {f"{name} {kind}": rows.members, f"after {name} {kind}": rows.follows}
        told = {
            "first": self._first,
            "names": {kind: each.names for kind, each in self.kinds.items()},
            "widths": {kind: each.first.width for kind, each in self.kinds.items()},
            "types": {name: array.all().dtype.str for name, array in arrays.items()},
        }
        parts = {name: array.all().tobytes() for name, array in arrays.items()}
        return {**parts, "told": json.dumps(told).encode()}

    @classmethod
    def unpack(cls, parts: Mapping[str, bytes]) -> "Forward":
        """What `pack` gave."""
        told = json.loads(parts["told"])
        arrays = {
            name: Numbers(np.frombuffer(parts[name], kind)) for name, kind in told["types"].items()
        }
        kinds = {}
        for kind, names in told["names"].items():
            first, further = (
                Rows(told["widths"][kind], arrays[f"{name} {kind}"], arrays[f"after {name} {kind}"])
                for name in _ROWS
            )
            kinds[kind] = Terms(names, first, further)
        return cls(kinds, arrays["of"], told["first"])

    def put(self, label: int, found: Iterable[str]) -> None:
        """Take in a release at its label, or its new terms."""
        key = tuple(term for term in found if term.startswith(tuple(self.kinds)))
        profile = self._later.get(key)
        if profile is None:
            profile = self._later[key] = self.size
            for kind, terms_of_kind in self.kinds.items():
                terms_of_kind.append(term for term in key if term.startswith(kind))
        self._of.put(label, profile)

    def count(self, kind: str, labels: Places) -> Counts:
        """How many of `labels` have each term of a kind, by the number of the term."""
        profiles = self._of.all().take(labels)
        if len(profiles) < self.size:
            return self.kinds[kind].count(profiles)
        releases = np.bincount(profiles, minlength=self.size)
        some = releases.nonzero()[0]
        return self.kinds[kind].count(some, releases[some])

    def held_by(self, labels: Places) -> Iterator[str]:
        """All terms that some of `labels` have."""
        for kind, terms_of_kind in self.kinds.items():
            numbers = self.count(kind, labels)[1:].nonzero()[0].tolist()
            yield from map(terms_of_kind.names.__getitem__, numbers)

    def reorder(self, moved: NDArray[np.int64], size: int) -> None:
        """Follow releases to their new labels; `size` of them are left."""
        kept = (moved >= 0).nonzero()[0]
        profiles = np.zeros(size, self._of.all().dtype)
        profiles[moved[kept]] = self._of.all()[kept]
        self._of = Numbers(profiles)


def _alike(
    sets: Mapping[str, Mapping[str, BitMap]], size: int
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """A number for each label, the same for those that are in the same sets; a label of each."""
    chance = np.random.default_rng()
    sums = np.zeros(size, np.uint64)
    for held in sets.values():
        for had in held.values():
            sums[labels_of(had)] += chance.integers(1, 2**64, dtype=np.uint64)
    order = sums.argsort()
    sums = sums[order]
    begins = np.ones(size, bool)
    begins[1:] = sums[1:] != sums[:-1]
    found = np.empty(size, np.uint32)
    found[order] = begins.cumsum(dtype=np.uint32) - np.uint32(1)
    return found, order[begins]
