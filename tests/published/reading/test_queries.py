"""What the names of an address mean, from the gazetteer and from what the archive has."""

import pytest

from app.db.database import Database
from app.places.queries import ensure_places
from app.published.reading.queries import match_places
from app.published.reading.snapshot import NameCache
from benchmarks.spellings import LEAST, measure

BURLINGTON_VERMONT = "geonames:5234372"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_spellings_of_places_are_understood_or_asked_back(database: Database) -> None:
    with database.read() as session:
        score = measure(session)
    assert score.spellings == 224
    assert score.mistaken == ()
    assert score.right >= LEAST, score.refused


def test_an_open_name_is_told_with_what_it_may_mean(database: Database) -> None:
    with database.read() as session:
        found = match_places(session, ["Burlington", "Horn of Africa"])
    burlington, horn = found["Burlington"], found["Horn of Africa"]
    assert burlington.id is None
    assert "burlington-ca (Burlington, Ontario, Canada)" in burlington.candidates
    assert burlington.suggestion == "burlington-ca"
    assert horn.suggestion == "djibouti,eritrea,ethiopia,somalia"


def test_a_meaning_by_use_is_not_kept(database: Database) -> None:
    with database.write() as session:
        ensure_places(session, [BURLINGTON_VERMONT])
    names = NameCache()
    with database.read() as session:
        found = names.read(session, match_places, ["Burlington", "Edirne"], 1)
    assert found["Burlington"].id == BURLINGTON_VERMONT
    assert names.find(match_places, ["Edirne"], 1) is not None
    assert names.find(match_places, ["Burlington"], 1) is None


def test_a_list_of_known_names_is_kept(database: Database) -> None:
    names, values = NameCache(), ["edirne", "ankara", "edirne,ankara"]
    with database.read() as session:
        names.read(session, match_places, values, 1)
    found = names.find(match_places, values, 1)
    assert found is not None
    assert found["edirne,ankara"].id is None
