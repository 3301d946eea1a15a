"""Dates as people write them; the rows of text-3.json are made up after public bug reports."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.base.dates.written import find_dates, read_date, with_year
from tests.cpu_time import grows_linearly

ROWS = json.loads((Path(__file__).parents[2] / "data" / "text-3.json").read_text())["dates"]


@pytest.mark.parametrize(
    ("text", "hint", "received", "expected"), ROWS, ids=[f"{row[0]}-{row[1]}" for row in ROWS]
)
def test_row_reads_as_its_file_says(
    text: str, hint: str | None, received: str, expected: Any
) -> None:
    read = read_date(text, hint, date.fromisoformat(received))
    if expected is None:
        assert read is None
        return
    assert read is not None
    assert read.text == text
    if isinstance(expected, str):
        assert read.value == expected
        assert read.precision == ("exact" if "T" in expected else "day")
    elif "from" in expected:
        assert (read.value, read.precision) == (f"{expected['from']}/{expected['to']}", "day")
    else:
        assert (read.day and read.day.isoformat()) == expected["date"]
        assert expected["flag"] in read.flags


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Washington, DC, March 11, 2024", "2024-03-11"),
        ("Thursday, August 01, 2024", "2024-08-01"),
        ("Posted: 18 December 2019", "2019-12-18"),
        ("30 November – 2 December 2019", "2019-11-30/2019-12-02"),
        ("30 December – 2 January 2020", "2019-12-30/2020-01-02"),
        ("Nov. 30 - Dec. 2, 2019", "2019-11-30/2019-12-02"),
        ("from 5 May to 9 May 2020", "2020-05-05/2020-05-09"),
        ("Dec 2019 – Jan 2020", "2019-12/2020-01"),
        ("2019-11-26/2019-11-27", "2019-11-26/2019-11-27"),
        ("March 2024", "2024-03"),
        ("2024-03", "2024-03"),
        ("2024", "2024"),
        ("Mi, 18. Dez 2019", "2019-12-18"),
        ("26 ноября 2019 г.", "2019-11-26"),
        ("18 de diciembre de 2019", "2019-12-18"),
        ("quarta-feira, 18 de dezembro de 2019", "2019-12-18"),
        ("18 ARALIK 2019", "2019-12-18"),
        ("الأربعاء ١٨ كانون الأول ٢٠١٩", "2019-12-18"),
        ("٢٦-٢٧ نوفمبر ٢٠١٩", "2019-11-26/2019-11-27"),
        ("12/18/2019", "2019-12-18"),
        ("12/18/19", "2019-12-18"),
        ("18-Dec-2019", "2019-12-18"),
        ("18/Dec/2019", "2019-12-18"),
        ("Dec-18-2019", "2019-12-18"),
        ("12/2019", "2019-12"),
        ("December 18-20, 2019", "2019-12-18/2019-12-20"),
        ("Dec. 18 to 20, 2019", "2019-12-18/2019-12-20"),
        ("18/19 December 2019", "2019-12-18/2019-12-19"),
        ("2019-2020", "2019/2020"),
        ("2019/2020", "2019/2020"),
        ("November/December 2019", "2019-11/2019-12"),
        ("du 18 au 20 décembre 2019", "2019-12-18/2019-12-20"),
        ("2019年12月18日", "2019-12-18"),
        ("2019 年 12 月 8 日", "2019-12-08"),
        ("2019年12月", "2019-12"),
        ("2019년 12월 18일", "2019-12-18"),
        ("18 tháng 12 năm 2019", "2019-12-18"),
        ("ngày 18 tháng 12, 2019", "2019-12-18"),
        ("tháng 12 năm 2019", "2019-12"),
        ("18 كانون الأول/ديسمبر 2019", "2019-12-18"),
        ("١٨ ديسمبر/كانون الأول ٢٠١٩", "2019-12-18"),
        ("18 ธันวาคม 2562", "2019-12-18"),
        ("18 दिसंबर 2019", "2019-12-18"),
        ("18 ডিসেম্বর ২০১৯", "2019-12-18"),
        ("18 دسامبر 2019", "2019-12-18"),
        ("2019-12-18T10:00:00Z", "2019-12-18T10:00:00+00:00"),
        ("Sept. 5, 2023, 10:30 a.m. EDT", "2023-09-05T10:30:00-04:00"),
    ],
)
def test_date_line_without_any_hint_reads(text: str, value: str) -> None:
    read = read_date(text)
    assert read is not None
    assert read.value == value


def test_weekday_decides_between_two_readings() -> None:
    read = read_date("Wednesday 03/04/2024")
    assert read is not None
    assert (read.value, read.flags) == ("2024-04-03", ())


def test_bare_english_does_not_decide_the_order_of_day_and_month() -> None:
    read = read_date("03/04/2024", "en")
    assert read is not None
    assert read.readings == (date(2024, 4, 3), date(2024, 3, 4))


def test_time_without_zone_stays_a_day() -> None:
    read = read_date("2019-12-18 10:00")
    assert read is not None
    assert (read.precision, read.instant, read.flags) == ("day", None, ("time without zone",))


def test_year_inferred_for_a_weekday_goes_back_to_one_that_fits() -> None:
    read = read_date("Friday 28th February", "en", date(2021, 3, 10))
    assert read is not None
    assert (read.value, read.flags) == ("2020-02-28", ("year inferred",))


@pytest.mark.parametrize("text", ["平成31年", "1066-2019", "2020-2019"])
def test_a_year_of_another_era_or_a_long_span_is_no_day(text: str) -> None:
    read = read_date(text)
    assert read is None or read.precision == "year"


@pytest.mark.parametrize("text", ["No date found", "", "May", "march on", "in 12 days", "٣"])
def test_no_date_is_found_where_there_is_none(text: str) -> None:
    assert read_date(text, "en", date(2024, 6, 1)) is None


@pytest.mark.parametrize(
    "text", ["31 June 2019", "18 Ekim/Kasım 2019", "99/99/9999", "00.00.2020", "45 March 2023"]
)
def test_impossible_day_gives_no_date_but_keeps_the_text(text: str) -> None:
    read = read_date(text)
    assert read is not None
    assert read.flags == ("no such day",)
    assert (read.first, read.value) == (None, None)
    assert read.text in text


def test_dates_in_prose_are_found_and_numbers_are_left_alone() -> None:
    text = (
        "Since Friday 28th February; this week (26-27/11). Article 10 may be half (1/2), 24/7,"
        " in 2019. On Wednesday 18 December 2019, 10,000 people; version 1.2.3."
    )
    found = [read.text for read in find_dates(text)]
    assert found == ["Friday 28th February", "26-27/11", "Wednesday 18 December 2019"]


def test_span_points_into_the_text() -> None:
    text = "x" * 500 + " on 18 December 2019. " + "y" * 500
    (read,) = find_dates(text)
    assert text[slice(*read.span)] == read.text == "18 December 2019"


def test_with_year_takes_the_near_year_in_which_the_weekday_fits() -> None:
    (read,) = find_dates("Since Friday 28th February")
    assert with_year(read, date(2019, 12, 18)).value == "2020-02-28"


@pytest.mark.parametrize("text", ["1-" * 50_000, "9/9/" * 30_000, "mar, " * 40_000 + "5 mar"])
def test_long_nonsense_is_read_in_linear_time(text: str) -> None:
    def find_all(text: str) -> None:
        assert len(find_dates(text)) < 10

    assert grows_linearly(find_all, text)
