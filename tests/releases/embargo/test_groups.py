"""Groups of partners over HTTP: who keeps them, who sees them, and what ends with them."""

from typing import Any

import pytest

from app.auth.caller import Scope
from tests.client import Client
from tests.newsroom import EDITORIAL, Newsroom, checked

GROUPS = "/v1/editorial/embargo-groups"
AT = "2999-01-01T00:00:00Z"
UNKNOWN = "key:019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"


@pytest.fixture
def admin(newsroom: Newsroom) -> Client:
    return newsroom.as_key(Scope.ADMIN)


def made(admin: Client, name: str = "Wire services", **members: Any) -> dict[str, Any]:
    return checked(admin.post(GROUPS, json={"name": name, **members}), 201)


def key(admin: Client, *scopes: str, **members: Any) -> tuple[str, dict[str, str]]:
    """The principal of a new key, and the header that it is sent in."""
    given = {"name": "North Wire", "scopes": scopes or ["embargo"], **members}
    minted = checked(admin.post("/v1/keys", json=given), 201)
    return f"key:{minted['id']}", {"Authorization": f"Bearer {minted['key']}"}


def joined(admin: Client, group: dict[str, Any], principal: str) -> dict[str, Any]:
    address = f"{GROUPS}/{group['id']}/members"
    return checked(admin.post(address, json={"principal": principal}), 200)


def test_readers_see_groups_and_administrators_keep_them(newsroom: Newsroom, admin: Client) -> None:
    group = made(admin)
    assert newsroom.api.get(GROUPS).status_code == 401
    assert newsroom.as_key(Scope.EMBARGO).get(GROUPS).status_code == 403
    reader = newsroom.as_key(Scope.READ)
    assert checked(reader.get(GROUPS), 200)["data"] == [group]
    assert newsroom.desk.post(GROUPS, json={"name": "Ours"}).status_code == 403
    address = f"{GROUPS}/{group['id']}"
    assert newsroom.desk.delete(address, headers={"If-Match": "*"}).status_code == 403
    assert admin.get(f"{GROUPS}/unknown").status_code == 404


def test_an_id_is_made_of_the_name_and_never_used_twice_at_a_time(admin: Client) -> None:
    ids = [made(admin, name)["id"] for name in ("Wire services", "Wire Services", "Радио")]
    assert ids == ["wire-services", "wire-services-2", "radio"]
    refused = checked(admin.post(GROUPS, json={"name": "!!!"}), 422)
    assert refused["errors"][0]["pointer"] == "#/name"


def test_a_rename_needs_the_entity_tag_and_leaves_the_id(admin: Client) -> None:
    group = made(admin)
    address = f"{GROUPS}/{group['id']}"
    given: dict[str, Any] = {
        "json": {"name": "Wires"},
        "headers": {"Content-Type": "application/merge-patch+json"},
    }
    assert admin.patch(address, **given).status_code == 428
    given["headers"]["If-Match"] = group["etag"]
    renamed = checked(admin.patch(address, **given), 200)
    assert (renamed["id"], renamed["name"]) == (group["id"], "Wires")
    assert admin.patch(address, **given).status_code == 412


def test_members_change_the_entity_tag_and_say_what_their_keys_are_called(admin: Client) -> None:
    group, (principal, _) = made(admin), key(admin)
    answer = joined(admin, group, principal)
    assert [(one["principal"], one["name"]) for one in answer["members"]] == [
        (principal, "North Wire")
    ]
    assert answer["etag"] != group["etag"]
    assert joined(admin, group, principal) == answer
    answer = joined(admin, group, "oidc:https://id.partner.example/42")
    assert answer["members"][1]["name"] is None
    address = f"{GROUPS}/{group['id']}/members"
    left = checked(
        admin.delete(address, params={"principal": "oidc:https://id.partner.example/42"}), 200
    )
    assert [one["principal"] for one in left["members"]] == [principal]
    assert admin.delete(address, params={"principal": UNKNOWN}).status_code == 404


