"""What partners are sent, for the contract: each type of event, its headers, and what to answer."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Header
from pydantic import Field

from app.base.wire import Instant, Output
from app.http.contract.openapi import SENT, Responses
from app.http.routing import JSON, operation_id
from app.stream.schemas import ChangeEntry

# Type of event -> its summary, and what a receiver does with it.
_RELEASE_EVENTS = {
    "published": (
        "A release was published",
        "Store `data.document`. Where it is null there is a newer text, whose event follows.",
    ),
    "updated": (
        "A release was updated",
        "Put `data.document` in the place of your copy; nothing in it was wrong.",
    ),
    "corrected": (
        "A release was corrected",
        "Put `data.document` in the place of your copy, and do what `data.note` asks for.",
    ),
    "withdrawn": (
        "A release was withdrawn",
        "Take your copy down, at all of `data.addresses`. There is no text; `data.note` says why.",
    ),
    "left": (
        "A release left the selection",
        "It does not fit the subscription any more: remove your copy, or keep it and follow it"
        " yourself.",
    ),
}
_VERIFICATION = (
    "A subscription asks whether it is wanted",
    "Send `data.challenge` back. Nothing else is sent before that.",
)
_TEST = (
    "A test event",
    "Sent for `POST /v1/subscriptions/{subscription_id}/test`. There is nothing to do.",
)
_SIGNED = (
    " The request is signed as Standard Webhooks 1.0.0 says: check `webhook-signature` over the"
    " bytes as they came. Answer 2xx within 15 seconds; else it is sent again for three days."
)
_ANSWERS: Responses = {
    204: {"description": "Taken. Any 2xx will do; it is not sent again."},
    410: {"description": "Ends the subscription."},
}
MessageId = Annotated[
    str, Header(alias="webhook-id", description="Names the event; the same for every try.")
]
Timestamp = Annotated[
    str,
    Header(
        alias="webhook-timestamp",
        description="When this try was made, in seconds since 1970. Refuse what is older than five"
        " minutes.",
        examples=["1793698200"],
    ),
]
Signature = Annotated[
    str,
    Header(
        alias="webhook-signature",
        description="Signatures, with spaces between: `v1,` and the base64 of HMAC-SHA256 over"
        " `webhook-id.webhook-timestamp.body`, by the bytes after `whsec_` of the secret in"
        " base64. One that is right is enough.",
    ),
]


class ReleaseEvent(Output):
    """What happened to a release of the subscription's selection."""

    type: str = Field(description="The type of event.", examples=["release.published"])
    timestamp: Instant = Field(description="When it became public.")
    data: ChangeEntry | dict[str, Any] = Field(
        description="The fact, as `/v1/changes` has it; with the `format` `ninjs` of the"
        " subscription a ninjs 3.1 object."
    )


class ChallengeData(Output):
    """What to answer a challenge with."""

    subscription_id: UUID = Field(description="Id of the subscription.")
    challenge: str = Field(description="Send this back.")


class ChallengeEvent(Output):
    """A challenge: nothing else is sent before it was answered."""

    type: Literal["subscription.verification"] = Field(description="The type of event.")
    timestamp: Instant = Field(description="When the challenge was made.")
    data: ChallengeData = Field(description="The challenge.")


class TestedSubscription(Output):
    """Which subscription is tried out."""

    subscription_id: UUID = Field(description="Id of the subscription.")


class TestEvent(Output):
    """An event that was asked for to try the receiver."""

    type: Literal["subscription.test"] = Field(description="The type of event.")
    timestamp: Instant = Field(description="When it was asked for.")
    data: TestedSubscription = Field(description="The subscription.")


# The answer to a challenge; its value alone as text will do as well.
_CHALLENGE: Responses = {
    200: {
        "description": "`data.challenge`, as text or in JSON.",
        "content": {
            JSON: {
                "schema": {
                    "type": "object",
                    "required": ["challenge"],
                    "properties": {
                        "challenge": {
                            "type": "string",
                            "description": "`data.challenge` of the event.",
                        }
                    },
                },
                "example": {"challenge": "9f0f6b"},
            }
        },
    },
    410: _ANSWERS[410],
}
# Describes requests that are sent, not taken: nothing is routed by it. Each body is one that we
# write, so that it stands here as an answer with the status SENT; the contract turns that round.
events = APIRouter(tags=["webhooks"], generate_unique_id_function=operation_id)


def _sent(_id: MessageId, _at: Timestamp, _signature: Signature) -> None:
    """Has the headers of every event."""


def _describe(kind: str, event: type[Output], words: tuple[str, str], answers: Responses) -> None:
    summary, what_to_do = words
    events.add_api_route(
        kind,
        _sent,
        methods=["POST"],
        name=f"receive_{kind.replace('.', '_')}",
        summary=summary,
        description=what_to_do + _SIGNED,
        status_code=SENT,
        response_model=event,
        responses=answers,
        # No client makes these calls, and openapi-generator's TypeScript would not compile: by this
        # member it leaves them out.
        openapi_extra={"x-internal": True},
    )


for _kind, _words in _RELEASE_EVENTS.items():
    _describe(f"release.{_kind}", ReleaseEvent, _words, _ANSWERS)
_describe("subscription.verification", ChallengeEvent, _VERIFICATION, _CHALLENGE)
_describe("subscription.test", TestEvent, _TEST, _ANSWERS)
