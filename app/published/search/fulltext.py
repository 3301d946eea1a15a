"""Finds the releases that match a query, and scores them by query and document alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.published import terms
from app.published.index.columns import Columns, Ordinals, array_of, bitmap_of
from app.published.index.sets import NOTHING, Index
from app.published.search.name_terms import Group, Named, group
from app.published.search.postings import Numbers, Posting, Word
from app.published.search.source import Source
from app.published.words.lexeme_query import (
    ANYWHERE,
    NAMED,
    SINGLE,
    TOGETHER_IN_TITLE,
    WRITTEN_OTHERWISE,
    Level,
    together,
)
from app.published.words.stems import UNSTEMMED, stemmed_as
from app.published.words.text_query import Clause, TextQuery

# A point of a word (`words/lexeme_query.py`) counts as much as four years of age: enough to put the
# newer of two equal matches first, too little to outweigh a title. Age counts from 1970, not from
# today, so that scores, and with them cursors, never change.
YEARS_A_POINT = 4
# Where fewer releases than this have all words of a query, those that have most follow: as many as
# people look at.
FEW = 10
# More than all words of a query can score together: whoever lacks one word stands behind.
A_WORD_LESS = 3_000
_YEAR = 31_556_952_000_000  # microseconds, of the Gregorian year
_MOST_YEARS = 255


@dataclass(frozen=True)
class Hits:
    """The numbers of the releases found.

    The score of a release is the sum of its scores for `words` and of the weights of all `levels`
    that it is in. `names` are all names of the places and themes that the query names. Those
    `behind` have most of the words only, and a score below zero.
    """

    numbers: BitMap
    words: tuple[Posting, ...] = ()
    levels: tuple[tuple[int, BitMap], ...] = ()
    names: tuple[str, ...] = ()
    behind: BitMap = NOTHING

    def scores(self, among: Numbers) -> NDArray[np.int64]:
        """Return the scores of these numbers, which are in order."""
        found = np.zeros(len(among), np.int64)
        for posting in self.words:
            found += posting.scores(among)
        if self.levels:
            wanted = bitmap_of(among)
            for weight, numbers in self.levels:
                found[among.searchsorted(_array(wanted & numbers))] += weight
        return found


class Scores:
    """The scores of the releases of `matched` by ordinal: by their words, and a little by age."""

    def __init__(self, columns: Columns, hits: Hits, matched: BitMap) -> None:
        self._ordinals = array_of(matched)
        numbers = columns["number"][self._ordinals]
        order = numbers.argsort()
        words = np.empty(len(numbers), np.int64)
        words[order] = hits.scores(numbers[order])
        years = columns["sort_at"][self._ordinals] // _YEAR
        self._scores = words * YEARS_A_POINT + np.minimum(np.maximum(years, 0), _MOST_YEARS)

    def __call__(self, ordinals: Ordinals) -> NDArray[np.int64]:
        """Return the scores of these ordinals, which are all in `matched`."""
        found: NDArray[np.int64] = self._scores[self._ordinals.searchsorted(ordinals)]
        return found


def find(source: Source, query: TextQuery, *, or_most: bool = False) -> Hits:
    """Return the releases with all words of `query`; `or_most`: if few, those with most too."""
    return _Search(source, query).run(or_most)


def having(source: Source, clause: Clause) -> BitMap:
    """Return the numbers of the releases that have a clause in their text, names aside."""
    word = Word(clause, _languages(source.index))
    return source.postings.of(source.connect, [word])[word].numbers


def _languages(index: Index) -> tuple[str, ...]:
    return _stemmed(tuple(index.terms(terms.LANGUAGE)))


@lru_cache(maxsize=4)
def _stemmed(found: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages whose stemmers apply to releases with these terms, "" for none."""
    tags = (term.removeprefix(terms.LANGUAGE) for term in found)
    return tuple(sorted({stemmed_as(tag) or UNSTEMMED for tag in tags}))


