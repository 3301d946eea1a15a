"""The posting of a word: which releases have it and where, read from the full text."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap
from sqlalchemy import text
from sqlmodel import Session

from app.published.index.columns import bitmap_of
from app.published.words.lexeme_query import WORTH, ClausePlan, Level, LexemeQuery

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
