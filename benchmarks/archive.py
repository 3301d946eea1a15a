"""A made-up archive of any size: places and themes skewed, words as rare and frequent as in texts.

The same number gives the same archive. Documents go straight to the read model: what is measured
over it reads and never edits.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from typing import Generic, TypeVar

from sqlmodel import Session

from app.base import ids
from app.changes.log import ChangeKind
from app.db.database import Database
from app.places.gazetteer import shipped_gazetteer
from app.places.shapes import PlacePath, describe
from app.published.document import Organisation, PlaceRole, PublicRelease, ReleasePlace
from app.published.store import fulltext_storage, writer
from app.published.store.fulltext_storage import Words, words_of
from app.published.store.rows import prepare
from app.themes.queries import list_themes
from tests.factories import a_document, a_theme

BATCH = 500
# Of larger archives texts repeat: analysed once each. Ever new ones would take an hour a million.
TEXTS = 4_000
NEWEST = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = 15 * 365
# How often the n-th most frequent comes: Zipf's law, which words and names of places follow.
SKEW = 1.0
COUNTRIES = ("TR", "SY", "UA", "GR", "LB", "SD", "YE", "CO", "CH", "FR", "US", "KE", "AF", "BD")
CITIES_OF_EACH = 60
LANGUAGES = ("en", "en", "en", "fr", "es", "ar", "tr")
KINDS = ("press_release", "press_release", "press_release", "statement", "feature", "event")
ORGANISATIONS = 40
VOCABULARY = 30_000
WORDS = {"title": 9, "summary": 25, "body_text": 130}
_SYLLABLES = [first + vowel for first in "bcdfglmnprstvz" for vowel in "aeiou"]
Value = TypeVar("Value")
_ROLES = ((PlaceRole.DATELINE, PlaceRole.ABOUT), (PlaceRole.ABOUT,))


class Skewed(Generic[Value]):
    """Draws from a list, the first most often."""

    def __init__(self, values: Sequence[Value], chance: random.Random) -> None:
        self._values = values
        self._weights = list(accumulate(1 / rank**SKEW for rank in range(1, len(values) + 1)))
        self._chance = chance

    def draw(self, count: int) -> list[Value]:
        """`count` values, some maybe the same."""
        return self._chance.choices(self._values, cum_weights=self._weights, k=count)


def word(number: int) -> str:
    """The word of this rank: always the same, short for frequent ones."""
    made = _SYLLABLES[number % len(_SYLLABLES)]
    while number := number // len(_SYLLABLES):
        made += _SYLLABLES[number % len(_SYLLABLES)]
    return f"{made}n"


@dataclass(frozen=True)
class _Text:
    """What is written in a release, and its words once they are analysed."""

    members: Mapping[str, str]
    words: list[Words]


def fill(database: Database, count: int, texts: int = TEXTS, languages: Sequence[str] = ()) -> None:
    """Put `count` releases of at most so many texts into the read model, in some transactions.

    With `languages` as many stories, each with a release in every one of them.
    """
    documents = _documents(database, count, texts)
    if languages:
        documents = _translated(documents, languages)
    while batch := list(islice(documents, BATCH)):
        with database.write() as session:
            # A file that is being made is worth nothing before it is complete.
            _hurry(session)
            writer.put_many(session, [_publication(*each, database.is_sqlite) for each in batch])
    # Like a server that has run for a minute (`store/segments.py`).
    with database.write() as session:
        fulltext_storage.optimize(session)


def _hurry(session: Session) -> None:
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA cache_size = -300000")


def _publication(document: PublicRelease, text: _Text, is_sqlite: bool) -> writer.Publication:
    at, kind = document.modified_at, ChangeKind.PUBLISHED
    made = prepare(document, at, kind)
    if not text.words:
        text.words.append(words_of(made.fields, is_sqlite=is_sqlite))
    return writer.Publication(document, at, kind, prepared=replace(made, words=text.words[0]))


def _documents(database: Database, count: int, texts: int) -> Iterator[tuple[PublicRelease, _Text]]:
    chance = random.Random(count)
    with database.read() as session:
        themes = [a_theme(theme.id, *_above(theme.parent_id)) for theme in list_themes(session)]
    places = Skewed(_places(), chance)
    drawn_themes = Skewed(themes, chance)
    names = [f"Organisation {number}" for number in range(ORGANISATIONS)]
    organisations = Skewed([_organisation(name) for name in names], chance)
    written = _texts(min(count, texts), chance)
    for number in range(count):
        at = NEWEST - timedelta(seconds=chance.randrange(DAYS * 86_400))
        text = written[number % len(written)]
        document = a_document(
            **text.members,
            slug=f"release-{number}",
            kind=chance.choice(KINDS),
            organisation=organisations.draw(1)[0],
            locations=tuple({place.id: place for place in places.draw(2)}.values()),
            themes=tuple({theme.id: theme for theme in drawn_themes.draw(2)}.values()),
            published_at=at,
            first_public_at=at,
            modified_at=at,
        )
        yield document, text


def _translated(
    documents: Iterator[tuple[PublicRelease, _Text]], languages: Sequence[str]
) -> Iterator[tuple[PublicRelease, _Text]]:
    for document, text in documents:
        for language in languages:
            made = {"id": ids.new_id(), "slug": f"{document.slug}-{language}"}
            yield document.model_copy(update={**made, "language": language}), text


def _texts(count: int, chance: random.Random) -> list[_Text]:
    # The language is that of a text: words are stemmed by it.
    words = Skewed([word(number) for number in range(VOCABULARY)], chance)
    return [
        _Text(
            {
                "language": chance.choice(LANGUAGES),
                **{field: " ".join(words.draw(length)) for field, length in WORDS.items()},
            },
            [],
        )
        for _ in range(count)
    ]


def _organisation(name: str) -> Organisation:
    return Organisation(id=name.lower().replace(" ", "-"), name=name)


def _above(parent: str | None) -> tuple[str, ...]:
    return () if parent is None else (parent,)


def _places() -> list[ReleasePlace]:
    """The biggest cities of each country, one country after the other in turn."""
    known = shipped_gazetteer()
    cities = []
    for country in COUNTRIES:
        below = [
            city for division in known.children(country) for city in known.children(division.id)
        ]
        below.sort(key=lambda city: -city.population)
        cities.append(below[:CITIES_OF_EACH])
    ordered = [each[rank] for rank in range(CITIES_OF_EACH) for each in cities if rank < len(each)]
    return [
        ReleasePlace(**describe(PlacePath(city, known.ancestors(city.id))), roles=_ROLES[rank % 2])
        for rank, city in enumerate(ordered)
    ]
