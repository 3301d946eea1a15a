"""What a name means that somebody gives alone: one place, several, a group of them, or nothing."""

import pytest

from app.places.gazetteer import Gazetteer
from app.places.meaning import Meaning, meaning_of


def ids(meaning: Meaning) -> list[str]:
    return [place.id for place in meaning.candidates]


@pytest.mark.parametrize(
    ("name", "id"),
    [
        # A hamlet, or what another language calls a small place, beats nobody.
        ("Palestina", "PS"),
        ("Holland", "NL"),
        ("Brasília", "geonames:3469058"),
        ("SALVADOR", "geonames:3450554"),
        ("Male", "geonames:1282027"),
        ("POOLE", "geonames:2640101"),
        ("Nueva York", "geonames:5128581"),
        # Names in other scripts, of regions, of islands, of small capitals.
        ("한국", "KR"),
        ("臺灣", "TW"),
        ("فلسطين", "PS"),
        ("Стамбул", "geonames:745044"),
        ("Kalifornien", "US-CA"),
        ("Latin America and the Caribbean", "419"),
        ("occupied Palestinian territory", "PS"),
        ("NYC", "geonames:5128581"),
        ("Lesbos", "site:lesbos"),
        ("Lampedusa", "geonames:2524459"),
        ("Palikir", "geonames:2081986"),
        ("Ngerulmud", "geonames:8063361"),
        # The division when its kind is said, or when its city has another name.
        ("Tigray Region", "ET-TI"),
        ("province of Edirne", "TR-22"),
        ("Hatay", "TR-31"),
        ("Sakarya", "TR-54"),
        ("Oklahoma", "US-OK"),
        ("Genf", "geonames:2660646"),
        ("Washington", "geonames:4140963"),
    ],
)
def test_a_name_means_what_people_mean(gazetteer: Gazetteer, name: str, id: str) -> None:
    meaning = gazetteer.meaning(name)
    assert meaning.place is not None
    assert (meaning.place.id, meaning.candidates) == (id, ())


@pytest.mark.parametrize(
    ("name", "among"),
    [
        ("Burlington", {"geonames:5911592", "geonames:5234372"}),
        ("Saint Louis", {"geonames:2246452", "geonames:4407066"}),
        ("Ginebra", {"geonames:2660646", "geonames:3682039"}),
        ("Moria", {"site:moria-camp", "geonames:281184"}),
        ("San José", {"geonames:3621849", "geonames:5392171"}),
        ("عمّان", {"OM", "geonames:250441"}),
    ],
)
def test_an_open_name_has_candidates(gazetteer: Gazetteer, name: str, among: set[str]) -> None:
    meaning = gazetteer.meaning(name)
    assert meaning.place is None
    assert not meaning.group
    assert among <= set(ids(meaning))


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("America", ["019", "US"]),
        ("Horn of Africa", ["DJ", "ER", "ET", "SO"]),
        ("Kürdistan", ["IQ-KR", "IR-12"]),
        ("Congo", ["CD", "CG"]),
    ],
)
def test_a_group_is_asked_back_with_its_members(
    gazetteer: Gazetteer, name: str, members: list[str]
) -> None:
    meaning = gazetteer.meaning(name)
    assert (meaning.place, meaning.group) == (None, True)
    assert sorted(ids(meaning)) == members


def test_the_european_union_has_its_states(gazetteer: Gazetteer) -> None:
    assert len(ids(gazetteer.meaning("EU"))) == 27
    assert gazetteer.meaning("Europäische Union") == gazetteer.meaning("EU")


def test_initials_of_a_foreign_name_mean_nothing(gazetteer: Gazetteer) -> None:
    assert gazetteer.meaning("IOM") == Meaning(None)
    assert meaning_of("nowhere", ()) == Meaning(None)
