"""How many of the themes that releases of six languages have are suggested by their words.

The texts are those of tests/data/relevance. Keywords were added after looking at what was missed
in them, so the bounds tell of faults that come in later and little of texts never seen.
"""

import pytest

from app.themes import taxonomy
from app.themes.rules import Rules, suggest
from tests.behaviour.relevance_set import read_releases

# At least this share of the given themes is suggested, and at most this share of the suggested
# ones was not given: many of those fit, since a release has the two themes that say most.
BOUNDS = {
    "tr": (0.55, 0.45),
    "fr": (0.45, 0.20),
    "es": (0.45, 0.40),
    "ar": (0.55, 0.35),
    "ru": (0.45, 0.35),
    "zh": (0.65, 0.40),
}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return taxonomy.built_in().rules()


@pytest.mark.parametrize("language", BOUNDS)
def test_themes_of_releases_are_suggested_in_every_language(language: str, rules: Rules) -> None:
    given = suggested = both = 0
    for release in read_releases().values():
        if release["language"] == language and "themes" in release:
            found = suggest(release["title"], release["body_text"], rules)
            themes = {suggestion.theme_id for suggestion in found}
            given += len(release["themes"])
            suggested += len(themes)
            both += len(themes.intersection(release["themes"]))
    least, most = BOUNDS[language]
    assert both / given >= least
    assert 1 - both / suggested <= most


@pytest.mark.parametrize(
    ("title", "theme"),
    [
        ("青海玛多地震：高原牧民住进保暖帐篷", "disasters-climate"),
        ("世界难民日：青年合唱团在线演出", "refugees-asylum"),
        ("地震の被災地に医療チーム", "disasters-climate"),
        ("Сели и оползни разрушили мосты", "disasters-climate"),
        ("Помощь беженцам в школах", "refugees-asylum"),
        ("Çadır kentte okul", "education"),
    ],
)
def test_words_of_scripts_without_blanks_and_of_many_endings_speak(
    title: str, theme: str, rules: Rules
) -> None:
    assert theme in {suggestion.theme_id for suggestion in suggest(title, "", rules)}


def test_signs_that_only_stand_near_one_another_say_nothing(rules: Rules) -> None:
    assert suggest("大地上的震动", "", rules) == []
