"""Reads dates as people write them, in many languages, and flags what they leave open.

No function here asks for today's date: the year of a date without one comes from `received`, the
day on which the text was read, or stays unknown.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from app.base.dates.reading import YEARS_BACK, Flag, Precision, ReadDate, read_shape, span_in
from app.base.dates.tokens import Shape, shapes, tokenise

__all__ = ["Flag", "Precision", "ReadDate", "find_dates", "read_date", "with_year"]

LONGEST_DATE_LINE = 400
# «Published 2024» is a date line, a sentence with a year in it is none.
WORDS_WITH_A_YEAR = 3
# Characters beside a number that can belong to its date: «de septiembre de 2019».
_REACH = 48
# Shapes that are something else inside a text.
_ONLY_ON_DATE_LINES = frozenset(
    ("year", "years", "iso month", "month in a year", "numbers, short year", "numbers, no year")
)
_DIGITS = re.compile(r"\d+")


def read_date(
    text: str, language: str | None = None, received: date | None = None
) -> ReadDate | None:
    """Returns the date of a date line, or None if it has none.

    `language` is the tag that the page gives (it decides 3/4 and «mar»); `received` is the day on
    which the page was read, for dates without a year. The fullest date of the line is taken.
    """
    line = text[:LONGEST_DATE_LINE]
    tokens = tokenise(line)
    words = sum(token.kind not in ".,/-()" for token in tokens)
    best: ReadDate | None = None
    for shape in shapes(tokens):
        if shape.name in ("year", "years") and words > WORDS_WITH_A_YEAR:
            continue
        read = read_shape(line, shape, language, received)
        if read is not None and (best is None or _weight(read) > _weight(best)):
            best = read
    return best


def find_dates(
    text: str, language: str | None = None, received: date | None = None
) -> list[ReadDate]:
    """Returns the dates in running text, left to right, without bare years and fractions (1/2)."""
    return [
        read
        for start, end in _windows(text)
        for shape in shapes(tokenise(text, start, end))
        if _stands_in_prose(shape, language)
        and (read := read_shape(text, shape, language, received)) is not None
        and (read.month_days or read.first)
    ]


def with_year(read: ReadDate, near: date) -> ReadDate:
    """Returns `read` with the year that fits its weekday and is nearest to `near`."""
    if "no year" not in read.flags:
        return read
    spans = [
        span
        for year in range(near.year - YEARS_BACK, near.year + YEARS_BACK + 1)
        if (span := span_in(read.month_days, year))
        and (not read.weekdays or span[0].weekday() in read.weekdays)
    ]
    if not spans:
        return read
    first, last = min(spans, key=lambda span: abs(span[0] - near))
    kept = tuple(flag for flag in read.flags if flag != "no year")
    return replace(read, precision="day", first=first, last=last, flags=(*kept, "year inferred"))


def _weight(read: ReadDate) -> int:
    if read.precision is None:
        return 1 if read.flags else 0
    return {"year": 2, "month": 3, "day": 4, "exact": 5}[read.precision]


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Yields the stretches around the numbers of a text, cut at white space, in linear time."""
    start = end = -1
    for found in _DIGITS.finditer(text):
        if end >= 0 and found.start() - _REACH <= end:
            end = found.end() + _REACH
            continue
        if end >= 0:
            yield _widen(text, start, end)
        start, end = found.start() - _REACH, found.end() + _REACH
    if end >= 0:
        yield _widen(text, start, end)


def _widen(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = max(start, 0), min(end, len(text))
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start += 1
        if start >= end or not text[start].isalnum():
            break
    while end < len(text) and end > start and text[end - 1].isalnum() and text[end].isalnum():
        end -= 1
    return start, end


def _stands_in_prose(shape: Shape, language: str | None) -> bool:
    if shape.name in _ONLY_ON_DATE_LINES:
        return False
    month = shape.parts.get("m2")
    if month is None or month.kind in "dM" or "y2" in shape.parts:
        return True
    english = "en" in month.names.months and (language or "en").casefold().startswith("en")
    # «Article 10 may be», «5 march in»: an English month has a capital.
    return not english or month.text[0].isupper()
