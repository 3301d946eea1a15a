"""The rules of the builder on small input; `.ci/run` builds the whole file and compares it."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from app.places.gazetteer import DATA
from tools.gazetteer.cities import is_nickname, is_printed_name, known_cities, own_letters
from tools.gazetteer.collect import give_slugs
from tools.gazetteer.entry import ALIAS, FOREIGN, MAIN, Entry
from tools.gazetteer.groups import GROUPS
from tools.gazetteer.own_sites import SITES


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


@pytest.mark.parametrize(
    ("other", "name"),
    [("Garden City", "Singapore"), ("The Windy City", "Chicago"), ("White House", "Casablanca")],
)
def test_a_description_is_no_name(other: str, name: str) -> None:
    assert is_nickname(other, name)


@pytest.mark.parametrize(
    ("other", "name"),
    [("Davao City", "Davao"), ("City of London", "London"), ("Genf", "Geneva"), ("Kiev", "Kyiv")],
)
def test_a_name_that_says_city_is_one(other: str, name: str) -> None:
    assert not is_nickname(other, name)


def test_a_name_of_several_places_is_nobodys_bare_slug() -> None:
    land = entry(-1, "country", "Canada", 3, country="CA", codes=["CA"])
    large = entry(1, "city", "Burlington", 180_000, country="CA")
    small = entry(2, "city", "Burlington", 60_000, country="US")
    give_slugs([land, large, small], ["CA"])
    assert [found.slug_form for found in (large, small)] == [1, 1]


def test_every_capital_is_kept_whatever_its_size() -> None:
    known = known_cities()
    # Palikir, Vaduz, Ngerulmud, Valletta, Lampedusa.
    assert {2081986, 3042030, 8063361, 2562305, 2524459} <= known
    assert 240 < len(known) < 280


def test_own_tables_name_places_that_there_are() -> None:
    with closing(sqlite3.connect(f"{DATA.as_uri()}?mode=ro", uri=True)) as connection:
        codes = {code for (code,) in connection.execute("SELECT code FROM code")}
    assert {site.within for site in SITES} <= codes
    assert {code for members in GROUPS.values() for code in members} <= codes
    assert len({site.id for site in SITES}) == len(SITES) > 50
