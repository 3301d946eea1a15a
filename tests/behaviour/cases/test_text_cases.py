"""Cases TEXT-1 and TEXT-3 through the import to what readers get, with what stands next to them.

TEXT-1: openeventdata/phoenix_pipeline#3, xiaoxu193/PyTeaser#20, superdesk/superdesk#1292,
JimGalasyn/DesdemonaIndexer#43, ivbeg/newsworker#8. TEXT-3: scrapinghub/dateparser#1098, #427,
#1253, #992, microsoft/Recognizers-Text#3027, bear/parsedatetime#151, superdesk/superdesk#3269,
AndyTheFactory/newspaper4k#575.
"""

import json
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app.base.text import fold
from app.importers.loading.run import import_page_bytes
from app.importers.loading.writing import PageSource
from app.published.reading.follower import FRESH_SECONDS
from tests.newsroom import Newsroom, checked

DATA = Path(__file__).parents[2] / "data"
TEXT_1 = json.loads((DATA / "text-1" / "expected.json").read_text("utf-8"))["cases"]
TEXT_3 = json.loads((DATA / "text-3.json").read_text("utf-8"))["dates"]
REST = "A second paragraph follows here."


def _imported(
    newsroom: Newsroom, page: str, name: str, *, language: str = "en", received: date | None = None
) -> dict[str, Any]:
    """The public release that a page of one becomes, and the report of its import."""
    source = PageSource("Port office", f"https://press.example/{name}", language)
    before = set(newsroom.public_ids("limit=100"))
    import_page_bytes(newsroom.settings, page.encode(), source, publish=True, received=received)
    # What another process commits is shown within a quarter of a second.
    time.sleep(FRESH_SECONDS)
    (made,) = set(newsroom.public_ids("limit=100")) - before
    return checked(newsroom.api.get(f"/v1/releases/{made}"), 200)


def _places(release: dict[str, Any]) -> list[str]:
    return [fold(place["name"]) for place in release["locations"]]


def test_text_1_every_page_of_the_folder_reads_as_its_file_says(newsroom: Newsroom) -> None:
    for name, expected in TEXT_1.items():
        page = (DATA / "text-1" / f"{name}.txt").read_text("utf-8")
        release = _imported(newsroom, page, name, language="tr" if name == "09" else "en")
        dateline = release["dateline"]
        assert fold(dateline["location"]["name"]).startswith(fold(expected["places"][0])), name
        assert len(release["locations"]) == len(expected["places"]), name
        if "region" in expected:
            assert dateline["text"].endswith(expected["region"])
        assert release["body_text"].startswith(expected["body_starts"])
        assert release["body_text"].endswith(REST)
        assert release["summary"].startswith(expected["body_starts"])
        assert expected.get("agency", "(AP)") not in release["body_text"]
        if "date_end" in expected:
            assert release["date_bounds"]["not_before"] == expected["date"]
            assert release["date_bounds"]["not_after"] == expected["date_end"]
        elif "date" in expected:
            assert (release["date"], release["date_precision"]) == (expected["date"], "day")
        else:
            assert (release["date"], release["date_precision"]) == (None, "unknown")


# The head of a body, its language, its place and how the body begins.
HEADS = [
    ("Edirne\u2014The port opened.", "en", "edirne", "The port"),
    ("Edirne \u2012 The port opened.", "en", "edirne", "The port"),
    ("Edirne\u00a0\u2013\u00a0The port opened.", "en", "edirne", "The port"),
    ("EDIRNE, Türkiye -- The port opened.", "en", "edirne", "The port"),
    ("EDIRNE, Türkiye, 3 March 2020 – The port opened.", "en", "edirne", "The port"),
    ("GENEVA (3 March 2020) – The office opened.", "en", "geneva", "The office"),
    ("Genève, le 3 mars 2020 – Le bureau a ouvert.", "fr", "geneva", "Le bureau"),
    ("ANKARA – 3 Mart 2020 – Büro açıldı.", "tr", "ankara", "Büro"),
    ("Анкара, 3 марта 2020 г. — Бюро открыто.", "ru", "ankara", "Бюро"),
    ("أنقرة – افتتح المكتب اليوم.", "ar", "ankara", "افتتح"),
    ("Port-au-Prince – Road works begin.", "en", "port au prince", "Road works"),
]
NO_HEADS = [
    ("Well-known singers meet – and sing.", "en"),
    ("The harbour – closed since May – opens again.", "en"),
    ("Twenty-two ferries sail – all of them new.", "en"),
]


