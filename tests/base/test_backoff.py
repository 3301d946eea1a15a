"""Pauses between tries grow up to the longest."""

from app.base.backoff import JITTER, Backoff

PAUSES = Backoff(first=5.0, growth=3.0, longest=12 * 3600.0)


def test_pauses_grow_from_the_first_to_the_longest() -> None:
    for _ in range(50):
        assert 4 <= PAUSES.after(1) <= 6
        assert 15 * (1 - JITTER) <= PAUSES.after(2) <= 15 * (1 + JITTER)
        assert 6 * 3600 <= PAUSES.after(12) <= 12 * 3600
        assert PAUSES.after(10_000) <= 12 * 3600


def test_no_two_receivers_wait_alike() -> None:
    assert len({PAUSES.after(5) for _ in range(20)}) == 20
