"""What accredited partners read before the instant, and that it is written down."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from app.auth.caller import Scope
from app.auth.models import AuditEntry
from tests.behaviour.clock import HOUR, Clock, T, instant
from tests.newsroom import EDITORIAL, Newsroom, checked

EMBARGOED = "/v1/embargoed/releases"
UNKNOWN = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"


@pytest.fixture
def clock(newsroom: Newsroom) -> Clock:
    return Clock(newsroom.app)


def under_embargo(newsroom: Newsroom, at: datetime = T + HOUR, **members: object) -> str:
    words = {"title": "Ferry fares to fall", "body_text": "Sealed."} | members
    scheduled = newsroom.act(newsroom.draft(**words), "schedule", at=instant(at))
    return str(scheduled["id"])


def test_a_release_under_embargo_says_until_when_and_is_kept_by_no_cache(
    newsroom: Newsroom, clock: Clock
) -> None:
    assert clock.at == T
    release_id = under_embargo(newsroom, locations=["TR"], internal_note="not for partners")
    partner = newsroom.as_key(Scope.EMBARGO)
    for answer in (partner.get(f"{EMBARGOED}/{release_id}"), partner.get(EMBARGOED)):
        assert answer.headers["cache-control"] == "private, no-store"
        assert "etag" not in answer.headers
        body = checked(answer, 200)
        release = body["data"][0] if "data" in body else body
        assert release["id"] == release_id
        assert release["embargo_until"] == release["usable_from"] == "2031-03-03T10:00:00Z"
        assert release["usable"] is False
        assert release["body_text"] == "Sealed."
        assert release["locations"][0]["name"] == "Türkiye"
        assert "not for partners" not in answer.text


def test_it_reads_as_it_will_be_public(newsroom: Newsroom, clock: Clock) -> None:
    release_id = under_embargo(newsroom, themes=["health"])
    partner = newsroom.as_key(Scope.EMBARGO)
    early = checked(partner.get(f"{EMBARGOED}/{release_id}"), 200)
    clock.at = T + HOUR
    public = checked(newsroom.api.get(f"/v1/releases/{release_id}"), 200)
    differ = {name for name in public if name in early and early[name] != public[name]}
    assert differ == {"usable", "usable_from", "modified_at"}
    assert partner.get(f"{EMBARGOED}/{release_id}").status_code == 404
    assert checked(partner.get(EMBARGOED), 200)["data"] == []


def test_what_is_not_under_embargo_is_answered_as_what_never_was(
    newsroom: Newsroom, clock: Clock
) -> None:
    assert clock.at == T
    partner = newsroom.as_key(Scope.EMBARGO)
    never = partner.get(f"{EMBARGOED}/{UNKNOWN}", headers={"X-Request-Id": "the-same-id"})
    assert never.status_code == 404
    for hidden in (newsroom.draft(), newsroom.published()):
        answer = partner.get(f"{EMBARGOED}/{hidden['id']}", headers={"X-Request-Id": "the-same-id"})
        assert (answer.status_code, answer.content) == (404, never.content)


def test_only_the_scope_embargo_opens_it(newsroom: Newsroom) -> None:
    for path in (EMBARGOED, f"{EMBARGOED}/{UNKNOWN}"):
        assert newsroom.api.get(path).status_code == 401
        assert newsroom.desk.get(path).status_code == 403
    assert newsroom.as_key(Scope.EMBARGO).get("/v1/editorial/releases").status_code == 403


def test_a_key_of_an_organisation_reads_only_its_releases(newsroom: Newsroom, clock: Clock) -> None:
    assert clock.at == T
    own = under_embargo(newsroom, organisation={"name": "Open Harbour"})
    others = under_embargo(newsroom, organisation={"name": "Other Office"})
    partner = newsroom.as_key(Scope.EMBARGO, organisation="open-harbour")
    page = checked(partner.get(EMBARGOED), 200)
    assert [release["id"] for release in page["data"]] == [own]
    assert page["meta"]["total"] == 1
    assert partner.get(f"{EMBARGOED}/{others}").status_code == 404


def test_pages_follow_the_order_of_the_instants(newsroom: Newsroom, clock: Clock) -> None:
    assert clock.at == T
    hours = (5, 1, 3, 3, 2)
    made = {under_embargo(newsroom, T + hour * HOUR): hour for hour in hours}
    partner = newsroom.as_key(Scope.EMBARGO)
    address, seen = f"{EMBARGOED}?limit=2", []
    while address:
        page = checked(partner.get(address), 200)
        assert page["meta"]["total"] == len(hours)
        seen += [release["id"] for release in page["data"]]
        address = page["links"].get("next")
    assert [made[release_id] for release_id in seen] == [1, 2, 3, 3, 5]
    assert len(set(seen)) == len(hours)
    other = newsroom.as_key(Scope.EMBARGO, organisation="elsewhere")
    first = checked(partner.get(f"{EMBARGOED}?limit=2"), 200)
    assert other.get(first["links"]["next"]).status_code == 422


def readings(newsroom: Newsroom) -> list[AuditEntry]:
    with newsroom.database.read() as session:
        asked = select(AuditEntry).where(col(AuditEntry.act) == "read-embargoed")
        return list(session.exec(asked.order_by(col(AuditEntry.id))))


def test_who_read_what_is_in_the_audit_log_once_for_each_revision_and_day(
    newsroom: Newsroom, clock: Clock
) -> None:
    first, second = under_embargo(newsroom), under_embargo(newsroom, T + 2 * HOUR)
    partner = newsroom.as_key(Scope.EMBARGO)
    clock.at = T + timedelta(minutes=5)
    partner.get(f"{EMBARGOED}/{first}", headers={"X-Request-Id": "read-by-a-partner"})
    partner.get(EMBARGOED)
    partner.get(f"{EMBARGOED}/{UNKNOWN}")
    partner.get(f"{EMBARGOED}/{first}")
    entries = readings(newsroom)
    assert [entry.subject_id for entry in entries] == [first, second]
    assert {entry.at for entry in entries} == {clock.at}
    assert all(entry.principal.startswith("key:") for entry in entries)
    assert entries[0].request_id == "read-by-a-partner"
    newsroom.edit(checked(newsroom.desk.get(f"{EDITORIAL}/{first}"), 200), body_text="Newer.")
    partner.get(EMBARGOED)
    assert [entry.subject_id for entry in readings(newsroom)] == [first, second, first]
    newsroom.as_key(Scope.EMBARGO).get(f"{EMBARGOED}/{first}")
    assert len({entry.principal for entry in readings(newsroom)}) == 2
    audit = checked(newsroom.desk.get(f"{EDITORIAL}/{first}/audit"), 200)["data"]
    assert [one["details"]["revision"] for one in audit if one["act"] == "read-embargoed"] == [
        2,
        2,
        1,
    ]


def test_a_reading_of_the_next_day_is_another_entry(newsroom: Newsroom, clock: Clock) -> None:
    release_id = under_embargo(newsroom, T + 40 * HOUR)
    partner = newsroom.as_key(Scope.EMBARGO)
    for hours in (0, 14, 15, 16):
        clock.at = T + hours * HOUR
        checked(partner.get(f"{EMBARGOED}/{release_id}"), 200)
    assert [entry.at for entry in readings(newsroom)] == [T, T + 15 * HOUR]


def test_a_revoked_key_reads_nothing_from_its_next_request_on(
    newsroom: Newsroom, clock: Clock
) -> None:
    release_id = under_embargo(newsroom)
    partner = newsroom.as_key(Scope.EMBARGO)
    checked(partner.get(f"{EMBARGOED}/{release_id}"), 200)
    (entry,) = readings(newsroom)
    keys = newsroom.as_key(Scope.ADMIN)
    checked(keys.delete(f"/v1/keys/{entry.principal.removeprefix('key:')}"), 200)
    assert partner.get(f"{EMBARGOED}/{release_id}").status_code == 401
    assert clock.at == T


def test_a_release_that_is_held_back_is_not_told(newsroom: Newsroom, clock: Clock) -> None:
    """Its instant is past, so a machine might take it for free."""
    release_id = under_embargo(newsroom)
    working = checked(newsroom.desk.get(f"/v1/editorial/releases/{release_id}"), 200)
    newsroom.edit(working, published_at=instant(T + 9 * HOUR))
    clock.at = T + HOUR
    partner = newsroom.as_key(Scope.EMBARGO)
    assert checked(partner.get(EMBARGOED), 200)["data"] == []
    assert partner.get(f"{EMBARGOED}/{release_id}").status_code == 404
    held = checked(newsroom.desk.get(f"/v1/editorial/releases/{release_id}"), 200)
    assert held["state"] == "scheduled"
    assert "in the future" in held["held_back"]
