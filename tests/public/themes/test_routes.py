"""What readers get at /v1/themes."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import col, update

from app.db.database import Database
from app.themes.models import Theme
from tests.client import Client
from tests.factories import a_document, a_theme, edirne
from tests.public.conftest import Publish
from tests.statements import counted


def test_themes_stand_in_the_order_of_their_tree_with_counts(
    reader: Client, publish: Publish
) -> None:
    theme = a_theme("trafficking-smuggling", "protection-rights")
    publish(a_document(themes=(theme,)), a_document())
    answer = reader.get("/v1/themes").json()
    themes = {entry["id"]: entry for entry in answer["data"]}
    assert answer["meta"]["total"] == len(themes)
    assert themes["trafficking-smuggling"]["releases"] == 1
    assert themes["protection-rights"]["releases"] == 1
    assert themes["health"]["releases"] == 0
    listed = list(themes)
    for entry in themes.values():
        if entry["parent"] is not None:
            assert listed.index(entry["parent"]) < listed.index(entry["id"])


def test_a_theme_is_read_with_its_wider_and_narrower_ones(reader: Client) -> None:
    themes = reader.get("/v1/themes").json()["data"]
    child = next(entry for entry in themes if entry["parent"] is not None)
    one = reader.get(f"/v1/themes/{child['id']}").json()
    assert one["ancestors"][0]["id"] == child["parent"]
    parent = reader.get(f"/v1/themes/{child['parent']}").json()
    assert child["id"] in [narrower["id"] for narrower in parent["narrower"]]
    assert one.pop("language") == "en"
    assert {**one, "ancestors": 0, "narrower": 0} == {**child, "ancestors": 0, "narrower": 0}


def test_the_tree_holds_what_the_flat_list_holds(reader: Client, publish: Publish) -> None:
    publish(a_document(themes=(a_theme("health", "humanitarian-response"),)))
    flat = reader.get("/v1/themes").json()
    tree = reader.get("/v1/themes?form=tree").json()

    def walked(nodes: list[dict[str, Any]], parent: str | None) -> Iterator[dict[str, Any]]:
        for node in nodes:
            assert node["parent"] == parent
            narrower = node.pop("narrower")
            yield node
            yield from walked(narrower, node["id"])

    assert list(walked(tree["data"], None)) == flat["data"]
    assert tree["meta"] == flat["meta"]


def test_counts_are_those_of_the_list_under_the_same_filters(
    reader: Client, publish: Publish
) -> None:
    wide = a_theme("humanitarian-response")
    publish(
        a_document(language="tr", themes=(a_theme("health", "humanitarian-response"),)),
        a_document(language="tr", themes=(a_theme("children"), wide)),
        a_document(themes=(wide,), locations=(edirne(),)),
    )
    for query in ("language=tr", "location=TR", "language=tr&theme.not=children", "date=1999"):
        entries = reader.get(f"/v1/themes?{query}").json()["data"]
        assert len(entries) == 25
        for entry in entries:
            total = reader.get(f"/v1/releases?{query}&theme={entry['id']}").json()["meta"]["total"]
            assert entry["releases"] == total, (query, entry["id"])
        one = reader.get(f"/v1/themes/humanitarian-response?{query}").json()
        assert one["releases"] == next(
            entry["releases"] for entry in entries if entry["id"] == "humanitarian-response"
        )


def test_labels_come_in_the_asked_language(reader: Client) -> None:
    turkish = reader.get("/v1/themes/health?lang=tr")
    assert turkish.json()["label"] == "Sağlık"
    assert turkish.headers["vary"] == "Accept-Encoding"
    french = reader.get("/v1/themes/health", headers={"Accept-Language": "fr-CA, en;q=0.5"})
    assert french.json()["label"] == "Santé"
    assert french.json()["ancestors"][0]["label"] == "Assistance humanitaire"
    assert "accept-language" in french.headers["vary"].lower()
    listed = reader.get("/v1/themes?lang=es").json()["data"]
    assert next(entry["label"] for entry in listed if entry["id"] == "health") == "Salud"
    assert reader.get("/v1/themes?lang=klingon!").status_code == 422
    assert reader.get("/v1/themes?lang=cy").json()["data"][0]["label"] == listed[0]["labels"]["en"]


@pytest.mark.parametrize("name", ["Health", "HEALTH", "Sağlık", "medtop:07000000"])
def test_another_name_of_a_theme_leads_to_its_address(reader: Client, name: str) -> None:
    answer = reader.get(f"/v1/themes/{name}?lang=tr", follow_redirects=False)
    assert answer.status_code == 301
    assert answer.headers["location"].endswith("/v1/themes/health?lang=tr")


def test_a_merged_theme_leads_to_the_other_at_every_door(
    reader: Client, publish: Publish, database: Database
) -> None:
    with database.write() as session:
        merged = session.get_one(Theme, "gender")
        merged.merged_into, merged.retired = "children", True
    document = a_document(themes=(a_theme("children"),))
    publish(document)
    answer = reader.get("/v1/themes/gender", follow_redirects=False)
    assert answer.headers["location"].endswith("/v1/themes/children")
    assert "gender" not in [entry["id"] for entry in reader.get("/v1/themes").json()["data"]]
    found = reader.get("/v1/releases?theme=gender").json()["data"]
    assert [release["id"] for release in found] == [str(document.id)]


def test_what_contains_a_listed_theme_is_listed_though_it_is_retired(
    reader: Client, database: Database
) -> None:
    with database.write() as session:
        session.get_one(Theme, "humanitarian-response").retired = True
    entries = {entry["id"]: entry for entry in reader.get("/v1/themes").json()["data"]}
    assert entries["humanitarian-response"]["retired"]
    assert entries["health"]["parent"] == "humanitarian-response"


def test_an_unknown_theme_in_a_filter_is_422_with_the_nearest(reader: Client) -> None:
    answer = reader.get("/v1/themes?theme=healht")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["suggestion"] == "health"


def test_a_retired_theme_is_listed_while_releases_have_it(
    reader: Client, publish: Publish, database: Database
) -> None:
    with database.write() as session:
        session.execute(
            update(Theme).where(col(Theme.id).in_(["health", "education"])).values(retired=True)
        )
    publish(a_document(themes=(a_theme("health"),)))
    listed = [entry["id"] for entry in reader.get("/v1/themes").json()["data"]]
    assert "health" in listed
    assert "education" not in listed
    assert reader.get("/v1/themes/education").status_code == 200


def test_an_unknown_theme_is_404(reader: Client) -> None:
    assert reader.get("/v1/themes/nothing").status_code == 404


def test_themes_take_two_statements(reader: Client, database: Database) -> None:
    reader.get("/v1/themes")
    with counted(database) as statements:
        reader.get("/v1/themes?lang=tr")
    assert len(statements) == 2
