"""A poller does its work at once, when it is woken, after each pause, and after failures."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise

import pytest

from app.base import poller
from app.base.backoff import Backoff
from app.base.poller import Poller
from tests.waiting import until

LONG = 3_600.0

Start = Callable[[Callable[[], float]], Poller]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a poller; all are stopped at the end."""
    with ExitStack() as ending:

        def begin(work: Callable[[], float]) -> Poller:
            made = Poller("work", work, gather=0.05)
            made.start()
            ending.callback(made.stop)
            return made

        yield begin


def test_work_is_done_at_once_and_then_when_it_is_woken(start: Start) -> None:
    calls: list[float] = []

    def work() -> float:
        calls.append(time.monotonic())
        return LONG

    made = start(work)
    until(lambda: len(calls) == 1)
    for _ in range(10):
        made.wake()
    until(lambda: len(calls) == 2)
    time.sleep(0.2)
    assert len(calls) == 2


def test_work_is_done_again_after_the_pause_that_it_returned(start: Start) -> None:
    pauses = [0.0, 0.01, 0.01]
    start(lambda: pauses.pop(0) if pauses else LONG)
    until(lambda: not pauses)


def test_a_wake_during_the_work_is_not_lost(start: Start) -> None:
    calls: list[None] = []
    begun, go_on = threading.Event(), threading.Event()

    def work() -> float:
        calls.append(None)
        begun.set()
        go_on.wait()
        return LONG

    made = start(work)
    begun.wait()
    made.wake()
    go_on.set()
    until(lambda: len(calls) == 2)


def test_work_that_fails_is_tried_again_after_growing_pauses(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poller, "PAUSES", Backoff(0.1, 2.0, 10.0))
    calls: list[float] = []

    def work() -> float:
        calls.append(time.monotonic())
        if len(calls) < 4:
            raise ZeroDivisionError
        return LONG

    start(work)
    until(lambda: len(calls) == 4)
    pauses = [after - before for before, after in pairwise(calls)]
    least = [0.08, 0.16, 0.32]
    assert all(pause >= low for pause, low in zip(pauses, least, strict=True))


def test_stop_waits_for_the_call_and_start_begins_anew(start: Start) -> None:
    calls: list[None] = []

    def work() -> float:
        time.sleep(0.05)
        calls.append(None)
        return LONG

    made = start(work)
    made.stop()
    assert not made.is_running
    assert len(calls) <= 1
    made.start()
    until(lambda: calls)
