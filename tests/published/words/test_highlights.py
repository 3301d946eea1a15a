"""What was found is marked as it is written, and nothing of a text becomes markup."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.published.words.highlights import FRAGMENT, MOST_FRAGMENTS, Highlighter, highlights_of
from app.published.words.text_query import parse_text
from tests.cpu_time import grows_linearly
from tests.factories import a_document


def highlighter(q: str, *names: str) -> Highlighter:
    query = parse_text(q)
    assert query is not None
    return Highlighter(query, names)


@pytest.mark.parametrize(
    ("q", "language", "text", "marked"),
    [
        ("istanbul", "tr", "İSTANBUL’da liman", "<mark>İSTANBUL</mark>’da liman"),
        ("IGDIR", "tr", "Iğdır valiliği", "<mark>Iğdır</mark> valiliği"),
        ("agri", "tr", "Ag\u0306r\u0131 ili", "<mark>Ag\u0306r\u0131</mark> ili"),
        ("strasse", "de", "Die Straße", "Die <mark>Straße</mark>"),
        ("migrant", "en", "Two migrants", "Two <mark>migrants</mark>"),
        ('"migrant"', "en", "Two migrants", "Two migrants"),
        ("migrant", "fr", "Two migrations", "Two migrations"),
        ("mig*", "en", "Two migrants", "Two <mark>migrants</mark>"),
        ('"aegean sea"', "en", "The Aegean Sea.", "The <mark>Aegean Sea</mark>."),
        ('"aegean sea"', "en", "Sea, Aegean", "Sea, Aegean"),
        ("covid19", "en", "COVID-19!", "<mark>COVID-19</mark>!"),
        ("email", "en", "An e-mail.", "An <mark>e-mail</mark>."),
        ("e-mail", "en", "All emails.", "All <mark>emails</mark>."),
        ("пять", "uk", "Вже п’ять", "Вже <mark>п’ять</mark>"),
        ("1200", "en", "About 1,200 left", "About <mark>1,200</mark> left"),
        ("5,000", "fr", "Les 5 000 gens", "Les <mark>5 000</mark> gens"),
        ("25", "en", "2.5 metres", "2.5 metres"),
        ("беженец", "ru", "Все беженцы", "Все <mark>беженцы</mark>"),
        ("un", "en", "U.N. aid", "<mark>U.N.</mark> aid"),
        ("难民", "zh", "土耳其难民营", "土耳其<mark>难民</mark>营"),
        ("营", "zh", "土耳其难民营", "土耳其难民<mark>营</mark>"),
        ("土", "zh", "土耳其", "<mark>土</mark>耳其"),
        ("土耳其难民", "zh", "土耳其的难民", "<mark>土耳其</mark>的<mark>难民</mark>"),
        ("مهاجرين", "ar", "المُهَاجِرِين هنا", "<mark>المُهَاجِرِين</mark> هنا"),
        ("b", "en", "<b> & \"'", "&lt;<mark>b</mark>&gt; &amp; &quot;&#x27;"),
        ("sea -storm", "en", "sea storm", "<mark>sea</mark> storm"),
    ],
)  # fmt: skip
def test_words_are_marked_as_they_are_written(
    q: str, language: str, text: str, marked: str
) -> None:
    assert highlighter(q).whole(text, language) == marked


def test_other_names_of_a_place_are_marked() -> None:
    marker = highlighter("Turchia", "Türkiye", "西アジア")
    assert marker.whole("In Türkiye", "en") == "In <mark>Türkiye</mark>"
    assert marker.whole("西アジアで", "ja") == "<mark>西アジア</mark>で"


def test_fragments_surround_what_was_found() -> None:
    filler = "nothing of note was said here " * 40
    text = f"{filler} boats {filler} harbour {filler} rescue {filler} storm {filler}"
    found = highlighter("boats harbour rescue storm").fragments(text, "en")
    assert found.count("<mark>") == MOST_FRAGMENTS == found.count(" … ") + 1
    assert found.startswith("…")
    assert found.endswith("…")
    assert len(re.sub("</?mark>", "", found)) <= MOST_FRAGMENTS * (FRAGMENT + 5)
    for fragment in re.sub("</?mark>|…", "", found).split("  "):
        assert set(fragment.split()) <= set(text.split())


def test_a_word_that_is_said_often_is_shown_once() -> None:
    text = "boats " + "far away " * 100 + "boats"
    assert highlighter("boats").fragments(text, "en").count("<mark>") == 1


def test_nothing_found_is_no_fragment() -> None:
    assert highlighter("boats").fragments("The sea.", "en") == ""


def test_only_fields_with_something_found_are_given() -> None:
    document = a_document(title="Boats", summary="None", body_text="A boat came.")
    assert highlights_of(document, highlighter("boat")) == {
        "title": "<mark>Boats</mark>",
        "body": "A <mark>boat</mark> came.",
    }


texts = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("ab <>&\"'İ\u0301土耳 ")),
    max_size=300,
)


@given(texts, st.text("ab \"*-İ土耳<&'", min_size=1, max_size=12))
def test_without_marks_a_highlight_is_the_text(text: str, q: str) -> None:
    query = parse_text(q)
    if query is None:
        return
    marker = Highlighter(query, ["ab", "土耳"])
    whole = marker.whole(text, "tr")
    assert unescape(re.sub("</?mark>", "", whole)) == text
    assert re.sub("</?mark>", "", whole).count("<") == 0
    for shown in (whole, marker.fragments(text, "tr")):
        assert re.fullmatch(r"(?:[^<>]|<mark>[^<>]+</mark>)*", shown)


def test_a_word_that_a_text_has_ten_thousand_times_is_marked_in_linear_time() -> None:
    marked = highlighter("a people")
    body = "a\n\n" * 10_000 + "people"
    assert "<mark>people</mark>" in marked.fragments(body, "en")
    assert grows_linearly(lambda text: marked.fragments(text, "en"), body)
