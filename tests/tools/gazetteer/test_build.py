"""The builder: the same packages give the file that ships, and its rules on small input."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.places.gazetteer import DATA
from tools.gazetteer import build
from tools.gazetteer.cities import is_printed_name, own_letters
from tools.gazetteer.collect import give_slugs
from tools.gazetteer.entry import ALIAS, FOREIGN, MAIN, Entry


def rows(file: Path, table: str) -> list[tuple[Any, ...]]:
    """All rows; the bytes of the file also hold the version of SQLite."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()


def test_a_build_gives_the_file_that_ships(tmp_path: Path) -> None:
    target = tmp_path / "gazetteer.sqlite"
    report = build(target)
    for table in (
        "meta",
        "zone",
        "place",
        "code",
        "name",
        "label",
        "extra_parent",
        "tail",
        "spelt",
        "centre",
    ):
        assert rows(target, table) == rows(DATA, table), table
    assert report.bytes == target.stat().st_size
    assert report.places["country"] == 250
    assert report.places["city"] > 80_000
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("name", ["Genf", "جنيف", "Åbo", "İzmir", "'s-Hertogenbosch", "N’Djamena"])
def test_a_name_that_texts_print_is_kept(name: str) -> None:
    assert is_printed_name(name)


@pytest.mark.parametrize("name", ["IST", "ai di er nei", "xe dirne", "ʿediriነ", "Zone 5", "A, B"])
def test_codes_and_romanised_names_are_left_out(name: str) -> None:
    assert not is_printed_name(name)


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (("Istanbul", "TR", ["Istanbúl", "İstanbul"]), "İstanbul"),
        (("Edirne", "TR", ["Edirnė", "Édirne"]), "Edirne"),
        (("Çeşme", "TR", []), "Çeşme"),
        (("Geneva", "CH", ["Genèva"]), "Geneva"),
    ],
)
def test_a_turkish_city_has_its_own_letters(record: tuple[Any, ...], name: str) -> None:
    members = dict(zip(("name", "countrycode", "alternatenames"), record, strict=True))
    assert own_letters(members) == name


def entry(number: int, kind: str, name: str, people: int = 0, **more: Any) -> Entry:
    made = Entry(number, kind, name, more.pop("parent", None), population=people, **more)
    made.add_name(name, MAIN)
    return made


def test_the_bare_slug_goes_to_the_place_that_most_people_mean() -> None:
    land = entry(-1, "country", "Georgia", 3, country="GE", codes=["GE"])
    state = entry(-2, "division", "Georgia", 10_000_000, country="US", codes=["US-GA"])
    large = entry(1, "city", "Rome", 2_000_000, country="IT")
    small = entry(2, "city", "Rome", 36_000, country="US", parent=-2)
    least = entry(3, "city", "Rome", 1_000, country="US", parent=-2)
    last = entry(4, "city", "Rome", 900, country="US", parent=-2)
    give_slugs([last, least, small, large, state, land], ["GE", "US-GA"])
    forms = [found.slug_form for found in (land, state, large, small, least, last)]
    assert forms == [0, 1, 0, 1, 2, 3]


def test_codes_and_names_of_countries_are_nobody_elses_slug() -> None:
    land = entry(-1, "country", "Türkiye", country="TR", codes=["TR", "CAN"])
    land.add_name("Turkey", ALIAS)
    city = entry(1, "city", "Çan", 30_000, country="TR")
    town = entry(2, "city", "Turkey", 500, country="US")
    give_slugs([land, city, town], ["TR", "CAN"])
    assert [found.slug_form for found in (land, city, town)] == [0, 1, 1]


def test_the_best_rank_of_a_name_is_kept() -> None:
    place = entry(1, "city", "Genève")
    place.add_name("Geneve", FOREIGN)
    place.add_name("Genf", FOREIGN)
    place.add_name("…", MAIN)
    assert place.names == {"geneve": MAIN, "genf": FOREIGN}
