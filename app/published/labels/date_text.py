"""Dates in words of a language, as exact as they are known: 5 March 2024, March 2024, 2024."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from babel.dates import format_date, format_skeleton

from app.base.language import language_ranges
from app.published.document import DatePrecision
from app.published.language_names import locale_of

# The CLDR has no word for it. A dash is read in every language.
UNKNOWN = "—"
UNDATED: Mapping[str, str] = {
    "ar": "بدون تاريخ",
    "de": "Ohne Datum",
    "el": "Χωρίς ημερομηνία",
    "en": "Undated",
    "es": "Sin fecha",
    "fa": "بدون تاریخ",
    "fr": "Sans date",
    "it": "Senza data",
    "nl": "Zonder datum",
    "pl": "Bez daty",
    "pt": "Sem data",
    "ru": "Без даты",
    "tr": "Tarihsiz",
    "uk": "Без дати",
    "zh": "日期不详",
    "zh-Hant": "日期不詳",
}
_SKELETON = {DatePrecision.MONTH: "yMMMM", DatePrecision.YEAR: "y"}
_FIRST = "-01-01"
_ISO_DAY = len("2024-03-05")


@lru_cache(maxsize=16_384)
def date_text(written: str | None, precision: str, language: str) -> str:
    """Return the date of a release in words of `language`, which the CLDR has to know.

    `written` is the member `date`: `2024-03-05`, `2024-03`, `2024`, or None. Nothing is added to
    what is known; a date that is not known is said to be so.

    >>> date_text("2024-03", "month", "es"), date_text(None, "unknown", "tr")
    ('marzo de 2024', 'Tarihsiz')
    """
    if written is None or precision == DatePrecision.UNKNOWN:
        return next((UNDATED[tag] for tag in language_ranges(language) if tag in UNDATED), UNKNOWN)
    # A day more than is known, since Babel formats days.
    day = date.fromisoformat((written + _FIRST[len(written) - _ISO_DAY :])[:_ISO_DAY])
    locale = locale_of(language)
    skeleton = _SKELETON.get(DatePrecision(precision))
    if skeleton is None:
        return str(format_date(day, "long", locale=locale))
    return str(format_skeleton(skeleton, day, locale=locale))
