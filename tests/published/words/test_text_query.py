"""What a person types is read, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.published.words.stems import LONGEST
from app.published.words.text_query import LONGEST_QUERY, MOST_CLAUSES, ClauseKind, parse_text

typed = st.text(
    st.one_of(st.characters(), st.sampled_from("ab \"'-*“”:()^İ土耳.&|!<>\0")), max_size=80
)


def canonical(q: str) -> str | None:
    query = parse_text(q)
    return None if query is None else query.canonical()


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("Aegean Sea", "aegean sea"),
        ('"Aegean Sea" boat*', 'boat* "aegean sea"'),
        ("“Aegean  Sea”", '"aegean sea"'),
        ("« mer Égée »", '"mer égée"'),
        ("-storm sea", "sea -storm"),
        ('sea -"high wind"', 'sea -"high wind"'),
        ('"never closed', '"never closed"'),
        ('5"', "5"),
        ("100%", "100"),
        ("C++", "c"),
        ("don't", "don't"),
        ("COVID-19", "covid-19"),
        ("AND or NOT", "and or not"),
        ("title:x", "title:x"),
        ("NEAR(", "near"),
        ("a* b", "a b"),
        ("土", "土*"),
        ("sea sea", "sea"),
        ("--x", "-x"),
        ("x - y", "x y"),
    ],
)
def test_queries_are_read_as_people_mean_them(q: str, expected: str) -> None:
    assert canonical(q) == expected


@pytest.mark.parametrize(
    "q", ["", "   ", '"', '""', "(", "^", "*", "%", "_", "\\", "🎉", ":", "-", "\0"]
)
def test_signs_alone_search_for_nothing(q: str) -> None:
    assert parse_text(q) is None


@given(typed)
def test_the_canonical_form_is_the_same_query(q: str) -> None:
    query = parse_text(q)
    if query is not None:
        assert parse_text(query.canonical()) == query


@given(typed)
def test_what_is_searched_for_can_be_quoted_for_any_engine(q: str) -> None:
    query = parse_text(q)
    for clause in (*query.words, *query.phrases, *query.excluded) if query else ():
        assert clause.forms
        assert all(0 < len(form) <= LONGEST and form.isprintable() for form in clause.forms)
        assert not set("".join(clause.forms)) & set(" '\"\\*·")


def test_of_ten_thousand_letters_the_first_are_taken() -> None:
    query = parse_text("x" * 10_000)
    assert query is not None
    assert query.words[0].forms == ("x" * LONGEST,)
    many = parse_text(" ".join(str(number) for number in range(LONGEST_QUERY)))
    assert many is not None
    assert len(many.words) == MOST_CLAUSES


def test_an_apostrophe_leaves_the_longer_part_as_enough() -> None:
    for q, main in (("İstanbul'da", "istanbul"), ("l'Agence", "agence"), ("women’s", "women")):
        query = parse_text(q)
        assert query is not None
        (clause,) = query.words
        assert clause.main is not None
        assert clause.forms[clause.main] == main
        assert clause.kind is ClauseKind.WORD
