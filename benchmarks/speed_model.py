"""What the product has to answer, computed without it: one look at each document, no index.

Knows the filters that the benchmark asks with: `location`, `theme`, `date` (a year, a month, or two
days), `language`, `kind`, `organisation`, and words in `q`, all of them wanted.
"""

import json
import re
from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from sqlmodel import col, func, select

from app.base.settings import Settings
from app.db.database import Database
from app.published.models import PublishedRelease
from app.published.words.stems import stems

PAGE = 20
_AT_ONCE = 1_000
_WORD = re.compile(r"[^\W_]+")
# The filter that a facet leaves aside; each of the others has its own name.
_OWN = {"year": "date", "month": "date"}
FACETS = ("location", "theme", "kind", "language", "organisation", "year", "month")
Member = dict[str, Any]


class Document:
    """A stored public document, and what filters find it by."""

    def __init__(self, text: str) -> None:
        self.members: Member = json.loads(text)
        # Undated releases come last.
        self.at: str = self.members["published_at"] or ""
        organisation = self.members["organisation"]
        self.values: dict[str, set[str]] = {
            "location": _with_wider(self.members["locations"]),
            "theme": _with_wider(self.members["themes"]),
            "kind": {self.members["kind"]},
            "language": {self.members["language"]},
            "organisation": set() if organisation is None else {organisation["id"]},
            "year": {self.at[:4] or "unknown"},
            "month": {self.at[:7] or "unknown"},
        }

    @property
    def order(self) -> tuple[str, str]:
        """What lists are ordered by."""
        return self.at, self.members["id"]

    @cached_property
    def words(self) -> set[str]:
        """Its words and their stems in its own language."""
        language = self.members["language"]
        fields = (self.members[name] or "" for name in ("title", "subtitle", "summary"))
        text = " ".join((*fields, self.members["body_text"])).lower()
        written = set(_WORD.findall(text))
        return written.union(*(stems(word, language) for word in written))

    def says(self, word: str) -> bool:
        """Whether it has the word in any form."""
        return word in self.words or not self.words.isdisjoint(
            stems(word, self.members["language"])
        )


class Expectation:
    """The answer to one selection, from the documents that it is shown."""

    def __init__(self, parameters: Mapping[str, str], *, facets: bool = False) -> None:
        self.parameters = parameters
        self.total = 0
        # The newest, the oldest of them first.
        self._newest: list[tuple[tuple[str, str], Member]] = []
        self.ids: set[str] = set()
        self.counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS if facets}

    @property
    def newest(self) -> list[Member]:
        """The first page of the list."""
        return [members for _, members in reversed(self._newest)]

    def see(self, document: Document) -> None:
        """Take in one document."""
        failed = {name for name in self.parameters if not self._holds(name, document)}
        for facet, counted in self.counts.items():
            if failed <= {_OWN.get(facet, facet)}:
                counted.update(document.values[facet])
        if failed:
            return
        self.total += 1
        if "q" in self.parameters:
            self.ids.add(document.members["id"])
        if len(self._newest) < PAGE or document.order > self._newest[0][0]:
            insort(self._newest, (document.order, document.members), key=lambda pair: pair[0])
            del self._newest[:-PAGE]

    def _holds(self, name: str, document: Document) -> bool:
        wanted = self.parameters[name]
        match name:
            case "date":
                first, _, last = wanted.partition("/")
                last = last or first
                return document.at >= first and document.at[: len(last)] <= last
            case "q":
                return all(document.says(word) for word in wanted.split())
            case _:
                return wanted in document.values[name]


def documents(settings: Settings, most: int | None = None) -> Iterator[Document]:
    """All public documents, or the first `most`, in the order in which they were published."""
    with Database(settings) as database, database.read() as session:
        last, seen = -1, 0
        while most is None or seen < most:
            rows = session.exec(
                select(PublishedRelease.number, PublishedRelease.document)
                .where(col(PublishedRelease.number) > last, col(PublishedRelease.listed))
                .order_by(col(PublishedRelease.number))
                .limit(_AT_ONCE if most is None else min(_AT_ONCE, most - seen))
            ).all()
            if not rows:
                return
            yield from (Document(text) for _, text in rows if text is not None)
            last, seen = rows[-1][0], seen + len(rows)


def count(settings: Settings) -> int:
    """How many public documents there are."""
    with Database(settings) as database, database.read() as session:
        listed = col(PublishedRelease.listed)
        return session.exec(select(func.count()).where(listed)).one()


def show_all(settings: Settings, expectations: Iterable[Expectation]) -> None:
    """Show every document to every expectation."""
    told = tuple(expectations)
    for document in documents(settings):
        for expectation in told:
            expectation.see(document)


def _with_wider(values: Iterable[Member]) -> set[str]:
    return {each["id"] for value in values for each in (value, *value["ancestors"])}
