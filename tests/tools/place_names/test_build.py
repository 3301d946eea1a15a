"""The builder of names: the same packages give the file that ships; what is doubtful stays out."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from app.base.language import canonical_language, has_locale, script_of
from app.places.gazetteer import shipped_gazetteer
from app.places.names import NAMES
from tools.place_names import build_names
from tools.place_names.cldr import ENGLISH_DIVISIONS, zone_cities

MOST_BYTES = 4_000_000


def rows(file: Path, asked: str) -> list[tuple[Any, ...]]:
    """All rows of a statement; the bytes of the file also hold the version of SQLite."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(asked).fetchall()


def test_a_build_gives_the_file_that_ships(tmp_path: Path) -> None:
    target = tmp_path / "names.sqlite"
    report = build_names(target)
    for table in ("meta", "name", "home"):
        asked = f"SELECT * FROM {table} ORDER BY 1, 2"
        assert rows(target, asked) == rows(NAMES, asked), table
    assert report.bytes == target.stat().st_size <= MOST_BYTES
    assert report.languages > 80
    assert list(tmp_path.iterdir()) == [target]


def test_every_name_is_of_a_place_and_in_a_language() -> None:
    known = shipped_gazetteer()
    numbers = {number for (number,) in known.rows("SELECT number FROM place", ())}
    assert {number for (number,) in rows(NAMES, "SELECT DISTINCT number FROM name")} <= numbers
    for (tag,) in rows(NAMES, "SELECT DISTINCT language FROM name"):
        assert canonical_language(tag) == tag
        assert has_locale(tag)
    assert rows(NAMES, "SELECT * FROM name WHERE trim(name) = ''") == []


def test_a_name_in_another_script_has_no_latin_letters() -> None:
    asked = "SELECT language, name FROM name WHERE number < -99999 AND name GLOB '*[A-Za-z]*'"
    assert {tag for tag, _ in rows(NAMES, asked) if script_of(tag) != "Latn"} == set()


def test_zones_lead_to_the_city_that_they_are_called_after() -> None:
    known = shipped_gazetteer()
    found = zone_cities(known)
    names = {zone: known.numbered(number) for zone, number in found.items()}
    assert len(found) > 250
    for zone, name in (("Europe/Istanbul", "İstanbul"), ("America/New_York", "New York City")):
        place = names[zone]
        assert place is not None
        assert place.name == name
    assert "America/Guatemala" not in found


def test_divisions_have_english_names() -> None:
    assert ENGLISH_DIVISIONS["BE-BRU"] == "Brussels"
    codes = {code for (code,) in shipped_gazetteer().rows("SELECT code FROM place", ())}
    assert set(ENGLISH_DIVISIONS) <= codes
