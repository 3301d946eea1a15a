"""Places in the database: copied on first use, found with one statement, safe between writers."""

import threading
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.base.problems import NotFound
from app.db.database import Database
from app.places.gazetteer import Gazetteer
from app.places.models import Location, LocationAncestor
from app.places.queries import (
    ensure_places,
    find_paths,
    find_places,
    get_place,
    list_children,
    nearest_places,
)
from app.places.shapes import describe
from tests.statements import counted
from tests.waiting import PATIENCE_SECONDS

EDIRNE = "geonames:747712"
ABOVE_EDIRNE = ["TR-22", "TR", "145", "142", "001"]


def own(id: str, name: str, **changes: Any) -> Location:
    fields = {
        "kind": "site", "name": name, "name_key": name.lower(), "slug": name.lower(), "code": None,
        "country": "TR", "latitude": None, "longitude": None, "population": 0, "timezone": None,
        "parent_id": None, "source": "own",
    }  # fmt: skip
    return Location(id=id, **{**fields, **changes})


def ids_in(session: Session, table: Any) -> list[str]:
    return sorted(session.scalars(select(table.id)))


def test_a_place_is_copied_with_what_it_lies_in(database: Database) -> None:
    with database.write() as session:
        path = ensure_places(session, [EDIRNE])[EDIRNE]
    assert path.place.name == "Edirne"
    assert [place.id for place in path.ancestors] == ABOVE_EDIRNE
    with database.read() as session:
        assert ids_in(session, Location) == sorted([EDIRNE, *ABOVE_EDIRNE])
        row = session.get(Location, EDIRNE)
        assert row is not None
        assert (row.parent_id, row.source, row.name_key) == ("TR-22", "gazetteer", "edirne")


def test_a_copy_gets_another_slug_where_an_earlier_gazetteer_gave_its_own_away(
    database: Database,
) -> None:
    with database.write() as session:
        session.add(own("geonames:1", "Edirne", slug="edirne"))
    with database.write() as session:
        path = ensure_places(session, [EDIRNE])[EDIRNE]
    assert path.place.slug == "edirne-geonames-747712"
    with database.read() as session:
        place = find_places(session, ["edirne"])["edirne"]
    assert place is not None
    assert place.id == "geonames:1"


def test_a_copy_gives_what_the_gazetteer_gives(database: Database, gazetteer: Gazetteer) -> None:
    wanted = [EDIRNE, "CH-GE", "001", "MX", "site:pazarkule", "geonames:5110266"]
    with database.write() as session:
        copied = ensure_places(session, wanted)
    assert list(copied) == wanted
    for id in wanted:
        assert copied[id].place == gazetteer.get(id)
        assert copied[id].ancestors == gazetteer.ancestors(id)


def test_the_closure_holds_every_pair_once(database: Database) -> None:
    with database.write() as session:
        ensure_places(session, [EDIRNE])
        ensure_places(session, [EDIRNE, "TR", "geonames:323786"])
    with database.read() as session:
        pairs = session.execute(
            select(col(LocationAncestor.ancestor_id), col(LocationAncestor.depth))
            .where(col(LocationAncestor.location_id) == EDIRNE)
            .order_by(col(LocationAncestor.depth))
        ).all()
        assert [tuple(pair) for pair in pairs] == list(
            zip([EDIRNE, *ABOVE_EDIRNE], range(6), strict=True)
        )
        below_turkiye = session.scalar(
            select(func.count()).where(col(LocationAncestor.ancestor_id) == "TR")
        )
        # Edirne, Ankara, the province of each, and Türkiye itself.
        assert below_turkiye == 5


def test_ensuring_needs_few_statements_however_many_places(
    database: Database, gazetteer: Gazetteer
) -> None:
    cities = [city.id for up in gazetteer.children("TR") for city in gazetteer.children(up.id)]
    with database.write() as session, counted(database) as first:
        assert len(ensure_places(session, cities[:300])) == 300
    with database.write() as session, counted(database) as again:
        ensure_places(session, cities[:300])
    assert len(first) <= 7
    assert len(again) == 1


