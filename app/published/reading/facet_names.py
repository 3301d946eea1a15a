"""Counts under the names that people read: places, themes, kinds, languages, dates."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import JSON, bindparam, cast, select, type_coerce
from sqlmodel import Session, col

from app.base.language import UNDETERMINED
from app.places.gazetteer import shipped_gazetteer
from app.places.models import Location
from app.places.place import PlaceRecord
from app.places.stored import as_place
from app.published.document import DatePrecision
from app.published.index.facets import CountedPlaces, Counts
from app.published.labels.labels import Label, Labels
from app.published.models import PublishedRelease
from app.published.selection.date_range import UNKNOWN
from app.published.selection.facet_schemas import FacetName
from app.themes.queries import list_themes

# Returns a session; called only for what is not in memory.
Connect = Callable[[], Session]
# A value as readers get it, by the name of its member.
Value = dict[str, Any]

# Made once: to build it takes longer than to run it.
_STORED = select(Location).where(col(Location.id).in_(bindparam("ids", expanding=True)))
_MONTH = DatePrecision.MONTH


class PlaceLabel(NamedTuple):
    """What stands beside the number of a place."""

    label: Label
    kind: str
    code: str | None
    parent: str | None


class CalledOrganisation(NamedTuple):
    """An organisation as a document has it, and the language of that document."""

    members: Mapping[str, Any]
    written: str


class ThemeLabel(NamedTuple):
    """A theme with its label."""

    id: str
    parent: str | None
    retired: bool
    label: Label


@dataclass
class LabelledVocabulary:
    """Labels in one language, of one vocabulary, and what facets show of it, as far as asked for.

    A place that is known no more has None. `themes` are in the order of the taxonomy.
    """

    labels: Labels
    places: dict[str, PlaceLabel | None] = field(default_factory=dict)
    themes: tuple[ThemeLabel, ...] | None = None


def name_places(
    connect: Connect, counts: CountedPlaces, vocabulary: LabelledVocabulary
) -> list[Value]:
    """The tree of places; at most one statement. A place that is known no more is left out."""
    known, labels = vocabulary.places, vocabulary.labels
    missing = [place_id for place_id in counts.values if place_id not in known]
    if missing:
        known.update(_read_places(connect(), missing, labels))
    shown: dict[str | None, Value] = {}
    for value, releases, parent in zip(*counts, strict=True):
        if (place := known[value]) is not None:
            more = {"kind": place.kind, "code": place.code, "parent": parent}
            below: list[Value] = []
            members = _value(value, labels.members(place.label), releases)
            shown[value] = {**members, **more, "narrower": below}
    top: list[Value] = []
    for member in shown.values():
        above = shown.get(member["parent"])
        (top if above is None else above["narrower"]).append(member)
    return top


def _read_places(
    session: Session, ids: Collection[str], labels: Labels
) -> dict[str, PlaceLabel | None]:
    found: dict[str, PlaceLabel | None] = dict.fromkeys(ids)
    for place_id, place in _places(session, ids).items():
        label = labels.place(place_id, place.name)
        found[place_id] = PlaceLabel(label, place.kind, place.code, place.parent)
    return found


def _places(session: Session, ids: Collection[str]) -> dict[str, PlaceRecord]:
    """Places without what they lie in, which takes a row for each of their ancestors to read."""
    rows = session.execute(_STORED, {"ids": ids}).scalars()
    found = {row.id: as_place(row) for row in rows}
    known = shipped_gazetteer()
    shipped = {place_id: known.get(place_id) for place_id in ids if place_id not in found}
    return found | {place_id: place for place_id, place in shipped.items() if place is not None}


def name_themes(
    connect: Connect, counts: Counts, vocabulary: LabelledVocabulary, *, zero: bool
) -> list[Value]:
    """The tree of the themes that have releases, or with `zero` all; at most one statement."""
    labels = vocabulary.labels
    if vocabulary.themes is None:
        vocabulary.themes = _read_themes(connect(), labels)
    releases = dict(_pairs(counts))
    top: list[Value] = []
    narrower: dict[str | None, list[Value]] = {}
    for theme in vocabulary.themes:
        if theme.id in releases or (zero and not theme.retired):
            below = narrower[theme.id] = []
            value = _value(theme.id, labels.members(theme.label), releases.get(theme.id, 0))
            # The order of the taxonomy: a theme comes before those below it.
            narrower.get(theme.parent, top).append(value | {"narrower": below})
    return top


def _read_themes(session: Session, labels: Labels) -> tuple[ThemeLabel, ...]:
    return tuple(
        ThemeLabel(
            theme.id,
            theme.parent_id,
            theme.retired,
            labels.theme(theme.id, json.loads(theme.labels)),
        )
        for theme in list_themes(session, retired=True)
    )


def name_organisations(
    connect: Connect,
    counts: Counts,
    newest: Mapping[str, int],
    names: dict[str, CalledOrganisation],
    labels: Labels,
) -> list[Value]:
    """Organisations by the names that the newest release of each gives; at most one statement.

    `newest` is the number of that release by the id of each organisation that is not in `names`.
    """
    learn_organisations(connect, newest, names)
    return _named(counts, lambda value: labels.organisation(*names[value]), labels)


def learn_organisations(
    connect: Connect, newest: Mapping[str, int], names: dict[str, CalledOrganisation]
) -> None:
    """Add the names of organisations to `names`; at most one statement."""
    if newest:
        read = _read_organisations(connect(), set(newest.values()))
        for value, number in newest.items():
            unknown = CalledOrganisation({"names": {}, "name": value}, UNDETERMINED)
            names[value] = read.get(number, {}).get(value, unknown)


def name_values(name: FacetName, counts: Counts, labels: Labels) -> list[Value]:
    """Kinds, languages, years or months; no statement."""
    if name in (FacetName.YEAR, FacetName.MONTH):
        return _name_dates(name, counts, labels)
    label_of: dict[FacetName, Callable[[str], Label]] = {
        FacetName.KIND: labels.kind,
        FacetName.LANGUAGE: labels.tag,
    }
    return _named(counts, label_of[name], labels)


def _name_dates(name: FacetName, counts: Counts, labels: Labels) -> list[Value]:
    """Years and months, each with what is counted beside it, and what has no date."""
    is_month = name is FacetName.MONTH
    found = []
    for (value, releases), alone in zip(_pairs(counts), counts.year_alone, strict=True):
        if value == UNKNOWN:
            label = labels.date_text(None, DatePrecision.UNKNOWN)
        else:
            label = labels.date_text(value, _MONTH) if is_month else str(int(value))
        beside = {"possible": releases + alone} if is_month else {"year_only": alone}
        found.append(_value(value, {"label": label}, releases) | beside)
    return found


def _read_organisations(
    session: Session, numbers: Collection[int]
) -> dict[int, dict[str, CalledOrganisation]]:
    """Read the issuer of releases, and what it is part of, by their numbers and ids."""
    document = col(PublishedRelease.document)
    is_postgres = session.get_bind().dialect.name == "postgresql"
    members = cast(document, JSON) if is_postgres else type_coerce(document, JSON)
    number = col(PublishedRelease.number)
    language = members["language"].as_string().label("language")
    asked = select(number, members["organisation"].label("issuer"), language)
    return {
        row.number: {
            each["id"]: CalledOrganisation(each, row.language)
            for each in (row.issuer, *row.issuer["ancestors"])
        }
        for row in session.execute(asked.where(number.in_(numbers)))
        if row.issuer
    }


def _named(counts: Counts, label: Callable[[str], Label], labels: Labels) -> list[Value]:
    return [
        _value(value, labels.members(label(value)), releases) for value, releases in _pairs(counts)
    ]


def _value(value: str, label: Mapping[str, str], releases: int) -> Value:
    return {"value": value, **label, "releases": releases}


def _pairs(counts: Counts) -> Iterable[tuple[str, int]]:
    return zip(counts.values, counts.releases, strict=True)
