"""How tests wait for what others do: until it has come, never for a time that should do."""

import time
from collections.abc import Callable

# Far more than anything takes, on a slow machine too: a test that passes never waits for it.
PATIENCE_SECONDS = 60.0


def until(condition: Callable[[], object]) -> None:
    """Wait for `condition`; raises AssertionError when it does not come."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        asked = time.monotonic()
        if condition():
            return
        now = time.monotonic()
        assert now < end, "what was waited for did not come"
        # Who asks all the time keeps from working those that are waited for.
        time.sleep(max(0.01, now - asked))
