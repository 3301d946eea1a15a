"""The dependency of every door: what is due is public before the answer is made."""

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from app.releases.schedule.watch import DueWatch


async def publish_first(request: Request) -> None:
    """Publish what is due, then go on. Mostly a look at a number in memory, so no thread is taken.

    It comes before the route's session: that sees the state of its own beginning only.
    """
    watch: DueWatch = request.app.state.due
    if not watch.is_quiet():
        await run_in_threadpool(watch.catch_up)