@pytest.mark.parametrize("principal", [UNKNOWN, "key:7", "North Wire", "oidc:", "schedule"])
def test_who_is_no_key_and_no_subject_is_no_member(admin: Client, principal: str) -> None:
    group = made(admin)
    answer = admin.post(f"{GROUPS}/{group['id']}/members", json={"principal": principal})
    assert checked(answer, 422)["errors"][0]["pointer"] == "#/principal"


def test_a_key_that_could_read_nothing_is_no_member(newsroom: Newsroom, admin: Client) -> None:
    for organisation in ("org-a", "org-b"):
        newsroom.draft(organisation={"id": organisation, "name": organisation})
    group = made(admin, organisation="org-a")
    for principal in (key(admin, "read")[0], key(admin, organisation="org-b")[0]):
        answer = admin.post(f"{GROUPS}/{group['id']}/members", json={"principal": principal})
        assert answer.status_code == 422
    joined(admin, group, key(admin, organisation="org-a")[0])


def test_a_key_of_an_organisation_knows_its_groups_alone(newsroom: Newsroom, admin: Client) -> None:
    own = newsroom.as_key(Scope.ADMIN, organisation="org-a")
    others = [made(admin), made(admin, organisation="org-b")]
    group = made(own)
    assert (group["id"], group["organisation"]) == ("org-a:wire-services", "org-a")
    assert checked(own.get(GROUPS), 200)["data"] == [group]
    for other in others:
        never = own.get(f"{GROUPS}/unknown", headers={"X-Request-Id": "the-same-id"})
        hidden = own.get(f"{GROUPS}/{other['id']}", headers={"X-Request-Id": "the-same-id"})
        assert (hidden.status_code, hidden.content) == (404, never.content)
    for organisation in (None, "org-b"):
        refused = own.post(GROUPS, json={"name": "Ours", "organisation": organisation})
        assert checked(refused, 422)["errors"][0]["suggestion"] == "org-a"
    stranger = own.post(f"{GROUPS}/{group['id']}/members", json={"principal": key(admin)[0]})
    unknown = own.post(f"{GROUPS}/{group['id']}/members", json={"principal": UNKNOWN})
    assert stranger.json()["errors"] == unknown.json()["errors"]


def test_a_schedule_names_only_groups_of_its_organisation_and_of_the_newsroom(
    newsroom: Newsroom, admin: Client
) -> None:
    made(admin)
    made(admin, organisation="org-a")
    made(admin, organisation="org-b")
    release = newsroom.draft(organisation={"name": "Org A", "id": "org-a"})
    address = f"{EDITORIAL}/{release['id']}/schedule"
    headers = {"If-Match": release["etag"]}

    def asked(client: Client, *names: str) -> Any:
        groups = [{"group": name} for name in names]
        return client.post(address, json={"at": AT, "embargo_groups": groups}, headers=headers)

    refused = checked(asked(newsroom.desk, "wire-services", "org-b:wire-services"), 422)
    assert [one["pointer"] for one in refused["errors"]] == ["#/embargo_groups/1/group"]
    own = newsroom.as_key(Scope.PUBLISH, organisation="org-a")
    (hidden,) = checked(asked(own, "wire-services"), 422)["errors"]
    (unknown,) = checked(asked(own, "wire-service5"), 422)["errors"]
    assert hidden["detail"].replace("services", "service5") == unknown["detail"]
    assert hidden["suggestion"] == unknown["suggestion"] == "org-a:wire-services"
    twice = asked(newsroom.desk, "wire-services", "wire-services")
    assert checked(twice, 422)["errors"][0]["pointer"] == "#/embargo_groups"
    release = checked(asked(newsroom.desk, "org-a:wire-services", "wire-services"), 200)
    assert [one["group"] for one in release["embargo_groups"]] == [
        "org-a:wire-services",
        "wire-services",
    ]
    # What it has already may be named again by who would not know of it else.
    headers["If-Match"] = release["etag"]
    assert asked(own, "wire-services").status_code == 200


