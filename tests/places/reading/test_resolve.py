"""From printed datelines to places: by region, by hints, by size, or openly not at all."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from app.db.database import Database
from app.places.gazetteer import Gazetteer
from app.places.models import Location
from app.places.reading.dateline import parse_dateline
from app.places.reading.resolve import (
    ResolvedDateline,
    resolve_dateline,
    resolve_place,
    resolve_text,
)
from benchmarks.world import LEAST_COUNTRY, LEAST_FOUND, MOST_MISTAKEN, measure

DATA = Path(__file__).parents[2] / "data"
SAMPLE = json.loads((DATA / "sample" / "expected.json").read_text("utf-8"))["records"]


@pytest.fixture
def resolve(gazetteer: Gazetteer) -> Any:
    def resolved(text: str, context: str = "", hints: tuple[str, ...] = ()) -> ResolvedDateline:
        parsed = parse_dateline(f"{text} – The day began.", gazetteer.population_of)
        assert parsed is not None
        return resolve_dateline(parsed, gazetteer, context, hints)

    return resolved


def name_of(gazetteer: Gazetteer, found: ResolvedDateline) -> str | None:
    place = found.places[0].place
    if place is None:
        return None
    division = next((up.id for up in gazetteer.ancestors(place.id) if up.kind == "division"), None)
    return f"{place.name}, {division or place.country}"


@pytest.mark.parametrize(
    "record", [record for record in SAMPLE if record["dateline"]], ids=lambda found: found["index"]
)
def test_the_sample_page(gazetteer: Gazetteer, record: dict[str, Any]) -> None:
    body = "\n\n".join(record["body_raw"])
    parsed = parse_dateline(body, gazetteer.population_of)
    assert parsed is not None
    found = resolve_dateline(parsed, gazetteer, f"{record['title']}\n{body}")
    wanted = record["dateline"]["location"]
    place = found.location
    assert place is not None
    assert place.id == f"geonames:{wanted['geonameid']}"
    assert (place.parent, place.country) == (wanted["admin1_iso"], wanted["country"])
    assert (place.latitude, place.longitude) == (wanted["lat"], wanted["lon"])
    assert found.unresolved == ()


@pytest.mark.parametrize(
    ("printed", "place"),
    [
        ("MEXICO, MO", "Mexico, US-MO"),
        ("NEVADA, MO", "Nevada, US-MO"),
        ("WARSAW, MO", "Warsaw, US-MO"),
        ("Rome, Georgia", "Rome, US-GA"),
        ("Tbilisi, Georgia", "Tbilisi, GE-TB"),
        ("Washington, MO", "Washington, US-MO"),
        ("Washington, D.C .", "Washington, US-DC"),
        ("FT. LEONARD WOOD, MO", "Fort Leonard Wood, US-MO"),
        ("ST. JOSEPH, MO", "Saint Joseph, US-MO"),
        ("The Bronx, NY", "The Bronx, US-NY"),
        ("QUEENS, N.Y.", "Queens, US-NY"),
        ("Çeşme, Western Turkey", "Çeşme, TR-35"),
        ("Surat, Gujarat, IN", "Surat, IN-GJ"),
        ("ABECHE, CHAD", "Abéché, TD-OD"),
        ("Tripoli, Lebanon", "Tripoli, LB-AS"),
        ("Tripoli, Libya", "Tripoli, LY-TB"),
        ("Perth, WA", "Perth, AU-WA"),
        ("Jerusalem, Israel", "Jerusalem, IL-JM"),
        ("Perth, Western Australia", "Perth, AU-WA"),
    ],
)
def test_the_printed_region_decides(
    gazetteer: Gazetteer, resolve: Any, printed: str, place: str
) -> None:
    found = resolve(printed)
    assert name_of(gazetteer, found) == place
    assert found.places[0].basis == "region"


@pytest.mark.parametrize(
    ("printed", "context", "place"),
    [
        ("Tripoli", "Ships left Lebanon", "Tripoli, LB-AS"),
        ("Tripoli", "The Government of Libya", "Tripoli, LY-TB"),
        ("San José", "Costa Rica opens a bridge", "San José, CR-SJ"),
        ("WILMINGTON", "Sen. Tom Carper (D-DE) said", "Wilmington, US-DE"),
        ("LEWISBURG", "a hospital in Pennsylvania", "Lewisburg, US-PA"),
        ("Cambridge", "the Massachusetts law", "Cambridge, US-MA"),
    ],
)
def test_what_the_text_names_decides(
    gazetteer: Gazetteer, resolve: Any, printed: str, context: str, place: str
) -> None:
    found = resolve(printed, context)
    assert name_of(gazetteer, found) == place
    assert found.places[0].basis == "hint"


def test_the_country_of_the_organisation_is_a_hint(gazetteer: Gazetteer, resolve: Any) -> None:
    assert name_of(gazetteer, resolve("Tripoli", hints=("LB",))) == "Tripoli, LB-AS"


@pytest.mark.parametrize(
    ("printed", "context", "place"),
    [
        ("Geneva", "", "Geneva, CH-GE"),
        ("Geneva", "The United States pledged", "Geneva, CH-GE"),
        ("WASHINGTON", "Sen. Mike Lee (R-UT) said", "Washington, US-DC"),
        ("MADISON", "", "Madison, US-WI"),
        ("London", "Canada thanked", "London, GB-ENG"),
        ("Athens", "", "Athens, GR-I"),
        ("NEW YORK", "", "New York City, US-NY"),
        ("Luxembourg", "", "Luxembourg, LU-LU"),
        ("İSTANBUL", "", "İstanbul, TR-34"),
    ],
)
def test_the_biggest_is_meant_when_it_is_far_bigger(
    gazetteer: Gazetteer, resolve: Any, printed: str, context: str, place: str
) -> None:
    assert name_of(gazetteer, resolve(printed, context)) == place


def test_datelines_of_the_world_are_read_and_look_alikes_are_not() -> None:
    score = measure()
    assert (score.datelines, score.look_alikes) == (261, 80)
    assert score.found >= LEAST_FOUND * score.datelines, score.wrong
    assert score.in_country >= LEAST_COUNTRY * score.datelines, score.wrong
    assert score.mistaken <= MOST_MISTAKEN * score.look_alikes, score.wrong


@pytest.mark.parametrize(
    ("printed", "context", "place"),
    [
        ("Bissau, Guinea-Bissau", "", "Bissau, GW-BS"),
        ("Dili, Timor-Leste", "", "Dili, TL-DI"),
        ("SƠN LA", "", "Sơn La, VN-05"),
        ("MUI NE", "", "Mui Ne, VN-35"),
        ("Brüssel", "", "Brussels, BE-BRU"),
        ("Tripoli", "The Libyan Coast Guard", "Tripoli, LY-TB"),
        ("PORTLAND", "a storm in Maine", "Portland, US-ME"),
        ("عمّان", "", "Amman, JO-AM"),
        ("Basseterre", "", "Basseterre, KN"),
    ],
)
def test_a_city_is_not_another_country(
    gazetteer: Gazetteer, resolve: Any, printed: str, context: str, place: str
) -> None:
    assert name_of(gazetteer, resolve(printed, context)) == place


@pytest.mark.parametrize("printed", ["MONTEREY", "GARDEN CITY"])
def test_a_foreign_name_or_nickname_decides_nothing(resolve: Any, printed: str) -> None:
    assert getattr(resolve(printed).location, "country", None) in (None, "US")


@pytest.mark.parametrize("printed", ["Tripoli", "San José", "Birmingham"])
def test_an_open_name_is_not_guessed(resolve: Any, printed: str) -> None:
    found = resolve(printed)
    (place,) = found.unresolved
    assert (place.place, place.basis, place.text) == (None, "ambiguous", printed)
    assert len({candidate.country for candidate in place.candidates}) > 1
    assert found.location is None


def test_georgia_is_a_country_or_a_state(resolve: Any) -> None:
    assert [place.id for place in resolve("GEORGIA").places[0].candidates] == ["GE", "US-GA"]
    assert resolve("GEORGIA", hints=("GE",)).location.id == "GE"
    assert resolve("GEORGIA", hints=("US",)).location.id == "US-GA"


def test_what_all_candidates_lie_in_is_certain(resolve: Any) -> None:
    found = resolve("LEWISBURG")
    assert found.places[0].place is None
    assert found.location.id == "US"


@pytest.mark.parametrize(
    ("printed", "region"),
    [
        ("POMME DE TERRE, MO", "US-MO"),
        ("MONTGOMERY CO., MO", "US-MO"),
        ("Nowhere, Kenya", "KE"),
    ],
)
def test_the_region_of_an_unknown_place_is_certain(resolve: Any, printed: str, region: str) -> None:
    found = resolve(printed)
    assert [place.basis for place in found.unresolved] == ["unknown"]
    assert found.location.id == region


def test_a_name_that_a_small_city_has_only_abroad_is_not_guessed(gazetteer: Gazetteer) -> None:
    """Ras al-Ayn in Syria is not listed; Rosh Ha‘Ayin in Israel has the name in Arabic."""
    found = resolve_place("Ras al-Ayn", None, gazetteer)
    assert (found.location, found.basis) == (None, "unknown")
    assert resolve_place("Genf", None, gazetteer).location is not None


def test_a_place_that_nobody_knows_stays_as_printed(resolve: Any) -> None:
    found = resolve("ROSTRAVER TOWNSHIP")
    assert found.location is None
    assert [place.text for place in found.unresolved] == ["ROSTRAVER TOWNSHIP"]


@pytest.mark.parametrize("printed", ["WASHGINTON", "WASHINTON, DC", "WAHINGTON, D.C."])
def test_a_slip_of_the_pen_is_forgiven_and_told(
    gazetteer: Gazetteer, resolve: Any, printed: str
) -> None:
    found = resolve(printed)
    assert name_of(gazetteer, found) == "Washington, US-DC"
    assert found.places[0].basis == "spelling"


def test_two_cities_are_both_resolved(resolve: Any) -> None:
    found = resolve("GENEVA/ANKARA")
    assert [place.place.name for place in found.places] == ["Geneva", "Ankara"]
    assert found.location.name == "Geneva"


def test_the_words_of_an_editor_are_resolved(database: Database) -> None:
    with database.read() as session:
        assert resolved_id(session, "Çeşme, Western Turkey") == "geonames:318755"
        assert resolved_id(session, "Edirne –") == "geonames:747712"
        assert resolved_id(session, "Tripoli") is None
        assert resolved_id(session, "Tripoli", "Lebanon votes") == "geonames:266826"
        assert resolved_id(session, "Nowhere at all") is None


def test_a_place_that_editors_made_is_found_by_its_name(database: Database) -> None:
    with database.write() as session:
        session.add(
            Location(id="own:camp-nine", kind="site", name="Camp Nine", name_key="campnine",
                     slug="camp-nine", code=None, country=None, latitude=None, longitude=None,
                     population=0, timezone=None, parent_id=None, source="own")
        )  # fmt: skip
    with database.read() as session:
        assert resolved_id(session, "CAMP NINE") == "own:camp-nine"


def resolved_id(session: Session, text: str, context: str = "") -> str | None:
    place = resolve_text(session, text, context)
    return place.id if place else None


@pytest.mark.parametrize(
    ("printed", "place"),
    [
        ("HATAY", "TR-31"),
        ("Sakarya", "TR-54"),
        ("Edirne", "geonames:747712"),
        ("Genève", "geonames:2660646"),
        ("Lisboa", "geonames:2267057"),
        ("Zürich", "geonames:2657896"),
        ("Antakya", "geonames:323779"),
    ],
)
def test_a_province_is_meant_by_its_own_name_unless_its_city_bears_it_too(
    resolve: Any, printed: str, place: str
) -> None:
    found = resolve(printed)
    assert found.location is not None
    assert found.location.id == place
