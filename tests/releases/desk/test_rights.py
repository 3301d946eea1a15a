"""Who may write what: keys of one organisation, and words that become public by themselves."""

import json
from typing import Any
from uuid import UUID

import pytest

from app.auth.caller import Scope
from app.base import clock
from app.releases.acts import workflow
from app.releases.acts.queries import get_for_change
from app.releases.audit import Actor
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.organisations.organisation_desk import patch


def test_a_key_of_one_organisation_writes_for_it_alone(newsroom: Newsroom) -> None:
    own = newsroom.as_key(Scope.WRITE, organisation="ours")
    made = checked(own.post(EDITORIAL, json={"title": "T"}), 201)
    assert made["organisation"]["id"] == "ours"
    answer = own.post(EDITORIAL, json={"title": "T", "organisation": {"name": "Theirs"}})
    assert checked(answer, 422)["errors"][0]["suggestion"] == "ours"


def test_a_key_of_one_organisation_signs_with_its_name_alone(newsroom: Newsroom) -> None:
    own = newsroom.as_key(Scope.WRITE, organisation="org-b")

    def signed(**organisation: str) -> Any:
        return own.post(EDITORIAL, json={"title": "T", "organisation": organisation})

    for name in ("Ministry of Health", "Org A", "Org B and Org A", "B"):
        (fault,) = checked(signed(id="org-b", name=name), 422)["errors"]
        assert (fault["pointer"], fault["suggestion"]) == ("#/organisation/name", "org-b")
    for name in ("Org B", "ORG B", "org-b"):
        assert checked(signed(id="org-b", name=name), 201)["organisation"]["name"] == name
    checked(patch(newsroom, "org-b", name="Relief of the Bay"), 200)
    assert checked(signed(id="org-b", name="Relief of the Bay"), 201)
    made = checked(own.post(EDITORIAL, json={"title": "T"}), 201)
    assert made["organisation"] == {"id": "org-b", "name": "Relief of the Bay"}


def test_an_edit_by_a_key_of_one_organisation_keeps_the_name_or_is_refused(
    newsroom: Newsroom,
) -> None:
    old = newsroom.draft(organisation={"id": "org-b", "name": "Its former name"})
    checked(patch(newsroom, "org-b", name="Relief of the Bay"), 200)
    own = newsroom.as_key(Scope.WRITE, organisation="org-b")
    address = f"{EDITORIAL}/{old['id']}"
    headers = {"If-Match": "*", "Content-Type": "application/merge-patch+json"}
    kept = own.patch(address, headers=headers, json={"title": "Newer"})
    assert checked(kept, 200)["organisation"]["name"] == "Its former name"
    forged = own.patch(address, headers=headers, json={"organisation": {"name": "Org A"}})
    assert checked(forged, 422)["errors"][0]["suggestion"] == "Relief of the Bay"
    put = {"title": "T", "organisation": {"id": "org-b", "name": "Org A"}}
    assert own.put(address, headers={"If-Match": "*"}, json=put).status_code == 422
    restored = own.post(f"{address}/revisions/1/restore", headers={"If-Match": "*"})
    assert checked(restored, 200)["organisation"]["name"] == "Its former name"
    emptied = own.patch(address, headers=headers, json={"organisation": None})
    assert checked(emptied, 200)["organisation"] == {
        "id": "org-b",
        "name": "Relief of the Bay",
    }


@pytest.mark.parametrize("held_back", [False, True])
def test_what_becomes_public_by_itself_is_edited_by_who_may_publish(
    newsroom: Newsroom, held_back: bool
) -> None:
    draft = newsroom.edit(newsroom.draft(), title="Two")
    scheduled = newsroom.act(draft, "schedule", at="2999-01-01T00:00:00Z")
    if held_back:
        with newsroom.database.write() as session:
            release = get_for_change(session, UUID(scheduled["id"]))
            workflow.hold_back(session, release, "No title", Actor("schedule", clock.now()))
    writer = newsroom.as_key(Scope.WRITE)
    address = f"{EDITORIAL}/{scheduled['id']}"
    act = {"id": scheduled["id"], "if_match": "*"}
    acts = [
        act | {"act": "edit", "patch": {"title": "Three"}},
        act | {"act": "replace", "release": {"title": "Three"}},
    ]
    match = {"If-Match": "*"}
    patch = match | {"Content-Type": "application/merge-patch+json"}
    refusals = [
        writer.patch(address, headers=patch, json={"title": "Three"}),
        writer.put(address, headers=match, json={"title": "Three"}),
        writer.post(f"{address}/revisions/1/restore", headers=match),
    ]
    for answer in refusals:
        problem = checked(answer, 403)
        assert problem["scope"] == "publish"
        assert "unscheduled" in problem["detail"]
    results = checked(writer.post(f"{EDITORIAL}:batch", json={"acts": acts}), 200)["data"]
    assert [result["status"] for result in results] == [403, 403]
    lines = "\n".join(map(json.dumps, acts))
    streamed = writer.post(
        f"{EDITORIAL}:batch.ndjson",
        content=lines,
        headers={"Content-Type": "application/x-ndjson"},
    )
    assert [json.loads(line)["status"] for line in streamed.text.splitlines()] == [403, 403]
    after = checked(newsroom.desk.get(address), 200)
    assert (after["title"], after["revision"], after["state"]) == ("Two", 2, "scheduled")
    newsroom.edit(after, title="Four")
    newsroom.act(checked(newsroom.desk.get(address), 200), "unschedule")
    assert writer.patch(address, headers=patch, json={"title": "Five"}).status_code == 200


def test_a_key_of_one_organisation_names_no_place_that_it_may_not_see(newsroom: Newsroom) -> None:
    place = {"name": "Twogates Camp", "parent": "edirne"}
    hidden = checked(newsroom.desk.post("/v1/editorial/locations", json=place), 201)["id"]
    own = newsroom.as_key(Scope.WRITE, organisation="org-b")

    def asked(**members: Any) -> Any:
        return own.post(EDITORIAL, json={"title": "T"} | members)

    (fault,) = checked(asked(locations=["TR", hidden]), 422)["errors"]
    assert (fault["pointer"], "No place is known" in fault["detail"]) == ("#/locations/1", True)
    assert asked(dateline={"text": "X", "location": hidden}).status_code == 422
    printed = checked(asked(dateline={"text": "Twogates Camp"}), 201)["dateline"]
    assert printed == {"text": "Twogates Camp", "location": None}
    given = newsroom.draft(
        organisation={"id": "org-b", "name": "org-b"},
        locations=[hidden],
        dateline={"text": "Twogates Camp"},
    )
    patch = {"If-Match": "*", "Content-Type": "application/merge-patch+json"}
    kept = own.patch(f"{EDITORIAL}/{given['id']}", headers=patch, json={"title": "Newer"})
    assert checked(kept, 200)["locations"] == [hidden]
    assert kept.json()["dateline"]["location"] == hidden
    newsroom.published(locations=[hidden])
    assert checked(asked(locations=[hidden]), 201)["locations"] == [hidden]
