"""The one filter grammar: the parameters of any list, feed or subscription become a `Selection`.

Values of one parameter mean any of them, different parameters mean all of them; `.all` means every
value, `.not` none. Equal selections have one canonical form. `index/sets.py` turns a
selection into sets of releases; `matching.py` compares it with the facts of one release.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from app.base.problems import Fault, Invalid
from app.published.document import PlaceRole
from app.published.selection.date_range import UNKNOWN, DateRange, read_date, read_from_to
from app.published.selection.geometry import Box, Near, read_box, read_near
from app.published.selection.parameters import (
    MAX_VALUES,
    OrderedParameters,
    SelectionParameters,
    Sort,
    StoryParameters,
)
from app.published.selection.values import (
    Labels,
    LookUp,
    Match,
    open_name,
    read_id,
    read_kind,
    read_language,
    read_languages,
    read_zone,
    stories_of,
    unknown,
)
from app.published.words.text_query import TextQuery, parse_text

# No name or id is longer. A longer value is looked up nowhere, so no cache keeps it.
LONGEST_VALUE = 200
# Each circle is compared with every point that releases have.
MAX_AREAS = 10

Area = TypeVar("Area", Near, Box)


# A name with its regions has at most so many parts: «Surat, Gujarat, India».
MOST_PARTS = 5
# Codes and ids of places, which are no part of a name with a comma.
_CODE = re.compile(r"[A-Z]{2,3}(-[A-Z0-9]{1,3})?|\d{3}|\w+:\S+", re.ASCII)
_BARE_COMMA = re.compile(r",(?=\S)")
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True)
class Terms:
    """Values of one filter, each tuple sorted and without repeats; empty ones filter nothing."""

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether it filters anything."""
        return bool(self.any or self.all or self.none)


