"""Sets of release numbers by word, in memory: read from the full text once, then kept up.

Derived and never the truth. A set that was asked for lately stays; it follows the change log, as
the index does (`index.py`), so that a word of half of all releases is not read for each search.
"""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, replace

from pyroaring import BitMap
from sqlmodel import Session, col, select

from app.changes import log
from app.changes.models import Change
from app.published.fulltext_needles import Needle
from app.published.fulltext_storage import read_lexemes, read_numbers
from app.published.models import PublishedRelease

# 48 MB: some thousand words at a million releases. A word has seven sets or so.
MOST_BYTES = 3 * 2**24
MOST_SETS = 24_576
# Further behind than this, all sets are read anew when they are asked for.
_BEHIND = 200
_BYTES_AT_LEAST, _BYTES_A_NEEDLE = 400, 300


@dataclass(frozen=True)
class _Held:
    """A set of what has any of `lexemes` or one that begins so, and about how many bytes it is."""

    numbers: BitMap
    size: int
    lexemes: frozenset[str]
    beginnings: tuple[str, ...]

    def is_met(self, lexemes: frozenset[str]) -> bool:
        """Whether a release with these lexemes belongs to the set."""
        if not self.lexemes.isdisjoint(lexemes):
            return True
        return bool(self.beginnings) and any(one.startswith(self.beginnings) for one in lexemes)


class Postings:
    """Sets of numbers by what was looked for. Whoever uses it holds the lock of its index."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._mark = log.Mark(epoch=-1, seq=-1)
        self._held: OrderedDict[frozenset[Needle], _Held] = OrderedDict()
        self._size = 0

    def follow(self, session: Session, mark: log.Mark) -> None:
        """Come to the state `mark`, which is the one that `session` sees."""
        if mark == self._mark:
            return
        behind = mark.seq - self._mark.seq
        if mark.epoch != self._mark.epoch or not 0 <= behind <= _BEHIND:
            self.forget()
        elif self._held:
            self._catch_up(session)
        self._mark = mark

    def having(
        self, session: Session, sets: Collection[Collection[Needle]]
    ) -> dict[frozenset[Needle], BitMap]:
        """For each set of needles the releases that have any of them; not to be changed."""
        keys = dict.fromkeys(frozenset(needles) for needles in sets)
        unknown = [key for key in keys if key not in self._held]
        read = dict(zip(unknown, read_numbers(session, unknown), strict=True))
        found = {key: read[key] if key in read else self._known(key) for key in keys}
        for key, numbers in read.items():
            self._keep(key, numbers)
        return found

    def _known(self, key: frozenset[Needle]) -> BitMap:
        self._held.move_to_end(key)
        return self._held[key].numbers

    def forget(self) -> None:
        """Read every set anew when it is asked for."""
        self._held.clear()
        self._size = 0

    def _keep(self, key: frozenset[Needle], numbers: BitMap) -> None:
        single = frozenset(needle.lexemes[0] for needle in key if not needle.is_prefix)
        beginnings = tuple(needle.lexemes[0] for needle in key if needle.is_prefix)
        size = _size(numbers) + _BYTES_A_NEEDLE * len(key)
        held = self._held[key] = _Held(numbers, size, single, beginnings)
        self._size += held.size
        while self._held and (self._size > self._most_bytes or len(self._held) > MOST_SETS):
            self._size -= self._held.popitem(last=False)[1].size

    def _catch_up(self, session: Session) -> None:
        changed = (
            select(PublishedRelease.number)
            .join(Change, col(Change.release_id) == col(PublishedRelease.id))
            .where(col(Change.seq) > self._mark.seq)
        )
        gone = BitMap(session.exec(changed).all())
        now = read_lexemes(session, list(gone))
        for key, held in list(self._held.items()):
            if any(len(needle.lexemes) > 1 for needle in key):
                # What stands next to what is not told by the lexemes alone.
                self._size -= self._held.pop(key).size
                continue
            met = [number for number, lexemes in now.items() if held.is_met(lexemes)]
            if met or held.numbers.intersect(gone):
                # Others may still look at the old set.
                kept = held.numbers - gone
                kept.update(met)
                self._held[key] = replace(held, numbers=kept)


def _size(numbers: BitMap) -> int:
    """About the bytes of a set: a roaring bitmap takes 2 for each number, or 8 kB for 65,536."""
    if not numbers:
        return _BYTES_AT_LEAST
    blocks = (numbers.max() >> 16) + 1
    return _BYTES_AT_LEAST + min(2 * len(numbers), 8_192 * blocks)
