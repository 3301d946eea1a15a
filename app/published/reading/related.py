"""Finds releases that are related to one, by places, themes and rare words in common.

The fewer releases have something, the more it counts. A place and those that contain
it count once: a release about Edirne gets the weight of Edirne in all, and any release about
Türkiye that part of it which is the weight of Türkiye. A word counts half as much as a place or
theme of equal rarity, since no editor chose it to say what the release is about.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap
from sqlalchemy import select
from sqlmodel import col

from app.published.document import PublicRelease
from app.published.index.columns import Ordinals, array_of, bitmap_of
from app.published.index.ordering import Order, ScoreOf
from app.published.index.sets import Index
from app.published.models import PublishedRelease
from app.published.reading.document_json import Document
from app.published.reading.reader import Reader
from app.published.search.rare_words import rare_words
from app.published.selection.parameters import Sort
from app.published.terms import LANGUAGE, THEME, WHERE
from app.published.words.analysis import TextFields

# Once so many candidates are found, more frequent terms only order them.
ENOUGH = 1_000
# More candidates are not scored; the newest are taken.
MOST = 20_000
# Of a story only one translation is shown, so as many times the limit are read to fill it.
TRANSLATIONS = 8
# Weight that is added whenever half as many releases have a thing. Weights are whole numbers, so
# that their sums are the same on all machines.
_STEPS, _WORD_STEPS = 32, 16


class Shared(NamedTuple):
    """Something in common: the releases that have it, and the weight that it adds."""

    had: BitMap
    weight: int


def find_related(reader: Reader, document: PublicRelease, limit: int) -> list[Document]:
    """Return at most `limit` listed releases that have something in common, the nearest first.

    Translations of `document` are left out. Of another story one translation is returned, in the
    same language if there is one. Equally near releases are ordered by date, then by id. Runs six
    statements.
    """
    with reader.steady() as index:
        own = index.ordinals(BitMap(_numbers_of(reader, document.story_id)))
        words = rare_words(reader.source, TextFields.of(document))
        shared = [
            *_terms(index, document),
            *(Shared(had, _rarity(index, had, _WORD_STEPS)) for had in words.values()),
        ]
        candidates = _candidates(index, shared) - own
        spoken = index.having(f"{LANGUAGE}{document.language.partition('-')[0].lower()}")
        scores = _scores([*shared, Shared(spoken, 1)])
        order = Order(index.columns, Sort.RELEVANCE, scores)
        cut = order.cut(candidates, limit * TRANSLATIONS, None)
        numbers = [int(index.columns["number"][ordinal]) for ordinal in cut.ordinals]
    return list(reader.documents(_one_of_each_story(reader, numbers)[:limit]))


def _numbers_of(reader: Reader, story_id: UUID) -> Sequence[int]:
    statement = select(col(PublishedRelease.number)).where(
        col(PublishedRelease.story_id) == story_id
    )
    return reader.session.scalars(statement).all()


def _terms(index: Index, document: PublicRelease) -> list[Shared]:
    """Return the places and themes, each with the weight that it adds to those that contain it."""
    added: dict[str, int] = {}
    for chain in _chains(document):
        heights = [*(_rarity(index, index.having(term), _STEPS) for term in chain), 0]
        for term, height, wider in zip(chain, heights, heights[1:], strict=False):
            added.setdefault(term, max(0, height - wider))
    return [Shared(index.having(term), weight) for term, weight in added.items() if weight]


def _chains(document: PublicRelease) -> Iterator[list[str]]:
    """Yield the terms of each place and theme with those that contain it, the nearest first."""
    for place in document.locations:
        # Two releases from the two ends of Asia have nothing in common.
        above = (one for one in place.ancestors if one.kind != "region")
        yield [f"{WHERE}{one.id}" for one in (place, *above)]
    for theme in document.themes:
        yield [f"{THEME}{one.id}" for one in (theme, *theme.ancestors)]


def _rarity(index: Index, had: BitMap, steps: int) -> int:
    """Return how rare a thing is, as a logarithm in whole steps: 0 if all releases have it."""
    return round(steps * float(np.log2(len(index.listed) / len(had)))) if had else 0


def _candidates(index: Index, shared: Sequence[Shared]) -> BitMap:
    found = BitMap()
    # Sets of one size are added together, so that their order does not matter.
    for size in sorted({len(each.had) for each in shared}):
        if len(found) >= ENOUGH:
            break
        found = found.union(found, *(each.had for each in shared if len(each.had) == size))
    if len(found) <= MOST:
        return found
    newest = Order(index.columns, Sort.NEWEST).cut(found, MOST, None)
    return BitMap(newest.ordinals)


def _scores(shared: Sequence[Shared]) -> ScoreOf:
    """Return the function that adds up the weights of all that a release has in common."""

    def scores(ordinals: Ordinals) -> NDArray[np.int64]:
        found = np.zeros(len(ordinals), np.int64)
        among = bitmap_of(ordinals)
        for had, weight in shared:
            found[np.searchsorted(ordinals, array_of(among & had))] += weight
        return found

    return scores


def _one_of_each_story(reader: Reader, numbers: Sequence[int]) -> list[int]:
    if not numbers:
        return []
    number = col(PublishedRelease.number)
    statement = select(number, col(PublishedRelease.story_id)).where(number.in_(numbers))
    story = {row.number: row.story_id for row in reader.session.execute(statement)}
    first: dict[UUID, int] = {}
    for one in numbers:
        if one in story:
            first.setdefault(story[one], one)
    return list(first.values())
