"""Subscriptions over HTTP: who may, what is refused, and what is never told."""

import json
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.auth.caller import Scope
from app.base import logs
from app.base.settings import Settings
from app.outbound.client import GuardedClient
from app.webhooks.subscriptions.models import WebhookSubscription
from tests.client import Client
from tests.newsroom import Newsroom, checked

UNKNOWN = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"
PATH = "/v1/subscriptions"
URL = "https://partner.example/hooks"
MERGE = "application/merge-patch+json"
VECTOR = json.loads((Path(__file__).parents[2] / "data/cases/hook-1.json").read_text("utf-8"))
PUBLIC = ip_address("1.1.1.1")
NOT_PUBLIC = ("127.0.0.1", "10.0.0.5", "169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::")


@pytest.fixture
def partner(newsroom: Newsroom) -> Client:
    """A key that may subscribe, where every name leads to the public internet."""
    newsroom.app.state.callbacks = GuardedClient(resolve=lambda _host, _port: [PUBLIC])
    return newsroom.as_key(Scope.SYNDICATE)


def _made(partner: Client, **members: Any) -> dict[str, Any]:
    return checked(partner.post(PATH, json={"url": URL} | members), 201)


def _patched(partner: Client, made: dict[str, Any], etag: str | None, **members: Any) -> Any:
    headers = {"Content-Type": MERGE} | ({"If-Match": etag} if etag else {})
    return partner.patch(f"{PATH}/{made['id']}", headers=headers, json=members)


def test_without_a_key_and_without_the_scope_nothing_is_subscribed(newsroom: Newsroom) -> None:
    assert newsroom.api.post(PATH, json={"url": URL}).status_code == 401
    assert newsroom.desk.post(PATH, json={"url": URL}).status_code == 403


def test_a_key_sees_its_own_subscriptions_and_an_administrator_all(
    newsroom: Newsroom, partner: Client
) -> None:
    made = _made(partner)
    other, admin = newsroom.as_key(Scope.SYNDICATE), newsroom.as_key(Scope.ADMIN)
    hidden = other.get(f"{PATH}/{made['id']}")
    unknown = other.get(f"{PATH}/{UNKNOWN}")
    assert hidden.status_code == unknown.status_code == 404
    without = [{**one.json(), "instance": ""} for one in (hidden, unknown)]
    assert without[0] == without[1]
    for method, path in (("DELETE", ""), ("POST", "/pause"), ("GET", "/deliveries")):
        answer = other.request(method, f"{PATH}/{made['id']}{path}", headers={"If-Match": "*"})
        assert answer.status_code == 404
    assert other.get(PATH).json()["data"] == []
    assert [one["id"] for one in admin.get(PATH).json()["data"]] == [made["id"]]
    assert [one["id"] for one in partner.get(PATH).json()["data"]] == [made["id"]]


def test_a_key_that_takes_the_place_of_another_has_its_subscriptions(newsroom: Newsroom) -> None:
    admin = newsroom.as_key(Scope.ADMIN)
    key = admin.post("/v1/keys", json={"name": "Partner", "scopes": ["syndicate"]}).json()
    made = _made(Client(newsroom.app, Authorization=f"Bearer {key['key']}"))
    newer = admin.post(f"/v1/keys/{key['id']}/rotate", json={"overlap_hours": 0}).json()
    client = Client(newsroom.app, Authorization=f"Bearer {newer['key']}")
    assert [one["id"] for one in client.get(PATH).json()["data"]] == [made["id"]]


def test_the_secret_is_shown_once_and_stored_answers_do_not_hold_it(
    newsroom: Newsroom, partner: Client
) -> None:
    key = {"Idempotency-Key": "one"}
    made = checked(partner.post(PATH, json={"url": URL}, headers=key), 201)
    assert made["secret"].startswith("whsec_")
    repeated = partner.post(PATH, json={"url": URL}, headers=key)
    assert repeated.status_code == 409
    assert repeated.json()["type"].endswith("/shown-once")
    read = partner.get(f"{PATH}/{made['id']}")
    listed = partner.get(PATH)
    assert len(listed.json()["data"]) == 1
    audit = newsroom.as_key(Scope.ADMIN).get("/v1/editorial/audit")
    for answer in (repeated, read, listed, audit):
        assert made["secret"].removeprefix("whsec_") not in answer.text


