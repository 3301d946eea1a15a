"""Resolves the printed places of a dateline to places of the gazetteer and of editors."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.base.text import fold
from app.places.gazetteer import SHORTEST_MISSPELT, Gazetteer, shipped_gazetteer
from app.places.place import GREAT_NAME, MAIN, NameMatch, PlaceRecord
from app.places.queries import find_paths, find_places
from app.places.reading.abbreviations import divisions_abbreviated
from app.places.reading.choice import Choice, choose, is_borrowed
from app.places.reading.dateline import ParsedDateline, read_places
from app.places.reading.dateline_head import without_direction
from app.places.reading.mentions import hinted_places
from app.places.stored import StoredNames

# Only the title and the first paragraph help to tell the place; later text names other places.
CONTEXT_LENGTH = 2_000
_ALPHA_2 = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class ResolvedPlace:
    """A printed place and its reading.

    `place` is None if the gazetteer does not know it or the text does not decide between
    `candidates`. `within` is then the printed state or country, or the country of all candidates,
    where that much is certain. `basis` is `name`, `region`, `hint`, `population`,
    `spelling` (one letter off), `ambiguous` or `unknown`.
    """

    text: str
    region: str | None
    place: PlaceRecord | None
    within: PlaceRecord | None
    candidates: tuple[PlaceRecord, ...]
    basis: str

    @property
    def location(self) -> PlaceRecord | None:
        """Returns the smallest certain place: the place itself, or its container."""
        return self.place or self.within


@dataclass(frozen=True, slots=True)
class ResolvedDateline:
    """A parsed dateline with its places in printed order."""

    parsed: ParsedDateline
    places: tuple[ResolvedPlace, ...]

    @property
    def location(self) -> PlaceRecord | None:
        """Returns the first known place, or else the first known container."""
        exact = next((found.place for found in self.places if found.place), None)
        return exact or next((found.within for found in self.places if found.within), None)

    @property
    def unresolved(self) -> tuple[ResolvedPlace, ...]:
        """Returns the places that an editor has to decide."""
        return tuple(found for found in self.places if found.place is None)


def resolve_dateline(
    parsed: ParsedDateline,
    gazetteer: Gazetteer,
    context_text: str = "",
    country_hints: Iterable[str] = (),
    language: str = "en",
) -> ResolvedDateline:
    """Resolves the places of a dateline by region, then by hints, then by a clear lead in size.

    `context_text` is the title and the beginning of the body; `country_hints` are further ids of
    nearby places, such as the country of the organisation.
    """
    hints = set(country_hints)
    if any(len(gazetteer.matches(place)) != 1 for place in parsed.places):
        context = context_text[:CONTEXT_LENGTH]
        hints |= {place.id for place in hinted_places(context, gazetteer, language)}
    pairs = zip(parsed.places, parsed.regions, strict=True)
    return ResolvedDateline(
        parsed, tuple(resolve_place(text, region, gazetteer, hints) for text, region in pairs)
    )


def resolve_text(
    session: Session, text: str, context: str = "", language: str = "en", *, hidden: bool = True
) -> PlaceRecord | None:
    """Returns the place of a dateline's words, or the smallest certain container, or None.

    Places that editors made or renamed win over the gazetteer; without `hidden` only those that
    readers may see.
    """
    known = shipped_gazetteer()
    places, regions = read_places(text, known.population_of)
    region = regions[0] if regions else None
    own = find_edited(session, [text, *places[:1]], region, hidden=hidden)
    if own is not None:
        return own
    if not places:
        return find_places(session, [text], hidden=hidden)[text]
    hints: set[str] = set()
    if len(known.matches(places[0])) != 1:
        hints = {place.id for place in hinted_places(context[:CONTEXT_LENGTH], known, language)}
    return resolve_place(places[0], regions[0], known, hints).location


def find_edited(
    session: Session, names: Sequence[str], region: str | None, *, hidden: bool = True
) -> PlaceRecord | None:
    """Returns the one place of editors' making or naming with one of `names` in the printed region.

    Returns None if there is none or several; without `hidden` it knows those alone that readers may
    see. Three statements at most.
    """
    known = shipped_gazetteer()
    stored = StoredNames(session, dict.fromkeys(names, ()), hidden=hidden)
    found = {
        place.id: place
        for name in names
        for place in stored.by_name(name)
        if _is_edited(place, known)
    }
    readings = region_readings(region, known) if region and found else []
    paths = find_paths(session, list(found)) if readings else {}
    for place_id, path in paths.items():
        above = {place.id for place in (path.place, *path.ancestors)}
        if not all(any(reading.id in above for reading in part) for part in readings):
            del found[place_id]
    return next(iter(found.values())) if len(found) == 1 else None


def _is_edited(place: PlaceRecord, known: Gazetteer) -> bool:
    shipped = known.get(place.id)
    return shipped is None or place.name != shipped.name or bool(place.names or place.other_names)


def resolve_place(
    text: str, region: str | None, gazetteer: Gazetteer, hints: Collection[str] = frozenset()
) -> ResolvedPlace:
    """Resolves one printed place in its printed region."""
    readings = region_readings(region, gazetteer) if region else []
    matches = gazetteer.matches(text)
    if readings:
        by_country = _by_country_code(readings, region or "", gazetteer)
        if not _inside(matches, readings, gazetteer) and _inside(matches, by_country, gazetteer):
            readings = by_country
        return _within(text, region, matches, readings, gazetteer, hints)
    basis = None
    if not matches:
        matches, basis = gazetteer.misspelt(text), "spelling"
    elif is_borrowed(matches, gazetteer, hints):
        return ResolvedPlace(text, region, None, None, (), "unknown")
    choice = choose(_spelt_alike(text, matches), gazetteer, hints)
    place = _city_of_its_country_name(choice.place, matches)
    if place is not None:
        return ResolvedPlace(text, region, place, None, (), basis or choice.basis)
    within = _common_country(choice.candidates, gazetteer)
    return ResolvedPlace(
        text, region, None, within, choice.candidates, "ambiguous" if matches else "unknown"
    )


def _spelt_alike(text: str, matches: tuple[NameMatch, ...]) -> Sequence[NameMatch]:
    """Leaves out names that part their words elsewhere: Basse-Terre, if Basseterre is printed."""
    exact = [match for match in matches if fold(match.place.name) == fold(text)]
    is_great = any(match.score >= GREAT_NAME for match in exact)
    return [m for m in matches if m in exact or m.rank != MAIN] if is_great else matches


def region_readings(region: str, gazetteer: Gazetteer) -> list[list[PlaceRecord]]:
    """Returns the possible places of each part of a region: «Gujarat, IN», «Western Turkey»."""
    readings = []
    for part in re.split(r"\s*,\s*", region):
        meant = [gazetteer.get(code) for code in divisions_abbreviated(part)]
        for name in (part, without_direction(part)):
            meant += [
                m.place
                for m in gazetteer.matches(name)
                if m.place.kind in ("country", "division", "site")
            ]
            if not any(meant):
                code = gazetteer.get(part) if _ALPHA_2.fullmatch(part) else None
                meant += [code]
        places = list(dict.fromkeys(place for place in meant if place is not None))
        if places:
            readings.append(places)
    return readings


def _by_country_code(
    readings: list[list[PlaceRecord]], region: str, gazetteer: Gazetteer
) -> list[list[PlaceRecord]]:
    """Returns the readings with a last «IN» or «DE» as India or Germany.

    Indiana and Delaware are tried before: releases print countries in full.
    """
    code = region.rpartition(",")[2].strip()
    country = gazetteer.get(code) if _ALPHA_2.fullmatch(code) else None
    return [*readings[:-1], [country]] if country else readings


def _within(
    text: str,
    region: str | None,
    matches: tuple[NameMatch, ...],
    readings: list[list[PlaceRecord]],
    gazetteer: Gazetteer,
    hints: Collection[str],
) -> ResolvedPlace:
    inside = _inside(matches, readings, gazetteer)
    basis = "region"
    if not inside:
        inside, basis = _misspelt_within(text, readings, gazetteer), "spelling"
    if inside:
        choice = _choose_inside(inside, gazetteer, hints)
        if choice.place is not None:
            return ResolvedPlace(text, region, choice.place, None, (), basis)
        within = _common_country(choice.candidates, gazetteer)
        return ResolvedPlace(text, region, None, within, choice.candidates, "ambiguous")
    certain = _certain_region(readings, hints)
    candidates = () if certain else tuple(readings[0])
    return ResolvedPlace(text, region, None, certain, candidates, "unknown")


def _choose_inside(inside: list[NameMatch], gazetteer: Gazetteer, hints: Collection[str]) -> Choice:
    cities = [match for match in inside if match.place.kind in ("city", "site")]
    main = [match for match in cities if match.is_main_name]
    choice = choose(main or cities or inside, gazetteer, hints)
    divisions = {match.place.parent for match in main}
    if choice.place is None and len(divisions) == 1:
        return Choice(main[0].place, (), "region")
    return choice


def _inside(
    matches: tuple[NameMatch, ...], readings: list[list[PlaceRecord]], gazetteer: Gazetteer
) -> list[NameMatch]:
    return [match for match in matches if _lies_in(match.place, readings, gazetteer)]


def _lies_in(place: PlaceRecord, readings: list[list[PlaceRecord]], gazetteer: Gazetteer) -> bool:
    """Returns whether the place lies in, or is, a reading of every printed part."""
    above = {place.id, *(found.id for found in gazetteer.ancestors(place.id))}
    return all(any(reading.id in above for reading in part) for part in readings)


def _misspelt_within(
    text: str, readings: list[list[PlaceRecord]], gazetteer: Gazetteer
) -> list[NameMatch]:
    close = list(gazetteer.misspelt(text))
    if not close and len(text) >= SHORTEST_MISSPELT:
        countries = {reading.country for part in readings for reading in part if reading.country}
        near = [
            place
            for country in sorted(countries)
            for place in gazetteer.nearest(text, within=country, cutoff=88)
        ]
        close = [NameMatch(place, MAIN) for place in near]
    return [
        match
        for match in close
        if match.place.kind == "city" and _lies_in(match.place, readings, gazetteer)
    ]


def _certain_region(
    readings: list[list[PlaceRecord]], hints: Collection[str]
) -> PlaceRecord | None:
    first = readings[0]
    hinted = [place for place in first if place.id in hints or place.country in hints]
    if len(first) == 1 or first[0].code in divisions_abbreviated(first[0].name):
        return first[0]
    if len(hinted) == 1:
        return hinted[0]
    countries = {place.country for place in first}
    return first[0] if len(countries) == 1 else None


def _city_of_its_country_name(
    place: PlaceRecord | None, matches: tuple[NameMatch, ...]
) -> PlaceRecord | None:
    """Returns the city for a dateline «Luxembourg» or «Singapore», not the country of that name."""
    if place is None or place.kind != "country":
        return place
    cities = [
        match.place
        for match in matches
        if match.place.kind == "city"
        and match.is_main_name
        and match.place.country == place.country
    ]
    big = [city for city in cities if city.population * 20 >= place.population]
    return big[0] if big else place


def _common_country(
    candidates: tuple[PlaceRecord, ...], gazetteer: Gazetteer
) -> PlaceRecord | None:
    countries = {place.country for place in candidates}
    country = countries.pop() if len(countries) == 1 else None
    return gazetteer.get(country) if country else None
