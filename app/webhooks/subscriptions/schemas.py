"""Wire shapes of webhooks: subscriptions, their health, and what was delivered to them."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field

from app.base.wire import Input, Instant, Output, PlainText, ShownOnce, Whole
from app.webhooks.subscriptions.states import Format, Kind

MAX_DESCRIPTION = 300
MAX_URL = 2_000
MAX_SELECTION = 2_000
MAX_OVERLAP_HOURS = 24 * 30

_ID = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a21"
_CREATE: dict[str, Any] = {
    "url": "https://partner.example/hooks/dateline",
    "selection": "location=TR&theme=migration-displacement",
    "kinds": ["published", "updated", "corrected", "withdrawn", "left"],
    "format": "json",
    "description": "Partner wire, desk East",
}
_HEALTH: dict[str, Any] = {
    "last_success_at": "2026-11-03T09:30:01Z",
    "last_failure_at": None,
    "last_failure": None,
    "failures_in_a_row": 0,
    "failing_since": None,
    "backlog": 0,
    "next_try_at": None,
    "remedy": None,
}
SHOWN: dict[str, Any] = {
    "id": _ID,
    "etag": '"1"',
    **_CREATE,
    "state": "active",
    "created_at": "2026-11-03T09:00:00Z",
    "verified_at": "2026-11-03T09:00:02Z",
    "secret_overlap_until": None,
    "health": _HEALTH,
}
_SECRET = "whsec_VEhJUy1JUy1BTi1FWEFNUExFLUFORC1OTy1TRUNSRVQ="
_DELIVERY: dict[str, Any] = {
    "id": "8f14e45f-ceea-567a-9c4b-0d2f6f6f2a31",
    "webhook_id": "msg_8f14e45fceea567a9c4b0d2f6f6f2a31",
    "seq": 43,
    "release_id": "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11",
    "kind": "corrected",
    "state": "waiting",
    "tries": 2,
    "noted_at": "2026-11-03T09:30:00Z",
    "last_tried_at": "2026-11-03T09:30:06Z",
    "last_status": 503,
    "last_failure": "status-503",
    "next_try_at": "2026-11-03T09:30:21Z",
    "settled_at": None,
}


def _with_withdrawals(kinds: list[Kind]) -> list[Kind]:
    """Returns each kind once, in order, with `withdrawn`: who has a text must hear of that."""
    return [kind for kind in Kind if kind in {*kinds, Kind.WITHDRAWN}]


Kinds = Annotated[list[Kind], AfterValidator(_with_withdrawals)]
Url = Annotated[str, PlainText(MAX_URL)]
SelectionText = Annotated[str, PlainText(MAX_SELECTION, min_length=0)]
Description = Annotated[str, PlainText(MAX_DESCRIPTION)]

URL_WORDS = (
    "Where events are sent by POST: https, a host name of the public internet, port 443, 4443, 8443"
    " or 9443; no user name, no fragment."
)
SELECTION_WORDS = (
    "Which releases: the filters of `/v1/releases` as they stand in its address. Empty is all."
)
KINDS_WORDS = (
    "What is told; `withdrawn` is always among it. Of a release whose text was sent, `corrected` is"
    " told too, whatever stands here."
)
FORMAT_WORDS = "How a release is written: `json` as `/v1/changes` does, or `ninjs` 3.1."


def _optional(schema: dict[str, Any]) -> None:
    """Takes the default out of the contract: a member that is left out of a patch stays."""
    schema.pop("default", None)


class SubscriptionCreate(Input):
    """A receiver of events."""

    model_config = ConfigDict(json_schema_extra={"examples": [_CREATE]})

    url: Url = Field(description=URL_WORDS)
    selection: SelectionText = Field("", description=SELECTION_WORDS)
    kinds: Kinds = Field(list(Kind), min_length=1, max_length=len(Kind), description=KINDS_WORDS)
    format: Format = Field(Format.JSON, description=FORMAT_WORDS)
    description: Description | None = Field(None, description="For people: what it is for.")


class SubscriptionPatch(Input):
    """What is to be another; what is left out stays."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"selection": "location=TR", "description": None}]}
    )

    url: Url = Field(
        "", description=f"{URL_WORDS} A new one is verified first.", json_schema_extra=_optional
    )
    selection: SelectionText = Field("", description=SELECTION_WORDS, json_schema_extra=_optional)
    kinds: Kinds = Field(
        list(Kind),
        min_length=1,
        max_length=len(Kind),
        description=KINDS_WORDS,
        json_schema_extra=_optional,
    )
    format: Format = Field(Format.JSON, description=FORMAT_WORDS, json_schema_extra=_optional)
    description: Description | None = Field(
        None, description="Null takes it away.", json_schema_extra=_optional
    )


