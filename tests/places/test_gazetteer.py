"""What the gazetteer finds, by whatever people call a place."""

import json
import threading
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from app.places.gazetteer import ATTRIBUTION, DATA, Gazetteer
from app.places.place import PlaceRecord, prominence

TESTS = Path(__file__).parents[1]
PROBES = json.loads((TESTS / "data" / "gazetteer" / "probe-places.json").read_text("utf-8"))
PAIRS = json.loads((TESTS / "data" / "cases" / "lang-2.json").read_text("utf-8"))["pairs"]


def found(gazetteer: Gazetteer, value: str) -> PlaceRecord:
    place = gazetteer.find(value)
    assert place is not None, value
    return place


@pytest.mark.parametrize(
    "value",
    ["TR", "tr", "TUR", "792", "turkiye", "Türkiye", "TÜRKİYE", "Turkey", "turkey", "Turquie",
     "Turchia", "تركيا", "Турция", "土耳其"],
)  # fmt: skip
def test_a_country_is_found_by_its_codes_and_its_names(gazetteer: Gazetteer, value: str) -> None:
    assert found(gazetteer, value).id == "TR"


@pytest.mark.parametrize(
    ("value", "id", "name"),
    [
        ("edirne", "geonames:747712", "Edirne"),
        ("TR-22", "TR-22", "Edirne"),
        ("tr-22", "TR-22", "Edirne"),
        ("edirne-tr", "TR-22", "Edirne"),
        ("geonames:747712", "geonames:747712", "Edirne"),
        ("145", "145", "Western Asia"),
        ("western-asia", "145", "Western Asia"),
        ("001", "001", "World"),
        ("003", "003", "North America"),
        # The names of the acceptance case LANG-1.
        ("istanbul", "geonames:745044", "İstanbul"),
        ("IGDIR", "geonames:311665", "Iğdır"),
        ("cesme", "geonames:318755", "Çeşme"),
        ("sanliurfa", "geonames:298333", "Şanlıurfa"),
        ("DİYARBAKIR", "geonames:316541", "Diyarbakır"),
        ("Genève", "geonames:2660646", "Geneva"),
        ("Cenevre", "geonames:2660646", "Geneva"),
        ("جنيف", "geonames:2660646", "Geneva"),
        ("Kiev", "geonames:703448", "Kyiv"),
        ("St. Louis", "geonames:4407066", "St. Louis"),
        ("rome-us", "geonames:4219762", "Rome"),
        ("Pazarkule", "site:pazarkule", "Pazarkule"),
        # A country before a state, a state before a village that has its name.
        ("georgia", "GE", "Georgia"),
        ("california", "US-CA", "California"),
        ("washington", "geonames:4140963", "Washington"),
        ("can", "CA", "Canada"),
        ("Valletta", "geonames:2562305", "Valletta"),
        ("Kutupalong", "site:kutupalong", "Kutupalong"),
    ],
)  # fmt: skip
def test_a_value_finds_the_place_that_most_people_mean(
    gazetteer: Gazetteer, value: str, id: str, name: str
) -> None:
    place = found(gazetteer, value)
    assert (place.id, place.name) == (id, name)


UNKNOWN = ["", " ", "-", "nowhere-at-all", "ZZ", "999", "TR-99", "geonames:", "geonames:1", "%",
           "geonames:" + "9" * 30, "geonames:²", "\x00", "'; DROP TABLE place"]  # fmt: skip


@pytest.mark.parametrize("value", UNKNOWN)
def test_an_unknown_value_finds_nothing(gazetteer: Gazetteer, value: str) -> None:
    assert gazetteer.find(value) is None
    assert gazetteer.get(value) is None
    assert gazetteer.ancestors(value) == ()
    assert gazetteer.children(value) == []
    assert gazetteer.names(value) == {}


@pytest.mark.parametrize("probe", PROBES["probes"], ids=lambda probe: probe["query"])
def test_a_hard_name_finds_its_places(gazetteer: Gazetteer, probe: dict[str, Any]) -> None:
    """Places of fewer than 1,000 people are left out."""
    named = [place.id for place in gazetteer.named(probe["query"])]
    wanted = [
        f"geonames:{hit['geonameid']}"
        for hit in probe["hits"]
        if hit["matched"] == "main name" or hit["population"] >= 1_000
    ]
    assert [id for id in wanted if id not in named] == []
    assert bool(named) == (bool(probe["hits"]) or probe["query"] == "Pazarkule")