@dataclass(frozen=True)
class Selection:
    """The filters of a list: validated, normalised, with every name resolved to an id."""

    location: Terms = Terms()
    location_role: PlaceRole | None = None
    theme: Terms = Terms()
    kind: Terms = Terms()
    language: Terms = Terms()
    organisation: tuple[str, ...] = ()
    # Ids of stories, as 32 hexadecimal digits.
    story: tuple[str, ...] = ()
    # Any of `dates`, or none where `undated`; and `between`.
    dates: tuple[DateRange, ...] = ()
    undated: bool = False
    between: DateRange | None = None
    # Any of `near`, and any of `bbox`.
    near: tuple[Near, ...] = ()
    bbox: tuple[Box, ...] = ()
    text: TextQuery | None = None
    # One release of each story, in the first of `languages` that it passes in.
    one_per_story: bool = False
    languages: tuple[str, ...] = ()
    # The zone that was asked for, in which facets count months; the ranges are made.
    zone: ZoneInfo | None = field(default=None, compare=False)
    # Labels of its places and themes, by id, for titles; no part of what it selects.
    labels: Mapping[str, Labels] = field(default_factory=dict, compare=False)
    # The country of each of its places that lies in one, by id.
    countries: Mapping[str, str] = field(default_factory=dict, compare=False)

    def canonical(self) -> str:
        """Return a text that is the same for equal selections only."""
        parts: dict[str, object] = {
            name: [terms.any, terms.all, terms.none]
            for name, terms in (
                ("location", self.location),
                ("theme", self.theme),
                ("kind", self.kind),
                ("language", self.language),
            )
            if terms
        }
        parts["role"] = self.location_role
        parts["organisation"] = self.organisation
        parts["story"] = self.story
        parts["dates"] = [dates.canonical() for dates in self.dates]
        parts["undated"] = self.undated
        parts["between"] = self.between and self.between.canonical()
        parts["near"] = [near.canonical() for near in self.near]
        parts["bbox"] = [box.canonical() for box in self.bbox]
        parts["q"] = self.text and self.text.canonical()
        parts["one_per_story"] = self.one_per_story and [True, self.languages]
        filled = {name: part for name, part in parts.items() if part}
        return _CANONICAL(filled)

    @cached_property
    def fingerprint(self) -> str:
        """Return 32 hexadecimal digits of the canonical form; cursors and feeds are bound to it."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()[:32]


def parse(
    given: SelectionParameters,
    zone: ZoneInfo,
    places: LookUp,
    themes: LookUp,
    stories: LookUp | None = None,
) -> Selection:
    """Return the selection that `given` describes; days are days of `given.tz`, or else of `zone`.

    `places`, `themes` and `stories`, which finds the story of a public release by its id, are each
    called once at most. Raises Invalid with every fault.
    """
    reading = _Reading()
    location = reading.looked_up("location", _raw_terms(given, "location"), places)
    if given.location_role and not location and not reading.faults:
        detail = "This narrows `location`, `location.all` or `location.not`; give one of them."
        reading.faults.append(Fault(detail, parameter="location.role"))
    theme = reading.looked_up("theme", _raw_terms(given, "theme"), themes)
    kind = reading.each("kind", _raw_terms(given, "kind"), read_kind)
    language = reading.each("language", _raw_terms(given, "language"), read_language)
    organisation = reading.each(
        "organisation", {"organisation": given.organisation}, lambda value, _: value.casefold()
    )
    ids = reading.each("story", {"story": given.story}, read_id).any
    dates, undated, between = reading.dates(given, zone)
    one_per_story, languages = reading.languages(given)
    near = reading.areas("near", given.near, read_near)
    bbox = reading.areas("bbox", given.bbox, read_box)
    if reading.faults:
        raise Invalid(reading.faults)
    return Selection(
        location=location,
        location_role=given.location_role,
        theme=theme,
        kind=kind,
        language=language,
        organisation=organisation.any,
        story=stories_of(ids, stories) if ids else (),
        dates=dates,
        undated=undated,
        between=between,
        near=near,
        bbox=bbox,
        text=read_text(given),
        one_per_story=one_per_story,
        languages=languages,
        zone=reading.zone,
        labels=reading.labels,
        countries=reading.countries,
    )


def split(values: Iterable[str] | None) -> list[str]:
    """Return the single values of a parameter that was given several times or with commas."""
    return [part.strip() for value in values or () for part in value.split(",")]


def _pieces(value: str) -> list[str]:
    """Return a value, or what commas without a space part it into: «London, Ontario» and «TR»."""
    return [piece.strip() for piece in _BARE_COMMA.split(value)]


def _wholes(given: Iterable[str] | None) -> set[str]:
    """Return the values with commas that may be one name, as «London, Ontario» but no codes."""
    values = [value for value in given or () if value.count(",") < MAX_VALUES]
    return {
        whole
        for value in values
        for whole in (value.strip(), *_pieces(value))
        if 0 < whole.count(",") < MOST_PARTS
        and len(whole) <= LONGEST_VALUE
        and not all(_CODE.fullmatch(part.strip()) for part in whole.split(","))
    }


def _is_name(matches: Mapping[str, Match], whole: str) -> bool:
    match = matches.get(whole)
    return match is not None and bool(match.id or match.candidates)


def _split_unless_named(given: Iterable[str], matches: Mapping[str, Match]) -> list[str]:
    """Return the single values; what has commas and is one name stays whole."""
    found = []
    for value in given:
        pieces = [value.strip()] if _is_name(matches, value.strip()) else _pieces(value)
        for piece in pieces:
            found += [piece] if _is_name(matches, piece) else split([piece])
    return [value for value in found if value]


def first_names(values: Iterable[str] | None) -> list[str]:
    """Return the single values as `split` does, each once, and `MAX_VALUES` at most."""
    if not values:
        return []
    return list(dict.fromkeys(split(values)))[:MAX_VALUES]


RawTerms = Mapping[str, Iterable[str] | None]
# The fields of a filter, with their names in an address.
_FIELDS = {
    name: {f"{name}{more.replace('.', '_')}": f"{name}{more}" for more in ("", ".all", ".not")}
    for name in ("location", "theme", "kind", "language")
}

_DATES = ("date", "date_from", "date_to", "tz")


def _raw_terms(given: SelectionParameters, name: str) -> RawTerms:
    """Return the values of a filter by parameter; empty if none is given."""
    fields = _FIELDS[name]
    if given.model_fields_set.isdisjoint(fields):
        return {}
    return {parameter: getattr(given, field) for field, parameter in fields.items()}


class _Reading:
    """Reads parameters and collects their faults."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.labels: dict[str, Labels] = {}
        self.countries: dict[str, str] = {}
        self.zone: ZoneInfo | None = None

    def looked_up(self, name: str, raw: RawTerms, look_up: LookUp) -> Terms:
        """Return terms whose values are names that `look_up` knows."""
        if not any(raw.values()):
            return Terms()
        values = self._of_each(raw)
        names = {value for each in values.values() for value in each}
        wholes = {whole for given in raw.values() for whole in _wholes(given)}
        matches = look_up(names | wholes) if names else {}
        for parameter, given in raw.items():
            if parameter in values and any(_is_name(matches, whole) for whole in _wholes(given)):
                values[parameter] = _split_unless_named(given or (), matches)
        known_matches = [(match.id, match) for match in matches.values() if match.id]
        self.labels |= {place: match.labels for place, match in known_matches}
        self.countries |= {place: match.country for place, match in known_matches if match.country}

        def known(value: str, parameter: str) -> str:
            match = matches.get(value, Match(None))
            if match.candidates:
                raise open_name(value, parameter, match.candidates, match.suggestion, match.group)
            if match.id is None:
                raise unknown(name, value, parameter, match.suggestion)
            return match.id

        return self._terms(name, values, known)

    def each(self, name: str, raw: RawTerms, read: Callable[[str, str], str]) -> Terms:
        """Return terms whose values are read one by one."""
        if not any(raw.values()):
            return Terms()
        values = self._of_each(raw)
        return self._terms(name, values, read)

    def languages(self, given: SelectionParameters) -> tuple[bool, tuple[str, ...]]:
        """Return whether one of each story is asked for, and a reader's languages in order."""
        if not isinstance(given, StoryParameters) or given.languages is None:
            return isinstance(given, StoryParameters) and given.one_per_story, ()
        values = self._values("languages", given.languages)
        try:
            return True, read_languages(values, is_used=given.one_per_story)
        except Invalid as problem:
            self.faults.extend(problem.faults)
            return True, ()

    def dates(
        self, given: SelectionParameters, zone: ZoneInfo
    ) -> tuple[tuple[DateRange, ...], bool, DateRange | None]:
        """Read `date`, `date_from` and `date_to` in days of `tz`, or else of `zone`.

        The flag says that `date` names releases without a date too.
        """
        if given.model_fields_set.isdisjoint(_DATES):
            return (), False, None
        try:
            self.zone = read_zone(given)
            zone = self.zone or zone
            values = self._values("date", given.date)
            spans = [value for value in values if value.lower() != UNKNOWN]
            undated = len(spans) < len(values)
            # Ranges with open ends have no order of their own.
            unique = {read_date(value, zone) for value in spans}
            dates = tuple(sorted(unique, key=DateRange.canonical))
            between = read_from_to(given.date_from, given.date_to, zone)
        except Invalid as problem:
            self.faults.extend(problem.faults)
            return (), False, None
        # The two ways to ask for one range are one selection.
        if dates or undated or between is None:
            return dates, undated, between
        return (between,), False, None

    def areas(
        self, name: str, given: Iterable[str] | None, read: Callable[[str], Area]
    ) -> tuple[Area, ...]:
        """Read circles or boxes; their commas do not separate values."""
        areas = tuple(given or ())
        if not areas:
            return ()
        found = set()
        if len(areas) > MAX_AREAS:
            detail = f"{len(areas)} values; {MAX_AREAS} are taken at most."
            self.faults.append(Fault(detail, parameter=name))
            return ()
        for value in areas:
            try:
                found.add(read(value))
            except Invalid as problem:
                self.faults.extend(problem.faults)
        return tuple(sorted(found))

    def _of_each(self, raw: RawTerms) -> dict[str, list[str]]:
        """Return the single values of the parameters that are given."""
        return {name: self._values(name, given) for name, given in raw.items() if given is not None}

    def _values(self, parameter: str, given: Iterable[str] | None) -> list[str]:
        values = split(given)
        if not all(values):
            detail = "An empty value names nothing. Leave the parameter or the comma out."
            self.faults.append(Fault(detail, parameter=parameter))
        elif len(values) > MAX_VALUES:
            detail = f"{len(values)} values; {MAX_VALUES} are taken at most."
            self.faults.append(Fault(detail, parameter=parameter))
            return []
        elif max(map(len, values), default=0) > LONGEST_VALUE:
            detail = f"One value has {LONGEST_VALUE} characters at most."
            self.faults.append(Fault(detail, parameter=parameter))
            return []
        return [value for value in values if value]

    def _terms(
        self, name: str, values: Mapping[str, list[str]], read: Callable[[str, str], str]
    ) -> Terms:
        found: dict[str, set[str]] = {parameter: set() for parameter in values}
        for parameter, each in values.items():
            for value in each:
                try:
                    found[parameter].add(read(value, parameter))
                except Invalid as problem:
                    self.faults.extend(problem.faults)
        return Terms(
            *(
                tuple(sorted(found.get(parameter, ())))
                for parameter in (name, f"{name}.all", f"{name}.not")
            )
        )


def read_text(given: SelectionParameters) -> TextQuery | None:
    """Return the words of an address; None if it has none to search for."""
    return None if given.q is None else parse_text(given.q, begun=given.prefix)


def read_sort(given: OrderedParameters, *, by_words: bool = True) -> Sort:
    """Return the order that an address names; by default by relevance, with `q` and `by_words`.

    Raises Invalid for relevance without `q`.
    """
    text = read_text(given)
    if given.sort is Sort.RELEVANCE and given.q is None:
        raise Invalid.of("Relevance is to the words of `q`; give some.", parameter="sort")
    if text is None:
        return Sort.NEWEST if given.sort in (None, Sort.RELEVANCE) else given.sort
    return given.sort or (Sort.RELEVANCE if by_words else Sort.NEWEST)
