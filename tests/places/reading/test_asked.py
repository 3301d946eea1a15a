"""What is asked for as a place: a name alone or with its region, and what the archive has."""

import pytest
from sqlmodel import Session

from app.db.database import Database
from app.places.meaning import Meaning
from app.places.queries import ensure_places
from app.places.reading.asked import read_asked

LONDON_ONTARIO = "geonames:6058560"
BURLINGTON_VERMONT = "geonames:5234372"
BURLINGTON_ONTARIO = "geonames:5911592"


def read(session: Session, value: str) -> Meaning:
    return read_asked(session, [value])[value]


@pytest.mark.parametrize(
    ("value", "id"),
    [
        ("London, Ontario", LONDON_ONTARIO),
        ("San Francisco, CA", "geonames:5391959"),
        ("Madison, WI", "geonames:5261457"),
        ("Paris, Texas", "geonames:4717560"),
        ("Mexico, MO", "geonames:4398103"),
        ("Washington, D.C.", "geonames:4140963"),
        ("Edirne, TR", "geonames:747712"),
        ("Çeşme, Western Turkey", "geonames:318755"),
        ("Moria, Lesvos", "site:moria-camp"),
        ("Iran, Islamic Republic of", "IR"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Korea, Republic of", "KR"),
        ("Bonaire, Sint Eustatius and Saba", "BQ"),
    ],
)
def test_a_comma_parts_a_name_and_its_region(database: Database, value: str, id: str) -> None:
    with database.read() as session:
        place = read(session, value).place
    assert place is not None
    assert place.id == id


@pytest.mark.parametrize(
    "value",
    ["Edirne, Ankara", "Turkey, Greece", "Mexico, US", "New York, California", "Nowhere, Texas",
     "Paris,", ",", "Guinea, Bissau", "TR, GR", "a, b, c, d, e, f, g, h"],
)  # fmt: skip
def test_a_list_is_no_name(database: Database, value: str) -> None:
    with database.read() as session:
        assert read(session, value) == Meaning(None)


def test_a_state_behind_a_namesake_country_is_asked_back(database: Database) -> None:
    with database.read() as session:
        found = read(session, "Georgia, US")
    assert found.place is None
    assert [place.id for place in found.candidates] == ["US-GA", "GE", "US"]


def test_a_slip_in_a_name_with_its_region_is_asked_back(database: Database) -> None:
    with database.read() as session:
        found = read(session, "San Franzcisco, CA")
    assert found.place is None
    assert [place.id for place in found.candidates] == ["geonames:5391959"]


def test_the_archive_decides_when_it_has_one_of_the_places(database: Database) -> None:
    with database.read() as session:
        assert len(read(session, "Burlington").candidates) > 2
    with database.write() as session:
        ensure_places(session, [BURLINGTON_VERMONT])
    with database.read() as session:
        found = read(session, "Burlington")
    assert found.place is not None
    assert (found.place.id, found.by_use) == (BURLINGTON_VERMONT, True)


def test_the_archive_leaves_open_what_it_has_twice(database: Database) -> None:
    with database.write() as session:
        ensure_places(session, [BURLINGTON_VERMONT, BURLINGTON_ONTARIO])
    with database.read() as session:
        found = read(session, "Burlington")
    assert {place.id for place in found.candidates} == {BURLINGTON_VERMONT, BURLINGTON_ONTARIO}


def test_a_group_is_no_single_member_that_the_archive_has(database: Database) -> None:
    with database.write() as session:
        ensure_places(session, ["TR"])
    with database.read() as session:
        assert read(session, "Middle East").place is None
