"""What readers get of facets: beside the list and alone, with labels in their language."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from app.published.document import Organisation, PlaceRole
from app.published.selection.facet_schemas import FacetAnswer
from tests.client import Client
from tests.factories import a_document, a_theme, edirne
from tests.public.conftest import Publish
from tests.public.reading import BASE


def values(entries: list[dict[str, object]]) -> dict[object, object]:
    return {entry["value"]: entry["releases"] for entry in entries}


def tree(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        yield entry
        yield from tree(entry["narrower"])


def test_facets_alone_lead_to_the_list_that_they_are_of(reader: Client, publish: Publish) -> None:
    publish(a_document(locations=(edirne(),)), a_document(kind="event"))
    answer = reader.get("/v1/releases/facets?location=TR&lang=en&facets=kind,location").json()
    (chosen,) = answer["meta"].pop("filters")
    assert (answer["meta"], chosen["value"]) == ({"total": 1, "language": "en"}, "TR")
    assert answer["links"]["releases"] == f"{BASE}/v1/releases?location=TR"
    assert list(answer["facets"]) == ["location", "kind"]
    places = list(tree(answer["facets"]["location"]))
    assert [place["kind"] for place in places] == [*["region"] * 2, "country", "division", "city"]
    assert values(places)["TR"] == 1
    assert values(answer["facets"]["kind"]) == {"press_release": 1}


def test_all_seven_are_counted_when_none_is_named(reader: Client, publish: Publish) -> None:
    publish(a_document())
    assert list(reader.get("/v1/releases/facets").json()["facets"]) == [
        "location",
        "theme",
        "kind",
        "language",
        "organisation",
        "year",
        "month",
    ]


def test_months_are_those_of_the_zone_that_is_asked_for(reader: Client, publish: Publish) -> None:
    instants = ("2019-12-31T23:30:00", "2020-02-29T12:00:00", "2020-03-31T21:30:00")
    days = [a_document(published_at=datetime.fromisoformat(f"{at}+00:00")) for at in instants]
    publish(*days, a_document(date="2020-01", date_precision="month", published_at=None))
    for zone in ("Europe/Istanbul", "America/New_York", "Asia/Kolkata", "UTC"):
        asked = {"tz": zone, "date": "2019/2021"}
        found = reader.get("/v1/releases", params={**asked, "facets": "month,year"}).json()[
            "facets"
        ]
        assert sum(entry["releases"] for entry in found["year"]) == 4
        for name in ("month", "year"):
            for value, releases in values(found[name]).items():
                chosen = reader.get("/v1/releases", params={"tz": zone, "date": str(value)})
                assert releases, (zone, value)
                assert chosen.json()["meta"]["total"] == releases, (zone, value)
    there = {"date": "2020", "tz": "Europe/Istanbul", "facets": "month"}
    assert values(reader.get("/v1/releases/facets", params=there).json()["facets"]["month"]) == {
        "2020-01": 2,
        "2020-02": 1,
        "2020-04": 1,
    }


def test_facets_stand_beside_the_list_only_when_asked_for(reader: Client, publish: Publish) -> None:
    publish(a_document(), a_document(language="tr"))
    plain = reader.get("/v1/releases?language=en")
    assert "facets" not in plain.json()
    assert plain.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
    with_facets = reader.get("/v1/releases?language=en&facets=language")
    assert with_facets.json()["data"] == plain.json()["data"]
    assert values(with_facets.json()["facets"]["language"]) == {"en": 1, "tr": 1}
    assert with_facets.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"


def test_all_facets_are_included_unless_some_are_chosen(reader: Client, publish: Publish) -> None:
    publish(a_document(), a_document(language="tr"))
    every = reader.get("/v1/releases/facets").json()["facets"]
    included = reader.get("/v1/releases?include=body_text,facets").json()
    assert included["facets"] == every
    chosen = reader.get("/v1/releases?include=facets&facets=kind").json()
    assert list(chosen["facets"]) == ["kind"]


def test_labels_come_in_the_asked_language(reader: Client, publish: Publish) -> None:
    publish(
        a_document(
            locations=(edirne(PlaceRole.ABOUT),),
            themes=(a_theme("children", "protection-rights"),),
            language="en-GB",
            published_at=datetime(2020, 3, 5, tzinfo=UTC),
        )
    )
    answer = reader.get("/v1/releases/facets?lang=tr").json()["facets"]
    (theme,) = answer["theme"]
    assert theme["label"] == "Koruma ve insan hakları"
    assert theme["narrower"][0]["label"] == "Çocuklar"
    assert [place["label"] for place in tree(answer["location"])][:2] == ["Dünya", "Batı Asya"]
    assert answer["kind"][0]["label"] == "Basın bülteni"
    assert {entry["value"]: entry["label"] for entry in answer["language"]} == {
        "en": "İngilizce",
        "en-gb": "İngilizce (Birleşik Krallık)",
    }
    assert answer["month"] == [
        {"value": "2020-03", "label": "Mart 2020", "releases": 1, "possible": 1}
    ]
    asked = reader.get("/v1/releases/facets", headers={"Accept-Language": "tr-TR, en;q=0.5"})
    assert asked.json()["facets"] == answer
    assert asked.headers["vary"] == "Accept-Language, Accept-Encoding"


def test_a_place_stands_below_the_one_that_it_lies_in(reader: Client, publish: Publish) -> None:
    publish(a_document(locations=(edirne(),)))
    for limit in (1, 20):
        query = f"facets=location&facet.location.limit={limit}"
        (world,) = reader.get(f"/v1/releases/facets?{query}").json()["facets"]["location"]
        entries = list(tree([world]))
        below = {part["value"]: whole["value"] for whole in entries for part in whole["narrower"]}
        assert below["geonames:747712"] == "TR-22"
        assert below == {entry["value"]: entry["parent"] for entry in entries if entry["parent"]}


def test_undated_releases_are_counted_and_found(reader: Client, publish: Publish) -> None:
    publish(
        a_document(published_at=None),
        a_document(published_at=datetime(2020, 3, 5, tzinfo=UTC)),
        a_document(published_at=None, date="2020", date_precision="year"),
    )
    found = reader.get("/v1/releases/facets?facets=year,month&lang=tr").json()["facets"]
    undated = {"value": "unknown", "label": "Tarihsiz", "releases": 1}
    assert found["year"] == [
        {"value": "2020", "label": "2020", "releases": 2, "year_only": 1},
        undated | {"year_only": 0},
    ]
    assert found["month"] == [
        {"value": "2020-03", "label": "Mart 2020", "releases": 1, "possible": 2},
        undated | {"possible": 1},
    ]


def test_an_organisation_is_called_as_its_newest_release_calls_it(
    reader: Client, publish: Publish
) -> None:
    for year, name in ((2021, "New Name"), (2020, "Old Name")):
        at = datetime(year, 1, 1, tzinfo=UTC)
        publish(a_document(organisation=Organisation(id="iom", name=name), published_at=at))
    (entry,) = reader.get("/v1/releases/facets").json()["facets"]["organisation"]
    assert entry == {"value": "iom", "label": "New Name", "releases": 2}


def test_a_name_that_was_shown_goes_with_the_release_that_gave_it(
    reader: Client, publish: Publish
) -> None:
    for year, name in ((2020, "Old Name"), (2021, "New Name")):
        at = datetime(year, 1, 1, tzinfo=UTC)
        publish(a_document(organisation=Organisation(id="iom", name=name), published_at=at))
        (entry,) = reader.get("/v1/releases/facets").json()["facets"]["organisation"]
        assert entry["label"] == name


def test_counts_are_written_as_their_schema_says(reader: Client, publish: Publish) -> None:
    publish(
        a_document(
            locations=(edirne(),),
            themes=(a_theme("health"), a_theme("children", "protection-rights")),
            organisation=Organisation(id="o", name='Ünîted "Nations" \\ \n\x1f\x7f 🎉 100% %d'),
        )
    )
    for query in ("", "?facet.zero=true&lang=ar", "?facets=month,location&location=edirne"):
        body = reader.get(f"/v1/releases/facets{query}").content
        known = FacetAnswer.model_validate_json(body)
        assert known.model_dump_json(exclude_unset=True).encode() == body
        assert known.meta.total == 1


def test_a_count_is_the_total_of_the_list_with_that_value(reader: Client, publish: Publish) -> None:
    publish(
        a_document(published_at=datetime(2020, 1, 31, 23, tzinfo=UTC), language="fr"),
        a_document(published_at=datetime(2021, 2, 1, tzinfo=UTC), locations=(edirne(),)),
        a_document(themes=(a_theme("health"),), language="en-GB"),
    )
    facets = reader.get("/v1/releases/facets?lang=en").json()["facets"]
    pairs = [("date", entry) for entry in facets["year"]]
    pairs += [("date", {**entry, "releases": entry["possible"]}) for entry in facets["month"]]
    pairs += [(name, entry) for name in ("kind", "language", "theme") for entry in facets[name]]
    pairs += [("location", entry) for entry in tree(facets["location"])]
    assert len(pairs) > 12
    for name, entry in pairs:
        total = reader.get("/v1/releases", params={name: entry["value"]}).json()["meta"]["total"]
        assert total == entry["releases"], (name, entry)


def test_a_misspelt_facet_is_refused_with_the_nearest_one(reader: Client) -> None:
    for path in ("/v1/releases", "/v1/releases/facets"):
        answer = reader.get(f"{path}?facets=locations,month")
        assert answer.status_code == 422
        (fault,) = answer.json()["errors"]
        assert fault["parameter"] == "facets"
        assert fault["suggestion"] == "location"


def test_a_form_without_facets_refuses_them(reader: Client) -> None:
    answer = reader.get("/v1/releases?facet.zero=true", headers={"Accept": "application/rss+xml"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "facet.zero"


def test_a_language_that_is_none_is_refused(reader: Client) -> None:
    answer = reader.get("/v1/releases/facets?lang=en_UK")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["suggestion"] == "en-GB"
