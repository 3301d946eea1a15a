"""What a clause of a query is looked for as: needles, by where they make a word stand. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import IntFlag
from typing import NamedTuple

from app.published.words.analysis import MANY, SUMMARY, TITLE
from app.published.words.letters import LONGEST
from app.published.words.stems import stem_beginnings, stems
from app.published.words.text_query import Clause, Kind

# Three signs or fewer, which are two pairs, are one word.
FEWEST_PAIRS = 3

_DIGITS_OR_NOT = re.compile(r"\d+|\D+")


class Needle(NamedTuple):
    """Lexemes that stand next to one another, mostly a single one; the last may be a beginning."""

    lexemes: tuple[str, ...]
    is_prefix: bool = False


Needles = tuple[Needle, ...]


class Level(IntFlag):
    """Where a release has a word as it was typed, and where another of its stem."""

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
# What a word adds to the score of a release that is at any of these: title before summary before
# body, and in each the word as it was typed before one of the same stem. All are added up.
WORTH = {
    IN_TITLE: 16,
    Level.EXACT_TITLE: 6,
    IN_SUMMARY: 8,
    Level.EXACT_SUMMARY: 3,
    ANYWHERE: 4,
    Level.EXACT: 2,
    Level.OFTEN: 5,
}
# Words that stand next to one another in the title as they do in the query.
TOGETHER_IN_TITLE = 12
# A place or a theme of the release bears the name.
NAMED = 14


@dataclass(frozen=True)
class Sought:
    """A clause is met by what has any of `exact` or `other` or, of a run of signs, most of `most`.

    `exact` is what was typed; `other` are words of the same stem, and what is enough of a word.
    """

    exact: Needles
    other: Needles
    most: Needles = ()
    # What says where a word stands.
    marks: tuple[tuple[Level, Needles], ...] = ()

    def levels(self) -> Iterator[tuple[Level, Needles]]:
        """What a release needs any of to be at a level."""
        yield Level.EXACT, self.exact
        if self.other:
            yield Level.OTHER, self.other
        yield from self.marks


def sought(clause: Clause, languages: Collection[str]) -> Sought:
    """What `clause` is looked for as in releases with stems of `languages`."""
    exact = tuple(dict.fromkeys(_exact(clause)))
    single = [needle for needle in exact if len(needle.lexemes) == 1]
    found = {stem: None for word in _words(clause) for stem in _stems(word, languages)}
    # A beginning may be among stems too.
    other = (*_main(clause), *_beginnings(clause, languages), *map(_needle, found))
    stemmed = other[len(other) - len(found) :]
    # The summary's marked lexemes have no order, and no more have those of what is said often.
    marks = (
        (Level.EXACT_TITLE, _marked(TITLE, exact)),
        (Level.OTHER_TITLE, _marked(TITLE, other)),
        (Level.EXACT_SUMMARY, _marked(SUMMARY, single)),
        (Level.OTHER_SUMMARY, _marked(SUMMARY, other)),
        (Level.OFTEN, (*_marked(MANY, stemmed), *_marked(MANY, single))),
    )
    return Sought(exact, other, _most(clause), tuple(level for level in marks if level[1]))


def together(clauses: Collection[Clause]) -> Needle | None:
    """Single words next to one another in the title; None for fewer than two."""
    words = [clause for clause in clauses if clause.kind is Kind.WORD]
    if not words[1:]:
        return None
    return Needle(tuple(f"{TITLE}{form}" for clause in words for form in clause.forms))


def _exact(clause: Clause) -> Iterator[Needle]:
    """The forms next to one another; of a word also written together (e-mail, COVID19) or apart."""
    yield Needle(clause.forms, clause.kind is Kind.PREFIX)
    if clause.kind is not Kind.WORD or not all(clause.words) or clause.main is not None:
        return
    if len(clause.forms) > 1:
        yield Needle(("".join(clause.forms)[:LONGEST],))
    else:
        apart = tuple(_DIGITS_OR_NOT.findall(clause.forms[0]))
        if len(apart) > 1:
            yield Needle(apart)


def _words(clause: Clause) -> tuple[str, ...]:
    """What has stems: single words, and the main one beside an apostrophe."""
    if clause.kind is not Kind.WORD:
        return ()
    if clause.main is not None:
        return (clause.words[clause.main],)
    return clause.words if len(clause.words) == 1 else ()


def _beginnings(clause: Clause, languages: Collection[str]) -> Needles:
    if clause.kind is not Kind.PREFIX or len(clause.forms) > 1 or not all(clause.words):
        return ()
    found = stem_beginnings(clause.forms[0], languages)
    return tuple(Needle((stem,), is_prefix=True) for stem in found)


def _main(clause: Clause) -> Needles:
    return () if clause.main is None else (Needle((clause.forms[clause.main],)),)


def _most(clause: Clause) -> Needles:
    """The pairs of a run of signs that may be several words, without knowing where they part."""
    is_run = clause.kind is Kind.WORD and not any(clause.words)
    if not is_run or len(clause.forms) < FEWEST_PAIRS:
        return ()
    return tuple(Needle((form,)) for form in dict.fromkeys(clause.forms))


def _stems(word: str, languages: Collection[str]) -> Iterator[str]:
    if word:
        for language in languages:
            yield from stems(word, language)


def _needle(lexeme: str) -> Needle:
    return Needle((lexeme,))


def _marked(mark: str, needles: Iterable[Needle]) -> Needles:
    return tuple(
        [Needle(tuple([mark + one for one in lexemes]), prefix) for lexemes, prefix in needles]
    )
