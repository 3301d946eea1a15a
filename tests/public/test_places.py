"""What readers get at /v1/locations."""

import pytest

from app.core.db import Database
from app.published.document import PlaceRole
from tests.client import Client
from tests.factories import a_document, edirne
from tests.public.conftest import Publish
from tests.statements import counted

BASE = "https://press.example"


def counts(reader: Client, query: str = "") -> dict[str, int]:
    answer = reader.get(f"/v1/locations{query}").json()
    assert answer["meta"]["total"] == len(answer["data"])
    return {entry["id"]: entry["releases"] for entry in answer["data"]}


def test_a_place_is_counted_with_all_that_it_lies_in(reader: Client, publish: Publish) -> None:
    publish(
        a_document(locations=(edirne(),)),
        a_document(locations=(edirne(PlaceRole.ABOUT),)),
        a_document(),
    )
    found = counts(reader)
    assert found == dict.fromkeys(("001", "145", "TR", "TR-22", "geonames:747712"), 2)
    for place_id, count in found.items():
        answer = reader.get("/v1/releases", params={"location": place_id})
        assert answer.json()["meta"]["total"] == count


def test_no_place_is_listed_that_only_a_withdrawn_or_hidden_release_has(reader: Client) -> None:
    assert counts(reader) == {}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=country", ["TR"]),
        ("?parent=tur", ["TR-22"]),
        ("?code=tr-22", ["TR-22"]),
        ("?parent=TR&kind=city", []),
    ],
)
def test_places_are_narrowed(
    reader: Client, publish: Publish, query: str, found: list[str]
) -> None:
    publish(a_document(locations=(edirne(),)))
    assert list(counts(reader, query)) == found


@pytest.mark.parametrize(
    ("query", "parameter", "suggestion"),
    [("?kind=contry", "kind", "country"), ("?parent=Edirn", "parent", "edirne")],
)
def test_an_unknown_value_is_refused_with_the_nearest_known_one(
    reader: Client, query: str, parameter: str, suggestion: str
) -> None:
    answer = reader.get(f"/v1/locations{query}")
    assert answer.status_code == 422
    fault = answer.json()["errors"][0]
    assert (fault["parameter"], fault["suggestion"]) == (parameter, suggestion)


@pytest.mark.parametrize("name", ["TR", "tr", "TUR", "turkiye", "Türkiye"])
def test_a_place_is_read_by_any_of_its_names(reader: Client, name: str) -> None:
    """One that no release has is there too, with the count 0."""
    place = reader.get(f"/v1/locations/{name}").json()
    assert (place["id"], place["code"], place["kind"], place["releases"]) == (
        "TR",
        "TR",
        "country",
        0,
    )
    assert place["parent"] == "145"
    assert [above["id"] for above in place["ancestors"]][:1] == ["145"]
    assert place["url"] == f"{BASE}/v1/locations/TR"
    assert place["names"]["fr"] == "Turquie"


def test_a_place_counts_its_releases_once(reader: Client, publish: Publish) -> None:
    publish(a_document(locations=(edirne(PlaceRole.DATELINE, PlaceRole.ABOUT),)))
    assert reader.get("/v1/locations/145").json()["releases"] == 1


@pytest.mark.parametrize("name", ["nowhere-at-all", "%25", "_"])
def test_an_unknown_place_is_404(reader: Client, name: str) -> None:
    assert reader.get(f"/v1/locations/{name}").status_code == 404


def test_places_take_at_most_three_statements(
    reader: Client, publish: Publish, database: Database
) -> None:
    publish(*(a_document(locations=(edirne(),)) for _ in range(9)))
    with counted(database) as statements:
        assert reader.get("/v1/locations?parent=TR").status_code == 200
    assert len(statements) <= 3


def test_places_change_their_tag_with_the_counts(reader: Client, publish: Publish) -> None:
    publish(a_document(locations=(edirne(),)))
    known = {"If-None-Match": reader.get("/v1/locations").headers["etag"]}
    assert reader.get("/v1/locations", headers=known).status_code == 304
    publish(a_document(locations=(edirne(),)))
    assert reader.get("/v1/locations", headers=known).status_code == 200
