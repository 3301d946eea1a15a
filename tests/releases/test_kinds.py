"""The kind of a release by its words."""

import pytest

from app.published.document import KINDS
from app.releases.kinds import kind_of

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
        ("Совместное заявление о помощи пострадавшим", "statement"),
        ("部长关于边境局势的声明", "statement"),
        ("部长在论坛上的致辞", "remarks"),
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
    "lead",
    [
        "The Ministry issued the following statement after the talks:",
        "The agency today released the following joint statement.",
        "Le ministère a publié la déclaration suivante.",
        "El ministerio emitió la siguiente declaración:",
        "Bakanlık, görüşmenin ardından şu açıklamayı yaptı:",
        "أصدرت الوزارة البيان التالي:",
        "Министерство опубликовало следующее заявление.",
        "外交部发表声明如下：",
    ],
)
def test_a_lead_that_announces_a_statement_tells_the_kind(lead: str) -> None:
    found = kind_of("Talks on the border", [lead, "“We regret it.”"], dated=False)
    assert found.name == "statement"
    assert "«" in found.reason


def test_a_statement_that_is_told_of_makes_none() -> None:
    told = "The Minister made a statement in parliament and opened the school."
    assert kind_of("School opens", [told], dated=False).name == "press_release"


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
