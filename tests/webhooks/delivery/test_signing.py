"""Signatures of webhooks, by the vector of case HOOK-1 and by the reference library."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from app.base import clock
from app.base.ids import new_signing_secret
from app.webhooks.delivery.signing import signed_headers

VECTOR = json.loads((Path(__file__).parents[2] / "data/cases/hook-1.json").read_text("utf-8"))


def test_a_signature_is_that_of_the_vector_with_letters_beyond_ascii() -> None:
    at = datetime.fromtimestamp(int(VECTOR["webhook-timestamp"]), UTC)
    body = VECTOR["body_utf8"].encode()
    assert signed_headers(VECTOR["webhook-id"], at, body, [VECTOR["secret"]]) == {
        "webhook-id": VECTOR["webhook-id"],
        "webhook-timestamp": VECTOR["webhook-timestamp"],
        "webhook-signature": VECTOR["webhook-signature"],
    }


def test_with_two_secrets_either_of_them_verifies() -> None:
    old, new, other = (new_signing_secret() for _ in range(3))
    body = '{"title":"Çeşme"}'.encode()
    headers = dict(signed_headers("msg_1", clock.now(), body, [new, old]))
    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (old, new):
        assert Webhook(secret).verify(body, headers) == {"title": "Çeşme"}
    with pytest.raises(WebhookVerificationError):
        Webhook(other).verify(body, headers)


def test_a_secret_is_as_long_as_the_standard_wants_it_and_never_the_same() -> None:
    first, second = new_signing_secret(), new_signing_secret()
    assert first != second
    assert first.startswith("whsec_")
    assert len(Webhook(first)._whsecret) == 32
