"""The names of a place by language: those given, those that ship, or those otherwise."""

import pytest

from app.places.gazetteer import shipped_gazetteer
from app.places.labels import is_english, labels_of, written_language
from app.places.names import PlaceNames, shipped_names

EDIRNE, ATHENS, MUNICH, POZZALLO = (
    f"geonames:{number}" for number in (747712, 264371, 2867714, 2523693)
)


def test_a_city_that_a_time_zone_is_called_after_has_names_in_every_language() -> None:
    names = PlaceNames(ATHENS)
    assert {tag: names[tag] for tag in ("ar", "el", "es", "fr", "tr")} == {
        "ar": "أثينا",
        "el": "Αθήνα",
        "es": "Atenas",
        "fr": "Athènes",
        "tr": "Atina",
    }


def test_a_name_that_is_given_wins_and_another_fills_in() -> None:
    names = PlaceNames(ATHENS, {"el": "ΑΘΗΝΑ"}, {"fr": "Athens", "tlh": "Athens"})
    assert (names["el"], names["fr"], names["tlh"]) == ("ΑΘΗΝΑ", "Athènes", "Athens")
    assert {"el", "fr", "tlh", "ar"} <= set(names)
    assert len(names) == len(list(names))


def test_an_unknown_place_has_only_what_is_given() -> None:
    assert dict(PlaceNames("own:x", {"tr": "Kamp"})) == {"tr": "Kamp"}
    with pytest.raises(KeyError):
        PlaceNames("own:x")["tr"]


def test_a_division_has_its_english_name_and_translations() -> None:
    names = PlaceNames("BA-BIH")
    assert names["en"] == "Federation of Bosnia and Herzegovina"
    assert names["fr"] == "Fédération de Bosnie et Herzégovine"


def test_no_division_is_called_as_a_country_or_by_a_name_of_another_language() -> None:
    assert "tr" not in PlaceNames("US-GA")
    assert PlaceNames("TR-22").get("ru") is None


@pytest.mark.parametrize(
    ("place_id", "language"),
    [(EDIRNE, "tr"), ("geonames:745044", "tr"), (MUNICH, "und-Latn"), (POZZALLO, "und-Latn")],
)
def test_the_usual_name_of_a_town_is_in_the_only_language_of_its_country(
    place_id: str, language: str
) -> None:
    place = shipped_gazetteer().get(place_id)
    assert place is not None
    assert written_language(place.id, place.name) == language
    assert is_english(place.id, place.name)


def test_a_name_that_editors_changed_is_in_nobodys_language_but_theirs() -> None:
    assert written_language(EDIRNE, "Adrianople") == "und-Latn"
    assert written_language("own:x", "Καμπ") == "und"
    assert not is_english(EDIRNE, "Adrianople")


def test_labels_leave_out_a_guess_where_a_language_has_the_name() -> None:
    place = shipped_gazetteer().get(POZZALLO)
    assert place is not None
    labels = labels_of(place, "en")
    assert labels["en"] == "Pozzallo"
    assert "und-Latn" not in labels


def test_countries_with_several_languages_tell_nothing_of_the_names_of_towns() -> None:
    assert shipped_names().home_language("TR") == "tr"
    assert shipped_names().home_language("ES") is None
    assert shipped_names().home_language("GR") is None
    assert shipped_names().home_language(None) is None
