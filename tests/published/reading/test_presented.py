"""Releases as readers get them: which members are shown, what is added, and in which language."""

import gc
import json
import weakref
from datetime import date
from typing import Any

import orjson
import pytest

from app.base.addresses import ReleaseAddresses
from app.base.problems import Invalid
from app.published.document import Organisation, PublicRelease
from app.published.labels.labels import Labels, WantedLanguage
from app.published.reading.document_json import Document, release_json
from app.published.reading.presented import Members, Presenter, project, read_shape, shows
from app.published.selection.release_schemas import Release
from app.published.selection.shape_parameters import (
    FIELD_PATHS,
    Extra,
    Profile,
    ReleaseParameters,
    SearchShapeParameters,
    ShapeParameters,
)
from tests.factories import a_document, edirne, known_by_day

BASE = "https://press.example"
SITE = "https://news.example/{language}/{slug}"
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
    assert card["organisation"] == {"id": None, "name": None, "name_language": None}
    assert card["correction"] is None


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
        ({"include": ["facet"]}, "include", "facets"),
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


def presented(
    document: PublicRelease, language: str = "en", site: str | None = None, **given: Any
) -> dict[str, Any]:
    shape = read_shape(ReleaseParameters(**given))
    labels = Labels(WantedLanguage(language, None, "en"))
    stored = Document(document.id, document.model_dump_json())
    shown: dict[str, Any] = orjson.loads(
        Presenter(shape, labels, ReleaseAddresses(BASE, site)).json(stored)
    )
    return shown


def test_a_full_release_is_the_stored_one_with_addresses_and_labels() -> None:
    document = a_document(title="Çeşme, «Western» Türkiye")
    stored = json.loads(document.model_dump_json())
    url = f"{BASE}/v1/releases/{document.id}"
    assert presented(document) == {
        **stored,
        "image": None,
        "kind_label": "Press release",
        "date_text": "May 1, 2024",
        "url": url,
        "web_url": f"{url}.html",
    }


def test_a_kept_card_does_not_keep_the_labels_that_it_was_made_with() -> None:
    document = a_document()
    stored = Document(document.id, document.model_dump_json())
    shape = read_shape(ReleaseParameters(profile=Profile.CARD))
    labels = Labels(WantedLanguage("fr", None, "en"))
    Presenter(shape, labels, ReleaseAddresses(BASE, None)).json(stored)
    assert stored.card is not None
    kept = weakref.ref(labels)
    del labels
    gc.collect()
    assert kept() is None


def test_a_card_has_the_required_members_of_the_contract_and_no_others() -> None:
    schema = Release.model_json_schema(mode="serialization")
    card = presented(a_document(locations=(edirne(),)), profile=Profile.CARD)
    assert sorted(card) == sorted(schema["required"])
    assert sorted(card["locations"][0]) == sorted(schema["$defs"]["ReleasePlace"]["required"])
    assert (
        set(card)
        < set(presented(a_document()))
        == set(schema["properties"])
        - {*("labels_language", "citation", "highlights", "notice", "kind_label_language")}
    )


def test_names_are_in_the_language_of_the_answer_on_every_level() -> None:
    shown = presented(a_document(locations=(edirne(),)), "fr")
    (place,) = shown["locations"]
    names = [(above["name"], above.get("name_language")) for above in place["ancestors"]]
    assert names[1:] == [("Turquie", None), ("Asie de l’Ouest", None), ("Monde", None)]
    assert shown["kind_label"] == "Communiqué de presse"
    assert shown["date_text"] == "1 mai 2024"


def test_the_date_of_a_day_is_no_more_exact_than_it_is_known() -> None:
    assert presented(known_by_day(date(2019, 12, 18)), "tr")["date_text"] == "18 Aralık 2019"
    assert presented(a_document(published_at=None), "es")["date_text"] == "Sin fecha"


def test_the_address_for_people_is_that_of_the_newsrooms_own_site() -> None:
    document = a_document(slug="winter", language="en-GB")
    shown = presented(document, site=SITE, profile=Profile.CARD)
    assert shown["web_url"] == "https://news.example/en-gb/winter"
    assert shown["url"] == f"{BASE}/v1/releases/{document.id}"


@pytest.mark.parametrize(
    ("title", "organisation", "text"),
    [
        (
            "Snow",
            Organisation(id="net", name="Relief Network"),
            "Relief Network. Snow. May 1, 2024.",
        ),
        ("Who pays?", Organisation(id="a", name="A Inc."), "A Inc. Who pays? May 1, 2024."),
        ("雪。", None, "雪。 May 1, 2024."),
    ],
)
def test_a_citation_is_one_line_and_its_parts(
    title: str, organisation: Organisation | None, text: str
) -> None:
    document = a_document(title=title, organisation=organisation)
    shown = presented(document, fields=["title"], include=["citation"])
    web_url = f"{BASE}/v1/releases/{document.id}.html"
    assert shown == {
        "id": str(document.id),
        "title": title,
        "citation": {
            "text": f"{text} {web_url}",
            "organisation": organisation and organisation.name,
            "title": title,
            "date_text": "May 1, 2024",
            "web_url": web_url,
        },
    }


def test_a_copy_is_in_the_language_of_the_release() -> None:
    document = a_document(language="fr", locations=(edirne(),))
    stored = Document(document.id, document.model_dump_json())
    copy = json.loads(release_json(stored, ReleaseAddresses(BASE, SITE)))
    assert copy == {
        **json.loads(document.model_dump_json()),
        "image": None,
        "kind_label": "Communiqué de presse",
        "date_text": "1 mai 2024",
        "url": f"{BASE}/v1/releases/{document.id}",
        "web_url": f"https://news.example/fr/{document.slug}",
    }
