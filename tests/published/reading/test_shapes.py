"""Which members are shown: profiles, named fields, extras, and what is said of wrong ones."""

from typing import Any

import pytest

from app.base.problems import Invalid
from app.published.reading.shapes import Members, project, read_shape, shows
from app.published.selection.shape_parameters import (
    FIELD_PATHS,
    Extra,
    Profile,
    ReleaseParameters,
    SearchShapeParameters,
    ShapeParameters,
)

VALUE = {
    "id": "1",
    "title": "A",
    "dateline": {"text": "Edirne", "location": {"id": "TR-22", "name": "Edirne", "code": "TR-22"}},
    "locations": [{"id": "TR", "name": "Türkiye"}, {"id": "GR", "name": "Greece", "code": "GR"}],
    "correction": None,
}


def members(**given: Any) -> Members | None:
    return read_shape(SearchShapeParameters(**given)).members


def test_a_card_is_the_default_of_lists_and_all_that_of_one_release() -> None:
    assert read_shape(ShapeParameters()) == read_shape(ReleaseParameters(profile=Profile.CARD))
    assert read_shape(ReleaseParameters()).members is None
    card = members()
    assert card is not None
    assert list(card)[:4] == ["id", "url", "web_url", "kind"]
    assert not {"body_html", "contacts"} & card.keys()
    place = {"id": None, "name": None, "name_language": None, "country": None}
    assert card["locations"] == place
    assert card["dateline"] == {"text": None, "location": place}
    assert card["correction"] is card["organisation"] is None


def test_fields_lead_into_members_and_bring_the_id() -> None:
    shown = members(fields=["dateline.text,locations.name", "title"])
    assert project(VALUE, shown) == {
        "id": "1",
        "title": "A",
        "dateline": {"text": "Edirne"},
        "locations": [{"name": "Türkiye"}, {"name": "Greece"}],
    }


@pytest.mark.parametrize("fields", ["dateline,dateline.text", "dateline.text,dateline"])
def test_a_member_named_as_a_whole_is_shown_whole(fields: str) -> None:
    assert project(VALUE, members(fields=[fields])) == {"id": "1", "dateline": VALUE["dateline"]}


@pytest.mark.parametrize("path", FIELD_PATHS)
def test_every_path_of_the_contract_is_taken_and_shown(path: str) -> None:
    shape = read_shape(ShapeParameters(fields=[path]))
    assert shows(shape.members, path)
    assert shows(shape.members, "id")
    assert len(shape.members or ()) in {1, 2, 3}


def test_a_null_stays_null_and_what_is_missing_stays_missing() -> None:
    shown = members(fields=["correction.note,locations.code"])
    assert project(VALUE, shown) == {
        "id": "1",
        "correction": None,
        "locations": [{}, {"code": "GR"}],
    }


def test_the_language_of_a_name_comes_with_the_name() -> None:
    place = {"id": "TR", "name": "Türkiye", "name_language": "en"}
    shown = members(fields=["locations.name"])
    assert project({"id": "1", "locations": [place]}, shown) == {
        "id": "1",
        "locations": [{"name": "Türkiye", "name_language": "en"}],
    }


def test_extras_are_added_to_a_profile_and_to_fields() -> None:
    given = SearchShapeParameters(include=["body_html,ancestors", "highlights"])
    shape = read_shape(given)
    assert shows(shape.members, "body_html")
    assert shows(shape.members, "locations.ancestors.name")
    assert shows(shape.members, "dateline.location.ancestors")
    assert shows(shape.members, "themes.ancestors")
    assert not shows(shape.members, "themes.labels")
    assert shape.extras == {Extra.BODY_HTML, Extra.ANCESTORS, Extra.HIGHLIGHTS}
    assert members(fields=["title"], include=["body_text"]) == {
        "id": None,
        "title": None,
        "body_text": None,
    }
    assert members(profile=Profile.FULL, include=["labels"]) is None


@pytest.mark.parametrize(
    ("given", "parameter", "suggestion"),
    [
        ({"fields": ["titel"]}, "fields", "title"),
        ({"fields": ["dateline.txt"]}, "fields", "dateline.text"),
        ({"fields": ["coordinates"]}, "fields", "locations.coordinates"),
        ({"fields": ["text"]}, "fields", "dateline.text"),
        ({"fields": ["citation"]}, "fields", "include=citation"),
        ({"fields": ["title."]}, "fields", "title"),
        ({"fields": [""]}, "fields", None),
        ({"fields": ["xyzzy"]}, "fields", None),
        ({"fields": ["title"], "profile": "card"}, "profile", None),
        ({"include": ["highlight"]}, "include", "highlights"),
        ({"include": ["facets"]}, "include", "facets=location,theme"),
        ({"include": [""]}, "include", None),
    ],
)
def test_what_is_not_known_is_refused_with_the_nearest_that_is(
    given: dict[str, Any], parameter: str, suggestion: str | None
) -> None:
    with pytest.raises(Invalid) as caught:
        read_shape(SearchShapeParameters(**given))
    (fault,) = caught.value.faults
    assert (fault.parameter, fault.suggestion) == (parameter, suggestion)


def test_highlights_are_for_lists_that_can_be_searched() -> None:
    with pytest.raises(Invalid):
        read_shape(ReleaseParameters(include=["highlights"]))
