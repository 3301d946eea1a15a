"""What readers get at /v1/themes."""

from sqlmodel import col, update

from app.core.db import Database
from app.themes.models import Theme
from tests.client import Client
from tests.factories import a_document, a_theme
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
    assert {**one, "ancestors": 0, "narrower": 0} == {**child, "ancestors": 0, "narrower": 0}


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
    with counted(database) as statements:
        reader.get("/v1/themes")
    assert len(statements) == 2
