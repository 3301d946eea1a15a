"""Dates of releases on text pages: no year is made up, and what is no date is kept and told."""

from datetime import date
from typing import Any

import pytest

from app.importers.draft import ImportedDraft
from app.importers.loading.run import import_page_bytes
from app.importers.loading.writing import PageSource
from tests.importers.pages import MORE, TEXT, read
from tests.newsroom import EDITORIAL, Newsroom, checked

HEADS = ["ANKARA, April 22", "GENEVA, Nov. 21", "GENEVA, Feb. 10"]


def _page(*heads: str) -> str:
    return "\n\n".join(
        f"Agency Speaks Up, Part {number}\n\n{head} – {TEXT}"
        for number, head in enumerate(heads, 1)
    )


def _bounds(draft: ImportedDraft) -> tuple[date | None, date | None] | None:
    return (draft.bounds.not_before, draft.bounds.not_after) if draft.bounds else None


@pytest.mark.parametrize("told", [True, False])
def test_a_day_without_a_year_is_of_no_year_but_bounded(told: bool) -> None:
    day = date(2026, 11, 30)
    reading = read(_page(*HEADS), **{"received" if told else "imported": day})
    if told:
        assert reading.drafts[1].published is not None
    else:
        assert reading.drafts[1].published is None
    for number, latest in ((0, date(2026, 4, 22)), (2, date(2026, 2, 10))):
        draft = reading.drafts[number]
        assert draft.published is None
        assert _bounds(draft) == (None, latest)
        assert "gives no year" in draft.doubts[0]


@pytest.mark.parametrize("received", [date(2025, 11, 30), date(2025, 12, 1)])
def test_a_day_that_is_not_over_yet_is_not_of_the_year_before(received: date) -> None:
    (draft,) = read(_page("ANKARA, Dec. 7"), received=received).drafts
    assert draft.published is None
    assert _bounds(draft) == (None, date(2024, 12, 7))


def test_a_year_that_is_not_written_is_not_made_up_by_the_day_of_the_import(
    newsroom: Newsroom,
) -> None:
    import_page_bytes(newsroom.settings, _page(*HEADS).encode(), PageSource(), publish=True)
    listed = checked(newsroom.api.get("/v1/releases?profile=full"), 200)["data"]
    assert len(listed) == len(HEADS)
    for release in listed:
        assert (release["date"], release["published_at"]) == (None, None)
        assert release["date_bounds"]["not_before"] is None


def _imported(newsroom: Newsroom, day_line: str) -> tuple[dict[str, Any], Any]:
    page = f"Harbour Opens Again\n{day_line}\n\nEdirne – {TEXT}\n\n{MORE}"
    report = import_page_bytes(newsroom.settings, page.encode(), PageSource(), publish=True)
    (listed,) = checked(newsroom.desk.get(EDITORIAL), 200)["data"]
    return checked(newsroom.desk.get(f"{EDITORIAL}/{listed['id']}"), 200), report


@pytest.mark.parametrize("line", ["29 February 2023", "31 April 2024", "Posted: 31 June 2019"])
def test_a_date_line_that_is_no_date_is_kept_and_told(newsroom: Newsroom, line: str) -> None:
    release, report = _imported(newsroom, line)
    assert release["title"] == "Harbour Opens Again"
    assert release["date"] is None
    assert f"Date line on the page: {line}" in release["internal_note"]
    assert "there is no such day" in report.as_text()
    assert report.incomplete


@pytest.mark.parametrize("line", ["Tuesday 18 December 2019", "Friday, 18 December 2019"])
def test_a_weekday_that_does_not_fit_is_told(newsroom: Newsroom, line: str) -> None:
    release, report = _imported(newsroom, line)
    assert release["date"] == "2019-12-18"
    assert "the weekday does not fit the day" in release["internal_note"]
    assert "the weekday does not fit the day" in report.as_text()
    assert not report.incomplete


def test_a_date_that_reads_two_ways_is_told(newsroom: Newsroom) -> None:
    release, report = _imported(newsroom, "03/04/2024")
    assert release["date"] is None
    assert "03/04/2024" in release["internal_note"]
    assert "it reads two ways" in report.as_text()


@pytest.mark.parametrize("line", ["27 آذر 1398", "18 Foomonth 2019", "5 d’hiver 2020"])
def test_an_unread_date_line_below_a_title_takes_no_title_away(
    newsroom: Newsroom, line: str
) -> None:
    page = f"Harbour Opens Again\n{line}\n\n{TEXT}\n\nSchool Opens\n{line}\n\n{MORE}"
    reading = read(page)
    assert [draft.title for draft in reading.drafts] == ["Harbour Opens Again", "School Opens"]
    assert all(draft.published is None for draft in reading.drafts)
    release, report = _imported(newsroom, line)
    assert f"Date line on the page: {line}" in release["internal_note"]
    assert f"the date line «{line}» could not be read" in report.as_text()
    assert report.incomplete


@pytest.mark.parametrize(
    "line",
    [
        "Date: 18 December 2019 | Contact: Jane Doe, press@agency.example",
        "18 December 2019 – Media contact: Jane Doe",
        "18 December 2019 | press@agency.example",
        "du 18 décembre 2019",
        "Vom 18. Dezember 2019",
        "2019年12月18日",
    ],
)
def test_a_contact_or_a_small_word_beside_a_date_leaves_it_a_date_line(
    newsroom: Newsroom, line: str
) -> None:
    release, _report = _imported(newsroom, line)
    assert release["date"] == "2019-12-18"
    assert f"Date line on the page: {line}" in release["internal_note"]


@pytest.mark.parametrize(
    ("head", "text", "raw"),
    [
        ("WASHINGTON (AP) — ", "WASHINGTON (AP)", "WASHINGTON (AP) —"),
        ("GENEVA (Reuters) - ", "GENEVA (Reuters)", "GENEVA (Reuters) -"),
        ("ANKARA, April 22 – ", "ANKARA", "ANKARA, April 22 –"),
    ],
)
def test_agency_and_printed_dateline_are_kept(
    newsroom: Newsroom, head: str, text: str, raw: str
) -> None:
    page = f"Budget talks resume\n\n{head}Talks went on into the night.\n\n{MORE}"
    import_page_bytes(newsroom.settings, page.encode(), PageSource(), publish=True)
    (listed,) = checked(newsroom.desk.get(EDITORIAL), 200)["data"]
    release = checked(newsroom.desk.get(f"{EDITORIAL}/{listed['id']}"), 200)
    assert release["dateline"]["text"] == text
    assert release["dateline"]["location"] is not None
    assert f"Dateline on the page: {raw}" in release["internal_note"]
    assert "Talks went on" in release["body_html"][:20]
