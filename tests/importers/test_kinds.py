"""The kind of a release by its words."""

import pytest

from app.importers.kinds import KINDS, kind_of
from app.importers.speakers import speaker_of
from app.importers.summaries import first_sentence

QUOTE = "“I saw hope in their eyes but I had to give them the news. I cannot find words.’’"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Message from Director General António Vitorino - World Day", "statement"),
        ("Joint Statement by UNHCR and IOM", "statement"),
        ("PCLOB Statement on Meeting with the President", "statement"),
        ("Déclaration conjointe de l’OIM", "statement"),
        ("Genel Direktör'ün Göçmenler Günü mesajı", "statement"),
        ("Media Advisory: Forum of Mayors", "media_advisory"),
        ("MEDIA ADVISORY - Forum of Mayors", "media_advisory"),
        ("Opening Remarks by the Chief of Mission", "remarks"),
        ("Remarks of Senator Smith at the Forum", "remarks"),
        ("IOM Sends Message to Migrants", "press_release"),
        ("Minister Meets Press", "press_release"),
    ],
)
def test_title_tells_the_kind(title: str, kind: str) -> None:
    found = kind_of(title, ["The meeting took place."], dated=False)
    assert found.name == kind
    assert found.name in KINDS
    assert found.reason != ""


@pytest.mark.parametrize(
    "opening",
    [
        QUOTE,
        "Madiha Asif is pregnant with twins. She sits under a blanket with her children.",
        "Ahmed, 34, fled Aleppo with his two sons. He has not slept for days.",
    ],
)
def test_personal_story_is_a_feature(opening: str) -> None:
    assert kind_of("At the Border", [opening], dated=False).name == "feature"


@pytest.mark.parametrize(
    "body",
    [
        ["“I am proud of my colleagues,” said Director Smith. “I thank them.”"],
        ["Senator Smith was in Ankara. He met the mayor."],
        ["The Council of Europe is meeting. She spoke first."],
        ["Aid has arrived.", "“I am glad of my team’s work,” said the mayor."],
    ],
)
def test_officials_words_are_no_feature(body: list[str]) -> None:
    assert kind_of("Aid Arrives", body, dated=False).name == "press_release"


def test_occasion_with_a_date_and_no_text_is_an_event() -> None:
    assert kind_of("Film Festival Wraps Up", [], dated=True).name == "event"
    assert kind_of("Film Festival Wraps Up", [], dated=False).name == "press_release"
    assert kind_of("Budget Passed", [], dated=True).name == "press_release"


@pytest.mark.parametrize(
    ("title", "speaker"),
    [
        (
            "Message from Director General António Vitorino - World Day",
            "António Vitorino, Director General",
        ),
        ("Statement by Amy Pope on the Shipwreck", "Amy Pope"),
        ("Statement by the President on the Budget", "President"),
        ("IOM Opens Centre", None),
    ],
)
def test_title_names_the_speaker(title: str, speaker: str | None) -> None:
    assert speaker_of(title) == speaker


@pytest.mark.parametrize(
    ("paragraph", "sentence"),
    [
        ("The images are unforgettable. Desperate families.", "The images are unforgettable."),
        (
            "U.S. Senator J. Smith and Dr. Lee met. They left.",
            "U.S. Senator J. Smith and Dr. Lee met.",
        ),
        ("It cost 2.5 million. More follows.", "It cost 2.5 million."),
        ("“Go!” she said. He went.", "“Go!” she said."),
        ("No stop at all", "No stop at all"),
        ("افتتح المركز اليوم. حضر الوزير.", "افتتح المركز اليوم."),
    ],
)
def test_first_sentence_ends_at_its_own_stop(paragraph: str, sentence: str) -> None:
    assert first_sentence(paragraph) == sentence
