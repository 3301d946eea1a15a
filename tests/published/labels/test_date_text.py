"""Dates in words, no more exact than they are known."""

import pytest
from babel.localedata import locale_identifiers

from app.published.document import DatePrecision
from app.published.labels.date_text import UNDATED, UNKNOWN, date_text

DATES = {"day": "2024-03-05", "exact": "2024-03-05", "month": "2024-03", "year": "2024"}


@pytest.mark.parametrize(
    ("language", "day", "month", "year", "unknown"),
    [
        ("ar", "5 مارس 2024", "مارس 2024", "2024", "بدون تاريخ"),
        ("el", "5 Μαρτίου 2024", "Μάρτιος 2024", "2024", "Χωρίς ημερομηνία"),
        ("en", "March 5, 2024", "March 2024", "2024", "Undated"),
        ("en-GB", "5 March 2024", "March 2024", "2024", "Undated"),
        ("es", "5 de marzo de 2024", "marzo de 2024", "2024", "Sin fecha"),
        ("fr", "5 mars 2024", "mars 2024", "2024", "Sans date"),
        ("ru", "5 марта 2024\u202fг.", "март 2024\u202fг.", "2024", "Без даты"),
        ("tr", "5 Mart 2024", "Mart 2024", "2024", "Tarihsiz"),
        ("zh", "2024年3月5日", "2024年3月", "2024年", "日期不详"),
        ("zh-TW", "2024年3月5日", "2024年3月", "2024年", "日期不詳"),
    ],
)
def test_a_date_says_what_is_known_and_no_more(
    language: str, day: str, month: str, year: str, unknown: str
) -> None:
    texts = {precision: date_text(date, precision, language) for precision, date in DATES.items()}
    assert texts == {"day": day, "exact": day, "month": month, "year": year}
    assert date_text(None, DatePrecision.UNKNOWN, language) == unknown


def test_a_date_nobody_knows_has_a_sign_where_a_language_has_no_word_here() -> None:
    assert date_text(None, "unknown", "sw") == UNKNOWN


def test_the_first_and_the_last_years_are_written() -> None:
    assert date_text("0001-01-01", "day", "en").startswith("January 1, ")
    assert date_text("9999", "year", "en") == "9999"


def test_every_language_of_the_cldr_writes_every_precision() -> None:
    languages = [tag.replace("_", "-") for tag in locale_identifiers() if "_" not in tag]
    assert len(languages) > 200
    for language in languages:
        for precision, date in DATES.items():
            assert date_text(date, precision, language)
    assert set(UNDATED) <= {*languages, "zh-Hant"}
