"""What a clause of a query is looked for as: sets of needles, each with what it is worth. Pure."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from app.published.analysis import MANY, SUMMARY, TITLE
from app.published.analysis_letters import LONGEST
from app.published.analysis_stems import stem_beginnings, stems
from app.published.text_query import Clause, Kind

# What a word adds to the score of a release, by where it stands: title before summary before body,
# and in each the word as it was typed before one of the same stem. All that apply are added up.
IN_TITLE = 16
EXACT_IN_TITLE = 6
IN_SUMMARY = 8
EXACT_IN_SUMMARY = 3
ANYWHERE = 4
EXACT_ANYWHERE = 2
OFTEN = 5
# Words that stand next to one another in the title as they do in the query.
TOGETHER_IN_TITLE = 12
# A place or a theme of the release bears the name.
NAMED = 14

# Three signs or fewer, which are two pairs, are one word.
FEWEST_PAIRS = 3

_DIGITS_OR_NOT = re.compile(r"\d+|\D+")


class Needle(NamedTuple):
    """Lexemes that stand next to one another, mostly a single one; the last may be a beginning."""

    lexemes: tuple[str, ...]
    is_prefix: bool = False


Needles = frozenset[Needle]


@dataclass(frozen=True)
class Sought:
    """A clause is met by what has any of `anywhere` or, for a run of signs, most of `most`.

    `levels` are what a release scores for having any of a set. All sets are looked up apart, and
    put together after: a set that was looked up stays in memory.
    """

    anywhere: tuple[Needles, ...]
    levels: tuple[tuple[int, Needles], ...]
    most: tuple[Needles, ...] = ()

    def sets(self) -> Iterator[Needles]:
        """All that has to be looked up."""
        yield from self.anywhere
        yield from (needles for _, needles in self.levels)
        yield from self.most


def sought(clause: Clause, languages: Collection[str]) -> Sought:
    """What `clause` is looked for as in releases with stems of `languages`."""
    return _sought(clause, tuple(languages))


# The same words are asked for again, and their needles are those that postings are kept by.
@lru_cache(maxsize=1_024)
def _sought(clause: Clause, languages: tuple[str, ...]) -> Sought:
    exact = frozenset(_exact(clause))
    other = frozenset(stem for word in _words(clause) for stem in _stems(word, languages))
    loose = _main(clause) | _beginnings(clause, languages)
    levels = (
        (IN_TITLE, _marked(TITLE, exact | loose) | _plain(other, TITLE)),
        (EXACT_IN_TITLE, _marked(TITLE, exact)),
        (IN_SUMMARY, _marked(SUMMARY, _single(exact | loose)) | _plain(other, SUMMARY)),
        (EXACT_IN_SUMMARY, _marked(SUMMARY, _single(exact))),
        (EXACT_ANYWHERE, exact),
        (OFTEN, _plain(other, MANY) | _marked(MANY, _single(exact))),
    )
    return Sought(
        tuple(filter(None, (exact, _plain(other) | loose))),
        tuple(level for level in levels if level[1]),
        _most(clause),
    )


def together(clauses: Collection[Clause]) -> Needles:
    """Single words next to one another in the title; empty for fewer than two."""
    words = [clause for clause in clauses if clause.kind is Kind.WORD]
    if not words[1:]:
        return frozenset()
    forms = (form for clause in words for form in clause.forms)
    return frozenset({Needle(tuple(f"{TITLE}{form}" for form in forms))})


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
        return frozenset()
    found = stem_beginnings(clause.forms[0], languages)
    return frozenset(Needle((stem,), is_prefix=True) for stem in found)


def _main(clause: Clause) -> Needles:
    if clause.main is None:
        return frozenset()
    return frozenset({Needle((clause.forms[clause.main],))})


def _most(clause: Clause) -> tuple[Needles, ...]:
    """The pairs of a run of signs that may be several words, without knowing where they part."""
    is_run = clause.kind is Kind.WORD and not any(clause.words)
    if not is_run or len(clause.forms) < FEWEST_PAIRS:
        return ()
    return tuple(frozenset({Needle((form,))}) for form in dict.fromkeys(clause.forms))


def _stems(word: str, languages: Collection[str]) -> Iterator[str]:
    if word:
        for language in languages:
            yield from stems(word, language)


def _plain(lexemes: Collection[str], mark: str = "") -> Needles:
    return frozenset(Needle((f"{mark}{lexeme}",)) for lexeme in lexemes)


def _marked(mark: str, needles: Needles) -> Needles:
    return frozenset(
        Needle(tuple(f"{mark}{lexeme}" for lexeme in needle.lexemes), needle.is_prefix)
        for needle in needles
    )


def _single(needles: Needles) -> Needles:
    """Those that need no order: the summary's marked lexemes have none."""
    return frozenset(needle for needle in needles if len(needle.lexemes) == 1)
