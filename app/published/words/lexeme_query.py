"""Plans of clauses: the lexemes that a clause of a query is found by, by where they stand. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import IntFlag
from typing import NamedTuple

from app.published.words.analysis import MANY, SUMMARY, TITLE
from app.published.words.stems import folded, stem_beginnings, stems
from app.published.words.text_query import SHORTEST_PREFIX, Clause, ClauseKind

# Words that are found in any form, the last of which may be begun.
SINGLE = (ClauseKind.WORD, ClauseKind.BEGUN)
# Three signs or fewer, which are two pairs, are one word.
FEWEST_PAIRS = 3

_DIGITS_OR_NOT = re.compile(r"\d+|\D+")


class LexemeQuery(NamedTuple):
    """Lexemes that stand next to one another, mostly a single one; the last may be a beginning."""

    lexemes: tuple[str, ...]
    is_prefix: bool = False


LexemeQueries = tuple[LexemeQuery, ...]


class Level(IntFlag):
    """Where a release has a word: as it was typed (EXACT), or another of its stem (OTHER)."""

    EXACT = 1
    OTHER = 2
    OFTEN = 4
    EXACT_SUMMARY = 8
    OTHER_SUMMARY = 16
    EXACT_TITLE = 32
    OTHER_TITLE = 64


ANYWHERE = Level.EXACT | Level.OTHER
IN_SUMMARY = Level.EXACT_SUMMARY | Level.OTHER_SUMMARY
IN_TITLE = Level.EXACT_TITLE | Level.OTHER_TITLE
# What a word adds to the score of a release at any of these levels, added up: title before summary
# before body, and in each the word as it was typed before one of the same stem.
WORTH = {
    IN_TITLE: 16,
    Level.EXACT_TITLE: 6,
    IN_SUMMARY: 8,
    Level.EXACT_SUMMARY: 3,
    ANYWHERE: 4,
    Level.EXACT: 2,
    Level.OFTEN: 5,
}
# The words of the query stand next to one another in the title.
TOGETHER_IN_TITLE = 12
# A place or a theme of the release has that name.
NAMED = 14
# Its text has another name of a place: Cuba, where Kuba was typed.
WRITTEN_OTHERWISE = 6


@dataclass(frozen=True)
class ClausePlan:
    """A release meets a clause by any of `exact` or `other`, or by most of `most` (runs of signs).

    `exact` is what was typed; `other` are words of the same stem, and parts that are enough.
    """

    exact: LexemeQueries
    other: LexemeQueries
    most: LexemeQueries = ()
    # What tells the level of a release.
    marks: tuple[tuple[Level, LexemeQueries], ...] = ()

    def levels(self) -> Iterator[tuple[Level, LexemeQueries]]:
        """Yields each level with the queries of which a release at it meets one."""
        yield Level.EXACT, self.exact
        if self.other:
            yield Level.OTHER, self.other
        yield from self.marks


def plan_clause(clause: Clause, languages: Collection[str]) -> ClausePlan:
    """Returns the plan of `clause` for releases with stems of `languages`."""
    exact = (LexemeQuery(clause.forms, clause.kind.is_open),)
    found = {stem: None for word in stemmed_words(clause) for stem in _stems(word, languages)}
    spelt, beginnings = _otherwise_spelt(clause), _beginnings(clause, languages)
    other = tuple(dict.fromkeys([*spelt, *beginnings, *map(_single, found)]))
    stemmed = other[len(other) - len(found) :]
    # Lexemes of the summary and of what is said often have no order.
    marks = (
        (Level.EXACT_TITLE, _marked(TITLE, exact)),
        (Level.OTHER_TITLE, _marked(TITLE, other)),
        (Level.EXACT_SUMMARY, _marked(SUMMARY, _single_of(exact))),
        (Level.OTHER_SUMMARY, _marked(SUMMARY, _single_of(other))),
        (Level.OFTEN, (*_marked(MANY, stemmed), *_marked(MANY, _single_of(exact)))),
    )
    return ClausePlan(exact, other, _most(clause), tuple(level for level in marks if level[1]))


def together(clauses: Collection[Clause]) -> LexemeQuery | None:
    """Returns the query for all single words next to one another in the title, of two or more."""
    words = [clause for clause in clauses if clause.kind in SINGLE]
    if not words[1:]:
        return None
    forms = tuple(f"{TITLE}{form}" for clause in words for form in clause.forms)
    return LexemeQuery(forms, words[-1].kind.is_open)


def _otherwise_spelt(clause: Clause) -> Iterator[LexemeQuery]:
    """Yields a word of several parts in one (e-mail as email), and one with digits in parts."""
    if clause.kind is ClauseKind.PHRASE or not all(clause.words):
        return
    if clause.main is not None:
        yield _single(clause.forms[clause.main])
    is_open = clause.kind.is_open
    yield from (LexemeQuery((folded(word),), is_open) for word in _in_one(clause))
    apart = tuple(_DIGITS_OR_NOT.findall(clause.forms[0]))
    if len(clause.forms) == 1 and len(apart) > 1:
        yield LexemeQuery(apart, is_open and len(apart[-1]) >= SHORTEST_PREFIX)


def stemmed_words(clause: Clause) -> tuple[str, ...]:
    """Returns the words that have stems: a single one, the main one beside an apostrophe, all in
    one.
    """
    if clause.kind not in SINGLE or not all(clause.words):
        return ()
    if len(clause.words) == 1:
        return clause.words
    main = () if clause.main is None else (clause.words[clause.main],)
    return (*main, *_in_one(clause))


def _in_one(clause: Clause) -> tuple[str, ...]:
    """Returns the words of a clause in one; none for digits, as 2.5 is not 25."""
    joined = "".join(clause.words)
    return () if len(clause.words) == 1 or joined.isdecimal() else (joined,)


def _beginnings(clause: Clause, languages: Collection[str]) -> LexemeQueries:
    if not clause.kind.is_open or not all(clause.words) or "".join(clause.forms).isdecimal():
        return ()
    found = stem_beginnings("".join(clause.forms), languages)
    return tuple(LexemeQuery((stem,), is_prefix=True) for stem in found)


def _most(clause: Clause) -> LexemeQueries:
    """Returns the pairs of a run of signs: it may be several words, and nothing parts them."""
    is_run = clause.kind is ClauseKind.WORD and not any(clause.words)
    if not is_run or len(clause.forms) < FEWEST_PAIRS:
        return ()
    return tuple(LexemeQuery((form,)) for form in dict.fromkeys(clause.forms))


def _stems(word: str, languages: Collection[str]) -> Iterator[str]:
    if word:
        for language in languages:
            yield from stems(word, language)


def _single(lexeme: str) -> LexemeQuery:
    return LexemeQuery((lexeme,))


def _single_of(queries: LexemeQueries) -> LexemeQueries:
    return tuple(query for query in queries if len(query.lexemes) == 1)


def _marked(mark: str, queries: Iterable[LexemeQuery]) -> LexemeQueries:
    return tuple(
        [LexemeQuery(tuple([mark + one for one in lexemes]), prefix) for lexemes, prefix in queries]
    )
