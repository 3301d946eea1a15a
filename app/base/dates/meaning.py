"""Resolves the parts of a written date: the order of 3/4, the month «mar», the weekday."""

from collections.abc import Mapping
from datetime import date

from app.base.dates.tokens import DateToken, Shape
from app.base.dates.words import day_comes_first

MonthDay = tuple[int, int]
MONTHS = range(1, 13)
# A year of two digits below this is of our century.
CENTURY_TURNS = 70
# Thai dates count years from 543 BC.
BUDDHIST_ERA = 543
# Weekday names this short are words of other languages («so», «do»): only read beside a month.
SHORT_NAME = 3


def month_days_of(
    shape: Shape, language: str | None, year: int | None, weekdays: frozenset[int]
) -> list[tuple[MonthDay, ...]]:
    """Returns every reading of month and day of both ends, or none if no month is possible."""
    parts = shape.parts
    if "a2" in parts:
        orders = _orders(shape, language, year, weekdays)
        return [
            tuple(_ordered(parts, suffix, first) for suffix in "12" if f"a{suffix}" in parts)
            for first in orders
        ]
    ends: list[tuple[MonthDay, ...]] = []
    # «December 18-20»: the month stands with the first day.
    months = months_of(parts, "2", language) or months_of(parts, "1", language)
    for month in sorted(months):
        last = (month, parts["d2"].number)
        if "d1" not in parts:
            ends.append((last,))
            continue
        for first_month in months_of(parts, "1", language) or {month}:
            ends.append(((first_month, parts["d1"].number), last))
    return [end for end in ends if all(month in MONTHS for month, _ in end)]


def _orders(
    shape: Shape, language: str | None, year: int | None, weekdays: frozenset[int]
) -> list[bool]:
    """Returns the possible orders of 03/04: day first (True), month first (False)."""
    numbers = [_ordered(shape.parts, s, True) for s in "12" if f"a{s}" in shape.parts]
    possible = [
        first
        for first in (True, False)
        if all((month if first else day) in MONTHS for month, day in numbers)
    ]
    if all(month == day for month, day in numbers):
        return possible[:1]
    if possible != [True, False]:
        return possible
    day_first = day_comes_first(language)
    # Dots part day, month and year in that order in every locale of CLDR that uses them.
    if day_first is None and shape.separator == ".":
        day_first = True
    if day_first is not None:
        return [day_first]
    if weekdays and year is not None:
        fitting = [
            first
            for first in possible
            if (day := day_in(year, _ordered(shape.parts, "2", first)))
            and day.weekday() in weekdays
        ]
        return fitting if len(fitting) == 1 else possible
    return possible


def _ordered(parts: Mapping[str, DateToken], suffix: str, day_first: bool) -> MonthDay:
    a, b = parts[f"a{suffix}"].number, parts[f"b{suffix}"].number
    return (b, a) if day_first else (a, b)


def months_of(parts: Mapping[str, DateToken], suffix: str, language: str | None) -> set[int]:
    token = parts.get(f"m{suffix}")
    if token is None:
        return set()
    if token.kind in "dM":
        return {token.number}
    meant = _meant(token.names.months, token, parts, language)
    second = parts.get(f"n{suffix}")
    return meant & set(second.names.months.values()) if second else meant


def _meant(
    names: Mapping[str, int], token: DateToken, parts: Mapping[str, DateToken], language: str | None
) -> set[int]:
    """Returns the meanings of a name in the page's language, or in those of the names beside it."""
    if language and (number := names.get(language[:2].casefold())):
        return {number}
    beside = set.union(
        set(names), *({*t.names.months, *t.names.weekdays} for t in parts.values() if t != token)
    )
    for other in parts.values():
        if other != token and (other.names.months or other.names.weekdays):
            beside &= {*other.names.months, *other.names.weekdays}
    near = {number for tag, number in names.items() if tag in beside}
    return near or set(names.values())


def weekdays_of(parts: Mapping[str, DateToken], language: str | None) -> frozenset[int]:
    """Returns the possible weekdays of a name beside the date, in the language of its month."""
    token = parts.get("w1") or parts.get("w2")
    if token is None:
        return frozenset()
    names = token.names.weekdays
    if language and language[:2].casefold() in names:
        return frozenset({names[language[:2].casefold()]})
    spoken = {tag for part, t in parts.items() if part[0] == "m" for tag in t.names.months}
    if not spoken and len(token.text) <= SHORT_NAME:
        return frozenset()
    return frozenset(number for tag, number in names.items() if not spoken or tag in spoken)


def year_of(parts: Mapping[str, DateToken], suffix: str) -> int | None:
    if token := parts.get(f"y{suffix}"):
        is_thai = any(set(part.names.months) == {"th"} for part in parts.values())
        return token.number - (BUDDHIST_ERA if is_thai else 0)
    if token := parts.get(f"z{suffix}"):
        return token.number + (2000 if token.number < CENTURY_TURNS else 1900)
    return None


def day_in(year: int | None, month_day: MonthDay) -> date | None:
    try:
        return date(year or 2000, *month_day)
    except ValueError:
        return None
