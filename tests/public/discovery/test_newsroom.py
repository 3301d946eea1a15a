"""What a newsroom says of itself, in the language of who asks."""

from datetime import UTC, datetime

from app.public.discovery.newsroom_schemas import Newsroom as NewsroomAnswer
from app.published.document import KINDS
from tests.client import Client
from tests.factories import a_document
from tests.newsroom import Newsroom
from tests.public.conftest import Publish
from tests.public.reading import BASE


def test_a_newsroom_says_what_a_page_needs_before_its_first_list(
    reader: Client, publish: Publish
) -> None:
    publish(a_document(), a_document(), a_document(language="tr"))
    told = reader.get("/v1").json()
    assert told["url"] == BASE
    assert (told["time_zone"], told["default_language"], told["language"]) == ("UTC", "en", "en")
    assert told["languages"] == [
        {"value": "en", "label": "English", "releases": 2},
        {"value": "tr", "label": "Turkish", "releases": 1},
    ]
    assert [kind["value"] for kind in told["kinds"]] == list(KINDS)
    assert {one["of"] for one in told["attribution"]} == {"releases", "places", "place_names"}
    assert NewsroomAnswer.model_validate(told).model_dump(exclude_unset=True, mode="json") == told


def test_its_labels_are_in_the_language_of_the_reader(reader: Client, publish: Publish) -> None:
    publish(a_document(language="tr"))
    for asked in (
        reader.get("/v1?lang=es"),
        reader.get("/v1", headers={"Accept-Language": "es-MX, en;q=0.5"}),
    ):
        told = asked.json()
        assert told["language"].startswith("es")
        assert told["languages"][0]["label"] == "turco"
        assert told["kinds"][0] == {"value": "press_release", "label": "Nota de prensa"}


def test_a_language_without_labels_says_what_they_are_in(reader: Client, publish: Publish) -> None:
    publish(a_document())
    told = reader.get("/v1?lang=sw").json()
    assert told["language"] == "sw"
    assert told["kinds"][0]["label_language"] == "en"
    assert reader.get("/v1?lang=tlh").json()["language"] == "en"


def test_what_is_no_language_is_refused_with_the_nearest(reader: Client) -> None:
    refused = reader.get("/v1?lang=en_UK")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["suggestion"] == "en-GB"


def test_every_address_that_it_names_is_there(newsroom: Newsroom) -> None:
    told = newsroom.api.get("/v1").json()
    links: dict[str, str] = told["links"]
    assert len(links) > 10
    for name in links.keys() - {"hub", "health"}:
        found = newsroom.api.get(links[name].removeprefix(told["url"]))
        assert found.status_code == 200, name


def test_every_format_that_it_names_is_answered(reader: Client, publish: Publish) -> None:
    document = a_document()
    publish(document)
    formats = reader.get("/v1").json()["formats"]
    for form in formats["lists"]:
        found = reader.get(f"/v1/releases.{form['suffix']}")
        assert found.headers["content-type"].startswith(form["media_type"].partition(";")[0])
    for form in formats["releases"]:
        found = reader.get(f"/v1/releases/{document.id}.{form['suffix']}")
        assert found.headers["content-type"].startswith(form["media_type"].partition(";")[0])


def test_its_limits_are_those_of_lists(reader: Client) -> None:
    limits = reader.get("/v1").json()["limits"]
    assert reader.get(f"/v1/releases?limit={limits['page']}").status_code == 200
    assert reader.get(f"/v1/releases?limit={limits['page'] + 1}").status_code == 422
    assert reader.get("/v1/releases").json()["meta"]["limit"] == limits["page_default"]
    many = ",".join(f"x{number}" for number in range(limits["filter_values"] + 1))
    assert reader.get(f"/v1/releases?kind={many}").status_code == 422
    assert reader.get(f"/v1/releases?q={'a' * limits['query_characters']}").status_code == 200
    assert reader.get(f"/v1/releases?q={'a' * (limits['query_characters'] + 1)}").status_code == 422


def test_a_cache_is_told_when_it_changes(reader: Client, publish: Publish) -> None:
    publish(a_document(published_at=datetime(2020, 1, 1, tzinfo=UTC)))
    first = reader.get("/v1")
    again = reader.get("/v1", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert "Accept-Language" in first.headers["vary"]
    assert "Accept-Language" not in reader.get("/v1?lang=tr").headers["vary"]
    publish(a_document(language="fr"))
    changed = reader.get("/v1", headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert {one["value"] for one in changed.json()["languages"]} == {"en", "fr"}
