"""What is sent to many is kept once, and leads to the pages of the newsroom."""

import pytest

from app.base import clock
from app.base.addresses import ReleaseAddresses
from app.base.ids import new_id
from app.webhooks.delivery.bodies import Bodies
from app.webhooks.subscriptions.models import WebhookDelivery
from app.webhooks.subscriptions.states import Format, Told
from tests.newsroom import Newsroom


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("form", list(Format))
def test_receivers_of_one_event_share_its_bytes(newsroom: Newsroom, form: Format) -> None:
    newsroom.published()
    first, second = _bodies(newsroom, form, (1, "published"), (1, "published"))
    assert first is not None
    assert first is second


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("form", list(Format))
def test_an_event_names_the_page_of_a_release_until_it_is_withdrawn(
    newsroom: Newsroom, form: Format
) -> None:
    """The slug in the address may be the very words that were withdrawn."""
    release = newsroom.published(slug="ferry-resumes")
    (published,) = _bodies(newsroom, form, (1, "published"))
    assert b'"https://example.org/news/ferry-resumes"' in (published or b"")
    newsroom.act(release, "withdraw", kind="gone", notice="Issued in error.")
    (withdrawn,) = _bodies(newsroom, form, (2, "withdrawn"))
    assert b"Issued in error." in (withdrawn or b"")
    assert b"example.org" not in (withdrawn or b"")


def _bodies(newsroom: Newsroom, form: Format, *facts: tuple[int, str]) -> list[bytes | None]:
    """What is sent of facts, given by number and kind, by a newsroom with a site of its own."""
    now = clock.now()
    told = [
        WebhookDelivery(
            id=new_id(),
            subscription_id=new_id(),
            seq=seq,
            release_id=None,
            kind=kind,
            state=Told.WAITING,
            noted_at=now,
            due_at=now,
        )
        for seq, kind in facts
    ]
    addresses = ReleaseAddresses("https://dateline.example", "https://example.org/news/{slug}")
    with newsroom.database.read() as session:
        bodies = Bodies(session, newsroom.app.state.follower.snapshot, addresses)
        bodies.prepare(told)
        return [bodies.body(one, form) for one in told]
