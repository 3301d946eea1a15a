"""Which language the labels of an answer are in."""

import pytest

from app.base.problems import Invalid
from app.base.settings import Settings
from app.http.wanted_language import WantedLanguage, wanted_language

LABELS = {"en": "Health", "fr": "Santé", "zh-Hant": "健康"}


@pytest.mark.parametrize(
    ("header", "label"),
    [
        ("fr-CA, fr;q=0.8, en;q=0.5", "Santé"),
        ("en;q=0.5, fr-CA;q=0.9", "Santé"),
        ("zh-TW", "健康"),
        ("zh-Hant-x-private", "健康"),
        ("zh", "Health"),
        ("FR", "Santé"),
        ("ja", "Health"),
        ("*", "Health"),
        ("ja, *;q=0.1, fr;q=0.05", "Health"),
        ("ja, fr;q=0.1, *;q=0.05", "Santé"),
        ("fr;q=0, zh-Hant", "健康"),
        (";;q=x", "Health"),
        ("", "Health"),
        (None, "Health"),
        (",".join(["ja"] * 10_000), "Health"),
    ],
)
def test_the_header_chooses_a_label_and_is_never_an_error(header: str | None, label: str) -> None:
    assert WantedLanguage(None, header, "en").label(LABELS) == label


@pytest.mark.parametrize(
    ("given", "header", "language"),
    [
        ("tr", "fr", "tr"),
        ("es-MX", None, "es-MX"),
        (None, "tlh, fr;q=0.5", "fr"),
        (None, "tlh", "el"),
        (None, None, "el"),
        ("tlh", "fr", "el"),
    ],
)
def test_an_answer_is_in_the_most_wanted_language_that_dates_are_known_in(
    given: str | None, header: str | None, language: str
) -> None:
    assert WantedLanguage(given, header, "el").language == language


def test_a_label_nobody_wants_comes_in_the_newsrooms_language_then_in_english() -> None:
    assert WantedLanguage("ja", None, "fr").label(LABELS) == "Santé"
    assert WantedLanguage("ja", None, "el").label(LABELS) == "Health"
    assert WantedLanguage("ja", None, "el").label({"tr": "Sağlık"}) == "Sağlık"


def test_what_is_no_language_is_told_with_the_nearest() -> None:
    with pytest.raises(Invalid) as raised:
        wanted_language({}, "en_UK", Settings())
    assert [fault.suggestion for fault in raised.value.faults] == ["en-GB"]


def test_only_an_address_without_lang_varies_by_the_header() -> None:
    assert wanted_language({}, "tr", Settings()).vary == {}
    assert wanted_language({}, None, Settings()).vary == {"Vary": "Accept-Language"}
