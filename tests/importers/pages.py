"""What the tests of text pages share: the sample, a reader of pages, and words that fill them."""

import json
from pathlib import Path
from typing import Any

from app.importers.text_pages.page import PageReading, read_page
from app.places.gazetteer import Gazetteer

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
PAGE = (SAMPLE / "press-releases.txt").read_bytes()
RECORDS = json.loads((SAMPLE / "expected.json").read_text())["records"]
GAZETTEER = Gazetteer()
TEXT = (
    "Teams from the agency brought blankets and food to the people who wait at the crossing, and"
    " they will stay as long as needed."
)
MORE = "More than 200 families received a tent on the first day, said the coordinator of the work."


def read(page: str | bytes, **options: Any) -> PageReading:
    return read_page(
        page, **{"language": "en", "population_of": GAZETTEER.population_of, **options}
    )


def titles(reading: PageReading) -> list[str]:
    return [draft.title for draft in reading.drafts]


def bodies(reading: PageReading) -> list[list[str]]:
    return [[paragraph.text for paragraph in draft.body] for draft in reading.drafts]


def published(reading: PageReading) -> list[str | None]:
    return [draft.published.value if draft.published else None for draft in reading.drafts]
