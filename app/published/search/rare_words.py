"""Finds the rare words of a release: what texts have in common beside places and themes."""

from collections.abc import Iterable
from itertools import islice

from pyroaring import BitMap
from sqlmodel import Session, col, select

from app.published.models import PublishedWord
from app.published.search.postings import Word
from app.published.search.source import Source
from app.published.words.analysis import TextFields, Token, tokens
from app.published.words.lexeme_query import LexemeQuery
from app.published.words.stems import folded, lowered

# So many different words are looked up, the first ones: a release says early what it is about.
LOOKED_UP = 80
# So many of the rarest are taken; more would add nothing.
TAKEN = 6
# Pairs of signs have no word counts, so only those of the title are looked up.
PAIRS = 12
# A word is rare if at most a hundredth of the releases have it, or three, but never a quarter.
SHARE, AT_LEAST, NEVER = 100, 3, 4


def rare_words(source: Source, fields: TextFields) -> dict[str, BitMap]:
    """Return the rarest words of a text by form, each with the releases that have it (ordinals).

    Words that no other release has are left out. Runs at most two statements.
    """
    index = source.index
    most = min(max(len(index.listed) // SHARE, AT_LEAST), len(index.listed) // NEVER)
    forms = [*_counted(source.connect(), fields, most), *_pairs(fields.title)]
    if not forms:
        return {}
    words = {form: Word(LexemeQuery((form,))) for form in forms}
    postings = source.postings.of(source.connect, words.values())
    had = {form: index.ordinals(postings[word].numbers) for form, word in words.items()}
    rare = sorted((len(found), form) for form, found in had.items() if 1 < len(found) <= most)
    return {form: had[form] for _, form in rare[:TAKEN]}


def _counted(session: Session, fields: TextFields, most: int) -> list[str]:
    """Return the forms of the rarest words, by the number of releases that have them."""
    texts = (fields.title, fields.summary, fields.body)
    found = (token for text in texts for token in tokens(text) if token.word)
    words = list(islice(_written(found), LOOKED_UP))
    statement = select(PublishedWord.word, PublishedWord.form, PublishedWord.releases).where(
        col(PublishedWord.word).in_(words), col(PublishedWord.releases).between(2, most)
    )
    rows = sorted((releases, form, word) for word, form, releases in session.exec(statement))
    return list(dict.fromkeys(form for _, form, _ in rows))[:TAKEN]


def _written(found: Iterable[Token]) -> Iterable[str]:
    """Yield each word as the word counts know it: as written in lower case, and its form."""
    seen: set[str] = set()
    for token in found:
        for word in (lowered(token.word), folded(token.word)):
            if word not in seen:
                seen.add(word)
                yield word


def _pairs(title: str) -> list[str]:
    pairs = (token.form for token in tokens(title) if not token.word and not token.tail)
    return list(islice(dict.fromkeys(pairs), PAIRS))
