"""Postings of words in memory: read from the full text once, then kept up.

Derived and never the truth. A posting that was asked for lately stays; it follows the change log,
as the index does (`index.py`), so that a word of half of all releases is not read for each search.
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
from app.published.search.posting import Posting, levels_of, made, sets_of
from app.published.search.reading import read_numbers
from app.published.store.fulltext_storage import read_lexemes
from app.published.words.lexeme_query import ClausePlan, LexemeQuery, plan_clause
from app.published.words.text_query import Clause

# 32 MB: all words of a small archive, some hundred usual ones and all rare ones of a million.
MOST_BYTES = 2**25
# Further behind than this, all postings are read anew when they are asked for.
_BEHIND = 200
# An empty posting with its word: measured; with every lexeme by which it is known.
_BYTES, _BYTES_A_LEXEME = 1_500, 70


class Word(NamedTuple):
    """A clause, or a query alone, in the languages whose stems there are."""

    clause: Clause | LexemeQuery
    languages: tuple[str, ...] = ()

    def plan(self) -> ClausePlan:
        """What it is looked for as; a query alone is only found, and scores nothing."""
        if isinstance(self.clause, LexemeQuery):
            return ClausePlan((self.clause,), ())
        return plan_clause(self.clause, self.languages)


@dataclass(frozen=True, slots=True)
class _Held:
    """A posting, and by what a release is seen to belong to it."""

    posting: Posting
    size: int
    lexemes: tuple[str, ...]
    beginnings: tuple[str, ...]
    in_order: bool

    def is_met(self, lexemes: frozenset[str]) -> bool:
        """Whether a release with these lexemes may belong to the posting."""
        if not lexemes.isdisjoint(self.lexemes):
            return True
        return bool(self.beginnings) and any(one.startswith(self.beginnings) for one in lexemes)


class Postings:
    """Postings by word. Whoever uses it holds the lock of its index."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._mark = log.Mark(epoch=-1, seq=-1)
        self._held: OrderedDict[Word, _Held] = OrderedDict()
        self.size = 0

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

    def of(self, connect: Callable[[], Session], words: Iterable[Word]) -> dict[Word, Posting]:
        """The posting of each word; at most one statement."""
        found: dict[Word, Posting] = {}
        unknown: list[Word] = []
        for word in words:
            held = self._held.get(word)
            if held is None:
                unknown.append(word)
            else:
                self._held.move_to_end(word)
                found[word] = held.posting
        if unknown:
            found |= self._read(connect(), unknown)
        return found

    def forget(self) -> None:
        """Read every posting anew when it is asked for."""
        self._held.clear()
        self.size = 0

    def _read(self, session: Session, words: Collection[Word]) -> dict[Word, Posting]:
        wanted = {word: word.plan() for word in words}
        sets = {word: sets_of(some) for word, some in wanted.items()}
        read = iter(read_numbers(session, [queries for some in sets.values() for queries in some]))
        found = {}
        for word, some in wanted.items():
            found[word] = made(some, [next(read) for _ in sets[word]])
            self._keep(word, _held(found[word], some))
        while self._held and self.size > self._most_bytes:
            self._drop(next(iter(self._held)))
        return found

    def _keep(self, word: Word, held: _Held) -> None:
        known = self._held.get(word)
        self.size += held.size - (known.size if known else 0)
        self._held[word] = held

    def _drop(self, word: Word) -> None:
        self.size -= self._held.pop(word).size

    def _catch_up(self, session: Session) -> None:
        changed = (
            select(PublishedRelease.number)
            .join(Change, col(Change.release_id) == col(PublishedRelease.id))
            .where(col(Change.seq) > self._mark.seq)
        )
        gone = BitMap(session.exec(changed).all())
        now = read_lexemes(session, list(gone))
        for word, held in list(self._held.items()):
            if held.in_order:
                # What stands next to what is not told by the lexemes alone.
                self._drop(word)
                continue
            met = {number for number, lexemes in now.items() if held.is_met(lexemes)}
            stirred = met.union(held.posting.numbers & gone)
            if stirred:
                self._keep(word, self._moved(word, held, {one: now.get(one) for one in stirred}))

    def _moved(
        self, word: Word, held: _Held, stirred: Mapping[int, frozenset[str] | None]
    ) -> _Held:
        wanted, posting = word.plan(), held.posting
        for number, lexemes in stirred.items():
            levels = None if lexemes is None else levels_of(wanted, lexemes)
            posting = posting.replaced(number, levels)
        return _held(posting, wanted)


def _held(posting: Posting, wanted: ClausePlan) -> _Held:
    queries = (*wanted.exact, *wanted.other, *wanted.most)
    lexemes = tuple(sys.intern(one.lexemes[0]) for one in queries if not one.is_prefix)
    beginnings = tuple(one.lexemes[0] for one in queries if one.is_prefix)
    size = _BYTES + _BYTES_A_LEXEME * len(queries) + posting.size
    in_order = any(len(one.lexemes) > 1 for one in queries)
    return _Held(posting, size, lexemes, beginnings, in_order)
