"""Events arrive signed, at least once, in order for each release, and without withdrawn texts."""

import time
from datetime import timedelta

import pytest
from standardwebhooks import Webhook

from app.base import clock
from tests.newsroom import checked
from tests.partners.partner import SUBSCRIPTIONS, Partner
from tests.partners.receiver import VERIFICATION, Receiver, closed_port, receiving
from tests.waiting import until

TURKISH = {"locations": ["TR"]}


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_an_event_is_the_public_document_signed_with_the_secret(partner: Partner) -> None:
    with receiving() as receiver:
        made = partner.verified(receiver)
        release = partner.newsroom.published(title="Çeşme ferries resume")
        until(receiver.taken)
        (got,) = receiver.taken()
    event = Webhook(made["secret"]).verify(got.body, dict(got.headers))
    assert event["type"] == "release.published"
    entry = partner.newsroom.api.get("/v1/changes?since=0").json()["data"][0]
    # The position in the log is that of whoever asks, so that what is sent has none.
    assert event["data"] == {name: entry[name] for name in entry if name != "cursor"}
    assert event["data"]["document"]["title"] == "Çeşme ferries resume"
    assert event["timestamp"] == entry["at"]
    until(lambda: partner.deliveries(made)[0]["state"] == "delivered")
    (delivery,) = partner.deliveries(made)
    assert delivery["webhook_id"] == got.id
    assert delivery["release_id"] == release["id"]
    health = partner.read(made)["health"]
    assert health["last_success_at"] is not None
    assert health["backlog"] == 0


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_nothing_is_sent_before_the_challenge_is_answered(partner: Partner) -> None:
    with receiving(Receiver(answers_challenges=False)) as receiver:
        made = partner.subscribe(receiver.url)
        until(lambda: receiver.calls)
        partner.newsroom.published()
        until(lambda: partner.read(made)["health"]["last_failure"] == "challenge-not-answered")
        assert {call.kind for call in receiver.calls} == {VERIFICATION}
        Webhook(made["secret"]).verify(receiver.calls[0].body, dict(receiver.calls[0].headers))
        receiver.answers_challenges = True
        partner.act(made, "verify", 202)
        until(receiver.taken)
    assert partner.read(made)["state"] == "active"
    assert [got.kind for got in receiver.taken()] == ["release.published"]


def test_a_correction_a_departure_and_a_withdrawal_are_told_as_such(partner: Partner) -> None:
    with receiving() as receiver:
        partner.verified(receiver, selection="location=TR")
        release = partner.newsroom.published(**TURKISH)
        partner.newsroom.published(locations=["GR"])
        until(lambda: len(receiver.taken()) == 1)
        release = partner.corrected(release, "Ferries resume")
        until(lambda: len(receiver.taken()) == 2)
        release = partner.newsroom.act(partner.newsroom.edit(release, locations=["GR"]), "update")
        until(lambda: len(receiver.taken()) == 3)
        other = partner.newsroom.published(**TURKISH)
        until(lambda: len(receiver.taken()) == 4)
        partner.withdrawn(other)
        until(lambda: len(receiver.taken()) == 5)
        kinds = [got.kind.removeprefix("release.") for got in receiver.taken()]
    assert kinds == ["published", "corrected", "left", "published", "withdrawn"]
    corrected, left, withdrawn = (receiver.taken()[place].event["data"] for place in (1, 2, 4))
    assert corrected["note"]["note"] == "A name was wrong."
    assert left["document"] is None
    assert withdrawn["document"] is None
    assert withdrawn["note"]["text"] == "Issued in error."
    assert withdrawn["url"] in withdrawn["addresses"]
    assert "Ferry service" not in receiver.taken()[4].body.decode()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_every_try_has_the_same_id_and_body_and_a_timestamp_of_its_own(partner: Partner) -> None:
    """Case HOOK-1: 500, half an answer, 302, 429 with Retry-After, then 200."""
    receiver = Receiver(statuses=[500, None, 302, 429, 200])
    receiver.headers = {302: {"Location": "/other"}, 429: {"Retry-After": "2"}}
    with receiving(receiver):
        made = partner.verified(receiver)
        partner.newsroom.published()
        until(receiver.taken)
        time.sleep(0.5)
        got = receiver.events()
    assert [one.status for one in got] == [500, 0, 302, 429, 200]
    assert len({one.id for one in got}) == 1
    assert len({one.body for one in got}) == 1
    assert len({one.headers["webhook-timestamp"] for one in got}) > 1
    assert got[4].at - got[3].at >= 1.9
    for one in got:
        Webhook(made["secret"]).verify(one.body, dict(one.headers))
    assert not receiver.events("/other")
    until(lambda: partner.deliveries(made)[0]["state"] == "delivered")
    (delivery,) = partner.deliveries(made)
    assert (delivery["tries"], delivery["last_status"]) == (5, 200)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_during_an_overlap_both_secrets_sign(partner: Partner) -> None:
    with receiving() as receiver:
        made = partner.verified(receiver)
        rotated = partner.act(made, "rotate", 201, overlap_hours=1)
        partner.act(made, "test", 202)
        until(receiver.taken)
        last = partner.act(made, "rotate", 201, overlap_hours=0)
        partner.act(made, "test", 202)
        until(lambda: len(receiver.taken()) == 2)
        first, second = receiver.taken()
    for secret in (made["secret"], rotated["secret"]):
        assert Webhook(secret).verify(first.body, dict(first.headers))["type"] == (
            "subscription.test"
        )
    assert len(second.headers["webhook-signature"].split(" ")) == 1
    assert Webhook(last["secret"]).verify(second.body, dict(second.headers))


