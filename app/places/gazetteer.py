"""The gazetteer: places of the world, looked up in a read-only file that ships with the product.

Memory holds only recent look-ups; one takes some tens of microseconds.
Place data © GeoNames, CC BY 4.0, https://www.geonames.org.
"""

import re
import sqlite3
import threading
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from app.base.text import slugify
from app.places.meaning import Meaning, meaning_of
from app.places.naming import place_key, spellings, without_kind
from app.places.place import (
    DIVISION_WEIGHT,
    KINDS,
    NameMatch,
    PlaceRecord,
    written_slug,
)

DATA = Path(__file__).parent / "data" / "gazetteer.sqlite"
ATTRIBUTION = "Place data © GeoNames, CC BY 4.0, https://www.geonames.org"

# The file keeps hundred-thousandths of a degree: about a metre.
DEGREE = 100_000
# The number of a kind in the file.
_DIVISION = KINDS.index("division")

# Only long names of great cities are corrected.
GREAT_CITY = 500_000
SHORTEST_MISSPELT = 7
SHORTEST_NEAR = 3
LONGEST_NUMBER = 12

_CACHE_KB = 512

_COLUMNS = (
    "p.number, p.kind, p.name, p.code, p.parent, p.country, p.latitude, p.longitude, p.population,"
    " (SELECT z.name FROM zone z WHERE z.number = p.zone), p.slug_form"
)
_CODE = re.compile(r"[a-z]{2,3}|[a-z]{2}-[a-z0-9]{1,3}|\d{3}", re.IGNORECASE)

_Row = tuple[
    int, int, str, str | None, int | None, str | None, int | None, int | None, int, str | None, int
]