def test_a_release_that_is_given_to_another_organisation_is_read_by_groups_of_the_former_no_more(
    newsroom: Newsroom, admin: Client
) -> None:
    group, (principal, headers) = made(admin, organisation="org-a"), key(admin)
    joined(admin, group, principal)
    release = newsroom.act(
        newsroom.draft(organisation={"name": "Org A", "id": "org-a"}),
        "schedule",
        at=AT,
        embargo_groups=[{"group": group["id"]}],
    )
    read = f"/v1/embargoed/releases/{release['id']}"
    assert newsroom.api.get(read, headers=headers).status_code == 200
    release = newsroom.edit(release, organisation={"name": "Org B", "id": "org-b"})
    assert newsroom.api.get(read, headers=headers).status_code == 404
    page = checked(newsroom.api.get("/v1/embargoed/releases", headers=headers), 200)
    assert (page["data"], page["meta"]["total"]) == ([], 0)
    newsroom.edit(release, organisation={"name": "Org A", "id": "org-a"})
    assert newsroom.api.get(read, headers=headers).status_code == 200


def test_a_deleted_group_opens_its_releases_to_nobody(newsroom: Newsroom, admin: Client) -> None:
    group, (principal, headers) = made(admin), key(admin)
    joined(admin, group, principal)
    release = newsroom.act(
        newsroom.draft(), "schedule", at=AT, embargo_groups=[{"group": group["id"]}]
    )
    read = f"/v1/embargoed/releases/{release['id']}"
    checked(newsroom.api.get(read, headers=headers), 200)
    address = f"{GROUPS}/{group['id']}"
    assert admin.delete(address, headers={"If-Match": group["etag"]}).status_code == 412
    etag = checked(admin.get(address), 200)["etag"]
    assert admin.delete(address, headers={"If-Match": etag}).status_code == 204
    assert newsroom.api.get(read, headers=headers).status_code == 404
    assert newsroom.as_key(Scope.EMBARGO).get(read).status_code == 404
    # A new group of the same name has nothing of the old one.
    assert made(admin)["id"] == group["id"]
    joined(admin, group, principal)
    assert newsroom.api.get(read, headers=headers).status_code == 404
    after = checked(newsroom.desk.get(f"{EDITORIAL}/{release['id']}"), 200)
    assert after["embargo_groups"] == []
    assert after["etag"] != release["etag"]
    audit = checked(newsroom.desk.get(f"{EDITORIAL}/{release['id']}/audit"), 200)["data"]
    assert (audit[0]["act"], audit[0]["details"]["group"]) == ("lose-group", group["id"])


def test_a_key_that_replaces_a_member_is_one_too(newsroom: Newsroom, admin: Client) -> None:
    group, (principal, _) = made(admin), key(admin)
    before = joined(admin, group, principal)
    old = principal.removeprefix("key:")
    replacing = checked(admin.post(f"/v1/keys/{old}/rotate", json={"overlap_hours": 0}), 201)
    after = checked(admin.get(f"{GROUPS}/{group['id']}"), 200)
    assert f"key:{replacing['id']}" in {one["principal"] for one in after["members"]}
    assert after["etag"] != before["etag"]
    release = newsroom.act(
        newsroom.draft(), "schedule", at=AT, embargo_groups=[{"group": group["id"]}]
    )
    headers = {"Authorization": f"Bearer {replacing['key']}"}
    checked(newsroom.api.get(f"/v1/embargoed/releases/{release['id']}", headers=headers), 200)


def test_every_act_on_a_group_is_in_the_audit_log(newsroom: Newsroom, admin: Client) -> None:
    own = newsroom.as_key(Scope.ADMIN, organisation="org-a")
    group, (principal, _) = made(own), key(own)
    joined(own, group, principal)
    checked(own.delete(f"{GROUPS}/{group['id']}/members", params={"principal": principal}), 200)
    own.delete(f"{GROUPS}/{group['id']}", headers={"If-Match": "*"})
    for client in (own, admin):
        page = client.get("/v1/editorial/audit", params={"subject": group["id"]})
        entries = checked(page, 200)["data"]
        acts = ["delete-group", "remove-member", "add-member", "add-group"]
        assert [one["act"] for one in entries] == acts
        assert entries[1]["details"] == {"member": principal}
