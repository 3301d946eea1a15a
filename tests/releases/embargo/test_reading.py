"""What groups of partners read before the instant of a release, each from its own instant on."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.auth.caller import Scope
from app.auth.keys import mint_key
from app.base import clock as real_clock
from app.releases.schedule import due
from tests.behaviour.clock import HOUR, Clock, T, instant
from tests.client import Client
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.statements import counted

EMBARGOED = "/v1/embargoed/releases"
GROUPS = "/v1/editorial/embargo-groups"
UNKNOWN = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"
LIFT = T + 10 * HOUR


@pytest.fixture
def clock(newsroom: Newsroom) -> Clock:
    return Clock(newsroom.app)


def member_of(newsroom: Newsroom, *names: str) -> Client:
    """A partner's key in new groups of these names."""
    admin = newsroom.as_key(Scope.ADMIN)
    with newsroom.database.write() as session:
        minted = mint_key(session, name="partner", scopes=[Scope.EMBARGO], at=real_clock.now())
    for name in names:
        group = checked(admin.post(GROUPS, json={"name": name}), 201)
        principal = {"principal": f"key:{minted.row.id}"}
        checked(admin.post(f"{GROUPS}/{group['id']}/members", json=principal), 200)
    return Client(newsroom.app, Authorization=f"Bearer {minted.text}")


def scheduled(newsroom: Newsroom, *groups: Any, **members: Any) -> dict[str, Any]:
    given = [{"group": one} if isinstance(one, str) else one for one in groups]
    draft = newsroom.draft(**members)
    return newsroom.act(draft, "schedule", at=instant(LIFT), embargo_groups=given)


def seen(partner: Client) -> list[str]:
    page = checked(partner.get(EMBARGOED), 200)
    ids = [release["id"] for release in page["data"]]
    assert page["meta"]["total"] == len(ids)
    return ids


def test_each_group_reads_from_its_instant_to_the_very_lift(
    newsroom: Newsroom, clock: Clock
) -> None:
    early, late = member_of(newsroom, "early"), member_of(newsroom, "late")
    later = {"group": "late", "readable_from": instant(T + 2 * HOUR)}
    release = scheduled(newsroom, "early", later)
    assert (seen(early), seen(late)) == ([release["id"]], [])
    clock.at = T + 2 * HOUR - clock_tick()
    assert late.get(f"{EMBARGOED}/{release['id']}").status_code == 404
    clock.at = T + 2 * HOUR
    assert (seen(early), seen(late)) == ([release["id"]], [release["id"]])
    clock.at = LIFT - clock_tick()
    checked(late.get(f"{EMBARGOED}/{release['id']}"), 200)
    assert newsroom.public_ids() == []
    clock.at = LIFT
    assert newsroom.public_ids() == [release["id"]]
    assert (seen(early), seen(late)) == ([], [])
    assert late.get(f"{EMBARGOED}/{release['id']}").status_code == 404


def clock_tick() -> Any:
    return HOUR / 3_600_000_000


def test_who_is_in_no_group_of_it_is_answered_as_if_it_never_was(
    newsroom: Newsroom, clock: Clock
) -> None:
    assert clock.at == T
    member, stranger = member_of(newsroom, "wires"), newsroom.as_key(Scope.EMBARGO)
    hidden = [scheduled(newsroom, "wires", title=f"Sealed {number}") for number in range(3)]
    assert len(seen(member)) == len(hidden)
    open_to_all = newsroom.act(newsroom.draft(title="For all"), "schedule", at=instant(LIFT))
    for headers in ({}, {"If-Match": hidden[0]["etag"]}, {"If-None-Match": "*"}):
        given = {"X-Request-Id": "the-same-id", **headers}
        never = stranger.get(f"{EMBARGOED}/{UNKNOWN}", headers=given)
        answer = stranger.get(f"{EMBARGOED}/{hidden[0]['id']}", headers=given)
        assert (answer.status_code, answer.content) == (404, never.content)
        assert answer.headers.items() >= {"cache-control": never.headers["cache-control"]}.items()
    page = checked(stranger.get(f"{EMBARGOED}?limit=1"), 200)
    assert [one["id"] for one in page["data"]] == [open_to_all["id"]]
    assert (page["meta"]["total"], page["links"]) == (1, {})


def test_a_cursor_of_one_key_is_none_of_another(newsroom: Newsroom, clock: Clock) -> None:
    assert clock.at == T
    member = member_of(newsroom, "wires")
    for number in range(2):
        scheduled(newsroom, "wires", title=f"Sealed {number}")
    following = checked(member.get(f"{EMBARGOED}?limit=1"), 200)["links"]["next"]
    assert len(checked(member.get(following), 200)["data"]) == 1
    assert newsroom.as_key(Scope.EMBARGO).get(following).status_code == 422


def test_administrators_read_what_is_for_groups_as_members_alone(
    newsroom: Newsroom, clock: Clock
) -> None:
    assert clock.at == T
    member_of(newsroom, "wires")
    scheduled(newsroom, "wires")
    assert seen(newsroom.as_key(Scope.ADMIN)) == []


def test_a_new_schedule_keeps_the_groups_unless_it_names_others(
    newsroom: Newsroom, clock: Clock
) -> None:
    assert clock.at == T
    member, stranger = member_of(newsroom, "wires"), newsroom.as_key(Scope.EMBARGO)
    release = scheduled(newsroom, "wires")
    release = newsroom.act(release, "schedule", at=instant(LIFT + HOUR))
    assert [one["group"] for one in release["embargo_groups"]] == ["wires"]
    assert (seen(member), seen(stranger)) == ([release["id"]], [])
    release = newsroom.act(release, "schedule", at=instant(LIFT), embargo_groups=[])
    assert (seen(member), seen(stranger)) == ([], [])
    release = newsroom.act(release, "schedule", at=instant(LIFT), embargo_groups=None)
    assert release["embargo_groups"] is None
    assert (seen(member), seen(stranger)) == ([release["id"]], [release["id"]])


