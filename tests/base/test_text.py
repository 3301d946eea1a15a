"""The nearest of known words."""

import pytest

from app.base.text import nearest

KNOWN = ["title", "body_html", "Europe/Berlin", "location", "İzmir"]


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("titel", "title"),
        ("BODYHTML", "body_html"),
        ("europe/berln", "Europe/Berlin"),
        ("locaiton", "location"),
        ("izmir", "İzmir"),
        ("zzzz", None),
        ("", None),
    ],
)
def test_a_slip_of_the_pen_finds_the_word_that_was_meant(value: str, meant: str | None) -> None:
    assert nearest(value, KNOWN) == meant


def test_among_no_words_none_is_near() -> None:
    assert nearest("title", []) is None
