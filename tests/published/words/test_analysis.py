"""Words of all scripts, the same however they are typed, each with its place in the text."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.published.words.analysis import (
    GAP,
    LONGEST_PHRASE,
    MOST_PLACES,
    PART,
    TextFields,
    analyse,
    tokens,
)
from app.published.words.stems import LANGUAGES, LONGEST, TAG, folded, stems

scripts = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aiıİI'’-. \u0307\u0301é土耳其터키ไทยกัมةأإىءـَ²½ﬁ\u200c\u00ad·"),
    ),
    max_size=60,
)


def forms(text: str) -> list[str]:
    return [token.form for token in tokens(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Iğdır", "IGDIR"),
        ("İSTANBUL", "ıstanbul"),
        ("toplantısı", "TOPLANTISI"),
        ("Ağrı", "Ag\u0306r\u0131"),
        ("Việt", "Vie\u0323\u0302t"),
        ("Łódź", "lodz"),
        ("STRASSE", "Straße"),
        ("Ὀδυσσεύς", "οδυσσευσ"),
        ("أفغانستان", "افغانستان"),
        ("إسطنبول", "اسطنبول"),
        ("مُهَاجِرُون", "مهاجرون"),
        ("مهـــاجرون", "مهاجرون"),
        ("الهجرة", "الهجره"),
        ("مستشفى", "مستشفي"),
        ("١٨", "18"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("ＣＯＶＩＤ", "covid"),
        ("ﬁnal", "final"),
        ("U.N.", "UN"),
        ("터키", unicodedata.normalize("NFD", "터키")),
    ],
)
def test_spellings_of_one_word_are_one_form(one: str, other: str) -> None:
    assert forms(one) == forms(other) != []


@pytest.mark.parametrize(("one", "other"), [("หน้า", "หนา"), ("カ", "ガ"), ("हिन्दी", "हन्द")])
def test_marks_that_make_another_word_stay(one: str, other: str) -> None:
    assert forms(one) != forms(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("İstanbul'da", ["istanbul", "da"]),
        ("l’Agence", ["l", "agence"]),
        ("a_b", ["a", "b"]),
        ("C++ course", ["c", "course"]),
        ("土耳其", ["土耳", "耳其", "其"]),
        ("土", ["土"]),
        ("COVID患者", ["covid", "患者", "者"]),
        ("12,500³ m² H₂O 10⁶", ["12500", "3", "m2", "h2o", "10", "6"]),
        ("USD1,200 约1,200人 1,200명", ["usd", "1200", "约", "1200", "人", "1200", "명"]),
        ("و٢٫٥ و1200", ["و", "2", "5", "و", "1200"]),
        ("B52 covid19 A4", ["b52", "covid19", "a4"]),
        ("ไทย", ["ไท", "ทย", "ย"]),
        ("ភាសា", ["ភាសា", "សា"]),
        ("🎉 100%", ["100"]),
        ("\0 \u0301 · _", []),
    ],
)
def test_words_and_pairs_of_signs(text: str, expected: list[str]) -> None:
    assert forms(text) == expected


@given(scripts)
def test_a_token_is_the_form_of_the_text_at_its_place(text: str) -> None:
    for token in tokens(text):
        written = text[token.start : token.end]
        assert token.form.startswith(folded(written.replace(".", ""))[:1])
        assert token.word in ("", written)
        assert 0 < len(token.form) <= LONGEST
        assert TAG not in token.form
        assert not set(token.form) & set(" '\"\\\0")


@given(st.text(st.characters(exclude_categories=("Mn", "Mc", "Me", "Cs")), max_size=40))
def test_letter_case_and_unicode_form_do_not_count(text: str) -> None:
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "migrants", "migrant"),
        ("es", "información", "informacion"),
        ("es", "refugiados", "refugiado"),
        ("fr", "réfugiés", "refugie"),
        ("tr", "toplantısı", "toplantisi"),
        ("tr", "göçmenler", "gocmen"),
        ("tr", "limanlar", "liman"),
        ("tr", "mültecilere", "multeci"),
        ("tr", "kapısında", "kapisi"),
        ("ru", "Карабахе", "Карабах"),
        ("ar", "الألغام", "الغام"),
        ("ar", "ومياه", "مياه"),
        ("ru", "мигрантов", "мигранты"),
        ("ar", "المهاجرون", "مهاجرون"),
        ("de", "Flüchtlinge", "fluchtling"),
    ],
)
def test_inflected_words_share_a_stem(language: str, one: str, other: str) -> None:
    assert set(stems(one, language)) & set(stems(other, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stem_is_tagged_with_its_language(language: str) -> None:
    found = stems("boats", language)
    assert found
    assert all(stem.startswith(f"{TAG}{language}{TAG}") for stem in found)


def test_a_text_is_stored_with_its_fields_apart() -> None:
    (part,) = analyse(TextFields("Boats", "A boat", "Two boats boats", "en"))
    assert part.ordered == ("·tboats", "·", "boats", "·", "a", "boat", "·", "two", "boats", "boats")
    assert set(part.unordered) == {
        "·en·a", "·en·boat", "·en·two",  # any field
        "·t·en·boat", "·s·en·a", "·s·en·boat", "·sa", "·sboat",  # title, summary
        "·m·en·boat",  # often
    }  # fmt: skip


def test_a_long_text_is_stored_in_parts_that_hold_each_phrase() -> None:
    words = [f"w{number}" for number in range(5_000)]
    parts = analyse(TextFields("", "", " ".join(words), "und"))
    assert max(len(part.ordered) for part in parts) <= PART
    streams = [f" {' '.join(part.ordered)} " for part in parts]
    for start in range(len(words) - LONGEST_PHRASE + 1):
        phrase = f" {' '.join(words[start : start + LONGEST_PHRASE])} "
        assert any(phrase in stream for stream in streams)


def test_a_word_that_is_said_all_the_time_keeps_some_of_its_places() -> None:
    (part,) = analyse(TextFields("", "", "spam " * 1_000, "en"))
    assert part.ordered.count("spam") == MOST_PLACES
    assert set(part.ordered) == {"spam", GAP}


@example("U.N.", "a.a")
@given(scripts, scripts)
def test_any_text_can_be_analysed(title: str, body: str) -> None:
    for part in analyse(TextFields(title, "", body, "tr")):
        assert "" not in part.ordered
        # FTS5 parts lexemes at any other sign of ASCII.
        for lexeme in (*part.ordered, *part.unordered):
            assert all(sign.isalnum() for sign in lexeme if sign.isascii())
        assert part.unordered == tuple(sorted(set(part.unordered)))
