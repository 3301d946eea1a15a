"""What readers get at /v1/locations."""

from typing import Any

import pytest

from app.db.database import Database
from app.published.document import PlaceRole
from tests.client import Client
from tests.factories import a_document, a_place, edirne
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


def test_places_take_at_most_four_statements(
    reader: Client, publish: Publish, database: Database
) -> None:
    publish(*(a_document(locations=(edirne(),)) for _ in range(9)))
    reader.get("/v1/locations")
    with counted(database) as statements:
        assert reader.get("/v1/locations?parent=TR").status_code == 200
    assert len(statements) <= 4


def test_places_change_their_tag_with_the_counts(reader: Client, publish: Publish) -> None:
    publish(a_document(locations=(edirne(),)))
    known = {"If-None-Match": reader.get("/v1/locations").headers["etag"]}
    assert reader.get("/v1/locations", headers=known).status_code == 304
    publish(a_document(locations=(edirne(),)))
    assert reader.get("/v1/locations", headers=known).status_code == 200


def found(reader: Client, query: str, **headers: str) -> list[str]:
    answer = reader.get(f"/v1/locations?{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return [entry["id"] for entry in answer.json()["data"]]


SWEDEN = a_place("SE")
SUEZ = a_place("geonames:359796", kind="city")


@pytest.mark.parametrize(
    ("typed", "matched"),
    [
        ("edi", "Edirne"),
        ("EDİR", "Edirne"),
        ("Turki", "Türkiye"),
        ("Турц", "Турция"),
        ("asia", "Western Asia"),
    ],
)
def test_a_name_is_completed_while_it_is_typed(
    reader: Client, publish: Publish, typed: str, matched: str
) -> None:
    publish(a_document(locations=(edirne(),)))
    entries = reader.get("/v1/locations", params={"q": typed}).json()["data"]
    assert [entry["matched"] for entry in entries if entry["matched"] == matched]
    assert all(entry["releases"] == 1 for entry in entries)


def test_the_most_used_place_is_completed_first(reader: Client, publish: Publish) -> None:
    publish(a_document(locations=(SWEDEN,)))
    assert found(reader, "q=su&lang=es") == ["SE"]
    publish(a_document(locations=(SUEZ,)), a_document(locations=(SUEZ,)))
    assert found(reader, "q=su&lang=es") == [SUEZ.id, "SE"]
    assert found(reader, "q=su&lang=es&limit=1") == [SUEZ.id]
    assert found(reader, "q=su&kind=country") == ["SE"]
    assert found(reader, "q=su&parent=154") == ["SE"]


def test_only_places_that_releases_have_are_completed_unless_others_are_asked_for(
    reader: Client, publish: Publish
) -> None:
    assert found(reader, "q=edir") == []
    assert found(reader, "q=edir&unused=true") == ["geonames:747712", "TR-22"]
    publish(a_document(locations=(a_place("TR-22", kind="division"),)))
    assert found(reader, "q=edir") == ["TR-22"]
    assert found(reader, "q=edir&unused=true") == ["TR-22", "geonames:747712"]
    assert found(reader, "q=edir&unused=true&limit=1") == ["TR-22"]
    assert "TR-34" in found(reader, "parent=TR&unused=true&limit=100")


def test_all_places_of_the_world_are_no_list(reader: Client) -> None:
    answer = reader.get("/v1/locations?unused=true")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "unused"


@pytest.mark.parametrize("typed", ["", "…", "%", "_", "'", "x" * 200, "\N{COMBINING ACUTE ACCENT}"])
def test_whatever_is_typed_is_no_error(reader: Client, publish: Publish, typed: str) -> None:
    publish(a_document(locations=(edirne(),)))
    answer = reader.get("/v1/locations", params={"q": typed, "unused": "true"})
    assert (answer.status_code, answer.json()["data"]) == (200, [])


def test_labels_come_in_the_asked_language(reader: Client, publish: Publish) -> None:
    publish(a_document(locations=(edirne(),)))

    def label(query: str = "", **headers: str) -> tuple[str, str]:
        answer = reader.get(f"/v1/locations?kind=country{query}", headers=headers)
        entry = answer.json()["data"][0]
        return entry["name"], answer.headers["vary"].removesuffix("Accept-Encoding").strip(", ")

    assert label() == ("Türkiye", "Accept-Language")
    assert label(**{"Accept-Language": "fr-CH, fr;q=0.9"}) == ("Turquie", "Accept-Language")
    assert label("&lang=es")[0] == "Turquía"
    assert "Accept-Language" not in label("&lang=es")[1]
    assert label("&lang=eo")[0] == "Türkiye"
    assert reader.get("/v1/locations?lang=klingonish").status_code == 422


def test_a_place_shows_what_is_known_of_it(reader: Client, publish: Publish) -> None:
    publish(
        a_document(locations=(edirne(PlaceRole.DATELINE),)),
        a_document(locations=(edirne(),)),
        a_document(locations=(edirne(PlaceRole.ABOUT),)),
    )
    place = reader.get("/v1/locations/TR?lang=fr").json()
    assert place["name"] == "Turquie"
    assert place["counts"] == {"total": 3, "dateline": 2, "about": 2}
    assert [above["name"] for above in place["ancestors"]] == ["Asie de l’Ouest", "Asie", "Monde"]
    assert [(below["id"], below["releases"]) for below in place["children"]] == [("TR-22", 3)]
    assert place["names"]["tr"] == "Türkiye"
    assert "Turkey" in place["other_names"]
    city = reader.get("/v1/locations/edirne").json()
    assert city["coordinates"] == {"latitude": 41.67719, "longitude": 26.55597}
    assert city["timezone"] == "Europe/Istanbul"
    assert city["children"] == []
    assert city["names"].items() >= {"el": "Αδριανούπολη", "en": "Edirne", "tr": "Edirne"}.items()
    assert "und-Latn" not in city["names"]


EVERY_KIND = "place.kind=region,country,division,city,site"


def mapped(reader: Client, query: str = "") -> dict[str, dict[str, Any]]:
    answer = reader.get(f"/v1/locations.geojson?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    body = answer.json()
    assert (body["type"], "GeoNames" in body["attribution"]) == ("FeatureCollection", True)
    return {feature["id"]: feature for feature in body["features"]}


def test_a_selection_is_mapped_with_its_counts(reader: Client, publish: Publish) -> None:
    publish(
        a_document(locations=(edirne(), SWEDEN), kind="statement"),
        a_document(locations=(edirne(),)),
    )
    city = mapped(reader, "lang=tr")["geonames:747712"]
    assert city["type"] == "Feature"
    assert city["geometry"] == {"type": "Point", "coordinates": [26.55597, 41.67719]}
    assert city["properties"] == {
        "id": "geonames:747712",
        "kind": "city",
        "name": "Edirne",
        "slug": "edirne",
        "releases": 2,
        "code": None,
        "country": "TR",
        "parent": "TR-22",
        "url": f"{BASE}/v1/locations/geonames:747712",
    }
    assert set(mapped(reader)) == {"geonames:747712"}
    statements = mapped(reader, f"kind=statement&{EVERY_KIND}")
    assert {each["properties"]["releases"] for each in statements.values()} == {1}
    assert {"SE", "TR", "TR-22", "geonames:747712", "145", "001"} <= set(statements)
    assert set(mapped(reader, "place.kind=country,city")) == {"SE", "TR", "geonames:747712"}
    assert set(mapped(reader, "location=SE&place.kind=country")) == {"SE", "TR"}
    assert mapped(reader, "date=1999") == {}
    for query in ("kind=statement", "location=SE", "q=supplies"):
        features = mapped(reader, f"{query}&{EVERY_KIND}")
        assert features["SE"]["properties"]["code"] == "SE"
        for place_id, feature in features.items():
            listed = reader.get(f"/v1/releases?{query}&location.all={place_id}").json()
            assert listed["meta"]["total"] == feature["properties"]["releases"]


def test_every_country_stands_within_the_world_on_the_map(reader: Client, publish: Publish) -> None:
    publish(a_document(locations=(edirne(), SWEDEN)))
    features = mapped(reader, EVERY_KIND)
    assert {"SE", "TR", "001"} <= features.keys()
    for feature in features.values():
        longitude, latitude = feature["geometry"]["coordinates"]
        assert -180 <= longitude <= 180
        assert -90 <= latitude <= 90


def test_an_unknown_kind_of_place_on_the_map_is_refused(reader: Client) -> None:
    answer = reader.get("/v1/locations.geojson?place.kind=citty")
    fault = answer.json()["errors"][0]
    assert answer.status_code == 422
    assert (fault["parameter"], fault["suggestion"]) == ("place.kind", "city")


def test_a_map_takes_at_most_five_statements(
    reader: Client, publish: Publish, database: Database
) -> None:
    publish(*(a_document(locations=(edirne(), SWEDEN)) for _ in range(9)))
    reader.get("/v1/locations.geojson")
    with counted(database) as statements:
        assert reader.get("/v1/locations.geojson?location=TR").status_code == 200
    assert len(statements) <= 5
