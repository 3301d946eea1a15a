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
from app.published.words.analysis import LONGEST_OFFERED, SHORTEST_OFFERED
from app.published.words.stems import LONGEST, folded
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
_MOST_BEGUN = 5_000
# People write a word as they hear it, so it is mostly vowels that are wrong: medicade is medicaid.
_VOWELS = re.compile("[aeiouyаеиоуыэюя]")


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
    typed = TextQuery(tuple(words), query.phrases, query.excluded).typed()
    better = parse_text(typed, begun=query.is_begun)
    if better is None or len(fulltext.find(source, better).numbers) <= found:
        return None
    return better.typed()


def _corrected(source: Source, clause: Clause) -> Clause | None:
    form = clause.forms[0]
    if clause.kind is ClauseKind.PHRASE or len(clause.forms) > 1 or len(form) < SHORTEST_OFFERED:
        return None
    if shipped_gazetteer().matches(clause.text):
        # A place that no release is about is no slip.
        return None
    if len(fulltext.having(source, clause)) > NEARLY_NOTHING:
        return None
    alone = len(fulltext.find(source, TextQuery((clause,))).numbers)
    if alone > NEARLY_NOTHING:
        return None
    is_open = clause.kind.is_open
    for candidate in _candidates(source.connect(), form, is_open=is_open)[:_TRIED]:
        if candidate.releases >= max(1, alone * MORE_USUAL):
            star = "*" if clause.kind is ClauseKind.PREFIX else ""
            other = parse_text(f"{candidate.word}{star}")
            return other.words[0] if other and other.words != (clause,) else None
    return None


def _candidates(session: Session, form: str, *, is_open: bool = False) -> list[_Candidate]:
    """Return words with nearly the letters of `form`, the nearest first, then the most frequent.

    With `is_open` also words that begin with nearly these letters.
    """
    slips = 2 if len(form) >= LONG else 1
    longest = LONGEST_OFFERED if is_open else len(form) + slips
    # The first letter is seldom wrong, but sometimes the second is typed before it.
    statement = select(PublishedWord.word, PublishedWord.form, PublishedWord.releases).where(
        col(PublishedWord.head).in_(list(form[:2])),
        col(PublishedWord.size).between(len(form) - slips, longest),
    )
    if is_open:
        # These are many more: what few releases have is hardly what is meant.
        statement = statement.order_by(col(PublishedWord.releases).desc()).limit(_MOST_BEGUN)
    rows = session.exec(statement).all()
    forms = [other for _, other, _ in rows]
    nearest: dict[int, int] = {}
    # A slip more or less makes a beginning a letter longer or shorter.
    for length in range(len(form) - 1, len(form) + 2) if is_open else (LONGEST,):
        beginnings = [other[:length] for other in forms]
        near = extract(form, beginnings, scorer=OSA.distance, score_cutoff=slips, limit=None)
        for _, distance, at in near:
            nearest[at] = min(int(distance), nearest.get(at, slips))
    found = [_Candidate(distance, rows[at][2], rows[at][0]) for at, distance in nearest.items()]
    others = (candidate for candidate in found if candidate.distance > 0)
    return sorted(others, key=lambda one: _unlikeliness(form, one))


def _unlikeliness(form: str, one: _Candidate) -> tuple[int, int, str]:
    """Return what orders candidates: a word of the same consonants counts as one slip nearer."""
    alike = _VOWELS.sub("", form) == _VOWELS.sub("", folded(one.word))
    return one.distance - alike, -one.releases * (MORE_USUAL if alike else 1), one.word
