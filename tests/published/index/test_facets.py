"""Facets count what the list has, each under all filters but its own."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from app.db.database import Database
from app.published.document import DatePrecision, Organisation, PublicRelease
from app.published.index.facets import CountedPlaces, Counts
from app.published.reading.facet_counts import Counted, count_facets
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.published.selection.facet_schemas import FacetName, FacetOptions
from app.published.selection.grammar import Selection
from tests.examples import examples
from tests.factories import a_document, a_place, a_theme, edirne, known_by_day
from tests.published.model import (
    Model,
    accepted,
    asked_parameters,
    documents,
    fill,
    select,
)

VALUES = ("location", "theme", "kind", "language", "organisation")


def facets(session: Session, selection: Selection, **options: Any) -> Counted:
    """All facets as a process counts them that has read nothing before."""
    reader = Reader(session, Snapshot(ZoneInfo("UTC")))
    return count_facets(reader, selection, tuple(FacetName), FacetOptions(**options))


def without(asked: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The selection of a facet: all filters but its own; a role alone narrows what is counted."""
    own = ("date", "date_from", "tz") if name == "date" else ()
    return {
        key: value
        for key, value in asked.items()
        if key not in (name, f"{name}.all", f"{name}.not", *own)
    }


def as_dict(counts: Counts | CountedPlaces) -> dict[str, int]:
    return dict(zip(counts.values, counts.releases, strict=True))


def by_value(model: Model, released: Iterable[PublicRelease], name: str) -> dict[str, int]:
    found = Counter(
        value
        for document in released
        if model.matches(document)
        for value in model.values(document)[name]
    )
    fold = name in ("language", "organisation")
    return {value.lower() if fold else value: count for value, count in found.items()}


def by_month(model: Model, released: Iterable[PublicRelease]) -> dict[str, int]:
    """Releases by the month that they are known by; by `2024` those known by the year alone."""
    found: Counter[str] = Counter()
    for document in filter(model.matches, released):
        known = model.known(document)
        if known is None:
            found["unknown"] += 1
        else:
            first, last = known
            found[f"{first:%Y-%m}" if first.month == last.month else f"{first:%Y}"] += 1
    return dict(found)


@settings(
    max_examples=examples(at_hand=50, in_ci=200),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    released=st.lists(documents, min_size=3, max_size=12),
    asked=asked_parameters.map(accepted),
)
def test_any_facet_counts_what_a_plain_reading_of_the_documents_counts(
    database: Database, released: list[PublicRelease], asked: dict[str, Any]
) -> None:
    with database.write() as session:
        fill(session, released)
        counted = facets(session, select(asked))
        session.rollback()
    assert counted.places is not None
    found = {name.value: as_dict(counts) for name, counts in counted.values.items()}
    found["location"] = as_dict(counted.places)
    for name in VALUES:
        model = Model(without(asked, name))
        assert found[name] == by_value(model, released, name), name
    months = by_month(Model(without(asked, "date")), released)
    alone = months.pop("2024", 0)
    assert found["month"] == months
    assert set(counted.values[FacetName.MONTH].year_alone) <= {alone, 0}
    undated = months.pop("unknown", 0)
    in_2024 = sum(months.values()) + alone
    years = {"2024": in_2024, "unknown": undated}
    assert found["year"] == {year: count for year, count in years.items() if count}
    assert counted.total == sum(Model(asked).matches(document) for document in released)


def test_a_place_limit_keeps_the_most_frequent_of_each_level(database: Database) -> None:
    codes = ["TR"] * 5 + ["GR"] * 4 + ["CH"] * 3 + ["FR", "DE"]
    with database.write() as session:
        fill(session, [a_document(locations=(a_place(code),)) for code in codes])
        counted = facets(session, Selection(), **{"facet.location.limit": 3})
        tied = facets(session, Selection(), **{"facet.location.limit": 4})
    assert counted.places is not None
    assert tied.places is not None
    assert as_dict(counted.places) == {"TR": 5, "GR": 4, "CH": 3}
    assert list(as_dict(tied.places)) == ["TR", "GR", "CH", "DE"]


def test_what_a_shown_place_lies_in_is_shown_whatever_the_limit(database: Database) -> None:
    released = [a_document(locations=(edirne(),)) for _ in range(3)]
    released += [a_document(locations=(a_place(code),)) for code in ["GR"] * 9 + ["CH"] * 8]
    with database.write() as session:
        fill(session, released)
        counted = facets(session, Selection(), **{"facet.location.limit": 1})
    assert counted.places is not None
    found = as_dict(counted.places)
    assert found == {"GR": 9, "001": 3, "145": 3, "TR": 3, "TR-22": 3, "geonames:747712": 3}


