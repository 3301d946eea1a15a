"""A newsroom that may call receivers on loopback, with short pauses."""

from collections.abc import Iterator

import pytest

from app.core.settings import Settings
from tests.syndication.partner import Partner

FIRST_PAUSE = 0.2


@pytest.fixture
def partner(settings: Settings) -> Iterator[Partner]:
    """A partner of a newsroom whose webhooks are sent."""
    development = settings.model_copy(
        update={"callbacks_to_private_hosts": True, "webhook_first_pause_seconds": FIRST_PAUSE}
    )
    opened = Partner(development)
    yield opened
    opened.close()
