"""Postings of words: which releases have one and where, read from the full text once and cached.

A cached posting follows the change log, so that a word that half of all releases have is not read
for each search. The least recently used postings go first.
"""

import json
import sys
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap
from sqlalchemy import text
from sqlmodel import Session, col, select

from app.changes import log
from app.changes.models import Change
from app.published.index.columns import bitmap_of
from app.published.models import PublishedRelease
from app.published.store.fulltext_storage import read_lexemes
from app.published.words.lexeme_query import WORTH, ClausePlan, Level, LexemeQuery, plan_clause
from app.published.words.text_query import Clause

Numbers = NDArray[np.uint32]
Flags = NDArray[np.uint8]
LexemeSets = Sequence[Collection[LexemeQuery]]
NO_NUMBERS: Numbers = np.zeros(0, np.uint32)

# The score of each union of levels.
_SCORES = np.array(
    [sum(worth for some, worth in WORTH.items() if some & levels) for levels in range(128)],
    np.int64,
)
_FIRST = np.ones(1, bool)
# Of the pairs of a run of signs, so many have to be found.
_ENOUGH, _OF = 2, 3
# 32 MB: all words of a small archive; of a million releases all rare words and some hundred others.
MOST_BYTES = 2**25
# If they are further behind than this, all postings are read anew when they are needed.
_BEHIND = 200
# What an empty posting takes with its word, and with each of its lexemes: measured.
_BYTES, _BYTES_A_LEXEME = 1_500, 70


@dataclass(frozen=True)
class Posting:
    """The numbers of releases that have a word, and the levels of each, in this order. Immutable.

    A release is at no level if only most pairs of a run of signs were found in it.
    """

    numbers: BitMap
    flags: Flags

    @property
    def size(self) -> int:
        """Return its size in bytes: a bitmap takes about 2 per number, or 8 kB per 65,536."""
        if not self.numbers:
            return 0
        blocks = (self.numbers.max() >> 16) + 1
        return min(2 * len(self.numbers), 8_192 * blocks) + self.flags.nbytes

    def at(self, levels: int) -> BitMap:
        """Return the releases that are at any of these levels."""
        return bitmap_of(_array(self.numbers)[(self.flags & levels) > 0])

    def of(self, among: BitMap, levels: int) -> BitMap:
        """Return those of `among` that are at any of these levels."""
        if not among:
            return among
        numbers = _array(among)
        found = (self._flags_of(numbers) & levels).nonzero()[0]
        return bitmap_of(numbers.take(found)) if len(found) else BitMap()

    def scores(self, among: Numbers) -> NDArray[np.int64]:
        """Return the scores of `among`, which are in order, for this word."""
        return _SCORES.take(self._flags_of(among))

    def _flags_of(self, among: Numbers) -> Flags:
        mine = _array(self.numbers)
        if not len(mine):
            return np.zeros(len(among), np.uint8)
        places = np.minimum(mine.searchsorted(among), len(mine) - 1)
        found: Flags = self.flags.take(places)
        found[mine.take(places) != among] = 0
        return found

    def replaced(self, number: int, levels: Level | None) -> "Posting":
        """Return the posting with the release `number` at these levels; None removes it."""
        numbers = self.numbers.copy()
        place = numbers.rank(number - 1) if number else 0
        flags = self.flags
        if number in numbers:
            numbers.remove(number)
            flags = np.delete(flags, place)
        if levels is not None:
            numbers.add(number)
            flags = np.insert(flags, place, np.uint8(levels))
        return Posting(numbers, flags)


NOTHING = Posting(BitMap(), np.zeros(0, np.uint8))


def lexeme_sets(plan: ClausePlan) -> list[tuple[LexemeQuery, ...]]:
    """Return the lexemes to look up for a posting, in the order that `build` expects."""
    return [*(queries for _, queries in plan.levels()), *((query,) for query in plan.most)]


def build(plan: ClausePlan, read: Sequence[Numbers]) -> Posting:
    """Return the posting of what was `read` for the lexeme sets of `plan`."""
    levels = [level for level, _ in plan.levels()]
    found = [*read[: len(levels)], _most(read[len(levels) :])]
    numbers = np.concatenate(found)
    if not len(numbers):
        return NOTHING
    flags = np.repeat(np.array([*levels, 0], np.uint8), [len(some) for some in found])
    # A stable sort merges parts that are in order each: forty times as fast as another sort.
    order = np.argsort(numbers, kind="stable")
    numbers = numbers[order]
    starts = np.flatnonzero(np.concatenate([_FIRST, numbers[1:] != numbers[:-1]]))
    return Posting(bitmap_of(numbers[starts]), np.bitwise_or.reduceat(flags[order], starts))


