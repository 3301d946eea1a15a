"""The nearest of known words."""

import pytest

from app.base.text import cache_short, nearest

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


def test_only_short_texts_are_cached() -> None:
    called = []

    @cache_short(2, longest=3)
    def read(text: str) -> int:
        called.append(text)
        return len(text)

    assert [read(text) for text in ("abc", "abc", "abcd", "abcd")] == [3, 3, 4, 4]
    assert called == ["abc", "abcd", "abcd"]
