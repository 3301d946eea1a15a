"""From the log to what is to be told: withdrawals noted by others, clocks set back, and blame."""

from datetime import timedelta

from sqlmodel import Session, select

from app.base import clock
from app.webhooks.delivery.plan import INVALID_SELECTION, Planner
from app.webhooks.delivery.queries import due_deliveries
from app.webhooks.subscriptions.models import WebhookSubscription
from tests.partners.partner import Partner
from tests.partners.receiver import receiving
from tests.waiting import until


def _planner(partner: Partner) -> Planner:
    """That of another process."""
    newsroom = partner.newsroom
    return Planner(newsroom.database, newsroom.app.state.follower.snapshot, newsroom.settings.zone)


def _only(session: Session) -> WebhookSubscription:
    return session.exec(select(WebhookSubscription)).one()


def test_a_withdrawal_that_another_process_planned_is_seen(partner: Partner) -> None:
    planner = _planner(partner)
    planner.plan(clock.now())
    release = partner.newsroom.published()
    partner.withdrawn(release)
    planner.plan(clock.now())
    assert [(str(one), seq) for one, seq in planner.withdrawn.items()] == [(release["id"], 2)]


def test_a_fact_is_due_at_once_when_the_clock_is_set_back(partner: Partner) -> None:
    with receiving() as receiver:
        made = partner.verified(receiver)
    partner.webhooks.stop()
    partner.newsroom.published()
    now = clock.now()
    _planner(partner).plan(now + timedelta(hours=1))
    with partner.newsroom.database.read() as session:
        assert len(due_deliveries(session, _only(session).id, now, 10)) == 1
    (shown,) = partner.deliveries(made)
    assert shown["next_try_at"] == shown["noted_at"]
    assert partner.read(made)["health"]["next_try_at"] == shown["noted_at"]


def test_a_selection_that_is_not_valid_is_written_down_once(partner: Partner) -> None:
    with receiving() as receiver:
        made = partner.verified(receiver)
    partner.webhooks.stop()
    with partner.newsroom.database.write() as session:
        _only(session).selection = "location=nowhere-at-all"
    partner.newsroom.published()
    commits: list[Session] = []
    partner.newsroom.database.after_commit.append(commits.append)
    planner = _planner(partner)
    planner.plan(clock.now())
    until(lambda: partner.read(made)["health"]["last_failure"] == INVALID_SELECTION)
    before = len(commits)
    planner.plan(clock.now())
    assert (before, len(commits)) == (1, 1)
