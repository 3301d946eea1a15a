"""Describes a selection in words, for titles: Releases about Türkiye, on Health, March 2020.

English newsrooms get a sentence. Others get the same parts in their language, separated by dots,
since grammar differs from language to language and a title needs none.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from uuid import UUID

from babel.dates import format_date, format_skeleton

from app.published.document import DatePrecision, PlaceRole, decimal
from app.published.kind_labels import KIND_LABELS
from app.published.labels.date_text import date_text
from app.published.labels.labels import WantedLanguage
from app.published.language_names import language_name, locale_of
from app.published.selection.date_range import DateRange
from app.published.selection.grammar import Selection, Terms

_PREPOSITIONS = {PlaceRole.DATELINE: "from", PlaceRole.ABOUT: "about", None: "about"}
_Label = Callable[[str], str]


def describe(
    selection: Selection,
    language: str,
    own: str | None = None,
    issuers: Mapping[str, str] | None = None,
) -> str:
    """Return `selection` in words of `language`; empty for all releases.

    A label that is not known in it comes in the newsroom's `own` language. `issuers` are the names
    of organisations by id.
    """
    words = _Words(selection, language, own or language, issuers or {})
    if language.partition("-")[0].lower() != "en":
        return " · ".join(words.parts())
    sentence = ", ".join(words.phrases())
    return f"Releases {sentence}" if sentence else ""


class _Words:
    def __init__(
        self, selection: Selection, language: str, own: str, issuers: Mapping[str, str]
    ) -> None:
        self._selection = selection
        self._wanted = WantedLanguage(language, None, own)
        self._language = language
        self._issuers = issuers

    def phrases(self) -> Iterator[str]:
        """Yield the parts of an English sentence."""
        selection = self._selection
        about = _PREPOSITIONS[selection.location_role]
        for preposition, terms, label in self._filters(about):
            if terms.any:
                yield f"{preposition} {_any(map(label, terms.any))}"
            if terms.all:
                yield f"{preposition} {_all(map(label, terms.all))}"
            if terms.none:
                yield f"not {preposition} {_any(map(label, terms.none))}"
        for near in selection.near:
            yield f"within {decimal(near.km)} km of {_numbers(near.latitude, near.longitude)}"
        for box in selection.bbox:
            yield f"in the box {_numbers(*box.canonical())}"
        if selection.text is not None:
            yield f"with {selection.text.canonical()}"
        if dates := list(self._dates()):
            yield _any(iter(dates))
        if selection.between is not None:
            yield range_text(selection.between, self._language)

    def parts(self) -> Iterator[str]:
        """Yield the parts in any other language, without a sentence."""
        selection = self._selection
        for _, terms, label in self._filters(""):
            if terms.any:
                yield " / ".join(map(label, terms.any))
            yield from map(label, terms.all)
            yield from (f"− {label(value)}" for value in terms.none)
        for near in selection.near:
            yield f"{_numbers(near.latitude, near.longitude)} (≤ {decimal(near.km)} km)"
        for box in selection.bbox:
            yield _numbers(*box.canonical())
        if selection.text is not None:
            yield selection.text.canonical()
        if dates := list(self._dates()):
            yield " / ".join(dates)
        if selection.between is not None:
            yield range_text(selection.between, self._language)

    def _dates(self) -> Iterator[str]:
        yield from (range_text(dates, self._language) for dates in self._selection.dates)
        if self._selection.undated:
            undated = date_text(None, DatePrecision.UNKNOWN, self._language)
            # It begins with a capital letter, as a label does.
            yield f"{undated[:1].lower()}{undated[1:]}"

    def _filters(self, about: str) -> Iterator[tuple[str, Terms, _Label]]:
        selection = self._selection
        yield about, selection.location, self._label
        yield "on", selection.theme, self._label
        yield "of the kind", selection.kind, self._kind
        yield "in", selection.language, self._language_name
        yield "by", Terms(any=selection.organisation), self._issuer
        yield "of the story", Terms(any=selection.story), lambda story: str(UUID(story))

    def _issuer(self, value: str) -> str:
        return self._issuers.get(value, value)

    def _label(self, value: str) -> str:
        labels = self._selection.labels.get(value)
        return self._wanted.label(labels) if labels else value

    def _kind(self, value: str) -> str:
        return self._wanted.label(KIND_LABELS.get(value, {"en": value}))

    def _language_name(self, value: str) -> str:
        return language_name(value, self._language)


def range_text(dates: DateRange, language: str) -> str:
    """Return the days of a range in words of `language`: March 2020, 5 March 2020 – 7 March 2020.

    An end that is open is left out.
    """
    if dates.first_day is None or dates.last_day is None:
        days = (dates.first_day, dates.last_day)
        first, last = ("" if day is None else _day(day, language) for day in days)
        return f"{first} –" if first else f"– {last}"
    start, end = date.fromordinal(dates.first_day), date.fromordinal(dates.last_day)
    whole_year = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
    if whole_year and start.year == end.year:
        return str(start.year)
    if start.day == 1 and _is_last_of_month(end) and start.replace(day=28) == end.replace(day=28):
        return str(format_skeleton("yMMMM", start, locale=locale_of(language)))
    one = _day(dates.first_day, language)
    return one if start == end else f"{one} – {_day(dates.last_day, language)}"


def _day(day: int, language: str) -> str:
    return str(format_date(date.fromordinal(day), "long", locale=locale_of(language)))


def _is_last_of_month(day: date) -> bool:
    return day == date.max or day.month != date.fromordinal(day.toordinal() + 1).month


def _numbers(*numbers: float) -> str:
    return ", ".join(map(decimal, numbers))


def _any(values: Iterator[str]) -> str:
    return " or ".join(values)


def _all(values: Iterator[str]) -> str:
    return " and ".join(values)