def test_no_line_of_the_log_holds_a_secret(
    capsys: pytest.CaptureFixture[str],
    newsroom: Newsroom,
    partner: Client,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # To the stream that is watched here.
    logs.configure(newsroom.settings)
    caplog.set_level("DEBUG")
    made = _made(partner)
    rotated = checked(partner.post(f"{PATH}/{made['id']}/rotate", json={}), 201)
    told = "".join(capsys.readouterr()) + caplog.text
    assert "subscriptions" in told
    for one in (made, rotated):
        assert one["secret"].removeprefix("whsec_") not in told


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("url", VECTOR["urls_to_refuse"][:-1])
def test_an_address_that_may_not_be_called_is_refused(partner: Client, url: str) -> None:
    answer = partner.post(PATH, json={"url": url})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/url"


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_a_name_that_leads_to_such_an_address_is_refused_when_made_and_when_changed(
    newsroom: Newsroom, partner: Client, text: str
) -> None:
    made = _made(partner)
    newsroom.app.state.callbacks = GuardedClient(resolve=lambda _host, _port: [ip_address(text)])
    url = VECTOR["urls_to_refuse"][-1]
    refused = [partner.post(PATH, json={"url": url}), _patched(partner, made, "*", url=url)]
    for answer in refused:
        assert answer.status_code == 422
        assert "public internet" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("members", "pointer", "suggestion"),
    [
        ({"selection": "locaton=TR"}, "#/selection", "location"),
        ({"selection": "theme=no-such-theme"}, "#/selection", None),
        ({"selection": "location=TR&limit=3"}, "#/selection", None),
        ({"selection": "date_from=x"}, "#/selection", None),
        ({"kinds": ["publishd"]}, "#/kinds/0", None),
        ({"kinds": []}, "#/kinds", None),
        ({"format": "xml"}, "#/format", None),
        ({"state": "active"}, "#/state", None),
        ({"secret": "whsec_AAAA"}, "#/secret", None),
        ({"url": "https://x.example/\x00"}, "#/url", None),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    partner: Client, members: dict[str, Any], pointer: str, suggestion: str | None
) -> None:
    answer = partner.post(PATH, json={"url": URL} | members)
    assert answer.status_code == 422
    fault = answer.json()["errors"][0]
    assert fault["pointer"] == pointer
    assert suggestion is None or fault["suggestion"] == suggestion


def test_a_selection_has_one_spelling_and_withdrawals_are_always_told(partner: Client) -> None:
    made = _made(
        partner, selection="?theme=health&location=TR&location=GR", kinds=["left", "published"]
    )
    assert made["selection"] == "location=GR&location=TR&theme=health"
    assert made["kinds"] == ["published", "withdrawn", "left"]


def test_a_change_needs_the_tag_and_a_new_address_is_verified(
    newsroom: Newsroom, partner: Client
) -> None:
    made = _made(partner)
    assert _patched(partner, made, None, description="x").status_code == 428
    with newsroom.database.write() as session:
        row = session.get(WebhookSubscription, UUID(made["id"]))
        assert row is not None
        row.state = "active"
    changed = checked(_patched(partner, made, made["etag"], description="Desk"), 200)
    assert (changed["description"], changed["state"], changed["url"]) == ("Desk", "active", URL)
    assert _patched(partner, made, made["etag"], description="y").status_code == 412
    moved = checked(_patched(partner, made, changed["etag"], url=f"{URL}/2"), 200)
    assert (moved["url"], moved["state"]) == (f"{URL}/2", "unverified")
    for members in ({"url": None}, {"kinds": None}, {"selection": None}):
        assert _patched(partner, made, "*", **members).status_code == 422


def test_what_is_deleted_is_gone(partner: Client) -> None:
    made = _made(partner)
    path = f"{PATH}/{made['id']}"
    assert partner.delete(path).status_code == 428
    assert partner.delete(path, headers={"If-Match": made["etag"]}).status_code == 204
    assert partner.get(path).status_code == 404
    assert partner.delete(path, headers={"If-Match": "*"}).status_code == 404


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("act", ["pause", "resume", "test"])
def test_what_is_not_verified_has_no_events_to_pause_or_test(partner: Client, act: str) -> None:
    made = _made(partner)
    answer = partner.post(f"{PATH}/{made['id']}/{act}")
    assert answer.status_code == 409
    assert answer.json()["state"] == "unverified"
    assert "challenge" in answer.json()["remedy"]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_development_may_subscribe_its_own_machine(settings: Settings) -> None:
    development = settings.model_copy(update={"callbacks_to_private_hosts": True})
    newsroom = Newsroom(development)
    made = newsroom.as_key(Scope.SYNDICATE).post(PATH, json={"url": "http://127.0.0.1:9000/h"})
    newsroom.close()
    assert made.status_code == 201


def test_an_administrator_of_one_organisation_manages_the_subscriptions_of_its_keys(
    newsroom: Newsroom, partner: Client
) -> None:
    own_key = newsroom.as_key(Scope.SYNDICATE, organisation="org-b")
    own = _made(own_key)
    others = [_made(partner), _made(newsroom.as_key(Scope.SYNDICATE, organisation="org-a"))]
    admin = newsroom.as_key(Scope.ADMIN, organisation="org-b")
    assert [one["id"] for one in checked(admin.get(PATH), 200)["data"]] == [own["id"]]
    for other in others:
        assert admin.get(f"{PATH}/{other['id']}").status_code == 404
        assert admin.post(f"{PATH}/{other['id']}/rotate", json={}).status_code == 404
        assert _patched(admin, other, "*", description="Mine").status_code == 404
        assert admin.delete(f"{PATH}/{other['id']}", headers={"If-Match": "*"}).status_code == 404
    assert _patched(admin, own, "*", description="Ours").status_code == 200
    everything = newsroom.as_key(Scope.ADMIN).get(PATH)
    assert len(checked(everything, 200)["data"]) == 3