class ReadOnlyFile:
    """A SQLite file that never changes.

    Each thread has its own connection, with `cache_kb` of pages, and waits for none.
    """

    def __init__(self, path: Path, cache_kb: int) -> None:
        self._path = path
        self._cache_kb = cache_kb
        self._local = threading.local()

    def rows(self, statement: str, values: Iterable[object]) -> list[Any]:
        """Returns all rows of a statement."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._open()
        rows: list[Any] = connection.execute(statement, tuple(values)).fetchall()
        return rows

    def _open(self) -> sqlite3.Connection:
        # `immutable`: no lock, no journal; the file may lie on read-only media.
        address = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, uri=True)
        # The page cache of the system serves all threads. Mapped pages would count as memory of
        # the process, once for each thread.
        connection.execute(f"PRAGMA cache_size = -{self._cache_kb}")
        return connection


class Gazetteer:
    """Look-ups in the gazetteer file. Safe to share between threads; opening costs nothing."""

    def __init__(self, path: Path = DATA) -> None:
        self._file = ReadOnlyFile(path, _CACHE_KB)
        self.numbered = lru_cache(maxsize=8192)(self._read_place)
        self._coded = lru_cache(maxsize=8192)(self._read_coded)
        self._named = lru_cache(maxsize=8192)(self._read_named)
        self._countries_in = lru_cache(maxsize=8)(self._read_countries_in)
        self._labels = lru_cache(maxsize=512)(self._read_labels)
        self._ancestors = lru_cache(maxsize=2048)(self._read_ancestors)
        # Read in 2 to 25 ms, compared with in less than one: 0.7 MB at most.
        self._initialled = lru_cache(maxsize=32)(self._read_initialled)

    def about(self) -> dict[str, str]:
        """Returns the attribution, the sources and the layout of the file."""
        return dict(self.rows("SELECT name, value FROM meta", ()))

    def get(self, place_id: str) -> PlaceRecord | None:
        """The place with this id («geonames:747712», «TR-22», «TR», «145»), or None."""
        number = self.number_of(place_id)
        return None if number is None else self.numbered(number)

    def ancestors(self, place_id: str) -> tuple[PlaceRecord, ...]:
        """Returns the containing places, nearest first, up to the world; none for an unknown id."""
        number = self.number_of(place_id)
        return () if number is None else self._ancestors(number)

    def children(self, place_id: str) -> list[PlaceRecord]:
        """Returns the places directly inside this one, in order of their names."""
        number = self.number_of(place_id)
        if number is None:
            return []
        rows = self.rows(
            f"SELECT {_COLUMNS} FROM place p WHERE p.parent = ?1 AND p.kind <> 3"
            f" UNION ALL SELECT {_COLUMNS} FROM place p WHERE p.parent = ?1 AND p.kind = 3",
            (number,),
        )
        return sorted((self._build(row) for row in rows), key=lambda place: place_key(place.name))

    def find(self, value: str) -> PlaceRecord | None:
        """Returns the one place that `value` means, or None; see `meaning`."""
        return self.meaning(value).place

    def meaning(self, value: str) -> Meaning:
        """Returns what `value` means: an id, an ISO 3166 or M49 code, a slug, or a name."""
        place = self.get(value)
        if place is None and _CODE.fullmatch(value):
            place = self.get(value.upper())
        if place is None:
            place = self._by_slug(value)
        return Meaning(place) if place else self._meaning_of_name(value)

    def _meaning_of_name(self, name: str) -> Meaning:
        members = self.group(name)
        if members:
            return Meaning(None, members, group=True)
        found = self.matches(name)
        return meaning_of(name, found) if found else self._division_of_kind(name)

    def _division_of_kind(self, name: str) -> Meaning:
        """Returns the division that a name with its kind means: «Tigray Region», «Edirne ili»."""
        inner = without_kind(name)
        divisions = self.matches(inner) if inner else ()
        return meaning_of(name, [one for one in divisions if one.place.kind == "division"])

    def group(self, name: str) -> tuple[PlaceRecord, ...]:
        """Returns the members of a group of places, such as «Middle East»; none for other names."""
        rows = self.rows("SELECT number FROM member WHERE key = ?", (place_key(name),))
        members = (self.numbered(number) for (number,) in rows)
        return tuple(sorted(filter(None, members), key=lambda place: place_key(place.name)))

    def named(self, name: str) -> list[PlaceRecord]:
        """Returns every place with that name in any language, biggest first."""
        return [found.place for found in self.matches(name)]

    def matches(self, name: str) -> tuple[NameMatch, ...]:
        """Returns `named` with the weight of each. «St.» and «Saint» stand for one another."""
        for key in spellings(name):
            found = self._named(key)
            if found:
                return found
        return ()

    def matches_key(self, key: str) -> tuple[NameMatch, ...]:
        """Returns the matches of a key that `place_key` made."""
        return self._named(key)

    def names(self, place_id: str) -> dict[str, str]:
        """Returns names by language (BCP 47) of a country or region; none for other kinds."""
        return dict(self._labels(place_id))

    def _read_labels(self, place_id: str) -> tuple[tuple[str, str], ...]:
        number = self.number_of(place_id)
        rows = self.rows("SELECT language, name FROM label WHERE number = ?", (number,))
        return tuple((language, name) for language, name in rows)

    def countries_in(self, language: str) -> tuple[tuple[str, PlaceRecord], ...]:
        """Returns each country with its name in `language`, for scripts without spaces."""
        return self._countries_in(language)

    def _read_countries_in(self, language: str) -> tuple[tuple[str, PlaceRecord], ...]:
        rows = self.rows(
            "SELECT l.name, l.number FROM label l JOIN place p USING (number)"
            " WHERE l.language = ? AND p.kind = 1 ORDER BY length(l.name) DESC, l.number",
            (language,),
        )
        return tuple((name, place) for name, number in rows if (place := self.numbered(number)))

    def population_of(self, name: str) -> int:
        """Returns the population of the biggest place of that name, 0 if none has it.

        A tenth counts of a city that only another language calls so.
        """
        found = self.matches(name) or self.misspelt(name)
        return max((match.known_people for match in found), default=0)

    def misspelt(self, name: str) -> tuple[NameMatch, ...]:
        """Returns the great cities whose names are one letter off («WASHGINTON»)."""
        key = place_key(name)
        if len(key) < SHORTEST_MISSPELT:
            return ()
        close = {known for form in _one_less(key) for known in self._great_cities.get(form, ())}
        return tuple(match for known in sorted(close) for match in self._named(known))

    @cached_property
    def _great_cities(self) -> dict[str, tuple[str, ...]]:
        rows = self.rows(
            "SELECT name FROM place WHERE population >= ? AND kind = 3 ORDER BY number",
            (GREAT_CITY,),
        )
        keys = dict.fromkeys(place_key(name) for (name,) in rows)
        found: dict[str, tuple[str, ...]] = {}
        for key in (key for key in keys if len(key) >= SHORTEST_MISSPELT):
            for form in _one_less(key):
                found[form] = (*found.get(form, ()), key)
        return found

    def nearest_slugs(self, value: str, count: int = 3) -> list[str]:
        """Returns slugs of places with a name like `value`, the nearest first."""
        return [place.slug for place in self.nearest(value, count)]

    def nearest(
        self, name: str, count: int = 3, within: str | None = None, cutoff: int = 75
    ) -> list[PlaceRecord]:
        """Returns places with a main name like `name`, the nearest first.

        Compares names with the same first letter; without `within` (a country code) it leaves out
        cities of fewer than 15,000 people.
        """
        key = place_key(name)
        if len(key) < SHORTEST_NEAR:
            return []
        numbers = self._initialled(key[0], within)
        close = process.extract(
            key, numbers.keys(), scorer=fuzz.ratio, score_cutoff=cutoff, limit=count
        )
        return [place for known, *_ in close if (place := self.numbered(numbers[known]))]

    def _by_slug(self, value: str) -> PlaceRecord | None:
        """Returns the place of a slug with more than a name; a bare one is looked up as a name."""
        slug = slugify(value)
        words = slug.split("-")
        for length in range(len(words) - 1, max(0, len(words) - 4), -1):
            for found in self._named(place_key(" ".join(words[:length]))):
                if found.place.slug == slug:
                    return found.place
        return None

    def _read_initialled(self, letter: str, within: str | None) -> dict[str, int]:
        """The names that `nearest` compares with, each with the number of its largest place."""
        rows = self.rows(
            "SELECT n.key, p.number FROM name n JOIN place p USING (number)"
            " WHERE n.key >= ? AND n.key < ? AND n.rank < 2"
            " AND (p.country = ? OR ? IS NULL AND (p.kind < 3 OR p.population >= 15000))"
            " ORDER BY p.population * CASE p.kind WHEN 2 THEN ? ELSE 1 END DESC",
            (letter, letter + "\U0010ffff", within, within, DIVISION_WEIGHT),
        )
        numbers: dict[str, int] = {}
        for key, number in rows:
            numbers.setdefault(key, number)
        return numbers

    def _read_named(self, key: str) -> tuple[NameMatch, ...]:
        rows = self.rows(
            f"SELECT n.rank, c.number IS NOT NULL, {_COLUMNS}"
            " FROM name n JOIN place p USING (number) LEFT JOIN known c USING (number)"
            " WHERE n.key = ?",
            (key,),
        )
        found = [NameMatch(self._build(row[2:]), row[0], bool(row[1])) for row in rows]
        return tuple(sorted(found, key=lambda match: (-match.weight, match.place.id)))

    def _read_ancestors(self, number: int) -> tuple[PlaceRecord, ...]:
        found: list[PlaceRecord] = []
        current = self.numbered(number)
        while current is not None and current.parent is not None:
            extra = self._extra_parent(current)
            current = self.get(current.parent)
            found += [place for place in (extra, current) if place is not None]
        return tuple(dict.fromkeys(found))

    def _extra_parent(self, place: PlaceRecord) -> PlaceRecord | None:
        if place.kind != "region":
            return None
        rows = self.rows("SELECT parent FROM extra_parent WHERE number = ?", (-int(place.id),))
        return self.numbered(rows[0][0]) if rows else None

    def number_of(self, place_id: str) -> int | None:
        """Returns the key of a place in the file, None for an unknown id."""
        scheme, _, rest = place_id.partition(":")
        if scheme == "geonames" and rest.isascii() and rest.isdigit():
            return int(rest) if len(rest) < LONGEST_NUMBER else None
        return self._coded(place_id)

    def _read_coded(self, code: str) -> int | None:
        rows = self.rows("SELECT number FROM code WHERE code = ?", (code,))
        return rows[0][0] if rows else None

    def _read_place(self, number: int) -> PlaceRecord | None:
        rows = self.rows(f"SELECT {_COLUMNS} FROM place p WHERE p.number = ?", (number,))
        return self._build(rows[0]) if rows else None

    def _build(self, row: _Row) -> PlaceRecord:
        number, kind, name, code, parent, country, latitude, longitude, people, zone, form = row
        within = None if parent is None else self.numbered(parent)
        above = within.id if within else None
        return PlaceRecord(
            id=code or f"geonames:{number}",
            kind=KINDS[kind],
            name=name,
            slug=written_slug(name, form, country, code if kind == _DIVISION else above, number),
            code=code if code and ":" not in code else None,
            country=country,
            latitude=None if latitude is None else latitude / DEGREE,
            longitude=None if longitude is None else longitude / DEGREE,
            population=people,
            timezone=zone,
            parent=above,
        )

    def rows(self, statement: str, values: Iterable[object]) -> list[Any]:
        """Runs a statement on the file; `tools/gazetteer/file.py` describes the tables."""
        return self._file.rows(statement, values)


@lru_cache(maxsize=1)
def shipped_gazetteer() -> Gazetteer:
    """Returns the gazetteer that ships with the product, one for the process."""
    return Gazetteer()


def _one_less(key: str) -> set[str]:
    """Returns the key, and every form of it with one letter removed.

    Two keys that share a form differ by one extra, missing, wrong or transposed letter.
    """
    return {key} | {key[:at] + key[at + 1 :] for at in range(len(key))}
