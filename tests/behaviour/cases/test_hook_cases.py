"""Cases HOOK-1 and HOOK-2 through the whole service: one event a fact, and none of a draft.

HOOK-1: documenso/documenso#3204, Vexa-ai/vexa#519, mohamedboukari/bunmail#57,
SatyamPandey-07/WorkSphere#481, NousResearch/hermes-agent#20518, TryGhost/Ghost#30640,
getfider/fider#1494 (its vector, its receiver and its addresses: tests/syndication).
HOOK-2: strapi/strapi#12290, craftcms/webhooks#17, storyblok/storyblok#575, svandragt/lamb#330,
omnivore-app/omnivore#1032, manton/JSONFeed#171, sissbruecker/linkding#1115, pkp/pkp-lib#6685.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from app.base import clock
from app.base.settings import Settings
from app.outbound.client import GuardedClient
from app.webhooks.delivery.worker import Webhooks
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.partners.partner import Partner
from tests.partners.receiver import receiving
from tests.waiting import until

SECOND = timedelta(seconds=1)


@pytest.fixture
def partner(settings: Settings) -> Iterator[Partner]:
    """A partner of a newsroom whose webhooks are sent, also what is due by itself."""
    development = settings.model_copy(
        update={"callbacks_to_private_hosts": True, "webhook_first_pause_seconds": 0.2}
    )
    opened = Partner(development)
    opened.newsroom.follower.start()
    yield opened
    opened.newsroom.follower.stop()
    opened.close()


def _another_worker(partner: Partner) -> Webhooks:
    """Another process, as far as the database can tell."""
    newsroom, client = partner.newsroom, GuardedClient(allow_private=True)
    index = newsroom.app.state.follower.snapshot
    return Webhooks(newsroom.database, index, newsroom.settings, client)


def _scheduled(newsroom: Newsroom, ahead: timedelta) -> dict[str, Any]:
    release = newsroom.draft(title="Under embargo")
    return newsroom.act(release, "schedule", at=(clock.now() + ahead).isoformat())


def test_hook_1_the_end_of_an_embargo_is_one_event_whoever_sends(partner: Partner) -> None:
    other = _another_worker(partner)
    other.start()
    with receiving() as receiver:
        for number in range(6):
            partner.verified(receiver, path=f"/{number}")
        release = _scheduled(partner.newsroom, SECOND)
        until(lambda: sum(len(receiver.taken(f"/hooks/{each}")) for each in range(6)) == 6)
        time.sleep(1)
        got = [one for each in range(6) for one in receiver.events(f"/hooks/{each}")]
    other.stop()
    assert len(got) == 6
    assert {one.kind for one in got} == {"release.published"}
    assert {one.event["data"]["release_id"] for one in got} == {release["id"]}


def test_hook_2_partners_learn_what_became_public_and_what_was_taken_back(
    partner: Partner,
) -> None:
    newsroom = partner.newsroom
    with receiving() as receiver:
        partner.verified(receiver)
        timed = _scheduled(newsroom, SECOND)
        until(lambda: len(receiver.taken()) == 1)
        etag = newsroom.desk.get(f"{EDITORIAL}/{timed['id']}").json()["etag"]
        partner.withdrawn({**timed, "etag": etag})
        until(lambda: len(receiver.taken()) == 2)
        many = [newsroom.published(title=f"Bulk {number}") for number in range(3)]
        until(lambda: len(receiver.taken()) == 5)
        for one in many:
            partner.withdrawn(one)
        until(lambda: len(receiver.taken()) == 8)
        draft = newsroom.edit(newsroom.draft(title="Never public"), title="Still a draft")
        deleted = newsroom.desk.delete(
            f"{EDITORIAL}/{draft['id']}", headers={"If-Match": draft["etag"]}
        )
        assert deleted.status_code == 204
        again = newsroom.desk.delete(f"{EDITORIAL}/{draft['id']}", headers={"If-Match": "*"})
        assert again.status_code == 404
        time.sleep(0.7)
        told = [(one.kind, one.event["data"]["release_id"]) for one in receiver.events()]
    assert told[:2] == [
        ("release.published", timed["id"]),
        ("release.withdrawn", timed["id"]),
    ]
    assert sorted(told[5:]) == sorted(("release.withdrawn", one["id"]) for one in many)
    assert len(told) == 8
    gone = receiver.events()[1].event["data"]
    assert (gone["document"], gone["note"]["text"]) == (None, "Issued in error.")
    assert gone["note"]["withdrawn_at"] == gone["at"]


def test_who_has_a_withdrawal_and_who_not_yet_is_told_to_editors(partner: Partner) -> None:
    newsroom = partner.newsroom
    with receiving() as receiver, receiving() as away:
        has = partner.verified(receiver, description="Wire")
        lacks = partner.verified(away, description="Paper")
        paused = partner.verified(receiver, path="/2", description="Radio")
        elsewhere = partner.verified(receiver, path="/3", selection="location=GR")
        release = newsroom.published()
        for path in ("/hooks", "/hooks/2"):
            until(partial(receiver.taken, path))
        until(away.taken)
        partner.act(paused, "pause")
        away.statuses = [500] * 100
        partner.withdrawn(release)
        path = f"{EDITORIAL}/{release['id']}/reach"
        until(lambda: newsroom.desk.get(path).json()["meta"]["reached"] == 1)
        until(lambda: away.events()[1:])
        until(lambda: _of(newsroom, path)[lacks["id"]]["last_failure"] == "status-500")
        answer = checked(newsroom.desk.get(path), 200)
        found = _of(newsroom, path)
    assert answer["newest"]["kind"] == "withdrawn"
    assert answer["meta"] == {"total": 3, "reached": 1, "waiting": 2}
    assert elsewhere["id"] not in found
    assert found[has["id"]]["has_newest"]
    assert found[has["id"]]["delivered_kind"] == "withdrawn"
    assert not found[lacks["id"]]["has_newest"]
    assert (found[lacks["id"]]["delivered_kind"], found[lacks["id"]]["waiting_kind"]) == (
        "published",
        "withdrawn",
    )
    assert (found[paused["id"]]["state"], found[paused["id"]]["has_newest"]) == ("paused", False)
    assert partner.client.get(path).status_code == 403
    assert newsroom.api.get(path).status_code == 401
    draft = newsroom.draft()
    assert newsroom.desk.get(f"{EDITORIAL}/{draft['id']}/reach").status_code == 404


def _of(newsroom: Newsroom, path: str) -> dict[str, dict[str, Any]]:
    return {one["subscription_id"]: one for one in newsroom.desk.get(path).json()["data"]}
