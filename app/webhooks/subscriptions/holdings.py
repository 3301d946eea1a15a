"""Which subscriptions have the text of a release, and so must hear of what becomes of it."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from app.changes.log import ChangeKind
from app.changes.queries import Step
from app.stream.entries import TAKES_AWAY
from app.webhooks.subscriptions.models import WebhookDelivery as Sent
from app.webhooks.subscriptions.states import Told

# Told to everyone who was sent the text, whatever the selection and the kinds are by now.
TO_ALL_WHO_HAVE_IT = frozenset((ChangeKind.CORRECTED.value, ChangeKind.WITHDRAWN.value))
# Never given up for good, unless a later event of the release was told.
NEVER_GIVEN_UP = TO_ALL_WHO_HAVE_IT | TAKES_AWAY

Pair = tuple[UUID, UUID]


class Holdings:
    """Which subscriptions have the text of the releases that `steps` correct or withdraw.

    A subscription has it from the event that was to bring it, tried or not, until `left` or
    `withdrawn` was delivered or waits to be.
    """

    def __init__(self, session: Session, ids: Sequence[UUID], steps: Sequence[Step]) -> None:
        self._watched = {one.release_id for one in steps if one.kind in TO_ALL_WHO_HAVE_IT}
        # For each number of an event: whether the receiver has the text after it.
        self._after: dict[Pair, dict[int, bool]] = defaultdict(dict)
        if self._watched:
            asked = select(Sent.subscription_id, Sent.release_id, Sent.seq, Sent.kind).where(
                col(Sent.release_id).in_(self._watched), col(Sent.subscription_id).in_(ids)
            )
            unheard = col(Sent.state).in_((Told.FAILED, Told.SUPERSEDED))
            asked = asked.where(~(unheard & col(Sent.kind).in_(TAKES_AWAY)))
            for one, release_id, seq, kind in session.exec(asked):
                if release_id is not None:
                    self._after[one, release_id][seq] = kind not in TAKES_AWAY

    def must_hear(self, subscription_id: UUID, step: Step) -> bool:
        """Whether the fact is a correction or withdrawal of a text that the subscription has."""
        if step.kind not in TO_ALL_WHO_HAVE_IT:
            return False
        after = self._after.get((subscription_id, step.release_id), {})
        earlier = [seq for seq in after if seq < step.seq]
        return bool(earlier) and after[max(earlier)]

    def note(self, subscription_id: UUID, step: Step, kind: str) -> None:
        """Count an event that is planned now."""
        if step.release_id in self._watched:
            pair = subscription_id, step.release_id
            self._after[pair][step.seq] = kind not in TAKES_AWAY
