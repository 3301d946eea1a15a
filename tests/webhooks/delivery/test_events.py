"""The contract has every event as it is sent."""

from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter

from app.base.settings import Settings
from app.changes.log import ChangeKind
from app.main import create_app
from app.stream.entries import LEFT
from app.webhooks.delivery.bodies import challenge_body
from app.webhooks.delivery.events import ChallengeEvent
from app.webhooks.delivery.signing import signed_headers
from tests.factories import PUBLISHED_AT


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    return create_app(Settings()).openapi()


def test_every_kind_of_fact_is_an_event(contract: dict[str, Any]) -> None:
    kinds = [*(kind.value for kind in ChangeKind), LEFT]
    events = {f"release.{kind}" for kind in kinds}
    assert contract["webhooks"].keys() == events | {
        "subscription.verification",
        "subscription.test",
    }


def test_events_declare_the_headers_of_their_signature(contract: dict[str, Any]) -> None:
    sent = signed_headers("id", PUBLISHED_AT, b"{}", ["whsec_c2VjcmV0"])
    components = contract["components"]["parameters"]
    for item in contract["webhooks"].values():
        references = [one["$ref"].rpartition("/")[2] for one in item["post"]["parameters"]]
        assert {components[name]["name"] for name in references} == set(sent)


def test_a_challenge_is_as_the_contract_has_it() -> None:
    body = challenge_body(UUID(int=1), "word", PUBLISHED_AT)
    event = TypeAdapter(ChallengeEvent).validate_json(body)
    assert event.data.challenge == "word"
