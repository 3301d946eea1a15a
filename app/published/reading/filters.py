"""Tells a selection back: each filter as it was understood, and what was probably meant instead."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import unquote_plus
from uuid import UUID
from zoneinfo import ZoneInfo

from app.base.language import UNDETERMINED
from app.published.document import DatePrecision, decimal
from app.published.labels.labels import Label, Labels, WantedLanguage
from app.published.reading.facet_counts import name_of_organisations
from app.published.reading.reader import Reader
from app.published.selection.date_range import UNKNOWN, DateRange, read_date, read_from_to
from app.published.selection.geometry import POLE, Box, Near
from app.published.selection.grammar import Selection, Terms, split
from app.published.selection.parameters import SelectionParameters
from app.published.selection.title import range_text

# The members of an `AppliedFilter`.
Applied = dict[str, Any]
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")


def applied_filters(
    reader: Reader,
    selection: Selection,
    given: SelectionParameters,
    wanted: WantedLanguage,
    zone: ZoneInfo,
) -> list[Applied]:
    """Return the filters of `selection`, which `given` names; days are days of its zone or `zone`.

    Usually runs no statement: what places and themes are called is in memory.
    """
    if given.model_fields_set.isdisjoint(SelectionParameters.model_fields):
        return []
    told = _Told(reader, selection, reader.labels(wanted))
    return [
        *told.terms(),
        *told.dates(given, selection.zone or zone),
        *told.words(given),
        *told.areas(),
    ]


class _Told:
    def __init__(self, reader: Reader, selection: Selection, labels: Labels) -> None:
        self._reader = reader
        self._selection = selection
        self._labels = labels

    def terms(self) -> Iterator[Applied]:
        selection = self._selection
        organisations: Mapping[str, Label] = {}
        if selection.organisation:
            called = name_of_organisations(self._reader, selection.organisation)
            organisations = {id: self._labels.organisation(*each) for id, each in called.items()}
        for name, terms in (
            ("location", selection.location),
            ("theme", selection.theme),
            ("kind", selection.kind),
            ("language", selection.language),
            ("organisation", Terms(any=selection.organisation)),
            ("story", Terms(any=tuple(str(UUID(story)) for story in selection.story))),
        ):
            for more, values in (("", terms.any), (".all", terms.all), (".not", terms.none)):
                for value in values:
                    label = organisations.get(value) or self._label(name, value)
                    yield self._applied(f"{name}{more}", value, label) | self._more(name, value)
        if selection.location_role is not None:
            role = selection.location_role.value
            yield self._applied("location.role", role, Label(role, "en"))

    def dates(self, given: SelectionParameters, zone: ZoneInfo) -> Iterator[Applied]:
        for value in dict.fromkeys(split(given.date)):
            if value.lower() == UNKNOWN:
                undated = self._labels.date_text(None, DatePrecision.UNKNOWN)
                yield {"parameter": "date", "value": UNKNOWN, "label": undated}
            else:
                yield self._date("date", value, read_date(value, zone))
        if given.date_from is not None:
            since = read_from_to(given.date_from, None, zone)
            yield self._date("date_from", given.date_from, since)
        if given.date_to is not None:
            until = read_from_to(None, given.date_to, zone)
            yield self._date("date_to", given.date_to, until)

    def words(self, given: SelectionParameters) -> Iterator[Applied]:
        text = self._selection.text
        if text is not None and given.q is not None:
            yield {"parameter": "q", "value": given.q, "label": text.canonical()}

    def areas(self) -> Iterator[Applied]:
        for near in self._selection.near:
            yield _near(near)
        for box in self._selection.bbox:
            yield _box(box)

    def _label(self, name: str, value: str) -> Label:
        names = self._selection.labels.get(value, {})
        match name:
            case "location":
                return self._labels.place(value, names.get(UNDETERMINED, value))
            case "theme":
                return self._labels.theme(value, names)
            case "kind":
                return self._labels.kind(value)
            case "language":
                return self._labels.tag(value)
        return Label(value, UNDETERMINED)

    def _more(self, name: str, value: str) -> Applied:
        country = self._selection.countries.get(value) if name == "location" else None
        return {} if country is None else {"country": country}

    def _applied(self, parameter: str, value: str, label: Label) -> Applied:
        return {"parameter": parameter, "value": value, **self._labels.members(label)}

    def _date(self, parameter: str, value: str, dates: DateRange | None) -> Applied:
        if dates is None:
            raise ValueError("a date that was read has an end")
        ends = {"date_from": dates.first_day, "date_to": dates.last_day}
        days = {name: date.fromordinal(day).isoformat() for name, day in ends.items() if day}
        label = range_text(dates, self._labels.language)
        return {"parameter": parameter, "value": value, "label": label, **days}


def _near(near: Near) -> Applied:
    point = f"{decimal(near.latitude)},{decimal(near.longitude)}"
    return {
        "parameter": "near",
        "value": f"{point},{decimal(near.km)}",
        "label": f"{point.replace(',', ', ')} (≤ {decimal(near.km)} km)",
        "latitude": near.latitude,
        "longitude": near.longitude,
        "km": near.km,
    }


def _box(box: Box) -> Applied:
    value = ",".join(map(decimal, box.canonical()))
    ends = zip(("west", "south", "east", "north"), box.canonical(), strict=True)
    return {"parameter": "bbox", "value": value, "label": value.replace(",", ", "), **dict(ends)}


def hints(reader: Reader, selection: Selection, q: str | None) -> list[dict[str, str]]:
    """Return the members of each `Hint` on a selection; none unless it finds nothing.

    `q` are its words as given. Looks for releases only where something may be meant otherwise.
    """
    is_encoded = q is not None and _ENCODED.search(q) is not None
    if not (is_encoded or selection.bbox or selection.near) or reader.numbers(selection):
        return []
    found = list(_turned(reader, selection))
    if q is not None and is_encoded and (decoded := _decoded(q)):
        detail = "The words are percent-encoded twice: encode them once."
        found.append({"parameter": "q", "detail": detail, "suggestion": decoded})
    return found


def _decoded(q: str) -> str | None:
    try:
        return unquote_plus(q, errors="strict").strip()
    except UnicodeDecodeError:
        return None


def _turned(reader: Reader, selection: Selection) -> Iterator[dict[str, str]]:
    for box in selection.bbox:
        if -POLE <= box.west <= box.east <= POLE:
            turned = Box(box.south, box.west, box.north, box.east)
            count = len(reader.numbers(replace(selection, bbox=(turned,))))
            yield from _hint("bbox", "west, south, east, north", count, turned.canonical())
    for near in selection.near:
        if -POLE <= near.longitude <= POLE:
            other = Near(near.longitude, near.latitude, near.km)
            count = len(reader.numbers(replace(selection, near=(other,))))
            yield from _hint("near", "latitude, longitude, kilometres", count, other.canonical())


def _hint(
    parameter: str, order: str, count: int, numbers: Iterable[float]
) -> Iterator[dict[str, str]]:
    if count:
        value = ",".join(map(decimal, numbers))
        detail = f"Nothing lies there. The order is {order}: so it finds {count} releases."
        yield {"parameter": parameter, "detail": detail, "suggestion": value}
