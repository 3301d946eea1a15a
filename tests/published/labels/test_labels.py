"""The language that a reader wants, labels in it, and the language of each that is not in it."""

import pytest

from app.base.problems import Invalid
from app.base.settings import Settings
from app.published.document import KINDS
from app.published.kind_labels import KIND_LABELS
from app.published.labels.labels import Label, Labels, WantedLanguage, wanted_language

LABELS = {"en": "Health", "fr": "Santé", "zh-Hant": "健康"}
EDIRNE, CAMP = "geonames:747712", "own:kara-tepe"


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


def labels(language: str, own: str = "en") -> Labels:
    return Labels(WantedLanguage(language, None, own), {CAMP: {"tr": "Kara Tepe kampı"}})


def test_a_country_is_named_in_the_language_of_the_reader() -> None:
    found = {tag: labels(tag).place("TR", "Türkiye").text for tag in ("ar", "es", "fr", "zh")}
    assert found == {"ar": "تركيا", "es": "Turquía", "fr": "Turquie", "zh": "土耳其"}


def test_a_name_in_no_wanted_language_says_so() -> None:
    division = ("BA-BIH", "Federacija Bosne i Hercegovine")
    assert labels("ja").place(*division).text
    assert not labels("ja").place("geonames:1", "Kályvia").language.startswith("ja")


def test_the_usual_name_of_a_city_is_english_for_those_who_read_english() -> None:
    assert labels("en").place(EDIRNE, "Edirne") == Label("Edirne", "en")


def test_names_that_editors_gave_win_and_have_their_language() -> None:
    assert labels("tr").place(CAMP, "Kara Tepe camp") == Label("Kara Tepe kampı", "tr")
    assert labels("fr").place(CAMP, "Kara Tepe camp") == Label("Kara Tepe camp", "en")
    assert labels("fr", own="fr").place(CAMP, "Camp de Kara Tepe").language == "fr"


def test_the_language_of_a_name_can_be_told() -> None:
    assert labels("fr").place("own:x", "Kamp", "nl") == Label("Kamp", "nl")


def test_a_language_without_a_name_is_shown_by_its_tag_which_is_in_no_language() -> None:
    named = labels("tr")
    assert named.tag("sr-latn") == Label("Sırpça (Latin)", "tr")
    assert named.members(named.tag("tlh")) == {"label": "tlh", "label_language": "und"}


def test_a_theme_without_a_label_in_the_language_keeps_that_of_the_newsroom() -> None:
    known = {"en": "Health", "el": "Υγεία"}
    assert labels("el").theme("health", known) == Label("Υγεία", "el")
    assert labels("tr").theme("health", known) == Label("Health", "en")
    assert labels("tr", own="el").theme("health", known) == Label("Υγεία", "el")
    assert labels("tr").theme("health", {"ja": "健康"}) == Label("健康", "ja")
    assert labels("tr").theme("health", {}) == Label("health", "und")


def test_every_kind_has_a_label_in_the_languages_of_the_product() -> None:
    for kind in KINDS:
        for tag in ("ar", "en", "es", "fr", "ru", "tr", "zh"):
            assert labels(tag).kind(kind).language == tag
    assert set(KIND_LABELS) == set(KINDS)
    assert labels("tr").kind("new_kind") == Label("new_kind", "und")


def test_only_a_label_in_another_language_says_its_language() -> None:
    assert labels("es-MX").members(Label("Salud", "es")) == {"label": "Salud"}
    assert labels("tr").members(Label("Santé", "fr"), "name") == {
        "name": "Santé",
        "name_language": "fr",
    }
    assert labels("zh-TW").members(Label("健康", "zh"))["label_language"] == "zh"