@pytest.mark.parametrize(
    ("city", "division"),
    [
        # GeoNames numbers these TR.83, TR.68, TR.35, CH.GE, IT.07, JP.40.
        ("gaziantep", "TR-27"),
        ("ankara", "TR-06"),
        ("izmir", "TR-35"),
        ("geneva", "CH-GE"),
        ("rome", "IT-62"),
        ("tokyo", "JP-13"),
        ("oslo", "NO-03"),
    ],
)
def test_a_division_has_its_iso_code(gazetteer: Gazetteer, city: str, division: str) -> None:
    assert found(gazetteer, city).parent == division
    assert found(gazetteer, division).code == division


def test_a_division_without_iso_code_keeps_that_of_geonames(gazetteer: Gazetteer) -> None:
    place = found(gazetteer, "geonames:PS.GZ")
    assert (place.kind, place.code, place.country) == ("division", None, "PS")


def test_ancestors_go_from_the_nearest_to_the_world(gazetteer: Gazetteer) -> None:
    above = [place.id for place in gazetteer.ancestors("geonames:747712")]
    assert above == ["TR-22", "TR", "145", "142", "001"]


def test_a_borough_lies_in_its_city(gazetteer: Gazetteer) -> None:
    above = [place.id for place in gazetteer.ancestors(found(gazetteer, "the-bronx").id)]
    assert above[:3] == ["geonames:5128581", "US-NY", "US"]


def test_north_america_holds_mexico_although_it_lies_across_the_tree(gazetteer: Gazetteer) -> None:
    above = [place.id for place in gazetteer.ancestors("MX")]
    assert above == ["013", "003", "419", "019", "001"]


def test_every_country_lies_in_the_world(gazetteer: Gazetteer) -> None:
    lands = [place for _, place in gazetteer.countries_in("en")]
    assert len(lands) == 250
    assert [land.id for land in lands if gazetteer.ancestors(land.id)[-1].id != "001"] == []
    assert [land.id for land in lands if land.code != land.country] == []


def test_names_are_given_by_language(gazetteer: Gazetteer) -> None:
    names = gazetteer.names("TR")
    assert [names[language] for language in ("en", "tr", "fr", "de")] == [
        "Türkiye", "Türkiye", "Turquie", "Türkei",
    ]  # fmt: skip
    assert (names["ar"], names["ru"], names["zh"]) == ("تركيا", "Турция", "土耳其")
    assert gazetteer.names("145")["fr"] == "Asie de l’Ouest"


def test_children_are_in_order_of_their_names(gazetteer: Gazetteer) -> None:
    provinces = gazetteer.children("TR")
    assert len(provinces) == 81
    assert [place.name for place in provinces[:3]] == ["Adana", "Adıyaman", "Afyonkarahisar"]
    assert "Edirne" in {place.name for place in gazetteer.children("TR-22")}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["nfc"])
def test_joined_and_split_accents_find_one_place(
    gazetteer: Gazetteer, pair: dict[str, str]
) -> None:
    assert unicodedata.normalize("NFC", pair["nfd"]) == pair["nfc"]
    assert found(gazetteer, pair["nfc"]) == found(gazetteer, pair["nfd"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("edirn", "edirne"), ("istambul", "istanbul"), ("Genva", "geneva"), ("germny", "germany"),
     ("Washginton", "washington")],
)  # fmt: skip
def test_a_mistyped_name_has_its_neighbours(gazetteer: Gazetteer, typed: str, meant: str) -> None:
    assert meant in gazetteer.nearest_slugs(typed)


def test_nonsense_has_no_neighbours(gazetteer: Gazetteer) -> None:
    assert gazetteer.nearest_slugs("xq") == gazetteer.nearest_slugs("zzzzqqqq") == []


def test_a_slug_finds_its_own_place(gazetteer: Gazetteer) -> None:
    provinces = gazetteer.children("US")
    cities = [city for state in provinces[:8] for city in gazetteer.children(state.id)]
    assert len(cities) > 1_000
    lost = [city.slug for city in (*provinces, *cities) if found(gazetteer, city.slug) != city]
    assert lost == []


def test_a_state_is_more_prominent_than_a_village_of_its_name() -> None:
    assert prominence("division", 39_000_000) > prominence("city", 11_000)
    assert prominence("city", 180_000) > prominence("division", 270_000)


def test_threads_share_a_gazetteer(gazetteer: Gazetteer) -> None:
    results: list[str] = []
    threads = [
        threading.Thread(target=lambda: results.append(found(Gazetteer(), "edirne").id))
        for _ in range(4)
    ] + [threading.Thread(target=lambda: results.append(found(gazetteer, "ankara").id))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["geonames:323786"] + ["geonames:747712"] * 4


def test_the_file_is_small_and_names_its_source(gazetteer: Gazetteer) -> None:
    assert DATA.stat().st_size < 60_000_000
    note = (DATA.parent / "README.md").read_text("utf-8")
    assert ATTRIBUTION in note
    assert gazetteer.about()["attribution"] == ATTRIBUTION
