"""What editors called places is found by its look-up form, kept in memory or not."""

import pytest

from app.db.database import Database
from app.places.models import Location
from app.places.naming import place_key
from app.places.spelling import respell
from app.published.search.called_names import MOST_SPELLINGS, Called, CalledNames

PLACE = Location(
    id="own:camp",
    kind="site",
    name="Kara Tepe",
    name_key="kara tepe",
    slug="kara-tepe",
    code=None,
    country=None,
    latitude=None,
    longitude=None,
    population=0,
    timezone=None,
    parent_id=None,
    source="own",
)
KEY = place_key(PLACE.name)


@pytest.mark.parametrize("most", [0, MOST_SPELLINGS])
def test_a_new_name_is_found_once_the_vocabulary_is_another(database: Database, most: int) -> None:
    names = CalledNames(most)
    with database.write() as session:
        row = session.merge(Location(**PLACE.model_dump()))
        session.flush()
        respell(session, row)
        found = dict(names.called(lambda: session, 1, {KEY, "mavrovouni", "health"}))
        assert found.pop(KEY) == Called("w:own:camp", ("Kara Tepe",))
        assert found.pop("health").term == "t:health"
        assert found == {}
        row.name = "Mavrovouni"
        respell(session, row)
        found = dict(names.called(lambda: session, 2, {KEY, "mavrovouni"}))
        assert found == {"mavrovouni": Called("w:own:camp", ("Mavrovouni",))}
        session.rollback()
