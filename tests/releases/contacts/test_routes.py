"""Contacts for partners: who gets them, of which words, and what others are answered."""

import pytest

from app.auth.caller import Scope
from tests.behaviour.clock import HOUR, Clock, T, instant
from tests.newsroom import EDITORIAL, Newsroom, checked

UNKNOWN = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"
DESK = {"name": "Press desk", "email": "desk@press.example"}
DUTY = {"name": "Duty officer", "phone": "+41 22 717 91 11 ext. 22", "audience": "partners"}


def _address(release: dict[str, str]) -> str:
    return f"/v1/releases/{release['id']}/contacts"


def test_without_a_key_there_are_no_contacts_for_partners(newsroom: Newsroom) -> None:
    public = newsroom.published(contacts=[DESK, DUTY])
    answer = newsroom.api.get(_address(public))
    assert answer.status_code == 401
    document = newsroom.api.get(f"/v1/releases/{public['id']}?profile=full")
    assert [one["name"] for one in checked(document, 200)["contacts"]] == ["Press desk"]
    assert "Duty" not in document.text


@pytest.mark.parametrize("scope", [Scope.READ, Scope.WRITE, Scope.PUBLISH, Scope.METRICS])
def test_other_scopes_are_told_which_would_do(newsroom: Newsroom, scope: Scope) -> None:
    answer = newsroom.as_key(scope).get(_address(newsroom.published(contacts=[DUTY])))
    assert checked(answer, 403)["scope"] == "syndicate"
    assert "'syndicate' or 'embargo'" in answer.json()["detail"]


def test_what_is_not_public_is_answered_as_what_never_was(newsroom: Newsroom) -> None:
    partner = newsroom.as_key(Scope.SYNDICATE, organisation="open-harbour")
    ours = newsroom.draft(contacts=[DUTY], organisation={"name": "Open Harbour"})
    theirs = newsroom.published(contacts=[DUTY], organisation={"name": "Other Office"})
    for name in (UNKNOWN, ours["id"], theirs["id"]):
        answer = partner.get(f"/v1/releases/{name}/contacts")
        assert answer.status_code == 404
        assert "Duty" not in answer.text


@pytest.mark.parametrize("scope", [Scope.SYNDICATE, Scope.EMBARGO])
def test_partners_get_all_contacts_and_no_cache_keeps_them(
    newsroom: Newsroom, scope: Scope
) -> None:
    public = newsroom.published(contacts=[DESK, DUTY])
    answer = newsroom.as_key(scope).get(_address(public))
    assert answer.headers["cache-control"] == "private, no-store"
    found = checked(answer, 200)
    assert [(one["name"], one["audience"]) for one in found["data"]] == [
        ("Press desk", "public"),
        ("Duty officer", "partners"),
    ]
    assert found["data"][1]["phone_uri"] == "tel:+41227179111;ext=22"
    assert found["meta"] == {"total": 2}
    assert checked(newsroom.api.get(found["links"]["release"]), 200)["id"] == public["id"]


def test_contacts_are_those_of_the_words_that_are_public(newsroom: Newsroom) -> None:
    partner = newsroom.as_key(Scope.SYNDICATE)
    public = newsroom.published(contacts=[DESK])
    edited = newsroom.edit(public, contacts=[DESK, DUTY])
    assert checked(partner.get(_address(public)), 200)["meta"] == {"total": 1}
    newsroom.act(edited, "update")
    assert checked(partner.get(_address(public)), 200)["meta"] == {"total": 2}


def test_a_withdrawn_release_has_its_notice_and_no_contacts(newsroom: Newsroom) -> None:
    public = newsroom.published(contacts=[DUTY])
    newsroom.act(public, "withdraw", notice="Issued in error.")
    answer = newsroom.as_key(Scope.SYNDICATE).get(_address(public))
    assert checked(answer, 410)["notice"]["text"] == "Issued in error."
    assert "Duty" not in answer.text


def test_under_embargo_partners_see_whom_they_may_ask(newsroom: Newsroom) -> None:
    clock = Clock(newsroom.app)
    assert clock.at == T
    draft = newsroom.draft(contacts=[DESK, DUTY])
    scheduled = newsroom.act(draft, "schedule", at=instant(T + HOUR))
    partner = newsroom.as_key(Scope.EMBARGO)
    early = checked(partner.get(f"/v1/embargoed/releases/{scheduled['id']}"), 200)
    assert [one["name"] for one in early["contacts"]] == ["Press desk", "Duty officer"]
    assert partner.get(_address(scheduled)).status_code == 404
    clock.at = T + HOUR
    assert checked(partner.get(_address(scheduled)), 200)["data"] == early["contacts"]


def test_a_national_number_is_of_the_country_of_the_dateline(newsroom: Newsroom) -> None:
    contacts = [{"name": "Desk", "phone": "0312 454 11 00"}]
    draft = newsroom.draft(dateline={"text": "Ankara, Türkiye"}, contacts=contacts)
    assert draft["contacts"][0]["phone_international"] == "+90 312 454 11 00"
    answer = newsroom.desk.post(EDITORIAL, json={"title": "T", "contacts": contacts})
    (error,) = checked(answer, 422)["errors"]
    assert error["pointer"] == "#/contacts/0/phone"
    assert "+44" in error["detail"]
    moved = newsroom.edit(draft, dateline=None, title="The number stays as it was read")
    assert moved["contacts"] == draft["contacts"]


def test_contacts_that_were_shown_can_be_sent_back(newsroom: Newsroom) -> None:
    hours = {"days": ["monday"], "opens": "09:00", "closes": "17:00", "zone": "Europe/Istanbul"}
    draft = newsroom.draft(contacts=[DESK | {"hours": hours, "languages": ["tr"]}, DUTY])
    shown = draft["contacts"]
    assert newsroom.edit(draft, contacts=shown, title="Other")["contacts"] == shown