def levels_of(plan: ClausePlan, lexemes: frozenset[str]) -> Level | None:
    """Return the levels at which a release with these lexemes has a word; None if it has it not.

    For queries of one lexeme only: the order of the lexemes is not known here.
    """
    levels = Level(0)
    for level, queries in plan.levels():
        if any(_is_met(query, lexemes) for query in queries):
            levels |= level
    if levels or not plan.most:
        return levels or None
    met = sum(_is_met(query, lexemes) for query in plan.most)
    return levels if met >= _enough(plan.most) else None


def _is_met(query: LexemeQuery, lexemes: frozenset[str]) -> bool:
    lexeme = query.lexemes[0]
    if query.is_prefix:
        return any(one.startswith(lexeme) for one in lexemes)
    return lexeme in lexemes


def _most(read: Sequence[Numbers]) -> Numbers:
    """Return the numbers that are in at least two thirds of these."""
    if not read:
        return NO_NUMBERS
    numbers = np.sort(np.concatenate(read), kind="stable")
    ends = np.flatnonzero(np.concatenate([numbers[1:] != numbers[:-1], _FIRST]))[: len(numbers)]
    times = np.diff(ends, prepend=-1)
    return numbers[ends[times >= _enough(read)]]


def _enough(pairs: Collection[object]) -> int:
    return -(-_ENOUGH * len(pairs) // _OF)


def _array(numbers: BitMap) -> Numbers:
    return np.frombuffer(numbers.to_array(), np.uint32)


# One text for each set is read three times as fast as a row for each release (at 100,000).
_FTS5 = text(
    "SELECT wanted.key, (SELECT group_concat(rowid) FROM published_text"
    " WHERE published_text MATCH wanted.value) FROM json_each(:queries) AS wanted"
)
_TSVECTOR = text(
    "SELECT wanted.at - 1, found.numbers"
    " FROM unnest(CAST(:queries AS text[])) WITH ORDINALITY AS wanted (q, at),"
    " LATERAL (SELECT string_agg(CAST(number AS text), ',') AS numbers FROM published_text"
    " WHERE lexemes @@ CAST(wanted.q AS tsquery)) AS found"
)


def read_numbers(session: Session, sets: LexemeSets) -> list[Numbers]:
    """Return for each set the releases that match any of its queries, in order; one statement."""
    if not sets:
        return []
    found = [NO_NUMBERS] * len(sets)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    for at, joined in (_match_fts5 if is_sqlite else _match_tsvector)(session, sets):
        if joined is not None:
            numbers = np.fromstring(joined, dtype=np.uint32, sep=",")
            found[at] = numbers if is_sqlite else _in_order(numbers)
    return found


def _match_fts5(session: Session, sets: LexemeSets) -> Sequence[Sequence[Any]]:
    queries = [" OR ".join(map(_fts5_query, some)) for some in sets]
    return session.connection().execute(_FTS5, {"queries": json.dumps(queries)}).all()


def _match_tsvector(session: Session, sets: LexemeSets) -> Sequence[Sequence[Any]]:
    # For a word of half of the releases PostgreSQL would scan the table and unpack all texts; the
    # index alone has the answer.
    connection = session.connection()
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    queries = [" | ".join(map(_tsquery, some)) for some in sets]
    return connection.execute(_TSVECTOR, {"queries": queries}).all()


def _in_order(numbers: Numbers) -> Numbers:
    """Return the numbers in order, each once: in PostgreSQL a long text has several rows."""
    found = np.sort(numbers, kind="stable")
    once: Numbers = found[np.concatenate([found[:1] >= 0, found[1:] != found[:-1]])]
    return once


def _fts5_query(query: LexemeQuery) -> str:
    # Lexemes hold only letters, digits and the sign of marks: nothing has to be escaped.
    return f'"{" ".join(query.lexemes)}"{" *" * query.is_prefix}'


def _tsquery(query: LexemeQuery) -> str:
    joined = " <-> ".join(f"'{lexeme}'" for lexeme in query.lexemes)
    return f"({joined}{':*' * query.is_prefix})"


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
