"""Names of places completed while they are typed."""

import pytest

from app.places.completion import complete, complete_among, matched_name, other_names
from app.places.gazetteer import shipped_gazetteer
from app.places.points import point_of

KNOWN = shipped_gazetteer()
EDIRNE, ISTANBUL, NEW_YORK = "geonames:747712", "geonames:745044", "geonames:5128581"


def completed(typed: str, language: str = "en", limit: int = 5, **narrowed: str) -> list[str]:
    return [found.place_id for found in complete(KNOWN, typed, language, limit, **narrowed)]


@pytest.mark.parametrize(
    ("typed", "place_id"),
    [
        ("edir", EDIRNE),
        ("EDİR", EDIRNE),
        ("ıstan", ISTANBUL),
        ("Стамб", ISTANBUL),
        ("Turchi", "TR"),
        ("Türki", "TR"),
        ("port-au", "geonames:3718426"),
        ("ST. PETERSB", "geonames:498817"),
        ("york", NEW_YORK),
        ("western as", "145"),
        ("kapıku", "site:kapikule"),
    ],
)
def test_any_name_is_completed_in_any_spelling(typed: str, place_id: str) -> None:
    assert place_id in completed(typed)


def test_the_biggest_comes_first_and_its_own_name_counts_more_than_a_foreign_one() -> None:
    assert completed("york")[0] == NEW_YORK
    assert completed("sa")[0] == "SA"
    assert completed("Alem", "es")[0] == "DE"


def test_a_country_named_in_the_asked_language_comes_before_bigger_cities() -> None:
    assert completed("Sue", "es", 1) == ["SE"]
    assert completed("Sue", "en", 1) != ["SE"]


def test_completions_are_narrowed_by_kind_and_parent() -> None:
    assert completed("s", limit=3, kind="country") == completed("s", kind="country")[:3]
    found = completed("s", limit=50, kind="city", parent="TR-34")
    assert found
    assert {place.parent for place_id in found if (place := KNOWN.get(place_id))} == {"TR-34"}
    assert completed("s", parent="nowhere") == []


@pytest.mark.parametrize("typed", ["", " ", "…", "%", "'", "\x00", "_", "ZZZZZZZZZ", "s" * 5_000])
def test_what_begins_no_name_finds_nothing(typed: str) -> None:
    assert completed(typed) == []
    assert complete_among(KNOWN, typed, [EDIRNE], "en") == []


def test_only_the_places_named_are_completed_among() -> None:
    ids = [EDIRNE, "TR", "no-such-place"]
    assert [each.place_id for each in complete_among(KNOWN, "edi", ids, "en")] == [EDIRNE]
    assert [each.place_id for each in complete_among(KNOWN, "turq", ids, "fr")] == ["TR"]


def test_the_name_that_matched_is_the_one_that_was_typed() -> None:
    names = ["Geneva", "Genève", "Genf", "Old Geneva"]
    assert matched_name(names, "genf") == "Genf"
    assert matched_name(names, "gen") == "Geneva"
    assert matched_name(names, "old g") == "Old Geneva"
    assert matched_name(["Port-au-Prince"], "prin") == "Port-au-Prince"
    assert matched_name(names, "x") is None


def test_other_names_are_as_they_are_written() -> None:
    assert "Genf" in other_names(KNOWN, "geonames:2660646")
    assert "Turkey" in other_names(KNOWN, "TR")
    assert other_names(KNOWN, "no-such-place") == ()


def test_an_area_stands_on_the_map_where_a_city_of_it_is() -> None:
    for place_id, country in (("TR", "TR"), ("HR", "HR"), ("CL", "CL"), ("TR-22", "TR")):
        place = KNOWN.get(place_id)
        assert place is not None
        assert place.latitude is None
        point = point_of(place, KNOWN)
        assert point is not None
        near = KNOWN.rows(
            "SELECT country FROM place WHERE latitude = ? AND longitude = ?",
            [round(degree * 100_000) for degree in point],
        )
        assert near[0][0] == country
    edirne = KNOWN.get(EDIRNE)
    assert edirne is not None
    assert point_of(edirne, KNOWN) == (edirne.latitude, edirne.longitude)


def test_no_used_place_is_missed_by_the_beginning_of_any_of_its_names() -> None:
    rows = KNOWN.rows("SELECT number FROM place WHERE kind = 3 AND population > 3000000", ())
    ids = [f"geonames:{number}" for (number,) in rows]
    assert len(ids) > 50
    for place_id in ids[::9]:
        place = KNOWN.get(place_id)
        assert place is not None
        for name in (place.name, *other_names(KNOWN, place_id)[::5]):
            found = complete_among(KNOWN, name[: max(1, len(name) - 2)], ids, "en")
            assert place_id in {each.place_id for each in found}, name
