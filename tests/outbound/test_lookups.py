"""Look-ups run beside each other up to a limit, and nobody waits for them at the end."""

import subprocess
import sys
import threading

import pytest

from app.outbound.client import Lookups
from tests.waiting import PATIENCE_SECONDS

HANGING = """
import time
from app.outbound.client import GuardedClient
client = GuardedClient(resolve=lambda host, port: time.sleep(600))
assert not client.resolves_to_forbidden("https://x.example/h", 0.1)
print("done")
"""


def test_a_name_whose_server_does_not_answer_holds_up_no_exit() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", HANGING], timeout=PATIENCE_SECONDS, capture_output=True, check=True
    )
    assert ended.stdout.strip() == b"done"


def test_calls_answer_and_raise_and_no_more_than_the_limit_run_at_once() -> None:
    lookups: Lookups[int] = Lookups(2)
    lock, running, most = threading.Lock(), 0, 0
    both = threading.Barrier(2)

    def call() -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        both.wait(PATIENCE_SECONDS)
        with lock:
            running -= 1
        return 7

    futures = [lookups.submit(call) for _ in range(6)]
    assert [future.result(PATIENCE_SECONDS) for future in futures] == [7] * 6
    assert most == 2
    with pytest.raises(ZeroDivisionError):
        lookups.submit(lambda: 1 // 0).result(PATIENCE_SECONDS)


def test_what_has_not_begun_can_be_called_off() -> None:
    lookups: Lookups[bool] = Lookups(1)
    go_on = threading.Event()
    first, second, third = (lookups.submit(lambda: go_on.wait(PATIENCE_SECONDS)) for _ in range(3))
    assert second.cancel()
    go_on.set()
    assert first.result(PATIENCE_SECONDS)
    assert third.result(PATIENCE_SECONDS)