class SecretRotate(Input):
    """How long the secret of now signs beside the new one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"overlap_hours": 24}]})

    overlap_hours: Whole = Field(
        24, ge=0, le=MAX_OVERLAP_HOURS, description="Hours in which both secrets sign."
    )

    @property
    def overlap(self) -> timedelta:
        """Returns the overlap as a duration."""
        return timedelta(hours=self.overlap_hours)


class ReplayInput(Input):
    """From where on events are sent again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"since": "2026-11-03T00:00:00Z"}]})

    since: Instant = Field(description="Facts from this instant on are told again.")


class SubscriptionHealth(Output):
    """How a receiver fares, and what is to be done."""

    last_success_at: Instant | None
    last_failure_at: Instant | None
    last_failure: str | None = Field(
        description="`status-503` and the like, `timeout`, `no-connection`, `name-not-found`,"
        " `address-not-allowed`, `tls`, `answer-broken`, `challenge-not-answered`,"
        " `selection-not-valid`. An open list."
    )
    failures_in_a_row: int
    failing_since: Instant | None
    backlog: int = Field(description="Events that wait to be delivered.")
    next_try_at: Instant | None = Field(description="When something is sent next, at the earliest.")
    remedy: str | None = Field(description="What to do so that events flow; null when they do.")


class Subscription(Output):
    """A subscription, without its secret."""

    model_config = ConfigDict(json_schema_extra={"examples": [SHOWN]})

    id: UUID
    etag: str = Field(description="Send it as `If-Match` to change the subscription.")
    url: str
    selection: str = Field(description="In its canonical spelling.")
    kinds: list[str]
    format: str
    description: str | None
    state: str = Field(
        description="`unverified`, `active`, `failing`, `paused`, `suspended`, `ended`."
        " An open list."
    )
    created_at: Instant
    verified_at: Instant | None = Field(description="When the challenge was answered.")
    secret_overlap_until: Instant | None = Field(
        description="Until then the former secret signs too."
    )
    health: SubscriptionHealth


class NewSubscription(Subscription, ShownOnce):
    """A subscription with a secret just made, which cannot be shown again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**SHOWN, "secret": _SECRET}]})

    secret: str = Field(
        description="What signatures are checked with (Standard Webhooks 1.0.0). Keep it."
    )


class SubscriptionList(Output):
    """Subscriptions of the caller, the oldest first; an administrator sees all."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"data": []}]})

    data: list[Subscription]


class Delivery(Output):
    """One event for one subscription, and what became of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_DELIVERY]})

    id: UUID
    webhook_id: str = Field(description="The header `webhook-id` of every try.")
    seq: int | None = Field(description="Number of the fact; null of a test event.")
    release_id: UUID | None
    kind: str
    state: str = Field(
        description="`waiting`, `delivered`, `failed` (given up), `superseded` (the release was"
        " withdrawn before, which is told instead). An open list."
    )
    tries: int
    noted_at: Instant = Field(description="When it was noted that this is to be told.")
    last_tried_at: Instant | None
    last_status: int | None = Field(description="What the receiver answered.")
    last_failure: str | None
    next_try_at: Instant | None = Field(
        description="When it is tried next, at the earliest; null when nothing is sent."
    )
    settled_at: Instant | None


class DeliveryList(Output):
    """Deliveries, the newest facts first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"data": [], "links": {}}]})

    data: list[Delivery]
    links: dict[str, str]
