"""Signs the bytes of an event as Standard Webhooks 1.0.0 says. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from standardwebhooks import Webhook


def signed_headers(
    message_id: str, at: datetime, body: bytes, secrets: Iterable[str]
) -> Mapping[str, str]:
    """Returns the three headers of one try at `at`, with a signature by each of `secrets`.

    Every try of an event has the same `message_id`, which holds no dot. `body` is UTF-8.
    """
    text = body.decode()
    signatures = (Webhook(secret).sign(message_id, at, text) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
