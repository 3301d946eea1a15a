"""Ten datelines of different desks in the form «title, blank line, body»; made-up texts."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.base.dates.written import read_date
from app.base.text import fold
from app.importers.text_pages.page import read_page
from app.places.gazetteer import Gazetteer

FOLDER = Path(__file__).parents[2] / "data" / "text-1"
CASES = json.loads((FOLDER / "expected.json").read_text())["cases"]


@pytest.mark.parametrize("name", sorted(CASES))
def test_page_gives_places_date_agency_and_body(name: str) -> None:
    expected: dict[str, Any] = CASES[name]
    page = (FOLDER / f"{name}.txt").read_bytes()
    reading = read_page(page, population_of=Gazetteer().population_of)
    (draft,) = reading.drafts
    dateline = draft.dateline
    assert dateline is not None
    assert [fold(place) for place in dateline.places] == [fold(p) for p in expected["places"]]
    assert dateline.region == expected.get("region")
    assert dateline.agency == expected.get("agency")
    assert draft.body[0].text.startswith(expected["body_starts"])
    assert draft.body[1].text == "A second paragraph follows here."
    assert draft.title == page.decode().split("\n")[0]
    assert dateline.raw in page.decode()
    if "date" not in expected:
        assert dateline.date_text is None
        return
    read = read_date(dateline.date_text or "")
    assert read is not None
    assert read.first == date.fromisoformat(expected["date"])
    assert read.last == date.fromisoformat(expected.get("date_end", expected["date"]))
