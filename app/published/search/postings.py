"""Caches postings of words: they are read from the full text once, and then follow the change log.

So a word that half of all releases have is not read for each search. The least recently used
postings go first.
"""

import sys
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pyroaring import BitMap
from sqlmodel import Session, col, select

from app.changes import log
from app.changes.models import Change
from app.published.models import PublishedRelease
from app.published.search.posting import Posting, build, levels_of, lexeme_sets, read_numbers
from app.published.store.fulltext_storage import read_lexemes
from app.published.words.lexeme_query import ClausePlan, LexemeQuery, plan_clause
from app.published.words.text_query import Clause

# 32 MB: all words of a small archive; of a million releases all rare words and some hundred others.
MOST_BYTES = 2**25
# If they are further behind than this, all postings are read anew when they are needed.
_BEHIND = 200
# What an empty posting takes with its word, and with each of its lexemes: measured.
_BYTES, _BYTES_A_LEXEME = 1_500, 70


class Word(NamedTuple):
    """A clause, or one lexeme query, with the languages whose stemmers apply."""

    clause: Clause | LexemeQuery
    languages: tuple[str, ...] = ()

    def plan(self) -> ClausePlan:
        """Return the lexeme queries of the word; one query alone scores nothing."""
        if isinstance(self.clause, LexemeQuery):
            return ClausePlan((self.clause,), ())
        return plan_clause(self.clause, self.languages)


@dataclass(frozen=True, slots=True)
class _CachedPosting:
    """A posting, and the lexemes of the releases that may belong to it."""

    posting: Posting
    size: int
    lexemes: tuple[str, ...]
    beginnings: tuple[str, ...]
    in_order: bool

    def is_met(self, lexemes: frozenset[str]) -> bool:
        """Return whether a release with these lexemes may belong to the posting."""
        if not lexemes.isdisjoint(self.lexemes):
            return True
        return bool(self.beginnings) and any(one.startswith(self.beginnings) for one in lexemes)


class Postings:
    """Postings by word. Callers hold the lock of the snapshot."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._mark = log.Mark(epoch=-1, seq=-1)
        self._postings: OrderedDict[Word, _CachedPosting] = OrderedDict()
        self.size = 0

    def follow(self, session: Session, mark: log.Mark) -> None:
        """Advance to `mark`, the state that `session` sees."""
        if mark == self._mark:
            return
        behind = mark.seq - self._mark.seq
        if mark.epoch != self._mark.epoch or not 0 <= behind <= _BEHIND:
            self.forget()
        elif self._postings:
            self._catch_up(session)
        self._mark = mark

    def of(self, connect: Callable[[], Session], words: Iterable[Word]) -> dict[Word, Posting]:
        """Return the posting of each word; at most one statement."""
        found: dict[Word, Posting] = {}
        unknown: list[Word] = []
        for word in words:
            held = self._postings.get(word)
            if held is None:
                unknown.append(word)
            else:
                self._postings.move_to_end(word)
                found[word] = held.posting
        if unknown:
            found |= self._read(connect(), unknown)
        return found

    def forget(self) -> None:
        """Forget all postings; each is read anew when it is needed."""
        self._postings.clear()
        self.size = 0

    def _read(self, session: Session, words: Collection[Word]) -> dict[Word, Posting]:
        plans = {word: word.plan() for word in words}
        sets = {word: lexeme_sets(plan) for word, plan in plans.items()}
        read = iter(read_numbers(session, [queries for some in sets.values() for queries in some]))
        found = {}
        for word, plan in plans.items():
            found[word] = build(plan, [next(read) for _ in sets[word]])
            self._keep(word, _cached(found[word], plan))
        while self._postings and self.size > self._most_bytes:
            self._drop(next(iter(self._postings)))
        return found

    def _keep(self, word: Word, held: _CachedPosting) -> None:
        known = self._postings.get(word)
        self.size += held.size - (known.size if known else 0)
        self._postings[word] = held

    def _drop(self, word: Word) -> None:
        self.size -= self._postings.pop(word).size

    def _catch_up(self, session: Session) -> None:
        changed = (
            select(PublishedRelease.number)
            .join(Change, col(Change.release_id) == col(PublishedRelease.id))
            .where(col(Change.seq) > self._mark.seq)
        )
        changed_numbers = BitMap(session.exec(changed).all())
        lexemes_now = read_lexemes(session, list(changed_numbers))
        for word, held in list(self._postings.items()):
            if held.in_order:
                # The lexemes of a release do not say which of them stand next to one another.
                self._drop(word)
                continue
            met = {number for number, some in lexemes_now.items() if held.is_met(some)}
            affected = met.union(held.posting.numbers & changed_numbers)
            if affected:
                lexemes = {number: lexemes_now.get(number) for number in affected}
                self._keep(word, self._updated(word, held, lexemes))

    def _updated(
        self, word: Word, held: _CachedPosting, affected: Mapping[int, frozenset[str] | None]
    ) -> _CachedPosting:
        plan, posting = word.plan(), held.posting
        for number, lexemes in affected.items():
            levels = None if lexemes is None else levels_of(plan, lexemes)
            posting = posting.replaced(number, levels)
        return _cached(posting, plan)


def _cached(posting: Posting, plan: ClausePlan) -> _CachedPosting:
    queries = (*plan.exact, *plan.other, *plan.most)
    lexemes = tuple(sys.intern(one.lexemes[0]) for one in queries if not one.is_prefix)
    beginnings = tuple(one.lexemes[0] for one in queries if one.is_prefix)
    size = _BYTES + _BYTES_A_LEXEME * len(queries) + posting.size
    in_order = any(len(one.lexemes) > 1 for one in queries)
    return _CachedPosting(posting, size, lexemes, beginnings, in_order)
