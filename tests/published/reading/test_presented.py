"""Releases as readers get them: what is added to a document, and in which language."""

import gc
import json
import weakref
from datetime import date
from typing import Any

import orjson
import pytest

from app.base.addresses import ReleaseAddresses
from app.http.wanted_language import WantedLanguage
from app.published.document import Organisation, PublicRelease
from app.published.labels.labels import Labels
from app.published.reading.document_json import Document, release_json
from app.published.reading.presented import Presenter
from app.published.reading.shapes import read_shape
from app.published.selection.release_schemas import Release
from app.published.selection.shape_parameters import Profile, ReleaseParameters
from tests.factories import a_document, edirne, known_by_day

BASE = "https://press.example"
SITE = "https://news.example/{language}/{slug}"


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
        "kind_label": "Communiqué de presse",
        "date_text": "1 mai 2024",
        "url": f"{BASE}/v1/releases/{document.id}",
        "web_url": f"https://news.example/fr/{document.slug}",
    }