def test_zero_counts_are_left_out_unless_asked(database: Database) -> None:
    english = a_document(language="en", themes=(a_theme("health"),))
    turkish = a_document(language="tr", kind="event", locations=(edirne(),))
    with database.write() as session:
        fill(session, [english, turkish])
        counted = facets(session, select({"language": ["en"]}))
        zero = facets(session, select({"language": ["en"]}), **{"facet.zero": True})
    assert as_dict(counted.values[FacetName.KIND]) == {"press_release": 1}
    assert as_dict(zero.values[FacetName.KIND]) == {"press_release": 1, "event": 0}
    assert as_dict(counted.values[FacetName.LANGUAGE]) == {"en": 1, "tr": 1}
    assert counted.places is not None
    assert not counted.places.values
    assert zero.places is not None
    assert as_dict(zero.places)["TR"] == 0


@pytest.mark.parametrize(
    ("zone", "month"),
    [("UTC", "2024-03"), ("Europe/Istanbul", "2024-04"), ("America/Lima", "2024-03")],
)
def test_months_are_those_of_the_newsroom(database: Database, zone: str, month: str) -> None:
    """TIME: an instant that is the next month already where the newsroom is."""
    late = a_document(published_at=datetime(2024, 3, 31, 22, 30, tzinfo=UTC))
    day = known_by_day(date(2024, 3, 31))
    with database.write() as session:
        fill(session, [late, day])
        reader = Reader(session, Snapshot(ZoneInfo(zone)))
        counted = count_facets(reader, Selection(), (FacetName.MONTH,), FacetOptions())
    months = as_dict(counted.values[FacetName.MONTH])
    # A release that is known by its day has that day in every zone.
    assert months == ({"2024-03": 2} if month == "2024-03" else {"2024-03": 1, "2024-04": 1})


def test_an_organisation_leads_to_its_newest_release(database: Database) -> None:
    organisation = Organisation(id="iom", name="IOM")
    older, newer = (
        a_document(organisation=organisation, published_at=datetime(year, 1, 1, tzinfo=UTC))
        for year in (2020, 2024)
    )
    with database.write() as session:
        fill(session, [newer, older])
        reader = Reader(session, Snapshot(ZoneInfo("UTC")))
        counted = count_facets(reader, Selection(), (FacetName.ORGANISATION,), FacetOptions())
        documents = reader.documents(list(counted.newest.values()))
    assert [document.id for document in documents] == [newer.id]


def of_2024(month: int, **members: Any) -> PublicRelease:
    return a_document(published_at=datetime(2024, month, 5, 12, tzinfo=UTC), **members)


def known_by_year() -> PublicRelease:
    return a_document(
        published_at=datetime(2024, 1, 1, tzinfo=UTC),
        date="2024",
        date_precision=DatePrecision.YEAR,
    )


@pytest.mark.parametrize("options", [{}, {"facet.zero": True}])
@pytest.mark.parametrize("asked", [{}, {"date_from": "0001", "tz": "Europe/Istanbul"}])
def test_months_and_what_is_known_by_the_year_alone_add_up(
    database: Database, asked: dict[str, Any], options: dict[str, Any]
) -> None:
    released = [of_2024(2), of_2024(2), of_2024(5), known_by_year(), a_document(published_at=None)]
    with database.write() as session:
        fill(session, released)
        counted = facets(session, select(asked), **options)
        totals = {
            month: Reader(session, Snapshot(ZoneInfo("UTC"))).count(select({"date": [month]}))
            for month in ("2024-02", "2024-05", "2024", "unknown")
        }
    months, years = counted.values[FacetName.MONTH], counted.values[FacetName.YEAR]
    shown = {"2024-02": 2, "2024-05": 1, "unknown": 1}
    assert {month: count for month, count in as_dict(months).items() if count} == shown
    assert (as_dict(years), years.year_alone) == ({"2024": 4, "unknown": 1}, [1, 0])
    assert sum(years.releases) == len(released)
    # What the filter of a month finds is the month and what may lie in it.
    assert totals == {"2024-02": 3, "2024-05": 2, "2024": 4, "unknown": 1}
    possible = dict(zip(months.values, map(sum, zip(*months[1:], strict=True)), strict=True))
    assert {month: possible[month] for month in totals if month in possible} == {
        month: total for month, total in totals.items() if month != "2024"
    }


def test_zero_shows_the_months_between(database: Database) -> None:
    with database.write() as session:
        fill(session, [of_2024(2), of_2024(5, language="tr")])
        counted = facets(session, select({"language": ["en"]}), **{"facet.zero": True})
    assert as_dict(counted.values[FacetName.MONTH]) == {
        "2024-02": 1,
        "2024-03": 0,
        "2024-04": 0,
        "2024-05": 0,
    }