def test_410_ends_it_and_a_new_challenge_begins_it_where_it_ended(partner: Partner) -> None:
    with receiving(Receiver(statuses=[410])) as receiver:
        made = partner.verified(receiver)
        partner.newsroom.published()
        ended = partner.reaches(made, "ended")
        assert "verify" in ended["health"]["remedy"]
        partner.newsroom.published()
        time.sleep(0.5)
        assert len(receiver.events()) == 1
        partner.act(made, "verify", 202)
        until(lambda: len(receiver.taken()) == 2)


def test_a_run_of_failures_leaves_a_receiver_alone_until_it_is_back(partner: Partner) -> None:
    receiver = Receiver()
    with receiving(receiver):
        made = partner.verified(receiver)
    for _ in range(6):
        partner.newsroom.published()
    until(lambda: partner.read(made)["health"]["backlog"] == 6)
    failing = partner.reaches(made, "failing")["health"]
    assert failing["last_failure"] == "no-connection"
    assert failing["failures_in_a_row"] >= 5
    assert failing["failing_since"] is not None
    assert "Repair" in failing["remedy"]
    with receiving(receiver):
        until(lambda: len(receiver.taken()) == 6)
        until(lambda: partner.read(made)["health"]["backlog"] == 0)
    health = partner.reaches(made, "active")["health"]
    assert (health["failures_in_a_row"], health["backlog"], health["remedy"]) == (0, 0, None)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_receiver_that_hangs_delays_no_other(partner: Partner) -> None:
    with receiving(Receiver(hang_seconds=3)) as slow, receiving() as quick:
        partner.verified(slow)
        partner.verified(quick)
        begun = time.time()
        for _ in range(8):
            partner.newsroom.published()
        until(lambda: len(quick.taken()) == 8)
        assert quick.taken()[-1].at - begun < 3


def test_the_text_of_a_release_that_is_withdrawn_by_now_is_never_sent(partner: Partner) -> None:
    with receiving() as receiver:
        made = partner.verified(receiver)
        partner.act(made, "pause")
        release = partner.newsroom.published(title="Sealedword arrives")
        partner.corrected(release, "Sealedword arrives late")
        kept = partner.newsroom.published()
        etag = partner.newsroom.desk.get(f"/v1/editorial/releases/{release['id']}").json()["etag"]
        partner.withdrawn({**release, "etag": etag})
        partner.act(made, "resume")
        until(lambda: len(receiver.taken()) == 2)
        until(lambda: partner.read(made)["health"]["backlog"] == 0)
    told = {got.event["data"]["release_id"]: got.kind for got in receiver.events()}
    assert told == {release["id"]: "release.withdrawn", kept["id"]: "release.published"}
    assert all(b"Sealedword" not in got.body for got in receiver.calls)
    until(lambda: partner.read(made)["health"]["backlog"] == 0)
    states = {(one["kind"], one["state"]) for one in partner.deliveries(made)}
    assert ("published", "superseded") in states
    assert ("corrected", "superseded") in states


def test_who_has_a_text_is_told_that_it_left_though_it_is_withdrawn_by_now(
    partner: Partner,
) -> None:
    with receiving() as receiver:
        made = partner.verified(receiver, selection="location=TR")
        release = partner.newsroom.published(**TURKISH)
        until(receiver.taken)
        partner.act(made, "pause")
        moved = partner.newsroom.edit(release, locations=["GR"])
        partner.withdrawn(partner.newsroom.act(moved, "update"))
        partner.act(made, "resume")
        until(lambda: len(receiver.taken()) == 2)
        until(lambda: partner.read(made)["health"]["backlog"] == 0)
    assert [got.kind for got in receiver.taken()] == ["release.published", "release.left"]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_text_that_is_not_the_newest_any_more_is_left_out(partner: Partner) -> None:
    with receiving() as receiver:
        made = partner.verified(receiver)
        partner.act(made, "pause")
        release = partner.newsroom.published(title="Oldword")
        partner.corrected(release, "Newword")
        partner.act(made, "resume")
        until(lambda: len(receiver.taken()) == 2)
    first, second = (got.event["data"] for got in receiver.taken())
    assert [first["kind"], second["kind"]] == ["published", "corrected"]
    assert first["document"] is None
    assert second["document"]["title"] == "Newword"


