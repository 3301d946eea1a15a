"""Suggests words of listed releases for mistyped ones."""

import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract
from sqlmodel import Session, col, select

from app.places.gazetteer import shipped_gazetteer
from app.published.models import PublishedWord
from app.published.search import fulltext
from app.published.search.source import Source
from app.published.words.analysis import SHORTEST_OFFERED
from app.published.words.stems import folded
from app.published.words.text_query import Clause, ClauseKind, TextQuery, parse_text

# A query that finds more than this gets no suggestion.
NEARLY_NOTHING = 2
# Words of so many letters may have two slips, shorter ones one.
LONG = 6
# For a word that some releases have, another is suggested only if so many times as many have it.
MORE_USUAL = 10
# Correcting a word compares it with thousands.
MOST_CORRECTED = 4
_TRIED = 5
# People write a word as they hear it, so it is mostly vowels that are wrong: medicade is medicaid.
_VOWELS = re.compile("[aeiouyаеиоуыэюя]")
_NEAREST = 50


@dataclass(frozen=True)
class _Candidate:
    distance: int
    releases: int
    word: str


def suggest(source: Source, query: TextQuery, found: int) -> str | None:
    """Return a query of nearly the same words that finds more than the `found` ones of this.

    None if this one finds enough, or if nothing better is known.
    """
    if found > NEARLY_NOTHING:
        return None
    words = list(query.words)
    for at, clause in enumerate(words[:MOST_CORRECTED]):
        corrected = _corrected(source, clause)
        if corrected is not None:
            words[at] = corrected
    if tuple(words) == query.words:
        return None
    better = parse_text(TextQuery(tuple(words), query.phrases, query.excluded).canonical())
    if better is None or len(fulltext.find(source, better).numbers) <= found:
        return None
    return better.canonical()


def _corrected(source: Source, clause: Clause) -> Clause | None:
    form = clause.forms[0]
    if clause.kind is not ClauseKind.WORD or len(clause.forms) > 1 or len(form) < SHORTEST_OFFERED:
        return None
    if shipped_gazetteer().matches(clause.text):
        # A place that no release is about is no slip.
        return None
    if len(fulltext.having(source, clause)) > NEARLY_NOTHING:
        return None
    alone = len(fulltext.find(source, TextQuery((clause,))).numbers)
    if alone > NEARLY_NOTHING:
        return None
    for candidate in _candidates(source.connect(), form)[:_TRIED]:
        if candidate.releases >= max(1, alone * MORE_USUAL):
            other = parse_text(candidate.word)
            return other.words[0] if other and other.words != (clause,) else None
    return None


def _candidates(session: Session, form: str) -> list[_Candidate]:
    """Return words with nearly the letters of `form`, the nearest first, then the most frequent."""
    slips = 2 if len(form) >= LONG else 1
    # The first letter is seldom wrong, but sometimes the second is typed before it.
    statement = select(PublishedWord.word, PublishedWord.form, PublishedWord.releases).where(
        col(PublishedWord.head).in_(list(form[:2])),
        col(PublishedWord.size).between(len(form) - slips, len(form) + slips),
    )
    rows = session.exec(statement).all()
    near = extract(
        form,
        [other for _, other, _ in rows],
        scorer=OSA.distance,
        score_cutoff=slips,
        limit=None,
    )
    found = [_Candidate(int(distance), rows[at][2], rows[at][0]) for _, distance, at in near]
    others = (candidate for candidate in found if candidate.distance > 0)
    return sorted(others, key=lambda one: _unlikeliness(form, one))


def _unlikeliness(form: str, one: _Candidate) -> tuple[int, int, str]:
    """Return what orders candidates: a word of the same consonants counts as one slip nearer."""
    alike = _VOWELS.sub("", form) == _VOWELS.sub("", folded(one.word))
    return one.distance - alike, -one.releases * (MORE_USUAL if alike else 1), one.word
