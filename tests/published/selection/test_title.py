"""A selection says what it is of."""

from collections.abc import Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.base.problems import Invalid
from app.published.selection.grammar import Selection, parse, read_sort
from app.published.selection.parameters import OrderedParameters, SelectionParameters, Sort
from app.published.selection.title import describe
from app.published.selection.values import Match

LABELS = {
    "TR": {"en": "Türkiye", "tr": "Türkiye", "fr": "Turquie"},
    "GR": {"en": "Greece", "tr": "Yunanistan"},
    "health": {"en": "Health", "tr": "Sağlık"},
}


def select(**asked: Any) -> Selection:
    def look_up(values: Collection[str]) -> Mapping[str, Match]:
        return {value: Match(value, labels=LABELS[value]) for value in values}

    given = SelectionParameters.model_validate(asked)
    return parse(given, ZoneInfo("Europe/Istanbul"), look_up, look_up)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, ""),
        (
            {"location": ["TR"], "theme": ["health"], "date": ["2020-03"]},
            "Releases about Türkiye, on Health, March 2020",
        ),
        (
            {"location": ["TR", "GR"], "location.role": "dateline"},
            "Releases from Greece or Türkiye",
        ),
        (
            {"location.all": ["TR", "GR"], "theme.not": ["health"]},
            "Releases about Greece and Türkiye, not on Health",
        ),
        (
            {"kind": ["statement"], "language": ["en-gb"], "organisation": ["iom"]},
            "Releases of the kind Statement, in English (United Kingdom), by iom",
        ),
        ({"date": ["2020"]}, "Releases 2020"),
        ({"date": ["2020-02-29"]}, "Releases February 29, 2020"),
        (
            {"date": ["2020-02-28/2020-03-15"]},
            "Releases February 28, 2020 – March 15, 2020",
        ),
        ({"date_from": "2020-03"}, "Releases March 1, 2020 –"),
        ({"date": ["../2020-03"]}, "Releases – March 31, 2020"),
        ({"date": ["2019", "2020-03"]}, "Releases 2019 or March 2020"),
        ({"date": ["9999-12"]}, "Releases December 9999"),
        ({"near": ["41.68,26.56,50"]}, "Releases within 50 km of 41.68, 26.56"),
        ({"near": ["1e-05,2e-05,1"]}, "Releases within 1 km of 0.00001, 0.00002"),
        ({"bbox": ["20,30,30.5,45"]}, "Releases in the box 20, 30, 30.5, 45"),
        ({"q": "Winter -storm"}, "Releases with winter -storm"),
    ],
)
def test_a_selection_is_a_sentence_in_english(asked: dict[str, Any], words: str) -> None:
    assert describe(select(**asked), "en") == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", "Türkiye / Yunanistan · Sağlık · Basın bülteni · Mart 2020"),
        ("fr-CH", "Greece / Turquie · Health · Communiqué de presse · mars 2020"),
    ],
)
def test_a_selection_is_its_parts_in_other_languages(language: str, words: str) -> None:
    asked = {"location": ["TR", "GR"], "theme": ["health"], "kind": ["press_release"]}
    described = describe(select(**asked, date=["2020-03"]), language)
    assert sorted(described.split(" · ")[0].split(" / ")) == sorted(
        words.split(" · ", maxsplit=1)[0].split(" / ")
    )
    assert described.split(" · ")[1:] == words.split(" · ")[1:]


def test_what_a_selection_is_called_is_no_part_of_it() -> None:
    assert select(location=["TR"]) == Selection(location=select(location=["TR"]).location)


@pytest.mark.parametrize(
    ("asked", "by_words", "sort"),
    [
        ({}, True, Sort.NEWEST),
        ({"q": "word"}, True, Sort.RELEVANCE),
        ({"q": "word"}, False, Sort.NEWEST),
        ({"q": "word", "sort": "published_at"}, True, Sort.OLDEST),
        ({"q": "word", "sort": "relevance"}, False, Sort.RELEVANCE),
        ({"q": "🎉"}, True, Sort.NEWEST),
        ({"q": "", "sort": "relevance"}, True, Sort.NEWEST),
    ],
)
def test_words_are_ordered_by_relevance_unless_asked(
    asked: dict[str, Any], by_words: bool, sort: Sort
) -> None:
    assert read_sort(OrderedParameters.model_validate(asked), by_words=by_words) is sort


def test_relevance_to_no_words_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        read_sort(OrderedParameters(sort=Sort.RELEVANCE))
    assert refused.value.faults[0].parameter == "sort"