class _Search:
    """One search: postings that are missing are read at once, and then combined."""

    def __init__(self, source: Source, query: TextQuery) -> None:
        self._source, self._index = source, source.index
        self._query = query
        self._words = group(source, query.words)
        self._excluded = group(source, query.excluded)
        languages = _languages(source.index)
        named = [name for some in (*self._words, *self._excluded) for name in some.named]
        clauses = (*query.words, *query.phrases, *query.excluded)
        words = {clause: Word(clause, languages) for clause in clauses}
        written = (word for name in named for word in name.words)
        read = source.postings.of(source.connect, [*words.values(), *written])
        self._read = read
        self._postings = {clause: read[word] for clause, word in words.items()}
        self._levels: list[tuple[int, BitMap]] = []
        self._names: dict[str, None] = {}

    def run(self, or_most: bool) -> Hits:
        sets = [
            *map(self._matching_group, self._words),
            *(self._postings[clause].numbers for clause in self._query.phrases),
        ]
        found = _common(sets) if sets else self._index.numbers(self._index.listed)
        behind = NOTHING
        if sets:
            self._score_together(found)
        if or_most and len(found) < FEW and len(sets) > 1:
            behind = self._having_most(sets) - found
        if self._query.excluded:
            excluded = [
                self._postings[clause].at(ANYWHERE) | self._named(each)
                for some in self._excluded
                for clause, each in zip(some.clauses, some.each, strict=True)
            ]
            gone = BitMap.union(*excluded)
            found, behind = found - gone, behind - gone
        wanted = (*self._query.words, *self._query.phrases)
        words = tuple(self._postings[clause] for clause in wanted)
        names = tuple(self._names)
        return Hits(_either(found, behind), words, tuple(self._levels), names, behind)

    def _having_most(self, sets: Sequence[BitMap]) -> BitMap:
        """Return the releases that have half of the words at least, and score what they lack.

        What more than half of all releases have tells none from another and does not count.
        """
        usual = max(FEW, len(self._index.listed) // 2)
        # The releases that have one word, two words and so on.
        reached: list[BitMap] = []
        for some in (some for some in sets if len(some) <= usual):
            reached.append(BitMap())
            for at in range(len(reached) - 1, 0, -1):
                reached[at] |= reached[at - 1] & some
            reached[0] |= some
        most = reached[(len(reached) - 1) // 2 :]
        if not most:
            return NOTHING
        behind = most[0] - _common(sets)
        self._levels.append((-A_WORD_LESS * len(most), behind))
        self._levels += [(A_WORD_LESS, behind & more) for more in most[1:]]
        return behind

    def _score_together(self, found: BitMap) -> None:
        """Score titles in which all words stand next to one another; usually there are none."""
        words = [clause for clause in self._query.words if clause.kind in SINGLE]
        query = together(words)
        if query is None:
            return
        for clause in words:
            found = self._postings[clause].of(found, Level.EXACT_TITLE)
        if found:
            word = Word(query)
            numbers = self._source.postings.of(self._source.connect, [word])[word].numbers
            self._levels.append((TOGETHER_IN_TITLE, numbers))

    def _matching_group(self, some: Group) -> BitMap:
        """Return the releases that match each word of a group, or have what the group names."""
        each = [
            _either(self._postings[clause].numbers, self._scored_name(named))
            for clause, named in zip(some.clauses, some.each, strict=True)
        ]
        return _either(_common(each), self._scored_name(some.together))

    def _scored_name(self, named: Named) -> BitMap:
        having, written = self._having(named), self._written(named)
        for worth, some in ((NAMED, having), (WRITTEN_OTHERWISE, written - having)):
            if some:
                self._levels.append((worth, some))
                self._names.update(dict.fromkeys(named.names))
        return _either(having, written)

    def _named(self, named: Named) -> BitMap:
        return _either(self._having(named), self._written(named))

    def _having(self, named: Named) -> BitMap:
        sets = [self._index.having(term) for term in named.terms]
        return self._index.numbers(BitMap.union(*sets)) if sets else NOTHING

    def _written(self, named: Named) -> BitMap:
        """Return the releases that have another name of what is named in their text."""
        sets = [self._read[word].numbers for word in named.words]
        return BitMap.union(*sets) if sets else NOTHING


def _common(sets: Sequence[BitMap]) -> BitMap:
    # The smallest first, so that all intermediate sets are small.
    first, *others = sorted(sets, key=len)
    for other in others:
        first = first & other
    return first


def _either(had: BitMap, named: BitMap) -> BitMap:
    # Usually nothing is named.
    return had | named if named else had


def _array(numbers: BitMap) -> Numbers:
    return np.frombuffer(numbers.to_array(), np.uint32)