def test_who_was_told_of_a_release_is_told_of_its_withdrawal_under_any_selection(
    partner: Partner,
) -> None:
    with receiving() as receiver:
        made = partner.verified(receiver)
        release = partner.newsroom.published(**TURKISH)
        until(receiver.taken)
        changed = partner.client.patch(
            f"{SUBSCRIPTIONS}/{made['id']}",
            headers={"If-Match": "*", "Content-Type": "application/merge-patch+json"},
            json={"selection": "location=GR", "kinds": ["published"]},
        )
        checked(changed, 200)
        partner.act(made, "pause")
        release = partner.newsroom.act(partner.newsroom.edit(release, title="Later"), "update")
        partner.withdrawn(release)
        partner.act(made, "resume")
        until(lambda: len(receiver.taken()) == 2)
        until(lambda: partner.read(made)["health"]["backlog"] == 0)
    told = [got.kind for got in receiver.events()]
    assert told == ["release.published", "release.withdrawn"]


def test_one_event_and_all_since_an_instant_are_sent_again_under_their_ids(
    partner: Partner,
) -> None:
    with receiving() as receiver:
        made = partner.verified(receiver)
        before = clock.now() - timedelta(seconds=1)
        for _ in range(3):
            partner.newsroom.published()
        until(lambda: len(receiver.taken()) == 3)
        until(lambda: all(one["state"] == "delivered" for one in partner.deliveries(made)))
        first = partner.deliveries(made)[-1]
        address = f"{SUBSCRIPTIONS}/{made['id']}/deliveries/{first['id']}/replay"
        checked(partner.client.post(address), 202)
        until(lambda: len(receiver.taken()) == 4)
        assert receiver.taken()[3].id == first["webhook_id"]
        partner.act(made, "replay", 202, since=before.isoformat())
        until(lambda: len(receiver.taken()) == 7)
    ids = [got.id for got in receiver.taken()]
    assert sorted(ids[4:]) == sorted(ids[:3])


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_what_happens_in_a_pause_is_told_after_it(partner: Partner) -> None:
    with receiving() as receiver:
        made = partner.verified(receiver)
        assert partner.act(made, "pause")["state"] == "paused"
        partner.newsroom.published()
        time.sleep(0.6)
        assert not receiver.events()
        assert partner.act(made, "resume")["state"] == "active"
        until(receiver.taken)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_the_format_ninjs_tells_the_same_as_news_objects(partner: Partner) -> None:
    with receiving() as receiver:
        partner.verified(receiver, format="ninjs")
        release = partner.newsroom.published(body_text="Boats sail again.")
        until(receiver.taken)
        partner.withdrawn(release)
        until(lambda: len(receiver.taken()) == 2)
        published, withdrawn = (got.event["data"] for got in receiver.taken())
    assert published["uri"] == withdrawn["uri"] == f"urn:uuid:{release['id']}"
    assert published["pubStatus"] == "usable"
    assert published["headlines"][0]["value"] == "Ferry service resumes"
    assert withdrawn["pubStatus"] == "canceled"
    assert "bodies" not in withdrawn


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_receiver_that_is_private_is_not_called_though_it_was_subscribed(
    partner: Partner,
) -> None:
    """The setting was taken back, or the name leads elsewhere now: looked at before each call."""
    with receiving() as receiver:
        made = partner.verified(receiver)
        partner.webhooks._client._allow_private = False
        partner.newsroom.published()
        until(lambda: partner.read(made)["health"]["last_failure"] == "address-not-allowed")
        assert not receiver.events()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_port_where_nobody_listens_is_told_as_no_more_than_that(partner: Partner) -> None:
    made = partner.subscribe(f"http://127.0.0.1:{closed_port()}/h")
    until(lambda: partner.read(made)["health"]["last_failure"] == "no-connection")
    assert partner.read(made)["state"] == "unverified"


def test_a_release_that_is_public_again_is_sent_again(partner: Partner) -> None:
    with receiving() as receiver:
        partner.verified(receiver)
        gone = partner.withdrawn(partner.newsroom.published())
        partner.newsroom.act(gone, "publish")
        until(lambda: len(receiver.taken()) >= 2 and receiver.taken()[-1].event["data"]["document"])
        assert receiver.taken()[-1].kind == "release.published"
