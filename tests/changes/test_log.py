"""The change log numbers facts in the order in which they are committed."""

import threading
from uuid import uuid4

from app.base import clock
from app.changes import log
from app.db.database import Database

WRITERS = 8
FACTS_EACH = 12


def a_fact() -> log.Fact:
    return log.Fact(log.ChangeKind.PUBLISHED, uuid4(), 1, clock.now())


def test_numbers_are_in_commit_order_under_concurrent_writers(database: Database) -> None:
    """A reader that asks "since N" in a loop sees every number once, and in order."""
    stop = threading.Event()
    seen: list[int] = []

    def follow() -> None:
        while True:
            ended = stop.is_set()
            with database.read() as session:
                facts = log.read_since(session, seen[-1] if seen else 0, 100)
            seen.extend(fact.seq for fact in facts)
            if ended and not facts:
                return

    def write() -> None:
        for _ in range(FACTS_EACH):
            with database.write() as session:
                log.record(session, a_fact())

    follower = threading.Thread(target=follow)
    follower.start()
    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    stop.set()
    follower.join()
    assert seen == list(range(1, WRITERS * FACTS_EACH + 1))


def test_a_transaction_that_fails_leaves_no_number_behind(database: Database) -> None:
    with database.write() as session:
        log.record(session, a_fact())
    try:
        with database.write() as session:
            log.record(session, a_fact())
            raise RuntimeError
    except RuntimeError:
        pass
    with database.write() as session:
        assert log.record(session, a_fact()) == 2
