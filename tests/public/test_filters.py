"""What an answer says of its selection: the filters as they were understood, and hints."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.published.document import Coordinates, Organisation
from app.published.selection.filter_schemas import AppliedFilter
from tests.client import Client
from tests.factories import a_document, a_theme, edirne
from tests.public.conftest import Publish

LISTS = ("/v1/releases", "/v1/releases/facets")
POINT = Coordinates(latitude=41.68, longitude=26.56)


def meta(reader: Client, path: str, **asked: Any) -> dict[str, Any]:
    answer = reader.get(path, params=asked)
    assert answer.status_code == 200, answer.json()
    found: dict[str, Any] = answer.json()["meta"]
    return found


def filters(reader: Client, **asked: Any) -> list[dict[str, Any]]:
    """The filters, which the list and its facets tell alike."""
    of_list, of_facets = (meta(reader, path, **asked)["filters"] for path in LISTS)
    assert of_list == of_facets
    for each in of_list:
        assert AppliedFilter.model_validate(each).model_dump(exclude_unset=True) == each
    return list(of_list)


def test_a_list_without_filters_tells_none(reader: Client) -> None:
    assert filters(reader) == []
    assert meta(reader, LISTS[0], limit=5, sort="published_at", lang="tr")["filters"] == []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            {"location": "Turquie,edirne"},
            [
                {"value": "TR", "label": "Türkiye", "country": "TR"},
                {"value": "geonames:747712", "label": "Edirne", "country": "TR"},
            ],
        ),
        ({"location.not": "145"}, [{"value": "145", "label": "Batı Asya"}]),
        ({"theme": "Health"}, [{"value": "health", "label": "Sağlık"}]),
        ({"theme.all": "health"}, [{"value": "health", "label": "Sağlık"}]),
        ({"kind": "Press_Release"}, [{"value": "press_release", "label": "Basın bülteni"}]),
        ({"language.not": "EN"}, [{"value": "en", "label": "İngilizce"}]),
        ({"organisation": "IOM"}, [{"value": "iom", "label": "IOM Türkiye"}]),
        ({"organisation": "nobody"}, [{"value": "nobody", "label": "nobody"}]),
        ({"date": "unknown"}, [{"value": "unknown", "label": "Tarihsiz"}]),
        (
            {"date": "2024-05"},
            [{"label": "Mayıs 2024", "date_from": "2024-05-01", "date_to": "2024-05-31"}],
        ),
        (
            {"date": "2024,2024-05-03/.."},
            [
                {"value": "2024", "label": "2024"},
                {"value": "2024-05-03/..", "label": "3 Mayıs 2024 –", "date_from": "2024-05-03"},
            ],
        ),
        ({"date_to": "2024"}, [{"value": "2024", "date_to": "2024-12-31"}]),
        ({"q": 'Border -STORM "a b"'}, [{"label": 'border "a b" -storm'}]),
        ({"q": "wat", "prefix": "true"}, [{"value": "wat", "label": "wat…"}]),
        (
            {"near": "41.680,26.56,50"},
            [{"value": "41.68,26.56,50", "label": "41.68, 26.56 (≤ 50 km)", "km": 50}],
        ),
        ({"bbox": "25.6,35.8,44.8,42.1"}, [{"value": "25.6,35.8,44.8,42.1", "west": 25.6}]),
    ],
)
def test_a_filter_is_told_as_it_was_understood(
    reader: Client, publish: Publish, asked: dict[str, str], told: list[dict[str, Any]]
) -> None:
    publish(a_document(organisation=Organisation(id="iom", name="IOM Türkiye"), language="tr"))
    found = filters(reader, lang="tr", **asked)
    (parameter,) = (name for name in asked if name != "prefix")
    assert [each["parameter"] for each in found] == [parameter] * len(told)
    for each, known in zip(found, told, strict=True):
        assert each | known == each
    # What is told can be asked again and finds the same.
    again = {**asked, parameter: [each["value"] for each in found]}
    totals = [meta(reader, LISTS[0], **each)["total"] for each in (asked, again)]
    assert totals[0] == totals[1]


def test_a_label_in_another_language_says_so(reader: Client) -> None:
    (each,) = filters(reader, theme="health", lang="cy")
    assert (each["label"], each["label_language"]) == ("Health", "en")


def test_an_answer_with_labels_varies_by_language(reader: Client) -> None:
    answer = reader.get("/v1/releases?theme=health", headers={"Accept-Language": "es"})
    assert answer.json()["meta"]["filters"][0]["label"] == "Salud"
    assert "Accept-Language" in answer.headers["vary"]


def hints(reader: Client, **asked: str) -> list[dict[str, str]]:
    of_list, of_facets = (meta(reader, path, **asked).get("hints") for path in LISTS)
    assert of_list == of_facets
    return list(of_list or ())


def test_a_box_with_latitude_first_gets_a_hint(reader: Client, publish: Publish) -> None:
    publish(a_document(locations=(edirne().model_copy(update={"coordinates": POINT}),)))
    (hint,) = hints(reader, bbox="35.8,25.6,42.1,44.8")
    assert (hint["parameter"], hint["suggestion"]) == ("bbox", "25.6,35.8,44.8,42.1")
    assert meta(reader, LISTS[0], bbox=hint["suggestion"])["total"] == 1
    assert hints(reader, bbox=hint["suggestion"]) == []
    (hint,) = hints(reader, near="26.56,41.68,50")
    assert (hint["parameter"], hint["suggestion"]) == ("near", "41.68,26.56,50")
    # Nothing is there either way round.
    assert hints(reader, bbox="10,11,12,13") == hints(reader, near="10,11,12") == []


@pytest.mark.parametrize(
    ("q", "suggestion"),
    [("winter%20supplies", "winter supplies"), ("T%C3%BCrkiye", "Türkiye"), ("100%", None)],
)
def test_words_that_were_encoded_twice_get_a_hint(
    reader: Client, publish: Publish, q: str, suggestion: str | None
) -> None:
    publish(a_document(title="Winter supplies"))
    assert [hint["suggestion"] for hint in hints(reader, q=q)] == ([suggestion] * bool(suggestion))


def test_undated_releases_are_found_and_come_last(reader: Client, publish: Publish) -> None:
    undated = a_document(published_at=None)
    dated = [a_document(published_at=datetime(year, 5, 1, tzinfo=UTC)) for year in (2019, 2024)]
    publish(dated[0], undated, dated[1])

    def listed(query: str) -> list[str]:
        return [each["id"] for each in reader.get(f"/v1/releases?{query}").json()["data"]]

    old, new, none = (str(each.id) for each in (*dated, undated))
    assert listed("") == [new, old, none]
    assert listed("sort=published_at") == [old, new, none]
    assert listed("date=unknown") == [none]
    assert listed("date=2019,Unknown") == [old, none]
    assert listed("date=unknown&date_from=2000") == []
    assert none in reader.get("/v1/releases.ndjson?date=unknown").text


def test_what_people_type_for_no_date_gets_a_suggestion(reader: Client) -> None:
    answer = reader.get("/v1/releases?date=undated")
    assert answer.json()["errors"][0]["suggestion"] == "unknown"


def test_facets_and_feeds_read_the_last_word_as_begun(reader: Client, publish: Publish) -> None:
    publish(a_document(title="Winter supplies"), a_document(title="Water", themes=(a_theme(),)))
    asked = {"q": "wint", "prefix": "true"}
    page = reader.get("/v1/releases", params={**asked, "include": "highlights"}).json()
    assert page["meta"]["total"] == 1 == meta(reader, LISTS[1], **asked)["total"]
    assert page["data"][0]["highlights"]["title"] == "<mark>Winter</mark> supplies"
    assert reader.get("/v1/releases.ndjson", params=asked).text.count("\n") == 1
    assert meta(reader, LISTS[0], q="wintr", prefix="true")["did_you_mean"] == "winter"
    assert meta(reader, LISTS[0], q="w", prefix="true")["total"] == 2
