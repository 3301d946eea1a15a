"""Organisations of a release as editors name them: by id or name, old or new, own or another's."""

import json
from typing import Any

import pytest

from app.auth.caller import Scope
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.organisations.organisation_desk import ORGANISATIONS, agency, patch, read

MERGE = {"If-Match": "*", "Content-Type": "application/merge-patch+json"}


def test_an_organisation_is_named_by_its_id_alone(newsroom: Newsroom) -> None:
    agency(newsroom)
    for given in ("relief-network", {"id": "relief-network"}, {"name": "Yardım Ağı"}):
        made = newsroom.draft(organisation=given, partners=[given, "harbour-aid", given])
        assert made["organisation"]["id"] == "relief-network"
        assert [each["id"] for each in made["partners"]] == ["relief-network", "harbour-aid"]
    assert newsroom.draft(organisation="relief-network", language="tr")["organisation"] == {
        "id": "relief-network",
        "name": "Yardım Ağı",
    }


@pytest.mark.parametrize(
    ("given", "pointer", "suggestion"),
    [
        ({"organisation": "relief-netwrk"}, "#/organisation", "relief-network"),
        ({"organisation": {"id": "relief-netwrk"}}, "#/organisation", "relief-network"),
        ({"partners": ["mission", "offic"]}, "#/partners/1", "office"),
        ({"organisation": {}}, "#/organisation", None),
        ({"organisation": 5}, "#/organisation", None),
        ({"organisation": "No id"}, "#/organisation", None),
        (
            {"organisation": {"id": "relief-network", "name": "Another"}},
            "#/organisation/name",
            "Relief Network",
        ),
    ],
)
def test_what_names_no_organisation_is_refused_with_what_was_meant(
    newsroom: Newsroom, given: dict[str, Any], pointer: str, suggestion: str | None
) -> None:
    agency(newsroom)
    answer = newsroom.desk.post(EDITORIAL, json={"title": "T"} | given)
    (fault,) = checked(answer, 422)["errors"]
    assert (fault["pointer"], fault.get("suggestion")) == (pointer, suggestion)


def test_a_save_with_a_name_makes_the_organisation(newsroom: Newsroom) -> None:
    newsroom.draft(
        organisation={"name": "Kızıl Çatı"}, partners=[{"id": "aid", "name": "Aid"}], language="tr"
    )
    made = read(newsroom, "kizil-cati")
    assert (made["name"], made["names"]) == ("Kızıl Çatı", {"tr": "Kızıl Çatı"})
    assert (made["public"], read(newsroom, "aid")["public"]) == (False, False)
    refused = {"title": "T", "organisation": {"name": "Unmade"}, "kind": "none"}
    assert newsroom.desk.post(EDITORIAL, json=refused).status_code == 422
    assert newsroom.desk.get(f"{ORGANISATIONS}/unmade").status_code == 404


def test_a_name_that_two_have_is_asked_for_by_id(newsroom: Newsroom) -> None:
    for id in ("north", "south"):
        newsroom.desk.post(ORGANISATIONS, json={"id": id, "name": "Press Office"})
    answer = newsroom.desk.post(
        EDITORIAL, json={"title": "T", "organisation": {"name": "press office"}}
    )
    (fault,) = checked(answer, 422)["errors"]
    assert "north, south" in fault["detail"]


def test_a_working_copy_goes_back_as_it_came_after_a_rename(newsroom: Newsroom) -> None:
    agency(newsroom)
    draft = newsroom.draft(organisation="relief-network", partners=["mission"])
    checked(patch(newsroom, "relief-network", name="Relief Union", other_names=[]), 200)
    after = newsroom.edit(draft, title="Newer")
    assert after["organisation"] == draft["organisation"]
    moved = newsroom.edit(after, organisation={"id": "mission"})
    assert moved["organisation"] == {"id": "mission", "name": "Relief Mission"}
    assert newsroom.edit(moved, organisation=None, partners=[])["organisation"] is None


def test_a_key_of_one_organisation_names_no_hidden_one(newsroom: Newsroom) -> None:
    agency(newsroom)
    own = newsroom.as_key(Scope.WRITE, organisation="mission")

    def named(**members: Any) -> Any:
        return own.post(EDITORIAL, json={"title": "T"} | members)

    for hidden in ("harbour-aid", {"id": "harbour-aid", "name": "Harbour Aid"}):
        for where in ("organisation", "partners"):
            given = json.dumps({where: hidden if where == "organisation" else [hidden]})
            told = named(**json.loads(given))
            other = named(**json.loads(_as_nobody(given)))
            assert told.status_code == other.status_code == 422
            assert _as_nobody(json.dumps(told.json()["errors"])) == json.dumps(
                other.json()["errors"]
            )
    by_name, no_name = (named(partners=[{"name": f"{name} Aid"}]) for name in ("Harbour", "Nobody"))
    assert _as_nobody(json.dumps(by_name.json()["errors"])) == json.dumps(no_name.json()["errors"])
    newsroom.published(organisation="harbour-aid")
    assert checked(named(partners=["harbour-aid"]), 201)["partners"][0]["name"] == "Harbour Aid"


def _as_nobody(text: str) -> str:
    return text.replace("harbour", "nobody").replace("Harbour", "Nobody")


def test_a_key_of_one_organisation_keeps_the_partners_that_stand_there(newsroom: Newsroom) -> None:
    agency(newsroom)
    given = newsroom.draft(organisation="mission", partners=["harbour-aid"])
    own = newsroom.as_key(Scope.WRITE, organisation="mission")
    kept = own.patch(f"{EDITORIAL}/{given['id']}", headers=MERGE, json={"title": "Newer"})
    assert checked(kept, 200)["partners"] == given["partners"]


def test_a_hidden_place_does_not_stand_before_one_of_its_name(newsroom: Newsroom) -> None:
    """A key of one organisation reads datelines and names as if it were not there."""
    own = newsroom.as_key(Scope.WRITE, organisation="mission")

    def asked() -> list[Any]:
        printed = own.post(EDITORIAL, json={"title": "T", "dateline": {"text": "Midilli"}})
        named = own.post(EDITORIAL, json={"title": "T", "locations": ["Midilli"]})
        got = own.get("/v1/editorial/locations/Midilli")
        first = checked(printed, 201)["dateline"], named.status_code
        return [first, named.json().get("locations"), got.status_code, got.headers.get("location")]

    before = asked()
    place = {"name": "Midilli", "parent": "edirne"}
    checked(newsroom.desk.post("/v1/editorial/locations?namesake=true", json=place), 201)
    assert asked() == before
