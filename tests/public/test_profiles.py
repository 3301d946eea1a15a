"""What lists, related releases and one release show: profile, fields, include and lang, alike."""

from datetime import timedelta
from typing import Any

import pytest

from app.db.database import Database
from app.published.document import NoticeKind, Organisation
from tests.client import Client
from tests.factories import PUBLISHED_AT, a_document, a_theme, edirne
from tests.public.conftest import Publish
from tests.public.reading import BASE, withdraw

NEWSROOM = Organisation(id="net", name="Relief Network")


@pytest.fixture
def addresses(publish: Publish) -> tuple[str, str, str]:
    """A list, the releases related to one, and one release."""
    one, other = (
        a_document(locations=(edirne(),), themes=(a_theme("health"),), organisation=NEWSROOM)
        for _ in range(2)
    )
    earlier = PUBLISHED_AT - timedelta(days=1)
    publish(one, other, *(a_document(published_at=earlier) for _ in range(3)))
    path = f"/v1/releases/{one.id}"
    return "/v1/releases", f"{path}/related", path


def first(reader: Client, address: str, query: str = "") -> dict[str, Any]:
    answer = reader.get(f"{address}?{query}")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    shown: dict[str, Any] = body["data"][0] if "data" in body else body
    return shown


def test_lists_show_cards_and_a_release_all_of_itself(
    reader: Client, addresses: tuple[str, str, str]
) -> None:
    listed, related, single = addresses
    card, near, whole = (first(reader, address) for address in addresses)
    assert list(card) == list(near)
    assert "body_html" not in card
    assert whole.keys() > card.keys() | {"body_html", "contacts", "story_id", "labels_language"}
    assert list(first(reader, single, "profile=card")) == [*card, "labels_language"]
    for address in (listed, related):
        full = first(reader, address, "profile=full")
        assert [*full, "labels_language"] == list(whole)


def test_fields_and_extras_mean_the_same_everywhere(
    reader: Client, addresses: tuple[str, str, str]
) -> None:
    asked = "fields=title,locations.name,themes.label&include=citation"
    shown = [first(reader, address, asked) for address in addresses]
    for one in shown:
        one.pop("labels_language", None)
        assert one["citation"]["organisation"] == "Relief Network"
        assert one["locations"] == [{"name": "Edirne"}]
        assert sorted(one) == ["citation", "id", "locations", "themes", "title"]


@pytest.mark.parametrize(
    ("query", "parameter", "suggestion"),
    [
        ("fields=titel", "fields", "title"),
        ("fields=dateline.txt", "fields", "dateline.text"),
        ("include=body_htm", "include", "body_html"),
        ("include=citatoin", "include", "citation"),
        ("profile=carrd", "profile", None),
        ("profile=full&fields=title", "profile", None),
        ("lang=zzzzzzzzzz", "lang", None),
    ],
)
def test_what_is_not_known_is_refused_everywhere(
    reader: Client,
    addresses: tuple[str, str, str],
    query: str,
    parameter: str,
    suggestion: str | None,
) -> None:
    for address in addresses:
        answer = reader.get(f"{address}?{query}")
        assert answer.status_code == 422, address
        faults = answer.json()["errors"]
        assert [fault["parameter"] for fault in faults] == [parameter]
        assert suggestion in {None, faults[0].get("suggestion")}


def test_labels_are_in_the_asked_language_on_every_address(
    reader: Client, addresses: tuple[str, str, str]
) -> None:
    for address in addresses:
        asked = first(reader, address, "profile=full&lang=tr")
        (theme,) = asked["themes"]
        assert theme["label"] == "Sağlık"
        assert asked["date_text"] == "1 Mayıs 2024"
        assert asked["kind_label"] == "Basın bülteni"
        assert "Türkiye" in [above["name"] for above in asked["locations"][0]["ancestors"]]


def test_without_lang_the_header_decides_and_the_answer_says_so(
    reader: Client, addresses: tuple[str, str, str]
) -> None:
    for address in addresses:
        answer = reader.get(address, headers={"Accept-Language": "fr;q=0.9, tr"})
        body = answer.json()
        assert body.get("meta", {}).get("language", body.get("labels_language")) == "tr"
        assert "Accept-Language" in answer.headers["vary"]
        given = reader.get(f"{address}?lang=fr")
        assert "Accept-Language" not in given.headers["vary"]


def test_strange_languages_share_one_kept_answer(reader: Client, publish: Publish) -> None:
    publish(a_document())
    tags = {
        reader.get("/v1/releases", headers={"Accept-Language": f"x-{number}, 12345"}).headers[
            "etag"
        ]
        for number in range(20)
    }
    assert len(tags) == 1
    assert reader.get("/v1/releases").headers["etag"] in tags


def test_a_kept_release_never_hides_its_notice(
    reader: Client, publish: Publish, database: Database
) -> None:
    document = a_document()
    publish(document)
    withdraw(database, document, NoticeKind.KEPT)
    for query in ("profile=card", "fields=title", "profile=full"):
        shown = first(reader, f"/v1/releases/{document.id}", query)
        assert shown["notice"]["text"] == "Issued in error."


def test_formats_beside_json_take_no_shape(reader: Client, publish: Publish) -> None:
    document = a_document()
    publish(document)
    for query in ("profile=card", "fields=title", "include=labels", "lang=tr"):
        asked = f"/v1/releases/{document.id}?{query}"
        answer = reader.get(asked, headers={"Accept": "text/html"})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["parameter"] == query.partition("=")[0]


def test_a_former_slug_leads_to_what_was_asked_of_it(reader: Client, publish: Publish) -> None:
    document = a_document(slug="before")
    publish(document)
    publish(document.model_copy(update={"slug": "after", "version": 2}))
    moved = reader.get("/v1/releases/before?fields=title&lang=tr")
    assert moved.status_code == 301
    asked = "fields=title&lang=tr"
    assert moved.headers["location"] == f"{BASE}/v1/releases/{document.id}?{asked}"
