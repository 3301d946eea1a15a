"""A list equals what a plain reading of the documents gives: rows, order, total, every page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from app.changes.log import ChangeKind
from app.core.db import Database
from app.published import store
from app.published.document import (
    DatePrecision,
    Notice,
    NoticeKind,
    Organisation,
    PlaceReference,
    PlaceRole,
    PublicRelease,
)
from app.published.queries import Page, Position, list_page
from app.published.schemas import SelectionParameters, Sort
from app.published.selection import Match, Selection, parse
from tests.factories import PUBLISHED_AT, a_document, a_place, a_theme, known_by_day
from tests.statements import counted

# Each place and theme with what contains it.
PLACES = {
    "TR": ("145", "001"),
    "TR-22": ("TR", "145", "001"),
    "GR": ("039", "001"),
    "145": ("001",),
}
THEMES = {"protection": (), "asylum": ("protection",), "health": ()}
LANGUAGES = ("en", "en-GB", "tr", "eng")
KINDS = ("press_release", "event")
MIDNIGHT_IN_ISTANBUL = datetime(2024, 3, 30, 21, tzinfo=UTC)
INSTANTS = (
    MIDNIGHT_IN_ISTANBUL - timedelta(microseconds=1),
    MIDNIGHT_IN_ISTANBUL,
    MIDNIGHT_IN_ISTANBUL + timedelta(days=1, microseconds=-1),
    datetime(2024, 4, 1, tzinfo=UTC),
)
LESS_EXACT = (
    ("2024-03-31", DatePrecision.DAY, date(2024, 3, 31), date(2024, 3, 31)),
    ("2024-03", DatePrecision.MONTH, date(2024, 3, 1), date(2024, 3, 31)),
    ("2024", DatePrecision.YEAR, date(2024, 1, 1), date(2024, 12, 31)),
)
ASKED_DATES: dict[str, tuple[date | None, date | None]] = {
    "2024-03-31": (date(2024, 3, 31), date(2024, 3, 31)),
    "2024-03": (date(2024, 3, 1), date(2024, 3, 31)),
    "2025": (date(2025, 1, 1), date(2025, 12, 31)),
    "2024-04-01/..": (date(2024, 4, 1), None),
    "../2024-03-30": (None, date(2024, 3, 30)),
    "2024-02/2024-03-30": (date(2024, 2, 1), date(2024, 3, 30)),
}
ZONES = ("UTC", "Europe/Istanbul")


def any_place() -> st.SearchStrategy[Any]:
    def build(place_id: str, roles: tuple[PlaceRole, ...]) -> Any:
        ancestors = tuple(
            PlaceReference(id=above, kind="region", name=above, code=None)
            for above in PLACES[place_id]
        )
        return a_place(place_id, roles=roles, ancestors=ancestors)

    roles = st.sampled_from([(PlaceRole.ABOUT,), (PlaceRole.DATELINE,), tuple(PlaceRole)])
    return st.builds(build, st.sampled_from(sorted(PLACES)), roles)


def any_dates() -> st.SearchStrategy[dict[str, Any]]:
    exact = st.sampled_from(INSTANTS).map(lambda at: {"published_at": at})
    unknown = st.just({"published_at": None})
    less = st.sampled_from(LESS_EXACT).map(
        lambda known: {"date": known[0], "date_precision": known[1]}
    )
    return exact | unknown | less


documents = st.builds(
    lambda dates, **members: a_document(**members, **dates),
    any_dates(),
    locations=st.lists(any_place(), max_size=2, unique_by=lambda place: place.id).map(tuple),
    themes=st.lists(st.sampled_from(sorted(THEMES)), max_size=2, unique=True).map(
        lambda ids: tuple(a_theme(theme_id, *THEMES[theme_id]) for theme_id in ids)
    ),
    language=st.sampled_from(LANGUAGES),
    kind=st.sampled_from(KINDS),
    organisation=st.sampled_from([None, Organisation(id="iom", name="IOM")]),
)


def some(values: Sequence[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3)


VALUES: dict[str, st.SearchStrategy[Any]] = {
    **{
        f"{name}{manner}": some(values)
        for name, values in (
            ("location", (*sorted(PLACES), "001")),
            ("theme", sorted(THEMES)),
            ("kind", KINDS),
            ("language", LANGUAGES),
        )
        for manner in ("", ".all", ".not")
    },
    "location.role": st.sampled_from(["dateline", "about"]),
    "date": some(sorted(ASKED_DATES)),
    "date_from": st.sampled_from(["2024-03-31", "2023"]),
    "tz": st.sampled_from(ZONES),
    "organisation": st.just(["IOM"]),
}
# With many filters at once nothing would ever match, and a wrong one would not be seen.
asked_parameters = st.sampled_from(
    [
        *((name,) for name in VALUES),
        *(("location.role", f"location{manner}") for manner in ("", ".all", ".not")),
        *(("date", "tz"),) * 4,
        ("date_from", "tz"),
        ("date", "date_from"),
        ("location", "theme"),
        ("kind.not", "language", "location"),
    ]
).flatmap(lambda names: st.fixed_dictionaries({name: VALUES[name] for name in names}))


@dataclass
class Model:
    """The filters of design section 5, told again over documents in memory."""

    asked: Mapping[str, Any]
    zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.asked.get("tz", "UTC"))

    def matches(self, document: PublicRelease) -> bool:
        role = self.asked.get("location.role")
        places = {
            place_id
            for place in document.locations
            if role is None or role in place.roles
            for place_id in (place.id, *(above.id for above in place.ancestors))
        }
        themes = {
            theme_id
            for theme in document.themes
            for theme_id in (theme.id, *(above.id for above in theme.ancestors))
        }
        speaks = [tag for tag in LANGUAGES if f"{document.language}-".startswith(f"{tag}-")]
        return (
            self._holds("location", places)
            and self._holds("theme", themes)
            and self._holds("kind", {document.kind})
            and self._holds("language", set(speaks))
            and ("organisation" not in self.asked or document.organisation is not None)
            and self._dated(document)
        )

    def _holds(self, name: str, values: set[str]) -> bool:
        every, none = self.asked.get(f"{name}.all", ()), self.asked.get(f"{name}.not", ())
        wanted = self.asked.get(name)
        return (
            (wanted is None or not values.isdisjoint(wanted))
            and values.issuperset(every)
            and values.isdisjoint(none)
        )

    def _dated(self, document: PublicRelease) -> bool:
        spans = [ASKED_DATES[value] for value in self.asked.get("date", ())]
        since = self.asked.get("date_from")
        start = {"2024-03-31": date(2024, 3, 31), "2023": date(2023, 1, 1), None: None}[since]
        known = self._known(document)
        return (not spans or any(overlap(known, span) for span in spans)) and (
            start is None or overlap(known, (start, None))
        )

    def _known(self, document: PublicRelease) -> tuple[date, date] | None:
        if document.date_precision is DatePrecision.EXACT and document.published_at:
            day = document.published_at.astimezone(self.zone).date()
            return day, day
        return next(
            ((low, high) for text, _, low, high in LESS_EXACT if text == document.date), None
        )


def overlap(known: tuple[date, date] | None, asked: tuple[date | None, date | None]) -> bool:
    if known is None:
        return False
    return (asked[0] is None or known[1] >= asked[0]) and (asked[1] is None or known[0] <= asked[1])


def select(asked: Mapping[str, Any]) -> Selection:
    def identity(values: Any) -> dict[str, Match]:
        return {value: Match(value) for value in values}

    given_parameters = SelectionParameters.model_validate(asked)
    return parse(given_parameters, ZoneInfo("UTC"), identity, identity)


def accepted(asked: dict[str, Any]) -> dict[str, Any]:
    """Without the parameters that narrow nothing, which are refused."""
    lonely_role = not any(name in asked for name in ("location", "location.all", "location.not"))
    lonely_zone = "date" not in asked and "date_from" not in asked
    return {
        name: value
        for name, value in asked.items()
        if not (name == "location.role" and lonely_role) and not (name == "tz" and lonely_zone)
    }


def fill(session: Session, released: Sequence[PublicRelease]) -> None:
    publications = [
        store.Publication(document, sort_key(document), ChangeKind.PUBLISHED)
        for document in released
    ]
    store.put_many(session, publications)


def sort_key(document: PublicRelease) -> datetime:
    return document.published_at or PUBLISHED_AT


def walk(
    session: Session,
    selection: Selection,
    sort: Sort,
    limit: int,
    follow: Callable[[Page], Position | None] = lambda page: page.next,
    position: Position | None = None,
) -> Iterator[Page]:
    while True:
        page = list_page(session, selection, sort, limit, position)
        yield page
        position = follow(page)
        if position is None:
            return


def ids(pages: Sequence[Page]) -> list[Any]:
    return [document.id for page in pages for document in page.documents]


@settings(
    max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    released=st.lists(documents, min_size=3, max_size=12),
    asked=asked_parameters.map(accepted),
    sort=st.sampled_from(Sort),
    limit=st.integers(1, 4),
)
def test_any_selection_gives_what_a_plain_reading_of_the_documents_gives(
    database: Database,
    released: list[PublicRelease],
    asked: dict[str, Any],
    sort: Sort,
    limit: int,
) -> None:
    def key(document: PublicRelease) -> tuple[datetime, Any]:
        by_change = sort in (Sort.LAST_CHANGED, Sort.FIRST_CHANGED)
        return (document.modified_at if by_change else sort_key(document)), document.id

    model, selection = Model(asked), select(asked)
    matching = [document for document in released if model.matches(document)]
    expected = sorted(matching, key=key, reverse=sort.value.startswith("-"))
    with database.write() as session:
        fill(session, released)
        pages = list(walk(session, selection, sort, limit))
        session.rollback()
    assert ids(pages) == [document.id for document in expected]
    assert {page.total for page in pages} == {len(expected)}
    assert all(len(page.documents) == limit for page in pages[:-1])


@pytest.mark.parametrize("limit", [1, 3])
@pytest.mark.parametrize("sort", Sort)
def test_going_back_shows_the_same_pages_as_going_on(
    database: Database, sort: Sort, limit: int
) -> None:
    with database.write() as session:
        fill(session, [a_document() for _ in range(7)])
    with database.read() as session:
        forth = list(walk(session, Selection(), sort, limit))
        back = list(walk(session, Selection(), sort, limit, lambda page: page.prev, forth[-1].prev))
    assert forth[0].prev is None
    assert all(page.prev for page in forth[1:])
    assert all(page.next for page in back)
    assert [page.documents for page in back] == [page.documents for page in forth[-2::-1]]
    assert back[-1].next == forth[0].next


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST])
@pytest.mark.parametrize("limit", [4, 7])
def test_releases_of_one_instant_come_once_while_others_are_published_and_withdrawn(
    database: Database, sort: Sort, limit: int
) -> None:
    """PAGE-1, with a title changed between pages, one release published and one withdrawn."""
    steady = [a_document() for _ in range(25)]
    doomed = a_document()
    with database.write() as session:
        fill(session, [*steady, doomed])
    seen: list[Any] = []
    position: Position | None = None
    changed = 0
    while True:
        with database.read() as session:
            page = list_page(session, Selection(), sort, limit, position)
        seen += ids([page])
        position = page.next
        if position is None:
            break
        changed += 1
        with database.write() as session:
            document = steady[changed].model_copy(update={"version": 2, "title": "Other"})
            store.put(session, document, sort_key(document), ChangeKind.UPDATED)
            fill(session, [a_document()])
            if changed == 1:
                store.withdraw(session, notice_of(doomed))
    assert len(seen) == len(set(seen))
    assert {document.id for document in steady} <= set(seen)
    if sort is Sort.NEWEST:
        assert set(seen) <= {document.id for document in [*steady, doomed]}


def notice_of(document: PublicRelease) -> Notice:
    return Notice(
        release_id=document.id,
        kind=NoticeKind.GONE,
        text="Issued in error.",
        withdrawn_at=PUBLISHED_AT,
        version=document.version + 1,
        replaced_by=None,
    )


def test_a_position_survives_the_row_that_it_names(database: Database) -> None:
    released = [a_document() for _ in range(4)]
    with database.write() as session:
        fill(session, released)
    with database.read() as session:
        first = list_page(session, Selection(), Sort.OLDEST, 2, None)
    with database.write() as session:
        store.withdraw(session, notice_of(released[1]))
    with database.read() as session:
        rest = list_page(session, Selection(), Sort.OLDEST, 2, first.next)
    assert ids([rest]) == [document.id for document in released[2:]]


def test_a_page_beyond_the_last_row_still_has_the_total(database: Database) -> None:
    with database.write() as session:
        fill(session, [a_document()])
    with database.read() as session:
        nowhere = Position(datetime(1990, 1, 1, tzinfo=UTC), a_document().id)
        page = list_page(session, Selection(), Sort.NEWEST, 5, nowhere)
    assert page == Page((), 1, None, None)


def test_both_engines_order_releases_of_one_instant_by_id(database: Database) -> None:
    released = [a_document() for _ in range(9)]
    with database.write() as session:
        fill(session, released[::-1])
    with database.read() as session:
        page = list_page(session, Selection(), Sort.OLDEST, 9, None)
    assert ids([page]) == sorted(document.id for document in released)


@pytest.mark.parametrize("limit", [1, 50])
def test_a_page_and_its_total_are_one_statement(database: Database, limit: int) -> None:
    with database.write() as session:
        fill(session, [a_document() for _ in range(limit)])
    asked = {"location": ["TR", "GR"], "location.not": ["CH"], "theme.all": ["health", "asylum"]}
    with database.read() as session, counted(database) as statements:
        list_page(session, select(asked), Sort.NEWEST, limit, None)
    assert len(statements) == 1


def test_a_release_known_by_its_day_is_in_that_day_in_every_zone(database: Database) -> None:
    """TIME-1."""
    document = known_by_day(date(2024, 3, 31))
    with database.write() as session:
        fill(session, [document])
    with database.read() as session:
        for zone in ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"):
            asked = {"date": ["2024-03-31"], "tz": zone}
            page = list_page(session, select(asked), Sort.NEWEST, 5, None)
            assert ids([page]) == [document.id]
