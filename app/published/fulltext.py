"""Search: the releases that a query finds, and what each scores, by query and document alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap
from sqlmodel import Session

from app.published import terms
from app.published.analysis import TextFields
from app.published.analysis_stems import stemmed_as
from app.published.fulltext_needles import (
    ANYWHERE,
    NAMED,
    TOGETHER_IN_TITLE,
    Sought,
    sought,
    together,
)
from app.published.fulltext_storage import clear, remove, settle, write
from app.published.index import Index
from app.published.name_terms import Group, Named, group
from app.published.text_query import TextQuery

__all__ = ["Hits", "TextFields", "clear", "find", "remove", "settle", "write"]

Level = tuple[int, BitMap]


@dataclass(frozen=True)
class Hits:
    """The numbers of the releases found; a release scores the weights of all sets it is in.

    `names` are what places and themes named in the query are called in other languages.
    """

    numbers: BitMap
    levels: tuple[Level, ...] = ()
    names: tuple[str, ...] = ()

    def scores(self, among: BitMap) -> NDArray[np.int64]:
        """What each of these numbers scores, in ascending order of the numbers."""
        asked = _array(among)
        found = np.zeros(len(asked), np.int64)
        for weight, numbers in self.levels:
            found[np.searchsorted(asked, _array(among & numbers))] += weight
        return found


def find(session: Session, query: TextQuery, index: Index) -> Hits:
    """What `query` finds. The index is in the state that `session` sees (`Reader.steady`)."""
    index.postings.follow(session, index.mark)
    return _Search(session, query, index).run()


class _Search:
    """One search: what its words are looked for as is read at once, and then put together."""

    def __init__(self, session: Session, query: TextQuery, index: Index) -> None:
        self._index = index
        tags = (term.removeprefix(terms.LANGUAGE) for term in index.terms(terms.LANGUAGE))
        languages = tuple(sorted({known for tag in tags if (known := stemmed_as(tag))}))
        self._query = query
        self._words = group(session, query.words, index)
        self._excluded = group(session, query.excluded, index)
        self._together = together(query.words)
        clauses = (*query.words, *query.phrases, *query.excluded)
        self._sought = {clause: sought(clause, languages) for clause in clauses}
        sets = {needles for wanted in self._sought.values() for needles in wanted.sets()}
        if self._together:
            sets.add(self._together)
        self._sets = index.postings.having(session, sets)
        self._levels: list[Level] = []
        self._names: dict[str, None] = {}

    def run(self) -> Hits:
        found = self._found()
        if self._query.excluded:
            excluded = [
                self._text(self._sought[clause]) | self._named(each)
                for some in self._excluded
                for clause, each in zip(some.clauses, some.each, strict=True)
            ]
            found = found - BitMap.union(*excluded)
        levels = tuple((weight, numbers) for weight, numbers in self._levels if numbers)
        return Hits(found, levels, tuple(self._names))

    def _found(self) -> BitMap:
        sets = [
            *map(self._met, self._words),
            *(self._scored(self._sought[clause]) for clause in self._query.phrases),
        ]
        if not sets:
            return self._index.numbers(self._index.listed)
        if self._together:
            self._levels.append((TOGETHER_IN_TITLE, self._sets[self._together]))
        return _common(sets)

    def _met(self, some: Group) -> BitMap:
        """The releases that meet each word of a group, or have what all of them name."""
        each = (
            self._scored(self._sought[clause]) | self._scored_name(named)
            for clause, named in zip(some.clauses, some.each, strict=True)
        )
        return _common(list(each)) | self._scored_name(some.together)

    def _scored(self, wanted: Sought) -> BitMap:
        self._levels += [(weight, self._sets[needles]) for weight, needles in wanted.levels]
        found = self._text(wanted)
        self._levels.append((ANYWHERE, found))
        if wanted.most:
            found = found | _most([self._sets[needles] for needles in wanted.most])
        return found

    def _scored_name(self, named: Named) -> BitMap:
        found = self._named(named)
        if found:
            self._levels.append((NAMED, found))
            self._names.update(dict.fromkeys(named.names))
        return found

    def _text(self, wanted: Sought) -> BitMap:
        return BitMap.union(*(self._sets[needles] for needles in wanted.anywhere))

    def _named(self, named: Named) -> BitMap:
        sets = [self._index.having(term) for term in named.terms]
        return self._index.numbers(BitMap.union(*sets)) if sets else BitMap()


def _common(sets: Sequence[BitMap]) -> BitMap:
    # The smallest first, so that the rest is as small.
    first, *others = sorted(sets, key=len)
    for other in others:
        first = first & other
    return first


def _most(sets: Sequence[BitMap]) -> BitMap:
    """What is in two thirds of `sets` or more."""
    wanted = -(-2 * len(sets) // 3)
    at_least = [BitMap() for _ in range(wanted)]
    for one in sets:
        for count in range(wanted - 1, 0, -1):
            at_least[count] |= at_least[count - 1] & one
        at_least[0] |= one
    return at_least[-1]


def _array(numbers: BitMap) -> NDArray[np.uint32]:
    return np.frombuffer(numbers.to_array(), np.uint32)
