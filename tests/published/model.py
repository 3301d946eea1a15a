"""Random releases and selections, and the filters told again over documents in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from sqlmodel import Session

from app.changes.log import ChangeKind
from app.published.date_order import undated_place
from app.published.document import (
    Coordinates,
    DatePrecision,
    Organisation,
    PlaceReference,
    PlaceRole,
    PublicRelease,
)
from app.published.selection.grammar import Selection, parse
from app.published.selection.parameters import SelectionParameters
from app.published.selection.values import Match
from app.published.store import writer
from tests.factories import PUBLISHED_AT, a_document, a_place, a_theme

# Each place and theme with what contains it.
PLACES = {
    "TR": ("145", "001"),
    "TR-22": ("TR", "145", "001"),
    "GR": ("039", "001"),
    "145": ("001",),
}
# Degrees; the areas below hold the places beside them.
POINTS = {"TR-22": (41.25, 26.5), "GR": (38.0, 23.7)}
AREAS = {
    "near": {"41.0,26.5,100": {"TR-22"}, "41.0,26.5,10": set(), "39.5,25.0,400": set(POINTS)},
    "bbox": {"26,40,27,42": {"TR-22"}, "20,30,30,45": set(POINTS), "170,-80,26,40": {"GR"}},
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
        place = a_place(place_id, roles=roles, ancestors=ancestors)
        if place_id not in POINTS:
            return place
        latitude, longitude = POINTS[place_id]
        point = Coordinates(latitude=latitude, longitude=longitude)
        return place.model_copy(update={"coordinates": point})

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
    "date": some([*sorted(ASKED_DATES), "unknown"]),
    "date_from": st.sampled_from(["2024-03-31", "2023"]),
    "tz": st.sampled_from(ZONES),
    "organisation": st.just(["IOM"]),
    **{name: some(sorted(areas)) for name, areas in AREAS.items()},
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
        ("near", "theme"),
    ]
).flatmap(lambda names: st.fixed_dictionaries({name: VALUES[name] for name in names}))


@dataclass
class Model:
    """The filters of design section 5, told again over documents in memory."""

    asked: Mapping[str, Any]
    zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.asked.get("tz", "UTC"))

    def values(self, document: PublicRelease) -> dict[str, set[str]]:
        """The values by which each filter finds the release."""
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
        return {
            "location": places,
            "theme": themes,
            "kind": {document.kind},
            "language": set(speaks),
            "organisation": {document.organisation.name} if document.organisation else set(),
        }

    def matches(self, document: PublicRelease) -> bool:
        return (
            all(self._holds(name, held) for name, held in self.values(document).items())
            and self._dated(document)
            and all(self._lies(document, name) for name in AREAS)
        )

    def _lies(self, document: PublicRelease, name: str) -> bool:
        inside = [AREAS[name][area] for area in self.asked.get(name, ())]
        own = {place.id for place in document.locations}
        return not inside or any(not own.isdisjoint(places) for places in inside)

    def _holds(self, name: str, values: set[str]) -> bool:
        every, none = self.asked.get(f"{name}.all", ()), self.asked.get(f"{name}.not", ())
        wanted = self.asked.get(name)
        return (
            (wanted is None or not values.isdisjoint(wanted))
            and values.issuperset(every)
            and values.isdisjoint(none)
        )

    def _dated(self, document: PublicRelease) -> bool:
        asked = self.asked.get("date", ())
        spans = [ASKED_DATES[value] for value in asked if value != "unknown"]
        since = self.asked.get("date_from")
        start = {"2024-03-31": date(2024, 3, 31), "2023": date(2023, 1, 1), None: None}[since]
        known = self.known(document)
        named = known is None and "unknown" in asked
        return (not asked or named or any(overlap(known, span) for span in spans)) and (
            start is None or overlap(known, (start, None))
        )

    def known(self, document: PublicRelease) -> tuple[date, date] | None:
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
        writer.Publication(document, sort_key(document), ChangeKind.PUBLISHED)
        for document in released
    ]
    writer.put_many(session, publications)


def sort_key(document: PublicRelease) -> datetime:
    return document.published_at or undated_place(PUBLISHED_AT)
