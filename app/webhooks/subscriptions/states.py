"""The states of subscriptions and deliveries, and what moves a subscription between them.

unverified --challenge answered--> active <--2xx-- failing <--5 failures in a row-- active
failing --3 days without a 2xx--> suspended --resume--> active
active, failing --pause--> paused --resume--> active
any --410--> ended --verify--> unverified
any --DELETE--> deleted, where a text was sent: the reach of a release names it; nobody else sees it
"""

from enum import StrEnum

from app.changes.log import ChangeKind


class SubscriptionState(StrEnum):
    """States of a subscription. On the wire the list is open."""

    UNVERIFIED = "unverified"
    ACTIVE = "active"
    FAILING = "failing"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    ENDED = "ended"
    DELETED = "deleted"


class Told(StrEnum):
    """Of a delivery. On the wire the list is open."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    SUPERSEDED = "superseded"


class Format(StrEnum):
    """How `data` of an event is written."""

    JSON = "json"
    NINJS = "ninjs"


class Kind(StrEnum):
    """What a subscription can be told of a release."""

    PUBLISHED = ChangeKind.PUBLISHED.value
    UPDATED = ChangeKind.UPDATED.value
    CORRECTED = ChangeKind.CORRECTED.value
    WITHDRAWN = ChangeKind.WITHDRAWN.value
    LEFT = "left"


# Statuses by which a receiver takes an event.
OK = range(200, 300)
TEST = "test"
VERIFICATION = "verification"
# States in which events are sent.
SENDING = (SubscriptionState.ACTIVE, SubscriptionState.FAILING)
# What an owner has to do so that events flow again.
REMEDIES = {
    SubscriptionState.UNVERIFIED: "Answer the challenge; POST …/verify sends another one now.",
    SubscriptionState.FAILING: "Repair the receiver; the next try that it answers with 2xx"
    " brings all back.",
    SubscriptionState.PAUSED: "POST …/resume; nothing that happened meanwhile is left out.",
    SubscriptionState.SUSPENDED: "Repair the receiver and POST …/resume; nothing is left out.",
    SubscriptionState.ENDED: "The receiver answered 410, or never the challenge."
    " POST …/verify begins again where it ended.",
}
