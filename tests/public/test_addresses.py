"""What readers get at the addresses that a release has and had."""

import pytest

from app.db.database import Database
from app.published.document import Correction, NoticeKind
from app.published.models import PublishedRelease
from tests.client import Client
from tests.factories import a_document, edirne
from tests.public.conftest import Publish
from tests.public.reading import BASE, LATER, listed, withdraw


def test_slug_1(reader: Client, publish: Publish) -> None:
    document = a_document(slug="a")
    publish(document)
    publish(document.model_copy(update={"version": 2, "slug": "b"}))
    publish(document.model_copy(update={"version": 3, "slug": "a"}))
    assert reader.get("/v1/releases/a").status_code == 200
    moved = reader.get("/v1/releases/b")
    assert (moved.status_code, moved.headers["location"]) == (
        301,
        f"{BASE}/v1/releases/{document.id}",
    )
    other = a_document(slug="b")
    publish(other)
    assert reader.get("/v1/releases/b").json()["id"] == str(other.id)
    assert reader.get("/v1/releases/never-was").status_code == 404


@pytest.mark.parametrize("address", ["99999999999999999999", "-1", "1e3", "%20", "a%2Fb", "ü"])
def test_an_address_that_nothing_has_is_404(reader: Client, address: str) -> None:
    assert reader.get(f"/v1/releases/{address}").status_code == 404


def test_a_withdrawn_release_is_gone_at_every_address_it_had(
    reader: Client, publish: Publish, database: Database
) -> None:
    document = a_document(slug="zephyrine-old")
    publish(document)
    document = document.model_copy(update={"version": 2, "slug": "zephyrine", "title": "Zephyrine"})
    publish(document)
    withdraw(database, document)
    for address in (str(document.id), "zephyrine", "zephyrine-old"):
        for path in (f"/v1/releases/{address}", f"/v1/releases/{address}/versions"):
            answer = reader.get(path)
            assert answer.status_code == 410
            assert answer.json()["notice"]["text"] == "Issued in error."
            assert "location" not in answer.headers
            assert "Zephyrine" not in answer.text
    assert listed(reader.get("/v1/releases")) == []


def test_a_replaced_release_leads_to_its_last_successor_in_one_step(
    reader: Client, publish: Publish, database: Database
) -> None:
    first, second, third = (a_document(slug=slug) for slug in ("one", "two", "three"))
    publish(first, second, third)
    withdraw(database, first, NoticeKind.REPLACED, second.id)
    withdraw(database, second, NoticeKind.REPLACED, third.id)
    for address in ("one", str(first.id), "two"):
        moved = reader.get(f"/v1/releases/{address}")
        assert moved.status_code == 301
        assert moved.headers["location"] == f"{BASE}/v1/releases/{third.id}"
    withdraw(database, third)
    assert reader.get("/v1/releases/one").status_code == 410


def test_releases_that_replace_one_another_are_gone(
    reader: Client, publish: Publish, database: Database
) -> None:
    first, second = a_document(slug="one"), a_document(slug="two")
    publish(first, second)
    withdraw(database, first, NoticeKind.REPLACED, second.id)
    withdraw(database, second, NoticeKind.REPLACED, first.id)
    assert reader.get("/v1/releases/one").status_code == 410


def test_a_kept_release_is_read_under_its_notice_and_in_no_list(
    reader: Client, publish: Publish, database: Database
) -> None:
    document = a_document(slug="kept", locations=(edirne(),))
    publish(document)
    withdraw(database, document, NoticeKind.KEPT)
    answer = reader.get("/v1/releases/kept")
    assert answer.status_code == 200
    assert answer.json()["notice"]["text"] == "Issued in error."
    assert answer.json()["title"] == document.title
    assert listed(reader.get("/v1/releases?location=TR")) == []


def test_versions_tell_what_changed_in_public(reader: Client, publish: Publish) -> None:
    document = a_document()
    publish(document)
    correction = Correction(
        note="1,200, not 12,000.", severity="major", action="replace", corrected_at=LATER
    )
    publish(
        document.model_copy(update={"version": 2, "correction": correction, "modified_at": LATER})
    )
    answer = reader.get(f"/v1/releases/{document.slug}/versions").json()
    assert answer["meta"] == {"total": 2, "release_id": str(document.id)}
    assert [(entry["version"], entry["kind"]) for entry in answer["data"]] == [
        (1, "published"),
        (2, "updated"),
    ]


def test_a_new_public_address_needs_no_new_documents(publish: Publish, database: Database) -> None:
    """FEED-4: nothing that is stored names the host."""
    document = a_document()
    publish(document)
    with database.read() as session:
        row = session.get_one(PublishedRelease, document.id)
    assert "press.example" not in row.model_dump_json()
