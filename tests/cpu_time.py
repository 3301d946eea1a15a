"""What a call costs, whatever else the machine does: time of the processor, not of the clock."""

from collections.abc import Callable, Sequence
from time import thread_time
from typing import Any


def cpu_seconds(call: Callable[[], object]) -> float:
    """What one call takes of the processor."""
    began = thread_time()
    call()
    return thread_time() - began


def grows_linearly(work: Callable[[Any], object], whole: Sequence[Any]) -> bool:
    """Whether all of `whole` takes `work` no longer than thirty times what a tenth of it takes.

    A hundred times as long is quadratic, each of three times. Less than a tenth of a second is not
    told apart.
    """

    def once() -> bool:
        tenth = cpu_seconds(lambda: work(whole[: len(whole) // 10]))
        return cpu_seconds(lambda: work(whole)) < 30 * tenth + 0.1

    # A virtual machine that was halted counts that as work.
    return any(once() for _ in range(3))
