"""Datelines as press offices print them, and what only looks like one."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.text import fold
from app.places.gazetteer import Gazetteer
from app.places.reading.dateline import ParsedDateline, parse_dateline, read_places
from benchmarks.datelines import LEAST_READ, MOST_MISTAKEN, measure
from tests.cpu_time import grows_linearly

DATA = Path(__file__).parents[2] / "data"
CASES: dict[str, Any] = json.loads((DATA / "text-1" / "expected.json").read_text("utf-8"))["cases"]
SAMPLE = json.loads((DATA / "sample" / "expected.json").read_text("utf-8"))["records"]


@pytest.fixture
def read(gazetteer: Gazetteer) -> Any:
    return lambda text: parse_dateline(text, gazetteer.population_of)


def test_real_datelines_are_read_and_look_alikes_are_not() -> None:
    score = measure()
    assert (score.datelines, score.look_alikes) == (490, 228)
    assert score.read >= LEAST_READ, score.misread
    assert score.taken <= MOST_MISTAKEN, score.mistaken


@pytest.mark.parametrize("number", sorted(CASES))
def test_text_1(read: Any, number: str) -> None:
    page = (DATA / "text-1" / f"{number}.txt").read_text("utf-8")
    body, wanted = page.split("\n\n", 1)[1], CASES[number]
    parsed: ParsedDateline = read(body)
    assert [fold(place) for place in parsed.places] == [fold(place) for place in wanted["places"]]
    assert parsed.region == wanted.get("region")
    assert parsed.agency == wanted.get("agency")
    assert (parsed.date_text is not None) == ("date" in wanted)
    assert parsed.body.startswith(wanted["body_starts"])
    assert parsed.raw + parsed.body == body


@pytest.mark.parametrize(
    "record", [record for record in SAMPLE if record["body_raw"]], ids=lambda found: found["index"]
)
def test_the_datelines_of_the_sample_page(read: Any, record: dict[str, Any]) -> None:
    parsed: ParsedDateline = read("\n\n".join(record["body_raw"]))
    wanted = record["dateline"]
    assert parsed.raw == wanted["raw"]
    assert parsed.places == (wanted["place_text"],)
    assert parsed.region == wanted["region_text"]
    assert parsed.separator == wanted["separator"]
    assert " ".join(parsed.body.split()) == " ".join(" ".join(record["body"]).split())


@pytest.mark.parametrize(
    ("text", "places", "regions", "date", "agency"),
    [
        ("Edirne- As the", ["Edirne"], [None], None, None),
        ("EDIRNE - The", ["EDIRNE"], [None], None, None),
        ("Ankara -- IOM has", ["Ankara"], [None], None, None),
        ("Geneva—The images", ["Geneva"], [None], None, None),
        ("Geneva The promotion of", ["Geneva"], [None], None, None),
        ("ISTANBUL – “We", ["ISTANBUL"], [None], None, None),
        ("İSTANBUL--Yeni liman", ["İSTANBUL"], [None], None, None),
        ("FORT BLISS, Texas — Secretary", ["FORT BLISS"], ["Texas"], None, None),
        ("DETROIT ARSENAL, Mich. – What will", ["DETROIT ARSENAL"], ["Mich."], None, None),
        ("MOSCOW, Monday (Reuters) - The", ["MOSCOW"], [None], "Monday", "Reuters"),
        ("Surat,Gujarat,IN, July 30 AAP - Two", ["Surat"], ["Gujarat, IN"], "July 30", "AAP"),
        ("BURLINGTON, Vt., March 5 – Sen.", ["BURLINGTON"], ["Vt."], "March 5", None),
        ("WASHINGTON, DC (May 8, 2019) –U.S.", ["WASHINGTON"], ["DC"], "May 8, 2019", None),
        ("NEW YORK July 31 – The", ["NEW YORK"], [None], "July 31", None),
        ("Bangkok, 21-22 July 2022 -- D", ["Bangkok"], [None], "21-22 July 2022", None),
        ("Genève, le 3 mai 2020 - Le", ["Genève"], [None], "le 3 mai 2020", None),
        ("Ginebra, 18 de diciembre – La", ["Ginebra"], [None], "18 de diciembre", None),
        ("NAIROBI, 5 May (UNHCR) - The", ["NAIROBI"], [None], "5 May", "UNHCR"),
        ("Nairobi/Geneva – The", ["Nairobi", "Geneva"], [None, None], None, None),
        ("Geneva, Switzerland / Bern – A", ["Geneva", "Bern"], ["Switzerland", None], None, None),
        ("Washington, D.C. and Rome – T", ["Washington", "Rome"], ["D.C.", None], None, None),
        ("Bosnia and Herzegovina – The", ["Bosnia and Herzegovina"], [None], None, None),
        ("Couva, Trinidad and Tobago – T", ["Couva"], ["Trinidad and Tobago"], None, None),
        ("COX’S BAZAR, Bangladesh – The", ["COX’S BAZAR"], ["Bangladesh"], None, None),
        ("Washington D.C.—Today, July", ["Washington"], ["D.C."], None, None),
        ("Washington, D.C\n. – The U.S.", ["Washington"], ["D.C ."], None, None),
        ("HARRISBURG, PA-In a public", ["HARRISBURG"], ["PA"], None, None),
        ("WASHINGTON-In a hearing", ["WASHINGTON"], [None], None, None),
        ("WASHINGTON \u00ad Sen. Lee", ["WASHINGTON"], [None], None, None),
        ("JEFFERSON CITY _ U.S. Sens.", ["JEFFERSON CITY"], [None], None, None),
        ("WASHGINTON – Sen. Lee", ["WASHGINTON"], [None], None, None),
        ("ROSTRAVER TOWNSHIP - With an", ["ROSTRAVER TOWNSHIP"], [None], None, None),
        ("(NEW YORK, NY) – Today", ["NEW YORK"], ["NY"], None, None),
        ("(Washington, DC) Today, Senator", ["Washington"], ["DC"], None, None),
        ("WASHINGTON, D.C. Senator Kent", ["WASHINGTON"], ["D.C."], None, None),
        ("WASHINGTON, D.C.: Senator X", ["WASHINGTON"], ["D.C."], None, None),
        ("Dakar | The", ["Dakar"], [None], None, None),
        ("Pazarkule – The gate", ["Pazarkule"], [None], None, None),
        ("جنيف – قالت المنظمة", ["جنيف"], [None], None, None),
        ("日内瓦 — 国际移民组织", ["日内瓦"], [None], None, None),
        ("Женева – Международная", ["Женева"], [None], None, None),
        ("서울 – 국제", ["서울"], [None], None, None),
        ("Αθήνα – Η", ["Αθήνα"], [None], None, None),
    ],
)  # fmt: skip
def test_a_printed_form(
    read: Any, text: str, places: list[str], regions: list[str | None], date: str, agency: str
) -> None:
    parsed: ParsedDateline = read(text)
    assert parsed is not None
    assert [list(parsed.places), list(parsed.regions)] == [places, regions]
    assert (parsed.date_text, parsed.agency) == (date, agency)
    assert parsed.before == ""
    assert parsed.raw + parsed.body == text


@pytest.mark.parametrize(
    "text",
    [
        "By António Vitorino, Director General – We",
        "Message from Director General António Vitorino - World Day",
        "EU-Turkey border talks",
        "MAYORS, LOCAL AUTHORITIES – Meeting",
        "Today, U.S. Senator Josh Hawley (R-Mo.)\nsent a letter",
        "SARBANES-OXLEY ACT",
        "AMERICA - NATION OF IMMIGRANTS, NATION OF LAWS",
        "HARRISON COUNTY - DEBRIS REMOVAL: High winds",
        "SAN ANGELO - Friday, May 20, 2005, Senator X will meet",
        "MIAMI-Dade County officials",
        "WASHINGTON-based lawyers",
        "BATH-BUILT IS BEST-BUILT",
        "Sens. Carl Levin, D- Mich., and Debbie Stabenow",
        "REPRESENTATIVE ALEXANDRIA OCASIO-CORTEZ:\n\nThank you",
        "At 10:20 pm ET Wednesday",
        "Ankara: The city of",
        "Mr. Paris – The man",
        "Victory — The day",
        "Update – The day",
        "Turkey – a bird",
        "ORGANIZATION - FUNDING\n\nCity of Houston - $6,000,000",
        "WASHINGTON",
        "WASHINGTON –",
        "– WASHINGTON",
        "",
        "   \n ",
    ],
)
def test_a_look_alike_is_no_dateline(read: Any, text: str) -> None:
    assert read(text) is None


def test_other_lines_may_stand_before_the_dateline(read: Any) -> None:
    parsed: ParsedDateline = read("By Jane\n© IOM 2019\n\nGeneva – On the occasion\n\nMore.")
    assert parsed.before == "By Jane\n© IOM 2019"
    assert (parsed.raw, parsed.body) == ("Geneva – ", "On the occasion\n\nMore.")


def test_a_city_in_a_later_list_is_no_dateline(read: Any) -> None:
    assert read("The winners are:\nPlattsburgh – The school\nSaranac Lake – The club") is None


def test_only_the_first_dash_ends_the_dateline(read: Any) -> None:
    parsed: ParsedDateline = read("KHARTOUM – Parcels reached 4,000 homes – a first this year.")
    assert parsed.body == "Parcels reached 4,000 homes – a first this year."


def test_without_a_gazetteer_the_form_alone_decides() -> None:
    strong = parse_dateline("ZZYZX, Calif. – The road")
    assert strong is not None
    assert strong.text == "ZZYZX, Calif."
    assert parse_dateline("Zzyzx – The road") is None


def test_the_words_of_a_dateline_alone_are_read(gazetteer: Gazetteer) -> None:
    weigh = gazetteer.population_of
    assert read_places("Çeşme, Western Turkey", weigh) == (("Çeşme",), ("Western Turkey",))
    assert read_places("GENEVA/ANKARA – ", weigh) == (("GENEVA", "ANKARA"), (None, None))
    assert read_places("12 May", weigh) == ((), ())


@given(st.text(alphabet="Aa ,.-–—()/\n\u00a0:’'09|_", max_size=120))
def test_no_text_breaks_the_parser(text: str) -> None:
    parsed = parse_dateline(text, len)
    if parsed is not None:
        assert parsed.places
        assert len(parsed.places) == len(parsed.regions)
        assert parsed.raw in text


@pytest.mark.parametrize("piece", ["a", " ", "\n", "A ", "- ", "(", "A.", "A-", "A, ", "A\u00a0"])
def test_a_long_text_is_read_in_time_that_grows_with_its_length(piece: str) -> None:
    assert grows_linearly(parse_dateline, piece * 100_000)


@pytest.mark.parametrize(
    ("text", "printed", "body"),
    [
        ("Lampedusa, 3 October 2013 – More than 300 people drowned.", "Lampedusa", "More than"),
        ("Lampedusa/Valletta, 3 October 2013 – Boats.", "Lampedusa/Valletta", "Boats."),
        ("عمّان، ١٢ تشرين الأول ٢٠٢٣ – دعت اليونيسف إلى وقف.", "عمّان", "دعت"),
        ("C\u0327es\u0327me – Boats came.", "C\u0327es\u0327me", "Boats came."),
        ("Cotonou, 12.06.2022 - Le ministre parle.", "Cotonou", "Le ministre"),
        ("San Pedro Sula.- La Cruz Roja ayuda.", "San Pedro Sula", "La Cruz"),
        ("Ginebra (EFE).- La ONU pide ayuda.", "Ginebra", "La ONU"),
        ("NAIROBI (Kenya), 3 May – The agency spoke.", "NAIROBI, Kenya", "The agency"),
        ("Chattanooga, Tenn.- The mayor spoke.", "Chattanooga, Tenn.", "The mayor"),
    ],
)
def test_forms_of_other_desks(read: Any, text: str, printed: str, body: str) -> None:
    parsed = read(text)
    assert parsed is not None
    assert (parsed.text, parsed.body[: len(body)]) == (printed, body)
    assert parsed.raw + parsed.body == text


def test_initials_in_brackets_are_an_agency_and_a_country_is_a_region(read: Any) -> None:
    assert (
        read("Vienna (Austria) – The talks.").region,
        read("Vienna (AP) – The talks.").agency,
    ) == (
        "Austria",
        "AP",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Annual Report, 3 October 2013 to 4 May 2014, now out – Read it here",
        "Senator Jane Doe of Utah, March 3, 2004 – The floor speech",
        "Updated 3 October 2013 – The list of places",
        "March 3, 2004 – The senator spoke.",
        "Press Release, 3 October 2013 – The list of places",
        "Statement (3 October 2013) – The list of places",
        "Basın Açıklaması, 3 Ekim 2013 – Bakan konuştu",
        "Tuesday, 3 October 2013 – The list of places",
    ],
)
def test_a_date_alone_makes_no_dateline(read: Any, text: str) -> None:
    assert read(text) is None
