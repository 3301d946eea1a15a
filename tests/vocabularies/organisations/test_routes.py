"""Organisations for editors: who may change which, and what is refused."""

from typing import Any

import httpx
import pytest

from app.auth.caller import Scope
from tests.newsroom import Newsroom, checked
from tests.organisations.organisation_desk import ORGANISATIONS, added, agency, patch, read


def test_only_who_may_publish_changes_organisations(newsroom: Newsroom) -> None:
    made = added(newsroom, "Relief Network")
    address = f"{ORGANISATIONS}/{made['id']}"
    assert newsroom.api.get(ORGANISATIONS).status_code == 401
    writer = newsroom.as_key(Scope.WRITE)
    assert writer.get(address).status_code == 200
    assert writer.post(ORGANISATIONS, json={"name": "X"}).status_code == 403
    assert patch(newsroom, made["id"], writer, name="X").status_code == 403
    assert writer.delete(address, headers={"If-Match": made["etag"]}).status_code == 403
    assert newsroom.desk.get(f"{ORGANISATIONS}/nobody").status_code == 404


@pytest.mark.parametrize(
    ("members", "pointer", "suggestion"),
    [
        ({"name": ""}, "#/name", None),
        ({"name": "Relief Network"}, "#/name", None),
        ({"name": "X", "id": "relief-network"}, "#/id", None),
        ({"name": "X", "id": "Not an id"}, "#/id", None),
        ({"name": "X", "parent": "relief-netwrk"}, "#/parent", "relief-network"),
        ({"name": "X", "logo": "http://relief.example/logo.png"}, "#/logo", None),
        ({"name": "X", "home_page": "relief.example"}, "#/home_page", None),
        ({"name": "X", "names": {"no such": "X"}}, "#/names/no%20such", None),
        ({"name": "X", "accounts": [{"kind": "X Y", "url": "https://x.example"}]}, None, None),
    ],
)
def test_bad_input_says_what_is_right(
    newsroom: Newsroom, members: dict[str, Any], pointer: str | None, suggestion: str | None
) -> None:
    agency(newsroom)
    (fault,) = checked(newsroom.desk.post(ORGANISATIONS, json=members), 422)["errors"]
    if pointer is not None:
        assert fault["pointer"].startswith(pointer)
    assert fault.get("suggestion") == suggestion


def test_an_organisation_is_part_of_nothing_that_is_part_of_it(newsroom: Newsroom) -> None:
    agency(newsroom)
    for parent in ("office", "relief-network"):
        (fault,) = checked(patch(newsroom, "relief-network", parent=parent), 422)["errors"]
        assert fault["pointer"] == "#/parent"
    above = "office"
    for level in range(4, 9):
        above = added(newsroom, f"Level {level}", parent=above)["id"]
    refused = newsroom.desk.post(ORGANISATIONS, json={"name": "Too deep", "parent": above})
    assert "9 levels" in checked(refused, 422)["errors"][0]["detail"]
    added(newsroom, "A new top")
    moved = patch(newsroom, "relief-network", parent="a-new-top")
    assert "9 levels" in checked(moved, 422)["errors"][0]["detail"]


def test_a_change_needs_the_tag_of_what_was_seen(newsroom: Newsroom) -> None:
    made = added(newsroom, "Relief Network")
    address = f"{ORGANISATIONS}/{made['id']}"
    assert newsroom.desk.patch(address, json={"name": "X"}).status_code in (415, 428)
    checked(patch(newsroom, made["id"], name="Relief Union"), 200)
    headers = {"If-Match": made["etag"], "Content-Type": "application/merge-patch+json"}
    assert newsroom.desk.patch(address, headers=headers, json={"name": "Y"}).status_code == 412


def test_a_former_name_still_leads_to_it(newsroom: Newsroom) -> None:
    agency(newsroom)
    after = checked(patch(newsroom, "relief-network", name="Relief Union"), 200)
    assert after["names"] == {"en": "Relief Union", "tr": "Yardım Ağı"}
    assert after["other_names"] == ["Relief Network"]
    for name in ("Relief Network", "RELIEF UNION", "yardim agi"):
        assert newsroom.draft(organisation={"name": name})["organisation"]["id"] == "relief-network"


def test_an_organisation_that_something_names_is_not_deleted(newsroom: Newsroom) -> None:
    agency(newsroom)
    newsroom.edit(newsroom.draft(organisation="office"), organisation="harbour-aid")
    newsroom.as_key(Scope.READ, organisation="mission")
    for used in ("relief-network", "mission", "office", "harbour-aid"):
        tag = {"If-Match": read(newsroom, used)["etag"]}
        answer = newsroom.desk.delete(f"{ORGANISATIONS}/{used}", headers=tag)
        assert repr(used) in checked(answer, 422)["errors"][0]["detail"]
    free = added(newsroom, "Nobody's")
    address = f"{ORGANISATIONS}/{free['id']}"
    assert newsroom.desk.delete(address, headers={"If-Match": free["etag"]}).status_code == 204
    assert newsroom.desk.get(address).status_code == 404


def test_a_key_of_one_organisation_edits_its_own_and_knows_no_other(newsroom: Newsroom) -> None:
    agency(newsroom)
    newsroom.published(organisation="harbour-aid")
    own = newsroom.as_key(Scope.PUBLISH, organisation="mission")
    seen = checked(own.get(ORGANISATIONS), 200)["data"]
    assert [each["id"] for each in seen] == ["mission"]
    for other in ("office", "relief-network", "harbour-aid"):
        told = _told(own.get(f"{ORGANISATIONS}/{other}"))
        assert told == _told(own.get(f"{ORGANISATIONS}/nobody"))
        assert told[0] == 404
        assert patch(newsroom, other, own, name="Ours").status_code == 404
    assert own.post(ORGANISATIONS, json={"name": "New"}).status_code == 403
    assert checked(patch(newsroom, "mission", own, name="Our Mission"), 200)["parent"]
    for parent in ("office", "nobody", "harbour-aid", None):
        refused = checked(patch(newsroom, "mission", own, parent=parent), 403)
        assert "limited to none" in refused["detail"]


def _told(answer: httpx.Response) -> tuple[int, dict[str, Any]]:
    """The status and the problem, without the number of the request."""
    return answer.status_code, answer.json() | {"instance": None}
