"""Two texts compared: what differs, and nothing lost on the way."""

import random
from itertools import pairwise

import pytest

from app.releases.content import Content
from app.releases.revisions.comparison import Op, Piece, compare, word_diff
from tests.cpu_time import grows_linearly


def _shown(pieces: list[Piece]) -> str:
    marks = {Op.EQUAL: "{}", Op.DELETE: "[-{}-]", Op.INSERT: "[+{}+]"}
    return "".join(marks[piece.op].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "", ""),
        ("", "new words", "[+new words+]"),
        ("old words", "", "[-old words-]"),
        (
            "Blankets for 12,000 people in Ederne.",
            "Blankets for 1,200 people in Edirne.",
            "Blankets for [-12,000 -][+1,200 +]people in [-Ederne-][+Edirne+].",
        ),
        ("one\n\ntwo", "one\n\nand a half\n\ntwo", "one\n\n[+and a half\n\n+]two"),
        ("本周在埃迪尔内", "本周在安卡拉内", "本周在[-埃迪尔-][+安卡拉+]内"),
    ],
)
def test_words_that_changed_are_marked(before: str, after: str, shown: str) -> None:
    assert _shown(word_diff(before, after)) == shown


def test_both_texts_can_be_made_from_their_difference() -> None:
    chance = random.Random(7)
    for _ in range(2_000):
        before, after = (
            "".join(chance.choice("ab ,.1\n内") for _ in range(chance.randrange(14)))
            for _ in range(2)
        )
        pieces = word_diff(before, after)
        assert "".join(piece.text for piece in pieces if piece.op is not Op.INSERT) == before
        assert "".join(piece.text for piece in pieces if piece.op is not Op.DELETE) == after
        kinds = [piece.op for piece in pieces]
        assert all(one is not other for one, other in pairwise(kinds))


def test_long_texts_are_compared_by_paragraph_and_then_by_word() -> None:
    paragraphs = [" ".join(f"w{line}x{word}" for word in range(40)) for line in range(120)]
    changed = [*paragraphs]
    changed[3] = changed[3].replace("w3x7", "seven")
    changed[110] = changed[110].replace("w110x9", "nine")
    pieces = word_diff("\n\n".join(paragraphs), "\n\n".join(changed))
    assert [piece.text.strip() for piece in pieces if piece.op is not Op.EQUAL] == [
        "w3x7",
        "seven",
        "w110x9",
        "nine",
    ]


@pytest.mark.parametrize("word", ["a b ", "a\n", "a", "內"])
def test_the_longest_body_of_equal_words_is_compared_in_linear_time(word: str) -> None:
    body = word * (1_000_000 // len(word))
    assert grows_linearly(lambda text: word_diff(f"x{text}", f"{text}y"), body)


def test_members_that_differ_are_named_with_their_values() -> None:
    before = Content(title="A", body_html="<p>One two</p>", locations=("TR",))
    after = Content(title="B", body_html="<p>One three</p>", locations=("TR", "GR"))
    found = {change.field: change for change in compare(before, after)}
    assert list(found) == ["title", "body_html", "locations"]
    assert found["locations"].before == ["TR"]
    assert found["locations"].after == ["TR", "GR"]
    assert found["locations"].diff is None
    assert _shown(found["body_html"].diff or []) == "One [-two-][+three+]"


def test_a_body_with_other_markup_shows_its_markup() -> None:
    before, after = (Content(title="A", body_html=f"<p>{one}</p>") for one in ("x", "<em>x</em>"))
    (change,) = compare(before, after)
    assert (change.before, change.after, change.diff) == ("<p>x</p>", "<p><em>x</em></p>", None)


def test_equal_texts_have_no_difference() -> None:
    assert compare(Content(title="A"), Content(title="A")) == []