def test_text_1_other_heads_of_other_desks_are_read_alike(newsroom: Newsroom) -> None:
    for number, (head, language, place, begins) in enumerate(HEADS):
        page = f"Notice number {number}\n\n{head}\n\n{REST}"
        release = _imported(newsroom, page, f"head-{number}", language=language)
        assert release["dateline"] is not None, head
        assert fold(release["dateline"]["location"]["name"]) == place, head
        assert release["body_text"].startswith(begins), head
        if "2020" in head:
            assert release["date"] == "2020-03-03", head


def test_text_1_a_dash_in_a_sentence_is_no_dateline(newsroom: Newsroom) -> None:
    for number, (head, language) in enumerate(NO_HEADS):
        page = f"Notice number {number}\n\n{head}\n\n{REST}"
        release = _imported(newsroom, page, f"none-{number}", language=language)
        assert release["dateline"] is None, head
        assert release["body_text"].startswith(head)


def test_text_3_every_row_is_read_as_the_date_line_of_a_page(newsroom: Newsroom) -> None:
    for number, (text, hint, received, expected) in enumerate(TEXT_3):
        page = f"Harbour bulletin {number}\n\n{text}\n\nEdirne – Ferries sail again.\n\n{REST}"
        release = _imported(
            newsroom,
            page,
            f"row-{number}",
            # A page always has a language; English alone does not tell days from months.
            language=hint or "en",
            received=date.fromisoformat(received),
        )
        _check_date(release, text, expected)


def _check_date(release: dict[str, Any], text: str, expected: Any) -> None:
    if isinstance(expected, str) and "T" in expected:
        instant = datetime.fromisoformat(expected).astimezone(UTC)
        assert datetime.fromisoformat(release["published_at"]) == instant, text
        assert release["date_precision"] == "exact"
    elif isinstance(expected, str):
        assert (release["date"], release["date_precision"]) == (expected, "day"), text
    elif expected is not None and "from" in expected:
        assert (release["date"], release["date_precision"]) == (None, "unknown"), text
        bounds = release["date_bounds"]
        assert (bounds["not_before"], bounds["not_after"]) == (expected["from"], expected["to"])
        assert text in bounds["reason"]
    elif expected is not None and expected["date"]:
        assert (release["date"], release["date_precision"]) == (expected["date"], "day"), text
    elif text == "2024":
        # Only the year is known, and that is said.
        assert (release["date"], release["date_precision"]) == ("2024", "year")
    else:
        assert (release["date"], release["date_precision"]) == (None, "unknown"), text


def test_text_3_a_day_is_that_day_in_every_output_and_every_zone(newsroom: Newsroom) -> None:
    page = f"Harbour bulletin\n\n18.12.2019\n\nEdirne – Ferries sail again.\n\n{REST}"
    release = _imported(newsroom, page, "day", language="de")
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"):
        assert newsroom.public_ids(f"date=2019-12-18&tz={zone}") == [release["id"]]
        assert newsroom.public_ids(f"date=2019-12-17&tz={zone}") == []
        assert newsroom.public_ids(f"date=2019-12-19&tz={zone}") == []
    address = f"/v1/releases/{release['id']}"
    for form in ("", ".txt", ".html", ".jsonld", ".ninjs", ".newsml"):
        text = newsroom.api.get(f"{address}{form}").text
        # ninjs has no member for a day without a time.
        assert "2019-12-18" in text or "18 December 2019" in text or form == ".ninjs", form
        assert "2019-12-17" not in text
        assert "2019-12-19" not in text