def test_two_writers_may_copy_the_same_places(database: Database) -> None:
    barrier = threading.Barrier(2)
    failures: list[BaseException] = []

    def write(order: list[str]) -> None:
        try:
            barrier.wait(timeout=PATIENCE_SECONDS)
            with database.write() as session:
                for id in order:
                    ensure_places(session, [id])
        except BaseException as failure:
            failures.append(failure)

    wanted = [EDIRNE, "CH-GE", "geonames:323786", "US-MO", "geonames:2988507"]
    threads = [threading.Thread(target=write, args=(order,)) for order in (wanted, wanted[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with database.read() as session:
        assert set(find_paths(session, wanted)) == set(wanted)
        assert {EDIRNE, "TR", "CH", "US", "FR", "001"} <= set(ids_in(session, Location))


@pytest.mark.parametrize("id", ["geonames:1", "ZZ", "edirne", "", "\x01"])
def test_an_unknown_id_cannot_be_ensured(database: Database, id: str) -> None:
    with database.write() as session, pytest.raises(NotFound):
        ensure_places(session, [EDIRNE, id])


def test_values_are_found_with_one_statement(database: Database) -> None:
    with database.write() as session:
        ensure_places(session, [EDIRNE])
    values = ["edirne", "TR", "tr-22", "IGDIR", "Turquie", "145", "nowhere"]
    with database.read() as session, counted(database) as statements:
        found = find_places(session, values)
    assert len(statements) == 1
    assert {value: place and place.id for value, place in found.items()} == {
        "edirne": EDIRNE, "TR": "TR", "tr-22": "TR-22", "IGDIR": "geonames:311665", "Turquie": "TR",
        "145": "145", "nowhere": None,
    }  # fmt: skip


def test_no_value_needs_no_statement(database: Database) -> None:
    with database.read() as session, counted(database) as statements:
        assert find_places(session, []) == {}
        assert find_paths(session, []) == {}
    assert statements == []


def test_any_number_of_names_is_looked_up(database: Database) -> None:
    names = [f"nowhere-{number}" for number in range(9_000)]
    with database.read() as session, counted(database) as seen:
        found = find_places(session, [*names, "Edirne"])
    assert found.pop("Edirne") is not None
    assert set(found.values()) == {None}
    assert len(seen) == 5


def test_what_editors_renamed_is_found_by_both_names(database: Database) -> None:
    with database.write() as session:
        ensure_places(session, [EDIRNE])
        row = session.get(Location, EDIRNE)
        assert row is not None
        row.name, row.name_key, row.slug = "Adrianople", "adrianople", "adrianople"
    with database.read() as session:
        found = find_places(session, ["edirne", "Adrianople", EDIRNE])
        assert {place and place.name for place in found.values()} == {"Adrianople"}


def test_own_places_are_found_by_id_slug_and_name(database: Database) -> None:
    with database.write() as session:
        session.add(own("own:kampus", "Kampüs", name_key="kampus", slug="kampus-1"))
    with database.read() as session:
        found = find_places(session, ["own:kampus", "kampus-1", "KAMPÜS"])
        assert {place and place.id for place in found.values()} == {"own:kampus"}


def test_a_code_is_a_code_whatever_editors_call_their_places(database: Database) -> None:
    with database.write() as session:
        session.add(own("own:tr", "tr"))
    with database.read() as session:
        found = find_places(session, ["TR", "own:tr"])
        assert [place and place.id for place in found.values()] == ["TR", "own:tr"]


def test_getting_a_place_gives_its_path_and_copies_nothing(database: Database) -> None:
    with database.read() as session:
        path = get_place(session, "çeşme")
        assert [path.place.name, *(place.name for place in path.ancestors[:2])] == [
            "Çeşme", "İzmir", "Türkiye",
        ]  # fmt: skip
        assert ids_in(session, Location) == []


def test_getting_an_unknown_place_is_a_problem(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFound):
        get_place(session, "nowhere")


def test_children_are_those_of_the_gazetteer_and_the_editors(database: Database) -> None:
    with database.write() as session:
        ensure_places(session, ["TR-22"])
        session.add(own("own:gate", "Gate", parent_id="TR-22"))
    with database.read() as session:
        names = [place.name for place in list_children(session, "TR-22")]
    assert {"Edirne", "Gate", "Pazarkule"} <= set(names)
    assert names == sorted(names, key=str.casefold)


def test_a_mistyped_place_has_suggestions() -> None:
    assert "edirne" in nearest_places("edirn")
    assert nearest_places("zzzzqqqq") == []


def test_the_public_shape_of_a_city(database: Database) -> None:
    with database.write() as session:
        path = ensure_places(session, [EDIRNE])[EDIRNE]
    assert describe(path) == {
        "id": EDIRNE,
        "kind": "city",
        "name": "Edirne",
        "slug": "edirne",
        "code": None,
        "country": "TR",
        "coordinates": {"latitude": 41.67719, "longitude": 26.55597},
        "ancestors": [
            {"id": "TR-22", "kind": "division", "name": "Edirne", "code": "TR-22"},
            {"id": "TR", "kind": "country", "name": "Türkiye", "code": "TR"},
            {"id": "145", "kind": "region", "name": "Western Asia", "code": "145"},
            {"id": "142", "kind": "region", "name": "Asia", "code": "142"},
            {"id": "001", "kind": "region", "name": "World", "code": "001"},
        ],
    }


def test_an_area_has_no_coordinates(database: Database) -> None:
    with database.write() as session:
        path = ensure_places(session, ["TR"])["TR"]
    assert describe(path)["coordinates"] is None


def test_signs_alone_name_no_place(database: Database) -> None:
    with database.write() as session:
        session.add(own("own:place", "٪٪", name_key="", slug="place", is_public=True))
    with database.read() as session:
        found = find_places(session, ["!!!"], hidden=True)
    assert found == {"!!!": None}
