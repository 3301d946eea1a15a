"""Keyword rules against a careful reader's themes for the sample releases, and against traps."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.themes import taxonomy
from app.themes.rules import KeywordRule, Rules, suggest

SAMPLE = Path(__file__).parents[1] / "data" / "sample" / "expected.json"
RECORDS = json.loads(SAMPLE.read_text())["records"]


@pytest.fixture(scope="module")
def rules() -> Rules:
    return taxonomy.built_in().rules()


def ids(title: str, body: str, rules: Rules) -> set[str]:
    return {suggestion.theme_id for suggestion in suggest(title, body, rules)}


@pytest.mark.parametrize("related", [False, True], ids=["body", "with related paragraphs"])
@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"record {record['index']}")
def test_sample_release_gets_its_themes_and_no_others(
    record: dict[str, Any], related: bool, rules: Rules
) -> None:
    texts = [*record["body"]]
    if related:
        texts += [paragraph["text"] for paragraph in record["related_paragraphs"]]
    found = ids(record["title"], "\n\n".join(texts), rules)
    assert set(record["themes"]) <= found
    assert found <= {*record["themes"], *record["secondary_themes"]}


@pytest.mark.parametrize(
    ("title", "body", "theme"),
    [
        ("Mülteciler için yeni merkez açıldı", "Ankara’da.", "refugees-asylum"),
        ("Naufrage en Méditerranée", "", "deaths-rescue-en-route"),
        ("Ayuda humanitaria para 2.000 familias", "", "humanitarian-response"),
        ("مقتل مهاجرين على الحدود", "", "deaths-rescue-en-route"),
        ("BELEDİYELERDEN ORTAK PROJE", "", "cities-local-authorities"),
        ("New study", "The IDPs said that IDPs and other IDPs had left.", "internal-displacement"),
    ],
)
def test_other_languages_cases_and_endings_are_understood(
    title: str, body: str, theme: str, rules: Rules
) -> None:
    assert theme in ids(title, body, rules)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("International Organization for Migration opens office", "IOM moved."),
        ("Doctors Without Borders wins prize", ""),
        ("Tax relief for families", "The bill passed."),
        ("A death in the family", "He was 90."),
        ("Wash your hands", "Wash them twice, and wash them again."),
        ("Ein Kind war hier", "Es war kalt. Es war dunkel. Es war nass. Die Art der Reise."),
    ],
)
def test_words_in_another_sense_suggest_nothing(title: str, body: str, rules: Rules) -> None:
    assert ids(title, body, rules) == set()


def test_one_passing_mention_is_not_enough(rules: Rules) -> None:
    assert ids("Minister visits port", "She praised the school nearby.", rules) == set()


def test_long_body_has_to_say_more_than_a_short_one(rules: Rules) -> None:
    sentence = "The earthquake hit after the flood. "
    assert "disasters-climate" in ids("Visit", sentence, rules)
    assert "disasters-climate" not in ids("Visit", sentence + "Talks went on. " * 600, rules)


def test_suggestion_tells_the_words_it_rests_on(rules: Rules) -> None:
    (found,) = suggest("Shipwreck off Çeşme", "A second shipwreck within days.", rules)
    assert found.words == ("Shipwreck", "shipwreck")


def test_wide_theme_gives_way_to_its_narrower_one() -> None:
    rules = Rules(
        {
            "wide": KeywordRule(keywords=("cargo",), only_without_narrower=True),
            "narrow": KeywordRule(keywords=("container",)),
        },
        {"wide": None, "narrow": "wide"},
    )
    assert ids("Cargo and container news", "", rules) == {"narrow"}
    assert ids("Cargo news", "", rules) == {"wide"}
    assert ids("News", "Cargo, cargo, cargo, cargo.", rules) == set()


def test_split_accents_match_like_joined_ones(rules: Rules) -> None:
    assert "refugees-asylum" in ids("Les re\u0301fugie\u0301s", "", rules)


def test_a_keyword_of_which_no_letter_is_left_speaks_for_nothing() -> None:
    rules = Rules({"a": KeywordRule(keywords=("ʻ*", "!!", "*"))}, {"a": None})
    assert ids("Any words at all", "Any words at all.", rules) == set()
