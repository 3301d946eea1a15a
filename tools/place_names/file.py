"""Writes the names of places by language: one SQLite file, the same rows for the same packages."""

import sqlite3
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from app.places.gazetteer import Gazetteer, shipped_gazetteer
from tools.place_names.cldr import (
    Name,
    areas,
    cities,
    divisions,
    home_languages,
    namesakes,
)
from tools.place_names.iso_codes import local_divisions, translated_divisions

# `name` holds names of places by the number that they have in the gazetteer file; `home` the
# language that the names of a country's places are in, where that is certain.
SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE name (
    number INTEGER NOT NULL, language TEXT NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (number, language)
) WITHOUT ROWID;
CREATE TABLE home (country TEXT PRIMARY KEY, language TEXT NOT NULL) WITHOUT ROWID;
"""
CLDR = "Unicode CLDR, Unicode License v3"
CLDR_DIVISIONS = "48.2.0"


class NamesReport(NamedTuple):
    """What a names file holds: names, languages, bytes."""

    names: int
    languages: int
    bytes: int


def build_names(target: Path) -> NamesReport:
    """Writes the names file to `target`, in place of what is there. Returns what it holds."""
    known = shipped_gazetteer()
    fresh = target.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    names = sorted(_first_of_each(_names(known)))
    with sqlite3.connect(fresh) as connection:
        connection.executescript("PRAGMA page_size = 8192; PRAGMA journal_mode = OFF;" + SCHEMA)
        connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(_meta().items()))
        connection.executemany("INSERT INTO name VALUES (?, ?, ?)", names)
        connection.executemany("INSERT INTO home VALUES (?, ?)", sorted(home_languages(known)))
    connection.execute("VACUUM")
    connection.close()
    fresh.replace(target)
    languages = {language for _, language, _ in names}
    return NamesReport(len(names), len(languages), target.stat().st_size)


def _names(known: Gazetteer) -> Iterator[Name]:
    """Yields the names of all sources, the surest first."""
    homes = dict(home_languages(known))
    return chain(
        areas(known),
        cities(known),
        divisions(known),
        local_divisions(known, homes),
        namesakes(known),
        translated_divisions(known),
    )


def _first_of_each(names: Iterable[Name]) -> Iterator[Name]:
    seen = set()
    for number, language, name in names:
        if (number, language) not in seen:
            seen.add((number, language))
            yield number, language, name


def _meta() -> dict[str, str]:
    packages = ", ".join(f"{package} {version(package)}" for package in ("babel", "pycountry"))
    return {
        "attribution": "Names of places in other languages: Unicode CLDR and iso-codes",
        "sources": f"{packages}, cldr-subdivisions-full {CLDR_DIVISIONS}",
        "countries, regions, cities, English divisions": CLDR,
        "divisions": "iso-codes, LGPL-2.1-or-later",
        "layout": "1",
    }
