"""What readers ask: selections of a skewed archive, none of them asked twice."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import urlencode

from benchmarks import archive
from benchmarks.speed_load import Request
from benchmarks.speed_model import Document

LIST = "/v1/releases"
FACETS = f"{LIST}/facets"
Parameters = dict[str, str]
Draw = Callable[[], Parameters]
# From the hundredth most frequent word on: nobody searches for «the» and «of».
_WORDS = frozenset(archive.word(number) for number in range(100, archive.VOCABULARY))
_FILTERS = ("location", "theme", "date", "language", "kind", "organisation")


def to(path: str, parameters: Mapping[str, str]) -> Request:
    """The request for a selection."""
    return Request(f"{path}?{urlencode(parameters, safe=',:/')}")


class Questions:
    """Draws selections from what releases of an archive have, so that most find something."""

    def __init__(self, known: Sequence[Document], seed: int) -> None:
        self._known = known
        self._chance = random.Random(seed)

    def filters(self) -> Iterator[Parameters]:
        """A place, a theme and a date, each wide or narrow."""
        return self._new(self._filter)

    def searches(self) -> Iterator[Parameters]:
        """Two words of a release, and one filter that it passes."""
        return self._new(self._search)

    def narrowed(self) -> Iterator[Parameters]:
        """One to three filters of any kind, for facets."""
        return self._new(self._narrowed)

    def wide(self) -> Iterator[Parameters]:
        """A country and all years from a day on: more than a page in an archive of any size."""
        return self._new(self._wide)

    def _new(self, draw: Draw) -> Iterator[Parameters]:
        seen = set()
        while True:
            parameters = draw()
            marked = tuple(parameters.items())
            if marked not in seen:
                seen.add(marked)
                yield parameters

    def _filter(self) -> Parameters:
        document = self._chance.choice(self._known)
        # The date of another release: what is asked for need not be there.
        other = self._chance.choice(self._known)
        return {
            "location": self._one("location", document),
            "theme": self._one("theme", document),
            "date": self._date(other),
        }

    def _search(self) -> Parameters:
        while True:
            document = self._chance.choice(self._known)
            words = sorted(document.words & _WORDS)
            if len(words) >= 2:
                break
        name = self._chance.choice(("location", "theme", "date", "language"))
        value = self._date(document) if name == "date" else self._one(name, document)
        return {"q": " ".join(self._chance.sample(words, 2)), name: value}

    def _narrowed(self) -> Parameters:
        document = self._chance.choice(self._known)
        names = self._chance.sample(_FILTERS, self._chance.randint(1, 3))
        # A day more or less makes it one that was never asked.
        dated = names if "date" in names else [*names, "date"]
        return {
            name: self._between(document) if name == "date" else self._one(name, document)
            for name in dated
        }

    def _wide(self) -> Parameters:
        country = self._chance.choice(archive.COUNTRIES[:3])
        return {"location": country, "date": f"{self._day(2012, 2016)}/2026-12-31"}

    def _one(self, name: str, document: Document) -> str:
        values = sorted(document.values[name])
        return self._chance.choice(values) if values else {"location": "TR"}.get(name, "health")

    def _date(self, document: Document) -> str:
        kind = self._chance.random()
        if kind < 0.4:
            return document.at[:7]
        return document.at[:4] if kind < 0.6 else self._between(document)

    def _between(self, document: Document) -> str:
        """From a day some years before a release to one some years after it."""
        year = int(document.at[:4])
        return f"{self._day(year - 3, year - 1)}/{self._day(year + 1, year + 3)}"

    def _day(self, first: int, last: int) -> str:
        year = self._chance.randint(first, last)
        return f"{year}-{self._chance.randint(1, 12):02}-{self._chance.randint(1, 28):02}"
