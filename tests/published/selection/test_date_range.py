"""Asked dates are read to one range, and what cannot be a date is told with what would be right."""

import contextlib
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.problems import Invalid
from app.published.selection.date_range import DateRange, read_date, read_from_to

ISTANBUL = ZoneInfo("Europe/Istanbul")
GREENWICH = ZoneInfo("UTC")


def days(asked: DateRange) -> tuple[str | None, str | None]:
    first, last = (
        None if day is None else date.fromordinal(day).isoformat()
        for day in (asked.first_day, asked.last_day)
    )
    return first, last


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2024-03-31", "2024-03-31", "2024-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023", "2023-01-01", "2023-12-31"),
        ("2020-02-28/2020-03-15", "2020-02-28", "2020-03-15"),
        ("2020-03/2020-05", "2020-03-01", "2020-05-31"),
        ("2019/2020-02", "2019-01-01", "2020-02-29"),
        ("2020-03-01/..", "2020-03-01", None),
        ("../2020-03", None, "2020-03-31"),
        ("2024-03-31/2024-03-31", "2024-03-31", "2024-03-31"),
    ],
)
def test_both_ends_are_included(value: str, first: str | None, last: str | None) -> None:
    assert days(read_date(value, GREENWICH)) == (first, last)


def test_a_day_is_from_its_midnight_to_the_next_in_the_zone_named() -> None:
    asked = read_date("2024-03-31", ISTANBUL)
    assert asked.start == datetime(2024, 3, 30, 21, tzinfo=UTC)
    assert asked.end == datetime(2024, 3, 31, 21, tzinfo=UTC)


def test_an_instant_is_taken_exactly() -> None:
    asked = read_date("2024-01-01T00:30:00+03:00", GREENWICH)
    at = datetime(2023, 12, 31, 21, 30, tzinfo=UTC)
    assert (asked.start, asked.end) == (at, at + timedelta(microseconds=1))


def test_an_instant_falls_on_the_day_that_the_zone_has_then() -> None:
    assert days(read_date("2023-12-31T21:30:00Z", ISTANBUL)) == ("2024-01-01", "2024-01-01")


def test_a_day_without_midnight_begins_when_the_clock_skips_it() -> None:
    """São Paulo went from 23:59:59 to 01:00 on 2018-11-04."""
    asked = read_date("2018-11-04", ZoneInfo("America/Sao_Paulo"))
    assert asked.start == datetime(2018, 11, 4, 3, tzinfo=UTC)


def test_the_ends_of_the_calendar_can_be_asked_for() -> None:
    for zone in (ISTANBUL, ZoneInfo("America/New_York")):
        assert days(read_date("0001", zone)) == ("0001-01-01", "0001-12-31")
        assert days(read_date("9999-12-31", zone)) == ("9999-12-31", "9999-12-31")


@given(
    st.dates(date(1970, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["UTC", "Europe/Istanbul", "Africa/Cairo", "Pacific/Apia"]),
)
def test_the_next_day_begins_where_a_day_ends(day: date, zone: str) -> None:
    asked = read_date(day.isoformat(), ZoneInfo(zone))
    following = read_date((day + timedelta(days=1)).isoformat(), ZoneInfo(zone))
    assert asked.end == following.start


def test_from_and_to_are_the_same_range_as_an_interval() -> None:
    asked = read_from_to("2020-02", "2020-03-15", ISTANBUL)
    assert asked == read_date("2020-02/2020-03-15", ISTANBUL)
    assert read_from_to(None, "2020-03-15", ISTANBUL) == read_date("../2020-03-15", ISTANBUL)
    assert read_from_to(None, None, ISTANBUL) is None


@pytest.mark.parametrize(
    ("value", "suggestion"),
    [
        ("31/03/2024", "2024-03-31"),
        ("03/31/2024", "2024-03-31"),
        ("03/04/2024", None),
        ("31.3.2024", "2024-03-31"),
        ("2024/03/31", "2024-03-31"),
        ("2024-3-1", "2024-03-01"),
        ("20240331", "2024-03-31"),
        ("1711843200", "2024-03-31T00:00:00Z"),
        ("2024-01-01T00:30:00 03:00", "2024-01-01T00:30:00%2B03:00"),
        ("2024-01-01T00:30:00", "2024-01-01T00:30:00Z"),
        ("2024-01-01 00:30:00", "2024-01-01T00:30:00Z"),
        ("2024-02-30", None),
        ("2024-13", None),
        ("2024-00", None),
        ("2024-00-10", None),
        ("2024-01-00", None),
        ("2024-01/2024-00", None),
        ("0000", None),
        ("2024-01-01T25:00:00Z", None),
        ("9999-12-31T23:59:59-05:00", None),
        ("2024-03-31/P1M", None),
        ("2024-03-31/", None),
        ("../..", None),
        ("yesterday", None),
        ("", None),
        ("٢٠٢٤", None),
    ],
)
def test_what_is_no_date_is_refused_with_what_was_probably_meant(
    value: str, suggestion: str | None
) -> None:
    """TIME-1, TIME-2: never an empty 200."""
    with pytest.raises(Invalid) as refused:
        read_date(value, GREENWICH)
    assert refused.value.faults[0].suggestion == suggestion


@pytest.mark.parametrize(
    "value",
    [
        "2024-04-01/2024-03-31",
        "2024-04/2024-03",
        "2024-01-01T00:00:00.000001Z/2024-01-01T00:00:00Z",
        "2024-01-02/2024-01-01T23:00:00Z",
    ],
)
def test_a_range_that_ends_before_it_begins_is_refused(value: str) -> None:
    with pytest.raises(Invalid):
        read_date(value, GREENWICH)
    start, end = value.split("/")
    with pytest.raises(Invalid):
        read_from_to(start, end, GREENWICH)


@given(st.text(max_size=30))
def test_no_text_is_more_than_a_problem(value: str) -> None:
    with contextlib.suppress(Invalid):
        read_date(value, ISTANBUL)