def test_a_release_that_was_unscheduled_has_no_groups_left(
    newsroom: Newsroom, clock: Clock
) -> None:
    assert clock.at == T
    member, stranger = member_of(newsroom, "wires"), newsroom.as_key(Scope.EMBARGO)
    draft = newsroom.act(scheduled(newsroom, "wires"), "unschedule")
    assert draft["embargo_groups"] is None
    assert seen(member) == []
    newsroom.act(draft, "schedule", at=instant(LIFT))
    assert (len(seen(member)), len(seen(stranger))) == (1, 1)


def test_a_group_may_be_given_a_time_on_a_clock_which_follows_the_rules_of_its_zone(
    newsroom: Newsroom, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = member_of(newsroom, "wires")
    local = {"group": "wires", "local_time": "2031-03-03T14:00", "zone": "Europe/Istanbul"}
    release = scheduled(newsroom, local)
    assert release["embargo_groups"] == [{**local, "readable_from": "2031-03-03T11:00:00Z"}]
    clock.at = T + 2 * HOUR - clock_tick()
    assert seen(member) == []
    # The rules of the zone change: its clocks are an hour behind from now on.
    utc_plus_two = ZoneInfo("Africa/Cairo")
    monkeypatch.setattr("app.releases.wall_clock.ZoneInfo", lambda _name: utc_plus_two)
    with newsroom.database.write() as session:
        assert due.refresh_zones(session, clock.at) == 1
    clock.at = T + 3 * HOUR - clock_tick()
    assert seen(member) == []
    clock.at = T + 3 * HOUR
    assert seen(member) == [release["id"]]
    audit = checked(newsroom.desk.get(f"{EDITORIAL}/{release['id']}/audit"), 200)["data"]
    moved = next(one for one in audit if one["act"] == "schedule")
    assert moved["principal"] == "zone-rules"
    assert moved["details"]["embargo_groups"] == ["wires"]


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"readable_from": instant(LIFT)}, "#/embargo_groups/0/readable_from"),
        ({"readable_from": "soon"}, "#/embargo_groups/0/readable_from"),
        ({"local_time": "2031-03-03T14:00"}, "#/embargo_groups/0"),
        ({"local_time": "14:00", "zone": "UTC"}, "#/embargo_groups/0/local_time"),
        ({"local_time": "2031-03-03T14:00", "zone": "Moon"}, "#/embargo_groups/0/zone"),
        (
            {"local_time": "2031-03-30T02:30", "zone": "Europe/Paris"},
            "#/embargo_groups/0/local_time",
        ),
        (
            {"local_time": "2031-03-03T23:00", "zone": "UTC"},
            "#/embargo_groups/0/local_time",
        ),
    ],
)
def test_an_instant_that_cannot_be_is_refused_with_its_place(
    newsroom: Newsroom, clock: Clock, given: dict[str, str], pointer: str
) -> None:
    assert clock.at == T
    member_of(newsroom, "wires")
    draft = newsroom.draft()
    answer = newsroom.desk.post(
        f"{EDITORIAL}/{draft['id']}/schedule",
        json={"at": instant(LIFT), "embargo_groups": [{"group": "wires", **given}]},
        headers={"If-Match": draft["etag"]},
    )
    assert [one["pointer"] for one in checked(answer, 422)["errors"]] == [pointer]
    assert checked(newsroom.desk.get(f"{EDITORIAL}/{draft['id']}"), 200)["state"] == "draft"


def test_a_batch_schedules_for_groups_too(newsroom: Newsroom, clock: Clock) -> None:
    assert clock.at == T
    member, stranger = member_of(newsroom, "wires"), newsroom.as_key(Scope.EMBARGO)
    draft = newsroom.draft()
    act = {
        "act": "schedule",
        "id": draft["id"],
        "if_match": draft["etag"],
        "at": instant(LIFT),
        "embargo_groups": [{"group": "wires"}],
    }
    checked(newsroom.desk.post(f"{EDITORIAL}:batch", json={"acts": [act]}), 200)
    assert (seen(member), seen(stranger)) == ([draft["id"]], [])


def test_groups_cost_one_statement_for_a_page_of_working_copies_and_none_without(
    newsroom: Newsroom, clock: Clock
) -> None:
    assert clock.at == T
    member_of(newsroom, "wires")

    def cost() -> int:
        with counted(newsroom.database) as statements:
            checked(newsroom.desk.get(EDITORIAL), 200)
        return len(statements)

    newsroom.act(newsroom.draft(), "schedule", at=instant(LIFT))
    cost()  # the first request reads the key of cursors
    plain = cost()
    scheduled(newsroom, "wires", title="Sealed 1")
    one = cost()
    scheduled(newsroom, "wires", title="Sealed 2")
    assert (one, cost()) == (plain + 1, plain + 1)


def test_the_log_that_the_stream_and_webhooks_are_made_of_tells_nothing_before_the_lift(
    newsroom: Newsroom, clock: Clock
) -> None:
    assert clock.at == T
    member = member_of(newsroom, "wires")
    before = checked(member.get("/v1/changes"), 200)
    release = scheduled(newsroom, "wires")
    assert seen(member) == [release["id"]]
    after = checked(member.get("/v1/changes"), 200)
    assert after["meta"]["head"] == before["meta"]["head"]
    assert after["data"] == before["data"] == []
