"""Merge patches on working copies."""

from typing import Any

from app.releases.merge_patch import patched

BASE: dict[str, Any] = {
    "title": "Old",
    "subtitle": "Sub",
    "body_html": "<p>x</p>",
    "dateline": {"text": "Edirne", "location": "geonames:747712"},
    "themes": ["children"],
    "date": "2019-12-18",
    "date_precision": "day",
    "published_at": None,
}


def test_what_is_absent_stays_and_null_is_kept_as_null() -> None:
    result = patched(BASE, {"subtitle": None})
    assert result["title"] == "Old"
    assert result["subtitle"] is None


def test_arrays_are_replaced_whole() -> None:
    assert patched(BASE, {"themes": ["health"]})["themes"] == ["health"]


def test_one_form_of_the_body_takes_the_place_of_the_other() -> None:
    result = patched(BASE, {"body_text": "y"})
    assert "body_html" not in result
    assert result["body_text"] == "y"


def test_an_instant_takes_the_place_of_a_day_and_its_precision() -> None:
    result = patched(BASE, {"published_at": "2020-01-01T00:00:00Z"})
    assert "date" not in result
    assert "date_precision" not in result


def test_an_unknown_date_takes_the_place_of_a_known_one() -> None:
    result = patched(BASE, {"date_precision": "unknown"})
    assert "date" not in result
    assert "published_at" not in result


def test_new_words_of_a_dateline_are_looked_up_again() -> None:
    assert patched(BASE, {"dateline": {"text": "Ankara"}})["dateline"] == {"text": "Ankara"}


def test_a_dateline_can_lose_its_place_and_keep_its_words() -> None:
    result = patched(BASE, {"dateline": {"location": None}})
    assert result["dateline"] == {"text": "Edirne", "location": None}
