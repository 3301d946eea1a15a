"""Which countries and cities a title and a first paragraph name, and which words only look so."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.places.gazetteer import Gazetteer
from app.places.reading.dateline import parse_dateline
from app.places.reading.mentions import hinted_places, mentioned_places, read_mentions
from app.places.reading.resolve import resolve_dateline
from benchmarks.divisions import LEAST_FOUND, LEAST_PRECISE, LINES, measure
from tests.cpu_time import grows_linearly

SAMPLE = json.loads(
    (Path(__file__).parents[2] / "data" / "sample" / "expected.json").read_text("utf-8")
)["records"]


def named(gazetteer: Gazetteer, text: str, language: str = "en") -> list[str]:
    return [place.name for place in mentioned_places(text, gazetteer, language)]


@pytest.mark.parametrize("record", SAMPLE, ids=lambda found: found["index"])
def test_the_sample_page_names_its_countries(gazetteer: Gazetteer, record: dict[str, Any]) -> None:
    body = "\n\n".join(record["body_raw"])
    parsed = parse_dateline(body, gazetteer.population_of)
    location = resolve_dateline(parsed, gazetteer, record["title"]).location if parsed else None
    first = (parsed.body if parsed else body).split("\n\n")[0]
    text = f"{record['title']}\n{first}"
    known = {location.id} if location else frozenset()
    places = mentioned_places(text, gazetteer, known=known)
    countries = {place.id for place in places if place.kind == "country"}
    dated = {location.country} if location else set()
    # A release is about its dateline's place too; number 5 names its country there only.
    assert countries <= set(record["subject_countries"])
    assert set(record["subject_countries"]) <= countries | dated
    assert {place.name for place in places if place.kind == "city"} <= {"Ankara", "Gaziantep"}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("EU-Turkey border", ["Türkiye"]),
        ("the Turkey/EU border", ["Türkiye"]),
        ("IOM Turkey in Ankara", ["Türkiye", "Ankara"]),
        ("Türkiye’nin sınırında", ["Türkiye"]),
        ("aid for South Sudan and Sudan", ["South Sudan", "Sudan"]),
        ("from the Democratic Republic of the Congo", ["Democratic Republic of the Congo"]),
        ("workers of Burma", ["Myanmar"]),
        ("the U.K. and the UK", ["United Kingdom"]),
        ("talks in Jordan and Lebanon", ["Jordan", "Lebanon"]),
        ("Iraq, Jordan, and Syria", ["Iraq", "Jordan", "Syria"]),
        ("camps in Chad", ["Chad"]),
        ("a visit to Tbilisi, Georgia", ["Tbilisi", "Georgia"]),
        ("a town hall in Rome, Georgia", ["Rome"]),
        ("a mine near Mascoutah, IL, was", ["Mascoutah"]),
        ("In Price, Utah, the", ["Price"]),
        ("a school in Bangkok opened", ["Bangkok"]),
        ("Istanbul votes", ["İstanbul"]),
        ("children in Papua New Guinea", ["Papua New Guinea"]),
    ],
)
def test_a_text_names_places(gazetteer: Gazetteer, text: str, places: list[str]) -> None:
    assert named(gazetteer, text) == places


@pytest.mark.parametrize(
    "text",
    [
        "the Marrakesh Mayors Declaration",
        "the Council of Europe",
        "the EU and the UN",
        "the Paris Agreement and the Istanbul Convention",
        "Speaker Jim Jordan said",
        "Stefanik, Comer, Jordan, and Smith Send Letter",
        "Harris, Chad Henne, Tyreek Hill",
        "Bank of America",
        "a Turkey Day dinner",
        "turkey and chicken",
        "the Gulf of Mexico",
        "Lake Chad",
        "Georgia and South Carolina lawmakers",
        "in South Jersey",
        "a bill that fails TO GO to a vote",
        "la Casa Blanca",
        "a letter from White House officials",
        "at White House meetings",
        "Lincoln Chafee",
        "the Wild Turkey Federation",
        "schools in Orange County",
        "Mexico, Mo., and Lebanon, NH",
        "Senator Roger Marshall (R-KS)",
        "the University of Washington",
        "Reading is nice, and mobile",
        "Madison Cawthorn",
        "",
    ],
)
def test_a_text_names_no_place(gazetteer: Gazetteer, text: str) -> None:
    assert named(gazetteer, text) == []


@pytest.mark.parametrize(
    ("text", "language", "places"),
    [
        ("Une réunion à Genève avec la Turquie", "fr", ["Geneva", "Türkiye"]),
        ("El Gobierno de España en Madrid", "es", ["Spain", "Madrid"]),
        ("الحكومة في تركيا", "ar", ["Türkiye"]),
        ("Правительство Россия", "ru", ["Russia"]),
        ("土耳其政府", "zh", ["Türkiye"]),
        ("Almanya ve Türkiye", "tr", ["Germany", "Türkiye"]),
        # «Island» is Iceland in German and an island in English.
        ("Rhode Island and Staten Island", "en", ["Rhode Island"]),
        ("Die Regierung von Island", "de-AT", ["Iceland"]),
        ("Almanya ve Türkiye", "en", ["Türkiye"]),
    ],
)
def test_names_are_those_of_the_language(
    gazetteer: Gazetteer, text: str, language: str, places: list[str]
) -> None:
    assert named(gazetteer, text, language) == places


def test_states_and_provinces_are_tagged_precisely() -> None:
    score = measure()
    assert (score.wanted, len(LINES.read_text("utf-8").splitlines())) == (134, 107)
    assert score.precision >= LEAST_PRECISE, score.wrong
    assert score.recall >= LEAST_FOUND, score.wrong


@pytest.mark.parametrize(
    ("text", "language", "places"),
    [
        ("Floods hit Lombardy\n", "en", ["IT-25"]),
        ("New Mexico and New Jersey\n", "en", ["US-NM", "US-NJ"]),
        ("Doctors in Washington state strike", "en", ["US-WA"]),
        ("Offices in New York, California, Maryland", "en", ["geonames:5128581", "US-CA", "US-MD"]),
        ("A storm in Portland and on the roads of Maine", "en", ["US-ME"]),
    ],
)
def test_a_division_is_told_from_its_namesakes(
    gazetteer: Gazetteer, text: str, language: str, places: list[str]
) -> None:
    assert [place.id for place in mentioned_places(text, gazetteer, language)] == places


@pytest.mark.parametrize(
    "text",
    [
        "A GAO audit found gaps",
        "320 Hart Senate Office Building, Washington, D.C.",
        "Senator Smith of Ohio and Sen. Jones (R-Texas) met",
        "a book by SIWA and a lecture",
    ],
)
def test_initials_addresses_and_parties_name_no_place(gazetteer: Gazetteer, text: str) -> None:
    assert named(gazetteer, text) == []


def test_the_place_of_the_dateline_is_believed_anywhere(gazetteer: Gazetteer) -> None:
    text = "Edirne Governor speaks"
    assert mentioned_places(text, gazetteer) == []
    known = mentioned_places(text, gazetteer, known={"geonames:747712"})
    assert [place.id for place in known] == ["geonames:747712"]


def test_a_state_is_a_hint_and_mentioned_where_the_text_is_about_it(gazetteer: Gazetteer) -> None:
    text = "Sens. Tom Carper (D-DE) and Mark Pocan (WI-02) spoke in Missouri and Burlington, Vt."
    hints = {place.id for place in hinted_places(text, gazetteer)}
    assert {"US-DE", "US-WI", "US-MO", "US-VT"} <= hints
    assert named(gazetteer, text) == ["Missouri", "Burlington"]


@pytest.mark.parametrize(
    ("piece", "found"),
    [
        ("A", []),
        ("A ", []),
        ("Edirne ", []),
        ("in Edirne, ", ["Edirne"]),
        ("’", []),
        ("A.", []),
        ("- ", []),
        ("Ab-", []),
    ],
)
def test_a_long_text_is_no_trouble(gazetteer: Gazetteer, piece: str, found: list[str]) -> None:
    """What it names is read, in a time that grows as the text does."""
    long = piece * 10_000
    assert named(gazetteer, long) == found
    assert grows_linearly(lambda text: mentioned_places(text, gazetteer), long)


def test_a_country_whose_last_word_is_elided(gazetteer: Gazetteer) -> None:
    for text in ("Une loi en Côte d’Ivoire\nx", "Elections in Côte d'Ivoire\nx"):
        assert [place.id for place in mentioned_places(text, gazetteer, "fr")] == ["CI"]


def test_georgia_is_the_state_in_a_release_dated_from_there(gazetteer: Gazetteer) -> None:
    text = "Peach harvest fails\nGrowers in Georgia lost their crop to frost."
    athens = "geonames:4180386"
    assert "GE" not in {place.id for place in mentioned_places(text, gazetteer, "en", [athens])}
    assert "GE" in {place.id for place in mentioned_places(text, gazetteer, "en")}


@pytest.mark.parametrize(
    ("text", "place", "words", "basis"),
    [
        ("Aid for people in Türkiye\n", "TR", "Türkiye", "country"),
        ("A clinic opened in Izmir.", "geonames:311046", "Izmir", "locative"),
        ("A clinic opened. Istanbul was next.", "geonames:745044", "Istanbul", "size"),
        ("They met near Edirne, Turkey.", "geonames:747712", "Edirne", "within"),
    ],
)
def test_a_mention_says_why_it_is_believed(
    gazetteer: Gazetteer, text: str, place: str, words: str, basis: str
) -> None:
    found = {mention.place.id: mention for mention in read_mentions(text, gazetteer)}
    assert (found[place].words, found[place].basis) == (words, basis)
