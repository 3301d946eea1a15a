"""Organisations for readers: which there are, what they are called, and how many releases."""

from typing import Any

import pytest

from app.changes import log
from tests.newsroom import Newsroom, checked
from tests.organisations.organisation_desk import added, agency, patch

PATH = "/v1/organisations"


def listed(newsroom: Newsroom, query: str = "") -> dict[str, dict[str, Any]]:
    data = checked(newsroom.api.get(f"{PATH}?{query}"), 200)["data"]
    return {each["id"]: each for each in data}


def test_bad_input_says_what_is_right(newsroom: Newsroom) -> None:
    assert newsroom.api.get(f"{PATH}/nobody").status_code == 404
    assert newsroom.api.get(f"{PATH}?theme=nothing").status_code == 422
    assert newsroom.api.get(f"{PATH}?color=red").status_code == 422
    assert listed(newsroom) == {}


def test_an_organisation_of_drafts_alone_does_not_exist(newsroom: Newsroom) -> None:
    agency(newsroom)
    draft = newsroom.draft(organisation="office", partners=["harbour-aid"])
    assert listed(newsroom) == {}
    for each in ("office", "mission", "relief-network", "harbour-aid"):
        assert newsroom.api.get(f"{PATH}/{each}").status_code == 404
        (told,) = checked(newsroom.api.get(f"/v1/releases?organisation={each}"), 200)["meta"][
            "filters"
        ]
        assert told == {
            "parameter": "organisation",
            "value": each,
            "label": each,
            "label_language": "und",
        }
    newsroom.act(draft, "publish")
    assert list(listed(newsroom)) == ["harbour-aid", "relief-network", "mission", "office"]


def test_one_whose_releases_were_all_withdrawn_is_gone(newsroom: Newsroom) -> None:
    agency(newsroom)
    release = newsroom.published(organisation="office")
    assert set(listed(newsroom)) == {"relief-network", "mission", "office"}
    newsroom.act(release, "withdraw", kind="gone", notice="In error.")
    assert listed(newsroom) == {}
    assert newsroom.api.get(f"{PATH}/office").status_code == 404


def test_an_organisation_contains_its_parts(newsroom: Newsroom) -> None:
    agency(newsroom)
    of = {
        name: newsroom.published(title=name, organisation=name)["id"]
        for name in ("relief-network", "mission", "office", "harbour-aid")
    }
    assert set(newsroom.public_ids("organisation=relief-network")) == {
        of["relief-network"],
        of["mission"],
        of["office"],
    }
    assert set(newsroom.public_ids("organisation=mission")) == {of["mission"], of["office"]}
    assert newsroom.public_ids("organisation=office") == [of["office"]]
    one = checked(newsroom.api.get(f"{PATH}/mission?kind=press_release"), 200)
    assert (one["parent"], one["releases"]) == ("relief-network", 2)


@pytest.mark.parametrize("query", ["", "kind=event", "language=tr", "organisation=mission"])
def test_counts_agree_with_lists_and_facets(newsroom: Newsroom, query: str) -> None:
    agency(newsroom)
    for number, name in enumerate(("relief-network", "mission", "office", "office")):
        newsroom.published(
            title=f"{name} {number}",
            organisation=name,
            kind="event" if number % 2 else "press_release",
            language="tr" if number == 2 else "en",
        )
    found = listed(newsroom, query)
    assert len(found) == 3
    for name, entry in found.items():
        # A filter by organisation is one of the selection, as for themes.
        counted = set(newsroom.public_ids(query)) & set(newsroom.public_ids(f"organisation={name}"))
        assert entry["releases"] == len(counted), name
    facets = checked(newsroom.api.get("/v1/releases/facets?facets=organisation"), 200)["facets"]
    every = listed(newsroom)
    assert {each["value"]: each["releases"] for each in facets["organisation"]} == {
        name: entry["releases"] for name, entry in every.items()
    }


def test_names_are_in_the_language_of_the_reader_everywhere(newsroom: Newsroom) -> None:
    agency(newsroom)
    release = newsroom.published(organisation="mission", partners=["relief-network"])
    assert listed(newsroom, "lang=tr")["relief-network"]["name"] == "Yardım Ağı"
    assert listed(newsroom, "lang=tr")["mission"] | {"url": ""} == {
        **listed(newsroom)["mission"],
        "name": "Relief Mission",
        "name_language": "en",
        "url": "",
    }
    one = checked(newsroom.api.get(f"/v1/releases/{release['id']}?lang=tr"), 200)
    assert one["organisation"]["ancestors"][0]["name"] == "Yardım Ağı"
    assert one["partners"][0]["name"] == "Yardım Ağı"
    facets = checked(newsroom.api.get("/v1/releases/facets?lang=tr"), 200)["facets"]
    names = {each["value"]: each["label"] for each in facets["organisation"]}
    assert names == {"relief-network": "Yardım Ağı", "mission": "Relief Mission"}
    meta = checked(newsroom.api.get("/v1/releases?organisation=relief-network&lang=tr"), 200)
    assert meta["meta"]["filters"][0]["label"] == "Yardım Ağı"
    (card,) = meta["data"]
    assert card["organisation"] == {
        "id": "mission",
        "name": "Relief Mission",
        "name_language": "en",
    }


def test_a_rename_reaches_every_release_with_a_fact(newsroom: Newsroom) -> None:
    agency(newsroom)
    own = newsroom.published(title="Own", organisation="relief-network", language="tr")
    part = newsroom.published(title="Part", organisation="office")
    beside = newsroom.published(title="Beside", partners=["mission"])
    other = newsroom.published(title="Other", organisation="harbour-aid")
    with newsroom.database.read() as session:
        before = log.head(session)
    checked(patch(newsroom, "relief-network", name="Relief Union", names={"tr": "Birlik"}), 200)
    with newsroom.database.read() as session:
        facts = log.read_since(session, before, 100)
        assert {fact.kind for fact in facts} == {"updated"}
        told = [str(fact.release_id) for fact in facts]
    assert sorted(told) == sorted([own["id"], part["id"], beside["id"]])
    shown = checked(newsroom.api.get(f"/v1/releases/{own['id']}?lang=en"), 200)
    assert shown["organisation"]["name"] == "Relief Union"
    assert checked(newsroom.api.get(f"/v1/releases/{other['id']}"), 200)["version"] == 1
    assert listed(newsroom, "lang=tr")["relief-network"]["name"] == "Birlik"


def test_a_new_parent_contains_the_releases_at_once(newsroom: Newsroom) -> None:
    agency(newsroom)
    release = newsroom.published(organisation="harbour-aid")
    added(newsroom, "Harbours United")
    assert newsroom.public_ids("organisation=harbours-united") == []
    checked(patch(newsroom, "harbour-aid", parent="harbours-united"), 200)
    assert newsroom.public_ids("organisation=harbours-united") == [release["id"]]
    assert set(listed(newsroom)) == {"harbour-aid", "harbours-united"}
    checked(patch(newsroom, "harbour-aid", parent=None), 200)
    assert set(listed(newsroom)) == {"harbour-aid"}
